"""Applications to change the network: those that somebody sees, and those under way for a station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from repaircli.network.coverage_tables import Change
from repaircli.network.scope import Bounds
from repaircli.network.tables import Station
from repaircli.platform.codes import ChangeState
from repaircli.platform.db.session import Tx

_changes = Change.__table__
_stations = Station.__table__

_UNDER_WAY = (str(ChangeState.APPLIED), str(ChangeState.AGREED), str(ChangeState.APPROVED))


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which applications are meant; None does not filter, no `states` means all."""

    bounds: Bounds
    states: Sequence[str] = ()
    station: str | None = None
    region: str | None = None
    cause: str | None = None


def listed(tx: Tx, wanted: ChangeFilter, limit: int | None) -> list[Row[Any]]:
    """The applications of `wanted`, newest first."""
    c, bounds = _changes.c, wanted.bounds
    found: list[ColumnElement[bool]] = []
    if not bounds.everywhere:
        ways: list[ColumnElement[bool]] = []
        if bounds.region is not None:
            ways.append(c.region == bounds.region)
        if bounds.station is not None:
            points = select(_stations.c.no).where(_stations.c.head == bounds.station)
            ways += [c.station == bounds.station, c.station.in_(points)]
        found.append(or_(*ways) if ways else c.id.is_(None))
    if wanted.states:
        found.append(c.state.in_(list(wanted.states)))
    for name in ("station", "region", "cause"):
        if (value := getattr(wanted, name)) is not None:
            found.append(c[name] == value)
    statement = select(_changes).where(and_(True, *found)).order_by(c.id.desc())
    return tx.all(statement if limit is None else statement.limit(limit))


def under_way(tx: Tx, station: str, since: date) -> list[Row[Any]]:
    """What waits or was approved for the station and does not end before `since`, by number."""
    c = _changes.c
    return tx.all(
        select(_changes)
        .where(c.station == station, c.state.in_(_UNDER_WAY), or_(c.to_day.is_(None), c.to_day >= since))
        .order_by(c.id)
    )
