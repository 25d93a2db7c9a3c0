"""The request id of an import: what is asked includes the file, and several transactions share one key."""

from __future__ import annotations

import uuid
from dataclasses import replace

from repaircli.platform.answers import Answer, Call
from repaircli.platform.db import operations
from repaircli.platform.errors import Conflict
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reads, writes


def with_key(call: Call) -> Call:
    return call if call.request_id else replace(call, request_id=uuid.uuid4().hex)


def with_file(call: Call, sha256: str) -> Call:
    """The call with the fingerprint as part of what is asked: another file is other content."""
    return replace(call, content={**call.content, "sha256": sha256})


def answered(call: Call) -> Answer | None:
    """The first answer of a request id that is known; nothing is read or checked again for it."""
    return _first_answer(call) if call.request_id and _is_known(call) else None


@reads
def _is_known(tx: Transaction) -> bool:
    return operations.find(tx, tx.call.request_id or "") is not None


@writes
def _first_answer(tx: Transaction) -> Answer:
    """Runs only where the request id has no answer: `writes` gives the first one."""
    raise Conflict(msg("request id {key} was used for something else", key=tx.call.request_id or ""))
