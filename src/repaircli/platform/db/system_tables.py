"""The tables the machinery itself stands on: settings, request ids, audit chain, import batches."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, Select, Table, Text, select

from repaircli.platform.db.columns import Json, UtcTime

SCHEMA_VERSION = 4
"""The schema this program reads and writes; `platform/db/migrations` leads to it."""

APPLICATION_ID = 0x7270636C
"""`rpcl` in the header of the file: tells our databases from those of other programs."""

metadata = MetaData()

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Json, nullable=False),
)
"""Marks, limits and counters by key. `training` is written once, when the database is made."""

operations = Table(
    "operations",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("user_id", Integer),
    Column("command", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("exit", Integer),
    Column("answer", Text),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
)
"""One writing command, known by its request id: `running`, or `done` with its first answer as JSON text."""

operation_parts = Table(
    "operation_parts",
    metadata,
    Column("request_id", Text, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("answer", Text, nullable=False),
)
"""What a finished chunk of a batch answered, so that the batch can go on where it stopped."""

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("who", Text),
    Column("role", Text),
    Column("command", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("order_no", Text),
    Column("before", Text),
    Column("after", Text),
    Column("request_id", Text),
    Index("audit_prev", "prev", unique=True),
    Index("audit_hash", "hash", unique=True),
    Index("audit_order", "order_no", "seq"),
    Index("audit_at", "at"),
)
"""The chain of events: `seq` is the order, `at` a label; `prev` unique means that no event has two successors.

`before` and `after` are JSON text, stored as it was hashed."""

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False, default=0),
    Column("options", Json, nullable=False, default=dict),
    Column("started_by", Text, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("request_id", Text),
    Index("batches_sha256", "sha256"),
    Index("batches_state", "state"),
)
"""An import in chunks; rows of one in state `loading` are invisible."""


def loading() -> Select[tuple[int]]:
    """The ids of batches whose rows nobody may see yet, as a subselect."""
    return select(batches.c.id).where(batches.c.state == "loading")
