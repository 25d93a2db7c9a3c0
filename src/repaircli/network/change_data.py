"""An application to change a station: its look-up, its JSON object and its notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.calendar.working import calendar_of
from repaircli.network import areas
from repaircli.network.areas import Area
from repaircli.network.coverage_tables import Change
from repaircli.network.tables import Station
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import ChangeCause, ChangeState
from repaircli.platform.errors import BeyondCalendar, NotFound
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.network import changes as rules
from repaircli.rules.policy.decision import Check


def find_change(tx: Transaction, number: int) -> Change:
    """The application of that number. Raises NotFound."""
    row = tx.get(Change, id=number)
    if row is None:
        raise NotFound(
            msg("no such application: {id}", id=number), command_line("change list"), code="no_change"
        )
    return row


def refused(checks: Sequence[Check], hint: Msg | None = None) -> Answer:
    """The refusal by rules."""
    return refusal(checks, hint)


def answer(tx: Transaction, kind: str, row: Change, *, already: bool = False) -> Answer:
    """The answer of a command that changed an application, or found it `already` done."""
    return Answer(kind, {**change_data(tx, row, areas.every(tx)), "already": already})


def change_data(tx: Transaction, row: Change, lists: Mapping[str, Area]) -> dict[str, Any]:
    """The JSON object of an application: its form's fields, and its state."""
    before: Mapping[str, Any] = row.before
    waits = rules.NEXT.get(ChangeState(row.state))
    data = tx.as_json(Change, row) | {
        "waits_for": None if waits is None else str(waits),
        "clause": rules.WAYS[ChangeCause(row.cause)].clause,
        "add_areas": _named(row.add_areas, lists),
        "remove_areas": _named(row.remove_areas, lists),
        "after": row.data,
        "remarks": list(remarks(tx, row)),
    }
    if row.cause == ChangeCause.BASIC:
        return data
    kept = [area for area in before["areas"] if area not in row.remove_areas]
    daily = before["daily"] if row.daily is None else row.daily
    return data | {
        "before": {**before, "areas": _named(before["areas"], lists)},
        "after": {"daily": daily, "areas": _named(sorted([*kept, *row.add_areas]), lists)},
    }


def remarks(tx: Transaction, row: Change) -> tuple[Msg, ...]:
    """What the region and the CSSD should know of the application before they decide (001-5.6.1, 001-5.6.2)."""
    try:
        return rules.remarks(row.cause, rules.Window(row.from_day, row.to_day), calendar_of(tx))
    except BeyondCalendar as error:
        return (error.message,)


def _named(codes: Sequence[str], lists: Mapping[str, Area]) -> list[dict[str, str | None]]:
    return [{"area": area, "name": areas.full_name(area, lists)} for area in codes]


def queue_notice(tx: Transaction, row: Change, station: Station, to_kind: str, to: str) -> None:
    """Queues the form, or a notice of a station's data, to the next to decide or to those who waited (N13, N14, N15)."""
    args = {
        "change": str(row.id),
        "change_state": row.state,
        "station": station.no,
        "name": station.name,
        "region": row.region,
        "cause": row.cause,
        "daily": "" if row.daily is None else str(row.daily),
        "add_areas": ", ".join(row.add_areas),
        "remove_areas": ", ".join(row.remove_areas),
        "data": ", ".join(f"{name}: {text}" for name, text in row.data.items()),
        "from": row.from_day.isoformat(),
        "to": row.to_day.isoformat() if row.to_day else "",
        "note": row.reason,
        "remark": "; ".join(map(str, remarks(tx, row))),
        "opinion": row.cssd_opinion or row.region_opinion or "",
    }
    tx.notify(rules.WAYS[ChangeCause(row.cause)].notice, to_kind=to_kind, to=to, args=args)
