"""Where a command meets the rest: the app of a noun, the call for the action, the answer for the renderer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar, cast

import typer

from repaircli.platform import invocation
from repaircli.platform.text import N_, Msg

if TYPE_CHECKING:
    from repaircli.platform.answers import Answer, Call

__all__ = [
    "NO",
    "N_",
    "Declined",
    "Msg",
    "call",
    "confirm",
    "finish",
    "from_options",
    "given_options",
    "noun",
]

NO = typer.Argument(metavar="NO", help=N_("order number, or any part that only one order has"))


T = TypeVar("T")


class Declined(Exception):
    """The person was asked and said no."""


def noun() -> typer.Typer:
    """The app of a noun, for its commands to be registered at."""
    return typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None)


def call(**also: Any) -> Call:
    """What the shell said, for an action: who acts on which database, and everything that was typed.

    `also` adds what was read from elsewhere, a list on standard input say, and takes the place of what was typed under
    the same name; None leaves it out. Raises UsageProblem where the settings file cannot be read.
    """
    from repaircli.platform import settings
    from repaircli.platform.answers import Call

    said = invocation.current()
    return Call(
        command=said.command,
        database=settings.value("db") or "",
        content={name: value for name, value in (dict(said.given) | also).items() if value is not None},
        login=settings.value("as"),
        role=said.role,
        request_id=said.request_id,
        now=said.now or os.environ.get("REPAIRCLI_NOW") or None,
        zone=settings.value("timezone") or "",
    )


def from_options(kind: type[T], **also: Any) -> T:
    """A `kind`, a dataclass, whose fields have the values of the options of the same name; lists become tuples.

    `also` names fields whose option has another name, or whose value is made of it.
    """
    given = invocation.current().given
    values = {
        f.name: given[f.name] for f in fields(cast("Any", kind)) if given.get(f.name) is not None
    } | also
    return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()})


def given_options(names: Iterable[str], **also: Any) -> dict[str, Any]:
    """What was given for the options of those names; `also` as in `from_options`. Options left out are left out."""
    given = {name: invocation.current().given.get(name) for name in names} | also
    return {name: value for name, value in given.items() if value not in (None, [])}


def finish(answer: Answer) -> None:
    """Shows the answer and makes its exit the exit of the command."""
    from repaircli.platform.output import show as output_show

    invocation.current().exit = answer.exit
    output_show.show(answer)


def confirm(question: Msg) -> None:
    """Asks before a destructive or mass command, on a terminal only; `--yes` answers. Raises Declined for a no."""
    from repaircli.platform.output import aside

    if invocation.current().yes or not aside.is_terminal(sys.stdin):
        return
    if not aside.agreed(question):
        raise Declined
