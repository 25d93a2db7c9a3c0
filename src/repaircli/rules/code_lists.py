"""What a code of each list may have, and when one may not be retired (003-3.1.1, 3.1.7, 3.1.9, 4.1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from repaircli.platform.codes import named
from repaircli.platform.text import Msg, msg
from repaircli.rules.policy.decision import Check

OPTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "fault-cause": {"fault_class": "--class"},
        "complaint-reason": {"object": "--object"},
        "visit-element": {
            "answer": "--type",
            "choices": "--choice",
            "weight": "--weight",
            "required": "--required",
            "subjects": "--for",
        },
        "order-type": {"free": "--free"},
        "carrier": {},
        "expense-kind": {},
    }
)
"""By list: the columns that only its codes have, each with its option."""

MUST = MappingProxyType({"complaint-reason": "object", "visit-element": "answer"})
"""By list: the column that every code of it needs."""

ORDER_TYPES = ("warranty", "agreement", "paid", "proactive")
"""The types that orders get when they are made (A-62)."""

_ALL = {column: option for options in OPTIONS.values() for column, option in options.items()}


def flaws(kind: str, values: Mapping[str, Any]) -> dict[str, Msg]:  # columns of a row
    """What is wrong with a code of the list `kind`, by column."""
    own, found = OPTIONS[kind], {}
    for column in _ALL:
        given = values.get(column)
        if given and column not in own:
            found[column] = msg("{list} does not have this column", list=named("code_kind", kind))
    needed = MUST.get(kind)
    if needed is not None and not values.get(needed):
        found[needed] = msg("{list} requires this value", list=named("code_kind", kind))
    choices = values.get("choices") or ()
    if kind == "visit-element":
        if values.get("answer") == "choice" and len(choices) < 2:
            found["choices"] = msg("at least two choices are needed")
        if values.get("answer") != "choice" and choices:
            found["choices"] = msg(
                "only an element of the type {type} has choices", type=named("answer_type", "choice")
            )
        weight = values.get("weight")
        if weight is not None and not 1 <= weight <= 100:
            found["weight"] = msg("a weight is a number from 1 to 100")
    return found


def retire(kind: str, code: str) -> list[Check]:
    """Refused for a type that new orders get by themselves."""
    if kind == "order-type" and code in ORDER_TYPES:
        text = msg("new orders get the type {code} automatically; it cannot be retired", code=code)
        return [Check("in_use", "003-3.1.7", text)]
    return []
