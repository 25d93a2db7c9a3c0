"""Several machines of one customer at one place on one day: the one that is visited, and when the region decides."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from repaircli.platform.codes import Service
from repaircli.rules.policy.limits import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Reported:
    """A report about to become orders. `serials`: those that are known. `same_fault`: all its machines have one fault."""

    service: str
    units: int
    serials: tuple[str, ...]
    fault: str
    same_fault: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """An order of the same customer, place and day that stands; `group_no` where it is one of several machines."""

    order_no: str
    visit: bool
    serial: str | None
    fault: str
    group_no: str | None


@dataclass(frozen=True, slots=True)
class Later:
    """The effect of earlier orders of the day on a report.

    `visit`: the order whose visit serves the place already. `carry_in`: the visit that is asked for becomes a
    carry-in; without it the machine may be the visited one, and a person must tell. `joins`: the order whose
    group the new ones belong to. `same_machine`: the order of a machine that is reported again. `same_fault`:
    how many machines of the day have the fault, the reported ones included.
    """

    visit: str | None = None
    carry_in: bool = False
    joins: str | None = None
    same_machine: str | None = None
    same_fault: int = 1


def is_pending(units: int, same_fault: bool, limits: Limits = LIMITS) -> bool:
    """Whether a report becomes a pending ticket instead of orders: many machines at once with one fault
    (001-6.8.2).
    """
    return same_fault and units >= limits.pending_units


def services(service: str, units: int) -> tuple[str, ...]:
    """The services of a report's orders: one visit at most, the other machines are carried in (001-6.8.2)."""
    rest = Service.CARRY_IN if service == Service.ONSITE else Service(service)
    return (service, *[str(rest)] * (units - 1))


def later(reported: Reported, earlier: Sequence[Earlier]) -> Later:
    """A later call of the same day gets carry-in only (001-6.8.1, 001-6.8.2, A-51).

    That it is about another machine shows in its number of machines, in an earlier group, or in serial numbers
    that differ; without any of these nothing is changed.
    """
    known = set(reported.serials)
    again = next((e.order_no for e in earlier if e.serial in known), None)
    total = _total(reported, earlier)
    if reported.units == 1 and again is not None:
        return Later(same_machine=again, same_fault=total)
    visit = next((e for e in earlier if e.visit), None)
    grouped = next((e.group_no for e in earlier if e.group_no), None)
    several = reported.units > 1 or grouped is not None
    other = several or any(_differs(known, e) for e in earlier)
    return Later(
        visit=None if visit is None else visit.order_no,
        carry_in=visit is not None
        and reported.service == Service.ONSITE
        and (several or _differs(known, visit)),
        joins=(grouped or earlier[0].order_no) if earlier and other else None,
        same_machine=again,
        same_fault=total,
    )


def _differs(known: set[str], before: Earlier) -> bool:
    return bool(known) and before.serial is not None and before.serial not in known


def _total(reported: Reported, earlier: Sequence[Earlier]) -> int:
    same = sum(1 for e in earlier if same_fault(e.fault, reported.fault))
    return same + (reported.units if reported.same_fault else 1)


def same_fault(a: str, b: str) -> bool:
    """Whether two fault texts say the same, but for case, width and blanks."""
    return _plain(a) == _plain(b)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
