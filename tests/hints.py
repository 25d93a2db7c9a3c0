"""Checks a hint as a person sees it: its command and options exist, and the person may run it."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from functools import cache

from repaircli import cli
from repaircli.commands.framework.help import GLOBALS
from repaircli.rules.policy.authority import AUTHORITY, Scope

GLOBAL_OPTIONS = {name for of in GLOBALS for name in of.names} | {"--help", "-h"}


def of_output(err: str) -> list[str]:
    """The command lines that the hints in `err`, what a command wrote to stderr, tell the reader to type."""
    heads = ("hint: repaircli ", "提示：repaircli ")
    return [line[line.index("repaircli ") :] for line in err.splitlines() if line.startswith(heads)]


@cache
def options(name: str) -> frozenset[str] | None:
    """The options of the command `name` without the global ones; None where there is no such command."""
    command = cli.root()
    with cli.root().make_context("repaircli", [], resilient_parsing=True) as ctx:
        for word in name.split():
            if not hasattr(command, "get_command") or (command := command.get_command(ctx, word)) is None:
                return None
        return frozenset(opt for p in command.params for opt in (*p.opts, *p.secondary_opts))


def split(line: str) -> tuple[str, list[str]]:
    """The name of the command on `line` and the options behind it. Raises AssertionError where there is none."""
    words = shlex.split(line)[1:]
    if all(word.startswith("-") for word in words):
        return "", words
    for length in (3, 2, 1):
        name = " ".join(words[:length])
        if len(words) >= length and options(name) is not None:
            rest = words[length:]
            return name, [w.partition("=")[0] for w in rest if w.startswith("--")]
    raise AssertionError(f"no such command: {line}")


def check(line: str, roles: Collection[str] | None) -> None:
    """Raises AssertionError where a word of `line` does not exist, or nobody with `roles` may run it."""
    name, typed = split(line)
    unknown = set(typed) - (options(name) or frozenset()) - GLOBAL_OPTIONS
    assert not unknown, f"{line}: no such option {sorted(unknown)}"
    authority = AUTHORITY.get(name)
    if roles is None or authority is None or authority.scope is Scope.NOBODY:
        return
    if not {"--as", "--help"} & set(typed):
        assert {str(role) for role in authority.roles} & set(roles), f"{line} is not for {sorted(roles)}"
