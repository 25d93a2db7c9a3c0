"""Which areas stations serve on a day, how many orders they can take, and the areas filed as being without 800."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, Table, or_, select

from repaircli.network.coverage_tables import Capacity, Coverage, No800Area
from repaircli.network.scope import Bounds, bounded, equal
from repaircli.platform.db.rows import grouped
from repaircli.platform.db.session import Tx

_capacity = Capacity.__table__
_coverage = Coverage.__table__
_no800 = No800Area.__table__


def _on(table: Table, day: date, station: str | None) -> Select[Any]:
    """The dated rows of `table` that hold on `day`, of one station or of all."""
    c = table.c
    holds = c.from_day <= day, or_(c.to_day.is_(None), c.to_day >= day)
    return select(table).where(*holds, *equal(table, station=station))


def daily(tx: Tx, day: date, station: str | None = None) -> dict[str, Capacity]:
    """The capacity that counts on `day`, by station: of the rows whose days hold it the one that begins last.

    Of two that begin on one day it is the one written last.
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
) -> list[No800Area]:
    """The areas filed as being without 800, within `bounds`, by area and station."""
    c = _no800.c
    wanted = [*bounded(_no800, bounds, points=False), *equal(_no800, region=region, station=station)]
    return tx.rows(No800Area, select(_no800).where(*wanted).order_by(c.area, c.station))
