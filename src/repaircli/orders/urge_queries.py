"""Urge orders of orders, and their list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, select

from repaircli.network.scope import Bounds, ListFilter, chosen, equal
from repaircli.orders.followup_tables import UrgeOrder
from repaircli.orders.lookup_queries import within
from repaircli.orders.queries import by_order
from repaircli.orders.tables import Order
from repaircli.platform.db.data import data_of
from repaircli.platform.db.session import Tx
from repaircli.platform.transaction import Transaction

_orders = Order.__table__
_urges = UrgeOrder.__table__


def of_orders(tx: Tx, numbers: Sequence[str]) -> dict[str, list[UrgeOrder]]:
    """The urge orders appended to those orders, by order."""
    return by_order(tx, UrgeOrder, numbers, _urges.c.id)


def among(tx: Transaction, wanted: ListFilter, order_no: str | None) -> list[ColumnElement[bool]]:
    """The conditions of `wanted`, and of one order, on urge orders and their orders; raises as `scope.chosen`."""
    return [*chosen(tx, wanted, _orders, _urges.c.created_at), *equal(_urges, order_no=order_no)]


def listed(tx: Tx, bounds: Bounds, conditions: Sequence[ColumnElement[bool]], limit: int) -> list[Row[Any]]:
    """The latest urge orders of the orders within `bounds` that meet `conditions`, with station, status and customer of the order."""
    c = _orders.c
    statement = (
        select(_urges, c.station, c.region, c.status, c.customer)
        .join(_orders, c.order_no == _urges.c.order_no)
        .where(and_(True, *within(tx, bounds), *conditions))
        .order_by(_urges.c.id.desc())
        .limit(limit)
    )
    return tx.all(statement)


def urge_data(urge: UrgeOrder, zone: tzinfo) -> dict[str, Any]:
    return data_of(UrgeOrder, urge, zone)
