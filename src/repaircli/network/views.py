"""How regions, stations, areas, capacity, coverage, the choice of a station and identities look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from repaircli.network.coverage_tables import AreaWithout800, Capacity, Coverage, ImportedArea, Poll
from repaircli.network.tables import Region, Station
from repaircli.platform.db.data import keys_of
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import (
    FILE_ERRORS,
    Column,
    Data,
    Pen,
    Section,
    Styled,
    View,
    joined,
    nested,
    semicolons,
)
from repaircli.platform.text import N_, Msg, msg
from repaircli.platform.user_tables import User

_DAILY = of(Capacity, "daily", right=True)
_NO = of(Station, "no", keep=True)
_STATION = (_NO, *several(Station, "name", "region"))
_AREA_NAME = Column("area_name", N_("full name"))
_TAKEN, _FREE = Column("taken", N_("orders of the day"), right=True), Column("free", N_("free"), right=True)
_NOTIFY = Column("notify", N_("queued notices"))

# ------------------------------------------------------------------------------------------------ regions and stations

_REGION, _ADDED = several(Region, "name", "created_at")
_REGIONS = {
    "region.list": View(
        columns=[_REGION, Column("stations", N_("stations"), right=True), _ADDED],
        csv=("region", "stations", "created_at"),
        empty=N_("no regions"),
    ),
    "region.add": View(fields=[_REGION, _ADDED]),
}

_DATA = several(Station, "kind", "tier", "phone", "address", "principal", "closed")
_DETAIL = (
    *several(Station, "no", "name", "region", "head"),
    Column("branches", N_("branches")),
    *several(Station, "notebook", "monthly_volume"),
    replace(_DAILY, right=False),
    of(Station, "areas"),
    *_DATA,
    *several(Station, "closes_on", "reopens_on"),
)


_STATIONS = {
    "station.list": View(
        columns=[
            of(Station, "no", keep=True),
            *several(Station, "name", "region"),
            of(Station, "head", keep=True),
            of(Station, "notebook"),
            _DAILY,
            *several(Station, "areas", "phone"),
        ],
        empty=N_("no stations"),
        csv=(*keys_of(Station), "branches", "daily"),
    ),
    "station.show": View(fields=_DETAIL),
    **dict.fromkeys(("station.add", "station.edit"), View(fields=_DETAIL)),
    "station.poll": View(
        fields=[*several(Poll, "station", "at", "login"), Column("waiting", N_("orders to download"))]
    ),
    "station.poll-check": View(
        columns=[
            *_STATION[:2],
            Column("date", N_("day"), keep=True),
            Column("duty", N_("online"), words="duty", keep=True),
            of(Station, "monthly_volume", key="volume", right=True),
            Column("polls", N_("times"), right=True),
            Column("clause", N_("clause"), keep=True),
            Column("warnings", N_("warning"), show=joined),
        ],
        empty=N_("every station was online as often as required"),
        csv=(
            "station",
            "name",
            "region",
            "date",
            "duty",
            "clause",
            "volume",
            "volume_set",
            "polls",
            "poll_times",
            "ok",
            "warnings",
        ),
    ),
}

# --------------------------------------------------------------------------------------------------------------- areas

_AREA = (
    of(ImportedArea, "code", keep=True),
    *several(ImportedArea, "name", "parent"),
    Column("full_name", N_("full name")),
)


def _imported(data: Data) -> Msg:
    counts = {name: data[name] for name in ("imported", "changed", "good", "bad")}
    return msg("areas imported: {imported}, changed: {changed}, good: {good}, bad: {bad}", **counts)


_AREAS = {
    "area.list": View(columns=_AREA, empty=N_("no areas")),
    "area.show": View(
        fields=_AREA,
        sections=[
            Section(
                "stations",
                N_("stations that serve it today"),
                columns=[*_STATION, Column("by_area", N_("by area"))],
            ),
            Section("areas", N_("areas below it"), columns=_AREA[:2]),
        ],
    ),
    "area.import": View(rows="errors", columns=FILE_ERRORS, summary=_imported),
}

# ------------------------------------------------------------------------------------------------ capacity and coverage

_WINDOW = (
    _DAILY,
    of(Capacity, "from_day"),
    of(Capacity, "to_day"),
    of(Capacity, "cause"),
)
_LOAD = (*_STATION, _TAKEN, _DAILY, _FREE)
_CAPACITY = {
    "capacity.load": View(
        columns=_LOAD,
        csv=("station", "name", "region", "date", "taken", "daily", "free", "over"),
        empty=N_("no stations"),
    ),
    "capacity.list": View(
        columns=[*_STATION, *_WINDOW],
        csv=("station", "name", "region", "date", "daily", "from", "to", "cause"),
        empty=N_("no stations"),
    ),
    "capacity.show": View(
        fields=[*_STATION, Column("date", N_("day")), *_WINDOW],
        sections=[
            Section(
                "history",
                N_("entries, the last one first"),
                columns=[*_WINDOW, *several(Capacity, "note", "set_by", "set_at")],
            )
        ],
    ),
    "capacity.set": View(
        fields=[
            *nested("capacity", [_NO, Column("before", N_("before")), *_WINDOW, of(Capacity, "note")]),
            _NOTIFY,
        ]
    ),
}

_WITHOUT_800 = (
    of(AreaWithout800, "area", keep=True),
    _AREA_NAME,
    of(AreaWithout800, "station", keep=True),
    *several(AreaWithout800, "region", "reason", "filed_by", "filed_at"),
)
_SERVING = (*_STATION, of(Station, "head"))
_SERVED = (
    of(Coverage, "area", keep=True),
    _AREA_NAME,
    *several(Coverage, "product", "service"),
    of(Coverage, "from_day"),
    of(Coverage, "to_day"),
    of(Coverage, "cause"),
    of(Coverage, "change", right=True),
)
_COVERAGE = {
    "coverage.list": View(
        columns=[*_SERVING[:2], *_SERVED],
        csv=[c.key for c in (*_SERVING, *_SERVED)],
        empty=N_("no stations serve it"),
    ),
    "coverage.show": View(
        fields=[*_SERVING, Column("date", N_("day"))],
        sections=[
            Section("areas", N_("areas it serves"), columns=_SERVED),
            Section(
                "changes",
                N_("changes of its areas, the first day first"),
                columns=[of(Coverage, "covers"), *_SERVED, *several(Coverage, "set_by", "set_at")],
            ),
        ],
    ),
    "coverage.without-800-list": View(
        columns=_WITHOUT_800,
        csv=(*keys_of(AreaWithout800), "area_name"),
        empty=N_("no areas without 800"),
    ),
    "coverage.without-800-add": View(fields=[*nested("no800", _WITHOUT_800), _NOTIFY]),
}

# ------------------------------------------------------------------------------------------------------------ dispatch

_CANDIDATES = (
    Column("rank", N_("no."), right=True),
    *_STATION,
    Column("by_area", N_("by area")),
    Column("point", N_("branch point")),
    _TAKEN,
    _DAILY,
    _FREE,
)
_WHY = {
    "full": N_("full"),
    "wrong_line": N_("not for this product or service"),
    "wrong_kind": N_("notebook station, for notebooks only"),
    "other_region": N_("in another region"),
    "closed": N_("closed"),
    "branch": N_("branch point, orders go to its head station"),
    "not_covering": N_("does not cover the area"),
}


def _draw_choice(data: Data, pen: Pen) -> None:
    """The candidates in order, then the others under their reasons."""
    asked = [pen.text(data["product"], "product"), pen.text(data["service"], "service")]
    title = [data["area"], data["area_name"] or "", pen.text(data["date"]), *asked]
    pen.line(Styled("  ".join(str(t) for t in title if t), "bold"))
    found = data["candidates"]
    if found:
        pen.table([c for c in _CANDIDATES if any(row[c.key] is not None for row in found)], found)
    else:
        pen.say(pen.tr(N_("no station can take it")))
    if not data["others"]:
        return
    pen.heading(pen.tr(N_("not taken")))
    for why, rows in groupby(data["others"], key=lambda row: str(row["why"])):
        stations = tuple(_other(why, row) for row in rows)
        pen.say(pen.tr(msg("{why}: {stations}", why=Msg(_WHY[why]), stations=stations)), indent=2, hang=2)


def _other(why: str, row: Data) -> str:
    """A station that is no candidate; the many that do not cover the area by their numbers alone."""
    if why == "branch":
        return f"{row['station']} → {row['head']}"
    if why == "full":
        return f"{row['station']} {row['name']} ({row['taken']}/{row['daily']})"
    if why == "other_region":
        return f"{row['station']} {row['region']}"
    return row["station"] if why == "not_covering" else f"{row['station']} {row['name']}"


_ENGINEERS = (
    of(User, "login", keep=True),
    of(User, "name"),
    of(User, "station", keep=True),
    Column("fits", N_("fits"), words="bool"),
    Column("reasons", N_("why"), show=joined),
)


def _draw_engineers(data: Data, pen: Pen) -> None:
    """The engineers who are there in their order, then those who are away."""
    title = [
        data["order_no"],
        *data["stations"],
        pen.text(data["product"], "product"),
        pen.text(data["date"]),
    ]
    pen.line(Styled("  ".join(str(t) for t in title if t), "bold"))
    if data["engineers"]:
        pen.table(_ENGINEERS, data["engineers"])
    if data["others"]:
        pen.heading(pen.tr(N_("away")))
        pen.table([c for c in _ENGINEERS if c.key != "fits"], data["others"], indent=2)


_DISPATCH = {
    "dispatch.suggest": View(
        draw=_draw_choice, rows="candidates", columns=_CANDIDATES, csv=[c.key for c in _CANDIDATES]
    ),
    "dispatch.engineer": View(
        draw=_draw_engineers,
        rows="engineers",
        columns=_ENGINEERS,
        csv=("login", "name", "station", "fits", "open", "overdue", "promised_that_day", "away", "reasons"),
    ),
}

# ---------------------------------------------------------------------------------------------------------- identities

_USER = (
    of(User, "login", keep=True),
    *several(User, "name", "roles", "region"),
    of(User, "station", keep=True),
    of(User, "disabled"),
    *several(User, "level", "tier", "platform", "products"),
)


def _away(value: Sequence[Data], pen: Pen) -> str:
    spans = [msg("{first} to {last}", first=one["from"], last=one["to"]) for one in value]
    return semicolons(map(pen.tr, spans), pen)


_AWAY = of(User, "away", show=_away)
_PERSON = (*_USER, *several(User, "abilities", "email", "mobile"), _AWAY)
_USERS = {
    "user.list": View(columns=(*_USER, _AWAY), csv=keys_of(User), empty=N_("no identities")),
    "user.show": View(fields=_PERSON),
    **dict.fromkeys(
        ("user.add", "user.edit", "user.disable", "user.enable"), View(fields=nested("user", _PERSON))
    ),
}

VIEWS = _REGIONS | _STATIONS | _AREAS | _CAPACITY | _COVERAGE | _DISPATCH | _USERS
