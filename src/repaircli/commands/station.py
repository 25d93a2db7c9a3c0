"""`station`: head stations and branch points."""

from __future__ import annotations

from typing import Any

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, export_style, finish
from repaircli.platform import invocation

app = Noun()

_NAME = opt.text("--name", N_("its name"))
_REGION = opt.text("--region R", N_("its region"))
_HEAD = opt.text("--head NO", N_("its head station, which makes it a branch"))
_FROM = opt.text("--from D", N_("day from which it is closed, or open again; else today"))
_DATA = {
    "notebook": opt.switch(
        "--notebook/--no-notebook", N_("a notebook station, which may generate on-site orders")
    ),
    "monthly_volume": opt.number("--monthly-volume N", N_("orders a month")),
    "daily": opt.number("--daily N", N_("orders a day it can take")),
    "areas": opt.texts("--area CODE", N_("area it serves; may be repeated")),
    "kind": opt.text("--kind", N_("what kind of station it is")),
    "tier": opt.text("--tier", N_("settlement tier")),
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
    N_("change what is given of a station"),
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
    N_("the stations, with what each can take today"),
    "network.stations.list_",
    region=opt.STATIONS_OF_REGION,
    area=opt.STATIONS_OF_AREA,
    closed=opt.flag("--closed", N_("closed ones too")),
)
app.action("show", N_("one station"), "network.stations.show", no=opt.STATION_NO)
app.action(
    "poll",
    N_("the station looks for its orders; logs that it was on line"),
    "orders.polls.poll",
    no=opt.argument("NO", N_("the own station, or one of its branch points; by default the own")).optional(),
)
app.action(
    "poll-check",
    N_("stations that were not on line as often as they must be on a day"),
    "orders.polls.check",
    day=opt.text("--on D", N_("the day that is judged; by default today")),
    region=opt.STATIONS_OF_REGION,
    every=opt.flag("--all", N_("every station that is judged, also those in order")),
    exit_code=opt.flag("--exit-code", N_("exit 7 when a station was not on line often enough")),
)
app.action(
    "import",
    N_("stations from a CSV or Excel file, new or changed"),
    "files.import_stations.stations",
    file=opt.FILE,
    check=opt.CHECK,
    skip_invalid=opt.SKIP_INVALID,
    errors=opt.ERRORS,
    encoding=opt.ENCODING,
)


@app.command(
    "export",
    N_("stations to a CSV or Excel file"),
    output=opt.text("--output, -o FILE", N_("file to replace; .tsv, .jsonl and .xlsx choose that format")),
    excel=opt.EXCEL,
)
def export(output: str | None, excel: bool) -> None:
    from repaircli.files import exports

    answer = exports.stations(call(), output=output, excel=excel, **export_style(excel))
    if answer is not None:
        finish(answer)
