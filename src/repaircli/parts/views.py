"""How parts look to a person: applied for, replaced, not given back, and their labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from repaircli.orders import views
from repaircli.orders.part_tables import ReplacedPart
from repaircli.orders.part_views import (
    APPLIED,
    OWED,
    Rows,
    draw_applied,
    draw_description,
    draw_owed,
    draw_replaced,
    whole,
)
from repaircli.orders.tables import Order
from repaircli.platform.output.cells import short_day
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Pen, View
from repaircli.platform.text import N_

_ORDER = of(Order, "order_no", keep=True)
_CLOSED = Column("ended_at", N_("closed"), show=short_day, keep=True)


def _list(*columns: Column) -> Callable[[Rows, Pen], None]:
    """Draws a list of parts of several orders, with the station where it is not the same for all."""

    def draw(data: Rows, pen: Pen) -> None:
        mixed = pen.columns is None or len({row["station"] for row in data}) > 1
        station = (Column("station", N_("station"), keep=True),) if mixed else ()
        if data:
            pen.table((_ORDER, *station, *columns), whole(data))

    return draw


def _written(sentence: str, key: str, draw_parts: Callable[[Rows, Pen], None]) -> View:
    """The order as it stands, then the parts at `key` that the command was about."""
    of_order = views.written(sentence).draw
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
    "parts.requested": _written(N_("a part is applied for, order {no}"), "parts_request", draw_applied),
    "parts.shipped": _written(N_("parts of order {no} are shipped"), "parts_requests", draw_applied),
    "parts.received": _written(N_("parts of order {no} have arrived"), "parts_requests", draw_applied),
    "parts.replaced": _written(N_("a replaced part of order {no} is recorded"), "part", draw_replaced),
    "parts.returned": _written(N_("the return of a part of order {no} is recorded"), "unreturned_parts", draw_owed),
    "parts.list": View(
        draw=_list(*APPLIED),
        csv=(
            "order_no", "parts_order", "part_code", "part_name", "eta", "status", "late", "requested_by",
            "requested_at", "shipped_by", "shipped_at", "received_by", "received_at", "returned_by", "returned_at",
            "station", "branch", "region", "customer", "order_status",
        ),
        empty=N_("no parts"),
    ),
    "parts.unreturned": View(
        draw=_list(_CLOSED, *OWED),
        csv=(
            "order_no", "station", "region", "order_status", "ended_at", "kind", "part_code", "name", "old_barcode",
            "parts_order", "since",
        ),
        empty=N_("every part has a return record"),
    ),
    "label.printed": View(
        rows="labels",
        columns=(
            _ORDER,
            *several(ReplacedPart, "name", "part_code"),
            Column("barcode", N_("barcode"), keep=True),
            Column("station", N_("station"), keep=True),
            Column("date", N_("date"), keep=True),
        ),
        fields=(Column("output", N_("file")),),
    ),
}  # fmt: skip
