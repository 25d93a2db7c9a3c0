"""Imports in chunks: the batch a chunk belongs to, what is already there, rows in and rows out again.

Rows of a batch in state `loading` are nobody's to see. Every reader of orders (order list, show, export, due, the
cancel lists, reports) leaves them out: by `store.lookup.visible`, or by `loading_batches` here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, false, or_, select, update

from repaircli.files import records
from repaircli.network.coverage_tables import Capacity
from repaircli.network.tables import Station
from repaircli.orders.tables import Order, Promise
from repaircli.platform.db.columns import Stored
from repaircli.platform.db.rows import chunks
from repaircli.platform.db.session import Tx
from repaircli.platform.db.system_tables import batches, loading
from repaircli.platform.notice_tables import Notification
from repaircli.platform.user_tables import User

_orders = Order.__table__
_users = User.__table__

_IN = 500
"""Numbers in one IN list; SQLite takes 999 parameters at least."""

_ATTACHED: tuple[type[Stored], ...] = (
    Notification,
    Promise,
    *(table for name, table in records.TABLES.items() if name not in records.OWN),
)
_BELONGS = tuple(table.__table__ for table in _ATTACHED)
"""What hangs on an order, in the order in which it can be removed."""

_OWN = tuple(records.TABLES[name].__table__ for name in records.OWN)
"""What an import brings that hangs on no order."""

_capacity = Capacity.__table__


def loading_batches(tx: Tx) -> tuple[int, ...]:
    """The batches whose rows nobody may see yet."""
    return tuple(row.id for row in tx.all(loading()))


def start(tx: Tx, **values: Any) -> int:  # columns of any type
    """A new batch; its number."""
    return tx.insert(batches, **values)


def batch(tx: Tx, number: int) -> Row[Any] | None:
    return tx.get(batches, id=number)


def same_file(tx: Tx, kind: str, sha256: str, state: str) -> Row[Any] | None:
    """The latest batch of that kind and state whose file had this fingerprint."""
    found = tx.find(batches, order_by="-id", limit=1, kind=kind, sha256=sha256, state=state)
    return found[0] if found else None


def listed(tx: Tx, limit: int) -> list[Row[Any]]:
    """The latest batches, the last one first."""
    return tx.find(batches, order_by="-id", limit=limit)


def advance(tx: Tx, number: int, *, seen: int, done: int, options: Mapping[str, Any]) -> bool:
    """Moves a loading batch from `seen` rows to `done`; false where another process did so meanwhile."""
    where = {"id": number, "state": "loading", "done": seen}
    return tx.update(batches, where, done=done, options=dict(options)) == 1


def end(tx: Tx, number: int, state: str, at: datetime) -> bool:
    """Makes a loading batch `done` or `discarded`; false where it is not loading any more."""
    return tx.update(batches, {"id": number, "state": "loading"}, state=state, finished_at=at) == 1


def stations(tx: Tx) -> dict[str, Station]:
    """Every station by number."""
    return {row.no: row for row in tx.find(Station)}


def daily(tx: Tx, day: date) -> dict[str, int]:
    """How many orders each station takes on `day`, by station; the window that began last counts."""
    c = _capacity.c
    statement = (
        select(c.station, c.daily)
        .where(c.from_day <= day, or_(c.to_day.is_(None), c.to_day >= day))
        .order_by(c.from_day, c.id)
    )
    return {row.station: row.daily for row in tx.all(statement)}


def engineers(tx: Tx) -> dict[str, str | None]:
    """The station of each enabled engineer, by login."""
    statement = select(_users.c.login, _users.c.station, _users.c.roles).where(_users.c.disabled == false())
    return {row.login: row.station for row in tx.all(statement) if "engineer" in row.roles.split(",")}


def user_ids(tx: Tx) -> dict[str, int]:
    """The number of every identity, by login."""
    return {row.login: row.id for row in tx.all(select(_users.c.login, _users.c.id))}


def existing(tx: Tx, numbers: Iterable[str]) -> dict[str, Order]:
    """Those of `numbers` that are taken, by number; rows of unfinished imports too, for their number is taken."""
    return {
        order.order_no: order
        for chunk in chunks(list(numbers))
        for order in tx.rows(Order, select(_orders).where(_orders.c.order_no.in_(chunk)))
    }


def remove_some(tx: Tx, number: int, limit: int) -> int:
    """Removes up to `limit` orders of a batch with all that hangs on them; how many there were."""
    some = [
        row.order_no
        for row in tx.all(select(_orders.c.order_no).where(_orders.c.batch_id == number).limit(limit))
    ]
    for i in range(0, len(some), _IN):
        part = some[i : i + _IN]
        for hanging in _BELONGS:
            tx.run(delete(hanging).where(hanging.c.order_no.in_(part)))
        tx.run(delete(_orders).where(_orders.c.order_no.in_(part)))
    return len(some)


def remove_own(tx: Tx, number: int, limit: int) -> int:
    """Removes up to `limit` rows of a batch that hang on no order; how many there were."""
    removed = 0
    for own in _OWN:
        some = select(own.c.id).where(own.c.batch_id == number).limit(limit - removed)
        removed += tx.run(delete(own).where(own.c.id.in_(some)))
    return removed


def discarding(tx: Tx, number: int, options: Mapping[str, Any]) -> bool:
    """Marks a loading batch as being discarded, so that nobody resumes it."""
    statement = update(batches).where(batches.c.id == number, batches.c.state == "loading")
    return tx.run(statement.values(options={**options, "discarding": True})) == 1
