"""How entrustment forms look to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.platform.output.cells import money, short_day
from repaircli.platform.output.view import Column, Pen, Styled, View
from repaircli.platform.text import N_


def _state(value: object, pen: Pen) -> str | Styled:
    return Styled(pen.tr(N_("taken back")), "red") if value is not None else ""


_PAPER = Column("paper_no", N_("paper no."), keep=True)
_FEE = Column("fee_fen", N_("entrustment fee"), show=money, right=True, keep=True)
_COMPUTED = Column("computed_fen", N_("computed"), show=money, right=True)
_WHY = Column("why", N_("why"))
_VOIDED = Column("voided_at", N_("state"), show=_state)
_FORM = (
    Column("id", N_("entrustment form")),
    _PAPER,
    Column("order_no", N_("order")),
    Column("station", N_("station")),
    Column("region", N_("region")),
    Column("tier", N_("tier")),
    Column("onsite_fen", N_("on-site fee, first step"), show=money),
    Column("carry_in_fen", N_("carry-in fee, first step"), show=money),
    Column("computed_fen", N_("computed"), show=money),
    Column("fee_fen", N_("entrustment fee"), show=money),
    _WHY,
    Column("issued_by", N_("by")),
    Column("issued_at", N_("issued")),
    Column("voided_by", N_("taken back by")),
    Column("voided_at", N_("taken back on")),
    Column("void_why", N_("taken back because")),
)
_LIST = (
    Column("id", N_("no."), right=True, keep=True),
    _PAPER,
    Column("order_no", N_("order"), keep=True),
    Column("station", N_("station")),
    _FEE,
    _COMPUTED,
    Column("issued_at", N_("issued"), show=short_day, keep=True),
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
