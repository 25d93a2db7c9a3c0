"""The engineers who could come for an order, best first, and why the others cannot (003-3.1.1, -3.1.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from repaircli.network import areas, dispatch, scope
from repaircli.network import queries as network_queries
from repaircli.network.scope import Bounds
from repaircli.network.tables import Station
from repaircli.orders import lookup
from repaircli.orders.tables import Order
from repaircli.overview import engineer_queries as rows
from repaircli.platform.answers import Answer
from repaircli.platform.codes import Origin, Role
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import code
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.platform.user_tables import User
from repaircli.rules.network import absences
from repaircli.rules.network import engineers as rules
from repaircli.rules.network.engineers import Engineer


@dataclass(frozen=True, slots=True)
class EngineerNeed:
    """The options of `dispatch engineer`, as typed."""

    station: str | None = None
    area: str | None = None
    product: str | None = None
    day: str | None = None


@reads
def choice(tx: Transaction, no: str | None, wanted: EngineerNeed, limit: int) -> Answer:
    """The engineers of the order `no`, of a station, or of the stations that could get an order of an area, best first.

    Raises UsageProblem unless exactly one of the three is given, NotFound, and Denied for another station or region.
    """
    if sum(given is not None for given in (no, wanted.station, wanted.area)) != 1:
        raise UsageProblem(
            msg("expected an order number, --station STATION or --area CODE"),
            command_line("dispatch engineer", "--help"),
        )
    day = tx.today if wanted.day is None else tx.day(wanted.day, "--on", future=True)
    product = None if wanted.product is None else code("product", wanted.product, "--product")
    order = None if no is None else lookup.order(tx, no)
    if order is not None:
        product, points = product or order.product, _points_of(tx, order)
    else:
        points = _points(tx, wanted, product, day)
    found = at(tx, points, day)
    best = rules.ranked(found, product)
    if len(best) > limit:
        tx.note(msg("{more} more not shown; use --limit all to show everything", more=len(best) - limit))
    if not best:
        tx.note(msg("no engineer is there on {day}", day=day.isoformat()))
    names = {user.login: user.name for user in _users(tx, points)}
    return Answer(
        "dispatch.engineer",
        {
            "order_no": None if order is None else order.order_no,
            "stations": [point.no for point in points],
            "product": product,
            "date": day,
            "engineers": [_shown(one, names, product) for one in best[:limit]],
            "others": [_shown(one, names, product) for one in found if one.absence is not None],
        },
    )


def best_for(tx: Transaction, order: Order) -> Engineer | None:
    """The first engineer who fits the order and is there today; None where nobody does."""
    found = rules.ranked(at(tx, _points_of(tx, order), tx.today), order.product)
    return next((one for one in found if rules.fits(one, order.product)), None)


def at(tx: Transaction, points: Sequence[Station], day: date) -> list[Engineer]:
    """The enabled engineers of stations and branch points, with the work that they have, by login."""
    users = _users(tx, points)
    work = rows.work(tx, [user.login for user in users])
    theirs = {one.order_no: one.engineer for one in work}
    overdue = Counter(theirs[no] for no in _overdue(tx, work) if no in theirs)
    open_ = Counter(one.engineer for one in work)
    promised = Counter(
        one.engineer for one in work if one.promised_at and tx.local(one.promised_at).date() == day
    )
    return [
        Engineer(
            user.login,
            user.station or "",
            user.platform,
            user.products,
            open_[user.login],
            overdue[user.login],
            promised[user.login],
            absences.on(absences.read(user.away), day),
        )
        for user in users
    ]


def _overdue(tx: Transaction, work: Iterable[rows.Work]) -> list[str]:
    """The orders of what is late now, an order for each thing."""
    from repaircli.deadlines import due
    from repaircli.deadlines.queries import Scope

    late: list[str] = []
    for login in dict.fromkeys(one.engineer for one in work):
        asked = Scope(Bounds(everywhere=True), engineer=login)
        late += [one.order_no for one in due.candidates(tx, asked, tx.now) if one.deadline < tx.now]
    return late


def _users(tx: Transaction, points: Sequence[Station]) -> list[User]:
    """The enabled engineers of exactly those stations and branch points, by login."""
    found = network_queries.people_of(tx, [point.no for point in points])
    return [user for user in found if Role.ENGINEER in user.roles.split(",")]


def _points_of(tx: Transaction, order: Order) -> list[Station]:
    """The station of the order with its branch points; only the branch point for which the order was generated."""
    if order.origin == Origin.STATION and order.branch is not None:
        return [scope.station(tx, order.branch)]
    return _with_branches(tx, scope.station(tx, order.station))


def _points(tx: Transaction, wanted: EngineerNeed, product: str | None, day: date) -> list[Station]:
    if wanted.station is not None:
        no = scope.station_filter(tx, wanted.station)
        assert no is not None
        return _with_branches(tx, scope.station(tx, no))
    chosen = dispatch.choose(tx, areas.typed(wanted.area or ""), day, product=product)
    heads = [covering.station.no for covering, _ in (*chosen.free, *chosen.full)]
    within = scope.bounds(tx)
    points = [point for no in heads for point in _with_branches(tx, scope.station(tx, no))]
    return [point for point in points if within.reach(point)]


def _with_branches(tx: Transaction, station: Station) -> list[Station]:
    return [station, *tx.find(Station, order_by=("no",), head=station.no)]


def _shown(one: Engineer, names: dict[str, str], product: str | None) -> dict[str, Any]:
    return {
        "login": one.login,
        "name": names[one.login],
        "station": one.station,
        "fits": rules.fits(one, product),
        "open": one.open,
        "overdue": one.overdue,
        "promised_that_day": one.promised,
        "away": one.absence is not None,
        "reasons": rules.reasons(one, product),
    }
