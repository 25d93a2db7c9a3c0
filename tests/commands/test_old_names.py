"""Options that were renamed: the old name is read for this release, tells its new name, and is shown nowhere."""

from __future__ import annotations

import pytest
from network import Network
from test_actions import VERBS

from repaircli import cli
from repaircli.commands.framework.help import Command, Group
from repaircli.commands.framework.old_names import OLD_NAMES, of_command
from repaircli.commands.framework.typer_names import Context

PAIRS = [(command, known.old, known.new) for known in OLD_NAMES for command in known.commands]


def built(path: str) -> tuple[Command, Context]:
    context = Context(cli.root(), info_name="repaircli")
    command = cli.root()
    for word in path.split():
        assert isinstance(command, Group)
        command = command.get_command(context, word)
        context = Context(command, parent=context, info_name=word)
    assert isinstance(command, Command)
    return command, context


@pytest.mark.parametrize(("path", "old", "new"), PAIRS)
def test_an_old_name_is_read_as_the_new_one_and_tells_it(
    path: str, old: str, new: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert path in VERBS
    command, context = built(path)
    option = next(p for p in command.params if new in p.opts)
    takes_value = not getattr(option, "is_flag", False)
    parser = command.make_parser(context)
    read, rest, _ = parser.parse_args([old, *(["x"] if takes_value else [])])
    assert {name for name, value in read.items() if value not in (None, ())} == {option.name} and not rest
    assert capsys.readouterr().err.count(f"note: {old} is now called {new}") == 1
    parser.parse_args([f"{new}=x"] if takes_value else [new])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("path", "old"), [(path, old) for path, old, _ in PAIRS])
def test_an_old_name_stands_neither_in_help_nor_in_completion(path: str, old: str) -> None:
    command, context = built(path)
    assert old not in command.get_help(context).replace("=", " ").split()
    assert old not in [item.value for item in command.complete_options(context, "--")]
    assert old not in {name for p in command.get_params(context) for name in (*p.opts, *p.secondary_opts)}


def test_an_old_name_is_not_suggested(network: Network) -> None:
    result = network.run("north", "form list --stat pending")
    assert result.exit == 2 and "--status" in result.err and "--state" not in result.err


def test_the_value_of_another_option_is_not_taken_for_an_old_name(network: Network) -> None:
    result = network.run("north", "form", "decide", "1", "--agree", "--why", "--opinion")
    assert "is now called" not in result.err
    assert of_command("cancel approve") == {}


def test_a_command_answers_an_old_name_as_the_new_one(network: Network) -> None:
    old = network.run("north", "capacity load --as-of 2026-06-04")
    new = network.run("north", "capacity load --on 2026-06-04")
    assert old.exit == 0 and old.out == new.out
    assert "note: --as-of is now called --on" in old.err and new.err == ""
