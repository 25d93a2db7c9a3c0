"""The figures of a month: what each counts, over which time, by which clause; sums and rates of what is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import fmean, median
from typing import Any, NamedTuple

from repaircli.platform.codes import Origin, Status, T3Kind
from repaircli.platform.text import N_
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.limits import LIMITS, Limits

# ---------------------------------------------------------------------------------------------------------- definitions


class Definition(NamedTuple):
    """What a figure means. `figure` names it, `text` says what is counted and over which time."""

    figure: str
    text: str
    clauses: tuple[str, ...]


DEFINITIONS: Mapping[str, tuple[Definition, ...]] = {
    "day": (
        Definition(
            N_("done"),
            N_("what was recorded of each order on the day, without what was refused"),
            ("001-1.4.3",),
        ),
        Definition(
            N_("left"),
            N_("what is overdue now or falls due until the end of tomorrow"),
            ("001-1.4.3",),
        ),
    ),
    "sla": (
        Definition(
            N_("orders"),
            N_(
                "orders whose T1 lies in the month, by the station that has them; closed, cancelled and open as they"
                " are now"
            ),
            ("001-1.4.3",),
        ),
        Definition(
            N_("first and last promise kept"),
            N_(
                "of the orders that are not cancelled and have an ordinary T3: the first and the last T3 of each. A"
                " visit keeps it when service starts, the repair or a finding is logged or the order is closed, a"
                " carry-in order when the machine is handed over, each after the T3 was written and not after the"
                " minute that it names. Missed once that minute is over; until then it waits and is in no rate."
                " Sentinels are no promises"
            ),
            ("001-1.3.6", "001-1.5.3", "001-2.5.7"),
        ),
        Definition(
            N_("late contact"),
            N_(
                "T2 more than 4 hours (contact.sla_hours on the day of T1) after T1 (a dispatched carry-in order: its first logged contact), or none yet"
                " after that time on an open order. Not counted: orders whose T31 is a sentinel, carry-in orders that"
                " the station generated, orders cancelled before the contact, machines that came without a call"
            ),
            ("001-1.5.2",),
        ),
        Definition(
            N_("served without a printed order"),
            N_(
                "orders of the month that were served before they were printed, as said with the signature or the"
                " closing; a recorded system failure excuses it"
            ),
            ("001-1.5.6", "001-2.5.4"),
        ),
        Definition(
            N_("time to contact"),
            N_("mean and median of that time, over the customers who were contacted; clock hours"),
            ("001-1.5.2", "001-6.2.2"),
        ),
        Definition(
            N_("time to close"),
            N_(
                "T1 to the closing, mean and median, over the orders that are closed and whose T31 is no sentinel;"
                " clock hours"
            ),
            ("001-1.3.4",),
        ),
    ),
    "cancels": (
        Definition(
            N_("cancelled"),
            N_(
                "orders whose cancel was carried out in the month, by its reason; by the region where a request was"
                " approved, else by the customer's call or by the station itself"
            ),
            ("001-3.3.1", "001-3.5.2"),
        ),
        Definition(
            N_("reassigned"), N_("those of them for which a new order was dispatched"), ("001-3.3.2",)
        ),
        Definition(
            N_("requests"),
            N_("cancel requests made in the month, by what has become of them up to now"),
            ("001-3.6.1", "001-3.6.2"),
        ),
        Definition(
            N_("refused by rule"),
            N_(
                "each cancel, asked for or about to be approved, that the rule refused in the month: once, under the"
                " outcome and the clauses that were cited together"
            ),
            ("001-3.5.2",),
        ),
        Definition(
            N_("violations"),
            N_("stations that phoned 800 to cancel, or sent a customer to do so, recorded in the month"),
            ("001-3.6.1",),
        ),
    ),
    "capacity": (
        Definition(
            N_("load"),
            N_(
                "orders by the day of their T1 that are not cancelled; a branch point's count for its head station"
            ),
            ("001-6.3.8",),
        ),
        Definition(
            N_("capacity"),
            N_("orders a day that the station can take, as the region had set it for that day"),
            ("001-5.5.1",),
        ),
        Definition(
            N_("overload"), N_("a day on which the load is greater than the capacity"), ("001-5.5.1",)
        ),
    ),
    "polls": (
        Definition(
            N_("days kept and broken"),
            N_(
                "days of the month that are over, for every head station. Four times a day: a day is broken with"
                " fewer looks, or with more than 2 hours between two. Real time: with an order that waits longer than"
                " 15 minutes for its download. The figures are those in force on the day (rules limit list)"
            ),
            ("001-6.2.1", "001-6.3.8"),
        ),
    ),
    "visits": (
        Definition(
            N_("closed"),
            N_("orders closed in the month; visited: the customer was reached by now; due: not yet"),
            ("001-1.5.9", "001-2.5.9"),
        ),
        Definition(
            N_("visits"),
            N_(
                "return visits made in the month, whenever the order was closed; mean score and share of satisfied"
                " customers over those who were reached"
            ),
            ("001-1.5.9", "001-2.5.9"),
        ),
    ),
}
"""The definitions of each report, in the order in which its figures stand."""


# ------------------------------------------------------------------------------------------------------------ promises


class Promised(NamedTuple):
    """An ordinary T3: when it was written, and the time that it names."""

    at: datetime
    written_at: datetime


class Kept(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    MISSED = "missed"
    WAITING = "waiting"


def kept(promise: Promised, done: Iterable[datetime], now: datetime) -> Kept:
    """Whether the promise was kept by the first of `done` after it was written; to the minute, as T3 is agreed."""
    first = min((at for at in done if at >= promise.written_at), default=None)
    over = promise.at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if first is not None:
        return Kept.KEPT if first < over else Kept.MISSED
    return Kept.MISSED if now >= over else Kept.WAITING


class Contacted(NamedTuple):
    """How long the customer waited for the first contact; None while nobody contacted them."""

    waited: timedelta | None
    late: bool


def contact(order: OrderState, limits: Limits = LIMITS) -> Contacted | None:
    """The first contact as 001-1.5.2 measures it; None where the order has none to measure (A-54, A9)."""
    if not _ordinary(order) or (not order.visit and order.origin == Origin.STATION):
        return None
    at = order.t2 if order.visit else order.first_contact_at
    if at is not None:
        return Contacted(at - order.t1, at - order.t1 > limits.contact)
    if not order.open or (not order.visit and order.arrived_at is not None):
        return None
    return Contacted(None, True) if order.now - order.t1 > limits.contact else None


def _first_kind(order: OrderState) -> str | None:
    """The kind of T31, None where it is not written."""
    return order.slots[0].kind if order.slots else None


def _ordinary(order: OrderState) -> bool:
    """Whether T31 is no sentinel."""
    return _first_kind(order) in (None, T3Kind.NORMAL)


def _done(order: OrderState, work: Iterable[datetime]) -> list[datetime]:
    """Everything that keeps a promise when it comes in time."""
    if order.visit:
        times = (order.closed_at, order.started_at, order.repaired_at, *work)
    else:
        times = (order.closed_at, order.picked_up_at, order.delivered_at)
    return [at for at in times if at is not None]


CONTACT_STEPS = (
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
)
"""Where the times to the first contact are parted for a chart; the last step is what 001-1.5.2 allows."""


@dataclass(slots=True)
class Sla:
    """The sums of a station, a region, or all; `add` takes in one order."""

    orders: int = 0
    closed: int = 0
    cancelled: int = 0
    unreachable: int = 0
    phone_solved: int = 0
    late: int = 0
    measured: int = 0
    repromised: int = 0
    unprinted: int = 0
    first: Counter[Kept] = field(default_factory=Counter)
    last: Counter[Kept] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    """Seconds to the first contact."""
    times: list[float] = field(default_factory=list)
    """Seconds to the closing."""

    def add(self, order: OrderState, work: Iterable[datetime] = (), limits: Limits = LIMITS) -> None:
        """Takes in one order. `work`: further starts of service, and when the first finding was logged. `limits` are
        those of the day of T1."""
        self.orders += 1
        self.closed += order.status == Status.RESOLVED
        self.cancelled += order.status == Status.CANCELLED
        self.unreachable += _first_kind(order) == T3Kind.UNREACHABLE
        self.phone_solved += _first_kind(order) == T3Kind.PHONE_RESOLVED
        self.unprinted += order.unprinted_why is not None
        found = contact(order, limits)
        if found is not None:
            self.measured += 1
            self.late += found.late
            if found.waited is not None:
                self.waits.append(found.waited.total_seconds())
        promises = [Promised(slot.at, slot.written_at) for slot in order.slots if slot.at is not None]
        if promises and order.status != Status.CANCELLED:
            done = _done(order, work)
            self.repromised += len(promises) > 1
            self.first[kept(promises[0], done, order.now)] += 1
            self.last[kept(promises[-1], done, order.now)] += 1
        if order.closed_at is not None and order.status == Status.RESOLVED and _ordinary(order):
            self.times.append((order.closed_at - order.t1).total_seconds())

    def data(self) -> dict[str, Any]:
        """The figures by name; rates from 0 to 1, None where nothing counts for them."""
        return {
            "orders": self.orders,
            "closed": self.closed,
            "cancelled": self.cancelled,
            "open": self.orders - self.closed - self.cancelled,
            "unreachable": self.unreachable,
            "phone_solved": self.phone_solved,
            "contact_measured": self.measured,
            "contact_late": self.late,
            "contact_late_rate": rate(self.late, self.measured),
            "contact_mean_seconds": _whole(fmean, self.waits),
            "contact_median_seconds": _whole(median, self.waits),
            **_promise("first", self.first),
            **_promise("last", self.last),
            "repromised": self.repromised,
            "unprinted": self.unprinted,
            "close_measured": len(self.times),
            "close_mean_seconds": _whole(fmean, self.times),
            "close_median_seconds": _whole(median, self.times),
        }

    def steps(self) -> list[dict[str, Any]]:
        """How many customers were contacted within each step, and how many after the last."""
        edges = [step.total_seconds() for step in CONTACT_STEPS]
        counted = [
            sum(low < wait <= high for wait in self.waits)
            for low, high in zip([float("-inf"), *edges], edges, strict=False)
        ]
        found: list[dict[str, Any]] = [
            {"within_seconds": int(high), "orders": count} for high, count in zip(edges, counted, strict=True)
        ]
        return [*found, {"within_seconds": None, "orders": sum(wait > edges[-1] for wait in self.waits)}]


def _promise(which: str, found: Counter[Kept]) -> dict[str, Any]:
    done, missed = found[Kept.KEPT], found[Kept.MISSED]
    return {
        f"{which}_kept": done,
        f"{which}_missed": missed,
        f"{which}_waiting": found[Kept.WAITING],
        f"{which}_rate": rate(done, done + missed),
    }


def rate(part: int, whole: int) -> float | None:
    """The share with four decimals; None of nothing."""
    return round(part / whole, 4) if whole else None


def _whole(middle: Callable[[Sequence[float]], float], seconds: Sequence[float]) -> int | None:
    return round(middle(seconds)) if seconds else None


# ------------------------------------------------------------------------------------------------------------- cancels


class Refusal(NamedTuple):
    """A cancel that the rule refused: the outcome and the clauses that the answer cited."""

    outcome: str
    clauses: tuple[str, ...]


def refusal_of(answer: Mapping[str, Any]) -> Refusal | None:
    """The refusal that a recorded answer of a cancel command holds; None where it holds none."""
    decision = answer if "outcome" in answer else answer.get("decision")
    if isinstance(decision, Mapping):
        return Refusal(str(decision["outcome"]), tuple(decision["clauses"]))
    checks = answer.get("checks")
    if checks:
        return Refusal(
            "refused", tuple(dict.fromkeys(check["clause"] for check in checks if check["clause"]))
        )
    return None


# ------------------------------------------------------------------------------------------------------------ capacity


class Day(NamedTuple):
    """A station's day: orders that it had to take, and how many it can take; None where nothing is set."""

    load: int
    capacity: int | None

    @property
    def over(self) -> bool:
        return self.capacity is not None and self.load > self.capacity


def capacity(days: Sequence[Day]) -> dict[str, Any]:
    """The sums of a station's days; `used` is the load of the days with a capacity, of that capacity."""
    room = sum(day.capacity for day in days if day.capacity is not None)
    load = sum(day.load for day in days)
    return {
        "load": load,
        "capacity": room,
        "used": rate(sum(day.load for day in days if day.capacity is not None), room),
        "busiest": max((day.load for day in days), default=0),
        "overloads": sum(day.over for day in days),
    }
