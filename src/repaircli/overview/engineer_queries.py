"""The open orders of engineers, and what they promised for a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from repaircli.orders.lookup_queries import visible
from repaircli.orders.tables import Order, Promise
from repaircli.platform.codes import OPEN_STATUSES
from repaircli.platform.db.rows import chunks
from repaircli.platform.db.session import Tx

_orders, _promises = Order.__table__, Promise.__table__
_OPEN = _orders.c.status.in_([str(status) for status in OPEN_STATUSES])


class Work(NamedTuple):
    """An open order with its engineer and the last time that was promised to the customer."""

    order_no: str
    engineer: str
    promised_at: datetime | None


def work(tx: Tx, logins: Sequence[str]) -> list[Work]:
    """The open orders of those engineers."""
    last = (
        select(_promises.c.at)
        .where(_promises.c.order_no == _orders.c.order_no)
        .order_by(_promises.c.slot.desc())
        .limit(1)
        .scalar_subquery()
        .label("promised_at")
    )
    statement = select(_orders.c.order_no, _orders.c.engineer, last).where(_OPEN, *visible(tx))
    return [
        Work(row.order_no, row.engineer, row.promised_at)
        for chunk in chunks(logins)
        for row in tx.all(statement.where(_orders.c.engineer.in_(chunk)))
    ]
