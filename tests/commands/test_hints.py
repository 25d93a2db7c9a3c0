"""Every command line that the program tells somebody to type exists, wherever it stands in the code."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import hints
import pytest
from network import Network

from repaircli.platform import machine
from repaircli.platform.db import codec
from repaircli.platform.i18n import tr
from repaircli.platform.text import CommandLine, command_line

SOURCE = Path(__file__).resolve().parents[2] / "src" / "repaircli"


def _told() -> list[str]:
    found = []
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "command_line":
                words = [a.value for a in node.args if isinstance(a, ast.Constant)]
                if len(words) == len(node.args):
                    found.append(" ".join(("repaircli", *words)))
    return sorted(set(found))


TOLD = _told()


def test_the_hints_are_found() -> None:
    assert len(TOLD) > 80


@pytest.mark.parametrize("line", TOLD)
def test_the_command_and_its_options_exist(line: str) -> None:
    hints.check(line, None)


def test_no_hint_is_a_sentence_that_spells_a_command() -> None:
    for file in SOURCE.rglob("*.py"):
        if file.is_relative_to(SOURCE / "demo"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("msg", "Msg"):
                for argument in node.args[:1]:
                    text = argument.value if isinstance(argument, ast.Constant) else ""
                    assert not str(text).startswith("repaircli "), f"{file.name}:{node.lineno}"


def test_a_gap_is_quoted_where_a_shell_would_split_it() -> None:
    line = command_line("region add", "{name} --x {list}", name="华 北's", list=("a b", "c"))
    assert (
        tr(line, "zh")
        == tr(line, "en")
        == (
            """repaircli region add "华 北's" --x "a b" c"""
            if machine.WINDOWS
            else """repaircli region add '华 北'"'"'s' --x 'a b' c"""
        )
    )
    assert line.name == "region add" and line.options == ("--x",)
    assert (
        tr(command_line("order show", "{no}", no="R260603-0001"), "zh") == "repaircli order show R260603-0001"
    )


def test_a_stored_answer_gives_the_same_command_again() -> None:
    line = command_line("order show", "{no}", no="R 1")
    assert codec.load(codec.dump(line)) == line and isinstance(codec.load(codec.dump(line)), CommandLine)


def test_a_hint_names_the_database_that_was_typed_in_text_and_json(network: Network, tmp_path: Path) -> None:
    no = network.create()
    path = tmp_path / "a {b} 'c'.db"
    path.write_bytes(network.path.read_bytes())
    typed, there = ["--db", str(path)], f" --db {machine.quoted(str(path))}"
    check = ("cancel", "check", no, "--reason", "unreachable")
    for form in ("table", "json"):
        others = network.run("eng1", "order", "close", no, "--solution", "换电源", *typed, format=form)
        own = network.run("co1", *check, *typed, format=form)
        # who acts is named in a hint to them alone
        assert f"repaircli order download {no}{there}\n" in others.err
        assert f"{there} --as co1\n" in own.err
        assert " --db " not in "".join(network.run("co1", *check, format=form).err)
    assert others.data["hint"] == f"repaircli order download {no}{there}"
    assert own.data["hint"].endswith(f"{there} --as co1")
    error = json.loads(network.run("nobody", *check, *typed).err)["error"]
    assert error["hint"] == f"repaircli user list --as admin{there}"
