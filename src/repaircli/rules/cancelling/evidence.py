"""The evidence about the calls of an order, shown with each decision on an unreachable customer or a wrong number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from repaircli.platform.codes import named
from repaircli.platform.text import Msg, msg
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.decision import Evidence, NumberChange

REASONS = frozenset(("unreachable", "wrong_phone"))
"""The reasons that rest on calls, which the station itself enters (001-1.5.2)."""


def evidence(order: OrderState) -> Evidence:
    """The evidence from the calls of `order`; it never blocks a decision."""
    calls, tally = len(order.attempts), order.tally
    days = tuple(sorted({entered.date() for entered in tally.late}))
    changed = tuple(_changes(order)) if order.number_history else ()
    return Evidence(calls, len(tally.late), days, calls - len(tally.counted), tally.outside, changed)


def _changes(order: OrderState) -> Iterator[NumberChange]:
    """The numbers that were taken out and those that the order did not have from its dispatch on."""
    for entry in order.number_history:
        if entry.since is not None and entry.since > order.t1:
            day = order.local(entry.since).date()
            yield NumberChange(entry.number, day, entry.set_by, entry.set_role, put_in=True)
        if entry.until is not None:
            yield NumberChange(
                entry.number, order.local(entry.until).date(), entry.ended_by, entry.ended_role
            )


def sentences(data: Mapping[str, Any]) -> Iterator[Msg]:
    """The evidence of a decision as sentences, from its JSON object; missing parts are left out."""
    yield msg("calls: {n}", n=data["calls"])
    if data["entered_late"]:
        yield msg(
            "{n} of them entered on a later day ({days})",
            n=data["entered_late"],
            days=tuple(str(day) for day in data["entered_on"]),
        )
    if data["same_minute"]:
        yield msg("{n} not counted: same number and minute as another call", n=data["same_minute"])
    if data["outside_hours"]:
        yield msg("{n} outside 08:00–22:00", n=data["outside_hours"])
    # a decision from before numbers were followed does not name them
    for change in data.get("numbers_changed", ()):
        said = {
            "number": change["number"],
            "day": str(change["on"]),
            "login": str(change["by"]),
            "role": named("role", str(change["role"])),
        }
        if change.get("put_in"):
            yield msg("{number} added to the order on {day} by {login} ({role})", **said)
        else:
            yield msg("{number} removed from the order on {day} by {login} ({role})", **said)
