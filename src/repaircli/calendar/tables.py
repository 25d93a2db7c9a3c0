"""Imported calendar years and days, laid over the calendar that the tool ships with."""

from datetime import date

from repaircli.platform.db.columns import Day, Integer, Stored, column, flag, key


class CalendarDay(Stored, table=True):
    """One day whose kind differs from, or confirms, its weekday."""

    __tablename__ = "calendar_days"

    day: date = key(Day)
    working: bool = flag()
    name: str | None = column()
    source: str = column()


class CalendarYear(Stored, table=True):
    """Whether a year counts as covered; `covered` false drops a year that the shipped calendar knows."""

    __tablename__ = "calendar_years"

    year: int = key(Integer)
    covered: bool = flag(True)
    source: str = column()
