"""Parts in sets: what was applied for, what was replaced, and what has not gone back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from repaircli.network.scope import Bounds
from repaircli.orders.lookup_queries import visible, within
from repaircli.orders.queries import by_order
from repaircli.orders.tables import Order
from repaircli.parts.tables import PartsRequest, ReplacedPart
from repaircli.platform.codes import OPEN_STATUSES, PartsStatus
from repaircli.platform.db.session import Tx

_orders = Order.__table__
_applied = PartsRequest.__table__
_replaced = ReplacedPart.__table__

_OF_ORDER = (
    _orders.c.station,
    _orders.c.branch,
    _orders.c.region,
    _orders.c.customer,
    _orders.c.status.label("order_status"),
    _orders.c.closed_at,
    _orders.c.cancelled_at,
)


@dataclass(frozen=True, slots=True)
class PartsFilter:
    """Which parts a list shows; an empty field does not filter. `late_on`: promised before that day and not here."""

    bounds: Bounds
    order_no: str | None = None
    station: str | None = None
    region: str | None = None
    status: str | None = None
    late_on: date | None = None


def applied(tx: Tx, numbers: Sequence[str]) -> dict[str, list[PartsRequest]]:
    """The parts applied for, by order, in the order of asking."""
    return by_order(tx, PartsRequest, numbers, _applied.c.id)


def replaced(tx: Tx, numbers: Sequence[str]) -> dict[str, list[ReplacedPart]]:
    """The replaced parts, by order, in the order of recording."""
    return by_order(tx, ReplacedPart, numbers, _replaced.c.id)


def of_parts_order(tx: Tx, po: str) -> list[Row[Any]]:
    """The parts of the parts order `po`, in the order of asking."""
    return tx.all(select(_applied).where(_applied.c.po == po).order_by(_applied.c.id))


def listed(tx: Tx, wanted: PartsFilter, limit: int) -> list[Row[Any]]:
    """Parts applied for, with their order; late ones by their promised day, else the latest first."""
    found = _conditions(tx, wanted)
    c = _applied.c
    ways: tuple[Any, ...] = (c.id.desc(),)
    if wanted.status is not None:
        found.append(c.status == wanted.status)
    if wanted.late_on is not None:
        waiting = [str(s) for s in (PartsStatus.REQUESTED, PartsStatus.SHIPPED)]
        found += [c.status.in_(waiting), c.eta < wanted.late_on, _orders.c.status.in_(_OPEN)]
        ways = (c.eta, c.id)
    return tx.all(_joined(_applied).where(and_(True, *found)).order_by(*ways).limit(limit))


def to_ship(tx: Tx, wanted: PartsFilter) -> list[Row[Any]]:
    """Parts that wait to be shipped, with their order; none of an order that is over or frozen."""
    found = [
        *_conditions(tx, wanted),
        _applied.c.status == str(PartsStatus.REQUESTED),
        _applied.c.returned_at.is_(None),
        _orders.c.status.in_(_OPEN),
        _orders.c.pending_request.is_(None),
    ]
    return tx.all(_joined(_applied).where(and_(True, *found)).order_by(_applied.c.id))


def replaced_not_returned(tx: Tx, wanted: PartsFilter) -> list[Row[Any]]:
    """Replaced parts whose old part has not gone back, with their order."""
    found = [*_conditions(tx, wanted), _replaced.c.returned_at.is_(None)]
    return tx.all(_joined(_replaced).where(and_(True, *found)).order_by(_replaced.c.id))


def arrived_not_returned(tx: Tx, wanted: PartsFilter) -> list[Row[Any]]:
    """Parts that arrived for orders that are over and have not gone back themselves, with their order."""
    found = [
        *_conditions(tx, wanted),
        _applied.c.status == str(PartsStatus.RECEIVED),
        _applied.c.returned_at.is_(None),
        _orders.c.status.not_in(_OPEN),
    ]
    return tx.all(_joined(_applied).where(and_(True, *found)).order_by(_applied.c.id))


_OPEN = [str(s) for s in OPEN_STATUSES]


def _joined(table: Any) -> Any:
    return select(table, *_OF_ORDER).join(_orders, _orders.c.order_no == table.c.order_no)


def _conditions(tx: Tx, wanted: PartsFilter) -> list[ColumnElement[bool]]:
    c = _orders.c
    found = [x for x in (within(wanted.bounds), visible(tx)) if x is not None]
    if wanted.order_no is not None:
        found.append(c.order_no == wanted.order_no)
    if wanted.station is not None:
        found.append(or_(c.station == wanted.station, c.branch == wanted.station))
    if wanted.region is not None:
        found.append(c.region == wanted.region)
    return found
