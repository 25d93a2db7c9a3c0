"""`help`: the page of a command."""

from __future__ import annotations

import typer

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()


@app.command(
    "help",
    N_("show the help of a command"),
    ctx=opt.CONTEXT,
    words=opt.arguments("COMMAND", N_("the command, such as: order close; default: list all commands")),
)
def help(ctx: typer.Context, words: list[str]) -> None:
    from repaircli.commands.framework.help import show_help

    assert ctx.parent is not None
    show_help(ctx.parent, words)
