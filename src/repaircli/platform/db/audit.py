"""The audit chain: every event carries the hash of the one before it, so that none can be changed alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text

from repaircli.platform.db import system_tables
from repaircli.platform.db.columns import utc_text
from repaircli.platform.output import progress

if TYPE_CHECKING:
    from repaircli.platform.db.session import Database, Tx

GENESIS = "0" * 64
"""What the first event carries as the hash of the one before it."""

_FIELDS = ("seq", "prev", "at", "who", "role", "command", "what", "order_no", "before", "after", "request_id")
_PAGE = 5_000
_audit = system_tables.audit
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, who did it in which role, by which command; `before` and `after` are JSON text."""

    at: datetime
    who: str | None
    role: str | None
    command: str
    what: str
    order_no: str | None = None
    before: str | None = None
    after: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: number and hash of its last event; as text `SEQ:HASH`, to be kept elsewhere."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the chain does not hold: `gap`, `order` (a wrong `prev`), `changed`, `head`."""

    seq: int
    code: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk over the chain found: how many events, where it ends, and every break."""

    events: int
    head: Head
    breaks: tuple[Break, ...]


def append(tx: Tx, events: Sequence[Event]) -> None:
    """Adds `events` to the end of the chain, in their order; the head is read in this same write transaction."""
    if not events:
        return
    if tx.head is None:
        end = head(tx)
        tx.head = (end.seq, end.hash)
    seq, prev = tx.head
    rows: list[dict[str, Any]] = []
    for event in events:
        seq += 1
        row = {
            "seq": seq,
            "prev": prev,
            "at": event.at,
            "who": event.who or None,
            "role": event.role or None,
            "command": event.command,
            "what": event.what,
            "order_no": event.order_no,
            "before": event.before,
            "after": event.after,
            "request_id": event.request_id,
        }
        prev = row["hash"] = _hash([seq, row["prev"], utc_text(event.at), *(row[f] for f in _FIELDS[3:])])
        rows.append(row)
    tx.insert_many(_audit, rows)
    tx.head = (seq, prev)


def head(tx: Tx) -> Head:
    """The end of the chain; seq 0 before the first event."""
    row = tx.one(_HEAD)
    return Head(0, GENESIS) if row is None else Head(row.seq, row.hash)


def count(tx: Tx) -> int:
    """How many events there are."""
    return int(tx.scalar(select(func.count()).select_from(_audit)))


def verify(database: Database, kept: Head | None = None) -> Verified:
    """Walks the whole chain, a page a transaction, so that nobody waits for it.

    `kept` is a head noted earlier and kept elsewhere: without it a chain that was cut short or written anew as a
    whole looks sound.
    """
    seq, prev, events = 0, GENESIS, 0
    breaks: list[Break] = []
    found = kept is None or (kept.seq == 0 and kept.hash == GENESIS)
    with database.read() as tx:
        last = head(tx).seq
    for row in _pages(database):
        events += 1
        if events % _PAGE == 0:
            progress.count(events, last)
        if row[0] != seq + 1:
            breaks.append(Break(seq + 1, "gap"))
        seq = row[0]
        if row[1] != prev:
            breaks.append(Break(seq, "order"))
        prev = row[-1]
        if _hash(row[:-1]) != prev:
            breaks.append(Break(seq, "changed"))
        if kept is not None and seq == kept.seq:
            found = prev == kept.hash
    if kept is not None and not found:
        breaks.append(Break(kept.seq, "head"))
    return Verified(events, Head(seq, prev), tuple(breaks))


def _pages(database: Database) -> Iterator[Sequence[Any]]:
    after = 0
    while True:
        with database.read() as tx:
            page = tx.conn.execute(_PAGES, {"after": after, "limit": _PAGE}).all()
        for row in page:
            yield tuple(row)
        if len(page) < _PAGE:
            return
        after = page[-1][0]


def _hash(fields: Sequence[Any]) -> str:
    """SHA-256 over the JSON list of every field in the order of `_FIELDS`, as the columns hold them."""
    return hashlib.sha256(_encode(fields).encode("ascii")).hexdigest()


_HEAD = select(_audit.c.seq, _audit.c.hash).order_by(_audit.c.seq.desc()).limit(1)
# as text: the columns as the file holds them, without the types that would read them
_PAGES = text(f"SELECT {', '.join(_FIELDS)}, hash FROM audit WHERE seq > :after ORDER BY seq LIMIT :limit")
