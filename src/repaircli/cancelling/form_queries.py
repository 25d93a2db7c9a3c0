"""Special-case statements: those of an order, and those that a region or station sees."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from repaircli.cancelling.tables import SpecialForm
from repaircli.network.scope import Bounds
from repaircli.orders.lookup_queries import of_visible
from repaircli.platform.codes import FormState
from repaircli.platform.db.session import Tx

_forms = SpecialForm.__table__


def undecided(tx: Tx, order_no: str) -> SpecialForm | None:
    """The statement of the order that waits for the region; there is at most one."""
    return tx.get(SpecialForm, order_no=order_no, state=str(FormState.PENDING))


def listed(tx: Tx, bounds: Bounds, *, state: str | None, order_no: str | None, limit: int) -> list[Row[Any]]:
    """Up to `limit` statements within `bounds`, newest first."""
    c = _forms.c
    found: list[ColumnElement[bool]] = []
    seen = of_visible(tx, _forms)
    if seen is not None:
        found.append(seen)
    if not bounds.everywhere:
        ways: list[ColumnElement[bool]] = []
        if bounds.region is not None:
            ways.append(c.region == bounds.region)
        if bounds.station is not None:
            ways.append(c.station == bounds.station)
        found.append(or_(*ways) if ways else c.id.is_(None))
    if state is not None:
        found.append(c.state == state)
    if order_no is not None:
        found.append(c.order_no == order_no)
    return tx.all(select(_forms).where(and_(True, *found)).order_by(c.id.desc()).limit(limit))
