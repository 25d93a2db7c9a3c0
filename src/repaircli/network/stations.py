"""Stations: checked and saved one by one, for the commands and for an import alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from repaircli.network import queries as network_queries
from repaircli.network import scope, service_points
from repaircli.network.areas import chain
from repaircli.network.coverage_tables import Capacity
from repaircli.network.regions import ensure, region_name
from repaircli.network.scope import Bounds
from repaircli.network.tables import Region, Station
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.network.dispatch import Wanted, reach, served

LONGEST_TEXT = 4000
MOST = 1_000_000

_NO = re.compile(r"\d{6}", re.A)
_TEXTS = ("name", "kind", "tier", "phone", "address", "principal")
_DATES = ("closes_on", "reopens_on")
_COLUMNS = ("region", "head", "notebook", "monthly_volume", "areas", "closed", *_DATES, *_TEXTS)


class FlawKind(StrEnum):
    """Why a station cannot be saved: a value that cannot be read, something unknown, or a rule."""

    VALUE = "value"
    UNKNOWN = "unknown"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with a station: its field, an error code, the sentence, what to do, and the clause."""

    field: str
    code: str
    text: Msg
    fix: Msg
    kind: FlawKind = FlawKind.VALUE
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a station: its row as data and whether it is new, or its flaws and nothing written."""

    station: dict[str, Any] | None
    created: bool
    flaws: tuple[Flaw, ...] = ()


Find = Callable[[str], Any]
"""The station of a number as a row or anything with its attributes, None where there is none."""


def add(call: Call, values: Mapping[str, Any]) -> Answer:
    """Adds a station; `values` as in `save`. Raises UsageProblem and NotFound; refused by the rules for branches."""
    return writing(call, lambda tx: _saved("station.add", save(tx, values, new=True)))


def edit(call: Call, values: Mapping[str, Any], from_: str | None = None) -> Answer:
    """Changes the given fields of a station; `values` as in `save`. Raises and is refused as `add`.

    `from_`: the day from which it is closed, or open again, where that is not today (001-5.6.4).
    """
    return writing(call, lambda tx: _saved("station.edit", save(tx, _dated(tx, values, from_), new=False)))


def _dated(tx: Transaction, values: Mapping[str, Any], from_: str | None) -> Mapping[str, Any]:
    """`values` with the days on which the station closes and opens again; what was planned before is given up."""
    shut = values.get("closed")
    if shut is None:
        if from_ is not None:
            raise UsageProblem(msg("--from goes with --closed or --open"))
        return values
    today = tx.today
    day = tx.day(from_, "--from") if from_ is not None else today
    if day < today:
        raise UsageProblem(
            msg("--from: {day} is past", day=day.isoformat()), msg("a station closes today or later")
        )
    row = tx.get(Station, no=str(values["no"]).strip())
    if row is None or day == today:
        return {**values, **dict.fromkeys(_DATES)}
    planned = row.closes_on if row.closes_on is not None and today < row.closes_on < day else None
    dates = {"closes_on": day, "reopens_on": None} if shut else {"closes_on": planned, "reopens_on": day}
    return {**values, "closed": network_queries.is_closed(row, today), **dates}


def show(call: Call, no: str) -> Answer:
    """One station with its branches and what it can take today."""
    return reading(call, lambda tx: Answer("station.show", data(tx, scope.station(tx, no))))


def list_(call: Call, *, region: str | None = None, area: str | None = None, closed: bool = False) -> Answer:
    """The stations, of one region or covering one area; `closed` ones too. Raises NotFound for an unknown region."""
    return reading(call, lambda tx: _list(tx, region, area, closed))


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
    given = _normal(values)
    no = given["no"]
    row = tx.get(Station, no=no)
    columns = {field: given[field] for field in _COLUMNS if field in given}
    if "region" in columns:
        columns["region"] = ensure(tx, columns["region"]).name
    if row is not None and "closed" in columns and not columns.keys() & set(_DATES):
        # a file says how it is today, not that a planned day is given up
        if columns["closed"] == network_queries.is_closed(row, tx.today):
            del columns["closed"]
        else:
            columns |= dict.fromkeys(_DATES)
    if row is None:
        defaults: dict[str, Any] = {"head": None, "notebook": False, "areas": [], "closed": False}
        defaults |= dict.fromkeys(_DATES)
        stored = {**defaults, **columns, "no": no}
        tx.insert(Station, **stored, created_at=tx.now)
        tx.event("station.added", after=stored)
    else:
        changed = {field: value for field, value in columns.items() if getattr(row, field) != value}
        if changed:
            tx.update(Station, {"no": no}, **changed)
            before = {field: getattr(row, field) for field in changed}
            tx.event("station.changed", before={"no": no, **before}, after={"no": no, **changed})
    if given.get("daily") is not None and not network_queries.capacity(tx, no):
        _first_capacity(tx, no, given["daily"])
    return Saved(data(tx, tx.get(Station, no=no)), row is None)


def flaws(
    tx: Transaction,
    values: Mapping[str, Any],
    *,
    new: bool | None = None,
    make_region: bool = False,
    find: Find | None = None,
) -> tuple[Flaw, ...]:
    """Everything that keeps `values` from being saved; writes nothing.

    `find` looks up a head station; an import gives one that knows the stations of its own file too.
    """
    no = str(values.get("no") or "").strip()
    if not _NO.fullmatch(no):
        return (_bad_number("no", no),)
    given = _normal(values)
    row = tx.get(Station, no=no)
    found = [*_value_flaws(given), *_existence_flaws(given, row, new)]
    if row is None and new is False:
        return tuple(found)
    for field in ("name", "region"):
        if row is None and not given.get(field) and not any(f.field == field for f in found):
            found.append(
                Flaw(field, "missing", msg("a new station needs a {field}", field=field), msg("give it"))
            )
    region = given.get("region", row.region if row else None)
    if given.get("region") and not any(f.field == "region" for f in found):
        found += _region_flaws(tx, given["region"], make_region)
    head = given.get("head", row.head if row else None)
    if head and not any(f.field in ("head", "region") for f in found):
        found += _head_flaws(tx, no, head, region, find or (lambda wanted: tx.get(Station, no=wanted)))
    if row is not None:
        found += _change_flaws(tx, row, given)
    return tuple(found)


def settled(tx: Transaction, row: Any) -> frozenset[str]:
    """The fields of an existing station that only other commands change: its areas and its capacity, once it has them."""
    there = {
        "areas": row.areas or network_queries.coverage_of(tx, row.no),
        "daily": network_queries.capacity(tx, row.no),
    }
    return frozenset(field for field, found in there.items() if found)


def data(tx: Transaction, row: Any) -> dict[str, Any]:
    """The JSON object of a station."""
    today = network_queries.daily(tx, tx.today, row.no).get(row.no)
    areas = served(service_points.point(tx, row, tx.today).entries)
    return _data(tx, row, areas, today.daily if today else None, network_queries.branches(tx, row.no))


def _data(
    tx: Transaction, row: Any, areas: Sequence[str], daily: int | None, branches: Sequence[str]
) -> dict[str, Any]:
    return {
        "no": row.no,
        "name": row.name,
        "region": row.region,
        "head": row.head,
        "branches": list(branches),
        "notebook": row.notebook,
        "monthly_volume": row.monthly_volume,
        "daily": daily,
        "areas": list(areas),
        "kind": row.kind,
        "tier": row.tier,
        "phone": row.phone,
        "address": row.address,
        "principal": row.principal,
        "closed": network_queries.is_closed(row, tx.today),
        "closes_on": row.closes_on,
        "reopens_on": row.reopens_on,
        "created_at": tx.local(row.created_at),
    }


def _list(tx: Transaction, region: str | None, area: str | None, closed: bool) -> Answer:
    region = scope.region_filter(tx, region)
    every = network_queries.stations(tx, Bounds(everywhere=True))
    daily = network_queries.daily(tx, tx.today)
    points: dict[str, list[str]] = {}
    for row in every:
        if row.head:
            points.setdefault(row.head, []).append(row.no)
    serving = {point.no: point for point in service_points.points(tx, every, tx.today)}
    wanted = Wanted(chain(tx, area)) if area is not None else None
    shown = [
        row
        for row in every
        if (closed or not serving[row.no].closed)
        and region in (None, row.region)
        and (wanted is None or reach(serving[row.no].entries, wanted) is not None)
    ]
    return Answer(
        "station.list",
        [
            _data(
                tx,
                r,
                served(serving[r.no].entries),
                daily[r.no].daily if r.no in daily else None,
                points.get(r.no, ()),
            )
            for r in shown
        ],
    )


def _saved(kind: str, saved: Saved) -> Answer:
    if not saved.flaws:
        return Answer(kind, {"station": saved.station, "created": saved.created})
    for flaw in saved.flaws:
        if flaw.kind is FlawKind.VALUE:
            raise UsageProblem(flaw.text, flaw.fix, code=flaw.code)
    for flaw in saved.flaws:
        if flaw.kind is FlawKind.UNKNOWN:
            raise NotFound(flaw.text, flaw.fix, code=flaw.code)
    return refusal([(f.code, f.clause, f.text) for f in saved.flaws], saved.flaws[0].fix)


def _normal(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with spaces around texts taken off, empty texts as None and areas once each."""
    given: dict[str, Any] = {}
    for field, value in values.items():
        if isinstance(value, str):
            value = value.strip() or None
        elif field == "areas" and value is not None:
            value = list(dict.fromkeys(area.strip() for area in value if area.strip()))
        given[field] = value
    return given


def _bad_number(field: str, no: str) -> Flaw:
    return Flaw(
        field,
        "station_no",
        msg("a station number has 6 digits, not {no}", no=no or "–"),
        msg("write it as 000001"),
    )


def _value_flaws(given: Mapping[str, Any]) -> list[Flaw]:
    found = []
    for field in ("monthly_volume", "daily"):
        value = given.get(field)
        if value is not None and not 0 <= value <= MOST:
            text = msg(
                "{field} is a number from 0 to {most}, not {value}", field=field, most=MOST, value=value
            )
            found.append(Flaw(field, "out_of_range", text, msg("give a number of orders")))
    for field in _TEXTS:
        if len(given.get(field) or "") > LONGEST_TEXT:
            text = msg("{field} is longer than {most} characters", field=field, most=LONGEST_TEXT)
            found.append(Flaw(field, "too_long", text, msg("shorten it")))
    if given.get("head") and not _NO.fullmatch(given["head"]):
        found.append(_bad_number("head", given["head"]))
    if any(len(area) > 20 or not area.isalnum() for area in given.get("areas") or ()):
        text = msg("an area is a code of letters and digits")
        found.append(
            Flaw(
                "areas", "bad_area", text, msg("several areas: one --area each, or separated by ; in a file")
            )
        )
    if "region" in given:
        try:
            region_name(given["region"] or "")
        except UsageProblem as problem:
            found.append(Flaw("region", problem.code, problem.message, problem.hint or msg("give it")))
    if "name" in given and not given["name"]:
        found.append(Flaw("name", "missing", msg("a station has a name"), msg("give it")))
    return found


def _existence_flaws(given: Mapping[str, Any], row: Any, new: bool | None) -> list[Flaw]:
    no = given["no"]
    if row is not None and new:
        text, fix = msg("station {no} is there already", no=no), msg("repaircli station edit {no} …", no=no)
        return [Flaw("no", "exists", text, fix, FlawKind.RULE, "001-5.6.4")]
    if row is None and new is False:
        return [
            Flaw(
                "no",
                "no_station",
                msg("no such station: {no}", no=no),
                msg("repaircli station list"),
                FlawKind.UNKNOWN,
            )
        ]
    return []


def _region_flaws(tx: Transaction, name: str, make_region: bool) -> list[Flaw]:
    if make_region or tx.get(Region, name=name) is not None:
        return []
    text, fix = msg("no such region: {name}", name=name), msg("repaircli region add {name}", name=name)
    return [Flaw("region", "no_region", text, fix, FlawKind.UNKNOWN)]


def _head_flaws(tx: Transaction, no: str, head: str, region: str | None, find: Find) -> list[Flaw]:
    """A branch stands under a head station of its own region, and nothing stands under a branch (001-6.3.8)."""

    def rule(code: str, text: Msg, fix: Msg) -> Flaw:
        return Flaw("head", code, text, fix, FlawKind.RULE, "001-6.3.8")

    if head == no:
        return [
            rule("own_head", msg("station {no} cannot be its own head", no=no), msg("name its head station"))
        ]
    over = find(head)
    if over is None:
        text = msg("no such head station: {head}", head=head)
        return [
            Flaw("head", "no_head", text, msg("repaircli station add {head} …", head=head), FlawKind.UNKNOWN)
        ]
    found = []
    if over.head:
        text = msg("station {head} is itself a branch of {top}", head=head, top=over.head)
        found.append(rule("head_is_branch", text, msg("--head {top}", top=over.head)))
    if region is not None and over.region != region:
        text = msg("head station {head} belongs to {region}", head=head, region=over.region)
        found.append(
            rule("head_elsewhere", text, msg("repaircli station list --region {region}", region=region))
        )
    points = network_queries.branches(tx, no)
    if points:
        text = msg("station {no} is the head of {branches}", no=no, branches=tuple(points))
        found.append(rule("has_branches", text, msg("repaircli station show {no}", no=no)))
    return found


def _change_flaws(tx: Transaction, row: Any, given: Mapping[str, Any]) -> list[Flaw]:
    """What of an existing station changes by other commands only: its areas, its capacity, a region with branches."""
    found = []
    region = given.get("region")
    points = network_queries.branches(tx, row.no) if region and region != row.region else []
    if points:
        text = msg(
            "station {no} is the head of {branches}, which stay in {region}",
            no=row.no,
            branches=tuple(points),
            region=row.region,
        )
        fix = msg("repaircli station edit {no} --no-head", no=points[0])
        found.append(Flaw("region", "has_branches", text, fix, FlawKind.RULE, "001-6.3.8"))
    fixed = settled(tx, row)
    areas = given.get("areas")
    if (
        areas is not None
        and "areas" in fixed
        and set(areas) != set(served(service_points.point(tx, row, tx.today).entries))
    ):
        text = msg("the areas of station {no} change by application on form 2 only", no=row.no)
        fix = msg("repaircli change apply {no} --cause area --add-area A --from D --reason T", no=row.no)
        found.append(Flaw("areas", "coverage_change", text, fix, FlawKind.RULE, "001-5.5.2"))
    daily = given.get("daily")
    if daily is not None and "daily" in fixed:
        today = network_queries.daily(tx, tx.today, row.no).get(row.no)
        if today is None or today.daily != daily:
            text = msg("the capacity of station {no} is maintained by its region", no=row.no)
            fix = msg("repaircli capacity set {no} {daily}", no=row.no, daily=daily)
            found.append(Flaw("daily", "capacity_change", text, fix, FlawKind.RULE, "001-5.5.1"))
    return found


def _first_capacity(tx: Transaction, no: str, daily: int) -> None:
    row = {"station": no, "daily": daily, "from_day": tx.today, "to_day": None, "cause": "routine"}
    tx.insert(Capacity, **row, note=None, set_by=tx.acting.login, set_at=tx.now)
    tx.event("capacity.set", after=row)
