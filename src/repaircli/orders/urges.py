"""Urge orders: a special need or a special user's information, appended to the order and printed with it."""

from __future__ import annotations

from typing import cast

from repaircli.network import scope
from repaircli.orders import lookup, urge_queries
from repaircli.orders import record as orders_record
from repaircli.orders import urge_queries as rows
from repaircli.orders.followup_tables import UrgeOrder
from repaircli.platform.answers import Answer
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import optional
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reads, writes


@writes
def add(tx: Transaction, no: str, text: str) -> Answer:
    """Appends an urge order (001-4.5.1, 001-6.2.4); N9 tells the station."""
    written = optional(text)
    if written is None:
        raise UsageProblem(msg("{option} is missing", option="--text"))
    record = orders_record.find(tx, no)
    if refusal := orders_record.step_refused(record, "urge"):
        return refusal
    kind = "special_need" if record.order.special is None else "special_user"
    urge = tx.add(
        UrgeOrder, order_no=record.no, kind=kind, text=written, created_by=tx.acting.login, created_at=tx.now
    )
    tx.event("urge.added", order_no=record.no, after={"id": urge.id, "kind": kind, "text": written})
    tx.notify("N9", to_kind="station", to=record.order.station, order_no=record.no, args={"text": written})
    return Answer("urge.added", urge_queries.urge_data(urge, tx.zone))


@reads
def listing(tx: Transaction, wanted: scope.ListFilter, no: str | None = None, limit: int = 50) -> Answer:
    """The latest urge orders of `wanted` within the identity's scope; of one order with `no`, oldest first."""
    order_no = None if no is None else lookup.order(tx, no).order_no
    found = rows.listed(tx, scope.bounds(tx), rows.among(tx, wanted, order_no), limit)
    if order_no is not None:
        return Answer(
            "urge.list", [urge_queries.urge_data(cast("UrgeOrder", row), tx.zone) for row in reversed(found)]
        )
    extra = ("station", "region", "status", "customer")
    return Answer(
        "urge.list",
        [
            urge_queries.urge_data(cast("UrgeOrder", row), tx.zone)
            | {name: getattr(row, name) for name in extra}
            for row in found
        ],
    )
