"""Areas without the 800 number: filed beforehand on form 1, so that a station may generate on-site orders there."""

from __future__ import annotations

from typing import Any

from repaircli.actions import lookup
from repaircli.actions.stations import no_region
from repaircli.actions.transaction import Work, reading, writing
from repaircli.domain import Answer, Call, Role, refusal
from repaircli.errors import Denied, UsageProblem
from repaircli.store import channel
from repaircli.store.tables.capacity import No800Area
from repaircli.store.tables.regions import Region
from repaircli.text import msg

LONGEST_AREA = 20


def add_no800(call: Call, area: str, station_no: str, reason: str | None = None) -> Answer:
    """Files `area` for a head station, and queues form 1 to its region (001-6.3.3, N16).

    Filing it again changes nothing. Refused for a branch point; raises UsageProblem, NotFound, and Denied for a station
    of another region.
    """
    return writing(call, lambda w: _add(w, area, station_no, reason))


def list_no800(call: Call, *, region: str | None = None, station: str | None = None) -> Answer:
    """The filed areas of one's own station or region, or all. Raises NotFound for an unknown region or station."""
    return reading(call, lambda w: _list(w, region, station))


def _add(w: Work, area: str, station_no: str, reason: str | None) -> Answer:
    code = area.strip()
    if not code.isalnum() or len(code) > LONGEST_AREA:
        raise UsageProblem(
            msg("an area is a code of letters and digits"), msg("repaircli coverage no800 add 130924 …")
        )
    station = lookup.station(w, station_no)
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
        return Answer("coverage.no800-add", {"no800": _data(w, there), "already": True})
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
    return Answer("coverage.no800-add", {"no800": _data(w, row), "already": False, "notify": ["N16"]})


def _list(w: Work, region: str | None, station: str | None) -> Answer:
    if region is not None and w.tx.get(Region, name=region) is None:
        raise no_region(region)
    no = lookup.station(w, station).no if station is not None else None
    rows = channel.no800(w.tx, lookup.bounds(w), region=region, station=no)
    return Answer("coverage.no800-list", [_data(w, row) for row in rows])


def _data(w: Work, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "area": row.area,
        "station": row.station,
        "region": row.region,
        "reason": row.reason,
        "filed_by": row.filed_by,
        "filed_at": w.local(row.filed_at),
    }
