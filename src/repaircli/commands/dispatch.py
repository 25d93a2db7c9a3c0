"""`dispatch`: who would get an order, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


@app.command(
    "suggest", help=N_("the stations that could get an order of an area, best first, and why no other")
)
def suggest(
    area: Annotated[str, typer.Option("--area", metavar="CODE", help=N_("area code"))],
    product: Annotated[
        str | None,
        typer.Option("--product", metavar="desktop|notebook|server", help=N_("what kind of machine it is")),
    ] = None,
    service: Annotated[
        str | None,
        typer.Option("--service", metavar="onsite|carry-in|mail-in", help=N_("how the machine is served")),
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="D", help=N_("the day; today where not given"))
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="D", help=N_("the same as --date"))] = None,
    units: Annotated[
        int, typer.Option("--units", metavar="N", min=1, help=N_("how many machines at once"))
    ] = 1,
) -> None:
    from repaircli.network import dispatch

    finish(dispatch.suggest(call(), dispatch.DispatchInput(area, product, service, date, as_of, units)))
