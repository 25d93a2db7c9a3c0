"""The commands run without what Unix alone has; `make without-unix` runs all of the command tests so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
PART = (
    "commands/test_dry_runs.py",
    "commands/test_cancel_views.py",
)
"""Tests that write and list."""


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, (str(TESTS / "without_unix"), os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, *argv],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        cwd=TESTS.parent,
        env={**os.environ, "PYTHONPATH": path, "PYTEST_ADDOPTS": ""},
    )


@pytest.mark.parametrize(
    "use",
    [
        "import fcntl",
        "import pwd",
        "import readline",
        "import os; os.getuid",
        "import os; os.fchmod",
        "import os; os.O_NOFOLLOW",
    ],
)
def test_what_is_to_be_hidden_is_hidden(use: str) -> None:
    done = run("-c", use)
    assert done.returncode == 1 and (
        "ImportError" in done.stderr
        or "AttributeError" in done.stderr
        or "ModuleNotFoundError" in done.stderr
    )


def test_commands_run_without_what_unix_alone_has(tmp_path: Path) -> None:
    done = run(
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--basetemp",
        str(tmp_path / "run"),
        *(str(TESTS / name) for name in PART),
    )
    assert done.returncode == 0, done.stdout + done.stderr
