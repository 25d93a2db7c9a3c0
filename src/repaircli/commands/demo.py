"""`demo`: the service network at work."""

from __future__ import annotations

import typer

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, finish
from repaircli.platform import invocation

app = Noun()


@app.command(
    "demo",
    N_("play several days of a repair network and explain each step"),
    ctx=opt.CONTEXT,
    keep=opt.text("--keep FILE", N_("where to keep the database; default: a temporary folder")),
    every_step=opt.flag("--all", N_("show every step instead of ten scenes")),
)
def demo(ctx: typer.Context, keep: str | None, every_step: bool) -> None:
    from repaircli.demo import run as actions
    from repaircli.platform.output import progress

    with progress.shown("demo"):
        answer = actions.run(ctx.obj, keep or invocation.current().db, call().zone, every_step)
    finish(answer)
