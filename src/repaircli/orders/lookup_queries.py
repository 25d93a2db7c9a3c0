"""Queries for orders by number or part of one, within a scope, and the conditions that lists of them share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, TableClause, Text, and_, collate, or_, select, type_coerce

from repaircli.network.scope import Bounds, bounded, equal
from repaircli.orders.tables import Order
from repaircli.platform.codes import Status
from repaircli.platform.db.rows import chunks
from repaircli.platform.db.session import R, Tx
from repaircli.platform.db.system_tables import batches

_orders = Order.__table__


def visible(tx: Tx, of: TableClause = _orders) -> list[ColumnElement[bool]]:
    """The condition that leaves out the rows of imports that are not finished; empty where none is under way.

    `of`: the table asked, which has a `batch_id`, or an `order_no` where its rows belong to orders.
    """
    loading = [r.id for r in tx.all(select(batches.c.id).where(batches.c.state != "done"))]
    if not loading:
        return []
    if "batch_id" not in of.c:
        return [of.c.order_no.in_(select(_orders.c.order_no).where(*visible(tx)))]
    return [or_(of.c.batch_id.is_(None), of.c.batch_id.not_in(loading))]


def within(
    tx: Tx, bounds: Bounds, *, region: str | None = None, station: str | None = None, **values: str | None
) -> list[ColumnElement[bool]]:
    """The conditions on the orders that a list within `bounds` may show, unfinished imports left out.

    `station`: of the station or its branch point of that number. None does not filter.
    """
    found = [*bounded(_orders, bounds), *visible(tx), *equal(_orders, region=region, **values)]
    if station is not None:
        found.append(or_(_orders.c.station == station, _orders.c.branch == station))
    return found


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
    found = [*bounded(core, bounds, points=points), *equal(core, **values), *conditions, *visible(tx, core)]
    return tx.rows(table, select(core).where(and_(True, *found)).order_by(core.c.id.desc()).limit(limit))


def order(tx: Tx, no: str) -> Order | None:
    """The order of exactly that number; none of an unfinished import."""
    row = tx.get(Order, order_no=no)
    if row is None or row.batch_id is None:
        return row
    state = tx.scalar(select(batches.c.state).where(batches.c.id == row.batch_id))
    return row if state == "done" else None


def like(tx: Tx, order: Order) -> list[Order]:
    """Other orders whose first number is one of the order's, or of the same machine, the latest first.

    Numbers are stored in their one form, so the beginning of the list tells.
    """
    c = _orders.c
    listed = type_coerce(c.phones, Text)
    stored: ColumnElement[str] = collate(listed, "C") if tx.dialect == "postgresql" else listed
    same = [and_(stored >= f'["{number}"', stored < f'["{number}#') for number in order.phones]
    if order.serial:
        same.append(c.serial == order.serial)
    if not same:
        return []
    found = [
        row
        for row in tx.rows(Order, select(_orders).where(or_(*same)).limit(_MANY))
        if row.order_no != order.order_no
    ]
    if any(row.batch_id is not None for row in found):
        loading = {row.id for row in tx.all(select(batches.c.id).where(batches.c.state != "done"))}
        found = [row for row in found if row.batch_id not in loading]
    return sorted(found, key=lambda row: row.t1, reverse=True)


_MANY = 100
"""A number with more orders than these is no customer's."""


def orders(tx: Tx, numbers: Sequence[str]) -> dict[str, Order]:
    """The orders of exactly those numbers, by number."""
    return {row.order_no: row for some in chunks(numbers) for row in tx.find(Order, order_no=some)}


def parts(tx: Tx, text: str, bounds: Bounds, limit: int) -> list[str]:
    """Up to `limit` numbers of orders within `bounds` that contain `text`."""
    no = _orders.c.order_no
    statement = select(no).where(no.like(_part(text), escape="\\"), *within(tx, bounds))
    return [row.order_no for row in tx.all(statement.order_by(no).limit(limit))]


def among(tx: Tx, numbers: Sequence[str], bounds: Bounds, limit: int) -> list[str]:
    """Up to `limit` of exactly these numbers that are orders within `bounds`."""
    no = _orders.c.order_no
    found: list[str] = []
    for some in chunks(numbers):
        statement = select(no).where(no.in_(some), *within(tx, bounds))
        found += [row.order_no for row in tx.all(statement.order_by(no).limit(limit))]
    return found[:limit]


def offered(tx: Tx, text: str, bounds: Bounds, first: Collection[str], limit: int) -> list[Row[Any]]:
    """Up to `limit` orders within `bounds` whose number contains `text`, with number, customer and status.

    Those of a status in `first` come before all others, the newest before older ones.
    """
    c = _orders.c
    conditions = within(tx, bounds)
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
