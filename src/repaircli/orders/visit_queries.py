"""Return visits: orders that wait for one, the visits of an order, those of a month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from repaircli.network.scope import Bounds
from repaircli.orders.followup_tables import Visit
from repaircli.orders.lookup_queries import visible, within
from repaircli.orders.queries import by_order
from repaircli.orders.tables import Order
from repaircli.platform.codes import Status, VisitResult
from repaircli.platform.db.session import Tx

_visits = Visit.__table__
_orders = Order.__table__


def of_orders(tx: Tx, numbers: Sequence[str]) -> dict[str, list[Visit]]:
    """The visits of those orders, by order, in the order in which they were made."""
    return by_order(tx, Visit, numbers, _visits.c.id)


def due(tx: Tx, bounds: Bounds, *, region: str | None, station: str | None, limit: int) -> list[Row[Any]]:
    """Closed orders whose customer was not visited, the one closed first at the head; `tries` failed so far."""
    c = _orders.c
    found = [*_within(tx, bounds, region, station), c.status == str(Status.RESOLVED), ~_reached()]
    tries = select(func.count()).where(_visits.c.order_no == c.order_no).correlate(_orders).scalar_subquery()
    statement = select(_orders, tries.label("tries")).where(and_(True, *found))
    return tx.all(statement.order_by(c.closed_at, c.order_no).limit(limit))


def due_count(tx: Tx, bounds: Bounds, *, region: str | None, station: str | None) -> int:
    """How many closed orders wait for their visit."""
    found = [*_within(tx, bounds, region, station), _orders.c.status == str(Status.RESOLVED), ~_reached()]
    return int(tx.scalar(select(func.count()).select_from(_orders).where(and_(True, *found))))


def between(
    tx: Tx, bounds: Bounds, start: datetime, end: datetime, *, region: str | None, station: str | None
) -> list[Row[Any]]:
    """Station, result and score of the visits from `start` up to before `end`, by station."""
    c = _orders.c
    found = [*_within(tx, bounds, region, station), _visits.c.at >= start, _visits.c.at < end]
    statement = (
        select(c.station, c.region, _visits.c.result, _visits.c.score)
        .join(_orders, c.order_no == _visits.c.order_no)
        .where(and_(True, *found))
    )
    return tx.all(statement.order_by(c.station, _visits.c.id))


def _reached() -> ColumnElement[bool]:
    return (
        select(_visits.c.id)
        .where(_visits.c.order_no == _orders.c.order_no, _visits.c.result != str(VisitResult.UNREACHABLE))
        .correlate(_orders)
        .exists()
    )


def _within(tx: Tx, bounds: Bounds, region: str | None, station: str | None) -> list[ColumnElement[bool]]:
    c = _orders.c
    found = [x for x in (within(bounds), visible(tx)) if x is not None]
    if region is not None:
        found.append(c.region == region)
    if station is not None:
        found.append(or_(c.station == station, c.branch == station))
    return found
