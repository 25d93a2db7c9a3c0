"""Checks of values that several commands on stations take: capacity, days, area codes and the region of a station."""

from __future__ import annotations

from repaircli.network.tables import Station
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.network.changes import Window

MAX_CAPACITY = 1_000_000
MAX_TEXT = 4000
MAX_AREA_CODE = 20


def is_area_code(text: str) -> bool:
    """Whether `text` may be the code of an area."""
    return text.isalnum() and len(text) <= MAX_AREA_CODE


def require_capacity(daily: int) -> None:
    """Raises UsageProblem for a number of orders a day that is out of range."""
    if not 0 <= daily <= MAX_CAPACITY:
        raise UsageProblem(
            msg("capacity is a number from 0 to {most}, not {value}", most=MAX_CAPACITY, value=daily)
        )


def window(tx: Transaction, from_: str | None, to: str | None) -> Window:
    """The days from --from, today where it is not given, to --to. Raises UsageProblem."""
    first = tx.day(from_, "--from", future=True) if from_ is not None else tx.today
    last = tx.day(to, "--to", future=True) if to is not None else None
    if last is not None and last < first:
        raise UsageProblem(
            msg("--to {to} is before {first}", to=last.isoformat(), first=first.isoformat()),
            msg("--to: write the last day on which it applies"),
        )
    return Window(first, last)


def foreign_station(station: Station) -> Denied:
    """The error for a station of another region."""
    text = msg("station {no} belongs to {region}", no=station.no, region=station.region)
    return Denied(text, code="foreign_station")
