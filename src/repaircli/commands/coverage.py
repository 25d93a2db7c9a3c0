"""`coverage`: which areas stations serve, and areas without the 800 number."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()
no800 = noun()
app.add_typer(no800, name="no800", help=N_("areas without the 800 number, filed beforehand"))


@app.command("show", help=N_("the areas that stations serve on a day; of one station also how it came about"))
def show(
    no: Annotated[str | None, typer.Argument(metavar="[NO]", help=N_("station number of 6 digits"))] = None,
    area: Annotated[
        str | None, typer.Option("--area", metavar="CODE", help=N_("only stations that serve it"))
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", "--date", metavar="D", help=N_("the day; today where not given"))
    ] = None,
) -> None:
    from repaircli.network import coverage

    finish(coverage.show(call(), no, area=area, as_of=as_of))


@no800.command("add", help=N_("file an area without 800 for a head station"))
def add(
    area: Annotated[str, typer.Argument(metavar="AREA", help=N_("area code"))],
    station: Annotated[
        str, typer.Option("--station", metavar="NO", help=N_("the head station that serves it"))
    ],
    reason: Annotated[str | None, typer.Option("--reason", metavar="T", help=N_("why it has no 800"))] = None,
) -> None:
    from repaircli.network import coverage

    finish(coverage.add_without_800(call(), area, station, reason))


@no800.command("list", help=N_("the filed areas of one's own station or region, or all"))
def list_(
    region: Annotated[str | None, typer.Option("--region", help=N_("only areas of this region"))] = None,
    station: Annotated[
        str | None, typer.Option("--station", metavar="NO", help=N_("only areas of this station"))
    ] = None,
) -> None:
    from repaircli.network import coverage

    finish(coverage.list_without_800(call(), region=region, station=station))
