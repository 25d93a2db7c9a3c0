"""The region and the station to which an identity is bound, and stations and regions as people name them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, false, or_, select

from repaircli.network.tables import Region, Station
from repaircli.platform.codes import Role
from repaircli.platform.db.session import Tx
from repaircli.platform.errors import Denied, NotFound
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.policy.authority import AUTHORITY, Scope

_stations = Station.__table__
_regions = Region.__table__
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Bounds:
    """Whose orders may be seen: everybody's, or those of the region or the station and its branches."""

    everywhere: bool = False
    region: str | None = None
    station: str | None = None

    def reach(self, station: Station) -> bool:
        """Whether the station lies within the bounds."""
        return (
            self.everywhere
            or (self.region is not None and station.region == self.region)
            or (self.station is not None and self.station in (station.no, station.head))
        )


def bounded(table: Table, bounds: Bounds, *, points: bool = True) -> list[ColumnElement[bool]]:
    """The condition for `bounds` on rows of `table`, which has a region and a station; empty where there is no bound.

    `points`: a station also sees the rows of its branch points.
    """
    if bounds.everywhere:
        return []
    c = table.c
    ways: list[ColumnElement[bool]] = [false()]
    if bounds.region is not None:
        ways.append(c.region == bounds.region)
    if bounds.station is not None:
        ways.append(c.station == bounds.station)
        if points:
            ways.append(c.station.in_(select(_stations.c.no).where(_stations.c.head == bounds.station)))
        if points and "branch" in c:
            ways.append(c.branch == bounds.station)
    return [or_(*ways)]


def equal(table: Table, **values: str | int | None) -> list[ColumnElement[bool]]:
    """The conditions that columns of `table` have those values; None does not filter."""
    return [table.c[name] == value for name, value in values.items() if value is not None]


def is_station(tx: Tx, no: str) -> bool:
    """Whether there is a station of exactly that number, closed ones too."""
    return tx.scalar(select(_stations.c.no).where(_stations.c.no == no)) is not None


def stations(tx: Tx) -> dict[str, str]:
    """The name of every station, by number."""
    return {row.no: row.name for row in tx.all(select(_stations.c.no, _stations.c.name))}


def regions(tx: Tx) -> frozenset[str]:
    """The names of every region."""
    return frozenset(row.name for row in tx.all(select(_regions.c.name)))


def bounds(tx: Transaction) -> Bounds:
    """Whose orders the identity may see or act on with the roles that count for this command."""
    acting = tx.acting
    if AUTHORITY[tx.call.command].scope is Scope.EVERYWHERE:
        return Bounds(everywhere=True)
    region = station = None
    for role in acting.eligible:
        if role is Role.LIAISON:
            region = acting.region
        elif role in (Role.COORDINATOR, Role.ENGINEER):
            station = acting.station
        else:
            return Bounds(everywhere=True)
    return Bounds(region=region, station=station)


def station(tx: Transaction, no: str) -> Station:
    """The row of the station `no`. Raises NotFound."""
    row = tx.get(Station, no=no.strip())
    if row is None:
        raise NotFound(msg("no such station: {no}", no=no), command_line("station list"), code="no_station")
    return row


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which rows a list shows, as typed: of a station, of a region, written in a time. None does not filter."""

    station: str | None = None
    region: str | None = None
    since: str | None = None
    until: str | None = None


def chosen(
    tx: Transaction, wanted: ListFilter, table: Table, written: ColumnElement[datetime]
) -> list[ColumnElement[bool]]:
    """The conditions of `wanted` on rows of `table`, which has a region and a station; `written`: the time of a row.

    A day as `until` means all of it. Raises UsageProblem, NotFound, and Denied as `station_filter`.
    """
    c = table.c
    found = equal(table, region=region_filter(tx, wanted.region))
    if (no := station_filter(tx, wanted.station)) is not None:
        found.append(or_(c.station == no, c.branch == no) if "branch" in c else c.station == no)
    if wanted.since is not None:
        found.append(written >= tx.when(wanted.since, "--since"))
    if wanted.until is not None:
        found.append(written <= tx.through(wanted.until, "--until"))
    return found


def station_filter(tx: Transaction, no: str | None) -> str | None:
    """The station by which a list is filtered; None filters nothing.

    Raises NotFound, with similar names, and Denied for a station outside one's own part: an empty list would mean that it
    has nothing.
    """
    if no is None:
        return None
    if (text := no.strip()) and is_station(tx, text):
        if tx.identified and not bounds(tx).reach(station(tx, text)):
            raise Denied(msg("station {no} is not yours", no=text), code="foreign_station")
        return text
    raise _unknown(msg("no such station: {no}", no=no), text, stations(tx), "station")


def region_filter(tx: Transaction, name: str | None) -> str | None:
    """The region by which a list is filtered, as `station_filter`."""
    if name is None:
        return None
    known = regions(tx)
    if (text := name.strip()) in known:
        own = bounds(tx) if tx.identified else Bounds(everywhere=True)
        if own.everywhere or text == own.region:
            return text
        if own.station is not None and text == station(tx, own.station).region:
            return text
        raise Denied(msg("region {name} is not yours", name=text), code="foreign_region")
    raise _unknown(msg("no such region: {name}", name=name), text, dict.fromkeys(known, ""), "region")


def _unknown(text: Msg, typed: str, known: Mapping[str, str], what: str) -> NotFound:
    """The error of a name that is not among `known`, whose values are other names of the same thing."""
    from repaircli.platform.near import nearest

    other = {name: key for key, name in known.items() if name}
    near = [key for key, name in known.items() if typed and (typed in key or typed in name)]
    near += nearest(typed, known, _NEAR)
    near += [other[name] for name in nearest(typed, other, _NEAR)]
    hint = Msg(f"repaircli {what} list")
    if near:
        hint = msg("did you mean {close}", close=tuple(dict.fromkeys(near))[:_NEAR])
    return NotFound(text, hint, code=f"no_{what}")


def own_station(tx: Transaction) -> Station:
    """The row of the identity's station. Raises Denied when it has none."""
    if tx.acting.station is None:
        raise Denied(msg("{login} belongs to no station", login=tx.acting.login))
    return station(tx, tx.acting.station)
