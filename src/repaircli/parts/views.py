"""How parts look to a person: applied for, replaced, not given back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from repaircli.orders import views as orders_views
from repaircli.platform.output.cells import money, short_day
from repaircli.platform.output.view import Column, Pen, Styled, View
from repaircli.platform.text import N_

Rows = Sequence[Mapping[str, Any]]


def draw_applied(rows: Rows, pen: Pen) -> None:
    """The parts applied for, under a title."""
    pen.heading(pen.tr(N_("parts applied for")))
    pen.table(_APPLIED, _whole(rows), indent=2)


def draw_replaced(rows: Rows, pen: Pen) -> None:
    """The replaced parts, under a title."""
    pen.heading(pen.tr(N_("replaced parts")))
    pen.table(_REPLACED, rows, indent=2)


def draw_owed(rows: Rows, pen: Pen) -> None:
    """What has not gone back, under a title."""
    pen.heading(pen.tr(N_("parts without a return record")))
    pen.table(_OWED, _whole(rows), indent=2)


def draw_description(data: Mapping[str, Any], pen: Pen) -> None:
    """The fault with the parts that failed and those built in (001-6.8.3)."""
    pen.fields([Column("fault_description", N_("fault description"))], data, indent=2)


def _whole(rows: Rows) -> list[dict[str, Any]]:
    """The rows, each with itself as a value, for columns that show more than one of its values."""
    return [{**row, "row": row} for row in rows]


def _eta(row: Mapping[str, Any], pen: Pen) -> str | Styled:
    text = short_day(row["eta"], pen)
    return Styled(f"{text} {pen.tr(N_('late'))}", "red") if row["late"] else text


def _moved(row: Mapping[str, Any], pen: Pen) -> str:
    return short_day(row["received_at"] or row["shipped_at"] or row["requested_at"], pen)


def _tag(row: Mapping[str, Any], pen: Pen) -> str:
    return str(row["old_barcode"] or row["parts_order"] or "")


_PART = Column("part_code", N_("part code"), keep=True)
_APPLIED = (
    Column("parts_order", N_("parts order"), keep=True),
    _PART,
    Column("part_name", N_("part")),
    Column("row", N_("promised for"), show=_eta, keep=True),
    Column("status", N_("status"), words="parts_status", keep=True),
    Column("row", N_("since"), show=_moved, keep=True),
)
_REPLACED = (
    _PART,
    Column("name", N_("part")),
    Column("old_barcode", N_("failed part"), keep=True),
    Column("new_barcode", N_("part built in"), keep=True),
    Column("monitor", N_("monitor")),
    Column("fee_fen", N_("fee"), show=money, right=True),
    Column("returned_at", N_("given back"), show=short_day),
)
_OWED = (
    Column("kind", N_("what"), words="owed", keep=True),
    _PART,
    Column("name", N_("part")),
    Column("row", N_("barcode or parts order"), show=_tag),
    Column("since", N_("since"), show=short_day, keep=True),
)
_ORDER = Column("order_no", N_("order"), keep=True)
_CLOSED = Column("ended_at", N_("closed"), show=short_day, keep=True)


def _list(*columns: Column) -> Callable[[Rows, Pen], None]:
    """Draws a list of parts of several orders, with the station where it is not the same for all."""

    def draw(data: Rows, pen: Pen) -> None:
        several = pen.columns is None or len({row["station"] for row in data}) > 1
        station = (Column("station", N_("station"), keep=True),) if several else ()
        if data:
            pen.table((_ORDER, *station, *columns), _whole(data))

    return draw


def _written(sentence: str, key: str, draw_parts: Callable[[Rows, Pen], None]) -> View:
    """The order as it stands, then the parts at `key` that the command was about."""
    of_order = orders_views.written(sentence).draw
    assert of_order is not None

    def draw(data: Mapping[str, Any], pen: Pen) -> None:
        of_order(data, pen)
        found = data[key]
        rows = [found] if isinstance(found, Mapping) else found
        if rows:
            draw_parts(rows, pen)
        draw_description(data, pen)

    return View(draw=draw)


VIEWS = {
    "requested": _written(N_("a part is applied for, order {no}"), "parts_request", draw_applied),
    "shipped": _written(N_("parts of order {no} are shipped"), "parts_requests", draw_applied),
    "received": _written(N_("parts of order {no} have arrived"), "parts_requests", draw_applied),
    "replaced": _written(N_("a replaced part of order {no} is recorded"), "part", draw_replaced),
    "returned": _written(N_("the return of a part of order {no} is recorded"), "unreturned_parts", draw_owed),
    "list": View(
        draw=_list(*_APPLIED),
        csv=(
            "order_no", "parts_order", "part_code", "part_name", "eta", "status", "late", "requested_by",
            "requested_at", "shipped_by", "shipped_at", "received_by", "received_at", "returned_by", "returned_at",
            "station", "branch", "region", "customer", "order_status",
        ),
        empty=N_("no parts"),
    ),
    "unreturned": View(
        draw=_list(_CLOSED, *_OWED),
        csv=(
            "order_no", "station", "region", "order_status", "ended_at", "kind", "part_code", "name", "old_barcode",
            "parts_order", "since",
        ),
        empty=N_("every part has a return record"),
    ),
}  # fmt: skip
