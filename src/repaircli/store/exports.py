"""Orders page by page, in the order of their numbers, with what hangs on them; a page is one read transaction."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import Row, and_, select

from repaircli.store import orders
from repaircli.store.orders import OrderFilter
from repaircli.store.session import Tx
from repaircli.store.tables.orders import Order

_orders = Order.__table__

PAGE = 500

_MODULES = {
    "contacts": ("orders", "Contact"),
    "facts": ("orders", "Fact"),
    "urges": ("urges", "UrgeOrder"),
    "forms": ("forms", "SpecialForm"),
    "requests": ("requests", "CancelRequest"),
}
"""Where the table of each file of a folder is; loaded when it is asked for."""


def page(tx: Tx, wanted: OrderFilter, after: str) -> list[Row[Any]]:
    """The next orders of `wanted` behind the number `after`."""
    conditions = [*orders.conditions(tx, wanted), _orders.c.order_no > after]
    return tx.all(select(_orders).where(and_(*conditions)).order_by(_orders.c.order_no).limit(PAGE))


def children(tx: Tx, name: str, numbers: Sequence[str]) -> list[Row[Any]]:
    """Every row of the table `name` (contacts, facts, urges, forms or requests) that hangs on those orders, voided ones too, in writing order."""
    if not numbers:
        return []
    module, kind = _MODULES[name]
    table = getattr(import_module(f"repaircli.store.tables.{module}"), kind).__table__
    return tx.all(select(table).where(table.c.order_no.in_(list(numbers))).order_by(table.c.id))
