"""What a decision stood on, kept beside it, so that the rule can be asked again later or otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from repaircli.rules.calendar.working_time import WORKING, Calendar, DayKind
from repaircli.rules.cancelling.decide import Facts, Question
from repaircli.rules.orders.writeback import Attempt

_TIMES, _DAYS = ("sentinel_t2", "t1", "now"), ("requested_on", "wished", "asked_on")


class Snapshot(NamedTuple):
    """The facts and the question of a decision, and the kind of every day that it asked the calendar for."""

    facts: Facts
    question: Question
    days: Mapping[date, DayKind]


class Remembering:
    """A calendar that remembers which days it was asked for. `known` days are answered as they were."""

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


def taken(facts: Facts, question: Question, days: Mapping[date, DayKind]) -> dict[str, Any]:
    """The snapshot as what JSON knows."""
    return {
        "facts": {name: _plain(getattr(facts, name)) for name in Facts.__slots__},
        "question": {name: _plain(getattr(question, name)) for name in Question.__slots__},
        "days": {day.isoformat(): str(kind) for day, kind in days.items()},
    }


def opened(kept: Mapping[str, Any], zone: tzinfo) -> Snapshot:
    """The snapshot that `taken` made, times in `zone`. Raises ValueError where it is none."""
    try:
        facts, question = (
            {k: _rich(k, v, zone) for k, v in kept[part].items()} for part in ("facts", "question")
        )
        facts |= {
            "attempts": tuple(
                Attempt(_rich("now", at, zone), result, no) for at, result, no in facts["attempts"]
            ),
            "numbers": tuple(facts["numbers"]),
            "logged": frozenset(facts["logged"]),
        }
        days = {date.fromisoformat(day): DayKind(kind) for day, kind in kept["days"].items()}
        return Snapshot(Facts(**facts), Question(**question), days)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no snapshot: {error}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [[a.at.isoformat(), str(a.result), a.number] if isinstance(a, Attempt) else a for a in value]
    return str(value) if isinstance(value, str) else value


def _rich(name: str, value: Any, zone: tzinfo) -> Any:
    if value is None:
        return None
    if name in _TIMES:
        return datetime.fromisoformat(value).astimezone(zone)
    return date.fromisoformat(value) if name in _DAYS else value
