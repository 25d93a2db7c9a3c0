"""Help, version, a wrong command line and completion load nothing heavy, and only the noun they name."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from repaircli import cli

HEAVY = (
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "rich",
    "chinese_calendar",
    "dateutil",
    "xlsxwriter",
    "python_calamine",
    "pygal",
    "wcwidth",
    "jinja2",
)

PROBE = """
import json, sys
from repaircli.cli import main
code = main(json.loads(sys.argv[1]))
sys.stderr.write("\\n" + json.dumps([code, sorted(sys.modules)]))
"""


def loaded(*argv: str, **environment: str) -> tuple[int, set[str]]:
    """The exit code, and the modules that a fresh interpreter has loaded afterwards."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(argv)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "LANG": "zh_CN.UTF-8", **environment},
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    return code, set(modules)


def heavy(modules: set[str]) -> set[str]:
    light = ("repaircli.commands", "repaircli.platform")
    return {
        m
        for m in modules
        if m.split(".")[0] in HEAVY
        or m.startswith("repaircli.platform.db")
        or (m.startswith("repaircli.") and m.count(".") > 1 and not m.startswith(light))
    }


def nouns(modules: set[str]) -> set[str]:
    return modules & {f"repaircli.commands.{stub.module}" for stub in cli.LAZY.values()}


def test_the_probe_sees_what_a_heavy_command_loads() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import json, sys, sqlmodel; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert {"sqlmodel", "sqlalchemy", "pydantic"} <= heavy(set(json.loads(done.stdout)))


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["--version"], 0),
        (["--lang", "zh", "--version"], 0),
        (["--help"], 0),
        ([], 0),
        (["nonsense"], 2),
        (["--nonsense"], 2),
        (["nonsense", "--format", "json"], 2),
    ],
)
def test_the_program_itself_loads_no_noun_and_nothing_heavy(argv: list[str], code: int) -> None:
    got, modules = loaded(*argv)
    assert got == code
    assert heavy(modules) == set() and nouns(modules) == set()


@pytest.mark.parametrize("name", [n for n in cli.LAZY if cli._there(cli.LAZY[n].module)])
def test_help_of_a_noun_loads_that_noun_alone(name: str) -> None:
    code, modules = loaded(name, "--help")
    assert code == 0
    assert heavy(modules) == set()
    assert nouns(modules) == {f"repaircli.commands.{cli.LAZY[name].module}"}


def test_a_usage_error_in_a_noun_loads_nothing_heavy() -> None:
    code, modules = loaded("config", "show", "--nonsense")
    assert code == 2 and heavy(modules) == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(("typed", "loads"), [("repaircli ca", set()), ("repaircli config s", {"config"})])
def test_completion_loads_nothing_heavy(shell: str, typed: str, loads: set[str]) -> None:
    code, modules = loaded(
        _REPAIRCLI_COMPLETE=f"complete_{shell}",
        _REPAIRCLI_TYPED=typed.replace(" ", "\n") if shell == "bash" else typed,
    )
    assert code == 0
    assert heavy(modules) == set()
    assert nouns(modules) == {f"repaircli.commands.{name}" for name in loads}


@pytest.mark.parametrize(
    "typed", ["cancel check X --reason wr", "order fact X ", "order list --status ", "user add x --role "]
)
def test_completion_of_the_programs_own_words_loads_no_store(typed: str) -> None:
    code, modules = loaded(_REPAIRCLI_COMPLETE="complete_fish", _REPAIRCLI_TYPED=f"repaircli {typed}")
    assert code == 0
    assert {m for m in heavy(modules) if not m.startswith(("repaircli.rules", "repaircli.system"))} == set()
