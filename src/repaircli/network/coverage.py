"""Which areas stations serve on a day; areas without the 800 number, filed beforehand on form 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repaircli.network import areas, dispatch_queries, scope, service_points
from repaircli.network import queries as network_queries
from repaircli.network.area_codes import Area
from repaircli.network.coverage_tables import No800Area
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.codes import Role
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.network.dispatch import Entry, Wanted, reach, standing

LONGEST_AREA = 20


def show(call: Call, no: str | None = None, *, area: str | None = None, as_of: str | None = None) -> Answer:
    """The areas that stations serve on a day, today where none is named: of one station also how they came about.

    With `area` the stations that serve it, each by the entry that decides. Raises NotFound for an unknown station.
    """
    return reading(call, lambda tx: _show(tx, no, area, as_of))


def add_no800(call: Call, area: str, station_no: str, reason: str | None = None) -> Answer:
    """Files `area` for a head station, and queues form 1 to its region (001-6.3.3, N16).

    Filing it again changes nothing. Refused for a branch point; raises UsageProblem, NotFound, and Denied for a station
    of another region.
    """
    return writing(call, lambda tx: _add(tx, area, station_no, reason))


def list_no800(call: Call, *, region: str | None = None, station: str | None = None) -> Answer:
    """The filed areas of one's own station or region, or all. Raises NotFound for an unknown region or station."""
    return reading(call, lambda tx: _list(tx, region, station))


def _show(tx: Transaction, no: str | None, area: str | None, as_of: str | None) -> Answer:
    day = tx.day(as_of, "--as-of") if as_of is not None else tx.today
    station = scope.station(tx, no) if no is not None else None
    rows = dispatch_queries.stations(tx) if station is None else [station]
    lists = areas.every(tx)
    wanted = None if area is None else Wanted(areas.chain(tx, areas.typed(area)))
    dated = {row.id: row for found in network_queries.coverage(tx, day, no).values() for row in found}
    found = []
    for row, point in zip(rows, service_points.points(tx, rows, day), strict=True):
        if point.closed and station is None:
            continue
        if wanted is None:
            entries = [e for e in standing(point.entries) if e.covers]
        else:
            near = reach(point.entries, wanted)
            entries = [] if near is None else [near[1]]
        for entry in entries:
            found.append(
                {"station": row.no, "name": row.name, "region": row.region, "head": row.head}
                | _entry(entry, dated.get(entry.id), lists)
            )
    if station is None:
        return Answer("coverage.list", found)
    return Answer(
        "coverage.show",
        {
            "station": station.no,
            "name": station.name,
            "region": station.region,
            "head": station.head,
            "date": day,
            "areas": found,
            "changes": [_dated(tx, row, lists) for row in network_queries.coverage_of(tx, station.no)],
        },
    )


def _entry(entry: Entry, row: Any, lists: Mapping[str, Area]) -> dict[str, Any]:
    return {
        "area": entry.area,
        "area_name": areas.full_name(entry.area, lists),
        "product": entry.product,
        "service": entry.service,
        "from": row.from_day if row else None,
        "to": row.to_day if row else None,
        "cause": row.cause if row else None,
        "change": row.change if row else None,
    }


def _dated(tx: Transaction, row: Any, lists: Mapping[str, Area]) -> dict[str, Any]:
    entry = Entry(row.area, bool(row.covers), row.product, row.service, row.id)
    more = {"set_by": row.set_by, "set_at": tx.local(row.set_at)}
    return {"covers": entry.covers, **_entry(entry, row, lists), **more}


def _add(tx: Transaction, area: str, station_no: str, reason: str | None) -> Answer:
    code = area.strip()
    if not code.isalnum() or len(code) > LONGEST_AREA:
        raise UsageProblem(
            msg("an area is a code of letters and digits"), msg("repaircli coverage no800 add 130924 …")
        )
    station = scope.station(tx, station_no)
    if tx.acting.role is Role.LIAISON and station.region != tx.acting.region:
        raise Denied(
            msg("station {no} belongs to {region}", no=station.no, region=station.region),
            code="foreign_station",
        )
    if station.head:
        return refusal(
            [
                (
                    "branch",
                    "001-6.3.8",
                    msg("orders are generated in the head station's name, {no} is a branch", no=station.no),
                )
            ],
            msg("repaircli coverage no800 add {area} --station {head}", area=code, head=station.head),
        )
    there = tx.get(No800Area, area=code, station=station.no)
    if there is not None:
        return Answer("coverage.no800-add", {"no800": _data(tx, there, areas.every(tx)), "already": True})
    values = {"area": code, "station": station.no, "region": station.region, "reason": reason}
    number = tx.insert(No800Area, **values, filed_by=tx.acting.login, filed_at=tx.now)
    tx.event("no800.filed", after={"id": number, **values})
    tx.notify(
        "N16",
        to_kind="region",
        to=station.region,
        args={"area": code, "station": station.no, "region": station.region, "reason": reason or ""},
    )
    row = tx.get(No800Area, id=number)
    return Answer(
        "coverage.no800-add", {"no800": _data(tx, row, areas.every(tx)), "already": False, "notify": ["N16"]}
    )


def _list(tx: Transaction, region: str | None, station: str | None) -> Answer:
    region = scope.region_filter(tx, region)
    no = scope.station(tx, station).no if station is not None else None
    rows = network_queries.no800(tx, scope.bounds(tx), region=region, station=no)
    lists = areas.every(tx)
    return Answer("coverage.no800-list", [_data(tx, row, lists) for row in rows])


def _data(tx: Transaction, row: Any, lists: Mapping[str, Area]) -> dict[str, Any]:
    return {
        "id": row.id,
        "area": row.area,
        "area_name": areas.full_name(row.area, lists),
        "station": row.station,
        "region": row.region,
        "reason": row.reason,
        "filed_by": row.filed_by,
        "filed_at": tx.local(row.filed_at),
    }
