"""The database itself: information, checks, backup and migration."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from repaircli.calendar import working
from repaircli.cancelling.tables import CancelRequest
from repaircli.network.tables import Station
from repaircli.orders import attachments
from repaircli.orders.followup_tables import Attachment
from repaircli.orders.tables import Order
from repaircli.platform import machine, training
from repaircli.platform.answers import Answer, Call
from repaircli.platform.db import failures, maintenance, system_tables
from repaircli.platform.db.session import Database, Tx
from repaircli.platform.errors import Unusable, UsageProblem, reason
from repaircli.platform.notice_tables import Notification
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, on_database, reads
from repaircli.platform.user_tables import User

_SYNCHRONOUS = ("off", "normal", "full", "extra")


@on_database
def info(database: Database, call: Call) -> Answer:
    """Shows what the database is and holds. Raises Unusable, but not for a schema of another version, which it reports."""
    found = maintenance.facts(database, _counts)
    if found.training:
        training.training(call.database)
    live = found.live
    data: dict[str, Any] = {
        "database": database.name,
        "path": str(database.path) if database.path else None,
        "dialect": database.dialect,
        "engine_version": found.engine,
        "journal_mode": live.get("journal_mode"),
        "synchronous": _SYNCHRONOUS[live["synchronous"]] if live else None,
        "foreign_keys": bool(live["foreign_keys"]) if live else None,
        "schema_version": found.version,
        "program_schema_version": system_tables.SCHEMA_VERSION,
        "training": found.training,
        "bytes": found.size,
        "counts": found.counts,
        "audit_head": str(found.head) if found.head else None,
        "working_hours": working.hours_data(working.schedule_of(found.settings)),
    }
    migrate = command_line("db migrate", "--db {db}", db=database.name)
    return Answer("db.info", data, hint=migrate if 0 < found.version < system_tables.SCHEMA_VERSION else None)


def _counts(tx: Tx) -> dict[str, int]:
    """How many there are of what `db info` counts."""
    orders, requests = Order.__table__, CancelRequest.__table__
    count = select(func.count())
    open_ = orders.c.status.not_in(("resolved", "cancelled"))
    statements = {
        "orders": count.select_from(orders),
        "open_orders": count.select_from(orders).where(open_),
        "requests": count.select_from(requests),
        "pending_requests": count.select_from(requests).where(requests.c.status == "pending"),
        "stations": count.select_from(Station.__table__),
        "users": count.select_from(User.__table__),
        "notices_queued": count.select_from(Notification.__table__).where(
            Notification.__table__.c.status == "queued"
        ),
        "imports_loading": count.select_from(system_tables.batches).where(
            system_tables.batches.c.state == "loading"
        ),
        "events": count.select_from(system_tables.audit),
    }
    return {name: int(tx.scalar(stmt)) for name, stmt in statements.items()}


@on_database
def check(database: Database, call: Call) -> Answer:
    """Checks file, references, schema and audit chain. Raises Unusable naming what is damaged."""
    try:
        found = maintenance.damage(database)
    except Unusable as error:
        # so damaged that it cannot be read through
        hint = _rescue(database) if error.code in ("corrupt", "input_output") else error.hint
        raise Unusable(error.message, hint, code=error.code) from error
    head = maintenance.facts(database).head
    if database.training:
        training.training(call.database)
    if found:
        raise Unusable(
            msg("the database is damaged: {found}", found=tuple(found)),
            _rescue(database),
            code="corrupt",
        )
    with database.read() as tx:
        lost = tuple(attachments.faults(tx, database))
    if lost:
        raise Unusable(
            msg("files of orders are damaged: {found}", found=lost),
            msg(
                "restore the folder {folder} from its last copy",
                folder=str(attachments.store(database).folder),
            ),
            code="corrupt",
        )
    data = {"ok": True, "database": database.name, "audit_head": str(head)}
    return Answer("db.check", data)


def _rescue(database: Database) -> Msg:
    """The hint for a damaged file, of which a copy would be damaged too."""
    if database.path is None:
        return msg("restore the last copy that pg_dump made")
    return msg(
        "replace it by the last copy of `db backup`; to extract what is left: sqlite3 {db} .recover | sqlite3 rescued.db",
        db=machine.quoted(database.name),
    )


@reads
def backup(tx: Transaction, file: str) -> Answer:
    """Copies the database into the new file `file`. Raises UsageProblem when it exists or cannot be made."""
    if tx.db.path is None:
        raise UsageProblem(
            msg("copy a PostgreSQL database with its own tools"),
            msg("pg_dump --format custom --file repair.dump"),
        )
    copy = Path(os.path.abspath(os.path.expanduser(file)))
    try:
        size = maintenance.backup(tx.db, copy)
    except FileExistsError as error:
        raise UsageProblem(
            msg("there is already a file at {file}; a backup replaces nothing", file=str(copy)),
            command_line("db backup", "{file}.1", file=str(copy)),
            code="file_exists",
        ) from error
    except Unusable as error:
        if error.code != "full":
            raise
        raise _no_room(copy) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _no_room(copy) from error
        raise UsageProblem(
            msg("{file} cannot be created: {why}", file=str(copy), why=reason(error)),
            failures.look(copy.parent),
            code="cannot_write",
        ) from error
    if tx.scalar(select(func.count()).select_from(Attachment.__table__)):
        folder = attachments.store(tx.db).folder
        tx.note(msg("files of orders are in {folder}; copy this folder too", folder=str(folder)))
    return Answer("db.backup", {"file": str(copy), "bytes": size, "database": tx.db.name})


def _no_room(copy: Path) -> Unusable:
    return Unusable(
        msg(
            "the disk is full: {file} could not be written; the database is unchanged",
            file=str(copy),
        ),
        failures.room(copy.parent),
        code="full",
    )


@on_database
def migrate(database: Database, call: Call) -> Answer:
    """Brings the schema up to this program's. Raises Unusable; then nothing was changed."""
    from repaircli.platform.db.migrations import runner

    # real time on purpose: the name of the copy must differ from that of an earlier one
    done = runner.migrate(database, datetime.now(UTC))
    if database.training:
        training.training(call.database)
    data = {
        "database": database.name,
        "migrated": done.found != done.now,
        "from_version": done.found,
        "schema_version": done.now,
        "backup": str(done.backup) if done.backup else None,
    }
    return Answer("db.migrate", data)
