"""The steps of an order between its creation and its end: which may be taken when (requirements A5, interface 4)."""

from __future__ import annotations

from dataclasses import dataclass

from repaircli.platform.codes import OPEN_STATUSES, Origin, Status
from repaircli.platform.text import msg
from repaircli.rules.cancelling.matrix import named
from repaircli.rules.orders.close_facts import VISIT_ONLY
from repaircli.rules.policy.decision import Check


@dataclass(frozen=True, slots=True)
class FlowFacts:
    """What the order looks like when somebody takes a step.

    `close_fact`: a close fact that stands. `fact`: the code that is to be logged (event `fact`).
    `system_failure`: the step names one. `form_pending`: a special-case statement waits for its decision.
    """

    status: str
    origin: str
    visit: bool
    downloaded: bool
    pending: bool
    printed: bool
    started: bool
    repaired: bool
    signed: bool
    close_fact: bool
    in_custody: bool
    handed_over: bool
    t31_written: bool
    system_failure: bool = False
    form_pending: bool = False
    fact: str | None = None


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


def may(event: str, facts: FlowFacts) -> tuple[Check, ...]:
    """Every rule that taking the step `event` would break; empty when it may be taken."""
    found: list[Check] = []
    returning = event in _RETURNS_MACHINE and facts.status == Status.CANCELLED and facts.in_custody
    if facts.status not in OPEN_STATUSES and not returning:
        found.append(
            Check("order_closed", "001-1.3.4", msg("the order is closed or cancelled; that is final"))
        )
        return tuple(found)
    if event == "download":
        if facts.status != Status.DISPATCHED:
            found.append(Check("not_dispatched", "001-1.3.2", msg("the order is already downloaded")))
        return tuple(found)
    if event in _NEEDS_DOWNLOAD and not facts.downloaded and facts.origin != Origin.STATION:
        found.append(
            Check("not_downloaded", "001-1.3.2", msg("the order has not been downloaded by the station"))
        )
    if event in _FROZEN and facts.pending:
        found.append(
            Check(
                "request_pending",
                "001-3.6.1",
                msg("a cancel request is pending; the order is frozen until it is decided or withdrawn"),
            )
        )
    found += _STEP.get(event, _nothing)(facts)
    return tuple(found)


def _nothing(facts: FlowFacts) -> list[Check]:
    return []


def _start(facts: FlowFacts) -> list[Check]:
    if facts.printed or facts.system_failure:
        return []
    return [
        Check(
            "not_printed",
            "001-1.5.6",
            msg("the order must be printed before service; only a system failure excuses it"),
        )
    ]


def _arrived(facts: FlowFacts) -> list[Check]:
    if facts.visit:
        return [
            Check(
                "not_carry_in",
                "001-2.5.5",
                msg("the engineer visits the customer; no machine comes to the station"),
            )
        ]
    if facts.in_custody:
        return [Check("already_in_custody", "001-2.5.5", msg("the machine is already in the station"))]
    return []


def _repaired(facts: FlowFacts) -> list[Check]:
    if facts.repaired:
        return [Check("already_repaired", "001-1.5.8", msg("the repair is already recorded"))]
    return []


def _sign(facts: FlowFacts) -> list[Check]:
    if facts.signed:
        return [Check("already_signed", "001-1.3.4", msg("the customer's signature is already recorded"))]
    if not facts.close_fact:
        return [
            Check(
                "nothing_to_sign",
                "001-1.3.4",
                msg("the customer signs a finished repair or a finding, and neither is recorded"),
            )
        ]
    return []


def _hand_over(facts: FlowFacts) -> list[Check]:
    if facts.visit and not facts.in_custody:
        return [
            Check(
                "not_carry_in",
                "001-2.5.8",
                msg("the engineer visits the customer; there is no machine to hand back"),
            )
        ]
    if not facts.in_custody:
        return [Check("not_in_custody", "001-2.5.8", msg("the machine is not in the station"))]
    return []


def _check_failed(facts: FlowFacts) -> list[Check]:
    found = _hand_over(facts)
    if not facts.repaired:
        found.append(
            Check(
                "not_repaired", "001-2.5.7", msg("no repair is recorded that could fail the customer's check")
            )
        )
    return found


def _fact(facts: FlowFacts) -> list[Check]:
    if facts.fact in VISIT_ONLY and not facts.visit:
        return [
            Check(
                "visit_only",
                "001-3.5.2",
                msg("{fact} is found on a visit, and this order has none", fact=named(facts.fact or "")),
            )
        ]
    return []


def _form(facts: FlowFacts) -> list[Check]:
    if facts.form_pending:
        return [
            Check(
                "form_pending",
                "001-1.5.7",
                msg("a special-case statement of this order already waits for the region"),
            )
        ]
    return []


_STEP = {
    "start": _start,
    "arrived": _arrived,
    "repaired": _repaired,
    "sign": _sign,
    "picked-up": _hand_over,
    "delivered": _hand_over,
    "check-failed": _check_failed,
    "fact": _fact,
    "form": _form,
}
