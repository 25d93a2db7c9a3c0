"""Special-case statements: those of an order, and those that a region or station sees."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from repaircli.cancelling.tables import SpecialForm
from repaircli.network.scope import Bounds
from repaircli.orders.lookup_queries import newest
from repaircli.platform.db.session import Tx


def listed(
    tx: Tx,
    bounds: Bounds,
    *conditions: ColumnElement[bool],
    state: str | None = None,
    order_no: str | None = None,
    limit: int,
) -> list[SpecialForm]:
    """Up to `limit` statements within `bounds` that meet `conditions`, newest first."""
    return newest(
        tx, SpecialForm, bounds, *conditions, points=False, limit=limit, state=state, order_no=order_no
    )
