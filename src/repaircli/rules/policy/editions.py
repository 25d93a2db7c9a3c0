"""Editions of the policy, and the table of their differences (requirements 1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from repaircli.platform.codes import T3Kind
from repaircli.platform.text import N_
from repaircli.rules.policy.limits import EDITION, SETTINGS, Limits, parsed, typed


@dataclass(frozen=True, eq=False)
class Edition:
    """A policy in force. `absent` are reason codes that it does not know; they count as not listed.

    `documents` are the documents it cites, preferred first. `needs_sentinel`: the clock of an unreachable customer
    starts at the special T31. `needs_form`: a refused service is cancelled only with an agreed special-case
    statement. `hq_email`: wrong-phone and unreachable cancels go to headquarters by e-mail. `induced_forbidden`:
    leading the customer to phone 800 is a violation.
    """

    name: str
    limits: Limits
    documents: tuple[str, ...]
    absent: frozenset[str]
    needs_sentinel: bool
    needs_form: bool
    hq_email: bool
    induced_forbidden: bool

    @cached_property
    def label(self) -> str:
        """The edition, and every setting that is not as it has it: `manual reschedule.min_days=10`."""
        own = EDITIONS[self.name]
        return " ".join((self.name, *(f"{key}={typed(value)}" for key, value in self.differing(own).items())))

    def differing(self, other: Edition) -> Mapping[str, Any]:
        """The settings by name whose value is not that of `other`, with the value here."""
        if self.limits == other.limits:
            return {}
        mine = {key: getattr(self.limits, s.field) for key, s in SETTINGS.items()}
        return {k: v for k, v in mine.items() if v != getattr(other.limits, SETTINGS[k].field)}


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of the table: what it is about, the clause that makes the difference, and the value in each edition.

    `key` is a limit, a field of the edition, or `row:CODE` for a reason that only one edition knows.
    """

    key: str
    topic: str
    clause: str
    manual: Any
    v2: Any


DIFFERENCES = (
    Difference("reschedule_days", N_("days by which the customer must postpone"), "001-3.5.2", 15, 0),
    Difference(
        "unreachable_days_are_working",
        N_("the 5 days of an unreachable customer are working days"),
        "001-1.5.2",
        True,
        False,
    ),
    Difference("needs_sentinel", N_("their clock starts at the special T31"), "001-1.5.2", True, False),
    Difference("daily_calls", N_("calls a day to an unreachable customer"), "001-1.5.2", 6, 0),
    Difference("call_days", N_("working days with those calls"), "001-1.5.2", 3, 0),
    Difference(
        "needs_form", N_("an agreed special-case statement before the cancel"), "001-2.5.6", True, False
    ),
    Difference(
        "hq_email",
        N_("e-mail to headquarters after a wrong-phone or unreachable cancel"),
        "001-1.5.2",
        True,
        False,
    ),
    Difference(
        "induced_forbidden",
        N_("telling the customer to phone 800 to cancel is forbidden"),
        "001-3.6.1",
        True,
        False,
    ),
    Difference(
        "row:fee_refused_to_carry_in",
        N_("charge refused, machine carried in: region cancels"),
        "001-3.5.2",
        True,
        False,
    ),
    Difference("row:nff_inherent", N_("no fault, inherent in the machine: close"), "001-3.5.2", True, False),
    Difference(
        "row:oow_second_level",
        N_("tested on site out of warranty, second level: close"),
        "001-3.5.2",
        True,
        False,
    ),
    Difference(
        "row:human_damage_second_level",
        N_("tested on site man-made damage, second level: close"),
        "001-3.5.2",
        True,
        False,
    ),
    Difference(
        "row:branch_received",
        N_("a branch point got a call-centre order: reassign to the head station"),
        "001-6.3.8",
        True,
        False,
    ),
    Difference(
        "row:plan_refused_onsite", N_("plan refused on site: cancel with the form"), "001-1.5.7", True, False
    ),
    Difference(
        "row:service_refused_carry_in",
        N_("carry-in service refused: cancel with the form"),
        "001-2.5.6",
        True,
        False,
    ),
    Difference(
        "row:soft_oow_refused",
        N_("software or out of warranty refused: cancel with the form"),
        "001-6.3.6",
        True,
        False,
    ),
    Difference(
        "row:soft_oow_agreed", N_("software or out of warranty agreed: close"), "001-6.3.6", True, False
    ),
    Difference("row:region_commissioned", N_("commissioned by the region: close"), "001-6.3.5", True, False),
    Difference("row:reschedule_short", N_("postponed by too few days: write T32"), "001-3.5.2", True, False),
    Difference("row:parts_late", N_("parts late: write T32"), "001-1.5.6", True, False),
    Difference("row:not_fixed_once", N_("not fixed by one service: write T32"), "001-1.5.8", True, False),
    Difference("row:pickup_change", N_("pick-up time changed: write T32"), "001-2.5.7", True, False),
)


def _edition(name: str, documents: tuple[str, ...], values: Mapping[str, Any]) -> Edition:
    limits = {k: v for k, v in values.items() if k in Limits.__dataclass_fields__}
    fields = {k: v for k, v in values.items() if k in Edition.__dataclass_fields__}
    absent = frozenset(k.removeprefix("row:") for k, v in values.items() if k.startswith("row:") and not v)
    return Edition(
        name=name, limits=replace(Limits(), **limits), documents=documents, absent=absent, **fields
    )


MANUAL = _edition("manual", ("001", "000"), {d.key: d.manual for d in DIFFERENCES})
"""Document 001, with document 000 where 001 is silent (A-01)."""

V2 = _edition("v2", ("000",), {d.key: d.v2 for d in DIFFERENCES})
"""Document 000 alone."""

EDITIONS: Mapping[str, Edition] = MappingProxyType({e.name: e for e in (MANUAL, V2)})


@lru_cache(maxsize=256)
def edition_with(name: str, values: tuple[tuple[str, str], ...] = ()) -> Edition:
    """The edition `name` with settings as typed; the same object for the same values. Raises BadLimit."""
    if not values:
        return EDITIONS[name]
    own = EDITIONS[name]
    changed: dict[str, Any] = {SETTINGS[key].field: parsed(key, text) for key, text in values}
    return replace(own, limits=replace(own.limits, **changed))


class Entry(NamedTuple):
    """A setting from a day on, as somebody set it; `value` None is that of the edition. `key` may be `edition` too."""

    key: str
    value: str | None
    from_day: date
    set_at: datetime
    set_by: str
    why: str


class Policy:
    """What was set from which day on. `entries` are in the order in which they were set."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = sorted(entries, key=lambda e: e.from_day)
        self._on: dict[date, Edition] = {}

    def on(self, day: date, known_at: datetime | None = None) -> Edition:
        """The edition in force on `day` with its settings; with `known_at` as it was known at that moment."""
        if known_at is not None:
            return self._edition(day, known_at)
        if day not in self._on:
            self._on[day] = self._edition(day, None)
        return self._on[day]

    def _edition(self, day: date, known_at: datetime | None) -> Edition:
        entries = self.standing(day, known_at)
        if not entries:
            return MANUAL
        edition = entries.pop(EDITION, None)
        values = tuple(sorted((e.key, e.value) for e in entries.values() if e.value is not None))
        return edition_with((edition and edition.value) or MANUAL.name, values)

    def standing(self, day: date, known_at: datetime | None = None) -> dict[str, Entry]:
        """The entries that count on `day`, by the name of the setting; what was set last from the same day counts."""
        return {
            e.key: e for e in self.entries if e.from_day <= day and (known_at is None or e.set_at <= known_at)
        }

    def with_entry(self, entry: Entry) -> Policy:
        """The policy once `entry` is set too."""
        return Policy((*self.entries, entry))

    def sentinel(self, kind: str, day: date) -> date:
        """The day that stands in a T3 of that kind, not a normal one, which was written on `day` (A-03)."""
        return _sentinel(self.on(day).limits, kind)

    def sentinels(self, *kinds: str) -> frozenset[date]:
        """Every day that ever stood for one of the kinds, by default for either."""
        days = (date.min, *(e.from_day for e in self.entries))
        return frozenset(self.sentinel(kind, day) for kind in kinds or _SENTINELS for day in days)


_SENTINELS = (T3Kind.UNREACHABLE, T3Kind.PHONE_RESOLVED)


def _sentinel(limits: Limits, kind: str) -> date:
    return limits.sentinel_phone if kind == T3Kind.PHONE_RESOLVED else limits.sentinel_unreachable


PARALLEL: Mapping[str, str] = MappingProxyType(
    {
        "001-1.3.4": "000-5.2",
        "001-1.5.2": "000-5.2",
        "001-1.5.8": "000-5.2",
        "001-2.5.8": "000-5.2",
        "001-3.3.1": "000-3.1",
        "001-3.3.2": "000-3.2",
        "001-3.4.1": "000-4.1",
        "001-3.4.2": "000-4.2",
        "001-3.4.3": "000-4.3",
        "001-3.5.1": "000-5.1",
        "001-3.5.2": "000-5.2",
        "001-3.5.3": "000-5.3",
        "001-3.6.1": "000-6.1",
        "001-3.6.2": "000-6.2",
        "001-3.6.3": "000-6.4",
        "001-3.6.4": "000-6.3",
    }
)
"""The clause of 000 that says the same as one of 001, or the principle that covers it (requirements B0 and B3)."""


OWN = "own"
"""The document of the rules that are the program's own (`policy.clauses`)."""


def cited(edition: Edition, clauses: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `clauses` that `edition` stands on: the first of its documents that has any, else their parallels."""
    every = cited_by_all(edition, clauses)
    return tuple(c for c in every if c[:3] in (every[0][:3], OWN))


def cited_by_all(edition: Edition, clauses: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `clauses` in all documents of `edition`, in their order, else their parallels.

    A rule of the program itself comes last, in every edition.
    """
    found = tuple(c for document in edition.documents for c in clauses if c.startswith(document))
    own = tuple(c for c in clauses if c.startswith(OWN))
    return (found or tuple(dict.fromkeys(PARALLEL[c] for c in clauses if c in PARALLEL))) + own


def clause_in(edition: Edition, clause: str) -> str:
    """`clause` as `edition` knows it: itself, or its parallel where the edition does not stand on its document."""
    return clause if clause[:3] in (*edition.documents, OWN) else PARALLEL.get(clause, clause)
