"""Queries of the settlement: closed orders with what is paid for them, and the months that are locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select

from repaircli.money.entrustment_tables import Entrustment
from repaircli.money.tables import Settlement, SettlementLine
from repaircli.network.queries import stations_within
from repaircli.network.scope import Bounds, equal
from repaircli.network.tables import Station
from repaircli.orders.followup_tables import Visit
from repaircli.orders.lookup_queries import visible
from repaircli.orders.part_tables import ReplacedPart
from repaircli.orders.tables import Fact, Order
from repaircli.platform.codes import Status
from repaircli.platform.db.rows import chunks, grouped
from repaircli.platform.db.session import Tx
from repaircli.rules.money.settlement import Key, Paid

_orders = Order.__table__
_stations = Station.__table__
_facts = Fact.__table__
_locked = Settlement.__table__
_lines = SettlementLine.__table__
_parts = ReplacedPart.__table__
_visits = Visit.__table__
_forms = Entrustment.__table__


def heads(tx: Tx, bounds: Bounds, *, station: str | None = None, region: str | None = None) -> list[Station]:
    """The head stations within `bounds`, closed ones too, by number: settlement is in their name (001-6.3.8).

    A station that became a branch point later keeps what it closed in its own name.
    """
    c = _stations.c
    of_its_own = exists().where(_orders.c.station == c.no, _orders.c.closed_at.is_not(None))
    wanted = [*stations_within(bounds, branches=False), *equal(_stations, no=station, region=region)]
    statement = select(_stations).where(or_(c.head.is_(None), of_its_own), *wanted)
    return tx.rows(Station, statement.order_by(c.no))


# ------------------------------------------------------------------------------------------------------ closed orders


class ClosedRow(NamedTuple):
    """The columns of a closed order that its settlement needs."""

    order_no: str
    station: str
    closed_at: datetime
    service: str
    product: str | None
    compensation_fund: bool | None


class FormRow(NamedTuple):
    """A standing entrustment form of a closed order."""

    order_no: str
    id: int
    paper_no: str
    fee: int


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed orders with their parts, entrustment forms and scores by order. `paid_by_customer` are their numbers."""

    orders: Sequence[ClosedRow]
    parts: Mapping[str, Sequence[ReplacedPart]]
    forms: Mapping[str, Sequence[FormRow]]
    scores: Mapping[str, int]
    paid_by_customer: frozenset[str]


def closed_between(tx: Tx, stations: Sequence[str], since: datetime, until: datetime) -> Closed:
    """The orders of those head stations that were closed from `since` to before `until`."""
    c = _orders.c
    in_time = and_(c.closed_at >= since, c.closed_at < until)
    return _gathered(tx, (and_(c.station.in_(chunk), in_time) for chunk in chunks(stations)))


def closed_of(tx: Tx, numbers: Sequence[str]) -> Closed:
    """The closed ones of the orders of those numbers."""
    return _gathered(tx, (_orders.c.order_no.in_(chunk) for chunk in chunks(numbers)))


def _gathered(tx: Tx, scopes: Iterable[ColumnElement[bool]]) -> Closed:
    o, p, f, v, t = _orders.c, _parts.c, _forms.c, _visits.c, _facts.c
    orders: list[ClosedRow] = []
    parts: list[ReplacedPart] = []
    forms: list[FormRow] = []
    scores: dict[str, int] = {}
    paying: set[str] = set()
    shown = visible(tx)
    for scope in scopes:
        closed = and_(o.status == str(Status.RESOLVED), scope, *shown)
        named = (o.order_no, o.station, o.closed_at, o.service, o.product, o.compensation_fund)
        orders += [ClosedRow._make(row) for row in tx.all(select(*named).where(closed))]
        replaced = select(_parts).join(_orders, o.order_no == p.order_no).where(closed)
        parts += tx.rows(ReplacedPart, replaced)
        standing = select(f.order_no, f.id, f.paper_no, f.fee).join(_orders, o.order_no == f.order_no)
        forms += [FormRow._make(row) for row in tx.all(standing.where(closed, f.voided_at.is_(None)))]
        scored = select(v.order_no, v.score).join(_orders, o.order_no == v.order_no)
        for row in tx.all(scored.where(closed, v.score.is_not(None)).order_by(v.id)):
            scores[row.order_no] = row.score
        agreed = select(t.order_no).join(_orders, o.order_no == t.order_no)
        agreed = agreed.where(closed, t.code == "soft_oow_agreed", t.voided_at.is_(None))
        paying |= {row.order_no for row in tx.all(agreed)}
    return Closed(
        orders,
        grouped(parts, lambda part: part.order_no),
        grouped(forms, lambda form: form.order_no),
        scores,
        frozenset(paying),
    )


# ------------------------------------------------------------------------------------------------------ locked months


def locked(tx: Tx, stations: Sequence[str], month: str | None = None) -> list[Settlement]:
    """The locked settlements of those stations, of one month or of all."""
    statement = select(_locked) if month is None else select(_locked).where(_locked.c.month == month)
    return [
        row
        for chunk in chunks(stations)
        for row in tx.rows(Settlement, statement.where(_locked.c.station.in_(chunk)))
    ]


def lines(tx: Tx, settlements: Sequence[int]) -> Mapping[int, list[SettlementLine]]:
    """The lines of those settlements, by settlement, in their order."""
    c = _lines.c
    found = [
        row
        for chunk in chunks(settlements)
        for row in tx.rows(
            SettlementLine,
            select(_lines).where(c.settlement.in_(chunk)).order_by(c.settlement, c.seq),
        )
    ]
    return grouped(found, lambda line: line.settlement)


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
    """Orders of locked months of those stations whose amounts may have changed since, by settlement.

    Either an awaited part was returned, an entrustment form was issued or taken back, or an order was added.
    """
    c, s = _orders.c, _locked.c
    of_month = and_(s.station == c.station, c.closed_at >= s.since, c.closed_at < s.until)
    found: dict[int, set[str]] = defaultdict(set)
    for chunk in chunks(stations):
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
    """The settlements whose month now has another number of closed orders than when it was locked."""
    c, s = _orders.c, _locked.c
    now = (
        select(func.count())
        .where(c.station == s.station, c.closed_at >= s.since, c.closed_at < s.until)
        .correlate(_locked)
        .scalar_subquery()
    )
    return [row.id for row in tx.all(select(s.id).where(s.station.in_(stations), now != s.orders))]


def settlements(tx: Tx, numbers: Sequence[int]) -> list[Settlement]:
    """The settlements of those numbers, by month."""
    found = [row for chunk in chunks(numbers) for row in tx.find(Settlement, id=chunk)]
    return sorted(found, key=lambda settlement: settlement.month)


def paid(tx: Tx, orders: Sequence[str]) -> dict[str, dict[Key, Paid]]:
    """What locked months paid for those orders, by order and by what it was paid for."""
    c = _lines.c
    sums = select(
        c.order_no, c.kind, c.ref, func.sum(c.amount).label("amount"), func.max(c.item).label("item")
    )
    found: dict[str, dict[Key, Paid]] = defaultdict(dict)
    for chunk in chunks(orders):
        for row in tx.all(sums.where(c.order_no.in_(chunk)).group_by(c.order_no, c.kind, c.ref)):
            found[row.order_no][row.order_no, row.kind, row.ref] = Paid(int(row.amount), row.item)
    return found


# ------------------------------------------------------------------------------------------------------------- months


def first_closed(tx: Tx, stations: Sequence[str]) -> datetime | None:
    """When the first order of those stations was closed."""
    c = _orders.c
    found = [
        tx.scalar(select(func.min(c.closed_at)).where(c.station.in_(chunk), c.closed_at.is_not(None)))
        for chunk in chunks(stations)
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
    closed = and_(c.status == str(Status.RESOLVED), *visible(tx))
    for chunk in chunks(stations):
        statement = (
            select(named, c.station, func.count().label("orders"))
            .where(c.station.in_(chunk), c.closed_at >= months[0][1], c.closed_at < months[-1][2])
            .where(closed)
            .group_by(named, c.station)
        )
        for row in tx.all(statement):
            found[row.month][row.station] = row.orders
    return found
