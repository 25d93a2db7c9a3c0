"""`demo`: the service network at work."""

from __future__ import annotations

import typer

from repaircli.commands.framework.bridge import N_, Noun, call, finish
from repaircli.commands.framework.options import CONTEXT, flag, text
from repaircli.platform import invocation

app = Noun()


@app.command(
    "demo",
    N_("play several days of a repair network and show what happened and why"),
    ctx=CONTEXT,
    keep=text("--keep FILE", N_("where the played database is made; else in a temporary folder")),
    every_step=flag("--all", N_("show every step instead of ten scenes")),
)
def demo(ctx: typer.Context, keep: str | None, every_step: bool) -> None:
    from repaircli.demo import run as actions
    from repaircli.platform.output import progress

    with progress.shown("demo"):
        answer = actions.run(ctx.obj, keep or invocation.current().db, call().zone, every_step)
    finish(answer)
