"""Capacity of stations: maintained by the region, effective-dated, filed with the CSSD (001-5.5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from repaircli.network import queries as network_queries
from repaircli.network import scope
from repaircli.network.change_queries import under_way
from repaircli.network.coverage_tables import Capacity
from repaircli.network.stations import MOST
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.network.changes import WAYS, Window, within

ROUTINE = "routine"

OTHER_CAUSES: Mapping[str, tuple[str, Msg]] = {
    "area": ("001-5.5.2", msg("a change of areas is applied for on form 2 and maintained by the CSSD")),
    "holiday": ("001-5.6.1", msg("an adjustment for a major holiday goes to the CSSD on form 3")),
    "emergency": (
        "001-5.6.2",
        msg("an adjustment for a sudden event goes to the CSSD on form 3, a working day ahead"),
    ),
    "quality": ("001-5.6.3", msg("an adjustment for quality or reorganisation goes to the CSSD on form 3")),
    "basic": ("001-5.6.4", msg("basic data of a station is maintained by the CSSD")),
}
"""Causes for which a region does not maintain capacity itself (A-33)."""


def set_(
    call: Call,
    no: str,
    daily: int,
    *,
    from_: str | None = None,
    to: str | None = None,
    cause: str = ROUTINE,
    note: str | None = None,
) -> Answer:
    """Sets what a station of the own region can take a day, from a day on or for a while, and files it (N12).

    Refused for any cause but routine, with the clause and the command to use. Raises UsageProblem, NotFound, and
    Denied for a station of another region.
    """
    return writing(call, lambda tx: _set(tx, no, daily, from_, to, cause, note))


def show(call: Call, no: str | None = None, *, day: str | None = None) -> Answer:
    """What one station, or each station within reach, can take on a day (today where none is named)."""
    return reading(call, lambda tx: _show(tx, no, day))


def load(call: Call, *, day: str | None = None, region: str | None = None) -> Answer:
    """What each open head station within reach has taken of its capacity on a day, today where none is named.

    Raises NotFound for an unknown region.
    """
    return reading(call, lambda tx: _load(tx, day, region))


def _set(
    tx: Transaction, no: str, daily: int, from_: str | None, to: str | None, cause: str, note: str | None
) -> Answer:
    station = scope.station(tx, no)
    if station.region != tx.acting.region:
        raise Denied(
            msg("station {no} belongs to {region}", no=station.no, region=station.region),
            code="foreign_station",
        )
    if not 0 <= daily <= MOST:
        raise UsageProblem(msg("capacity is a number from 0 to {most}, not {value}", most=MOST, value=daily))
    first = tx.day(from_, "--from") if from_ is not None else tx.today
    last = tx.day(to, "--to") if to is not None else None
    if last is not None and last < first:
        raise UsageProblem(
            msg("--to {to} lies before {first}", to=last.isoformat(), first=first.isoformat()),
            msg("--to takes the last day on which it counts"),
        )
    if cause != ROUTINE:
        return _not_routine(station.no, daily, cause, first, last)
    for other in under_way(tx, station.no, first):
        window = Window(other.effective_from or other.from_day, other.to_day)
        if other.daily is not None and within(first, window):
            text = msg(
                "application {id} sets the capacity until {day}", id=other.id, day=other.to_day.isoformat()
            )
            hint = msg("repaircli change show {id}", id=other.id)
            return refusal([("overlap", WAYS[other.cause].clause, text)], hint)
    if first < tx.today:
        tx.note(msg("{day} is past: what was dispatched since then stays as it is", day=first.isoformat()))
    before = network_queries.daily(tx, first, station.no).get(station.no)
    values: dict[str, Any] = {
        "station": station.no,
        "daily": daily,
        "from_day": first,
        "to_day": last,
        "cause": ROUTINE,
        "note": note,
        "set_by": tx.acting.login,
    }
    number = tx.insert(Capacity, **values, set_at=tx.now)
    tx.event(
        "capacity.set", before={"daily": before.daily if before else None}, after={"id": number, **values}
    )
    tx.notify("N12", to_kind="cssd", to="cssd", args=_filing(station, values, before))
    row = tx.get(Capacity, id=number)
    return Answer(
        "capacity.set",
        {"capacity": {**_row(tx, row), "before": before.daily if before else None}, "notify": ["N12"]},
    )


def _not_routine(no: str, daily: int, cause: str, first: date, last: date | None) -> Answer:
    if cause not in OTHER_CAUSES:
        known = (ROUTINE, *OTHER_CAUSES)
        raise UsageProblem(
            msg("--cause: there is no cause {cause}", cause=cause),
            msg("one of {causes}", causes=known),
            code="unknown_cause",
        )
    clause, text = OTHER_CAUSES[cause]
    if cause == "basic":
        hint = msg("repaircli station edit {no} …", no=no)
    elif cause == "area":
        hint = msg(
            "repaircli change apply {no} --add-area A --cause area --from {day} --reason T",
            no=no,
            day=first.isoformat(),
        )
    else:
        window = first.isoformat() + (f" --to {last.isoformat()}" if last else "")
        hint = msg(
            "repaircli change apply {no} --daily {daily} --cause {cause} --from {window} --reason T",
            no=no,
            daily=daily,
            cause=cause,
            window=window,
        )
    return refusal([("not_routine", clause, text)], hint)


def _filing(station: Any, values: Mapping[str, Any], before: Any) -> dict[str, str]:
    return {
        "station": station.no,
        "name": station.name,
        "region": station.region,
        "daily": str(values["daily"]),
        "before": str(before.daily) if before else "",
        "from": values["from_day"].isoformat(),
        "to": values["to_day"].isoformat() if values["to_day"] else "",
        "note": values["note"] or "",
        "set_by": values["set_by"],
    }


def _show(tx: Transaction, no: str | None, day: str | None) -> Answer:
    asked = tx.day(day, "--date") if day is not None else tx.today
    if no is None:
        rows = network_queries.stations(tx, scope.bounds(tx), open_on=asked)
        counting = network_queries.daily(tx, asked)
        return Answer("capacity.list", [_of_station(tx, row, counting.get(row.no), asked) for row in rows])
    station = scope.station(tx, no)
    if not _within_reach(tx, station):
        raise Denied(
            msg("station {no} belongs to {region}", no=station.no, region=station.region),
            code="foreign_station",
        )
    entry = network_queries.daily(tx, asked, station.no).get(station.no)
    history = [_row(tx, row) for row in network_queries.capacity(tx, station.no)]
    return Answer("capacity.show", {**_of_station(tx, station, entry, asked), "history": history})


def _load(tx: Transaction, day: str | None, region: str | None) -> Answer:
    from repaircli.network import dispatch as network_dispatch

    asked = tx.day(day, "--date") if day is not None else tx.today
    region = scope.region_filter(tx, region)
    rows = [
        r
        for r in network_queries.stations(tx, scope.bounds(tx), region=region, open_on=asked)
        if r.head is None
    ]
    loads = network_dispatch.loads(tx, [row.no for row in rows], asked)
    return Answer(
        "capacity.load",
        [
            {
                "station": row.no,
                "name": row.name,
                "region": row.region,
                "date": asked,
                "taken": load.taken,
                "daily": load.daily,
                "free": load.free,
                "over": load.daily is not None and load.taken > load.daily,
            }
            for row, load in zip(rows, loads, strict=True)
        ],
    )


def _within_reach(tx: Transaction, station: Any) -> bool:
    bounds = scope.bounds(tx)
    return (
        bounds.everywhere
        or (bounds.region is not None and station.region == bounds.region)
        or (bounds.station is not None and bounds.station in (station.no, station.head))
    )


def _of_station(tx: Transaction, station: Any, entry: Any, day: date) -> dict[str, Any]:
    return {
        "station": station.no,
        "name": station.name,
        "region": station.region,
        "date": day,
        "daily": entry.daily if entry else None,
        "from": entry.from_day if entry else None,
        "to": entry.to_day if entry else None,
        "cause": entry.cause if entry else None,
    }


def _row(tx: Transaction, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "station": row.station,
        "daily": row.daily,
        "from": row.from_day,
        "to": row.to_day,
        "cause": row.cause,
        "note": row.note,
        "set_by": row.set_by,
        "set_at": tx.local(row.set_at),
    }
