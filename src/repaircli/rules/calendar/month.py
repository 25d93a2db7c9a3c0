"""A calendar month, as people name it: 2026-06."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple


class Month(NamedTuple):
    """A calendar month in the configured zone; months sort as time goes."""

    year: int
    month: int

    @classmethod
    def of(cls, text: str) -> Month:
        """The month of a text such as 2026-06. Raises ValueError for any other."""
        found = re.fullmatch(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])", text.strip(), re.A)
        if found is None or found["year"] in ("0000", "9999"):
            raise ValueError(text)
        return cls(int(found["year"]), int(found["month"]))

    @classmethod
    def with_day(cls, day: date) -> Month:
        """The month in which `day` lies."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        from dateutil.relativedelta import relativedelta

        return self.first + relativedelta(day=31)

    @property
    def previous(self) -> Month:
        return self._moved(-1)

    @property
    def following(self) -> Month:
        return self._moved(1)

    def days(self) -> list[date]:
        """Its days, the first one first."""
        from dateutil.rrule import DAILY, rrule

        return [moment.date() for moment in rrule(DAILY, dtstart=self.first, until=self.last)]

    def through(self, last: Month) -> list[Month]:
        """The months from this one to `last`, both included."""
        from dateutil.rrule import MONTHLY, rrule

        return [Month.with_day(moment) for moment in rrule(MONTHLY, dtstart=self.first, until=last.first)]

    def _moved(self, months: int) -> Month:
        # loaded where months are reckoned only: a command that does not ask for one starts without it
        from dateutil.relativedelta import relativedelta

        return Month.with_day(self.first + relativedelta(months=months))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
