"""What some tests need of the machine beside Python, and what it means that it is missing."""

from __future__ import annotations

import os
import shutil
import sqlite3
from typing import NoReturn

import pytest

on_unix = pytest.mark.skipif(os.name != "posix", reason="asks for what Unix alone has")
"""Marks a test of file modes, links, pipes, signals, a file that is replaced while it is open, or a terminal of Unix."""


def keep_journal(raw: sqlite3.Connection) -> None:
    """Has a connection that is not the program's empty its journal as the program does: Windows deletes no file that another
    connection holds open.
    """
    if raw.execute("PRAGMA journal_mode").fetchone()[0] == "delete":
        raw.execute("PRAGMA journal_mode=truncate")


def missing(what: str) -> NoReturn:
    """Skips the test; where CI=true, fails it, because nobody sees what a build server skips."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed; .ci/run installs it where it may", pytrace=False)
    pytest.skip(f"{what} is not installed")


def needed(what: str, *names: str) -> str:
    """The path of the program `what`, found under the first of `names` that is on the path, else as `missing`."""
    for name in names:
        if (found := shutil.which(name)) is not None:
            return found
    missing(what)
