"""The working calendar of a database: what was imported or dropped there, over the national one."""

from __future__ import annotations

from repaircli.holidays import OverlayCalendar
from repaircli.store import calendar
from repaircli.store.session import Tx


def overlay(tx: Tx) -> OverlayCalendar:
    """The calendar as the database has it now."""
    days = calendar.days(tx)
    return OverlayCalendar(
        {row.day: row.working for row in days},
        {row.year: row.covered for row in calendar.years(tx)},
        names={row.day: row.name for row in days if row.name},
    )
