"""What a month's reports count: set-based queries over the orders of a month, each with the few columns it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import text

from repaircli.deadlines.queries import ORDER_COLUMNS, Scope, brief_order, scoped
from repaircli.orders.tables import Order
from repaircli.platform.db.session import Tx
from repaircli.rules.orders.state import Slot

# As text, with times as the file holds them, for the reason given in deadlines/queries.py.


class Span(NamedTuple):
    """From the moment `start` up to before `end`, both as the file holds them."""

    start: str
    end: str


R = TypeVar("R")

Query = Callable[[Tx, Scope, Span], list[R]]
"""Finds rows of the orders within a scope in a span of time."""


def _query(row: Callable[..., R], sql: str) -> Query[R]:
    """A query that makes a `row` of the columns of `sql`, in which `{where}` is the condition of the scope."""

    def run(tx: Tx, scope: Scope, span: Span) -> list[R]:
        where, params = scoped(tx, scope)
        return [row(*found) for found in tx.all(text(sql.format(where=where)), params | span._asdict())]

    return run


class MonthOrder(NamedTuple):
    """An order with T1 in the month: who has it, and what its contact, promises and closing are judged by."""

    station: str
    region: str
    order: Order


orders = _query(
    lambda station, region, *values: MonthOrder(station, region, brief_order(values)),
    f"""
SELECT o.station, o.region, {ORDER_COLUMNS} FROM orders o
WHERE o.t1 >= :start AND o.t1 < :end AND {{where}}""",
)


class WrittenPromise(NamedTuple):
    """A T3 of such an order; the query gives those of an order in the order of their slots."""

    order_no: str
    slot: Slot


def _written(
    no: str, slot: int, kind: str, at: str | None, written_at: str, type_: str | None
) -> WrittenPromise:
    moment = datetime.fromisoformat
    return WrittenPromise(no, Slot(slot, kind, None if at is None else moment(at), moment(written_at), type_))


promises = _query(
    _written,
    """
SELECT p.order_no, p.slot, p.kind, p.at, p.written_at, p.type
FROM orders o JOIN promises p ON p.order_no = o.order_no
WHERE o.t1 >= :start AND o.t1 < :end AND {where} ORDER BY p.order_no, p.slot""",
)


class WorkTime(NamedTuple):
    """When work on such an order was done or began."""

    order_no: str
    at: str


first_facts = _query(
    WorkTime,
    """
SELECT f.order_no, min(f.logged_at) FROM orders o JOIN facts f ON f.order_no = o.order_no
WHERE o.t1 >= :start AND o.t1 < :end AND f.voided_at IS NULL
    AND f.code NOT IN ('soft_oow_agreed', 'region_commissioned') AND {where} GROUP BY f.order_no""",
)
"""When the first valid fact of an order was logged; facts that count only beside a repair are left out."""

further_starts = _query(
    WorkTime,
    """
SELECT a.order_no, a.at FROM orders o JOIN promises p ON p.order_no = o.order_no AND p.slot = 2
    JOIN audit a ON a.order_no = o.order_no AND a.what = 'order.started'
WHERE o.t1 >= :start AND o.t1 < :end AND o.started_at IS NOT NULL AND {where} ORDER BY a.seq""",
)
"""Each start of service of the orders with a second T3: the order itself keeps the first one only."""


class Cancelled(NamedTuple):
    """How many orders of a station were cancelled in the month for a reason, and for whom: region, station or customer.

    `reassigned` says whether there is a new order.
    """

    station: str
    region: str
    reason: str
    reassigned: bool
    cancelled_for: str
    orders: int


cancelled = _query(
    Cancelled,
    """
SELECT o.station, o.region, o.cancel_reason, o.reassigned_to IS NOT NULL,
    CASE WHEN EXISTS (SELECT 1 FROM requests r WHERE r.order_no = o.order_no AND r.status = 'approved') THEN 'region'
        WHEN EXISTS (SELECT 1 FROM users u WHERE u.login = o.cancelled_by AND u.station IS NOT NULL) THEN 'station'
        ELSE 'customer' END, count(*)
FROM orders o WHERE o.cancelled_at >= :start AND o.cancelled_at < :end AND o.status = 'cancelled' AND {where}
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3""",
)


class Counted(NamedTuple):
    """How many records of one kind a station has in the month."""

    station: str
    region: str
    kind: str
    number: int


requests = _query(
    Counted,
    """
SELECT o.station, o.region, r.status, count(*)
FROM requests r JOIN orders o ON o.order_no = r.order_no
WHERE r.requested_at >= :start AND r.requested_at < :end AND {where} GROUP BY 1, 2, 3 ORDER BY 1, 3""",
)
"""Cancel requests made in the month, by status."""

violations = _query(
    Counted,
    """
SELECT o.station, o.region, v.kind, count(*)
FROM violations v JOIN orders o ON o.order_no = v.order_no
WHERE v.at >= :start AND v.at < :end AND v.kind <> 'unprinted' AND {where} GROUP BY 1, 2, 3 ORDER BY 1, 3""",
)
"""Violations by cancels recorded in the month, by kind."""

loads = _query(
    Counted,
    """
SELECT o.station, o.region, substr(o.t1, 1, 16), count(*) FROM orders o
WHERE o.t1 >= :start AND o.t1 < :end AND o.status <> 'cancelled' AND {where} GROUP BY 1, 2, 3""",
)
"""The orders of the month that are not cancelled, by the minute of their T1."""


class Refused(NamedTuple):
    """A cancel that was refused in the month, with its answer as JSON."""

    station: str
    region: str
    answer: str


refused_requests = _query(
    Refused,
    """
SELECT o.station, o.region, r.decision FROM requests r JOIN orders o ON o.order_no = r.order_no
WHERE r.status = 'refused' AND r.decided_at >= :start AND r.decided_at < :end AND {where} ORDER BY r.id""",
)
"""Requests that were refused on the facts when they were about to be approved."""

refusals = _query(
    Refused,
    """
SELECT o.station, o.region, a.after FROM audit a JOIN orders o ON o.order_no = a.order_no
WHERE a.what = 'refused' AND a.command IN ('cancel request', 'cancel by-customer', 'cancel self')
    AND a.at >= :start AND a.at < :end AND {where} ORDER BY a.seq""",
)
"""Cancels that were refused before there was a request, from the audit log."""


class Closed(NamedTuple):
    """How many orders a station closed in the month, and in how many of them a return visit reached the customer."""

    station: str
    region: str
    closed: int
    visited: int


closed = _query(
    Closed,
    """
SELECT o.station, o.region, count(*), sum(CASE WHEN EXISTS (
        SELECT 1 FROM visits v WHERE v.order_no = o.order_no AND v.result <> 'unreachable') THEN 1 ELSE 0 END)
FROM orders o WHERE o.closed_at >= :start AND o.closed_at < :end AND o.status = 'resolved' AND {where}
GROUP BY 1, 2 ORDER BY 1""",
)


class Visited(NamedTuple):
    """How many return visits of a station in the month had a result and a score."""

    station: str
    region: str
    result: str
    score: int | None
    visits: int


visits = _query(
    Visited,
    """
SELECT o.station, o.region, v.result, v.score, count(*)
FROM visits v JOIN orders o ON o.order_no = v.order_no
WHERE v.at >= :start AND v.at < :end AND {where} GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4""",
)
