"""The areas that stations serve on a day, and areas without the 800 number, which are filed on form 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repaircli.network import areas, coverage_queries, scope, service_points
from repaircli.network import queries as network_queries
from repaircli.network.areas import Area
from repaircli.network.checks import foreign_station, is_area_code
from repaircli.network.coverage_tables import AreaWithout800, Coverage
from repaircli.network.tables import Station
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import Role
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules.network.dispatch import DispatchNeed, Entry, Point, reach, standing


@reads
def show(
    tx: Transaction, no: str | None = None, *, area: str | None = None, day: str | None = None
) -> Answer:
    """Shows the areas that stations serve on a day, by default today; of one station also their changes.

    `area` shows the stations that serve it, each with the entry that decides. Raises NotFound for an unknown station.
    """
    asked = tx.day(day, "--on") if day is not None else tx.today
    station = scope.station(tx, no) if no is not None else None
    lists = areas.every(tx)
    wanted = None if area is None else DispatchNeed(areas.chain(tx, areas.typed(area)))
    dated = coverage_queries.coverage(tx, asked, None if station is None else station.no)
    by_id = {row.id: row for rows in dated.values() for row in rows}
    rows = network_queries.all_stations(tx) if station is None else [station]
    found = [
        _station(row) | _entry(entry, None if entry.id is None else by_id[entry.id], lists)
        for row, point in zip(rows, service_points.points(tx, rows, asked), strict=True)
        if station is not None or not point.closed
        for entry in _entries(point, wanted)
    ]
    if station is None:
        return Answer("coverage.list", found)
    return Answer(
        "coverage.show",
        _station(station)
        | {
            "date": asked,
            "areas": found,
            "changes": [_dated(tx, row, lists) for row in coverage_queries.coverage_of(tx, station.no)],
        },
    )


@writes
def add_without_800(tx: Transaction, area: str, station_no: str, why: str | None = None) -> Answer:
    """Files `area` for a head station, and queues form 1 to its region (001-6.3.3, N16).

    Filing it again changes nothing. Refused for a branch point; raises UsageProblem, NotFound, and Denied for a station
    of another region.
    """
    code = area.strip()
    if not is_area_code(code):
        raise UsageProblem(
            msg("an area is a code of letters and digits"), command_line("coverage no800 add", "130924 …")
        )
    station = scope.station(tx, station_no)
    if tx.acting.role is Role.LIAISON and station.region != tx.acting.region:
        raise foreign_station(station)
    if station.head:
        text = msg("orders are generated in the head station's name, {no} is a branch", no=station.no)
        return refusal(
            [("branch", "001-6.3.8", text)],
            command_line("coverage no800 add", "{area} --station {head}", area=code, head=station.head),
        )
    values = {"area": code, "station": station.no, "region": station.region, "reason": why}
    row = tx.get(AreaWithout800, area=code, station=station.no)
    already = row is not None
    if row is None:
        number = tx.insert(AreaWithout800, **values, filed_by=tx.acting.login, filed_at=tx.now)
        tx.event("no800.filed", after={"id": number, **values})
        args = {name: value or "" for name, value in values.items()}
        tx.notify("N16", to_kind="region", to=station.region, args=args)
        row = tx.one_row(AreaWithout800, id=number)
    data = {"no800": _without_800(tx, row, areas.every(tx)), "already": already}
    return Answer("coverage.without-800-add", data if already else data | {"notify": ["N16"]})


@reads
def list_without_800(tx: Transaction, *, region: str | None = None, station: str | None = None) -> Answer:
    """The filed areas of one's own station or region, or all. Raises NotFound for an unknown region or station."""
    region = scope.region_filter(tx, region)
    no = scope.station_filter(tx, station)
    rows = coverage_queries.areas_without_800(tx, scope.bounds(tx), region=region, station=no)
    lists = areas.every(tx)
    return Answer("coverage.without-800-list", [_without_800(tx, row, lists) for row in rows])


def _station(station: Station) -> dict[str, Any]:
    return {"station": station.no, "name": station.name, "region": station.region, "head": station.head}


def _entries(point: Point, wanted: DispatchNeed | None) -> list[Entry]:
    """The areas that the point serves; for a `wanted` area the entry that decides."""
    if wanted is None:
        return [entry for entry in standing(point.entries) if entry.covers]
    near = reach(point.entries, wanted)
    return [] if near is None else [near[1]]


def _entry(entry: Entry, row: Coverage | None, lists: Mapping[str, Area]) -> dict[str, Any]:
    return {
        "area": entry.area,
        "area_name": areas.full_name(entry.area, lists),
        "product": entry.product,
        "service": entry.service,
        "from": row and row.from_day,
        "to": row and row.to_day,
        "cause": row and row.cause,
        "change": row and row.change,
    }


def _dated(tx: Transaction, row: Coverage, lists: Mapping[str, Area]) -> dict[str, Any]:
    entry = Entry(row.area, bool(row.covers), row.product, row.service, row.id)
    more = {"set_by": row.set_by, "set_at": tx.local(row.set_at)}
    return {"covers": entry.covers, **_entry(entry, row, lists), **more}


def _without_800(tx: Transaction, row: AreaWithout800, lists: Mapping[str, Area]) -> dict[str, Any]:
    return {**tx.as_json(AreaWithout800, row), "area_name": areas.full_name(row.area, lists)}
