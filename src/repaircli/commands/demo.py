"""`demo`: the service network at work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun
from repaircli.platform import invocation

if TYPE_CHECKING:
    from repaircli.demo.stage import Stage

app = noun()


@app.command("demo", help=N_("play several days of a repair network and show what happened and why"))
def demo(
    ctx: typer.Context,
    keep: Annotated[
        str | None,
        typer.Option(
            "--keep", metavar="FILE", help=N_("where the played database is made; else in a temporary folder")
        ),
    ] = None,
    every_step: Annotated[
        bool, typer.Option("--all", help=N_("show every step instead of ten scenes"))
    ] = False,
) -> None:
    from repaircli.demo import run as actions

    with _progress() as watch:
        answer = actions.run(ctx.obj, keep or invocation.current().db, call().zone, watch, every_step)
    finish(answer)


def _progress() -> AbstractContextManager[Callable[[Stage], None]]:
    """A bar on stderr where a person sees it."""
    from repaircli.platform.output import aside

    if not aside.is_terminal(sys.stderr):
        return nullcontext(lambda stage: None)
    from repaircli.demo import screen

    return screen.progress()
