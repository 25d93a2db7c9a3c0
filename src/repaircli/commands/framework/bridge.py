"""Where a command meets the rest: the app of a noun, the call for the action, the answer for the renderer."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import typer

from repaircli.platform import invocation
from repaircli.platform.text import N_, Msg

if TYPE_CHECKING:
    from repaircli.platform.codes import Answer, Call

__all__ = ["NO", "N_", "Declined", "Msg", "call", "confirm", "finish", "noun"]

NO = typer.Argument(metavar="NO", help=N_("order number, or any part that only one order has"))


class Declined(Exception):
    """The person was asked and said no."""


def noun() -> typer.Typer:
    """The app of a noun, for its commands to be registered at."""
    return typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None)


def call(**content: Any) -> Call:
    """What the shell said, for an action. `content` is every parameter that makes up what is asked.

    Raises UsageProblem where the settings file cannot be read.
    """
    from repaircli.platform import settings
    from repaircli.platform.codes import Call

    said = invocation.current()
    return Call(
        command=said.command,
        database=settings.value("db") or "",
        content=content,
        login=settings.value("as"),
        role=said.role,
        request_id=said.request_id,
        now=os.environ.get("REPAIRCLI_NOW") or None,
        zone=settings.value("timezone") or "",
    )


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
