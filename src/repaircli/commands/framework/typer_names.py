"""Every name of Typer that is not in its documentation: its own copy of Click, and what its classes keep of a line.

Nothing else in the project imports them, so that a new release of Typer is looked at in one place; a test checks that
they all exist.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import TYPE_CHECKING, Any

from typer._click import exceptions, types
from typer._click.core import Context, Parameter, ParameterSource
from typer._click.exceptions import BadOptionUsage, BadParameter, ClickException, UsageError
from typer._click.shell_completion import (
    CompletionItem,
    _resolve_context,
    _resolve_incomplete,
    split_arg_string,
)
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command_from_info
from typer.models import CommandInfo

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "BadOptionUsage",
    "BadParameter",
    "ClickException",
    "CommandInfo",
    "CompletionItem",
    "Context",
    "Parameter",
    "ParameterSource",
    "TyperArgument",
    "TyperCommand",
    "TyperGroup",
    "TyperOption",
    "UsageError",
    "add_old_name",
    "command_word",
    "exceptions",
    "get_command_from_info",
    "install_completion",
    "keep_command_word",
    "resolve_context",
    "resolve_incomplete",
    "shell_name",
    "split_arg_string",
    "types",
]

resolve_context = _resolve_context
resolve_incomplete = _resolve_incomplete


def add_old_name(parser: Any, old: str, new: str, used: Callable[[], None]) -> None:
    """Lets `parser`, which Typer has no public name for, read the option `new` under the name `old` too.

    `used` is called when the old name is met.
    """
    option = parser._long_opt[new]
    known = copy(option)

    def process(value: object, state: object) -> None:
        used()
        option.process(value, state)

    known.process = process
    parser._long_opt[old] = known


def command_word(ctx: Context) -> list[str]:
    """The word of the command that a group found on its line, in a list; empty where there is none."""
    return list(ctx._protected_args)


def keep_command_word(ctx: Context, args: list[str]) -> list[str]:
    """Splits `args` into the word of the command and what follows it; returns what follows."""
    ctx._protected_args, ctx.args = args[:1], args[1:]
    return ctx.args


def install_completion(shell: str, program: str, variable: str) -> tuple[str, Path]:
    """Installs completion for `shell`; returns the shell and the file that was written."""
    from typer._completion_shared import install

    return install(shell, program, variable)


def shell_name() -> str | None:
    """The shell that runs the program; None where it is unknown."""
    from typer._completion_shared import _get_shell_name

    return _get_shell_name()
