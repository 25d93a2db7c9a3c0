"""A calendar month in the configured zone, as a person names it."""

from __future__ import annotations

from datetime import date, datetime, time

from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.calendar.month import Month


def typed(text: str) -> Month:
    """The month that `text` of the option --month names, such as 2026-06. Raises UsageProblem."""
    try:
        return Month.of(text)
    except ValueError:
        raise UsageProblem(msg("--month: expected YYYY-MM, got {text}", text=text)) from None


def asked(tx: Transaction, text: str | None) -> Month:
    """The month that the option --month names; the last complete one where it was not given. Raises UsageProblem."""
    return Month.with_day(tx.today).previous if text is None else typed(text)


def midnight(tx: Transaction, day: date) -> datetime:
    """The moment at which the day begins in the configured zone."""
    return datetime.combine(day, time(), tx.zone)


def span(tx: Transaction, month: Month) -> tuple[datetime, datetime]:
    """The moment at which the month begins, and that at which the next one does."""
    return midnight(tx, month.first), midnight(tx, month.following.first)
