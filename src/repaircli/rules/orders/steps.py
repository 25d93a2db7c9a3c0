"""The steps of an order between its creation and its end: which may be taken when (requirements A5, interface 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from repaircli.platform.codes import Status
from repaircli.platform.text import msg
from repaircli.rules.cancelling.matrix import named
from repaircli.rules.orders.close_facts import TESTED_ON_SITE, VISIT_ONLY
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.decision import Check

EVENTS = (
    "download",
    "assign",
    "print",
    "start",
    "arrived",
    "repaired",
    "sign",
    "picked-up",
    "check-failed",
    "delivered",
    "contact",
    "fact",
    "form",
    "edit",
    "urge",
    "parts",
)

_FROZEN = frozenset({"start", "repaired", "sign", "picked-up", "check-failed", "delivered", "edit", "parts"})
_NEEDS_DOWNLOAD = frozenset(EVENTS) - {"download", "edit", "urge"}
_RETURNS_MACHINE = frozenset({"picked-up", "delivered"})


class _Taken(NamedTuple):
    order: OrderState
    fact: str | None
    excused: bool


def may(
    event: str, order: OrderState, *, fact: str | None = None, excused: bool = False
) -> tuple[Check, ...]:
    """Every rule that taking the step `event` would break; empty when it may be taken.

    `fact`: the code that the step `fact` logs. `excused`: the step `start` names a
    system failure, or `sign` says why the order was not printed before service. A closed order is printed as a copy.
    """
    found: list[Check] = []
    returning = event in _RETURNS_MACHINE and order.in_custody
    copied = event == "print" and order.status == Status.RESOLVED
    if not order.open and not returning and not copied:
        return (over(order),)
    if event == "download":
        if order.status != Status.DISPATCHED:
            found.append(Check("not_dispatched", "001-1.3.2", msg("the order is already downloaded")))
        return tuple(found)
    if event in _NEEDS_DOWNLOAD and not order.downloaded:
        found.append(
            Check("not_downloaded", "001-1.3.2", msg("the order has not been downloaded by the station"))
        )
    if event in _FROZEN and order.pending:
        text = msg("a cancel request is pending; the order is frozen until it is decided or withdrawn")
        found.append(Check("request_pending", "own-1", text))
    if event in _STEP:
        found += _STEP[event](_Taken(order, fact, excused))
    return tuple(found)


def over(order: OrderState) -> Check:
    """The check that an order at its end breaks, with the clause of that end."""
    if order.status == Status.CANCELLED:
        return Check("order_closed", "001-3.3.1", msg("the order is cancelled already; that is final"))
    return Check("order_closed", "001-1.3.4", msg("the order is resolved; that is final"))


def _start(taken: _Taken) -> list[Check]:
    order = taken.order
    if order.printed or order.print_exception is not None or taken.excused:
        return []
    text = msg("the order must be printed before service; only a system failure excuses it")
    return [Check("not_printed", "001-1.5.6", text)]


def _arrived(taken: _Taken) -> list[Check]:
    if taken.order.visit:
        text = msg("the engineer visits the customer; no machine comes to the station")
        return [Check("not_carry_in", "001-2.5.5", text)]
    if taken.order.in_custody:
        return [Check("already_in_custody", "001-2.5.5", msg("the machine is already in the station"))]
    return []


def _repaired(taken: _Taken) -> list[Check]:
    if taken.order.repaired:
        return [Check("already_repaired", "001-1.5.8", msg("the repair is already recorded"))]
    return []


def _sign(taken: _Taken) -> list[Check]:
    if taken.order.signed:
        return [Check("already_signed", "001-1.3.4", msg("the customer's signature is already recorded"))]
    if not taken.order.close_facts:
        text = msg("record the repair or a finding before the customer's signature")
        return [Check("nothing_to_sign", "001-1.3.4", text)]
    return unprinted(taken.order, taken.excused)


def unprinted(order: OrderState, excused: bool) -> list[Check]:
    """Whether service before the print blocks signature and closing; `excused`: a reason is given."""
    if excused or order.unprinted_why is not None or not order.served_unprinted:
        return []
    text = msg("the order was not printed before service, and no system failure is recorded")
    return [Check("served_unprinted", "001-1.5.6" if order.visit else "001-2.5.4", text)]


def _hand_over(taken: _Taken) -> list[Check]:
    if taken.order.visit and not taken.order.in_custody:
        text = msg("the engineer visits the customer; there is no machine to hand back")
        return [Check("not_carry_in", "001-2.5.8", text)]
    if not taken.order.in_custody:
        return [Check("not_in_custody", "001-2.5.8", msg("the machine is not in the station"))]
    return []


def _check_failed(taken: _Taken) -> list[Check]:
    found = _hand_over(taken)
    if not taken.order.finished:
        text = msg("the repair is not recorded as finished, so the customer's check cannot fail yet")
        found.append(Check("not_repaired", "001-2.5.7", text))
    return found


def _fact(taken: _Taken) -> list[Check]:
    if taken.fact in VISIT_ONLY and not taken.order.visit:
        text = msg(
            "{fact} can only be found on a visit, and this order has no visit", fact=named(taken.fact or "")
        )
        return [Check("visit_only", "001-3.5.2", text)]
    if taken.fact in TESTED_ON_SITE and not taken.order.started:
        text = msg(
            "{fact} can only be found by a test on site, and service has not started",
            fact=named(taken.fact or ""),
        )
        return [Check("not_tested", "001-3.5.2", text)]
    return []


_STEP: Mapping[str, Callable[[_Taken], list[Check]]] = {
    "start": _start,
    "arrived": _arrived,
    "repaired": _repaired,
    "sign": _sign,
    "picked-up": _hand_over,
    "delivered": _hand_over,
    "check-failed": _check_failed,
    "fact": _fact,
}
