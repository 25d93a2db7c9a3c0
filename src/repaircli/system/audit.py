"""The audit log: who did what and when, and whether anybody changed it afterwards."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from repaircli.network import scope
from repaircli.orders import lookup, queries
from repaircli.platform.answers import Answer, Call
from repaircli.platform.db import audit as chain
from repaircli.platform.db import codec
from repaircli.platform.db.session import Database
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, UsageProblem
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, on_database, reads
from repaircli.system import audit_queries

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})", re.A)

_WHAT = {
    "gap": msg("an event is missing before this one"),
    "order": msg("it does not follow the event before it"),
    "changed": msg("its content differs from the original"),
    "head": msg("it is not the event that was recorded as head"),
}


@reads
def log(
    tx: Transaction,
    no: str | None = None,
    *,
    by: str | None = None,
    since: str | None = None,
    until: str | None = None,
    after: int | None = None,
    limit: int | None = None,
) -> Answer:
    """Events oldest first: all of the order `no`, else the last `limit`, or the first `limit` behind number `after`.

    Raises NotFound and Denied as for any order, UsageProblem for a text that is not a time.
    """
    if no is not None:
        rows = queries.of_order(tx, lookup.order(tx, no).order_no)
    else:
        rows = audit_queries.events(
            tx,
            scope.bounds(tx),
            tx.acting.login,
            who=by,
            since=tx.when(since, "--since") if since else None,
            until=tx.when(until, "--until") if until else None,
            after=after,
            limit=limit,
        )
        if limit is not None and len(rows) == limit:
            tx.note(
                msg("showing only the first {limit}; use --limit all to show everything", limit=limit)
                if after is not None
                else msg("showing only the latest {limit}; use --limit all to show everything", limit=limit)
            )
    return Answer("audit.log", [_event(tx, row) for row in rows])


def _event(tx: Transaction, row: Row[Any]) -> dict[str, Any]:
    data = {name: value for name, value in row._mapping.items() if name != "prev"}
    for name in ("before", "after"):
        data[name] = codec.load(data[name]) if data[name] else None
    return {{"who": "by"}.get(name, name): value for name, value in data.items()} | {"at": tx.local(row.at)}


@on_database
def verify(db: Database, call: Call, head: str | None = None) -> Answer:
    """Checks the whole chain; exit 7 with every break where it is broken.

    `head` is `SEQ:HASH` from an earlier run. Only a head that is kept elsewhere shows that the end of the chain was cut
    off or that the whole chain was written anew. Raises UsageProblem for any other text.
    """
    kept = _head(head)
    allowed = _may_verify(call)
    # a transaction for each page and none around them: nobody waits for the walk
    found = chain.verify(db, kept)
    broken: list[dict[str, Any]] = [
        {"seq": b.seq, "code": b.code, "text": _WHAT[b.code]} for b in found.breaks
    ]
    data = {
        "ok": not broken,
        "events": found.events,
        "head": str(found.head),
        "compared_with": str(kept) if kept else None,
        "breaks": broken,
    }
    complaint: Msg | None = None
    if broken:
        complaint = msg("the audit chain is broken, first at event {seq}", seq=broken[0]["seq"])
    hint = None if broken or kept else command_line("audit verify", "--head {head}", head=str(found.head))
    return replace(
        allowed, data=data, exit=EXIT_PARTIAL if broken else EXIT_OK, complaint=complaint, hint=hint
    )


@reads
def _may_verify(tx: Transaction) -> Answer:
    """The answer without its data, and with the notes on the identity, which the transaction has checked."""
    return Answer("audit.verify", None)


def _head(text: str | None) -> chain.Head | None:
    if text is None:
        return None
    found = _HEAD.fullmatch(text.strip().lower())
    if found is None:
        raise UsageProblem(
            msg("--head: expected SEQ:HASH, got {text}", text=text), command_line("audit verify")
        )
    return chain.Head(int(found[1]), found[2])
