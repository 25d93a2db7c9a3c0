"""What keeps a database well: facts about it, checks of it, and a copy that loses nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from repaircli.platform.db import audit, system_tables
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import Database, Tx, driver
from repaircli.platform.output import progress

_FEW = 20
_PAGES = 4096
"""Pages that a backup copies before it says how far it is."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What `db info` tells. `counts` is None where the schema is not this program's; `live` are PRAGMA answers."""

    version: int
    training: bool | None
    engine: str
    live: dict[str, Any]
    size: int
    counts: dict[str, int] | None
    head: audit.Head | None
    settings: Mapping[str, Any]


def facts(database: Database, count: Callable[[Tx], dict[str, int]] = lambda tx: {}) -> Facts:
    """Reads what is to be known about `database`, whatever version its schema has.

    `count` says how many rows there are of what; it is asked only where the schema is this program's.
    """
    with database.transaction(reading=True, any_version=True) as tx:
        version = database.version(tx.conn)
        ours = version == system_tables.SCHEMA_VERSION
        return Facts(
            version=version,
            training=tx.training if ours else None,
            engine=".".join(map(str, tx.conn.dialect.server_version_info or ())),
            live=_live(tx) if database.path is not None else {},
            size=database.path.stat().st_size if database.path is not None else _server_size(tx),
            counts=count(tx) if ours else None,
            head=audit.head(tx) if ours else None,
            settings=dict(tx.settings) if ours else {},
        )


def damage(database: Database) -> list[str]:
    """Everything that is wrong with the file, its references, its schema and its audit chain, each in a few words."""
    found: list[str] = []
    with database.read() as tx:
        if database.path is not None:
            raw = driver(tx.conn)
            found += [r[0] for r in raw.execute(f"PRAGMA integrity_check({_FEW})") if r[0] != "ok"]
            found += [
                f"{r[0]} {r[1]}: no {r[2]}" for r in raw.execute("PRAGMA foreign_key_check").fetchmany(_FEW)
            ]
            found += _schema_differences(raw)
    found += [f"audit {b.seq}: {b.code}" for b in audit.verify(database).breaks[:_FEW]]
    return found


def backup(database: Database, copy: Path) -> int:
    """Copies the whole database to the new file `copy` (0600) and checks the copy; its size in bytes.

    Raises FileExistsError, or another OSError where the file cannot be made. Not for a server.
    """
    runner.make_private(copy)
    try:
        with database.read() as tx:
            target = sqlite3.connect(copy)
            try:
                driver(tx.conn).backup(target, pages=_PAGES, progress=_copied)
                # the file is ours alone: one that nobody else opens needs no shared memory beside it
                target.execute("PRAGMA journal_mode=DELETE")
                answer = target.execute("PRAGMA quick_check(1)").fetchone()[0]
                if answer != "ok":
                    raise sqlite3.DatabaseError(answer)
            finally:
                target.close()
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return os.stat(copy).st_size


def _copied(status: int, left: int, all: int) -> None:
    progress.count(all - left, all)


def _live(tx: Tx) -> dict[str, Any]:
    raw = driver(tx.conn)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "page_count", "freelist_count")
    return {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in names}


def _server_size(tx: Tx) -> int:
    return int(tx.scalar(select(func.pg_database_size(func.current_database()))))


def _schema_differences(raw: sqlite3.Connection) -> list[str]:
    """Tables and indexes that are not as the migrations make them: a lost index may be a lost constraint."""
    fresh = sqlite3.connect(":memory:")
    try:
        for step in runner.STEPS:
            step(fresh.execute, "sqlite")
        wanted, found = _objects(fresh), _objects(raw)
    finally:
        fresh.close()
    missing = [f"{name}: missing" for name in sorted(wanted.keys() - found.keys())]
    changed = [
        f"{name}: changed" for name in sorted(wanted.keys() & found.keys()) if wanted[name] != found[name]
    ]
    strange = [f"{name}: unknown" for name in sorted(found.keys() - wanted.keys())]
    return missing + changed + strange


def _objects(raw: sqlite3.Connection) -> dict[str, str]:
    rows = raw.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return dict(rows.fetchall())
