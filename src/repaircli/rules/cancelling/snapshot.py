"""What a decision was based on, stored beside it, so that the rule can be asked again later or under another edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any, NamedTuple

from repaircli.platform.codes import Mark, Service, T3Kind
from repaircli.rules.calendar.working_time import WORKING, Calendar, DayKind
from repaircli.rules.cancelling.decide import Question
from repaircli.rules.cancelling.statements import usual
from repaircli.rules.orders.state import Attempt, LoggedFact, OrderState, Slot, Statement

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
    since = order.unreachable_since
    return {
        "facts": {
            "order_no": order.order_no,
            "origin": str(order.origin),
            "status": str(order.status),
            "visit": order.visit,
            "started": order.started,
            "in_custody": order.in_custody,
            "held_by_branch": order.held_by_branch,
            "parts_issued": order.parts_issued,
            "sentinel_t2": None if since is None else since.isoformat(),
            "attempts": [[a.at.isoformat(), str(a.result), a.number] for a in order.attempts],
            "numbers": list(order.numbers),
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
            "pending": order.pending,
            "requested_on": (question.requested_on or order.now.date()).isoformat(),
            "now": order.now.isoformat(),
            "t1": order.local(order.t1).isoformat(),
        },
        "question": {name: _plain(getattr(question, name)) for name in _ASKED},
        "days": {day.isoformat(): str(kind) for day, kind in days.items()},
    }


def restored(kept: Mapping[str, Any], zone: tzinfo) -> Snapshot:
    """The snapshot that `snapshot` made, times in `zone`. Raises ValueError where `kept` is not one.

    `started_at`, the times of close facts and the like were not kept: the moment of the decision stands for them.
    Before schema 4 only the state of a statement was kept; it is taken to be about what the stage suggests.
    """
    try:
        facts = dict(kept["facts"])
        now, t1 = _time(facts.pop("now"), zone), _time(facts.pop("t1", None), zone)
        since, requested_on = _time(facts.pop("sentinel_t2"), zone), _day(facts.pop("requested_on"))
        started, pending = facts.pop("started"), facts.pop("pending")
        calls, logged, numbers = facts.pop("attempts"), facts.pop("logged"), facts.pop("numbers")
        marked, form = facts.pop("marked", False), facts.pop("form", None)
        statements = tuple(_statement(row, zone) for row in facts.pop("statements", ()))
        if now is None:
            raise ValueError("no time of the decision")
        order = OrderState(
            service=Service.ONSITE if facts.pop("visit") else Service.CARRY_IN,
            t1=t1 or _LONG_AGO,
            t2=since,
            started_at=now if started else None,
            now=now,
            slots=() if since is None else (Slot(1, T3Kind.UNREACHABLE, None, since),),
            attempts=tuple(
                Attempt(datetime.fromisoformat(at).astimezone(zone), result, no) for at, result, no in calls
            ),
            facts=tuple(LoggedFact(code, now) for code in logged),
            pending_request=0 if pending else None,
            numbers=tuple(numbers),
            mark=Mark.SOFTWARE if marked else None,
            statements=statements,
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


def _plain(value: str | bool | date | None) -> str | bool | None:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _time(value: str | None, zone: tzinfo) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).astimezone(zone)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
