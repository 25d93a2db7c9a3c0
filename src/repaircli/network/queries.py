"""The service network: regions, stations within bounds with their branch points, and identities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, func, or_, select

from repaircli.network.scope import Bounds, bounded, equal
from repaircli.network.tables import Region, Station
from repaircli.platform.db.session import Tx
from repaircli.platform.user_tables import User

_regions = Region.__table__
_stations = Station.__table__
_users = User.__table__


def stations_within(bounds: Bounds, *, branches: bool = True) -> list[ColumnElement[bool]]:
    """The condition for `bounds` on stations, with or without the branch points of the own one; empty without a bound."""
    if bounds.everywhere:
        return []
    c = _stations.c
    ways: list[ColumnElement[bool]] = []
    if bounds.region is not None:
        ways.append(c.region == bounds.region)
    if bounds.station is not None:
        ways += [c.no == bounds.station, *([c.head == bounds.station] if branches else [])]
    return [or_(false(), *ways)]


class RegionRow(NamedTuple):
    """A region with its number of stations."""

    name: str
    created_at: datetime
    stations: int


def regions(tx: Tx) -> list[RegionRow]:
    """Every region with its number of stations, by name."""
    count = select(func.count()).where(_stations.c.region == _regions.c.name).scalar_subquery()
    statement = select(_regions.c.name, _regions.c.created_at, count).order_by(_regions.c.name)
    return [RegionRow._make(row) for row in tx.all(statement)]


def is_closed(station: Station, day: date) -> bool:
    """Whether the station is closed on `day`: as it stands, or as the last switch until then left it."""
    switches = ((station.closes_on, True), (station.reopens_on, False))
    until_then = [(on, shut) for on, shut in switches if on is not None and on <= day]
    return max(until_then)[1] if until_then else bool(station.closed)


def all_stations(tx: Tx) -> list[Station]:
    """Every station and branch point by number, closed ones too."""
    return tx.find(Station)


def stations(tx: Tx, bounds: Bounds, *, region: str | None = None) -> list[Station]:
    """The stations of the region, or the station and its branch points, in `bounds`, by number; closed ones too."""
    statement = select(_stations).where(*stations_within(bounds), *equal(_stations, region=region))
    return tx.rows(Station, statement.order_by(_stations.c.no))


def branches(tx: Tx, no: str) -> list[str]:
    """The numbers of the branch points of the head station `no`."""
    return [branch.no for branch in tx.find(Station, head=no)]


def users(tx: Tx, bounds: Bounds, *, disabled: bool = False) -> list[User]:
    """The identities of the region or the station and its branches in `bounds`, by login; `disabled` ones too."""
    c = _users.c
    within = bounded(_users, bounds)
    if bounds.region is not None and not bounds.everywhere:
        of_region = select(_stations.c.no).where(_stations.c.region == bounds.region)
        within = [or_(*within, c.station.in_(of_region))]
    statement = select(_users).where(*within).order_by(c.login)
    return tx.rows(User, statement if disabled else statement.where(c.disabled == false()))


def people_of(tx: Tx, stations: Sequence[str]) -> list[User]:
    """The enabled identities of exactly those stations, by login."""
    statement = select(_users).where(_users.c.disabled == false(), _users.c.station.in_(stations))
    return tx.rows(User, statement.order_by(_users.c.login))


def other_holders(tx: Tx, role: str, user_id: int) -> int:
    """How many enabled identities besides `user_id` hold `role`."""
    enabled = tx.all(select(_users.c.roles).where(_users.c.disabled == false(), _users.c.id != user_id))
    return sum(role in row.roles.split(",") for row in enabled)
