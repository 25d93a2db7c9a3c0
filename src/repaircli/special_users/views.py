"""How steps with a special user's order and entrustment forms look to a person."""

from __future__ import annotations

from repaircli.money.entrustment_tables import Entrustment
from repaircli.orders.views import written
from repaircli.platform.output.cells import money, short_day
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Data, Pen, Rows, Styled, View
from repaircli.platform.text import N_


def _state(value: object, pen: Pen) -> str | Styled:
    return Styled(pen.tr(N_("taken back")), "red") if value is not None else ""


_PAPER = of(Entrustment, "paper_no", keep=True)
_FEE = of(Entrustment, "fee", key="fee_fen", show=money, right=True, keep=True)
_COMPUTED = of(Entrustment, "computed", key="computed_fen", show=money, right=True)
_WHY = of(Entrustment, "why")
_VOIDED = Column("voided_at", N_("state"), show=_state)
_FORM = (
    Column("id", N_("entrustment form")),
    *several(Entrustment, "paper_no", "order_no", "station", "region", "tier"),
    of(Entrustment, "onsite_fee", key="onsite_fen", show=money),
    of(Entrustment, "carry_in_fee", key="carry_in_fen", show=money),
    of(Entrustment, "computed", key="computed_fen", show=money),
    of(Entrustment, "fee", key="fee_fen", show=money),
    *several(Entrustment, "why", "issued_by", "issued_at", "voided_by", "voided_at", "void_why"),
)


def draw_of_order(forms: Rows, pen: Pen) -> None:
    """The entrustment forms of one order, under a title."""
    pen.heading(pen.tr(N_("entrustment forms")))
    pen.table((_PAPER, _FEE, _COMPUTED, of(Entrustment, "issued_by"), _WHY, _VOIDED), forms, indent=2)


def draw_advices(data: Data, pen: Pen) -> None:
    """The region's solutions for a special user, in their order (001-4.5.3)."""
    if not data.get("advices"):
        return
    pen.heading(pen.tr(N_("the region's solutions")))
    for advice in data["advices"]:
        pen.say(
            f"{pen.text(advice['given_at'])}  {advice['given_by']}  {advice['solution']}", indent=2, hang=2
        )


_ADVISED = written(N_("the station has the region's solution for order {no}"))


def _draw_advised(data: Data, pen: Pen) -> None:
    assert _ADVISED.draw is not None
    _ADVISED.draw(data, pen)
    draw_advices(data, pen)


VIEWS = {
    "special.notified": written(N_("the region is informed about order {no}")),
    "special.advised": View(draw=_draw_advised),
    **dict.fromkeys(("entrust.issued", "entrust.voided", "entrust.show"), View(fields=_FORM)),
    "entrust.list": View(
        columns=(
            Column("id", N_("no."), right=True, keep=True),
            _PAPER,
            of(Entrustment, "order_no", keep=True),
            of(Entrustment, "station"),
            _FEE,
            _COMPUTED,
            of(Entrustment, "issued_at", show=short_day, keep=True),
            _WHY,
            _VOIDED,
        ),
        csv=[c.key for c in _FORM],
        empty=N_("no entrustment forms"),
    ),
}
