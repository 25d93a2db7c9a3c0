"""Return visits: orders that await one, the visits of an order, those of a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from repaircli.orders.followup_tables import Visit
from repaircli.orders.queries import by_order
from repaircli.orders.tables import Order
from repaircli.platform.codes import Status, VisitResult
from repaircli.platform.db.session import Tx

_visits = Visit.__table__
_orders = Order.__table__


def of_orders(tx: Tx, numbers: Sequence[str]) -> dict[str, list[Visit]]:
    """The visits of those orders, by order, in the order in which they were made."""
    return by_order(tx, Visit, numbers, _visits.c.id)


class AwaitingRow(NamedTuple):
    """A closed order whose customer was not reached yet, in `tries` visits."""

    order_no: str
    customer: str
    phones: list[str]
    station: str
    region: str
    service: str
    engineer: str | None
    solution: str | None
    closed_at: datetime
    close_basis: str | None
    tries: int


def awaiting(tx: Tx, wanted: Sequence[ColumnElement[bool]], limit: int) -> list[AwaitingRow]:
    """Up to `limit` closed orders of `wanted` whose customer was not reached, the one closed first at the head."""
    c = _orders.c
    tries = select(func.count()).where(_visits.c.order_no == c.order_no).correlate(_orders).scalar_subquery()
    columns = [c[name] for name in AwaitingRow._fields if name != "tries"]
    statement = select(*columns, tries).where(*wanted, *_awaits()).order_by(c.closed_at, c.order_no)
    return [AwaitingRow._make(row) for row in tx.all(statement.limit(limit))]


def awaiting_count(tx: Tx, wanted: Sequence[ColumnElement[bool]]) -> int:
    """How many closed orders of `wanted` await their visit."""
    return int(tx.scalar(select(func.count()).select_from(_orders).where(*wanted, *_awaits())))


class ResultRow(NamedTuple):
    """The result of a visit, with the station and region of its order."""

    station: str
    region: str
    result: str
    score: int | None


def between(tx: Tx, wanted: Sequence[ColumnElement[bool]], start: datetime, end: datetime) -> list[ResultRow]:
    """The results of the visits to orders of `wanted` from `start` up to before `end`, by station."""
    c = _orders.c
    statement = (
        select(c.station, c.region, _visits.c.result, _visits.c.score)
        .join(_orders, c.order_no == _visits.c.order_no)
        .where(*wanted, _visits.c.at >= start, _visits.c.at < end)
        .order_by(c.station, _visits.c.id)
    )
    return [ResultRow._make(row) for row in tx.all(statement)]


def _awaits() -> tuple[ColumnElement[bool], ...]:
    reached = (
        select(_visits.c.id)
        .where(_visits.c.order_no == _orders.c.order_no, _visits.c.result != str(VisitResult.UNREACHABLE))
        .correlate(_orders)
        .exists()
    )
    return _orders.c.status == str(Status.RESOLVED), ~reached
