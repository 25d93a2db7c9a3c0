"""The request id of an import: what is asked includes the file, and several transactions share one key."""

from __future__ import annotations

import uuid
from dataclasses import replace

from repaircli.platform.answers import Answer, Call
from repaircli.platform.db import operations
from repaircli.platform.db.session import Database
from repaircli.platform.errors import Conflict
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, writing


def with_key(call: Call) -> Call:
    return call if call.request_id else replace(call, request_id=uuid.uuid4().hex)


def with_file(call: Call, sha256: str) -> Call:
    """The call with the fingerprint as part of what is asked: another file is other content."""
    return with_key(replace(call, content={**call.content, "sha256": sha256}))


def part_of(call: Call, step: str) -> Call:
    """The call of one transaction of an import that has several."""
    return replace(call, request_id=f"{call.request_id}#{step}")


def answered(call: Call) -> Answer | None:
    """The first answer of a request id that is known; nothing is read or checked again for it."""
    db = Database.open(call.database)
    try:
        with db.read() as tx:
            known = operations.find(tx, call.request_id or "")
    finally:
        db.close()
    if known is None:
        return None

    def work(tx: Transaction) -> Answer:
        raise Conflict(msg("request id {key} was used for something else", key=call.request_id or ""))

    return writing(call, work)
