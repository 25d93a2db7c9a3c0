"""What the database driver complains of, as the errors a person may meet."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from repaircli.platform import machine
from repaircli.platform.errors import OutcomeUnknown, RepairError, Unusable
from repaircli.platform.text import Msg, command_line, msg

_RETRYABLE = frozenset({"40001", "40P01"})
_ONE_WINS = frozenset({"audit_prev", "audit_hash", "audit_pkey", "operations_pkey"})
"""Keys of PostgreSQL on which two honest transactions meet; the loser finds another state when it comes again."""


def translated(error: BaseException, name: str, *, committing: bool = False) -> RepairError | None:
    """The error to raise for `error`, or None when it is no fault of the database but of the statement (a bug).

    `name` is the database as the person typed it, for the hint; `committing` says that COMMIT was running, so that
    an I/O error leaves the outcome unknown.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _sqlite(cause, name, committing)
    if isinstance(error, DBAPIError):
        return _server(error, name, committing)
    return None


def is_retryable(error: BaseException | None) -> bool:
    """Whether the whole transaction may simply be run again (PostgreSQL: serialization failure, deadlock)."""
    while error is not None:
        cause = error.orig if isinstance(error, DBAPIError) else error
        state = getattr(cause, "sqlstate", None)
        if state in _RETRYABLE:
            return True
        if state == "23505" and getattr(getattr(cause, "diag", None), "constraint_name", None) in _ONE_WINS:
            return True
        # what has no words of ours is raised from itself
        error = error.__cause__ if error.__cause__ is not error else None
    return False


def _sqlite(error: sqlite3.Error, db: str, committing: bool) -> RepairError | None:
    code = getattr(error, "sqlite_errorname", "")
    check = command_line("db check", "--db {db}", db=db)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Unusable(
            msg("the database is locked by another program"),
            command_line("db info", "--db {db}", db=db),
            code="locked",
        )
    if code == "SQLITE_FULL":
        return Unusable(msg("the disk is full; nothing was changed"), room(db), code="full")
    if code.startswith("SQLITE_READONLY"):
        return Unusable(msg("the database cannot be written"), look(db), code="readonly")
    if code.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return Unusable(msg("the database file cannot be opened"), look(db), code="cannot_open")
    if code == "SQLITE_NOTADB":
        return not_ours(db)
    if code.startswith("SQLITE_CORRUPT"):
        return Unusable(msg("the database is damaged"), check, code="corrupt")
    if code.startswith("SQLITE_IOERR"):
        if committing:
            return OutcomeUnknown(
                msg("an input/output error while the change was being written: {why}", why=str(error))
            )
        return Unusable(
            msg("an input/output error on the database: {why}", why=str(error)), check, code="input_output"
        )
    if code in ("SQLITE_NOMEM", "SQLITE_PROTOCOL", "SQLITE_NOLFS"):
        return Unusable(msg("the database cannot be used: {why}", why=str(error)), check, code="unusable")
    return None


def _server(error: DBAPIError, db: str, committing: bool) -> RepairError | None:
    state = getattr(error.orig, "sqlstate", None)
    first = str(error.orig).strip().partition("\n")[0]
    info = command_line("db info", "--db {db}", db=db)
    if committing and (error.connection_invalidated or (state or "").startswith("08")):
        return OutcomeUnknown(
            msg("the connection broke while the change was being written: {why}", why=first)
        )
    if state is None or state.startswith(("08", "28", "3D", "53", "57", "58", "XX")):
        return Unusable(msg("the database server cannot be used: {why}", why=first), info, code="server")
    if state == "25006":
        return Unusable(msg("the database cannot be written"), info, code="readonly")
    if state.startswith("55"):
        return Unusable(msg("the database is locked by another program"), info, code="locked")
    if state in _RETRYABLE:
        return Unusable(msg("too many commands write at once; try again"), info, code="locked")
    return None


def look(path: Path | str) -> Msg:
    """The command of this system that tells who may do what with the file or folder `path`."""
    return Msg(f"{'icacls' if machine.WINDOWS else 'ls -ld'} {machine.quoted(str(path))}")


def room(path: Path | str) -> Msg:
    """The command of this system that tells how much room is left on the disk of `path`."""
    if machine.WINDOWS:
        return Msg(f"fsutil volume diskfree {os.path.splitdrive(os.path.abspath(path))[0]}")
    return Msg(f"df -h {machine.quoted(str(path))}")


def not_ours(db: str) -> Unusable:
    """The error for a file that is no database of this program."""
    return Unusable(
        msg("{db} is not a repaircli database", db=db),
        command_line("init", "--db other.db"),
        code="not_a_database",
    )


def missing(db: str) -> Unusable:
    """The error for a database that is not there."""
    return Unusable(
        msg("there is no database at {db}", db=db),
        command_line("init", "--db {db}", db=db),
        code="no_database",
    )


def unfinished(db: str) -> Unusable:
    """The error for a file whose `init` did not come to its end; `init` again finishes it."""
    return Unusable(
        msg("the database at {db} is empty: it was never finished", db=db),
        command_line("init", "--db {db}", db=db),
        code="no_database",
    )


def too_old(found: int, needed: int, db: str) -> Unusable:
    """The error for a schema that a migration would bring up to date."""
    return Unusable(
        msg(
            "the database has schema version {found}, this program needs {needed}", found=found, needed=needed
        ),
        command_line("db migrate", "--db {db}", db=db),
        code="too_old",
    )


def too_new(found: int, needed: int) -> Unusable:
    """The error for a schema that a later program made."""
    return Unusable(
        msg(
            "the database has schema version {found}, this program knows {needed} only",
            found=found,
            needed=needed,
        ),
        msg("pipx upgrade repaircli"),
        code="too_new",
    )
