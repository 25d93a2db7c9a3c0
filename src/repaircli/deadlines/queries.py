"""What may be due: the open orders with the few columns that their clocks need, in set-based queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import TextualSelect, column, select, text
from sqlalchemy.types import TypeDecorator

from repaircli.network.scope import Bounds
from repaircli.orders.state import attempts_of
from repaircli.orders.tables import Order
from repaircli.platform.db.columns import Bool, Day, Json, UtcTime
from repaircli.platform.db.session import Tx
from repaircli.platform.db.system_tables import batches
from repaircli.rules.orders.state import Attempt, LoggedFact, Slot

T = TypeVar("T")

# Statements are written as text: thousands of rows pass here on every call, and building a statement costs time. The
# condition on the status must read as that of the index `orders_open` does.

_OPEN = "o.status NOT IN ('resolved', 'cancelled')"

_LAST_CALL = """(SELECT c.result FROM contacts c WHERE c.order_no = o.order_no AND c.voided_at IS NULL
    AND o.phones || coalesce(o.caller_no, '') LIKE '%' || c.number || '%' ORDER BY c.at DESC LIMIT 1)"""

_CALLS_COUNT = f"""CASE WHEN p.kind = 'unreachable' OR o.recontact_at IS NOT NULL
    OR (o.service <> 'onsite' AND o.arrived_at IS NULL)
    OR {_LAST_CALL} IN ('no-answer', 'number-invalid') THEN 1 ELSE 0 END"""
"""Whether a clock depends on the single calls: the customer is unreachable, was promised one, or brings it in."""

_MAY_BE_DUE = """(p.at IS NULL OR p.at <= :by OR o.t2 IS NULL OR o.started_at IS NOT NULL OR o.agreed_at IS NOT NULL
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


class BriefOrder(NamedTuple):
    """The columns of an order that decide on its clocks and figures; those that only texts need are empty."""

    order_no: str
    origin: str
    service: str
    paid_visit: bool
    status: str
    special: str | None
    t1: datetime
    t2: datetime | None
    first_contact_at: datetime | None
    special_notified_at: datetime | None
    downloaded_at: datetime | None
    started_at: datetime | None
    repaired_at: datetime | None
    signed_at: datetime | None
    in_custody: bool
    must_deliver_back: bool
    arrived_at: datetime | None
    recontact_at: datetime | None
    picked_up_at: datetime | None
    delivered_at: datetime | None
    closed_at: datetime | None
    cancelled_at: datetime | None
    unprinted_why: str | None
    agreed_at: datetime | None
    pending_request: None = None
    printed_at: None = None
    print_exception: None = None
    parts_issued: bool = False
    phones: tuple[str, ...] = ()
    caller_no: None = None
    mark: None = None
    warranty_until: None = None
    reported_at: None = None
    number_history: None = None


class PartRow(NamedTuple):
    """A part that was applied for and has not gone back."""

    order_no: str
    po: str
    part_code: str
    requested_at: datetime
    eta: date | None
    received_at: datetime | None


class DecisionRow(NamedTuple):
    """A cancel request or special-case statement; `reason` is None for a statement."""

    order_no: str
    id: int
    since: datetime
    decided_at: datetime | None
    reason: str | None


class CaseRow(NamedTuple):
    """An open referral or pending ticket (kind "ticket")."""

    id: int
    kind: str
    created_at: datetime
    station: str
    branch: str | None
    region: str
    customer: str
    phones: str


_ORDER = [name for name in BriefOrder._fields if name not in BriefOrder._field_defaults]
ORDER_COLUMNS = ", ".join(f"o.{name}" for name in _ORDER)
_SELECTED = [*_ORDER, "slot", "kind", "at", "written_at", "type"]
_TIMES = [n for n, name in enumerate(_SELECTED) if name in ("t1", "t2", "at") or name.endswith("_at")]
_ORDER_TIMES = [n for n in _TIMES if n < len(_ORDER)]


def open_orders(tx: Tx, scope: Scope, by: str, day: date) -> list[tuple[Order, tuple[Slot, ...], bool]]:
    """The open orders that no cancel request freezes and on which something may be due by `by` or the day `day`.

    Each with its last T3, and whether its clocks depend on single calls. Of an order the columns of BriefOrder are there.
    """
    where, params = scoped(tx, scope)
    statement = text(f"""
SELECT {ORDER_COLUMNS}, p.slot, p.kind, p.at, p.written_at, p.type, {_CALLS_COUNT} AS calls_count
FROM {_from(tx, "orders_open")} LEFT JOIN promises p ON p.order_no = o.order_no
    AND p.slot = (SELECT max(q.slot) FROM promises q WHERE q.order_no = o.order_no)
WHERE {_OPEN} AND o.pending_request IS NULL AND {_MAY_BE_DUE} AND {where}""")
    width, found = len(_ORDER), []
    for row in tx.all(statement, params | {"by": by, "day": day.isoformat()}):
        values = _with_times(row, _TIMES)
        last = () if values[width] is None else (Slot(*values[width:-1]),)
        found.append((BriefOrder(*values[:width]), last, bool(values[-1])))
    return cast("list[tuple[Order, tuple[Slot, ...], bool]]", found)


def _with_times(row: Sequence[Any], times: Iterable[int]) -> list[Any]:
    """The values of a row of orders, times as such: far cheaper than types for columns that are mostly empty."""
    values = list(row)
    for position in times:
        if values[position] is not None:
            values[position] = _time(values[position])
    return values


_time = datetime.fromisoformat


def brief_order(values: Sequence[Any]) -> Order:
    """The order whose ORDER_COLUMNS are `values` as the file holds them."""
    return cast(Order, BriefOrder(*_with_times(values, _ORDER_TIMES)))


def facts(tx: Tx, scope: Scope) -> dict[str, list[LoggedFact]]:
    """The close facts of open orders that stand, by order, in the order of logging."""
    where, params = scoped(tx, scope)
    statement = text(f"""
SELECT f.order_no, f.code, f.logged_at
FROM {_from(tx, "orders_open")} JOIN facts f ON f.order_no = o.order_no AND f.voided_at IS NULL
WHERE {_OPEN} AND {where} ORDER BY f.id""")
    found: Sequence[Any] = tx.all(statement, params)
    return _by_order((no, LoggedFact(code, _time(at))) for no, code, at in found)


def calls(tx: Tx, numbers: Sequence[str], zone: tzinfo) -> dict[str, list[Attempt]]:
    """The calls of those orders that stand and count, by order, in order of time; times in `zone`."""
    found: dict[str, list[Attempt]] = {}
    for start in range(0, len(numbers), _IN):
        names = {f"n{i}": no for i, no in enumerate(numbers[start : start + _IN])}
        listed = ", ".join(f":{name}" for name in names)
        statement = text(f"""
SELECT c.order_no, c.at, c.recorded_at, c.late, c.result, c.number, o.phones, o.caller_no, o.number_history
FROM contacts c JOIN orders o ON o.order_no = c.order_no
WHERE c.order_no IN ({listed}) AND c.voided_at IS NULL ORDER BY c.order_no, c.at""").columns(
            column("order_no"), column("at", UtcTime), column("recorded_at", UtcTime), column("late", Bool),
            column("result"), column("number"),
            column("phones", Json), column("caller_no"), column("number_history", Json),
        )  # fmt: skip
        for no, of_order in groupby(tx.all(statement, names), lambda row: str(row.order_no)):
            rows: list[Any] = list(of_order)  # each has the columns of a call and of its order that are asked
            found[no] = attempts_of(rows[0], rows, zone)
    return found


_IN = 500

_PART = "r.order_no, r.po, r.part_code, r.requested_at, r.eta, r.received_at FROM parts_requests r"


def parts(tx: Tx, scope: Scope, until: date) -> dict[str, list[PartRow]]:
    """Parts that were promised for `until` or earlier and have not come, by order."""
    where, params = scoped(tx, scope)
    return _by_order(
        (row.order_no, row)
        for row in _parts(
            tx,
            f"""
SELECT {_PART} JOIN orders o ON o.order_no = r.order_no
WHERE r.status IN ('requested', 'shipped') AND r.eta <= :until AND r.returned_at IS NULL AND {_OPEN} AND {where}
ORDER BY r.id""",
            params | {"until": until.isoformat()},
        )
    )


def parts_of(tx: Tx, order_no: str) -> list[PartRow]:
    """The parts that were applied for on one order."""
    return _parts(
        tx,
        f"SELECT {_PART} WHERE order_no = :no AND returned_at IS NULL ORDER BY id",
        {"no": order_no},
    )


def _parts(tx: Tx, statement: str, params: Mapping[str, Any]) -> list[PartRow]:
    typed = _typed(statement, requested_at=UtcTime, eta=Day, received_at=UtcTime)
    return [PartRow._make(row) for row in tx.all(typed, params)]


def left_machines(tx: Tx, scope: Scope) -> list[Order]:
    """Orders that are over and whose machine is still in the station, with the columns of BriefOrder."""
    where, params = scoped(tx, scope)
    statement = text(f"""
SELECT {ORDER_COLUMNS} FROM {_from(tx, "orders_left")}
WHERE o.in_custody AND o.status IN ('resolved', 'cancelled') AND {where}""")
    return [brief_order(row) for row in tx.all(statement, params)]


def waiting(tx: Tx, scope: Scope, table: str) -> list[DecisionRow]:
    """What waits for the region: of `table`, requests or forms, the pending ones of open orders."""
    where, params = scoped(tx, scope)
    state = {"requests": "status", "forms": "state"}[table]
    return _decisions(
        tx,
        table,
        f"JOIN orders o ON o.order_no = r.order_no WHERE r.{state} = 'pending' AND {_OPEN} AND {where}",
        params,
    )


def decisions(tx: Tx, table: str, order_no: str) -> list[DecisionRow]:
    """The requests or forms of one order, undecided ones among them."""
    return _decisions(tx, table, "WHERE r.order_no = :no", {"no": order_no})


def _decisions(tx: Tx, table: str, which: str, params: Mapping[str, Any]) -> list[DecisionRow]:
    since, until, reason = {
        "requests": ("requested_at", "r.decided_at", "r.reason"),
        "forms": ("submitted_at", "COALESCE(r.decided_at, r.withdrawn_at)", "NULL"),
    }[table]
    statement = _typed(
        f"SELECT r.order_no, r.id, r.{since} AS since, {until} AS decided_at, {reason} AS reason"
        f" FROM {table} r {which} ORDER BY r.id",
        since=UtcTime,
        decided_at=UtcTime,
    )
    return [DecisionRow._make(row) for row in tx.all(statement, params)]


def cases(tx: Tx, scope: Scope) -> list[CaseRow]:
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
    statement = _typed(
        f"""
SELECT r.id, r.kind, r.created_at, r.station, r.branch, r.region, r.customer, r.phones
FROM referrals r WHERE {condition} AND {" AND ".join(referrals)}
UNION ALL
SELECT r.id, 'ticket', r.created_at, r.station, NULL, r.region, r.customer, r.phones
FROM pending_tickets r WHERE {condition}""",
        created_at=UtcTime,
    )
    return [CaseRow._make(row) for row in tx.all(statement, params)]


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


def _typed(statement: str, **types: type[TypeDecorator[Any]]) -> TextualSelect:
    """A statement in SQL whose columns of these names are read as those types."""
    return text(statement).columns(**types)


def _by_order(found: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    rows: dict[str, list[T]] = defaultdict(list)
    for no, row in found:
        rows[no].append(row)
    return rows
