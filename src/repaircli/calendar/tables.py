"""Imported calendar years and days, which overrule the national calendar."""

from datetime import date

from repaircli.platform.db.columns import Stored, column, flag, key


class CalendarDay(Stored):
    """One day whose kind differs from, or confirms, its weekday."""

    __tablename__ = "calendar_days"

    day: date = key()
    working: bool = flag()
    name: str | None = column()
    source: str = column()


class CalendarYear(Stored):
    """Whether a year counts as covered; `covered` false drops a year that the shipped calendar knows."""

    __tablename__ = "calendar_years"

    year: int = key()
    covered: bool = flag(default=True)
    source: str = column()
