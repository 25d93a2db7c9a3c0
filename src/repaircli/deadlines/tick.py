"""Queues reminders of deadlines: one for each cause, level and receiver, however often it runs."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from repaircli.deadlines.due import candidates
from repaircli.deadlines.queries import Scope
from repaircli.network.scope import Bounds
from repaircli.notices import letter
from repaircli.notices import queries as notices_queries
from repaircli.orders.next_step import deadline_calendar
from repaircli.platform.answers import Answer
from repaircli.platform.db import codec
from repaircli.platform.output import progress
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import CHUNK, Steps, Transaction, writes_in_steps
from repaircli.rules.deadlines import clocks, reminders
from repaircli.rules.deadlines.due import Found
from repaircli.rules.deadlines.reminders import POLLING, Level, Reminder

JUDGED = "tick_polls_judged"
"""Setting: the last day whose polls were judged, so that not every run of a day judges them again."""

_STATIONS_NAMED = 50


class _Due(NamedTuple):
    reminder: Reminder
    order_no: str
    found: Found


class _Told(NamedTuple):
    """A reminder as it goes into the outbox."""

    reminder: Reminder
    to: str
    order_no: str | None
    args: dict[str, Any]


@writes_in_steps
def tick(steps: Steps, quiet: bool = False, limit: int = sys.maxsize) -> Answer:
    """Looks at every clock of every open order, and at the stations' polls of the last working day.

    The answer names up to `limit` of the reminders that were queued; with `quiet` none, only their number.

    The reminders are found in a read transaction and queued in short write transactions, so that no other command is
    held up. An order that is dealt with in between may get one reminder too many.
    """
    told = steps.read(_gathered)
    results: list[dict[str, Any]] = []
    for start in range(0, len(told), CHUNK):
        progress.count(start, len(told))
        results += steps.write(partial(_queued, told=told[start : start + CHUNK]))
    day = steps.read(_day_to_judge)
    if day is not None:
        results += steps.write(partial(_judged, day=day))
    shown = [] if quiet else results[:limit]
    left = 0 if quiet else len(results) - len(shown)
    notes = [msg("{more} more not shown; use --limit all to show everything", more=left)] if left else []
    return Answer("tick.done", {"queued": len(results), "results": shown}, notes=tuple(notes))


def _gathered(tx: Transaction) -> list[_Told]:
    everything = Scope(Bounds(everywhere=True))
    found = [
        _Due(reminder, candidate.order_no, candidate.found)
        for candidate in candidates(tx, everything, tx.now + reminders.LONGEST_LEAD)
        for reminder in reminders.reminders(candidate.order_no, candidate.found, tx.now)
    ]
    known = notices_queries.known(tx, [due.reminder.key for due in found])
    return _with_text(tx, [due for due in found if due.reminder.key not in known])


def _with_text(tx: Transaction, found: Sequence[_Due]) -> list[_Told]:
    """The reminders with their texts; only the orders of these are read in full."""
    from repaircli.deadlines import order_states

    orders = order_states.order_states(tx, list(dict.fromkeys(due.order_no for due in found)))
    calendar = deadline_calendar(tx)
    told = []
    for due in found:
        order, state = orders[due.order_no]
        clock = clocks.with_text(state, due.found, calendar)
        args = {
            "level": str(due.reminder.level),
            "text": codec.plain(clock.text),
            "next": codec.plain(clock.next),
            "deadline": f"{clock.deadline:%Y-%m-%d %H:%M}" if clock.deadline else "",
            "clause": clock.clause,
        }
        to = order.station if due.reminder.to_kind == "station" else order.region
        told.append(_Told(due.reminder, to, due.order_no, args))
    return told


def _queued(tx: Transaction, told: Sequence[_Told]) -> list[dict[str, Any]]:
    """Queues what no other run has queued meanwhile."""
    known = notices_queries.known(tx, [t.reminder.key for t in told])
    results = []
    for t in told:
        if t.reminder.key in known:
            continue
        reminder = t.reminder
        tx.notify(
            reminder.code,
            to_kind=reminder.to_kind,
            to=t.to,
            order_no=t.order_no,
            args=t.args,
            dedupe=reminder.key,
        )
        results.append(
            {
                "code": reminder.code,
                "about": letter.matter(reminder.code),
                "level": str(reminder.level),
                "order_no": t.order_no,
                "to_kind": reminder.to_kind,
                "to": t.to,
                "deadline": t.args.get("deadline"),
                "text": codec.rich(t.args["text"]),
            }
        )
    if results:
        tx.event("reminders.queued", after=dict(Counter(r["code"] for r in results)))
    return results


def _day_to_judge(tx: Transaction) -> date | None:
    """The last working day before today, unless it was judged already."""
    calendar = deadline_calendar(tx)
    day = tx.now.date() - timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day if tx.settings.get(JUDGED, "") < day.isoformat() else None


def _judged(tx: Transaction, day: date) -> list[dict[str, Any]]:
    """Tells each station that broke its cadence on `day`, and each region of all of its stations at once."""
    from repaircli.orders import polls

    if tx.settings.get(JUDGED, "") >= day.isoformat():
        return []
    tx.set(JUDGED, day.isoformat())
    tx.event("polls.judged", after={"day": day})
    told, by_region = [], dict[str, list[dict[str, Any]]]()
    for station in polls.judged_days(tx, [day]):
        if station["ok"]:
            continue
        by_region.setdefault(station["region"], []).append(station)
        texts = codec.plain([warning["text"] for warning in station["warnings"]])
        args = {"day": day.isoformat(), "text": texts, "clause": station["clause"]}
        told.append(_of_polling(day, "station", station["station"], args))
    for region, stations in by_region.items():
        told_of = [_broke(station) for station in stations[:_STATIONS_NAMED]]
        more = [Msg("…")] * (len(stations) > _STATIONS_NAMED)
        clauses = tuple(sorted({station["clause"] for station in stations}))
        args = {"day": day.isoformat(), "text": codec.plain([*told_of, *more]), "clause": clauses}
        told.append(_of_polling(day, "region", region, args))
    return _queued(tx, told)


def _broke(station: Mapping[str, Any]) -> Msg:
    """What the station broke, each with its clause."""
    broken = tuple(
        msg("{text} ({clause})", text=warning["text"], clause=warning["clause"])
        for warning in station["warnings"]
    )
    return msg("{station} {name}: {broken}", station=station["station"], name=station["name"], broken=broken)


def _of_polling(day: date, to_kind: str, to: str, args: dict[str, Any]) -> _Told:
    key = f"{POLLING}:{day.isoformat()}:{to_kind}:{to}"
    args |= {"level": str(Level.LATE), "next": f"repaircli station poll-check --on {day.isoformat()}"}
    return _Told(Reminder(POLLING, Level.LATE, to_kind, key), to, None, args)
