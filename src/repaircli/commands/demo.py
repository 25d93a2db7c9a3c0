"""`demo`: the service network at work."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun
from repaircli.platform import invocation

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
    from repaircli.platform.output import progress

    with progress.shown("demo"):
        answer = actions.run(ctx.obj, keep or invocation.current().db, call().zone, every_step)
    finish(answer)
