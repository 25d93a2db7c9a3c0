"""What a month's reports count: set-based queries over the orders of a month, each with the few columns it needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, text

from repaircli.deadlines.queries import Scope, scoped
from repaircli.platform.db.session import Tx

# As text, with times as the file holds them, for the reason given in deadlines/queries.py.


class Span(NamedTuple):
    """From the moment `start` up to before `end`, both as the file holds them."""

    start: str
    end: str


def orders(tx: Tx, scope: Scope, span: Span) -> Sequence[Row[Any]]:
    """The orders with T1 in the month, with what their contact, promises and closing are judged by."""
    return _rows(
        tx,
        scope,
        span,
        """
SELECT o.order_no, o.station, o.region, o.origin, o.service, o.paid_visit, o.status, o.t1, o.t2, o.first_contact_at,
    o.arrived_at, o.started_at, o.repaired_at, o.picked_up_at, o.delivered_at, o.closed_at
FROM orders o WHERE o.t1 >= :start AND o.t1 < :end AND {where}""",
    )


def promises(tx: Tx, scope: Scope, span: Span) -> dict[str, list[Row[Any]]]:
    """The written T3 of those orders, by order, in the order of their slots."""
    return _by_order(
        _rows(
            tx,
            scope,
            span,
            """
SELECT p.order_no, p.slot, p.kind, p.at, p.written_at, p.type
FROM orders o JOIN promises p ON p.order_no = o.order_no
WHERE o.t1 >= :start AND o.t1 < :end AND {where} ORDER BY p.order_no, p.slot""",
        )
    )


def work_done(tx: Tx, scope: Scope, span: Span) -> dict[str, str]:
    """When the first fact that stands was logged, by order; what counts only beside a repair is left out."""
    found = _rows(
        tx,
        scope,
        span,
        """
SELECT f.order_no, min(f.logged_at) AS logged_at FROM orders o JOIN facts f ON f.order_no = o.order_no
WHERE o.t1 >= :start AND o.t1 < :end AND f.voided_at IS NULL
    AND f.code NOT IN ('soft_oow_agreed', 'region_commissioned') AND {where} GROUP BY f.order_no""",
    )
    return {row.order_no: row.logged_at for row in found}


def further_starts(tx: Tx, scope: Scope, span: Span) -> dict[str, list[Row[Any]]]:
    """Each start of service of the orders with a second T3: the order itself keeps the first one only."""
    return _by_order(
        _rows(
            tx,
            scope,
            span,
            """
SELECT a.order_no, a.at FROM orders o JOIN promises p ON p.order_no = o.order_no AND p.slot = 2
    JOIN audit a ON a.order_no = o.order_no AND a.what = 'order.started'
WHERE o.t1 >= :start AND o.t1 < :end AND o.started_at IS NOT NULL AND {where} ORDER BY a.seq""",
        )
    )


def cancelled(tx: Tx, scope: Scope, span: Span) -> Sequence[Row[Any]]:
    """Orders cancelled in the month, counted by station, reason, who did it, and whether there is a new order."""
    return _rows(
        tx,
        scope,
        span,
        """
SELECT o.station, o.region, o.cancel_reason AS reason, o.reassigned_to IS NOT NULL AS reassigned,
    CASE WHEN EXISTS (SELECT 1 FROM requests r WHERE r.order_no = o.order_no AND r.status = 'approved') THEN 'region'
        WHEN EXISTS (SELECT 1 FROM users u WHERE u.login = o.cancelled_by AND u.station IS NOT NULL) THEN 'station'
        ELSE 'customer' END AS cancelled_for, count(*) AS orders
FROM orders o WHERE o.cancelled_at >= :start AND o.cancelled_at < :end AND o.status = 'cancelled' AND {where}
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3""",
    )


def requests(tx: Tx, scope: Scope, span: Span) -> Sequence[Row[Any]]:
    """Cancel requests made in the month, counted by station and status."""
    return _rows(
        tx,
        scope,
        span,
        """
SELECT o.station, o.region, r.status, count(*) AS requests
FROM requests r JOIN orders o ON o.order_no = r.order_no
WHERE r.requested_at >= :start AND r.requested_at < :end AND {where} GROUP BY 1, 2, 3 ORDER BY 1, 3""",
    )


def refused_requests(tx: Tx, scope: Scope, span: Span) -> Sequence[Row[Any]]:
    """Requests that were refused on the facts when they were to be approved in the month, with their decision."""
    return _rows(
        tx,
        scope,
        span,
        """
SELECT o.station, o.region, r.reason, r.decision AS answer FROM requests r JOIN orders o ON o.order_no = r.order_no
WHERE r.status = 'refused' AND r.decided_at >= :start AND r.decided_at < :end AND {where} ORDER BY r.id""",
    )


def refusals(tx: Tx, scope: Scope, span: Span) -> Sequence[Row[Any]]:
    """What the audit log holds of cancels refused in the month before there was a request."""
    return _rows(
        tx,
        scope,
        span,
        """
SELECT o.station, o.region, a.after AS answer FROM audit a JOIN orders o ON o.order_no = a.order_no
WHERE a.what = 'refused' AND a.command IN ('cancel request', 'cancel by-customer', 'cancel self')
    AND a.at >= :start AND a.at < :end AND {where} ORDER BY a.seq""",
    )


def violations(tx: Tx, scope: Scope, span: Span) -> Sequence[Row[Any]]:
    """Violations recorded in the month, counted by station and kind."""
    return _rows(
        tx,
        scope,
        span,
        """
SELECT o.station, o.region, v.kind, count(*) AS violations
FROM violations v JOIN orders o ON o.order_no = v.order_no
WHERE v.at >= :start AND v.at < :end AND {where} GROUP BY 1, 2, 3 ORDER BY 1, 3""",
    )


def loads(tx: Tx, scope: Scope, span: Span) -> Sequence[Row[Any]]:
    """Station and T1, to the minute, of the orders of the month that are not cancelled, counted."""
    return _rows(
        tx,
        scope,
        span,
        """
SELECT o.station, o.region, substr(o.t1, 1, 16) AS minute, count(*) AS orders FROM orders o
WHERE o.t1 >= :start AND o.t1 < :end AND o.status <> 'cancelled' AND {where} GROUP BY 1, 2, 3""",
    )


def closed(tx: Tx, scope: Scope, span: Span) -> Sequence[Row[Any]]:
    """Orders closed in the month, counted by station and whether the customer was reached by a return visit."""
    return _rows(
        tx,
        scope,
        span,
        """
SELECT o.station, o.region, count(*) AS closed, sum(CASE WHEN EXISTS (
        SELECT 1 FROM visits v WHERE v.order_no = o.order_no AND v.result <> 'unreachable') THEN 1 ELSE 0 END) AS visited
FROM orders o WHERE o.closed_at >= :start AND o.closed_at < :end AND o.status = 'resolved' AND {where}
GROUP BY 1, 2 ORDER BY 1""",
    )


def visits(tx: Tx, scope: Scope, span: Span) -> Sequence[Row[Any]]:
    """Return visits made in the month, counted by station, result and score."""
    return _rows(
        tx,
        scope,
        span,
        """
SELECT o.station, o.region, v.result, v.score, count(*) AS visits
FROM visits v JOIN orders o ON o.order_no = v.order_no
WHERE v.at >= :start AND v.at < :end AND {where} GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4""",
    )


def _rows(tx: Tx, scope: Scope, span: Span, statement: str) -> Sequence[Row[Any]]:
    where, params = scoped(tx, scope)
    return tx.all(text(statement.format(where=where)), params | span._asdict())


def _by_order(found: Sequence[Row[Any]]) -> dict[str, list[Row[Any]]]:
    rows: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in found:
        rows[row[0]].append(row)
    return rows
