"""The days on which somebody does not work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple


class Absence(NamedTuple):
    """Days away, the last one included."""

    first: date
    last: date


def read(stored: Iterable[Mapping[str, str]]) -> list[Absence]:
    """The absences as an identity has them stored."""
    return [Absence(date.fromisoformat(one["from"]), date.fromisoformat(one["to"])) for one in stored]


def stored(absences: Iterable[Absence]) -> list[dict[str, str]]:
    """The absences as an identity stores them, the earliest first."""
    return [{"from": one.first.isoformat(), "to": one.last.isoformat()} for one in sorted(absences)]


def on(absences: Iterable[Absence], day: date) -> Absence | None:
    """The absence that `day` belongs to, the longest of several; None where they work."""
    return max((one for one in absences if one.first <= day <= one.last), key=_last, default=None)


def _last(one: Absence) -> date:
    return one.last


def back(absences: Sequence[Absence], today: date) -> list[Absence]:
    """What is left once they work again from `today` on; whoever works already gives up what is planned."""
    if on(absences, today) is None:
        return [one for one in absences if one.last < today]
    ended = [Absence(one.first, min(one.last, today - timedelta(1))) for one in absences if one.first < today]
    return ended + [one for one in absences if one.first > today]
