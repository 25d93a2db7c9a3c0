"""The state of an order: what is recorded about it at one moment, as every rule reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from repaircli.platform.codes import (
    OPEN_STATUSES,
    SUCCESSFUL_CONTACTS,
    ContactResult,
    FormState,
    Origin,
    Role,
    Service,
    Status,
    T3Kind,
)
from repaircli.rules.orders.close_facts import ATTRIBUTES, standing

_STEPS_WITH_CUSTOMER = ("started_at", "arrived_at", "signed_at", "picked_up_at", "delivered_at")

_NO_SERVICE = ATTRIBUTES | {"phone_resolved"}
_STATION = frozenset((Role.COORDINATOR, Role.ENGINEER))
_CALLED_FROM, _CALLED_UNTIL = 8, 22
"""Hours between which people are called; a call outside is shown to the region and counts all the same (R-02)."""
_MINUTE = timedelta(minutes=1)
_OPEN = frozenset(str(status) for status in OPEN_STATUSES)


class Attempt(NamedTuple):
    """One logged call to the customer: when, with which result, to which number.

    `late`: when it was entered, where that was on a later day.
    """

    at: datetime
    result: str
    number: str
    late: datetime | None = None

    @property
    def succeeded(self) -> bool:
        return self.result in SUCCESSFUL_CONTACTS

    @property
    def starts(self) -> datetime:
        """From when the call can start a clock: one that was entered late, when it was entered."""
        return self.late or self.at


class OrderNumber(NamedTuple):
    """A telephone number that the order has or had: `typed` is how it was written, `ended_by` who took it out.

    `since` is None where the order was generated with it; the roles are those in which the two people acted.
    """

    number: str
    typed: str
    since: datetime | None = None
    set_by: str | None = None
    set_role: str | None = None
    until: datetime | None = None
    ended_by: str | None = None
    ended_role: str | None = None


def had_number(
    numbers: Collection[str], history: Iterable[OrderNumber], number: str, moment: datetime
) -> bool:
    """Whether an order with those numbers had `number` at `moment`; only a call on such a number counts (R-02)."""
    known = [entry for entry in history if entry.number == number]
    if not known:
        return number in numbers
    return any(
        (e.since is None or e.since <= moment) and (e.until is None or moment <= e.until) for e in known
    )


class Tally(NamedTuple):
    """The calls of an order summed up (R-02).

    `counted`: the times of those that count towards the calls of a day, of one minute and number only the first.
    `late`: when those of a later day were entered. `outside`: how many were made before 08:00, or at 22:00 or later.
    """

    counted: tuple[datetime, ...]
    late: tuple[datetime, ...]
    outside: int


class Slot(NamedTuple):
    """A written T3; slot 1 is T31. `at` is None for a sentinel, which promises no time."""

    slot: int
    kind: str
    at: datetime | None
    written_at: datetime
    type: str | None = None
    reason: str | None = None


class LoggedFact(NamedTuple):
    """A close fact that stands, and when it was logged."""

    code: str
    logged_at: datetime


class Part(NamedTuple):
    """A part applied for, with the day of its promised delivery; `told_at`: a T3 says that it is late."""

    po: str
    code: str
    requested_at: datetime
    eta: date | None
    received_at: datetime | None = None
    told_at: datetime | None = None


class Statement(NamedTuple):
    """A special-case statement: its subject, its result, and when a later contact or promise ended it.

    `in_custody`: the machine was in the station when it was submitted. `lapsed_by`: call, promise, start or
    arrival.
    """

    id: int
    subject: str
    state: str
    submitted_at: datetime
    in_custody: bool = False
    lapsed_at: datetime | None = None
    lapsed_by: str | None = None

    @property
    def pending(self) -> bool:
        """Whether it awaits the region's decision."""
        return self.state == FormState.PENDING and self.lapsed_at is None

    @property
    def agreed(self) -> bool:
        """Whether the region agreed to it and it still counts."""
        return self.state == FormState.AGREED and self.lapsed_at is None


class Waiting(NamedTuple):
    """A special-case statement or a cancel request of the order; `at_once`: the policy wants it decided at once."""

    id: int
    since: datetime
    decided_at: datetime | None = None
    at_once: bool = False


def has_visit(service: str, paid_visit: bool) -> bool:
    """Whether the engineer goes to the customer: on-site, or a carry-in-type order with a visit (A7, A-30)."""
    return service == Service.ONSITE or bool(paid_visit)


@dataclass(frozen=True)
class OrderState:
    """What is recorded about an order at `now`.

    Every time is aware; `now`, the times of `attempts` and what is worked out from them are in the configured zone,
    `local` converts the others.
    Fields up to `numbers` are columns of the order under their names, `numbers` are all known numbers of the customer,
    the caller's included; `number_history` says of those that were changed since when the order had them, until when,
    and who took them out. `slots`: the written T3, T31 first. `attempts`: the calls that are not voided, in order of
    time. `facts`: the close facts that stand, in order of logging. `statements`: the special-case statements, in the
    order of submission. `held_by_branch`: the station that holds the order is a branch point.

    What is read from other tables is there where the rule that is asked needs it, else empty (`orders.state`).
    """

    order_no: str
    origin: str
    service: str
    status: str
    t1: datetime
    now: datetime
    paid_visit: bool = False
    special: str | None = None
    mark: str | None = None
    warranty_until: date | None = None
    reported_at: datetime | None = None
    t2: datetime | None = None
    first_contact_at: datetime | None = None
    special_notified_at: datetime | None = None
    downloaded_at: datetime | None = None
    started_at: datetime | None = None
    repaired_at: datetime | None = None
    signed_at: datetime | None = None
    in_custody: bool = False
    must_deliver_back: bool = False
    arrived_at: datetime | None = None
    recontact_at: datetime | None = None
    picked_up_at: datetime | None = None
    delivered_at: datetime | None = None
    slots: tuple[Slot, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    facts: tuple[LoggedFact, ...] = ()
    parts: tuple[Part, ...] = ()
    pending_request: int | None = None
    printed_at: datetime | None = None
    print_exception: str | None = None
    unprinted_why: str | None = None
    agreed_at: datetime | None = None
    parts_issued: bool = False
    closed_at: datetime | None = None
    cancelled_at: datetime | None = None
    numbers: tuple[str, ...] = ()
    number_history: tuple[OrderNumber, ...] = ()
    statements: tuple[Statement, ...] = ()
    held_by_branch: bool = False
    forms: tuple[Waiting, ...] = ()
    requests: tuple[Waiting, ...] = ()

    @cached_property
    def visit(self) -> bool:
        """Whether the engineer goes to the customer."""
        return has_visit(self.service, self.paid_visit)

    @property
    def open(self) -> bool:
        """Whether the order is neither resolved nor cancelled; both are final."""
        return self.status in _OPEN

    @property
    def downloaded(self) -> bool:
        """Whether the station has the order; an order that the station generated needs no download."""
        return self.origin == Origin.STATION or self.status != Status.DISPATCHED

    @property
    def dispatched(self) -> bool:
        """Whether the call centre or a region dispatched the order, so that the first contact has its 4 hours (A-54)."""
        return self.origin in (Origin.CC, Origin.REGION)

    @property
    def pending(self) -> bool:
        """Whether a cancel request is undecided; the order is frozen until it is decided or withdrawn (A-25)."""
        return self.pending_request is not None

    @property
    def started(self) -> bool:
        """Whether service has started."""
        return self.started_at is not None

    @property
    def printed(self) -> bool:
        return self.printed_at is not None

    @property
    def signed(self) -> bool:
        """Whether the customer has signed the order."""
        return self.signed_at is not None

    @property
    def picked_up(self) -> bool:
        return self.picked_up_at is not None

    @property
    def delivered(self) -> bool:
        return self.delivered_at is not None

    def statement(self, *subjects: str) -> Statement | None:
        """The last special-case statement about one of `subjects`, about anything where none is named."""
        found = (s for s in reversed(self.statements) if not subjects or s.subject in subjects)
        return next(found, None)

    @property
    def out_of_warranty(self) -> bool:
        """Whether the warranty ended before the day on which the customer reported."""
        reported = self.local(self.reported_at or self.t1).date()
        return self.warranty_until is not None and self.warranty_until < reported

    @property
    def marked(self) -> bool:
        """Whether the order is software, out of warranty or commissioned by the region (001-6.3.5)."""
        return self.mark is not None or self.out_of_warranty or not ATTRIBUTES.isdisjoint(self.codes)

    @property
    def last_slot(self) -> Slot | None:
        """The T3 written last."""
        return self.slots[-1] if self.slots else None

    @property
    def t31_written(self) -> bool:
        return bool(self.slots) and self.slots[0].slot == 1

    @property
    def promised(self) -> bool:
        """Whether a T3 holds a real time, not a sentinel."""
        return any(slot.kind == T3Kind.NORMAL for slot in self.slots)

    @property
    def promised_at(self) -> datetime | None:
        """The time that was promised last; None where no T3 holds a real time."""
        return next((slot.at for slot in reversed(self.slots) if slot.at is not None), None)

    @property
    def unreachable_since(self) -> datetime | None:
        """T2 of the special T31 for an unreachable customer, in the configured zone; None without one."""
        if self.t2 is None or all(slot.kind != T3Kind.UNREACHABLE for slot in self.slots):
            return None
        return self.local(self.t2)

    def is_too_early(self, t2: datetime, gap: timedelta) -> bool:
        """Whether `t2` lies less than `gap` after T1: too soon for the customer to count as unreachable (001-1.5.2)."""
        return t2 - self.t1 < gap

    @cached_property
    def talks(self) -> tuple[datetime, ...]:
        """The times of talks with the customer, earliest first: a call reached them, or a time was agreed
        with them.

        An ordinary T31 was agreed at T2 (001-1.3.5), an ordinary T32 or T33 when it was written (001-1.3.6).
        """
        agreed = [
            self.t2 if slot.slot == 1 and self.t2 is not None else slot.written_at
            for slot in self.slots
            if slot.kind == T3Kind.NORMAL
        ]
        calls = [a.at for a in self.attempts if a.succeeded]
        return tuple(sorted([*map(self.local, agreed), *calls])) if agreed else tuple(calls)

    @cached_property
    def contacts(self) -> tuple[datetime, ...]:
        """Every moment at which the customer was reached, earliest first.

        Beside the talks: the start of service, the arrival of the machine, the signature and the hand-over.
        """
        met = [self.local(at) for at in self.steps_with_customer.values()]
        return tuple(sorted([*met, *self.talks])) if met else self.talks

    @property
    def steps_with_customer(self) -> dict[str, datetime]:
        """The steps taken in which the customer had a part, by the names of their fields."""
        return {name: at for name in _STEPS_WITH_CUSTOMER if (at := getattr(self, name)) is not None}

    @property
    def last_contact(self) -> datetime | None:
        """When the customer was reached last; None where nobody reached them yet."""
        return self.contacts[-1] if self.contacts else None

    def reached_since(self, moment: datetime) -> bool:
        """Whether the customer was reached at `moment` or later."""
        return self.last_contact is not None and self.last_contact >= moment

    @cached_property
    def tally(self) -> Tally:
        """The summary of the calls. One pass: a decision is asked for thousands of orders at once."""
        counted: list[datetime] = []
        late: list[datetime] = []
        outside = 0
        numbers: tuple[str, ...] = ()
        begun: datetime | None = None
        for at, _, number, entered in self.attempts:
            if not _CALLED_FROM <= at.hour < _CALLED_UNTIL:
                outside += 1
            if entered is not None:
                late.append(entered)
            if begun is None or at - begun >= _MINUTE or at.minute != begun.minute:
                begun, numbers = at, (number,)
            elif number in numbers:
                continue
            else:
                numbers = (*numbers, number)
            counted.append(at)
        return Tally(tuple(counted), tuple(late), outside)

    def proved_wrong(self, number: str) -> bool:
        """Whether a call has proved `number` wrong and no later call reached the customer on it (A-38)."""
        wrong = False
        for attempt in self.attempts:
            if attempt.number == number:
                if attempt.result == ContactResult.NUMBER_INVALID:
                    wrong = True
                elif attempt.succeeded:
                    wrong = False
        return wrong

    @property
    def replaced_numbers(self) -> tuple[OrderNumber, ...]:
        """The numbers that a station took out, each as it was last; those must be proved wrong too (R-11)."""
        last = {entry.number: entry for entry in self.number_history}
        return tuple(e for e in last.values() if e.until is not None and e.ended_role in _STATION)

    @property
    def numbers_to_prove(self) -> tuple[str, ...]:
        """The numbers that all have to be proved wrong before the customer's number counts as wrong (R-11)."""
        return tuple(dict.fromkeys((*self.numbers, *(entry.number for entry in self.replaced_numbers))))

    @property
    def every_number_wrong(self) -> bool:
        """Whether the customer has numbers, and each is proved wrong, with those that a station took out."""
        return bool(self.numbers) and all(self.proved_wrong(number) for number in self.numbers_to_prove)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the close facts that are logged, attributes included."""
        return frozenset(fact.code for fact in self.facts)

    @property
    def close_facts(self) -> tuple[str, ...]:
        """The close facts that count, in the order of the policy's table; an attribute counts beside `repaired`."""
        return standing(self.codes) if self.facts else ()

    @property
    def repair_done_at(self) -> datetime | None:
        """When the repair was recorded: as a step, or logged as a close fact."""
        return self.repaired_at or (self._logged_at.get("repaired") if self.facts else None)

    @property
    def repaired(self) -> bool:
        """Whether the repair is recorded."""
        return self.repair_done_at is not None

    @property
    def work_done_at(self) -> datetime | None:
        """When the work was done: the repair, or the first finding that needs none."""
        return self.repaired_at or (self._fact_done_at if self.facts else None)

    @property
    def served_at(self) -> datetime | None:
        """When service took place first: it started, the repair was done, or a fact shows that it did.

        A phone solution shows none, and neither does an attribute, which may be known before the visit (001-6.3.6).
        """
        work = [self._logged_at[code] for code in self.close_facts if code not in _NO_SERVICE]
        return min((t for t in (self.started_at, self.repaired_at, *work) if t is not None), default=None)

    @property
    def served_unprinted(self) -> bool:
        """Whether service took place before a print, and no system failure excuses it (001-1.5.6, 001-2.5.4)."""
        served = self.served_at
        if served is None or self.print_exception is not None:
            return False
        return self.printed_at is None or self.printed_at > served

    @property
    def finished(self) -> bool:
        """Whether service is finished: the repair, or a finding that needs none, is recorded (001-2.5.6)."""
        return self.work_done_at is not None

    @property
    def phone_solved(self) -> bool:
        """Whether the work was a solution by phone, and nothing else."""
        served = self.repaired or self.started or self.arrived_at is not None
        return not served and self.close_facts == ("phone_resolved",)

    @property
    def handed_over_at(self) -> datetime | None:
        """The time at which the customer got the machine back: picked up or delivered, whichever is later."""
        if self.picked_up_at is None or self.delivered_at is None:
            return self.picked_up_at or self.delivered_at
        return max(self.picked_up_at, self.delivered_at)

    def held_at(self, moment: datetime) -> bool:
        """Whether the machine was in the station at `moment`; where its arrival is not recorded, since T1."""
        came = self.arrived_at or (self.t1 if self.in_custody or self.handed_over_at is not None else None)
        if came is None or came > moment:
            return False
        left = self.handed_over_at
        return left is None or left < came or left > moment

    @property
    def fetched(self) -> bool:
        """Whether the customer came for the machine, and the station did not bring it."""
        return self.picked_up and not self.delivered

    def local(self, moment: datetime) -> datetime:
        """`moment` in the configured zone."""
        return moment.astimezone(self.now.tzinfo)

    @cached_property
    def _fact_done_at(self) -> datetime | None:
        """When the close fact was logged that shows the work done: `repaired`, else the first of those that count."""
        times = (self._logged_at[code] for code in self.close_facts)
        return self._logged_at.get("repaired") or min(times, default=None)

    @cached_property
    def _logged_at(self) -> dict[str, datetime]:
        """The first time that each close fact was logged."""
        return {fact.code: fact.logged_at for fact in reversed(self.facts)}
