"""The facts of a decision, stored with it, so that it can be repeated later or under another edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any, NamedTuple

from repaircli.platform.codes import Mark, Service, T3Kind
from repaircli.rules.calendar.working_time import WORKING, Calendar, DayKind
from repaircli.rules.cancelling.decide import Question
from repaircli.rules.cancelling.statements import usual
from repaircli.rules.orders.state import Attempt, LoggedFact, OrderNumber, OrderState, Part, Slot, Statement

_ASKED = tuple(name for name in Question.__slots__ if name != "requested_on")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""T1 where a snapshot does not hold it: it was taken before T1 was looked at."""


class Snapshot(NamedTuple):
    """The order and the question of a decision, and the kind of every day that was looked up in the calendar."""

    order: OrderState
    question: Question
    days: Mapping[date, DayKind]


class RecordingCalendar:
    """A calendar that records which days it was asked for. `known` days are answered as they were."""

    def __init__(self, calendar: Calendar, known: Mapping[date, DayKind] | None = None) -> None:
        self._calendar = calendar
        self.days: dict[date, DayKind] = dict(known or {})

    def kind(self, day: date, /) -> DayKind:
        found = self.days.get(day)
        if found is None:
            found = self.days[day] = self._calendar.kind(day)
        return found

    def is_working(self, day: date, /) -> bool:
        return self.kind(day) in WORKING


def snapshot(order: OrderState, question: Question, days: Mapping[date, DayKind]) -> dict[str, Any]:
    """The snapshot of a decision as JSON: of the order only what `decide` reads."""
    return {
        "facts": {
            "order_no": order.order_no,
            "origin": str(order.origin),
            "status": str(order.status),
            "visit": order.visit,
            "steps": {name: _plain(at) for name, at in order.steps_with_customer.items()},
            "in_custody": order.in_custody,
            "held_by_branch": order.held_by_branch,
            "parts_issued": order.parts_issued,
            "t2": _plain(order.t2),
            "t3": [[s.slot, str(s.kind), _plain(s.written_at), _plain(s.at)] for s in order.slots],
            "attempts": [[*map(_plain, attempt)] for attempt in order.attempts],
            "numbers": list(order.numbers),
            "numbers_had": [[*map(_plain, entry)] for entry in order.number_history],
            "logged": sorted(order.codes),
            "statements": [
                [
                    s.id,
                    s.subject,
                    s.state,
                    s.submitted_at.isoformat(),
                    s.in_custody,
                    None if s.lapsed_at is None else s.lapsed_at.isoformat(),
                    s.lapsed_by,
                ]
                for s in order.statements
            ],
            "marked": order.marked,
            "parts": [[p.po, p.code] for p in order.parts if p.received_at is None],
            "pending": order.pending_request or False,
            "requested_on": (question.requested_on or order.now.date()).isoformat(),
            "now": order.now.isoformat(),
            "t1": order.local(order.t1).isoformat(),
        },
        "question": {name: _plain(getattr(question, name)) for name in _ASKED},
        "days": {day.isoformat(): str(kind) for day, kind in days.items()},
    }


def _pending(kept: int | bool) -> int | None:
    """The number of the request that is pending; 0 in a snapshot of before December 2026, which says only that there is one."""
    if kept is True:
        return 0
    return kept or None


def restored(kept: Mapping[str, Any], zone: tzinfo) -> Snapshot:
    """The snapshot that `snapshot` made, times in `zone`. Raises ValueError where `kept` is not one.

    The times of close facts were not kept: the moment of the decision stands for them. A snapshot of version 3 has
    no time of the start of service, and of T3 only the special T31: T1 stands for the start. Of a statement it has
    the state only; it is taken to be about what the stage suggests.
    """
    try:
        facts = dict(kept["facts"])
        now, t1 = _time(facts.pop("now"), zone), _time(facts.pop("t1", None), zone)
        requested_on, pending = _day(facts.pop("requested_on")), facts.pop("pending")
        calls, logged, numbers = facts.pop("attempts"), facts.pop("logged"), facts.pop("numbers")
        marked, form = facts.pop("marked", False), facts.pop("form", None)
        statements = tuple(_statement(row, zone) for row in facts.pop("statements", ()))
        had = facts.pop("numbers_had", ())
        if now is None:
            raise ValueError("no time of the decision")
        steps = facts.pop("steps", None)
        if steps is None:
            steps = {"started_at": (t1 or _LONG_AGO).isoformat()} if facts.pop("started") else {}
            since = facts.pop("sentinel_t2")
            facts |= {"t2": since, "t3": [] if since is None else [(1, T3Kind.UNREACHABLE, since)]}
        facts |= {name: _moment(at, zone) for name, at in steps.items()}
        parts = tuple(Part(po, code, now, None) for po, code in facts.pop("parts", ()))
        order = OrderState(
            service=Service.ONSITE if facts.pop("visit") else Service.CARRY_IN,
            t1=t1 or _LONG_AGO,
            t2=_time(facts.pop("t2"), zone),
            now=now,
            slots=tuple(_slot(zone, *slot) for slot in facts.pop("t3")),
            attempts=tuple(_attempt(zone, *call) for call in calls),
            facts=tuple(LoggedFact(code, now) for code in logged),
            pending_request=_pending(pending),
            numbers=tuple(numbers),
            mark=Mark.SOFTWARE if marked else None,
            statements=statements,
            parts=parts,
            number_history=tuple(_number(zone, *entry) for entry in had),
            **facts,
        )
        if form is not None:
            order = replace(order, statements=(Statement(0, usual(order, now), form, now, order.in_custody),))
        asked = dict(kept["question"])
        wished, asked_on = _day(asked.pop("wished")), _day(asked.pop("asked_on"))
        question = Question(**asked, wished=wished, asked_on=asked_on, requested_on=requested_on)
        days = {date.fromisoformat(day): DayKind(kind) for day, kind in kept["days"].items()}
        return Snapshot(order, question, days)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no snapshot: {error}") from None


def _statement(row: Sequence[Any], zone: tzinfo) -> Statement:
    id_, subject, state, submitted_at, in_custody, lapsed_at, lapsed_by = row
    submitted = datetime.fromisoformat(submitted_at).astimezone(zone)
    return Statement(id_, subject, state, submitted, in_custody, _time(lapsed_at, zone), lapsed_by)


def _slot(zone: tzinfo, no: int, kind: str, written_at: str, at: str | None = None) -> Slot:
    return Slot(no, kind, _time(at, zone), _moment(written_at, zone))


def _number(
    zone: tzinfo, number: str, typed: str, since: str | None, set_by: str | None, set_role: str | None,
    until: str | None, ended_by: str | None, ended_role: str | None,
) -> OrderNumber:  # fmt: skip
    return OrderNumber(
        number, typed, _time(since, zone), set_by, set_role, _time(until, zone), ended_by, ended_role
    )


def _attempt(zone: tzinfo, at: str, result: str, number: str, late: str | None = None) -> Attempt:
    return Attempt(_moment(at, zone), result, number, _time(late, zone))


def _plain(value: str | bool | date | None) -> str | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _time(value: str | None, zone: tzinfo) -> datetime | None:
    return None if value is None else _moment(value, zone)


def _moment(value: str, zone: tzinfo) -> datetime:
    return datetime.fromisoformat(value).astimezone(zone)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
