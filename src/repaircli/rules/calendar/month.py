"""A calendar month, as people name it: 2026-06."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

_DAY = timedelta(days=1)


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
        return self.following.first - _DAY

    @property
    def following(self) -> Month:
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def days(self) -> list[date]:
        """Its days, the first one first."""
        return [self.first + _DAY * number for number in range(self.last.day)]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
