"""The station that gets an order of an area, and the reason against each other one: coverage, then free capacity of the day (001-1.4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from repaircli.platform.codes import Product


class Entry(NamedTuple):
    """An area that a station serves, or with `covers` false does not; None as product or service means any.

    `id`: the dated row that says so; None for an area that the station was set up with.
    """

    area: str
    covers: bool = True
    product: str | None = None
    service: str | None = None
    id: int | None = None


class Point(NamedTuple):
    """A head station or branch point; of its `entries` on the day a later one overrules an earlier.

    `head`: its head station's number, None when it is one itself.
    """

    no: str
    region: str
    entries: Sequence[Entry]
    head: str | None = None
    closed: bool = False
    notebook: bool = False


class DispatchNeed(NamedTuple):
    """The order to dispatch. `chain`: the area and those in which it lies, the smallest first.

    `region`: only its stations may get the order, None for any. `units`: orders that come at once. `binds`:
    whether a full station is passed by; where nothing is dispatched yet, none is.
    """

    chain: Sequence[str]
    product: str | None = None
    service: str | None = None
    region: str | None = None
    units: int = 1
    binds: bool = True


class Load(NamedTuple):
    """Orders that a station has taken on the day, and how many it can take; None where none is set."""

    station: str
    taken: int
    daily: int | None

    @property
    def free(self) -> int | None:
        return None if self.daily is None else max(self.daily - self.taken, 0)


class Why(StrEnum):
    """The first reason why a station does not get the order."""

    BRANCH = "branch"
    CLOSED = "closed"
    NOT_COVERING = "not_covering"
    WRONG_LINE = "wrong_line"
    WRONG_KIND = "wrong_kind"
    OTHER_REGION = "other_region"
    FULL = "full"


class Reach(NamedTuple):
    """How a station reaches the area: `depth` steps up the chain, by the entry of `area`, which `point` has.

    `dedicated`: it is there for this line of products in particular.
    """

    depth: int
    area: str
    point: str
    dedicated: bool = False


class Covering(NamedTuple):
    """A head station that covers the order."""

    station: Point
    reach: Reach


class Passed(NamedTuple):
    """A station or branch point that does not get the order, and why."""

    station: Point
    why: Why


def reach(entries: Iterable[Entry], wanted: DispatchNeed) -> tuple[int, Entry] | None:
    """How far up the chain the entry stands that decides, and it; None where the area is not covered."""
    found = _deciding(entries, wanted)
    return found if found is not None and found[1].covers else None


def _deciding(entries: Iterable[Entry], wanted: DispatchNeed) -> tuple[int, Entry] | None:
    """The most specific area wins, and of its entries the last: a county may be taken out of a prefecture that stays."""
    last: dict[str, Entry] = {e.area: e for e in entries if _concerns(e, wanted)}
    for depth, area in enumerate(wanted.chain):
        if (entry := last.get(area)) is not None:
            return depth, entry
    return None


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that are left when each has overruled those before it, in the order in which they came."""
    found: list[Entry] = []
    for entry in entries:
        whole = entry.product is None and entry.service is None
        found = [
            e
            for e in found
            if e.area != entry.area or not (whole or (e.product, e.service) == (entry.product, entry.service))
        ]
        found.append(entry)
    return found


def served(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The areas that are served, be it for one line of products only."""
    return tuple(dict.fromkeys(e.area for e in standing(entries) if e.covers))


def _concerns(entry: Entry, wanted: DispatchNeed) -> bool:
    """What is not known of the order excludes nothing, and takes nothing away."""
    return all(
        limit is None or limit == value or (value is None and entry.covers)
        for limit, value in ((entry.product, wanted.product), (entry.service, wanted.service))
    )


def covering(stations: Sequence[Point], wanted: DispatchNeed) -> tuple[list[Covering], list[Passed]]:
    """The head stations that can serve the order, and every other station with the reason.

    A head covers what its open branch points cover (001-6.3.8).
    """
    points: dict[str, list[Point]] = {}
    for point in stations:
        points.setdefault(point.head or point.no, []).append(point)
    found, passed = [], []
    for station in stations:
        mine = [p for p in points.get(station.no, ()) if p.no == station.no or not p.closed]
        why, reached = _judged(station, mine, wanted)
        if reached is not None and why is None:
            found.append(Covering(station, reached))
        elif why is not None:
            passed.append(Passed(station, why))
    return found, passed


def _judged(station: Point, mine: Sequence[Point], wanted: DispatchNeed) -> tuple[Why | None, Reach | None]:
    if station.head is not None:
        return Why.BRANCH, None
    if station.closed:
        return Why.CLOSED, None
    found = best(mine, wanted)
    if found is None:
        at_all = best(mine, wanted._replace(product=None, service=None))
        return (Why.NOT_COVERING if at_all is None else Why.WRONG_LINE), None
    if station.notebook and wanted.product not in (None, Product.NOTEBOOK):
        return Why.WRONG_KIND, None
    if wanted.region is not None and station.region != wanted.region:
        return Why.OTHER_REGION, None
    return None, found


def best(points: Sequence[Point], wanted: DispatchNeed) -> Reach | None:
    """How a head station and its branch points cover the order; None if they do not.

    The most specific of all their entries decides, at the same depth the head's own: an area that the head
    gives up is not left to its branch points.
    """
    reaches = []
    for point in points:
        if (found := _deciding(point.entries, wanted)) is not None:
            depth, entry = found
            special = entry.product is not None or (point.notebook and wanted.product == Product.NOTEBOOK)
            reaches.append(
                (
                    (depth, point.head is not None, not entry.covers),
                    Reach(depth, entry.area, point.no, special),
                )
            )
    if not reaches:
        return None
    (_, _, given_up), first = min(reaches)
    return None if given_up else first


def ranked(
    found: Sequence[Covering], loads: Sequence[Load], wanted: DispatchNeed
) -> tuple[list[tuple[Covering, Load]], list[tuple[Covering, Load]]]:
    """Those with room for what comes, and those without, each in the order in which they get it.

    The most specific area first, then who is there for this line of products, then the least loaded in proportion
    to its capacity, then the fewest orders, then the number.
    """
    by_station = {load.station: load for load in loads}
    pairs = sorted(((c, by_station[c.station.no]) for c in found), key=_order)
    free = [p for p in pairs if not wanted.binds or has_room(p[1], wanted.units)]
    return free, [p for p in pairs if p not in free]


def has_room(load: Load, units: int) -> bool:
    """Whether `units` more orders stay within the capacity of the day."""
    return load.daily is None or load.taken + units <= load.daily


def _order(pair: tuple[Covering, Load]) -> tuple[int, bool, float, int, str]:
    covering, load = pair
    if load.daily is None:
        share = 0.0
    else:
        share = load.taken / load.daily if load.daily else float("inf")
    return (covering.reach.depth, not covering.reach.dedicated, share, load.taken, load.station)
