"""Which areas stations serve on a day; areas without the 800 number, filed beforehand on form 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repaircli.network import areas, dispatch_queries
from repaircli.network import dispatch as network_dispatch
from repaircli.network import queries as network_queries
from repaircli.network.area_codes import Area
from repaircli.network.area_without_800_tables import No800Area
from repaircli.orders import scope
from repaircli.platform.codes import Answer, Call, Role, refusal
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Work, reading, writing
from repaircli.rules.network.dispatch import Entry, Wanted, reach, standing

LONGEST_AREA = 20


def show(call: Call, no: str | None = None, *, area: str | None = None, as_of: str | None = None) -> Answer:
    """The areas that stations serve on a day, today where none is named: of one station also how they came about.

    With `area` the stations that serve it, each by the entry that decides. Raises NotFound for an unknown station.
    """
    return reading(call, lambda w: _show(w, no, area, as_of))


def add_no800(call: Call, area: str, station_no: str, reason: str | None = None) -> Answer:
    """Files `area` for a head station, and queues form 1 to its region (001-6.3.3, N16).

    Filing it again changes nothing. Refused for a branch point; raises UsageProblem, NotFound, and Denied for a station
    of another region.
    """
    return writing(call, lambda w: _add(w, area, station_no, reason))


def list_no800(call: Call, *, region: str | None = None, station: str | None = None) -> Answer:
    """The filed areas of one's own station or region, or all. Raises NotFound for an unknown region or station."""
    return reading(call, lambda w: _list(w, region, station))


def _show(w: Work, no: str | None, area: str | None, as_of: str | None) -> Answer:
    day = w.day(as_of, "--as-of") if as_of is not None else w.local(w.now).date()
    station = scope.station(w, no) if no is not None else None
    rows = dispatch_queries.stations(w.tx) if station is None else [station]
    lists = areas.every(w)
    wanted = None if area is None else Wanted(areas.chain(w, areas.typed(area)))
    dated = {row.id: row for found in network_queries.coverage(w.tx, day, no).values() for row in found}
    found = []
    for row, point in zip(rows, network_dispatch.points(w, rows, day), strict=True):
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
            "changes": [_dated(w, row, lists) for row in network_queries.coverage_of(w.tx, station.no)],
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


def _dated(w: Work, row: Any, lists: Mapping[str, Area]) -> dict[str, Any]:
    entry = Entry(row.area, bool(row.covers), row.product, row.service, row.id)
    more = {"set_by": row.set_by, "set_at": w.local(row.set_at)}
    return {"covers": entry.covers, **_entry(entry, row, lists), **more}


def _add(w: Work, area: str, station_no: str, reason: str | None) -> Answer:
    code = area.strip()
    if not code.isalnum() or len(code) > LONGEST_AREA:
        raise UsageProblem(
            msg("an area is a code of letters and digits"), msg("repaircli coverage no800 add 130924 …")
        )
    station = scope.station(w, station_no)
    if w.acting.role is Role.LIAISON and station.region != w.acting.region:
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
    there = w.tx.get(No800Area, area=code, station=station.no)
    if there is not None:
        return Answer("coverage.no800-add", {"no800": _data(w, there, areas.every(w)), "already": True})
    values = {"area": code, "station": station.no, "region": station.region, "reason": reason}
    number = w.tx.insert(No800Area, **values, filed_by=w.acting.login, filed_at=w.now)
    w.event("no800.filed", after={"id": number, **values})
    w.notify(
        "N16",
        to_kind="region",
        to=station.region,
        args={"area": code, "station": station.no, "region": station.region, "reason": reason or ""},
    )
    row = w.tx.get(No800Area, id=number)
    return Answer(
        "coverage.no800-add", {"no800": _data(w, row, areas.every(w)), "already": False, "notify": ["N16"]}
    )


def _list(w: Work, region: str | None, station: str | None) -> Answer:
    region = scope.region_filter(w, region)
    no = scope.station(w, station).no if station is not None else None
    rows = network_queries.no800(w.tx, scope.bounds(w), region=region, station=no)
    lists = areas.every(w)
    return Answer("coverage.no800-list", [_data(w, row, lists) for row in rows])


def _data(w: Work, row: Any, lists: Mapping[str, Area]) -> dict[str, Any]:
    return {
        "id": row.id,
        "area": row.area,
        "area_name": areas.full_name(row.area, lists),
        "station": row.station,
        "region": row.region,
        "reason": row.reason,
        "filed_by": row.filed_by,
        "filed_at": w.local(row.filed_at),
    }
