"""What may be due: the open orders with the few columns that their clocks need, in set-based queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, text

from repaircli.network.scope import Bounds
from repaircli.platform.db.session import Tx
from repaircli.platform.db.system_tables import batches

# As text, and with times and days as the file holds them: thousands of rows pass here on every call, and neither a
# statement that is put together nor a value that is converted comes for nothing. The condition on the status must
# read as that of the index `orders_open` does.

_OPEN = "o.status NOT IN ('resolved', 'cancelled')"

_LAST_CALL = """(SELECT c.result FROM contacts c WHERE c.order_no = o.order_no AND c.voided_at IS NULL
    ORDER BY c.at DESC LIMIT 1)"""

_CALLS_COUNT = f"""CASE WHEN p.kind = 'unreachable' OR o.recontact_at IS NOT NULL
    OR (o.service <> 'onsite' AND o.arrived_at IS NULL)
    OR {_LAST_CALL} IN ('no-answer', 'number-invalid') THEN 1 ELSE 0 END"""
"""Whether a clock depends on the single calls: the customer is unreachable, was promised one, or brings it in."""

_MAY_BE_DUE = """(p.at IS NULL OR p.at <= :by OR o.t2 IS NULL OR o.started_at IS NOT NULL
    OR o.repaired_at IS NOT NULL OR o.signed_at IS NOT NULL OR o.recontact_at IS NOT NULL OR o.service <> 'onsite'
    OR (o.special IS NOT NULL AND o.special_notified_at IS NULL)
    OR EXISTS (SELECT 1 FROM facts f WHERE f.order_no = o.order_no AND f.voided_at IS NULL)
    OR o.order_no IN (SELECT r.order_no FROM parts_requests r
        WHERE r.status IN ('requested', 'shipped') AND r.eta <= :day))"""
"""Not: an order with a visit promised for later, on which nothing has happened since; most are that."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose orders are meant: those within `bounds`, narrowed to a station, a region, an engineer's login."""

    bounds: Bounds
    station: str | None = None
    region: str | None = None
    engineer: str | None = None


def open_orders(tx: Tx, scope: Scope, by: str, day: str) -> Sequence[Any]:
    """The open orders that no cancel request freezes and on which something may be due by `by` or the day `day`.

    With each its last T3, and whether its calls count.
    """
    where, params = scoped(tx, scope)
    return tx.all(
        text(f"""
SELECT o.order_no, o.origin, o.status, o.service, o.paid_visit, o.special, o.t1, o.t2, o.first_contact_at,
    o.special_notified_at, o.started_at, o.repaired_at, o.signed_at, o.in_custody, o.must_deliver_back,
    o.arrived_at, o.recontact_at, o.picked_up_at, o.delivered_at,
    p.slot, p.kind, p.at, p.written_at, p.type, {_CALLS_COUNT} AS calls_count
FROM {_from(tx, "orders_open")} LEFT JOIN promises p ON p.order_no = o.order_no
    AND p.slot = (SELECT max(q.slot) FROM promises q WHERE q.order_no = o.order_no)
WHERE {_OPEN} AND o.pending_request IS NULL AND {_MAY_BE_DUE} AND {where}"""),
        params | {"by": by, "day": day},
    )


def facts(tx: Tx, scope: Scope) -> dict[str, list[Row[Any]]]:
    """The close facts of open orders that stand, by order: code and time of logging."""
    where, params = scoped(tx, scope)
    return _by_order(
        tx.all(
            text(f"""
SELECT f.order_no, f.code, f.logged_at
FROM {_from(tx, "orders_open")} JOIN facts f ON f.order_no = o.order_no AND f.voided_at IS NULL
WHERE {_OPEN} AND {where} ORDER BY f.id"""),
            params,
        )
    )


def parts(tx: Tx, scope: Scope, until: str) -> dict[str, list[Row[Any]]]:
    """Parts that were promised for `until` or earlier and have not come, by order."""
    where, params = scoped(tx, scope)
    return _by_order(
        tx.all(
            text(f"""
SELECT r.order_no, r.po, r.part_code, r.requested_at, r.eta
FROM parts_requests r JOIN orders o ON o.order_no = r.order_no
WHERE r.status IN ('requested', 'shipped') AND r.eta <= :until AND r.returned_at IS NULL AND {_OPEN} AND {where}
ORDER BY r.id"""),
            params | {"until": until},
        )
    )


def calls(tx: Tx, numbers: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """The calls of those orders that stand, by order, in order of time."""
    found: list[Row[Any]] = []
    for start in range(0, len(numbers), _IN):
        names = {f"n{i}": no for i, no in enumerate(numbers[start : start + _IN])}
        listed = ", ".join(f":{name}" for name in names)
        found += tx.all(
            text(f"""
SELECT order_no, at, result, number FROM contacts
WHERE order_no IN ({listed}) AND voided_at IS NULL ORDER BY order_no, at"""),
            names,
        )
    return _by_order(found)


_IN = 500


def left_machines(tx: Tx, scope: Scope) -> Sequence[Row[Any]]:
    """Cancelled orders whose machine is still in the station."""
    where, params = scoped(tx, scope)
    return tx.all(
        text(f"""
SELECT o.order_no, o.origin, o.status, o.t1, o.cancelled_at FROM {_from(tx, "orders_left")}
WHERE o.in_custody AND o.status = 'cancelled' AND o.cancelled_at IS NOT NULL AND {where}"""),
        params,
    )


def waiting(tx: Tx, scope: Scope, table: str) -> Sequence[Row[Any]]:
    """What waits for the region: of `table`, requests or forms, the pending ones of open orders."""
    where, params = scoped(tx, scope)
    state, since = {"requests": ("status", "requested_at"), "forms": ("state", "submitted_at")}[table]
    reason = "r.reason" if table == "requests" else "NULL"
    return tx.all(
        text(f"""
SELECT r.order_no, r.id, r.{since} AS since, {reason} AS reason FROM {table} r JOIN orders o ON o.order_no = r.order_no
WHERE r.{state} = 'pending' AND {_OPEN} AND {where} ORDER BY r.id"""),
        params,
    )


def cases(tx: Tx, scope: Scope) -> Sequence[Row[Any]]:
    """Open referrals, but for a region those that the call centre takes, and open pending tickets (kind "ticket")."""
    where, params = ["r.state = 'open'", *_loaded(tx, "r")], {}
    region = scope.bounds.region
    referrals = ["1 = 1"]
    if not scope.bounds.everywhere:
        where.append("r.region = :own_region")
        params["own_region"] = region
        referrals.append("r.kind <> 'proxy'")
    of = {"station": "r.station = :station", "region": "r.region = :region"}
    for name, condition in of.items():
        if getattr(scope, name) is not None:
            where.append(condition)
            params[name] = getattr(scope, name)
    condition = " AND ".join(where)
    return tx.all(
        text(f"""
SELECT r.id, r.kind, r.created_at, r.station, r.branch, r.region, r.customer, r.phones
FROM referrals r WHERE {condition} AND {" AND ".join(referrals)}
UNION ALL
SELECT r.id, 'ticket', r.created_at, r.station, NULL, r.region, r.customer, r.phones
FROM pending_tickets r WHERE {condition}"""),
        params,
    )


def decisions(tx: Tx, table: str, order_no: str) -> Sequence[Row[Any]]:
    """The requests or forms of one order, undecided ones among them."""
    since = {"requests": "requested_at", "forms": "submitted_at"}[table]
    reason = "reason" if table == "requests" else "NULL AS reason"
    return tx.all(
        text(
            f"SELECT id, {since} AS since, decided_at, {reason} FROM {table} WHERE order_no = :no ORDER BY id"
        ),
        {"no": order_no},
    )


def parts_of(tx: Tx, order_no: str) -> Sequence[Row[Any]]:
    """The parts that were applied for on one order."""
    return tx.all(
        text("""
SELECT order_no, po, part_code, requested_at, eta, received_at FROM parts_requests
WHERE order_no = :no AND returned_at IS NULL ORDER BY id"""),
        {"no": order_no},
    )


def _from(tx: Tx, index: str) -> str:
    """Orders by a small index of their own; left alone, SQLite reads all orders of a station or a status instead."""
    return f"orders o INDEXED BY {index}" if tx.dialect == "sqlite" else "orders o"


def scoped(tx: Tx, scope: Scope) -> tuple[str, dict[str, Any]]:
    """The condition on orders `o` for `scope`, without those of imports under way, and its parameters."""
    found, params = ["1 = 1"], {}
    bounds = scope.bounds
    if not bounds.everywhere:
        ways = []
        if bounds.region is not None:
            ways.append("o.region = :own_region")
            params["own_region"] = bounds.region
        if bounds.station is not None:
            ways.append(
                "o.station = :own_station OR o.branch = :own_station"
                " OR o.station IN (SELECT no FROM stations WHERE head = :own_station)"
            )
            params["own_station"] = bounds.station
        found.append(f"({' OR '.join(ways)})" if ways else "1 = 0")
    if scope.station is not None:
        found.append("(o.station = :station OR o.branch = :station)")
        params["station"] = scope.station
    for name in ("region", "engineer"):
        if getattr(scope, name) is not None:
            found.append(f"o.{name} = :{name}")
            params[name] = getattr(scope, name)
    return " AND ".join([*found, *_loaded(tx, "o")]), params


def _loaded(tx: Tx, alias: str) -> list[str]:
    """The condition that leaves out rows of imports under way, if any is."""
    loading = [str(int(r.id)) for r in tx.all(select(batches.c.id).where(batches.c.state != "done"))]
    return (
        [f"({alias}.batch_id IS NULL OR {alias}.batch_id NOT IN ({', '.join(loading)}))"] if loading else []
    )


def _by_order(found: Sequence[Row[Any]]) -> dict[str, list[Row[Any]]]:
    rows: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in found:
        rows[row[0]].append(row)
    return rows
