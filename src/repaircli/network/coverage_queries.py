"""Which areas stations serve on a day, how many orders they can take and have, and the areas that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Table, bindparam, or_, select, text

from repaircli.network.coverage_tables import AreaWithout800, Capacity, Coverage, ImportedArea
from repaircli.network.scope import Bounds, bounded, equal
from repaircli.platform.db.columns import utc_text
from repaircli.platform.db.rows import chunks, grouped
from repaircli.platform.db.session import Tx

_capacity = Capacity.__table__
_coverage = Coverage.__table__
_areas_without_800 = AreaWithout800.__table__

# As text: the condition on the status must read as that of the index `orders_load` does.
TAKEN = """
SELECT station, count(*) AS taken FROM orders
WHERE station IN :stations AND t1 >= :since AND t1 <= :until AND status <> 'cancelled'
GROUP BY station"""
_TAKEN = text(TAKEN).bindparams(bindparam("stations", expanding=True))


def _on(table: Table, day: date, station: str | None) -> Select[Any]:
    """The dated rows of `table` that hold on `day`, of one station or of all."""
    c = table.c
    holds = c.from_day <= day, or_(c.to_day.is_(None), c.to_day >= day)
    return select(table).where(*holds, *equal(table, station=station))


def daily(tx: Tx, day: date, station: str | None = None) -> dict[str, Capacity]:
    """The capacity on `day`, by station: of the rows that hold on that day the one that begins last.

    Of two rows that begin on one day the later one counts.
    """
    statement = _on(_capacity, day, station).order_by(_capacity.c.from_day, _capacity.c.id)
    return {row.station: row for row in tx.rows(Capacity, statement)}


def capacity(tx: Tx, station: str) -> list[Capacity]:
    """Every capacity row of a station as it was written, the last one first."""
    return tx.find(Capacity, order_by="-id", station=station)


def coverage(tx: Tx, day: date, station: str | None = None) -> Mapping[str, list[Coverage]]:
    """The dated coverage that holds on `day`, by station, in the order in which a later row overrules an earlier."""
    c = _coverage.c
    statement = _on(_coverage, day, station).order_by(c.station, c.from_day, c.id)
    return grouped(tx.rows(Coverage, statement), lambda row: row.station)


def coverage_of(tx: Tx, station: str) -> list[Coverage]:
    """Every dated row of a station's coverage, the first day first."""
    return tx.find(Coverage, order_by=("from_day", "id"), station=station)


def areas_without_800(
    tx: Tx, bounds: Bounds, *, region: str | None = None, station: str | None = None
) -> list[AreaWithout800]:
    """The areas filed as being without 800, within `bounds`, by area and station."""
    c = _areas_without_800.c
    wanted = [
        *bounded(_areas_without_800, bounds, points=False),
        *equal(_areas_without_800, region=region, station=station),
    ]
    return tx.rows(AreaWithout800, select(_areas_without_800).where(*wanted).order_by(c.area, c.station))


def taken(tx: Tx, stations: Sequence[str], since: datetime, until: datetime) -> Mapping[str, int]:
    """The number of orders with a T1 from `since` to `until` by station, without cancelled orders."""
    span = {"since": utc_text(since), "until": utc_text(until)}
    return {
        row.station: row.taken
        for chunk in chunks(stations)
        for row in tx.all(_TAKEN, {"stations": chunk, **span})
    }


def imported_area(tx: Tx, code: str) -> ImportedArea | None:
    """The imported area of that code, None where none was."""
    return tx.get(ImportedArea, code=code)


def imported_areas(tx: Tx) -> list[ImportedArea]:
    """Every imported area by code."""
    return tx.find(ImportedArea)


def store_areas(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds areas, or replaces those whose code is there."""
    there = {row.code for row in imported_areas(tx)}
    tx.insert_many(ImportedArea, [row for row in rows if row["code"] not in there])
    for row in rows:
        if row["code"] in there:
            tx.update(ImportedArea, {"code": row["code"]}, **{k: v for k, v in row.items() if k != "code"})
