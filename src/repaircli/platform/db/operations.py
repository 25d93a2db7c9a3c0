"""Request ids: what a writing command answered, so that the same id again does nothing twice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from repaircli.platform.db import codec
from repaircli.platform.db.system_tables import operation_parts, operations

if TYPE_CHECKING:
    from sqlalchemy import Row

    from repaircli.platform.db.session import Tx


def find(tx: Tx, request_id: str) -> Row[Any] | None:
    """The operation of that id, running or done; None where the id is new."""
    return tx.get(operations, request_id=request_id)


def start(
    tx: Tx, *, request_id: str, user_id: int | None, command: str, content_hash: str, at: datetime
) -> None:
    """Notes that the operation runs. The id is the key: of two transactions with the same id one fails."""
    tx.insert(
        operations,
        request_id=request_id,
        user_id=user_id,
        command=command,
        content_hash=content_hash,
        state="running",
        started_at=at,
    )


def done(
    tx: Tx,
    *,
    request_id: str,
    user_id: int | None,
    command: str,
    content_hash: str,
    at: datetime,
    exit: int,
    answer: str,
) -> None:
    """`start` and `finish` of an operation that is done in the transaction that knows its answer (JSON text)."""
    tx.insert(
        operations,
        request_id=request_id,
        user_id=user_id,
        command=command,
        content_hash=content_hash,
        state="done",
        started_at=at,
        exit=exit,
        answer=answer,
        finished_at=at,
    )


def finish(tx: Tx, request_id: str, *, exit: int, answer: str, at: datetime) -> None:
    """Stores the answer (JSON text) and forgets the parts, which it contains."""
    tx.update(operations, {"request_id": request_id}, state="done", exit=exit, answer=answer, finished_at=at)
    tx.delete(operation_parts, request_id=request_id)


def add_part(tx: Tx, request_id: str, answer: str) -> int:
    """Stores what a chunk answered (JSON text), in the chunk's own transaction; the number of the part, from 0."""
    number = int(tx.scalar(_PARTS, {"id": request_id}))
    tx.insert(operation_parts, request_id=request_id, part=number, answer=answer)
    return number


def chunks(tx: Tx, request_id: str) -> int:
    """How many chunks of a batch are done; its first part, which names the items, is none."""
    return int(tx.scalar(_PARTS, {"id": request_id})) - 1


def progress(tx: Tx, request_id: str) -> tuple[int, int] | None:
    """How many items of a batch are done, and of how many; None of what is no batch, or not begun."""
    found = parts(tx, request_id)
    if not found:
        return None
    items, *results = (len(codec.load(text)) for text in found)
    return sum(results), items


def parts(tx: Tx, request_id: str) -> list[str]:
    """What the finished chunks answered, in their order."""
    return [row.answer for row in tx.find(operation_parts, order_by="part", request_id=request_id)]


_PARTS = (
    select(func.count()).select_from(operation_parts).where(operation_parts.c.request_id == bindparam("id"))
)
