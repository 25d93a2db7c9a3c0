"""Checks of a station before it is saved: its values, the names in it, and the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from repaircli.network import coverage_queries, service_points
from repaircli.network import queries as network_queries
from repaircli.network.checks import MAX_CAPACITY, MAX_TEXT, is_area_code
from repaircli.network.regions import region_name
from repaircli.network.tables import Region, Station
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.network.dispatch import served

_NO = re.compile(r"\d{6}", re.A)
_NO_STATION = "no_station"

TEXTS = ("name", "kind", "tier", "phone", "address", "principal")
"""The columns of a station that hold a free text."""


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


class HeadStation(NamedTuple):
    """The facts that the rules for branch points need of a station that is not stored yet."""

    no: str
    region: str
    head: str | None


Find = Callable[[str], Station | HeadStation | None]
"""The station of a number, None where there is none."""


def flaws(
    tx: Transaction,
    values: Mapping[str, Any],
    *,
    new: bool | None = None,
    make_region: bool = False,
    find: Find | None = None,
) -> tuple[Flaw, ...]:
    """Every reason why `values` cannot be saved; writes nothing.

    `find` looks up a head station; an import gives one that knows the stations of its own file too.
    """
    no = str(values.get("no") or "").strip()
    if not _NO.fullmatch(no):
        return (_bad_number("no", no),)
    row = tx.get(Station, no=no)
    find = find or (lambda wanted: tx.get(Station, no=wanted))
    candidate = _Candidate(tx, no, normal(values), row, new, make_region, find)
    found: list[Flaw] = []
    for check, needed in _CHECKS:
        if not any(flaw.field in needed or flaw.code == _NO_STATION for flaw in found):
            found += check(candidate)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A station as it would be saved: the values that are given, and the row that they would change, if any."""

    tx: Transaction
    no: str
    given: Mapping[str, Any]
    row: Station | None
    new: bool | None
    make_region: bool
    find: Find

    def value(self, field: str) -> str | None:
        """The text that the field will have."""
        found: str | None = self.given.get(field, getattr(self.row, field, None))
        return found


def settled(tx: Transaction, row: Station) -> frozenset[str]:
    """The fields of an existing station that only other commands change: its areas and its capacity, once it has them."""
    there = {
        "areas": bool(row.areas or coverage_queries.coverage_of(tx, row.no)),
        "daily": bool(coverage_queries.capacity(tx, row.no)),
    }
    return frozenset(field for field, found in there.items() if found)


def normal(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with texts stripped, empty texts as None and each area once."""
    given: dict[str, Any] = {}
    for field, value in values.items():
        if isinstance(value, str):
            value = value.strip() or None
        elif field == "areas" and value is not None:
            value = list(dict.fromkeys(area.strip() for area in value if area.strip()))
        given[field] = value
    return given


def areas_today(tx: Transaction, row: Station) -> tuple[str, ...]:
    """The areas that the station serves today."""
    return served(service_points.point(tx, row, tx.today).entries)


def _bad_number(field: str, no: str) -> Flaw:
    return Flaw(
        field,
        "station_no",
        msg("a station number has 6 digits, not {no}", no=no or "–"),
        msg("write it as 000001"),
    )


def _number_flaws(c: _Candidate) -> Iterator[Flaw]:
    for field in ("monthly_volume", "daily"):
        value = c.given.get(field)
        if value is not None and not 0 <= value <= MAX_CAPACITY:
            text = msg(
                "{field} is a number from 0 to {most}, not {value}",
                field=field,
                most=MAX_CAPACITY,
                value=value,
            )
            yield Flaw(field, "out_of_range", text, msg("write a number of orders"))


def _text_flaws(c: _Candidate) -> Iterator[Flaw]:
    for field in TEXTS:
        if len(c.given.get(field) or "") > MAX_TEXT:
            text = msg("{field} is longer than {most} characters", field=field, most=MAX_TEXT)
            yield Flaw(field, "too_long", text, msg("shorten it"))


def _code_flaws(c: _Candidate) -> Iterator[Flaw]:
    if c.given.get("head") and not _NO.fullmatch(c.given["head"]):
        yield _bad_number("head", c.given["head"])
    if not all(map(is_area_code, c.given.get("areas") or ())):
        text = msg("an area is a code of letters and digits")
        fix = msg("several areas: one --area each, or separated by ; in a file")
        yield Flaw("areas", "bad_area", text, fix)


def _name_flaws(c: _Candidate) -> Iterator[Flaw]:
    if "region" in c.given:
        try:
            region_name(c.given["region"] or "")
        except UsageProblem as problem:
            yield Flaw("region", problem.code, problem.message, problem.hint or msg("fill it in"))
    if "name" in c.given and not c.given["name"]:
        yield Flaw("name", "missing", msg("a station has a name"), msg("fill it in"))


def _existence_flaws(c: _Candidate) -> Iterator[Flaw]:
    if c.row is not None and c.new:
        text, fix = (
            msg("station {no} already exists", no=c.no),
            command_line("station edit", "{no} …", no=c.no),
        )
        yield Flaw("no", "exists", text, fix, FlawKind.RULE, "001-5.6.4")
    if c.row is None and c.new is False:
        text = msg("no such station: {no}", no=c.no)
        yield Flaw("no", _NO_STATION, text, command_line("station list"), FlawKind.UNKNOWN)


def _missing(field: str) -> Callable[[_Candidate], Iterator[Flaw]]:
    def check(c: _Candidate) -> Iterator[Flaw]:
        if c.row is None and not c.given.get(field):
            yield Flaw(field, "missing", msg("a new station needs a {field}", field=field), msg("fill it in"))

    return check


def _region_flaws(c: _Candidate) -> Iterator[Flaw]:
    name = c.given.get("region")
    if name and not c.make_region and c.tx.get(Region, name=name) is None:
        text, fix = msg("no such region: {name}", name=name), command_line("region add", "{name}", name=name)
        yield Flaw("region", "no_region", text, fix, FlawKind.UNKNOWN)


def _head_flaws(c: _Candidate) -> Iterator[Flaw]:
    """A branch point belongs to a head station of its own region and has no branch points itself (001-6.3.8)."""
    head, region = c.value("head"), c.value("region")
    if not head:
        return
    if head == c.no:
        text = msg("station {no} cannot be its own head", no=c.no)
        yield _head_rule("own_head", text, msg("name its head station"))
        return
    over = c.find(head)
    if over is None:
        text, fix = (
            msg("no such head station: {head}", head=head),
            command_line("station add", "{head} …", head=head),
        )
        yield Flaw("head", "no_head", text, fix, FlawKind.UNKNOWN)
        return
    if over.head:
        text = msg("station {head} is itself a branch of {top}", head=head, top=over.head)
        yield _head_rule("head_is_branch", text, msg("--head {top}", top=over.head))
    if region is not None and over.region != region:
        text = msg("head station {head} belongs to {region}", head=head, region=over.region)
        yield _head_rule(
            "head_elsewhere", text, command_line("station list", "--region {region}", region=region)
        )
    points = network_queries.branches(c.tx, c.no)
    if points:
        text = msg("station {no} is the head of {branches}", no=c.no, branches=tuple(points))
        yield _head_rule("has_branches", text, command_line("station show", "{no}", no=c.no))


def _head_rule(code: str, text: Msg, fix: Msg) -> Flaw:
    return Flaw("head", code, text, fix, FlawKind.RULE, "001-6.3.8")


def _moved_flaws(c: _Candidate) -> Iterator[Flaw]:
    """A head station changes its region only once it has no branches."""
    row, region = c.row, c.given.get("region")
    if row is None or not region or region == row.region:
        return
    points = network_queries.branches(c.tx, row.no)
    if points:
        text = msg(
            "station {no} is the head of {branches}, which stay in {region}",
            no=row.no,
            branches=tuple(points),
            region=row.region,
        )
        fix = command_line("station edit", "{no} --no-head", no=points[0])
        yield Flaw("region", "has_branches", text, fix, FlawKind.RULE, "001-6.3.8")


def _settled_flaws(c: _Candidate) -> Iterator[Flaw]:
    """The areas and the capacity of an existing station are changed by other commands only."""
    tx, row, areas, daily = c.tx, c.row, c.given.get("areas"), c.given.get("daily")
    if row is None:
        return
    fixed = settled(tx, row)
    if areas is not None and "areas" in fixed and set(areas) != set(areas_today(tx, row)):
        text = msg("the areas of station {no} change by application on form 2 only", no=row.no)
        fix = command_line("change apply", "{no} --cause area --add-area A --from D --why T", no=row.no)
        yield Flaw("areas", "coverage_change", text, fix, FlawKind.RULE, "001-5.5.2")
    if daily is not None and "daily" in fixed:
        today = coverage_queries.daily(tx, tx.today, row.no).get(row.no)
        if today is None or today.daily != daily:
            text = msg("the capacity of station {no} is maintained by its region", no=row.no)
            fix = command_line("capacity set", "{no} {daily}", no=row.no, daily=daily)
            yield Flaw("daily", "capacity_change", text, fix, FlawKind.RULE, "001-5.5.1")


_CHECKS: tuple[tuple[Callable[[_Candidate], Iterator[Flaw]], tuple[str, ...]], ...] = (
    (_number_flaws, ()),
    (_text_flaws, ()),
    (_code_flaws, ()),
    (_name_flaws, ()),
    (_existence_flaws, ()),
    (_missing("name"), ("name",)),
    (_missing("region"), ("region",)),
    (_region_flaws, ("region",)),
    (_head_flaws, ("head", "region")),
    (_moved_flaws, ()),
    (_settled_flaws, ()),
)
"""The checks of a station in their order, each with the fields that must have no flaw before it is made."""
