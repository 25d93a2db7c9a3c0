"""Orders that belong together: one customer's machines of one day, and the groups made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, update

from repaircli.network.scope import Bounds
from repaircli.orders.lookup_queries import visible, within
from repaircli.orders.tables import Order
from repaircli.platform.codes import Status
from repaircli.platform.db.session import Tx

_orders = Order.__table__


def members(tx: Tx, group_no: str) -> list[Row[Any]]:
    """The orders of a group, cancelled ones included, by number."""
    c = _orders.c
    found = [c.group_no == group_no, *_seen(tx)]
    return tx.all(select(_orders).where(and_(*found)).order_by(c.t1, c.order_no))


def of_day(tx: Tx, bounds: Bounds, address: str, since: datetime, until: datetime) -> list[Row[Any]]:
    """The orders to that address that were generated from `since` to before `until` and are not cancelled, by time."""
    c = _orders.c
    found = [c.t1 >= since, c.t1 < until, c.address == address, c.status != str(Status.CANCELLED), *_seen(tx)]
    if (scope := within(bounds)) is not None:
        found.append(scope)
    return tx.all(select(_orders).where(and_(*found)).order_by(c.t1, c.order_no))


def join(tx: Tx, order_no: str, group_no: str) -> int:
    """Puts the order into the group if it is in none; how many orders that were."""
    c = _orders.c
    where = (c.order_no == order_no, c.group_no.is_(None))
    return tx.run(update(_orders).where(*where).values(group_no=group_no))


def _seen(tx: Tx) -> list[Any]:
    seen = visible(tx)
    return [] if seen is None else [seen]
