"""How entrustment forms look to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.money.entrustment_tables import Entrustment
from repaircli.platform.output.cells import money, short_day
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Pen, Styled, View
from repaircli.platform.text import N_


def _state(value: object, pen: Pen) -> str | Styled:
    return Styled(pen.tr(N_("taken back")), "red") if value is not None else ""


_PAPER = of(Entrustment, "paper_no", keep=True)
_FEE = of(Entrustment, "fee", key="fee_fen", show=money, right=True, keep=True)
_COMPUTED = of(Entrustment, "computed", key="computed_fen", show=money, right=True)
_WHY = of(Entrustment, "why")
_VOIDED = Column("voided_at", N_("state"), show=_state)
_FORM = (
    of(Entrustment, "id"),
    _PAPER,
    *several(Entrustment, "order_no", "station", "region", "tier"),
    of(Entrustment, "onsite_fee", key="onsite_fen", show=money),
    of(Entrustment, "carry_in_fee", key="carry_in_fen", show=money),
    of(Entrustment, "computed", key="computed_fen", show=money),
    of(Entrustment, "fee", key="fee_fen", show=money),
    _WHY,
    *several(Entrustment, "issued_by", "issued_at", "voided_by", "voided_at", "void_why"),
)
_LIST = (
    Column("id", N_("no."), right=True, keep=True),
    _PAPER,
    of(Entrustment, "order_no", keep=True),
    of(Entrustment, "station"),
    _FEE,
    _COMPUTED,
    of(Entrustment, "issued_at", show=short_day, keep=True),
    _WHY,
    _VOIDED,
)


def draw_of_order(forms: Sequence[Mapping[str, Any]], pen: Pen) -> None:
    """The forms of one order, under a title."""
    pen.heading(pen.tr(N_("entrustment forms")))
    pen.table((_PAPER, _FEE, _COMPUTED, Column("issued_by", N_("by")), _WHY, _VOIDED), forms, indent=2)


VIEWS = {
    "issued": View(fields=_FORM),
    "voided": View(fields=_FORM),
    "show": View(fields=_FORM),
    "list": View(columns=_LIST, csv=[c.key for c in _FORM], empty=N_("no entrustment forms")),
}
