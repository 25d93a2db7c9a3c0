"""`coverage`: areas without the 800 number."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands._seam import N_, call, finish, noun

app = noun()
no800 = noun()
app.add_typer(no800, name="no800", help=N_("areas without the 800 number, filed beforehand"))


@no800.command("add", help=N_("file an area without 800 for a head station"))
def add(
    area: Annotated[str, typer.Argument(metavar="AREA", help=N_("area code"))],
    station: Annotated[
        str, typer.Option("--station", metavar="NO", help=N_("the head station that serves it"))
    ],
    reason: Annotated[str | None, typer.Option("--reason", metavar="T", help=N_("why it has no 800"))] = None,
) -> None:
    from repaircli.actions import coverage

    finish(coverage.add_no800(call(area=area, station=station, reason=reason), area, station, reason))


@no800.command("list", help=N_("the filed areas of one's own station or region, or all"))
def list_(
    region: Annotated[str | None, typer.Option("--region", help=N_("only areas of this region"))] = None,
    station: Annotated[
        str | None, typer.Option("--station", metavar="NO", help=N_("only areas of this station"))
    ] = None,
) -> None:
    from repaircli.actions import coverage

    finish(coverage.list_no800(call(region=region, station=station), region=region, station=station))
