"""Capacity of stations: maintained by the region, effective-dated, filed with the CSSD (001-5.5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from repaircli.network import coverage_queries, scope
from repaircli.network import queries as network_queries
from repaircli.network.change_queries import under_way
from repaircli.network.checks import foreign_station, require_capacity, window
from repaircli.network.coverage_tables import Capacity
from repaircli.network.tables import Station
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import ChangeCause
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.policy.in_force import limits_of
from repaircli.rules.network.changes import WAYS, Window, region_maintains, within

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
"""Causes for which a change of capacity is not maintained by the region (A-33)."""


@writes
def set_(
    tx: Transaction,
    no: str,
    daily: int,
    *,
    from_: str | None = None,
    to: str | None = None,
    cause: str = ROUTINE,
    note: str | None = None,
) -> Answer:
    """Sets the orders a day of a station in the identity's region, from a day on or for a period, and files it (N12).

    Refused for any cause but routine, with the clause and the command to use. Raises UsageProblem, NotFound, and
    Denied for a station of another region.
    """
    station = scope.station(tx, no)
    if station.region != tx.acting.region:
        raise foreign_station(station)
    require_capacity(daily)
    days = window(tx, from_, to)
    if not _is_regions_own(tx, cause):
        return _not_routine(station.no, daily, cause, days)
    first = days.from_day
    for other in under_way(tx, station.no, first):
        if other.to_day is None or other.daily is None:
            continue
        if within(first, Window(other.effective_from or other.from_day, other.to_day)):
            text = msg(
                "application {id} sets the capacity until {day}", id=other.id, day=other.to_day.isoformat()
            )
            hint = command_line("change show", "{id}", id=other.id)
            return refusal([("overlap", WAYS[ChangeCause(other.cause)].clause, text)], hint)
    if first < tx.today:
        tx.note(msg("{day} is past: what was dispatched since then stays as it is", day=first.isoformat()))
    counting = coverage_queries.daily(tx, first, station.no).get(station.no)
    before = None if counting is None else counting.daily
    number = add_capacity(tx, station.no, daily, days, ROUTINE, note, before={"daily": before})
    row = tx.one_row(Capacity, id=number)
    tx.notify("N12", to_kind="cssd", to="cssd", args=_filing(station, row, before))
    return Answer("capacity.set", {"capacity": {**_data(tx, row), "before": before}, "notify": ["N12"]})


def _is_regions_own(tx: Transaction, cause: str) -> bool:
    return cause in tuple(ChangeCause) and region_maintains(ChangeCause(cause), limits_of(tx))


def add_capacity(
    tx: Transaction,
    no: str,
    daily: int,
    days: Window,
    cause: str,
    note: str | None,
    before: Mapping[str, Any] | None = None,
) -> int:
    """Stores the capacity of a station on those days, with the event; returns the number of the row."""
    values = {"station": no, "daily": daily, **days._asdict(), "cause": cause, "note": note}
    values["set_by"] = tx.acting.login
    number = tx.insert(Capacity, **values, set_at=tx.now)
    tx.event("capacity.set", before=before, after={"id": number, **values})
    return number


@reads
def show(tx: Transaction, no: str | None = None, *, day: str | None = None) -> Answer:
    """Shows the capacity of one station, or of each station within reach, on a day (by default today)."""
    asked = tx.day(day, "--on", future=True) if day is not None else tx.today
    if no is None:
        counting = coverage_queries.daily(tx, asked)
        rows = [_of_station(row, counting.get(row.no), asked) for row in _open_stations(tx, asked)]
        return Answer("capacity.list", rows)
    station = scope.station(tx, no)
    if not scope.bounds(tx).reach(station):
        raise foreign_station(station)
    entry = coverage_queries.daily(tx, asked, station.no).get(station.no)
    history = [_data(tx, row) for row in coverage_queries.capacity(tx, station.no)]
    return Answer("capacity.show", {**_of_station(station, entry, asked), "history": history})


@reads
def load(tx: Transaction, *, day: str | None = None, region: str | None = None) -> Answer:
    """Shows the load of each open head station within reach on a day, by default today.

    Raises NotFound for an unknown region.
    """
    from repaircli.network import dispatch

    asked = tx.day(day, "--on", future=True) if day is not None else tx.today
    heads = [row for row in _open_stations(tx, asked, scope.region_filter(tx, region)) if row.head is None]
    loads = dispatch.loads(tx, [row.no for row in heads], asked)
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
            for row, load in zip(heads, loads, strict=True)
        ],
    )


def _open_stations(tx: Transaction, day: date, region: str | None = None) -> list[Station]:
    found = network_queries.stations(tx, scope.bounds(tx), region=region)
    return [station for station in found if not network_queries.is_closed(station, day)]


def _not_routine(no: str, daily: int, cause: str, days: Window) -> Answer:
    if cause not in OTHER_CAUSES:
        known = (ROUTINE, *OTHER_CAUSES)
        raise UsageProblem(
            msg("--cause: unknown cause {cause}", cause=cause),
            msg("one of {causes}", causes=known),
            code="unknown_cause",
        )
    clause, text = OTHER_CAUSES[cause]
    if cause == "basic":
        hint = command_line("station edit", "{no} …", no=no)
    elif cause == "area":
        hint = command_line(
            "change apply",
            "{no} --add-area A --cause area --from {day} --why T",
            no=no,
            day=days.from_day.isoformat(),
        )
    else:
        window = days.from_day.isoformat() + (f" --to {days.to_day.isoformat()}" if days.to_day else "")
        hint = command_line(
            "change apply",
            "{no} --daily {daily} --cause {cause} --from {window} --why T",
            no=no,
            daily=daily,
            cause=cause,
            window=window,
        )
    return refusal([("not_routine", clause, text)], hint)


def _filing(station: Station, row: Capacity, before: int | None) -> dict[str, str]:
    return {
        "station": station.no,
        "name": station.name,
        "region": station.region,
        "daily": str(row.daily),
        "before": str(before) if before is not None else "",
        "from": row.from_day.isoformat(),
        "to": row.to_day.isoformat() if row.to_day else "",
        "note": row.note or "",
        "set_by": row.set_by,
    }


def _of_station(station: Station, entry: Capacity | None, day: date) -> dict[str, Any]:
    return {
        "station": station.no,
        "name": station.name,
        "region": station.region,
        "date": day,
        "daily": entry and entry.daily,
        "from": entry and entry.from_day,
        "to": entry and entry.to_day,
        "cause": entry and entry.cause,
    }


def _data(tx: Transaction, row: Capacity) -> dict[str, Any]:
    return tx.as_json(Capacity, row)
