"""When stations were on line on a day, how many orders they had, and how long orders waited for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from repaircli.network.coverage_tables import Poll
from repaircli.orders.lookup_queries import visible
from repaircli.orders.tables import Order
from repaircli.platform.codes import Origin, Status
from repaircli.platform.db.session import Tx

_polls = Poll.__table__
_orders = Order.__table__


def of_day(tx: Tx, start: datetime, end: datetime) -> Mapping[str, list[datetime]]:
    """The polls and downloads from `start` up to before `end`, by station, earliest first."""
    c = _polls.c
    statement = select(c.station, c.at).where(c.at >= start, c.at < end, *visible(tx, _polls))
    found: dict[str, list[datetime]] = defaultdict(list)
    for row in tx.all(statement.order_by(c.at, c.id)):
        found[row.station].append(row.at)
    return found


def volumes(tx: Tx, start: datetime, end: datetime) -> dict[str, int]:
    """Orders with T1 from `start` up to before `end`, by station; those of unfinished imports left out."""
    c = _orders.c
    statement = select(c.station, func.count().label("orders")).where(c.t1 >= start, c.t1 < end)
    return {row.station: row.orders for row in tx.all(statement.where(*visible(tx)).group_by(c.station))}


class DispatchedRow(NamedTuple):
    """A dispatched order with the times between which it waited for its download."""

    order_no: str
    station: str
    t1: datetime
    downloaded_at: datetime | None
    cancelled_at: datetime | None


def dispatched(tx: Tx, start: datetime, end: datetime) -> list[DispatchedRow]:
    """Orders dispatched from `start` up to before `end` whose waiting for the download is known."""
    c = _orders.c
    known = c.downloaded_at.is_not(None) | c.status.in_([str(Status.DISPATCHED), str(Status.CANCELLED)])
    statement = (
        select(c.order_no, c.station, c.t1, c.downloaded_at, c.cancelled_at)
        .where(c.t1 >= start, c.t1 < end, c.origin != str(Origin.STATION), known, *visible(tx))
        .order_by(c.t1, c.order_no)
    )
    return [DispatchedRow._make(row) for row in tx.all(statement)]


def waiting(tx: Tx, station: str) -> int:
    """How many orders are dispatched to the station and not downloaded."""
    c = _orders.c
    statement = select(func.count()).where(c.station == station, c.status == str(Status.DISPATCHED))
    return int(tx.scalar(statement.where(*visible(tx))))
