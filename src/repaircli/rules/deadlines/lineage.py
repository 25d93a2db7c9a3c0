"""The clocks of a chain of cancelled and reassigned orders: each leg has its own, the customer's runs through all (A-67)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple


class Leg(NamedTuple):
    """One order of the chain: T1, when the customer was first contacted, and when it was closed or cancelled."""

    t1: datetime
    contacted: datetime | None
    ended: datetime | None


class Span(NamedTuple):
    """A stretch of clock time; negative where a new order was dispatched before the old one was cancelled."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Clocks:
    """The legs' own stretches, those between them, and the customer's: the sum of all.

    `first_contact` is how long the customer waited for the first contact of any leg, `running` whether they still wait
    for the end.
    """

    legs: tuple[Span, ...]
    gaps: tuple[Span, ...]
    customer: Span
    running: bool
    first_contact: timedelta | None


def clocks(chain: Sequence[Leg], now: datetime) -> Clocks:
    """The clocks of `chain`, the first order first, at `now`. The last leg runs until it ends.

    An earlier leg without an end, which only old records have, ends where the next begins.
    """
    ends = [leg.ended or after.t1 for leg, after in pairwise(chain)] + [chain[-1].ended or now]
    legs = tuple(Span(leg.t1, end) for leg, end in zip(chain, ends, strict=True))
    gaps = tuple(Span(before.end, after.start) for before, after in pairwise(legs))
    customer = Span(legs[0].start, legs[-1].end)
    contacts = [leg.contacted for leg in chain if leg.contacted is not None]
    return Clocks(
        legs,
        gaps,
        customer,
        chain[-1].ended is None,
        min(contacts) - customer.start if contacts else None,
    )
