"""How the parts of one order look: applied for, replaced, not given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.orders.part_tables import PartsRequest, ReplacedPart
from repaircli.platform.output.cells import money, short_day
from repaircli.platform.output.described import of
from repaircli.platform.output.view import Column, Pen, Styled
from repaircli.platform.text import N_

Rows = Sequence[Mapping[str, Any]]


def draw_applied(rows: Rows, pen: Pen) -> None:
    """The parts applied for, under a title."""
    pen.heading(pen.tr(N_("parts applied for")))
    pen.table(APPLIED, whole(rows), indent=2)


def draw_replaced(rows: Rows, pen: Pen) -> None:
    """The replaced parts, under a title."""
    pen.heading(pen.tr(N_("replaced parts")))
    pen.table(REPLACED, rows, indent=2)


def draw_owed(rows: Rows, pen: Pen) -> None:
    """The parts that were not returned, under a title."""
    pen.heading(pen.tr(N_("parts without a return record")))
    pen.table(OWED, whole(rows), indent=2)


def draw_description(data: Mapping[str, Any], pen: Pen) -> None:
    """The fault with the parts that failed and those built in (001-6.8.3)."""
    pen.fields([Column("fault_description", N_("fault description"))], data, indent=2)


def whole(rows: Rows) -> list[dict[str, Any]]:
    """The rows, each with itself as a value, for columns that show more than one of its values."""
    return [{**row, "row": row} for row in rows]


def _eta(row: Mapping[str, Any], pen: Pen) -> str | Styled:
    text = short_day(row["eta"], pen)
    return Styled(f"{text} {pen.tr(N_('late'))}", "red") if row["late"] else text


def _moved(row: Mapping[str, Any], pen: Pen) -> str:
    return short_day(row["received_at"] or row["shipped_at"] or row["requested_at"], pen)


def _tag(row: Mapping[str, Any], pen: Pen) -> str:
    return str(row["old_barcode"] or row["parts_order"] or "")


_PART = of(PartsRequest, "part_code", keep=True)


APPLIED = (
    of(PartsRequest, "po", key="parts_order", keep=True),
    _PART,
    of(PartsRequest, "part_name"),
    Column("row", N_("promised for"), show=_eta, keep=True),
    of(PartsRequest, "status", keep=True),
    Column("row", N_("since"), show=_moved, keep=True),
)


REPLACED = (
    _PART,
    of(ReplacedPart, "name"),
    of(ReplacedPart, "old_barcode", keep=True),
    of(ReplacedPart, "new_barcode", keep=True),
    of(ReplacedPart, "monitor"),
    of(ReplacedPart, "fee", key="fee_fen", show=money, right=True),
    of(ReplacedPart, "returned_at", show=short_day),
)


OWED = (
    Column("kind", N_("what"), words="owed", keep=True),
    _PART,
    Column("name", N_("part")),
    Column("row", N_("barcode or parts order"), show=_tag),
    Column("since", N_("since"), show=short_day, keep=True),
)
