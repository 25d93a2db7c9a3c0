"""When stations were on line on a day, how many orders they had, and how long orders waited for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from repaircli.network.coverage_tables import Poll
from repaircli.orders.lookup_queries import visible
from repaircli.orders.tables import Order
from repaircli.platform.codes import Origin, Status
from repaircli.platform.db.session import Tx

_polls = Poll.__table__
_orders = Order.__table__


def of_day(tx: Tx, start: datetime, end: datetime) -> dict[str, list[datetime]]:
    """The polls and downloads from `start` up to before `end`, by station, earliest first."""
    statement = select(_polls.c.station, _polls.c.at).where(_polls.c.at >= start, _polls.c.at < end)
    seen = visible(tx, _polls)
    if seen is not None:
        statement = statement.where(seen)
    found: dict[str, list[datetime]] = defaultdict(list)
    for row in tx.all(statement.order_by(_polls.c.at, _polls.c.id)):
        found[row.station].append(row.at)
    return found


def volumes(tx: Tx, start: datetime, end: datetime) -> dict[str, int]:
    """Orders with T1 from `start` up to before `end`, by station; those of unfinished imports left out."""
    c = _orders.c
    statement = select(c.station, func.count().label("orders")).where(c.t1 >= start, c.t1 < end)
    seen = visible(tx)
    if seen is not None:
        statement = statement.where(seen)
    return {row.station: int(row.orders) for row in tx.all(statement.group_by(c.station))}


def dispatched(tx: Tx, start: datetime, end: datetime) -> list[Row[Any]]:
    """Orders dispatched from `start` up to before `end` whose waiting for the download is known."""
    c = _orders.c
    statement = (
        select(c.order_no, c.station, c.t1, c.downloaded_at, c.cancelled_at)
        .where(c.t1 >= start, c.t1 < end, c.origin != str(Origin.STATION))
        .where(
            c.downloaded_at.is_not(None) | c.status.in_([str(Status.DISPATCHED), str(Status.CANCELLED)]),
        )
    )
    seen = visible(tx)
    return tx.all((statement if seen is None else statement.where(seen)).order_by(c.t1, c.order_no))


def waiting(tx: Tx, stations: Sequence[str]) -> int:
    """How many orders are dispatched to those stations and not downloaded."""
    c = _orders.c
    statement = select(func.count()).where(c.station.in_(list(stations)), c.status == str(Status.DISPATCHED))
    seen = visible(tx)
    return int(tx.scalar(statement if seen is None else statement.where(seen)))
