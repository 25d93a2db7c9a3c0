"""The operation of a request id."""

from __future__ import annotations

from repaircli.platform.answers import Answer
from repaircli.platform.codes import Role
from repaircli.platform.db import codec, operations
from repaircli.platform.errors import Denied, NotFound
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.platform.user_tables import User


@reads
def show(tx: Transaction, request_id: str) -> Answer:
    """The operation of that id with its first answer.

    Raises NotFound where nothing was written under the id, Denied where another identity did it.
    """
    request_id = request_id.strip()
    row = operations.find(tx, request_id)
    if row is None:
        raise NotFound(
            msg("nothing was written under the request id {id}", id=request_id),
            command_line("audit log"),
            code="no_operation",
        )
    if row.user_id not in (None, tx.acting.user_id) and Role.ADMIN not in tx.acting.roles:
        raise Denied(
            msg("the request id {id} belongs to another identity", id=request_id), code="foreign_operation"
        )
    user = None if row.user_id is None else tx.get(User, id=row.user_id)
    answer = None if row.answer is None else codec.load_answer(row.answer)
    progress = operations.progress(tx, request_id) if answer is None else None
    data = {
        "request_id": row.request_id,
        "command": row.command,
        "status": row.state,
        "exit": row.exit,
        "by": user.login if user is not None else None,
        "started_at": tx.local(row.started_at),
        "finished_at": tx.local(row.finished_at) if row.finished_at else None,
        "done": None if progress is None else progress[0],
        "of": None if progress is None else progress[1],
        "kind": answer.kind if answer else None,
        "answer": answer.data if answer else None,
    }
    again = msg(
        "type the command {command} again as before, with --request-id {id}; it continues where it stopped",
        command=row.command,
        id=request_id,
    )
    return Answer("op.show", data, hint=again if answer is None else None)
