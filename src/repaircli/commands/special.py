"""`special`: special-identity users, between their station and the region."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, NO, call, finish, noun

app = noun()


@app.command("notify", help=N_("report a special user's order to the region, within half a working day"))
def notify(
    no: Annotated[str, NO],
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help=N_("what else the region should know"))
    ] = None,
) -> None:
    from repaircli.special_users import advice

    finish(advice.notify(call(), no, note))


@app.command("advise", help=N_("the region gives the station its solution for a special user"))
def advise(
    no: Annotated[str, NO],
    solution: Annotated[str, typer.Option("--solution", metavar="T", help=N_("what the station is to do"))],
) -> None:
    from repaircli.special_users import advice

    finish(advice.advise(call(), no, solution))
