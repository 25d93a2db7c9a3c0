"""A plan of decisions: the facts behind each as short texts, the changes since, and the seal of each line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from repaircli.rules.orders.state import OrderState, Statement

SEAL = "h:"
"""Begins a seal, so that a spreadsheet takes it for a text and never for a number."""

OUTCOME, TARGET = "outcome", "to_station"
"""The keys of what the rule said and of the station it was asked with, beside those of the facts."""

_WRITTEN = "%Y-%m-%d %H:%M:%S"


class Change(NamedTuple):
    """One changed fact: its key, and its text in the plan and now; `None` if there was none."""

    fact: str
    before: str | None
    after: str | None


def texts(order: OrderState, station: str) -> dict[str, str]:
    """Every fact that a decision can depend on, except the time, as a short text by its key.

    `station` holds the order. The calls are their number, the last of them, and a mark of all, since there
    are many.
    """
    since = order.unreachable_since
    return {
        "station": station,
        "status": str(order.status),
        "visit": _flag(order.visit),
        "started": _flag(order.started),
        "in_custody": _flag(order.in_custody),
        "held_by_branch": _flag(order.held_by_branch),
        "parts_issued": _flag(order.parts_issued),
        "unreachable_since": since.strftime(_WRITTEN) if since else "",
        "reached": order.last_contact.strftime(_WRITTEN) if order.last_contact else "",
        "calls": _calls(order),
        "phones": ";".join(order.numbers),
        "facts": ";".join(sorted(order.codes)),
        "parts_under_way": ";".join(f"{p.po} {p.code}" for p in order.parts if p.received_at is None),
        "marked": _flag(order.marked),
        "form": ";".join(_statement(s) for s in order.statements),
    }


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[Change]:
    """The facts of `before` and `now` that are not the same, in the order of `now`."""
    keys = [*now, *(key for key in before if key not in now)]
    return [Change(k, before.get(k), now.get(k)) for k in keys if before.get(k) != now.get(k)]


def seal(cells: Sequence[str]) -> str:
    """The seal of a line's `cells`: no two lines share it, and white space does not matter."""
    plain = "\x1f".join(" ".join(cell.split()) for cell in cells)
    return SEAL + hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _statement(statement: Statement) -> str:
    state = "lapsed" if statement.lapsed_at is not None else statement.state
    return f"{statement.subject} {state}"


def _calls(order: OrderState) -> str:
    if not order.attempts:
        return "0"
    every = "\n".join(f"{a.at:{_WRITTEN}} {a.result} {a.number}" for a in order.attempts)
    last = max(order.attempts, key=lambda a: a.at)
    mark = hashlib.sha256(every.encode()).hexdigest()[:8]
    return f"{len(order.attempts)}, {last.at:%Y-%m-%d %H:%M} {last.result} #{mark}"
