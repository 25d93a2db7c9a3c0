"""The choice of a station for an order of an area, for `order create` and `dispatch suggest`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from repaircli.network import areas, coverage_queries, service_points
from repaircli.network import queries as network_queries
from repaircli.platform.answers import Answer
from repaircli.platform.codes import Role
from repaircli.platform.inputs import code
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.network import dispatch as rules
from repaircli.rules.network.dispatch import Covering, DispatchNeed, Load, Passed, Point, Why


@dataclass(frozen=True, slots=True)
class DispatchInput:
    """The options of `dispatch suggest`, as typed."""

    area: str | None = None
    product: str | None = None
    service: str | None = None
    day: str | None = None
    units: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """The stations of a day: those that can take the order, best first, the full ones, and all others with the reason."""

    wanted: DispatchNeed
    free: Sequence[tuple[Covering, Load]]
    full: Sequence[tuple[Covering, Load]]
    passed: Sequence[Passed]
    names: Mapping[str, str]


def choose(
    tx: Transaction,
    area: str,
    day: date,
    *,
    product: str | None = None,
    service: str | None = None,
    region: str | None = None,
    units: int = 1,
    binds: bool = True,
) -> Choice:
    """Ranks the stations for orders of `area` on `day`; the parameters are those of `DispatchNeed`."""
    wanted = DispatchNeed(areas.chain(tx, area), product, service, region, units, binds)
    rows = network_queries.all_stations(tx)
    found, passed = rules.covering(service_points.points(tx, rows, day), wanted)
    free, full = rules.ranked(found, loads(tx, [c.station.no for c in found], day), wanted)
    return Choice(wanted, free, full, passed, {row.no: row.name for row in rows})


def loads(tx: Transaction, stations: Sequence[str], day: date) -> list[Load]:
    """The load of `stations` on `day`."""
    since, until = (datetime.combine(day, at, tx.zone) for at in (time(), time(23, 59, 59)))
    taken = coverage_queries.taken(tx, stations, since, until)
    daily = coverage_queries.daily(tx, day)
    return [Load(no, taken.get(no, 0), daily[no].daily if no in daily else None) for no in stations]


def own_region(tx: Transaction) -> str | None:
    """The region to which a liaison dispatches; None for an identity that dispatches to every station."""
    return tx.acting.region if tx.acting.role is Role.LIAISON else None


def candidates(choice: Choice, pairs: Sequence[tuple[Covering, Load]]) -> list[dict[str, Any]]:
    """The stations of `pairs` as data, in their order."""
    return [
        {
            "rank": rank,
            "station": c.station.no,
            "name": choice.names[c.station.no],
            "region": c.station.region,
            "by_area": c.reach.area,
            "point": c.reach.point if c.reach.point != c.station.no else None,
            "dedicated": c.reach.dedicated,
            "taken": load.taken,
            "daily": load.daily,
            "free": load.free,
        }
        for rank, (c, load) in enumerate(pairs, 1)
    ]


def load_summary(load: Load) -> str:
    """A station with its orders of the day and its capacity: 000001 (10/10)."""
    return f"{load.station} ({load.taken}/{'–' if load.daily is None else load.daily})"


def because(passed: Passed, wanted: DispatchNeed) -> Msg:
    """Why a station does not get the order, in words."""
    station, area = passed.station, wanted.chain[0]
    return {
        Why.BRANCH: msg("branch point; orders go to its head station {head}", head=station.head or ""),
        Why.CLOSED: msg("closed"),
        Why.NOT_COVERING: msg("does not cover area {area}", area=area),
        Why.WRONG_LINE: msg("covers area {area}, but not for this product or service", area=area),
        Why.WRONG_KIND: msg("a notebook station repairs notebooks only"),
        Why.OTHER_REGION: msg("belongs to {region}", region=station.region),
    }[passed.why]


def beyond(tx: Transaction, stations: Mapping[str, Sequence[str]], why: str | None = None) -> list[str]:
    """Notes and records which of today's new orders exceed the capacity of their station (interface 7).

    `stations`: the new orders by station, the first one first; of these the last ones are beyond. `why` is the
    reason that was given. Nothing is refused; the orders beyond capacity are returned.
    """
    found: list[str] = []
    for load in loads(tx, list(stations), tx.today):
        if load.daily is None or load.taken <= load.daily:
            continue
        tx.note(
            msg(
                "station {station} has {taken} orders today and can take {daily}",
                station=load.station,
                taken=load.taken,
                daily=load.daily,
            )
        )
        for no in stations[load.station][load.daily - load.taken :]:
            tx.event(
                "order.overload", order_no=no, after={"taken": load.taken, "daily": load.daily, "why": why}
            )
            found.append(no)
    return found


def suggest(tx: Transaction, area: str, asked: DispatchInput) -> Answer:
    """Which stations can take an order of `area` on a day (by default today), best first, and why others cannot.

    The first one is what `order create --area` takes. Raises UsageProblem for a value that cannot be read.
    """
    area = areas.typed(area)
    day = tx.today if asked.day is None else tx.day(asked.day, "--on", future=True)
    product = None if asked.product is None else code("product", asked.product, "--product")
    service = None if asked.service is None else code("service", asked.service, "--service")
    choice = choose(tx, area, day, product=product, service=service, region=own_region(tx), units=asked.units)
    lists = areas.every(tx)
    if area not in lists:
        tx.note(
            msg(
                "area {area} is not in the list of areas; search it with repaircli area list --name TEXT",
                area=area,
            )
        )
    others = [_passed(choice, p.station, p.why, because(p, choice.wanted)) for p in choice.passed]
    for c, load in choice.full:
        text = msg("{taken} of {daily} orders of the day are dispatched", taken=load.taken, daily=load.daily)
        others.append(_passed(choice, c.station, Why.FULL, text, load))
    if not choice.free:
        tx.note(
            msg(
                "no station can take it; to dispatch it anyway, name one: repaircli order create --station STATION"
            )
        )
    return Answer(
        "dispatch.suggest",
        {
            "area": area,
            "area_name": areas.full_name(area, lists),
            "product": product,
            "service": service,
            "date": day,
            "units": asked.units,
            "candidates": candidates(choice, choice.free),
            "others": sorted(others, key=lambda o: (_WHYS.index(o["why"]), o["station"])),
        },
    )


_WHYS = (
    Why.FULL, Why.WRONG_LINE, Why.WRONG_KIND, Why.OTHER_REGION, Why.CLOSED, Why.BRANCH, Why.NOT_COVERING,
)  # fmt: skip


def _passed(choice: Choice, station: Point, why: Why, text: Msg, load: Load | None = None) -> dict[str, Any]:
    return {
        "station": station.no,
        "name": choice.names[station.no],
        "region": station.region,
        "head": station.head,
        "why": str(why),
        "text": text,
        "taken": None if load is None else load.taken,
        "daily": None if load is None else load.daily,
    }
