"""Stations: add, edit, show and list them; the import saves its stations here too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repaircli.network import coverage_queries, scope, service_points
from repaircli.network import queries as network_queries
from repaircli.network.areas import chain
from repaircli.network.capacity import ROUTINE, add_capacity
from repaircli.network.coverage_tables import Capacity
from repaircli.network.regions import ensure
from repaircli.network.station_checks import TEXTS, Find, Flaw, FlawKind, areas_today, flaws, normal
from repaircli.network.tables import Station
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.db.rows import grouped
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules.network.changes import Window
from repaircli.rules.network.dispatch import DispatchNeed, reach, served

_DATES = ("closes_on", "reopens_on")
_COLUMNS = ("region", "head", "notebook", "monthly_volume", "areas", "closed", *_DATES, *TEXTS)


@dataclass(frozen=True, slots=True)
class Saved:
    """The result of `save`: the station's data and whether it is new, or the flaws for which nothing was written."""

    station: dict[str, Any] | None
    created: bool
    flaws: tuple[Flaw, ...] = ()


@writes
def add(tx: Transaction, values: Mapping[str, Any]) -> Answer:
    """Adds a station; `values` as in `save`. Raises UsageProblem and NotFound; refused by the rules for branches."""
    return _answer("station.add", save(tx, values, new=True))


@writes
def edit(tx: Transaction, values: Mapping[str, Any], from_: str | None = None) -> Answer:
    """Changes the given fields of a station; `values` as in `save`. Raises and is refused as `add`.

    `from_`: the day from which it is closed, or open again, where that is not today (001-5.6.4).
    """
    return _answer("station.edit", save(tx, _dated(tx, values, from_), new=False))


def _dated(tx: Transaction, values: Mapping[str, Any], from_: str | None) -> Mapping[str, Any]:
    """`values` with the days on which the station closes and opens again; earlier planned days are dropped."""
    shut = values.get("closed")
    if shut is None:
        if from_ is not None:
            raise UsageProblem(msg("--from can only be used with --closed or --open"))
        return values
    today = tx.today
    day = tx.day(from_, "--from", future=True) if from_ is not None else today
    if day < today:
        raise UsageProblem(
            msg("--from: {day} is past", day=day.isoformat()),
            msg("a station can be closed or reopened from today at the earliest"),
        )
    row = tx.get(Station, no=str(values["no"]).strip())
    if row is None or day == today:
        return {**values, **dict.fromkeys(_DATES)}
    planned = row.closes_on if row.closes_on is not None and today < row.closes_on < day else None
    dates = {"closes_on": day, "reopens_on": None} if shut else {"closes_on": planned, "reopens_on": day}
    return {**values, "closed": network_queries.is_closed(row, today), **dates}


@reads
def show(tx: Transaction, no: str) -> Answer:
    """One station with its branches and what it can take today."""
    return Answer("station.show", data(tx, scope.station(tx, no)))


@reads
def list_(
    tx: Transaction, *, region: str | None = None, area: str | None = None, closed: bool = False
) -> Answer:
    """The stations, of one region or covering one area; `closed` ones too. Raises NotFound for an unknown region."""
    region = scope.region_filter(tx, region)
    every = network_queries.all_stations(tx)
    daily = coverage_queries.daily(tx, tx.today)
    branches = grouped((row for row in every if row.head), lambda row: row.head)
    serving = {point.no: point for point in service_points.points(tx, every, tx.today)}
    wanted = DispatchNeed(chain(tx, area)) if area is not None else None
    return Answer(
        "station.list",
        [
            _data(
                tx,
                row,
                served(serving[row.no].entries),
                daily.get(row.no),
                [branch.no for branch in branches.get(row.no, ())],
            )
            for row in every
            if (closed or not serving[row.no].closed)
            and region in (None, row.region)
            and (wanted is None or reach(serving[row.no].entries, wanted) is not None)
        ],
    )


def save(
    tx: Transaction,
    values: Mapping[str, Any],
    *,
    new: bool | None = None,
    make_region: bool = False,
    find: Find | None = None,
) -> Saved:
    """Checks one station and inserts or changes it; with any flaw nothing is written.

    `values` are `no` and any of name, region, head (None: no branch), notebook, monthly_volume, daily, areas (a list),
    kind, tier, phone, address, principal, closed. What is not given stays, or gets its default on a new station.
    `new` says whether the number must be free (True), taken (False) or may be either (None). `make_region` adds a region
    that is not there. `find` is as in `flaws`.
    """
    found = flaws(tx, values, new=new, make_region=make_region, find=find)
    if found:
        return Saved(None, False, found)
    given = normal(values)
    no = given["no"]
    row = tx.get(Station, no=no)
    columns = {field: given[field] for field in _COLUMNS if field in given}
    if "region" in columns:
        columns["region"] = ensure(tx, columns["region"]).name
    if row is None:
        stored = {**_DEFAULTS, **columns, "no": no}
        tx.insert(Station, **stored, created_at=tx.now)
        tx.event("station.added", after=stored)
    else:
        _change(tx, row, _without_planned_day(tx, row, columns))
    if given.get("daily") is not None and not coverage_queries.capacity(tx, no):
        add_capacity(tx, no, given["daily"], Window(tx.today), ROUTINE, None)
    return Saved(data(tx, tx.one_row(Station, no=no)), row is None)


_DEFAULTS: Mapping[str, Any] = {
    "head": None,
    "notebook": False,
    "areas": [],
    "closed": False,
    **dict.fromkeys(_DATES),
}


def _without_planned_day(tx: Transaction, row: Station, columns: Mapping[str, Any]) -> Mapping[str, Any]:
    """A file says whether a station is closed today; unless that changes, a planned day stays."""
    if "closed" not in columns or columns.keys() & set(_DATES):
        return columns
    if columns["closed"] == network_queries.is_closed(row, tx.today):
        return {field: value for field, value in columns.items() if field != "closed"}
    return {**columns, **dict.fromkeys(_DATES)}


def _change(tx: Transaction, row: Station, columns: Mapping[str, Any]) -> None:
    changed = {field: value for field, value in columns.items() if getattr(row, field) != value}
    if changed:
        tx.update(Station, {"no": row.no}, **changed)
        before = {field: getattr(row, field) for field in changed}
        tx.event("station.changed", before={"no": row.no, **before}, after={"no": row.no, **changed})


def data(tx: Transaction, row: Station) -> dict[str, Any]:
    """The JSON object of a station."""
    capacity = coverage_queries.daily(tx, tx.today, row.no).get(row.no)
    return _data(tx, row, areas_today(tx, row), capacity, network_queries.branches(tx, row.no))


def _data(
    tx: Transaction, row: Station, areas: Sequence[str], capacity: Capacity | None, branches: Sequence[str]
) -> dict[str, Any]:
    return tx.as_json(Station, row) | {
        "branches": list(branches),
        "daily": capacity and capacity.daily,
        "areas": list(areas),
        "closed": network_queries.is_closed(row, tx.today),
    }


def _answer(kind: str, saved: Saved) -> Answer:
    if not saved.flaws:
        assert saved.station is not None
        return Answer(kind, {**saved.station, "created": saved.created})
    for flaw in saved.flaws:
        if flaw.kind is FlawKind.VALUE:
            raise UsageProblem(flaw.text, flaw.fix, code=flaw.code)
    for flaw in saved.flaws:
        if flaw.kind is FlawKind.UNKNOWN:
            raise NotFound(flaw.text, flaw.fix, code=flaw.code)
    return refusal([(f.code, f.clause, f.text) for f in saved.flaws], saved.flaws[0].fix)
