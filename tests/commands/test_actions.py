"""Each command that is one call of an action gives it what it takes: names and types, which no type checker sees."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields
from typing import Literal, Union, get_args, get_origin, get_type_hints

import pytest

from repaircli import cli
from repaircli.commands.framework import help as framework_help
from repaircli.commands.framework.bridge import Noun, Verb, found
from repaircli.commands.framework.options import LIMIT_SHOWN, NEEDED, SHEET, SORT, TRIAL, Param
from repaircli.commands.framework.typer_names import Context


def verbs(noun: Noun, path: str) -> Iterator[tuple[str, Verb]]:
    for name, verb in noun.verbs.items():
        yield f"{path} {name}", verb
    for name, below in noun.nouns.items():
        yield from verbs(below, f"{path} {name}")


def every_verb() -> dict[str, Verb]:
    import importlib

    modules = {
        name: importlib.import_module(f"repaircli.commands.{stub.module}") for name, stub in cli.LAZY.items()
    }
    return {path: verb for name, module in modules.items() for path, verb in verbs(module.app, name)}


VERBS = every_verb()
ACTIONS = {path: verb for path, verb in VERBS.items() if verb.action}


def plain(hint: object) -> set[object]:
    """The types that a hint allows: any sequence of texts or numbers is one."""
    if isinstance(hint, types.UnionType) or get_origin(hint) is Union:
        return {one for part in get_args(hint) for one in plain(part)}
    if get_origin(hint) is Literal:
        return {str}
    if get_origin(hint) in (list, tuple, Sequence):
        return {(Sequence, get_args(hint)[0])}
    return {hint}


def given(param: Param) -> set[object]:
    """The types that an option gives to its action."""
    return plain(param.kind) | ({type(None)} if param.default is None else set())


def test_there_are_many_of_them_and_the_command_is_what_its_name_says() -> None:
    assert len(ACTIONS) > 90
    for path, verb in VERBS.items():
        assert path.split()[-1] == verb.name


@pytest.mark.parametrize("path", ACTIONS)
def test_the_action_takes_what_the_command_gives(path: str) -> None:
    verb = ACTIONS[path]
    action = inspect.unwrap(found(verb.action))
    hints = get_type_hints(action)
    taken = {
        name: param
        for name, param in inspect.signature(action).parameters.items()
        if name not in ("tx", "call", "steps", "db", "database")
    }
    # a trial is rolled back around the action, a short list cut and any list sorted behind it, a sheet chosen where the
    # file is read
    behind = (TRIAL, LIMIT_SHOWN, SHEET, SORT)
    offered = {name: param for name, param in verb.params.items() if not any(param is b for b in behind)}
    for name, into in verb.into.items():
        kind = found(into.path)
        assert hints[name] is kind
        columns = get_type_hints(kind)
        for field in fields(kind):
            param = offered.pop(field.name, None)
            if param is None:
                assert field.default is not MISSING, f"nothing fills {field.name}"
            else:
                # an option that was left out leaves the field its default
                assert given(param) - {type(None)} <= plain(columns[field.name]), field.name
                assert field.default is not MISSING or param.default is NEEDED, field.name
    assert set(offered) | set(verb.into) <= set(taken)
    for name, param in taken.items():
        if name in offered:
            filled = {type(None)} if offered[name].is_limit else set()
            assert given(offered[name]) - filled <= plain(hints[name]), name
        else:
            assert name in verb.into or param.default is not inspect.Parameter.empty, name


@pytest.mark.parametrize("path", [path for path, verb in ACTIONS.items() if verb.ask])
def test_what_asks_before_an_action_takes_the_same_as_the_action_and_gives_a_question(path: str) -> None:
    verb = ACTIONS[path]
    action, ask = (inspect.signature(inspect.unwrap(found(p))) for p in (verb.action, verb.ask))
    assert list(ask.parameters.items()) == list(action.parameters.items())
    assert ask.return_annotation == "Msg | None"


def test_a_command_is_built_with_what_was_declared() -> None:
    """All of them, as a person would call them: no option of an action is lost on the way."""
    for path, verb in VERBS.items():
        words = path.split()
        command = cli.root().get_command(Context(cli.root()), words[0])
        for word in words[1:]:
            if isinstance(command, framework_help.Group):
                command = command.get_command(Context(command), word)
        assert {p.name for p in command.params} == {n for n, p in verb.params.items() if p.help}, path
