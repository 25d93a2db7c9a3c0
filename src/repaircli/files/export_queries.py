"""Orders page by page, in the order of their numbers; a page is one read transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, select

from repaircli.orders import queries as orders_queries
from repaircli.orders.queries import OrderFilter
from repaircli.orders.tables import Order
from repaircli.platform.db.session import Tx

_orders = Order.__table__

PAGE = 500


def page(tx: Tx, wanted: OrderFilter, after: str) -> list[Order]:
    """The next orders of `wanted` behind the number `after`."""
    conditions = [*orders_queries.conditions(tx, wanted), _orders.c.order_no > after]
    return tx.rows(Order, select(_orders).where(and_(*conditions)).order_by(_orders.c.order_no).limit(PAGE))


def among(tx: Tx, wanted: OrderFilter, numbers: Sequence[str]) -> set[str]:
    """Those of `numbers` that are orders of `wanted`."""
    conditions = orders_queries.conditions(tx, wanted)
    found: set[str] = set()
    for i in range(0, len(numbers), PAGE):
        named = _orders.c.order_no.in_(list(numbers[i : i + PAGE]))
        found |= {row.order_no for row in tx.all(select(_orders.c.order_no).where(named, *conditions))}
    return found
