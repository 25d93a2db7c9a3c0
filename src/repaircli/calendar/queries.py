"""Imported calendar days and years, and the years dropped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete

from repaircli.calendar.tables import CalendarDay, CalendarYear
from repaircli.platform.db.session import Tx

_days = CalendarDay.__table__


def days(tx: Tx) -> list[CalendarDay]:
    """Every imported day, in order."""
    return tx.find(CalendarDay)


def years(tx: Tx) -> list[CalendarYear]:
    """Every year that was imported or confirmed (`covered`) or dropped (not `covered`), in order."""
    return tx.find(CalendarYear)


def replace_days(tx: Tx, whole: Collection[int], rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes `rows` over the imported days: of the years `whole` all of them go, of other years only the same days."""
    for year in whole:
        tx.run(delete(_days).where(_days.c.day.between(date(year, 1, 1), date(year, 12, 31))))
    for row in rows:
        tx.delete(CalendarDay, day=row["day"])
    tx.insert_many(CalendarDay, rows)


def set_year(tx: Tx, year: int, *, covered: bool | None, source: str) -> None:
    """Marks a year as imported or dropped; None removes the mark."""
    tx.delete(CalendarYear, year=year)
    if covered is not None:
        tx.insert(CalendarYear, year=year, covered=covered, source=source)
