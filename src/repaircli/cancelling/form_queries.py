"""Special-case statements: those of an order, and those that a region or station sees."""

from __future__ import annotations

from sqlalchemy import and_, select

from repaircli.cancelling.tables import SpecialForm
from repaircli.network.scope import Bounds, bounded, equal
from repaircli.orders.lookup_queries import of_visible
from repaircli.platform.codes import FormState
from repaircli.platform.db.session import Tx

_forms = SpecialForm.__table__


def undecided(tx: Tx, order_no: str) -> SpecialForm | None:
    """The statement of the order that awaits the region's decision; there is at most one."""
    return tx.get(SpecialForm, order_no=order_no, state=str(FormState.PENDING))


def listed(
    tx: Tx, bounds: Bounds, *, state: str | None = None, order_no: str | None = None, limit: int
) -> list[SpecialForm]:
    """Up to `limit` statements within `bounds`, newest first."""
    found = [*bounded(_forms, bounds, points=False), *equal(_forms, state=state, order_no=order_no)]
    seen = of_visible(tx, _forms)
    if seen is not None:
        found.append(seen)
    statement = select(_forms).where(and_(True, *found)).order_by(_forms.c.id.desc()).limit(limit)
    return tx.rows(SpecialForm, statement)
