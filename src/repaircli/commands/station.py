"""`station`: head stations and branch points."""

from __future__ import annotations

from typing import Any

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, export_style, finish
from repaircli.platform import invocation

app = Noun()

_NAME = opt.text("--name NAME", N_("the name"))
_REGION = opt.text("--region REGION", N_("the region"))
_HEAD = opt.text("--head STATION", N_("the head station; makes this a branch point"))
_FROM = opt.text("--from DAY", N_("first day on which it is closed or open; default: today"))
_DATA = {
    "notebook": opt.switch(
        "--notebook/--no-notebook", N_("a notebook station, which may generate on-site orders")
    ),
    "monthly_volume": opt.number("--monthly-volume N", N_("orders a month")),
    "daily": opt.number("--daily N", N_("orders a day")),
    "areas": opt.texts("--area CODE", N_("area that it serves")),
    "kind": opt.text("--kind TEXT", N_("kind of station")),
    "tier": opt.text("--tier TIER", N_("settlement tier")),
    **opt.STATION_DATA,
}


def _values() -> dict[str, Any]:  # values of any column
    """What was typed of a station, by its column."""
    given = invocation.current().given
    return {name: value for name, value in given.items() if name not in ("no_head", "from_")}


@app.command(
    "add",
    N_("add a station"),
    no=opt.STATION_NO,
    name=_NAME.needed(),
    region=_REGION.needed(),
    head=_HEAD,
    **_DATA,
)
def add(**_: object) -> None:
    from repaircli.network import stations

    values = _values()
    finish(stations.add(call(), values))


@app.command(
    "edit",
    N_("edit a station; only the given options change"),
    no=opt.STATION_NO,
    name=_NAME,
    region=_REGION,
    head=_HEAD,
    no_head=opt.flag("--no-head", N_("make it a head station")),
    **_DATA,
    closed=opt.switch("--closed/--open", N_("closed: takes no more orders")),
    from_=_FROM,
)
def edit(no_head: bool, from_: str | None, **_: object) -> None:
    from repaircli.overview import left_behind

    values = _values()
    if no_head:
        values["head"] = None
    finish(left_behind.edit_station(call(), values, from_))


@app.command("close", N_("close a station: it takes no more orders"), no=opt.STATION_NO, from_=_FROM)
def close(no: str, from_: str | None) -> None:
    from repaircli.overview import left_behind

    finish(left_behind.edit_station(call(), {"no": no, "closed": True}, from_))


@app.command("reopen", N_("open a closed station again"), no=opt.STATION_NO, from_=_FROM)
def reopen(no: str, from_: str | None) -> None:
    from repaircli.overview import left_behind

    finish(left_behind.edit_station(call(), {"no": no, "closed": False}, from_))


app.action(
    "list",
    N_("list stations with their capacity today"),
    "network.stations.list_",
    region=opt.STATIONS_OF_REGION,
    area=opt.STATIONS_OF_AREA,
    closed=opt.flag("--closed", N_("include closed stations")),
    limit=opt.LIMIT_SHOWN,
)
app.action("show", N_("show one station"), "network.stations.show", no=opt.STATION_NO)
app.action(
    "poll",
    N_("check for new orders and record that the station is online"),
    "orders.polls.poll",
    no=opt.argument(
        "STATION", N_("your station or one of its branch points; default: your station")
    ).optional(),
)
app.action(
    "poll-check",
    N_("list stations that were not online as often as required on a day"),
    "orders.polls.check",
    day=opt.text("--on DAY", N_("the day to check; default: today")),
    region=opt.STATIONS_OF_REGION,
    every=opt.flag("--all", N_("list every station, also those that were online as required")),
    exit_code=opt.flag("--exit-code", N_("exit 7 if a station was not online often enough")),
)
app.action(
    "import",
    N_("import new and changed stations from a CSV or Excel file"),
    "files.import_stations.stations",
    file=opt.FILE,
    check=opt.CHECK,
    skip_invalid=opt.SKIP_INVALID,
    errors=opt.ERRORS,
    encoding=opt.ENCODING,
    sheet=opt.SHEET,
)


@app.command(
    "export",
    N_("export stations to a CSV or Excel file"),
    output=opt.text(
        "--output, -o FILE", N_("file to write (.csv, .tsv, .jsonl or .xlsx); replaced if it exists")
    ),
    excel=opt.EXCEL,
)
def export(output: str | None, excel: bool) -> None:
    from repaircli.files import exports

    answer = exports.stations(call(), output=output, excel=excel, **export_style(excel, output))
    if answer is not None:
        finish(answer)
