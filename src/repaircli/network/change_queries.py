"""Applications to change the network: those that an identity may see, and those under way for a station."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from repaircli.network.coverage_tables import Change
from repaircli.network.scope import Bounds, bounded, equal
from repaircli.platform.codes import ChangeState
from repaircli.platform.db.session import Tx

_changes = Change.__table__

_UNDER_WAY = (str(ChangeState.APPLIED), str(ChangeState.AGREED), str(ChangeState.APPROVED))


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Filter of applications; None does not filter, empty `states` mean all."""

    bounds: Bounds
    states: Sequence[str] = ()
    station: str | None = None
    region: str | None = None
    cause: str | None = None


def listed(tx: Tx, wanted: ChangeFilter, limit: int | None) -> list[Change]:
    """The applications of `wanted`, newest first."""
    c = _changes.c
    named = equal(_changes, station=wanted.station, region=wanted.region, cause=wanted.cause)
    statement = select(_changes).where(*bounded(_changes, wanted.bounds), *named)
    if wanted.states:
        statement = statement.where(c.state.in_(list(wanted.states)))
    return tx.rows(Change, statement.order_by(c.id.desc()).limit(limit))


def under_way(tx: Tx, station: str, since: date) -> list[Change]:
    """The applications of the station that wait or were approved and do not end before `since`, by number."""
    c = _changes.c
    statement = select(_changes).where(c.station == station, c.state.in_(_UNDER_WAY))
    return tx.rows(Change, statement.where(or_(c.to_day.is_(None), c.to_day >= since)).order_by(c.id))
