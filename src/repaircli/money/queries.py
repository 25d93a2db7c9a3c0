"""What stations were settled, and what their settlement is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    case,
    column,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    table,
)

from repaircli.money.tables import Settlement, SettlementLine
from repaircli.network.tables import Station
from repaircli.orders.scope_queries import Bounds, visible
from repaircli.orders.tables import Fact, Order
from repaircli.platform.codes import Status
from repaircli.platform.db.columns import Bool, UtcTime
from repaircli.platform.db.session import Tx

_orders = Order.__table__
_stations = Station.__table__
_facts = Fact.__table__
_locked = Settlement.__table__
_lines = SettlementLine.__table__
# By name alone: their classes stay unloaded.
_parts = table(
    "replaced_parts",
    *map(column, ("id", "order_no", "part_code", "name", "fee")),
    column("monitor", Bool),
    column("returned_at", UtcTime),
)
_forms = table(
    "entrustments",
    *map(column, ("id", "order_no", "paper_no", "fee")),
    column("issued_at", UtcTime),
    column("voided_at", UtcTime),
)
_visits = table("visits", *map(column, ("id", "order_no", "score")))

_IN = 500


def heads(tx: Tx, bounds: Bounds, *, station: str | None = None, region: str | None = None) -> list[Row[Any]]:
    """The head stations within `bounds`, closed ones too, by number: settlement is in their name (001-6.3.8).

    A station that became a branch point later keeps what it closed in its own name.
    """
    return tx.all(select(_stations).where(_heads(bounds, station, region)).order_by(_stations.c.no))


def _heads(bounds: Bounds, station: str | None, region: str | None) -> ColumnElement[bool]:
    c = _stations.c
    of_its_own = exists().where(_orders.c.station == c.no, _orders.c.closed_at.is_not(None))
    found: list[ColumnElement[bool]] = [or_(c.head.is_(None), of_its_own)]
    if not bounds.everywhere:
        ways: list[ColumnElement[bool]] = [false()]
        if bounds.region is not None:
            ways.append(c.region == bounds.region)
        if bounds.station is not None:
            ways.append(c.no == bounds.station)
        found.append(or_(*ways))
    if station is not None:
        found.append(c.no == station)
    if region is not None:
        found.append(c.region == region)
    return and_(*found)


# ------------------------------------------------------------------------------------------------------ closed orders


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed orders with what is settled of them, each by order. `paid_by_customer` are their numbers."""

    orders: Sequence[Row[Any]]
    parts: Mapping[str, Sequence[Row[Any]]]
    forms: Mapping[str, Sequence[Row[Any]]]
    scores: Mapping[str, int]
    paid_by_customer: frozenset[str]


def closed_between(tx: Tx, stations: Sequence[str], since: datetime, until: datetime) -> Closed:
    """The orders of those head stations that were closed from `since` to before `until`."""
    c = _orders.c
    return _gathered(
        tx,
        [
            and_(c.station.in_(chunk), c.closed_at >= since, c.closed_at < until)
            for chunk in _chunks(stations)
        ],
    )


def closed_of(tx: Tx, numbers: Sequence[str]) -> Closed:
    """The closed ones of the orders of those numbers."""
    return _gathered(tx, [_orders.c.order_no.in_(chunk) for chunk in _chunks(numbers)])


def _gathered(tx: Tx, scopes: Iterable[ColumnElement[bool]]) -> Closed:
    c = _orders.c
    orders: list[Row[Any]] = []
    parts: dict[str, list[Row[Any]]] = defaultdict(list)
    forms: dict[str, list[Row[Any]]] = defaultdict(list)
    scores: dict[str, int] = {}
    paying: set[str] = set()
    shown = visible(tx)
    for scope in scopes:
        closed = and_(c.status == str(Status.RESOLVED), scope, *([] if shown is None else [shown]))
        named = (c.order_no, c.station, c.closed_at, c.service, c.product, c.compensation_fund)
        orders += tx.all(select(*named).where(closed))
        for row in tx.all(select(_parts).join(_orders, c.order_no == _parts.c.order_no).where(closed)):
            parts[row.order_no].append(row)
        of_order = select(_forms).join(_orders, c.order_no == _forms.c.order_no)
        for row in tx.all(of_order.where(closed, _forms.c.voided_at.is_(None))):
            forms[row.order_no].append(row)
        scored = select(_visits.c.order_no, _visits.c.score).join(_orders, c.order_no == _visits.c.order_no)
        for row in tx.all(scored.where(closed, _visits.c.score.is_not(None)).order_by(_visits.c.id)):
            scores[row.order_no] = row.score
        agreed = (
            select(_facts.c.order_no)
            .join(_orders, c.order_no == _facts.c.order_no)
            .where(closed, _facts.c.code == "soft_oow_agreed", _facts.c.voided_at.is_(None))
        )
        paying |= {row.order_no for row in tx.all(agreed)}
    return Closed(orders, parts, forms, scores, frozenset(paying))


# ------------------------------------------------------------------------------------------------------ locked months


def locked(tx: Tx, month: str, stations: Sequence[str]) -> dict[str, Row[Any]]:
    """The locked settlements of that month, by station."""
    found: dict[str, Row[Any]] = {}
    for chunk in _chunks(stations):
        for row in tx.all(select(_locked).where(_locked.c.month == month, _locked.c.station.in_(chunk))):
            found[row.station] = row
    return found


def lines(tx: Tx, settlements: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The lines of those settlements, by settlement, in their order."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for chunk in _chunks(settlements):
        c = _lines.c
        for row in tx.all(select(_lines).where(c.settlement.in_(chunk)).order_by(c.settlement, c.seq)):
            found[row.settlement].append(row)
    return found


def last_locked(tx: Tx) -> dict[str, str]:
    """The last locked month of each station that has one."""
    c = _locked.c
    return {
        r.station: r.month
        for r in tx.all(select(c.station, func.max(c.month).label("month")).group_by(c.station))
    }


def locked_days(tx: Tx, zone: tzinfo) -> dict[str, list[tuple[date, date]]]:
    """The first and last day of each locked month, by the tier of a station that it is locked for."""
    c = _locked.c
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    statement = select(c.tier, c.since, c.until).where(c.tier.is_not(None)).distinct().order_by(c.since)
    for row in tx.all(statement):
        last = row.until.astimezone(zone).date() - timedelta(days=1)
        found[row.tier].append((row.since.astimezone(zone).date(), last))
    return found


def changed_since(tx: Tx, stations: Sequence[str]) -> dict[int, list[str]]:
    """Orders of locked months of those stations that may come to something else now, by settlement.

    A part that was waited for went back, an entrustment form came or went, or an order of the month was brought in.
    """
    c, s = _orders.c, _locked.c
    of_month = and_(s.station == c.station, c.closed_at >= s.since, c.closed_at < s.until)
    found: dict[int, set[str]] = defaultdict(set)
    for chunk in _chunks(stations):
        back = (
            select(s.id, c.order_no)
            .select_from(_lines)
            .join(_orders, c.order_no == _lines.c.order_no)
            .join(_locked, of_month)
            .where(_lines.c.reason == "not_returned", s.station.in_(chunk))
            .where(exists().where(_parts.c.order_no == c.order_no, _parts.c.returned_at.is_not(None)))
        )
        entrusted = (
            select(s.id, c.order_no)
            .select_from(_forms)
            .join(_orders, c.order_no == _forms.c.order_no)
            .join(_locked, of_month)
            .where(
                s.station.in_(chunk),
                or_(_forms.c.issued_at >= s.locked_at, _forms.c.voided_at >= s.locked_at),
            )
        )
        for row in (*tx.all(back), *tx.all(entrusted)):
            found[row.id].add(row.order_no)
        for id_ in _grown(tx, chunk):
            new = (
                select(c.order_no)
                .join(_locked, of_month)
                .where(s.id == id_, c.status == str(Status.RESOLVED))
                .where(~exists().where(_lines.c.order_no == c.order_no))
            )
            found[id_] |= {row.order_no for row in tx.all(new)}
    return {id_: sorted(numbers) for id_, numbers in found.items()}


def _grown(tx: Tx, stations: Sequence[str]) -> list[int]:
    """The settlements whose month has another number of closed orders than when it was locked."""
    c, s = _orders.c, _locked.c
    now = (
        select(func.count())
        .where(c.station == s.station, c.closed_at >= s.since, c.closed_at < s.until)
        .correlate(_locked)
        .scalar_subquery()
    )
    return [row.id for row in tx.all(select(s.id).where(s.station.in_(stations), now != s.orders))]


def settlements(tx: Tx, numbers: Sequence[int]) -> dict[int, Row[Any]]:
    """The settlements of those numbers."""
    return {
        row.id: row
        for chunk in _chunks(numbers)
        for row in tx.all(select(_locked).where(_locked.c.id.in_(chunk)))
    }


def paid(tx: Tx, orders: Sequence[str]) -> list[Row[Any]]:
    """What locked months paid for those orders, by order, kind and what it is about: amount and item."""
    c = _lines.c
    sums = select(
        c.order_no, c.kind, c.ref, func.sum(c.amount).label("amount"), func.max(c.item).label("item")
    )
    return [
        row
        for chunk in _chunks(orders)
        for row in tx.all(sums.where(c.order_no.in_(chunk)).group_by(c.order_no, c.kind, c.ref))
    ]


# ------------------------------------------------------------------------------------------------------------- months


def first_closed(tx: Tx, stations: Sequence[str]) -> datetime | None:
    """When the first order of those stations was closed."""
    c = _orders.c
    found = [
        tx.scalar(select(func.min(c.closed_at)).where(c.station.in_(chunk), c.closed_at.is_not(None)))
        for chunk in _chunks(stations)
    ]
    return min((at for at in found if at is not None), default=None)


def closed_counts(
    tx: Tx, stations: Sequence[str], months: Sequence[tuple[str, datetime, datetime]]
) -> dict[str, dict[str, int]]:
    """How many orders each of those stations closed, by month and station. `months` are name, begin and end."""
    c = _orders.c
    found: dict[str, dict[str, int]] = defaultdict(dict)
    if not months:
        return found
    named = case(*((c.closed_at < end, literal(name)) for name, _, end in months)).label("month")
    shown = visible(tx)
    closed = and_(c.status == str(Status.RESOLVED), *([] if shown is None else [shown]))
    for chunk in _chunks(stations):
        statement = (
            select(named, c.station, func.count().label("orders"))
            .where(c.station.in_(chunk), c.closed_at >= months[0][1], c.closed_at < months[-1][2])
            .where(closed)
            .group_by(named, c.station)
        )
        for row in tx.all(statement):
            found[row.month][row.station] = row.orders
    return found


def locked_months(tx: Tx, stations: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """The locked settlements of those stations, by month."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for chunk in _chunks(stations):
        for row in tx.all(select(_locked).where(_locked.c.station.in_(chunk))):
            found[row.month].append(row)
    return found


def _chunks(values: Sequence[Any]) -> Iterable[list[Any]]:
    return (list(values[i : i + _IN]) for i in range(0, len(values), _IN))
