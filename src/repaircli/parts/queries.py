"""Parts in sets: what was applied for, what was replaced, and what has not gone back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, and_, select

from repaircli.network.scope import equal
from repaircli.orders.part_tables import PartsRequest, ReplacedPart
from repaircli.orders.tables import Order
from repaircli.platform.codes import OPEN_STATUSES, PartsStatus
from repaircli.platform.db.session import R, Tx

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


class OfOrder(NamedTuple):
    """What a list of parts shows of the order."""

    station: str
    branch: str | None
    region: str
    customer: str
    order_status: str
    closed_at: datetime | None
    cancelled_at: datetime | None


def of_parts_order(tx: Tx, po: str) -> list[PartsRequest]:
    """The parts of the parts order `po`, in the order of asking."""
    return tx.find(PartsRequest, po=po)


def listed(
    tx: Tx,
    wanted: Sequence[ColumnElement[bool]],
    limit: int,
    *,
    status: str | None = None,
    late_on: date | None = None,
) -> list[tuple[PartsRequest, OfOrder]]:
    """Parts applied for, with their order, the latest first.

    `late_on`: only parts promised before that day that have not arrived, by their promised day.
    """
    c = _applied.c
    found = [*wanted, *equal(_applied, status=status)]
    if late_on is None:
        return _with_order(tx, PartsRequest, found, c.id.desc(), limit=limit)
    on_the_way = [str(s) for s in (PartsStatus.REQUESTED, PartsStatus.SHIPPED)]
    found += [c.status.in_(on_the_way), c.eta < late_on, _orders.c.status.in_(_OPEN)]
    return _with_order(tx, PartsRequest, found, c.eta, c.id, limit=limit)


def to_ship(tx: Tx, wanted: Sequence[ColumnElement[bool]]) -> list[tuple[PartsRequest, OfOrder]]:
    """Parts that are to be shipped, with their order; none of an order that is over or frozen."""
    found = [
        *wanted,
        _applied.c.status == str(PartsStatus.REQUESTED),
        _applied.c.returned_at.is_(None),
        _orders.c.status.in_(_OPEN),
        _orders.c.pending_request.is_(None),
    ]
    return _with_order(tx, PartsRequest, found, PartsRequest.__table__.c.id)


def replaced_not_returned(
    tx: Tx, wanted: Sequence[ColumnElement[bool]]
) -> list[tuple[ReplacedPart, OfOrder]]:
    """Replaced parts whose old part has not gone back, with their order."""
    return _with_order(
        tx, ReplacedPart, [*wanted, _replaced.c.returned_at.is_(None)], ReplacedPart.__table__.c.id
    )


def arrived_not_returned(tx: Tx, wanted: Sequence[ColumnElement[bool]]) -> list[tuple[PartsRequest, OfOrder]]:
    """Parts that arrived for orders that are over and have not gone back themselves, with their order."""
    found = [
        *wanted,
        _applied.c.status == str(PartsStatus.RECEIVED),
        _applied.c.returned_at.is_(None),
        _orders.c.status.not_in(_OPEN),
    ]
    return _with_order(tx, PartsRequest, found, PartsRequest.__table__.c.id)


_OPEN = [str(s) for s in OPEN_STATUSES]


def _with_order(
    tx: Tx,
    table: type[R],
    wanted: Sequence[ColumnElement[bool]],
    *sort: ColumnElement[Any],
    limit: int | None = None,
) -> list[tuple[R, OfOrder]]:
    """The rows of `table` that meet `wanted`, each with what is shown of its order."""
    core = table.__table__
    statement = (
        select(core, *_OF_ORDER)
        .join(_orders, _orders.c.order_no == core.c.order_no)
        .where(and_(True, *wanted))
        .order_by(*sort)
        .limit(limit)
    )
    return [(cast("R", row), OfOrder._make(row[-len(_OF_ORDER) :])) for row in tx.all(statement)]
