"""A calendar month in the configured zone, as a person names it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from repaircli.actions.transaction import Work
from repaircli.errors import UsageProblem
from repaircli.text import msg

_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])", re.A)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """From the moment `start` up to before `end`; `first` is its first day, `after` the day that follows it."""

    first: date
    after: date
    start: datetime
    end: datetime

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        return self.after - _DAY

    def days(self) -> list[date]:
        """Its days, the first one first."""
        return [self.first + _DAY * number for number in range((self.after - self.first).days)]


def named(w: Work, text: str) -> Month:
    """The month that `text` of the option --month names, such as 2026-06. Raises UsageProblem."""
    found = _MONTH.fullmatch(text.strip())
    if found is None or found["year"] in ("0000", "9999"):
        raise UsageProblem(msg("--month: {text} is no month such as 2026-06", text=text))
    return _of(w, date(int(found["year"]), int(found["month"]), 1))


def this(w: Work) -> Month:
    """The month at hand."""
    return _of(w, w.local(w.now).date())


def last(w: Work) -> Month:
    """The last month that is over."""
    return _of(w, this(w).first - _DAY)


def midnight(w: Work, day: date) -> datetime:
    """The moment at which the day begins in the configured zone."""
    return datetime.combine(day, time(), w.zone)


def _of(w: Work, day: date) -> Month:
    first = day.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Month(first, after, midnight(w, first), midnight(w, after))
