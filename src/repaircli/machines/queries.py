"""Machines in sets."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, select, true

from repaircli.machines.tables import Machine
from repaircli.platform.db.session import Tx

_machines = Machine.__table__
_PAGE = 1_000


def listed(tx: Tx, customer: str | None, product: str | None) -> Iterator[Machine]:
    """The machines by product and compared serial number, read page by page; a part of the customer's name filters."""
    c = _machines.c
    conditions: list[ColumnElement[bool]] = [true()]
    if customer is not None:
        conditions.append(c.customer.contains(customer, autoescape=True))
    if product is not None:
        conditions.append(c.product == product)
    after: str | None = None
    while True:
        where = [*conditions, c.serial_key > after] if after is not None else conditions
        page = tx.rows(Machine, select(_machines).where(and_(*where)).order_by(c.serial_key).limit(_PAGE))
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].serial_key
