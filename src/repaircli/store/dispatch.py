"""Which head stations cover an area, and how much room each has today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, false, func, select

from repaircli.domain import Status
from repaircli.store import channel
from repaircli.store.session import Tx
from repaircli.store.tables.orders import Order
from repaircli.store.tables.stations import Station

_stations = Station.__table__
_orders = Order.__table__


@dataclass(frozen=True, slots=True)
class Load:
    """Orders that a station has taken since midnight, and its daily capacity; None where none is set."""

    station: str
    taken: int
    daily: int | None


def heads_covering(tx: Tx, area: str, region: str | None) -> list[Row[Any]]:
    """The open head stations that cover `area`, themselves or by a branch point, within `region` if one is given."""
    every = {
        row.no: row
        for row in tx.all(select(_stations).where(_stations.c.closed == false()).order_by(_stations.c.no))
    }
    covering = [row.head or row.no for row in every.values() if area in row.areas]
    heads = (every[no] for no in dict.fromkeys(covering) if no in every)
    return [row for row in heads if region is None or row.region == region]


def loads(tx: Tx, stations: Sequence[str], midnight: datetime) -> list[Load]:
    """How loaded `stations` are on the day that began at `midnight`; cancelled orders take no room."""
    taken = _taken(tx, stations, midnight)
    daily = channel.daily(tx, midnight.date())
    return [Load(no, taken.get(no, 0), daily[no].daily if no in daily else None) for no in stations]


def _taken(tx: Tx, stations: Sequence[str], since: datetime) -> dict[str, int]:
    c = _orders.c
    statement = (
        select(c.station, func.count().label("orders"))
        .where(c.station.in_(list(stations)), c.t1 >= since, c.status != str(Status.CANCELLED))
        .group_by(c.station)
    )
    return {row.station: row.orders for row in tx.all(statement)}
