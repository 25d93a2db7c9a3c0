"""`init`: the database."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


@app.command("init", help=N_("create the database, with the identity admin"))
def init(
    training: Annotated[
        bool,
        typer.Option(
            "--training", help=N_("for practice: anyone may act as anyone, and the clock may be moved")
        ),
    ] = False,
    sample: Annotated[bool, typer.Option("--sample", help=N_("load the sample network and orders"))] = False,
) -> None:
    from repaircli.system import init as actions

    finish(actions.create(call(), training=training, sample=sample))
