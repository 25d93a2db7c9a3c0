"""Files that a command writes: none of them takes the place of the database."""

from __future__ import annotations

import os

from repaircli.platform.answers import Call
from repaircli.platform.db.session import Database
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.tabular import writer


def keep_apart(call: Call, output: str | None, *others: str | None) -> None:
    """Raises UsageProblem where `output` is a file of the database, or one of `others` that the command uses too."""
    writer.keep_apart(output, [*others, *_database_files(call)])


def keep_there(file: str) -> None:
    """Raises UsageProblem where `file` is there already: somebody may have worked on it."""
    if os.path.lexists(file):
        raise UsageProblem(
            msg("there is already a file at {file}", file=file),
            msg("add --yes to replace it, or name another file"),
            code="file_exists",
        )


def _database_files(call: Call) -> list[str]:
    path = Database(call.database).path
    return [] if path is None else [f"{path}{end}" for end in ("", "-journal", "-wal", "-shm", ".lock")]
