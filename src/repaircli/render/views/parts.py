"""How parts look to a person: applied for, replaced, not given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from repaircli.render.view import Column, Pen, Section, Styled, View
from repaircli.render.views import order
from repaircli.rules.money import yuan
from repaircli.text import N_


def _eta(row: Any, pen: Pen) -> str | Styled:
    text = pen.text(row["eta"])
    return Styled(f"{text} {pen.tr(N_('late'))}", "red") if row["late"] else text


def fee(value: Any, pen: Pen) -> str:
    """An amount of fen as yuan."""
    return yuan(value) if isinstance(value, int) else ""


def _day(value: Any, pen: Pen) -> str:
    return pen.reader.local(value).strftime("%m-%d %H:%M") if isinstance(value, datetime) else ""


_PO = Column("parts_order", N_("parts order"), keep=True)
_PART = Column("part_code", N_("part code"), keep=True)
_NAME = Column("part_name", N_("part"))
_STATUS = Column("status", N_("status"), words="parts_status", keep=True)
_ETA = Column("promised", N_("promised for"), show=_eta, keep=True)
_TIMES = (
    Column("requested_at", N_("asked"), show=_day, keep=True),
    Column("shipped_at", N_("shipped"), show=_day, keep=True),
    Column("received_at", N_("arrived"), show=_day, keep=True),
)
APPLIED: Sequence[Column] = (_PO, _PART, _NAME, _STATUS, _ETA, *_TIMES)
"""The parts applied for, as an order shows them; rows as `applied` makes them."""

REPLACED: Sequence[Column] = (
    _PART,
    Column("name", N_("part")),
    Column("old_barcode", N_("failed part"), keep=True),
    Column("new_barcode", N_("part built in"), keep=True),
    Column("monitor", N_("monitor")),
    Column("fee_fen", N_("fee"), show=fee, right=True),
    Column("returned_at", N_("given back"), show=_day),
)
"""The replaced parts, as an order shows them."""

_OWED: Sequence[Column] = (
    Column("kind", N_("what"), words="owed", keep=True),
    _PART,
    Column("name", N_("part")),
    Column("old_barcode", N_("barcode"), keep=True),
    _PO,
    Column("since", N_("since"), show=_day, keep=True),
)
LEFT = Section("unreturned_parts", N_("parts without a return record"), columns=_OWED)
"""The section of an answer that lists what has not gone back."""


def applied(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows for APPLIED: the promised day beside whether it has passed."""
    return [{**row, "promised": row} for row in rows]


def _list(data: Any, pen: Pen) -> None:
    if data:
        columns = (Column("order_no", N_("order"), keep=True), *APPLIED)
        several = len({row["station"] for row in data}) > 1
        station = (Column("station", N_("station"), keep=True),) if several or pen.columns is None else ()
        pen.table((*columns, *station), applied(data))


def _written(sentence: str, *sections: tuple[str, str, Sequence[Column]]) -> View:
    """The order as it stands, then the parts that the command was about."""
    of_order = order.written(sentence)

    def draw(data: Mapping[str, Any], pen: Pen) -> None:
        assert of_order.draw is not None
        of_order.draw(data, pen)
        for key, title, columns in sections:
            found = data.get(key)
            rows = [found] if isinstance(found, Mapping) else found
            if rows:
                pen.heading(pen.tr(title))
                pen.table(columns, applied(rows) if columns is APPLIED else rows, indent=2)
        if data.get("fault_description"):
            pen.line()
            pen.fields([Column("fault_description", N_("fault description"))], data)

    return View(draw=draw)


_LIST_CSV = (
    "order_no", "parts_order", "part_code", "part_name", "eta", "status", "late", "requested_by", "requested_at",
    "shipped_by", "shipped_at", "received_by", "received_at", "returned_by", "returned_at", "station", "branch",
    "region", "customer", "order_status",
)  # fmt: skip
_APPLIED_FOR = N_("parts applied for")

VIEWS = {
    "requested": _written(N_("a part is applied for, order {no}"), ("parts_request", _APPLIED_FOR, APPLIED)),
    "shipped": _written(N_("parts of order {no} are shipped"), ("parts_requests", _APPLIED_FOR, APPLIED)),
    "received": _written(N_("parts of order {no} have arrived"), ("parts_requests", _APPLIED_FOR, APPLIED)),
    "replaced": _written(N_("a replaced part of order {no} is recorded"), ("part", N_("replaced parts"), REPLACED)),
    "returned": _written(
        N_("the return of a part of order {no} is recorded"), ("unreturned_parts", LEFT.title, _OWED)
    ),
    "list": View(draw=_list, csv=_LIST_CSV, empty=N_("no parts")),
    "unreturned": View(
        columns=(
            Column("order_no", N_("order"), keep=True),
            Column("station", N_("station"), keep=True),
            Column("order_status", N_("status"), words="status"),
            Column("ended_at", N_("closed"), show=_day, keep=True),
            *_OWED,
        ),
        csv=(
            "order_no", "station", "region", "order_status", "ended_at", "kind", "part_code", "name", "old_barcode",
            "parts_order", "since",
        ),
        empty=N_("every part has a return record"),
    ),
}  # fmt: skip
