"""Audit events, as far as an identity may see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from repaircli.network.scope import Bounds, bounded
from repaircli.orders.tables import Order
from repaircli.platform.db.session import Tx
from repaircli.platform.db.system_tables import audit

_orders = Order.__table__


def events(
    tx: Tx,
    bounds: Bounds,
    own_login: str,
    *,
    who: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> list[Row[Any]]:
    """Events of the orders within `bounds` and those of `own_login`, oldest first.

    Times compare with the event's label, both ends included. With `after` (a number) the first `limit` behind it,
    else the last `limit`.
    """
    conditions: list[ColumnElement[bool]] = []
    if not bounds.everywhere:
        mine = select(_orders.c.order_no).where(*bounded(_orders, bounds))
        conditions.append(or_(audit.c.who == own_login, audit.c.order_no.in_(mine)))
    if who is not None:
        conditions.append(audit.c.who == who)
    if since is not None:
        conditions.append(audit.c.at >= since)
    if until is not None:
        conditions.append(audit.c.at <= until)
    if after is not None:
        conditions.append(audit.c.seq > after)
    stmt = select(audit).where(and_(True, *conditions)).limit(limit)
    if after is not None:
        return tx.all(stmt.order_by(audit.c.seq))
    return tx.all(stmt.order_by(audit.c.seq.desc()))[::-1]
