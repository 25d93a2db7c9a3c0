"""Orders page by page, in the order of their numbers, with what hangs on them; a page is one read transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, select

from repaircli.store import orders
from repaircli.store.orders import OrderFilter
from repaircli.store.session import Tx
from repaircli.store.tables.forms import SpecialForm
from repaircli.store.tables.orders import Contact, Fact, Order
from repaircli.store.tables.requests import CancelRequest
from repaircli.store.tables.urges import UrgeOrder

_orders = Order.__table__

PAGE = 500

CHILDREN = {
    "contacts": Contact.__table__,
    "facts": Fact.__table__,
    "urges": UrgeOrder.__table__,
    "forms": SpecialForm.__table__,
    "requests": CancelRequest.__table__,
}


def page(tx: Tx, wanted: OrderFilter, after: str) -> list[Row[Any]]:
    """The next orders of `wanted` behind the number `after`."""
    conditions = [*orders.conditions(tx, wanted), _orders.c.order_no > after]
    return tx.all(select(_orders).where(and_(*conditions)).order_by(_orders.c.order_no).limit(PAGE))


def children(tx: Tx, name: str, numbers: Sequence[str]) -> list[Row[Any]]:
    """Every row of the table `name` (of CHILDREN) that hangs on those orders, voided ones too, in writing order."""
    table = CHILDREN[name]
    if not numbers:
        return []
    return tx.all(select(table).where(table.c.order_no.in_(list(numbers))).order_by(table.c.id))
