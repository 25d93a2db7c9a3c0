"""`capacity`: what stations can take a day, as their region maintains it."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


@app.command("set", help=N_("set what a station can take a day, and file it with the CSSD"))
def set_(
    no: Annotated[str, typer.Argument(metavar="NO", help=N_("station number of 6 digits"))],
    n: Annotated[int, typer.Argument(metavar="N", help=N_("orders a day"))],
    from_: Annotated[
        str | None, typer.Option("--from", metavar="D", help=N_("first day it counts; today where not given"))
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="D", help=N_("last day it counts; for good where not given"))
    ] = None,
    cause: Annotated[
        str, typer.Option("--cause", help=N_("routine; any other cause goes by `change apply`"))
    ] = "routine",
    note: Annotated[
        str | None, typer.Option("--note", metavar="T", help=N_("a remark for the filing"))
    ] = None,
) -> None:
    from repaircli.network import capacity

    finish(capacity.set_(call(), no, n, from_=from_, to=to, cause=cause, note=note))


@app.command("show", help=N_("what stations can take on a day; of one station also how it came about"))
def show(
    no: Annotated[str | None, typer.Argument(metavar="[NO]", help=N_("station number of 6 digits"))] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", "--as-of", metavar="D", help=N_("the day; today where not given")),
    ] = None,
) -> None:
    from repaircli.network import capacity

    finish(capacity.show(call(), no, day=date))


@app.command("load", help=N_("what is taken of each station's capacity on a day, and what is free"))
def load(
    date: Annotated[
        str | None,
        typer.Option("--date", "--as-of", metavar="D", help=N_("the day; today where not given")),
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="R", help=N_("only stations of this region"))
    ] = None,
) -> None:
    from repaircli.network import capacity

    finish(capacity.load(call(), day=date, region=region))
