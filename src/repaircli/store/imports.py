"""Imports in chunks: the batch a chunk belongs to, what is already there, rows in and rows out again.

Rows of a batch in state `loading` are nobody's to see. Every reader of orders (order list, show, export, due, the
cancel lists, reports) leaves them out: by `store.lookup.visible`, or by `loading_batches` here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, text, update

from repaircli.store.kernel import batches, loading
from repaircli.store.session import Tx
from repaircli.store.tables.forms import SpecialForm
from repaircli.store.tables.orders import Contact, Fact, Order, Promise
from repaircli.store.tables.outbox import Notification
from repaircli.store.tables.people import User
from repaircli.store.tables.regions import Region
from repaircli.store.tables.requests import CancelRequest
from repaircli.store.tables.stations import Station
from repaircli.store.tables.urges import UrgeOrder
from repaircli.store.tables.violations import Violation

_orders = Order.__table__
_requests = CancelRequest.__table__
_users = User.__table__

_IN = 500
"""Numbers in one IN list; SQLite takes 999 parameters at least."""

_BELONGS = tuple(
    t.__table__
    for t in (Notification, Promise, Contact, Fact, UrgeOrder, CancelRequest, SpecialForm, Violation)
)
"""What hangs on an order, in the order in which it can be removed."""


def loading_batches(tx: Tx) -> tuple[int, ...]:
    """The batches whose rows nobody may see yet."""
    return tuple(row.id for row in tx.all(loading()))


def start(tx: Tx, **values: Any) -> int:
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


def stations(tx: Tx) -> dict[str, Row[Any]]:
    """Every station by number."""
    return {row.no: row for row in tx.find(Station)}


def regions(tx: Tx) -> frozenset[str]:
    return frozenset(row.name for row in tx.find(Region))


def engineers(tx: Tx) -> dict[str, str | None]:
    """The station of each enabled engineer, by login."""
    statement = select(_users.c.login, _users.c.station, _users.c.roles).where(_users.c.disabled.is_(False))
    return {row.login: row.station for row in tx.all(statement) if "engineer" in row.roles.split(",")}


def user_ids(tx: Tx) -> dict[str, int]:
    """The number of every identity, by login."""
    return {row.login: row.id for row in tx.all(select(_users.c.login, _users.c.id))}


def existing(tx: Tx, numbers: Iterable[str]) -> dict[str, Row[Any]]:
    """Those of `numbers` that are taken, by number; rows of unfinished imports too, for their number is taken."""
    wanted = list(numbers)
    found: dict[str, Row[Any]] = {}
    for i in range(0, len(wanted), _IN):
        for row in tx.all(select(_orders).where(_orders.c.order_no.in_(wanted[i : i + _IN]))):
            found[row.order_no] = row
    return found


def add_orders(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds orders; every mapping names the same columns."""
    tx.insert_many(Order, rows)


def add_urges(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.insert_many(UrgeOrder, rows)


def add_promises(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.insert_many(Promise, rows)


def add_facts(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.insert_many(Fact, rows)


def add_contacts(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.insert_many(Contact, rows)


def add_forms(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    tx.insert_many(SpecialForm, rows)


def add_requests(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds cancel requests that keep the number `id` where nobody has it, and freezes the orders of pending ones."""
    wanted = [row["id"] for row in rows]
    taken: set[int] = set()
    for i in range(0, len(wanted), _IN):
        found = tx.all(select(_requests.c.id).where(_requests.c.id.in_(wanted[i : i + _IN])))
        taken |= {row.id for row in found}
    highest = tx.scalar(select(func.max(_requests.c.id))) or 0
    following = max(highest, *wanted) + 1 if wanted else 1
    for row in rows:
        number = row["id"]
        if number in taken:
            number, following = following, following + 1
        taken.add(number)
        tx.insert(CancelRequest, **{**row, "id": number})
        if row["status"] == "pending":
            tx.update(Order, {"order_no": row["order_no"]}, pending_request=number)
    if tx.dialect == "postgresql":
        tx.run(
            text("SELECT setval(pg_get_serial_sequence('requests', 'id'), (SELECT max(id) FROM requests))")
        )


def remove_some(tx: Tx, number: int, limit: int) -> int:
    """Removes up to `limit` orders of a batch with all that hangs on them; how many there were."""
    some = [
        row.order_no
        for row in tx.all(select(_orders.c.order_no).where(_orders.c.batch_id == number).limit(limit))
    ]
    for i in range(0, len(some), _IN):
        part = some[i : i + _IN]
        for table in _BELONGS:
            tx.run(delete(table).where(table.c.order_no.in_(part)))
        tx.run(delete(_orders).where(_orders.c.order_no.in_(part)))
    return len(some)


def discarding(tx: Tx, number: int, options: Mapping[str, Any]) -> bool:
    """Marks a loading batch as being discarded, so that nobody resumes it."""
    statement = update(batches).where(batches.c.id == number, batches.c.state == "loading")
    return tx.run(statement.values(options={**options, "discarding": True})) == 1
