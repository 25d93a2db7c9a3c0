"""Queries for orders by number or part of one, within a scope, and the conditions that lists of them share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, TableClause, and_, or_, select

from repaircli.network.scope import Bounds, bounded, equal
from repaircli.orders.tables import Order
from repaircli.platform.codes import Status
from repaircli.platform.db.session import R, Tx
from repaircli.platform.db.system_tables import batches

_orders = Order.__table__


def within(bounds: Bounds) -> ColumnElement[bool] | None:
    """The condition on orders for `bounds`; None where there is no bound."""
    return next(iter(bounded(_orders, bounds)), None)


def visible(tx: Tx, of: TableClause = _orders) -> ColumnElement[bool] | None:
    """The condition that leaves out the rows of imports that are not finished; None where none is under way.

    `of`: the table asked, which has a `batch_id`.
    """
    loading = [r.id for r in tx.all(select(batches.c.id).where(batches.c.state != "done"))]
    if not loading:
        return None
    return or_(of.c.batch_id.is_(None), of.c.batch_id.not_in(loading))


def of_visible(tx: Tx, of: Table) -> ColumnElement[bool] | None:
    """The same for a table whose rows hang on orders by their `order_no`."""
    seen = visible(tx)
    return None if seen is None else of.c.order_no.in_(select(_orders.c.order_no).where(seen))


def newest(
    tx: Tx,
    table: type[R],
    bounds: Bounds,
    *conditions: ColumnElement[bool],
    points: bool = True,
    limit: int | None = None,
    **values: str | int | None,
) -> list[R]:
    """The rows of `table` within `bounds`, which have a region and a station and hang on orders or on an import.

    Newest first. `values` are columns with the value that they must have; None does not filter. `points` as `bounded`.
    """
    core = table.__table__
    found = [*bounded(core, bounds, points=points), *equal(core, **values), *conditions]
    seen = visible(tx, core) if "batch_id" in core.c else of_visible(tx, core)
    if seen is not None:
        found.append(seen)
    return tx.rows(table, select(core).where(and_(True, *found)).order_by(core.c.id.desc()).limit(limit))


def order(tx: Tx, no: str) -> Row[Any] | None:
    """The order of exactly that number."""
    row = tx.get(_orders, order_no=no)
    if row is None or row.batch_id is None:
        return row
    state = tx.scalar(select(batches.c.state).where(batches.c.id == row.batch_id))
    return row if state == "done" else None


def orders(tx: Tx, numbers: Sequence[str]) -> dict[str, Order]:
    """The orders of exactly those numbers, by number."""
    found: dict[str, Order] = {}
    for i in range(0, len(numbers), 500):
        for row in tx.rows(Order, select(_orders).where(_orders.c.order_no.in_(list(numbers[i : i + 500])))):
            found[row.order_no] = row
    return found


def parts(tx: Tx, text: str, bounds: Bounds, limit: int) -> list[str]:
    """Up to `limit` numbers of orders within `bounds` that contain `text`."""
    conditions: list[ColumnElement[bool]] = [_orders.c.order_no.like(_part(text), escape="\\")]
    conditions += [c for c in (within(bounds), visible(tx)) if c is not None]
    statement = select(_orders.c.order_no).where(and_(*conditions)).order_by(_orders.c.order_no).limit(limit)
    return [row.order_no for row in tx.all(statement)]


def offered(tx: Tx, text: str, bounds: Bounds, first: Collection[str], limit: int) -> list[Row[Any]]:
    """Up to `limit` orders within `bounds` whose number contains `text`, with number, customer and status.

    Those of a status in `first` come before all others, the newest before older ones.
    """
    c = _orders.c
    conditions: list[ColumnElement[bool]] = [x for x in (within(bounds), visible(tx)) if x is not None]
    if text:
        conditions.append(c.order_no.like(_part(text), escape="\\"))
    found: list[Row[Any]] = []
    # two queries that walk an index each, in place of one that sorts every order
    for statuses in ([s for s in Status if s in first], [s for s in Status if s not in first]):
        if len(found) < limit:
            statement = select(c.order_no, c.customer, c.status).where(c.status.in_(statuses), *conditions)
            found += tx.all(statement.order_by(c.t1.desc()).limit(limit - len(found)))
    return found


def _part(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
