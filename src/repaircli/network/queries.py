"""The service network: stations within bounds, their branches, their capacity on a day, areas without 800."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, column, false, func, or_, select, table

from repaircli.network.scope import Bounds
from repaircli.network.tables import Station
from repaircli.platform.db.columns import Bool, Day, UtcTime
from repaircli.platform.db.session import Tx

# Regions, capacity and areas are read by few of the commands that look for a station: their classes stay unloaded
# where they are not asked for.
_regions = table("regions", column("name"), column("created_at", UtcTime))
_capacity = table(
    "capacity", column("id"), column("station"), column("daily"), column("from_day", Day), column("to_day", Day),
    column("cause"), column("note"), column("set_by"), column("set_at", UtcTime),
)  # fmt: skip
_coverage = table(
    "coverage", column("id"), column("station"), column("area"), column("covers", Bool), column("product"),
    column("service"), column("from_day", Day), column("to_day", Day), column("cause"), column("change"),
    column("set_by"), column("set_at", UtcTime),
)  # fmt: skip
_stations = Station.__table__


def regions(tx: Tx) -> list[Row[Any]]:
    """Every region with its number of stations, by name."""
    count = (
        select(func.count()).where(_stations.c.region == _regions.c.name).scalar_subquery().label("stations")
    )
    return tx.all(select(_regions.c.name, _regions.c.created_at, count).order_by(_regions.c.name))


def is_closed(station: Station, day: date) -> bool:
    """Whether the station of that row is closed on `day`: as it stands, or as the last switch until then left it."""
    switches = ((station.closes_on, True), (station.reopens_on, False))
    until_then = [(on, shut) for on, shut in switches if on is not None and on <= day]
    return max(until_then)[1] if until_then else bool(station.closed)


def stations(
    tx: Tx, bounds: Bounds, *, region: str | None = None, open_on: date | None = None
) -> list[Station]:
    """The stations of the region, or the station and its branches, in `bounds`, by number.

    With `open_on` without those that are closed on that day.
    """
    statement = select(_stations).order_by(_stations.c.no)
    if not bounds.everywhere:
        ways: list[ColumnElement[bool]] = [false()]
        if bounds.region is not None:
            ways.append(_stations.c.region == bounds.region)
        if bounds.station is not None:
            ways += [_stations.c.no == bounds.station, _stations.c.head == bounds.station]
        statement = statement.where(or_(*ways))
    if region is not None:
        statement = statement.where(_stations.c.region == region)
    return [row for row in tx.rows(Station, statement) if open_on is None or not is_closed(row, open_on)]


def branches(tx: Tx, no: str) -> list[str]:
    """The numbers of the branch points of the head station `no`."""
    rows = tx.all(select(_stations.c.no).where(_stations.c.head == no).order_by(_stations.c.no))
    return [row.no for row in rows]


def daily(tx: Tx, day: date, station: str | None = None) -> dict[str, Row[Any]]:
    """The capacity row that counts on `day`, by station: of those whose window holds it the one that begins last,
    of two such the one written last.
    """
    c = _capacity.c
    statement = (
        select(_capacity)
        .where(c.from_day <= day, or_(c.to_day.is_(None), c.to_day >= day))
        .order_by(c.from_day, c.id)
    )
    if station is not None:
        statement = statement.where(c.station == station)
    return {row.station: row for row in tx.all(statement)}


def capacity(tx: Tx, station: str) -> Sequence[Row[Any]]:
    """Every capacity row of a station as it was written, the last one first."""
    c = _capacity.c
    return tx.all(select(_capacity).where(c.station == station).order_by(c.id.desc()))


def coverage(tx: Tx, day: date, station: str | None = None) -> dict[str, list[Row[Any]]]:
    """The dated coverage that holds on `day`, by station, in the order in which a later row overrules an earlier."""
    c = _coverage.c
    statement = (
        select(_coverage)
        .where(c.from_day <= day, or_(c.to_day.is_(None), c.to_day >= day))
        .order_by(c.station, c.from_day, c.id)
    )
    if station is not None:
        statement = statement.where(c.station == station)
    found: dict[str, list[Row[Any]]] = {}
    for row in tx.all(statement):
        found.setdefault(row.station, []).append(row)
    return found


def coverage_of(tx: Tx, station: str) -> list[Row[Any]]:
    """Every dated row of a station's coverage, the first day first."""
    c = _coverage.c
    return tx.all(select(_coverage).where(c.station == station).order_by(c.from_day, c.id))


def no800(tx: Tx, bounds: Bounds, *, region: str | None = None, station: str | None = None) -> list[Row[Any]]:
    """The areas filed as being without 800, within `bounds`, by area and station."""
    from repaircli.network.coverage_tables import No800Area

    areas = No800Area.__table__
    statement = select(areas).order_by(areas.c.area, areas.c.station)
    if not bounds.everywhere:
        ways: list[ColumnElement[bool]] = [false()]
        if bounds.region is not None:
            ways.append(areas.c.region == bounds.region)
        if bounds.station is not None:
            ways.append(areas.c.station == bounds.station)
        statement = statement.where(or_(*ways))
    if region is not None:
        statement = statement.where(areas.c.region == region)
    if station is not None:
        statement = statement.where(areas.c.station == station)
    return tx.all(statement)
