"""Imports that are under way or finished: the list of them, and how an unfinished one is given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row as DatabaseRow

from repaircli.files import queries as files_queries
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import Role, named
from repaircli.platform.db.session import Tx
from repaircli.platform.errors import Conflict, Denied, NotFound
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, kept, reads, step, writes
from repaircli.tabular.import_calls import with_key

Batch = DatabaseRow[Any]
"""A row of the table of imports."""

_REMOVED = 2_500
"""Rows that one transaction removes."""


@reads
def listing(tx: Transaction, limit: int) -> Answer:
    """Up to `limit` imports, the latest first, those under way and those finished."""
    return Answer("exchange.batches", [_batch_data(tx, row) for row in files_queries.listed(tx, limit)])


def discard(call: Call, number: int) -> Answer:
    """Gives up an unfinished import and removes its rows, in chunks; its orders were never visible.

    Raises NotFound, Denied for somebody else's import, Conflict for one that is not unfinished.
    """
    with kept():
        return discard_rows(with_key(call), number)


def discard_rows(call: Call, number: int) -> Answer:
    """As `discard`, for a call that has a request id."""
    batch = loading(call, number)
    _give_up(call, batch)
    removed = _remove(call, batch.id, files_queries.remove_some)
    _remove(call, batch.id, files_queries.remove_own)
    return _given_up(call, batch, removed)


@reads
def ask_discard(tx: Transaction, number: int) -> Msg:
    """What a person is asked before `discard`, which raises the same errors."""
    batch = loading.within(tx, number)
    return msg(
        "discard import {id} of {file} and remove the {done} of {all} rows that it has written?",
        id=number,
        file=batch.file_name,
        done=batch.done,
        all=batch.total,
    )


@reads
def loading(tx: Transaction, number: int) -> Batch:
    """The unfinished import `number`.

    Raises NotFound, Denied for somebody else's import, Conflict for one that is not unfinished.
    """
    row = files_queries.batch(tx, number)
    if row is None:
        raise NotFound(msg("no such import: {id}", id=number), command_line("import list"), code="no_import")
    if row.started_by != tx.acting.login and Role.ADMIN not in tx.acting.roles:
        raise Denied(msg("import {id} was begun by {login}", id=number, login=row.started_by))
    if row.state != "loading":
        text = msg("it is {state}", state=named("import_state", row.state))
        raise not_loading(number, text, command_line("import list"))
    return row


@reads
def unfinished(tx: Transaction, login: str, sha256: str, history: bool) -> Batch | None:
    """The unfinished import of the same file, None if there is none. Raises Conflict for that of another identity."""
    row = files_queries.same_file(tx, "history" if history else "orders", sha256, "loading")
    if row is not None and row.started_by != login:
        text = msg("{login} began to import the same file", login=row.started_by)
        raise not_loading(row.id, text, command_line("import list"))
    return row


def not_loading(number: int, why: Msg, hint: Msg) -> Conflict:
    """The error of an import that cannot go on."""
    return Conflict(
        msg("import {id} cannot be continued: {why}", id=number, why=why), hint, code="not_unfinished"
    )


@step
def _give_up(tx: Transaction, batch: Batch) -> None:
    if not files_queries.discarding(tx, batch.id, batch.options):
        raise not_loading(batch.id, msg("it is finished or discarded"), command_line("import list"))


def _remove(call: Call, number: int, some_of: Callable[[Tx, int, int], int]) -> int:
    """Removes rows of a batch, so many in a transaction, until none is left; how many there were."""
    removed = 0
    while some := _remove_some(call, number, some_of):
        removed += some
    return removed


@step
def _remove_some(tx: Transaction, number: int, some_of: Callable[[Tx, int, int], int]) -> int:
    return some_of(tx, number, _REMOVED)


@writes
def _given_up(tx: Transaction, batch: Batch, removed: int) -> Answer:
    files_queries.end(tx, batch.id, "discarded", tx.now)
    tx.event("import.discarded", after={"batch": batch.id, "file": batch.file_name, "orders": removed})
    ended = files_queries.batch(tx, batch.id)
    assert ended is not None, batch.id
    return Answer("exchange.batch", {**_batch_data(tx, ended), "removed": removed})


def _batch_data(tx: Transaction, row: Batch) -> dict[str, Any]:
    counts = row.options.get("counts", {})
    return {
        "id": row.id,
        "kind": row.kind,
        "status": row.state,
        "file": row.file_name,
        "sha256": row.sha256,
        "rows": row.total,
        "done": row.done,
        **{name: counts.get(name) for name in ("imported", "unchanged", "skipped")},
        "started_by": row.started_by,
        "started_at": tx.local(row.started_at),
        "finished_at": tx.local(row.finished_at),
        "request_id": row.request_id,
    }
