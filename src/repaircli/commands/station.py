"""`station`: head stations and branch points."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from repaircli.commands.framework import file_commands
from repaircli.commands.framework.bridge import N_, call, finish, noun
from repaircli.platform import invocation

app = noun()

STATION_NO = typer.Argument(metavar="NO", help=N_("station number of 6 digits"))

Name = Annotated[str | None, typer.Option("--name", help=N_("its name"))]
Region = Annotated[str | None, typer.Option("--region", help=N_("its region"))]
Head = Annotated[
    str | None, typer.Option("--head", metavar="NO", help=N_("its head station, which makes it a branch"))
]
Notebook = Annotated[
    bool | None,
    typer.Option(
        "--notebook/--no-notebook", help=N_("a notebook station, which may generate on-site orders")
    ),
]
Volume = Annotated[int | None, typer.Option("--monthly-volume", metavar="N", help=N_("orders a month"))]
Daily = Annotated[int | None, typer.Option("--daily", metavar="N", help=N_("orders a day it can take"))]
Areas = Annotated[
    list[str] | None, typer.Option("--area", metavar="CODE", help=N_("area it serves; may be repeated"))
]
Kind = Annotated[str | None, typer.Option("--kind", help=N_("what kind of station it is"))]
Tier = Annotated[str | None, typer.Option("--tier", help=N_("settlement tier"))]
Phone = Annotated[str | None, typer.Option("--phone", help=N_("its telephone"))]
Address = Annotated[str | None, typer.Option("--address", help=N_("its address"))]
Principal = Annotated[str | None, typer.Option("--principal", help=N_("who answers for it"))]


def _values() -> dict[str, Any]:
    """What was typed of a station, by its column."""
    given = dict(invocation.current().given)
    areas = given.pop("area", None)
    return {name: value for name, value in given.items() if name not in ("no_head", "from_")} | (
        {"areas": areas} if areas else {}
    )


@app.command("add", help=N_("add a station"))
def add(
    no: Annotated[str, STATION_NO],
    name: Annotated[str, typer.Option("--name", help=N_("its name"))],
    region: Annotated[str, typer.Option("--region", help=N_("its region"))],
    head: Head = None,
    notebook: Notebook = None,
    monthly_volume: Volume = None,
    daily: Daily = None,
    area: Areas = None,
    kind: Kind = None,
    tier: Tier = None,
    phone: Phone = None,
    address: Address = None,
    principal: Principal = None,
) -> None:
    from repaircli.network import stations

    values = _values()
    finish(stations.add(call(), values))


@app.command("edit", help=N_("change what is given of a station"))
def edit(
    no: Annotated[str, STATION_NO],
    name: Name = None,
    region: Region = None,
    head: Head = None,
    no_head: Annotated[bool, typer.Option("--no-head", help=N_("make it a head station"))] = False,
    notebook: Notebook = None,
    monthly_volume: Volume = None,
    daily: Daily = None,
    area: Areas = None,
    kind: Kind = None,
    tier: Tier = None,
    phone: Phone = None,
    address: Address = None,
    principal: Principal = None,
    closed: Annotated[
        bool | None, typer.Option("--closed/--open", help=N_("closed: takes no more orders"))
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="D", help=N_("day from which it is closed, or open again; else today")
        ),
    ] = None,
) -> None:
    from repaircli.network import stations

    values = _values()
    if no_head:
        values["head"] = None
    finish(stations.edit(call(), values, from_))


@app.command("list", help=N_("the stations, with what each can take today"))
def list_(
    region: Annotated[str | None, typer.Option("--region", help=N_("only stations of this region"))] = None,
    area: Annotated[
        str | None, typer.Option("--area", metavar="CODE", help=N_("only stations that serve it"))
    ] = None,
    closed: Annotated[bool, typer.Option("--closed", help=N_("closed ones too"))] = False,
) -> None:
    from repaircli.network import stations

    finish(stations.list_(call(), region=region, area=area, closed=closed))


@app.command("show", help=N_("one station"))
def show(no: Annotated[str, STATION_NO]) -> None:
    from repaircli.network import stations

    finish(stations.show(call(), no))


@app.command("poll", help=N_("the station looks for its orders; logs that it was on line"))
def poll(
    no: Annotated[
        str | None,
        typer.Argument(
            metavar="NO", help=N_("the own station, or one of its branch points; by default the own")
        ),
    ] = None,
) -> None:
    from repaircli.orders import polls

    finish(polls.poll(call(), no))


@app.command("poll-check", help=N_("stations that were not on line as often as they must be on a day"))
def poll_check(
    date: Annotated[
        str | None, typer.Option("--date", metavar="D", help=N_("the day that is judged; by default today"))
    ] = None,
    region: Annotated[str | None, typer.Option("--region", help=N_("only stations of this region"))] = None,
    every: Annotated[
        bool, typer.Option("--all", help=N_("every station that is judged, also those in order"))
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=N_("exit 7 when a station was not on line often enough"))
    ] = False,
) -> None:
    from repaircli.orders import polls

    finish(polls.check(call(), date, region, every=every, exit_code=exit_code))


app.command("import", help=N_("stations from a CSV or Excel file, new or changed"))(
    file_commands.station_import
)
app.command("export", help=N_("stations to a CSV or Excel file"))(file_commands.station_export)
