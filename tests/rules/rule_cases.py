"""Orders, calls and questions for the tests of the rules: a plain order, and what meets or fails each row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from repaircli.calendar.national import OverlayCalendar
from repaircli.rules.cancelling.decide import Question, decide
from repaircli.rules.orders.state import Attempt, LoggedFact, OrderState, Slot, Statement
from repaircli.rules.policy.decision import Decision
from repaircli.rules.policy.editions import EDITIONS, MANUAL, Edition, edition_with
from repaircli.rules.policy.limits import SETTINGS, typed

CN = ZoneInfo("Asia/Shanghai")
CALENDAR = OverlayCalendar()
SECOND = timedelta(seconds=1)
PHONE, OTHER_PHONE, CALLER = "13800000001", "13800000002", "01060000003"
ORIGINS = ("cc", "region", "station")
ASKERS = ("station", "region", "customer")
ACTORS = {"station": "coordinator", "region": "liaison", "customer": "agent"}


def at(text: str) -> datetime:
    """A moment in the zone of the tests."""
    return datetime.fromisoformat(text).replace(tzinfo=CN)


NOW = at("2026-06-10 18:00")


def calls(*days: str, each: int = 6, result: str = "no-answer", number: str = PHONE) -> tuple[Attempt, ...]:
    """`each` calls on every one of `days`, a quarter of an hour apart from 09:00 on."""
    return tuple(
        Attempt(at(f"{day} 09:00") + n * timedelta(minutes=15), result, number)
        for day in days
        for n in range(each)
    )


def call(moment: str, result: str = "no-answer", number: str = PHONE) -> Attempt:
    return Attempt(at(moment), result, number)


PLAIN = OrderState(
    order_no="R260603-0001",
    origin="cc",
    service="onsite",
    status="in_service",
    t1=at("2026-05-01 09:00"),
    now=NOW,
    numbers=(PHONE,),
)
"""An on-site order of the call centre, downloaded and nothing done on it yet."""

_STEPS = ("printed", "started", "repaired", "signed", "picked_up", "delivered")


def changed(base: OrderState, **changes: Any) -> OrderState:
    """`base` with other fields; what a test wants to say of an order in a word is put into the fields it follows from.

    `visit`, `pending`, the steps that were taken (`started`, …), `system_failure`, `logged` (codes of close facts),
    `sentinel_t2` (T2 of a special T31), `work_done_at` and `phone_solved`, `handed_over_at`, `form` (subject and state
    of a special-case statement, and what it lapsed by).
    """
    found = dict(changes)
    if "visit" in found:
        found["service"] = "onsite" if found.pop("visit") else "carry-in"
    if "pending" in found:
        found["pending_request"] = 1 if found.pop("pending") else None
    if "system_failure" in found:
        found["print_exception"] = "停电" if found.pop("system_failure") else None
    for step in _STEPS:
        if step in found:
            found[f"{step}_at"] = base.t1 if found.pop(step) else None
    if "logged" in found:
        found["facts"] = tuple(LoggedFact(code, base.now) for code in sorted(found.pop("logged")))
    if "form" in found:
        form = found.pop("form")
        found["statements"] = () if form is None else (statement(*form.split()),)
    if "sentinel_t2" in found:
        since = found.pop("sentinel_t2")
        found |= {"t2": since, "slots": () if since is None else (Slot(1, "unreachable", None, since),)}
    return replace(base, **found)


def statement(subject: str, state: str, lapsed_by: str | None = None) -> Statement:
    """A statement of the day before; one about further service was submitted while the machine was in the station."""
    day = timedelta(days=1)
    lapsed_at = None if lapsed_by is None else NOW - timedelta(hours=1)
    return Statement(7, subject, state, NOW - day, subject == "service", lapsed_at, lapsed_by)


def order(**changes: Any) -> OrderState:
    """The plain order with what differs; attempts come in any order."""
    found = changed(PLAIN, **changes)
    return replace(found, attempts=tuple(sorted(found.attempts, key=lambda a: a.at)))


def question(reason: str, asked_by: str = "station", **changes: Any) -> Question:
    usual = {"actor": ACTORS[asked_by], "requested_on": NOW.date()}
    return Question(**{"reason": reason, "asked_by": asked_by, **usual, **changes})


def ask(
    reason: str,
    asked_by: str = "station",
    *,
    facts: OrderState = PLAIN,
    calendar: OverlayCalendar = CALENDAR,
    edition: Edition = MANUAL,
    **changes: Any,
) -> Decision:
    return decide(facts, question(reason, asked_by, **changes), calendar, edition)


def codes(decision: Decision) -> list[str]:
    """The codes of what is missing, in order."""
    return [m.code for m in decision.missing]


UNREACHED = {
    "sentinel_t2": at("2026-06-03 12:30"),
    "attempts": calls("2026-06-04", "2026-06-05", "2026-06-08"),
}
"""Special T31 on Wednesday 3 June, six calls on each of the three working days after it."""

CALLED_EVERY_DAY = {
    "sentinel_t2": at("2026-06-03 12:30"),
    "attempts": calls("2026-06-04", "2026-06-05", "2026-06-08", "2026-06-09", "2026-06-10"),
    "now": at("2026-06-11 09:00"),
}
"""The same customer, called on every working day until the fifth was over."""

PROMISED: dict[str, Any] = {
    "t2": at("2026-06-02 10:00"),
    "slots": (Slot(1, "normal", at("2026-06-09 10:00"), at("2026-06-02 10:00")),),
}
"""A visit that was promised for 9 June."""


def _otherwise() -> Iterator[tuple[tuple[str, str], ...]]:
    for key, known in SETTINGS.items():
        if known.rows:
            for value in (*known.choices, *(("yes", "no") if isinstance(known.default, bool) else ())):
                if value != typed(known.default):
                    yield ((key, value),)
    yield (("unreachable.late_calls", "1"),)
    yield (("unreachable.daily_calls", "0"),)
    yield (("reschedule.min_days", "0"),)


POLICIES: dict[str, Edition] = {
    **EDITIONS,
    **{edition.label: edition for values in _otherwise() for edition in [edition_with("manual", values)]},
}
"""Both editions, and the manual with each reading and number of the cancel rule otherwise."""

MET: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "branch_received": ({"held_by_branch": True}, {}),
    "wrong_phone": ({"attempts": (call("2026-06-03 10:00", "number-invalid"),)}, {}),
    "unreachable": (UNREACHED, {}),
    "reschedule_rereport": ({}, {"wished": date(2026, 6, 25), "agrees_rereport": True}),
    "complaint_refuse": ({"form": "plan agreed"}, {}),
    "plan_refused_onsite": ({"started": True, "form": "plan agreed"}, {}),
    "service_refused_carry_in": ({"visit": False, "in_custody": True, "form": "service agreed"}, {}),
    "soft_oow_refused": ({"mark": "software", "form": "software-oow agreed"}, {}),
    "oow_second_level": ({"started": True}, {}),
    "human_damage_second_level": ({"started": True}, {}),
    "special_request": ({}, {"detail": "用户出国半年"}),
}
"""By reason: what differs from the plain order and the plain question where the row's conditions are met."""

NOT_TESTED: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("no visit", {"visit": False, "started": True}, {}, "invalid_reason"),
    ("not started", {}, {}, "invalid_reason"),
]

NOT_MET: dict[str, list[tuple[str, dict[str, Any], dict[str, Any], str]]] = {
    "wrong_phone": [("no call", {}, {}, "continue_repair")],
    "unreachable": [("no special T31", {"attempts": UNREACHED["attempts"]}, {}, "continue_repair")],
    "reschedule_rereport": [("nothing said", {}, {}, "continue_repair")],
    "plan_refused_onsite": [
        ("no visit", {"visit": False, "started": True, "form": "plan agreed"}, {}, "invalid_reason"),
        ("not started", {"form": "plan agreed"}, {}, "invalid_reason"),
        ("no statement", {"started": True}, {}, "continue_repair"),
        ("about something else", {"started": True, "form": "service agreed"}, {}, "continue_repair"),
        ("lapsed", {"started": True, "form": "plan agreed call"}, {}, "continue_repair"),
        ("withdrawn", {"started": True, "form": "plan withdrawn"}, {}, "continue_repair"),
    ],
    "service_refused_carry_in": [
        ("no machine in the station", {"visit": False}, {}, "invalid_reason"),
        ("nor at the statement's time", {"visit": False, "form": "plan agreed"}, {}, "invalid_reason"),
        ("handed back, not agreed to", {"visit": False, "form": "service refused"}, {}, "invalid_reason"),
        ("handed back, lapsed", {"visit": False, "form": "service agreed promise"}, {}, "invalid_reason"),
        ("handed back, undecided", {"visit": False, "form": "service pending"}, {}, "continue_repair"),
        ("no statement", {"visit": False, "in_custody": True}, {}, "continue_repair"),
    ],
    "soft_oow_refused": [
        ("not marked", {"form": "software-oow agreed"}, {}, "invalid_reason"),
        ("no statement", {"mark": "batch"}, {}, "continue_repair"),
        ("about the plan", {"mark": "complaint", "form": "plan agreed"}, {}, "continue_repair"),
    ],
    "special_request": [("no detail", {}, {}, "continue_repair")],
    "branch_received": [("held by a head station", {}, {}, "invalid_reason")],
    "fee_refused_to_carry_in": [("no visit", {"visit": False}, {}, "invalid_reason")],
    "reseat": [("no visit", {"visit": False}, {}, "invalid_reason")],
    "oow_second_level": NOT_TESTED,
    "human_damage_second_level": NOT_TESTED,
}
"""By reason: ways in which a row's stage or conditions fail, and what is answered then on a dispatched order."""


def met(reason: str, origin: str = "cc", **changes: Any) -> tuple[OrderState, dict[str, Any]]:
    """An order, and what is said, that meet the conditions of `reason`."""
    facts, said = MET.get(reason, ({}, {}))
    return order(origin=origin, **{**facts, **changes}), said


class Printed(NamedTuple):
    """One cell of the policy's table as printed in matrix.csv."""

    reason: str
    words: str
    origin: str
    asker: str
    text: str

    @property
    def codes(self) -> list[str]:
        return self.text.removesuffix("°").split("/")


def printed() -> Iterator[Printed]:
    """The cells of matrix.csv, copied from the policy and not from the code."""
    with (Path(__file__).parent / "matrix.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for origin in ORIGINS:
                for asker in ASKERS:
                    yield Printed(row["reason"], row["words"], origin, asker, row[f"{origin}·{asker}"])


CELLS = tuple(printed())


def ids(cells: Iterable[Printed]) -> list[str]:
    return [f"{c.reason}-{c.origin}-{c.asker}" for c in cells]
