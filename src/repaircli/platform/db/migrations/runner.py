"""Makes a database, and brings an older one up to date: one transaction from the old schema to the new."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from repaircli.platform import machine
from repaircli.platform.db import failures, journal, system_tables
from repaircli.platform.db.migrations import script
from repaircli.platform.db.session import Database, driver
from repaircli.platform.errors import Conflict, OutcomeUnknown, Unusable, reason
from repaircli.platform.text import command_line, msg

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from repaircli.platform.db.session import Genesis, Tx

Step = Callable[[Callable[[str], object], str], None]


def _step(version: int) -> Step:
    """A step is a file of SQL, then for what SQL cannot say a module with `apply`; or one of them."""
    file = Path(__file__).with_name(f"step_{version:03}.sql")
    parts: list[Step] = [partial(script.run_file, file)] if file.exists() else []
    if file.with_suffix(".py").exists():
        parts.append(import_module(f"{__package__}.{file.stem}").apply)

    def apply(run: Callable[[str], object], dialect: str) -> None:
        for part in parts:
            part(run, dialect)

    return apply


STEPS = tuple(_step(version) for version in range(1, system_tables.SCHEMA_VERSION + 1))
"""STEPS[n] leads from version n to n + 1."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did: from which version to which, and where the copy of before lies (None: nothing to do)."""

    found: int
    now: int
    backup: Path | None


def create(target: str, training: bool, genesis: Genesis | None = None) -> Database:
    """Makes a new database; `genesis` writes its first rows in the very transaction that makes the tables.

    The mark `training` is permanent. The file is 0600, a folder that had to be made 0700. A file that an interrupted
    `create` left empty is taken over. Raises Conflict when there is anything else, Unusable when the place cannot be
    used.
    """
    database = Database(target)
    made = False
    if database.path is not None:
        _make_folder(database.path.parent)
    with database.turn():
        if database.path is not None:
            made = _make_file(database.path)
        try:
            with database.transaction(any_version=True, prepare=_choose_journal) as tx:
                if database.version(tx.conn) or (
                    tx.dialect != "sqlite" and inspect(tx.conn).get_table_names()
                ):
                    raise _exists(database)
                _steps(tx, 0)
                tx.set("training", training)
                if genesis is not None:
                    genesis(tx)
        except BaseException as e:
            database.close()
            if made and database.path is not None and not isinstance(e, OutcomeUnknown):
                database.path.unlink(missing_ok=True)
            if isinstance(e, Unusable) and e.code == "not_a_database":
                raise _exists(database) from e
            raise
    return database


def migrate(database: Database, at: datetime) -> Migrated:
    """Brings `database` to this program's schema; a file is copied first, to `<file>.bak-<version>-<time>`.

    `at` names the copy. Raises Unusable when the schema is newer, when there is none, and when rows would be left
    whose references lead nowhere; then nothing is changed.
    """
    with database.turn():
        try:
            with database.engine(reading=False).connect() as conn:
                found = database.version(conn)
                conn.rollback()
                if found == 0:
                    raise failures.unfinished(database.name)
                if found > system_tables.SCHEMA_VERSION:
                    raise failures.too_new(found, system_tables.SCHEMA_VERSION)
                _choose_journal(database, conn)
                if found == system_tables.SCHEMA_VERSION:
                    return Migrated(found, found, None)
                backup = None if database.path is None else _copy(conn, database.path, found, at)
        except (DBAPIError, sqlite3.Error) as e:
            raise database.failure(e) from e
        try:
            with database.transaction(any_version=True, prepare=_references_off) as tx:
                _steps(tx, found)
                _check_references(tx)
        finally:
            # the connection on which references were switched off is not used again
            database.close()
    return Migrated(found, system_tables.SCHEMA_VERSION, backup)


def _steps(tx: Tx, found: int) -> None:
    for step in STEPS[found:]:
        step(tx.conn.exec_driver_sql, tx.dialect)
    if tx.dialect == "sqlite":
        tx.conn.exec_driver_sql(f"PRAGMA application_id = {system_tables.APPLICATION_ID}")
        tx.conn.exec_driver_sql(f"PRAGMA user_version = {len(STEPS)}")
        return
    if not found:
        tx.conn.exec_driver_sql("CREATE TABLE schema_version (version INTEGER NOT NULL)")
    tx.conn.exec_driver_sql("DELETE FROM schema_version")
    tx.conn.exec_driver_sql(f"INSERT INTO schema_version (version) VALUES ({len(STEPS)})")


def _choose_journal(database: Database, conn: Connection) -> None:
    if database.path is not None and journal.wanted(database.path, sqlite3.sqlite_version_info) == "wal":
        raw = driver(conn)
        if raw.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
            raw.execute("PRAGMA journal_mode=TRUNCATE")


def _references_off(database: Database, conn: Connection) -> None:
    if database.path is not None:
        # a table is rebuilt by drop and rename, which would take its children with it
        driver(conn).execute("PRAGMA foreign_keys=OFF")


def _check_references(tx: Tx) -> None:
    if tx.dialect != "sqlite":
        return
    loose = tx.conn.exec_driver_sql("PRAGMA foreign_key_check").all()
    if loose:
        tables = tuple(sorted({str(row[0]) for row in loose}))
        raise Unusable(
            msg(
                "after the migration {n} rows would refer to missing rows, in {tables}",
                n=len(loose),
                tables=tables,
            ),
            command_line("db check"),
            code="references",
        )


def _copy(conn: Connection, path: Path, version: int, at: datetime) -> Path:
    copy = path.with_name(f"{path.name}.bak-{version}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    make_private(copy)
    try:
        driver(conn).execute("VACUUM INTO ?", (str(copy),))
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return copy


def make_private(path: Path) -> None:
    """Makes the empty file `path` for its owner alone, whatever the umask. Raises FileExistsError."""
    os.close(machine.open_private(path, os.O_CREAT | os.O_EXCL))


def _make_file(path: Path) -> bool:
    try:
        make_private(path)
    except FileExistsError:
        return False
    except OSError as e:
        raise _no_place(path, e) from e
    return True


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make_folder(folder.parent)
    try:
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            folder.chmod(0o700)
    except OSError as e:
        raise _no_place(folder, e) from e


def _no_place(path: Path, error: OSError) -> Unusable:
    name = str(path)
    return Unusable(
        msg("{db} cannot be created: {why}", db=name, why=reason(error)),
        failures.look(path.parent),
        code="cannot_open",
    )


def _exists(database: Database) -> Conflict:
    name = database.name
    return Conflict(
        msg("there is already a file at {db}", db=name), command_line("db info", "--db {db}", db=name)
    )
