"""What an answer of the rules says besides its outcome: the way out, who did what, and moments on the boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from rule_cases import (
    CALENDAR,
    CN,
    NOW,
    PHONE,
    PROMISED,
    SECOND,
    UNREACHED,
    ask,
    at,
    call,
    calls,
    codes,
    order,
)

from repaircli.platform.codes import Origin, Status, Subject
from repaircli.platform.text import Word
from repaircli.rules.cancelling.decide import Question
from repaircli.rules.cancelling.evidence import evidence
from repaircli.rules.cancelling.matrix import ROWS, named
from repaircli.rules.cancelling.snapshot import restored, snapshot
from repaircli.rules.cancelling.statements import usual
from repaircli.rules.cancelling.unreachable import Clock, follow
from repaircli.rules.orders.state import OrderNumber, Part
from repaircli.rules.orders.steps import over
from repaircli.rules.orders.visits import tally
from repaircli.rules.orders.writeback import Write, check
from repaircli.rules.policy.decision import NumberChange
from repaircli.rules.policy.editions import EDITIONS, edition_with
from repaircli.rules.policy.limits import LIMITS

DAY = timedelta(days=1)

# ------------------------------------------------------------------------------------------------------- other reasons


def test_enough_calls_lead_from_the_early_reason_to_the_right_one() -> None:
    answer = ask("unreachable_early", facts=order(**UNREACHED))
    assert (answer.outcome, answer.allowed, codes(answer)) == ("continue_repair", False, ["other_reason"])
    assert answer.use_reason == "unreachable" and answer.because == answer.missing[0].text
    assert answer.because.args["reason"] == named("unreachable", typed=True)


def test_a_date_far_enough_leads_from_the_short_reason_to_the_right_one() -> None:
    said: dict[str, Any] = {"wished": date(2026, 6, 25), "agrees_rereport": True}
    answer = ask("reschedule_short", **said)
    assert (answer.outcome, answer.allowed, codes(answer)) == ("continue_repair", False, ["other_reason"])
    assert answer.use_reason == "reschedule_rereport" and answer.because == answer.missing[0].text
    assert answer.because.args["reason"] == named("reschedule_rereport", typed=True)


@pytest.mark.parametrize("said", [{}, {"wished": date(2026, 6, 12)}, {"agrees_rereport": True}], ids=str)
def test_a_short_change_of_date_is_written_into_t3(said: dict[str, Any]) -> None:
    answer = ask("reschedule_short", **said)
    assert answer.outcome == "continue_repair" and answer.use_reason is None
    assert str(answer.hint).startswith("repaircli order writeback-t3 ")
    assert bool(answer.missing) is bool(said)


def test_an_ordinary_change_of_date_says_so() -> None:
    answer = ask("reschedule_rereport", wished=date(2026, 6, 12))
    assert str(answer.because) == "this is an ordinary change of date: write it into the next free T3"


@pytest.mark.parametrize("way", ["self", "request"])
def test_work_begun_leaves_the_slip_to_the_region(way: str) -> None:
    begun = order(origin="station", started=True, parts_issued=True)
    answer = ask("entry_error", facts=begun, way=way)
    assert str(answer.because) == "work has begun, so the region cancels this order"
    assert codes(answer) == (["service_started", "parts_issued"] if way == "self" else [])


def test_the_reason_that_is_typed_stands_with_its_code() -> None:
    assert named("unreachable", typed=True) == Word("unreachable", ROWS["unreachable"].zh, True)
    assert named("unreachable") == Word("unreachable", ROWS["unreachable"].zh, False)
    assert named("something else") == Word("something else", "something else", False)


# --------------------------------------------------------------------------------------------------- special requests


@pytest.mark.parametrize(
    ("other", "facts"),
    [
        ("unreachable", UNREACHED),
        ("parts_late", {"parts": (Part("PO-1", "C1", NOW - DAY, None),)}),
        ("unreachable", {"attempts": (call("2026-06-10 10:00"),), "sentinel_t2": at("2026-06-09 12:30")}),
    ],
    ids=["met", "parts under way", "calls under way"],
)
def test_a_special_request_names_the_reason_whose_case_is_running(other: str, facts: dict[str, Any]) -> None:
    answer = ask("special_request", facts=order(**facts), detail="用户出国半年")
    assert (answer.outcome, answer.allowed) == ("continue_repair", False)
    assert "{reason}" in answer.because.id and answer.because.args["reason"] == named(other, typed=True)


def test_a_special_request_without_details_says_who_judges_it() -> None:
    answer = ask("special_request")
    assert str(answer.because) == "the region judges a special request by its details" and codes(answer) == [
        "detail"
    ]


def test_late_parts_run_no_case_where_the_edition_does_not_know_them() -> None:
    waiting = order(parts=(Part("PO-1", "C1", NOW - DAY, None),))
    assert "parts_late" in EDITIONS["v2"].absent
    assert ask("special_request", facts=waiting, detail="用户出国半年", edition=EDITIONS["v2"]).allowed


# ---------------------------------------------------------------------------------------------------------- statements


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        ({"started": True}, Subject.PLAN),
        ({"visit": False, "in_custody": True}, Subject.SERVICE),
        ({"visit": False}, Subject.SOFTWARE_OOW),
    ],
    ids=["visited", "in the station", "neither"],
)
def test_a_statement_is_about_what_its_stage_has(facts: dict[str, Any], subject: str) -> None:
    assert usual(order(**facts), NOW) == subject


def test_a_visit_that_starts_in_the_second_of_the_statement_has_started() -> None:
    begun = order(started_at=NOW, mark="software")
    assert usual(begun, NOW) == Subject.PLAN
    assert usual(begun, NOW - SECOND) == Subject.SOFTWARE_OOW


def test_what_is_lacking_names_its_subject_with_the_word_to_type() -> None:
    answer = ask("plan_refused_onsite", facts=order(started=True))
    assert str(answer.because) == "the region must first agree to a special-case statement"
    subject = answer.missing[0].text.args["subject"]
    assert (subject.code, subject.typed) == ("plan", True)


@pytest.mark.parametrize(
    ("reason", "facts", "subject"),
    [
        ("soft_oow_refused", {"started": True, "mark": "software"}, "software-oow"),
        ("plan_refused_onsite", {"started": True, "mark": "software"}, "plan"),
    ],
)
def test_the_statement_that_lacks_is_the_one_of_the_reason(
    reason: str, facts: dict[str, Any], subject: str
) -> None:
    (form,) = ask(reason, facts=order(**facts)).missing
    assert form.text.args["subject"].code == subject


# ------------------------------------------------------------------------------------------------------------- numbers

TAKEN_OUT = OrderNumber(
    "13800000009", "138 0000 0009", None, "hotline", "agent", NOW - DAY, "coord-1", "coordinator"
)
PUT_IN = OrderNumber(PHONE, PHONE, NOW - DAY, "coord-1", "coordinator")


def test_a_number_that_the_station_took_out_is_named_with_who_and_when() -> None:
    wrong = order(attempts=(call("2026-06-10 10:00", "number-invalid"),), number_history=(TAKEN_OUT, PUT_IN))
    answer = ask("wrong_phone", facts=wrong)
    texts = [m.text for m in answer.missing]
    assert [t.args for t in texts] == [{"number": "13800000009", "login": "coord-1", "day": "2026-06-09"}]


def test_a_number_that_was_taken_out_has_to_come_back_before_it_can_be_proved_wrong() -> None:
    wrong = order(attempts=(call("2026-06-10 10:00", "number-invalid"),), number_history=(TAKEN_OUT, PUT_IN))
    answer = ask("wrong_phone", facts=wrong)
    numbers = {"13800000009", PHONE}
    typed = str(answer.hint).split()
    assert typed[:3] == ["repaircli", "order", "edit"] and "R260603-0001" in typed
    assert {typed[i + 1] for i, word in enumerate(typed) if word == "--phone"} == numbers
    assert str(answer.because) == "not every number of the customer is proved wrong; go on with the repair"
    proved = (*wrong.attempts, call("2026-06-09 10:00", "number-invalid", "13800000009"))
    assert ask("wrong_phone", facts=replace(wrong, attempts=proved)).hint is None


def test_without_a_number_nothing_can_be_proved_wrong() -> None:
    answer = ask("wrong_phone", facts=order(numbers=()))
    assert [str(m.text) for m in answer.missing] == ["the order has no number to prove wrong"]
    assert answer.hint is None


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"attempts": (call("2026-06-10 10:00", "reached"),)},
        {"sentinel_t2": at("2026-06-09 12:30")},
        {"in_custody": True, "visit": False},
    ],
    ids=["no clock", "reached", "days lacking", "in the station"],
)
def test_whoever_is_not_yet_unreachable_is_told_why(facts: dict[str, Any]) -> None:
    answer = ask("unreachable", facts=order(**facts))
    assert not answer.allowed and answer.missing
    assert str(answer.because) in (
        "the customer counts as unreachable only after the calls and working days of the policy; keep calling",
        "the customer's machine is in the station",
    )


def test_the_evidence_names_who_changed_a_number_and_as_what() -> None:
    since_dispatch = PUT_IN._replace(number="13800000007", since=order().t1)
    changed = evidence(order(number_history=(TAKEN_OUT, PUT_IN, since_dispatch))).numbers_changed
    day = date(2026, 6, 9)
    assert changed == (
        NumberChange("13800000009", day, "coord-1", "coordinator"),
        NumberChange(PHONE, day, "coord-1", "coordinator", put_in=True),
    )
    assert not changed[0].put_in


# --------------------------------------------------------------------------------------------------------------- clock


def test_the_next_working_day_needs_the_calls_of_the_first_three_or_those_of_the_others() -> None:
    limits = replace(LIMITS, late_calls=2)

    def clock(full: int) -> Clock:
        return Clock(NOW, NOW, (), 0, full)

    wanted = [clock(full).wanted(limits) for full in (0, LIMITS.call_days - 1, LIMITS.call_days)]
    assert wanted == [LIMITS.daily_calls, LIMITS.daily_calls, 2]


def test_a_day_with_its_calls_is_not_still_to_do() -> None:
    started = at("2026-06-03 12:30")
    now = at("2026-06-05 16:00")
    done = [c.at for c in calls("2026-06-04", "2026-06-05")]
    clock = follow(started, done, now, CALENDAR)
    assert [d.day for d in clock.to_do(now.date())] == [date(2026, 6, 8)]
    assert (clock.full, clock.complete) == (2, 1)


def test_a_call_of_the_second_in_which_the_clock_started_does_not_count() -> None:
    started = at("2026-06-03 12:30")
    limits = replace(LIMITS, unreachable_day0="included")
    days = follow(started, [started, started + SECOND], at("2026-06-04 09:00"), CALENDAR, limits).days
    assert (days[0].day, days[0].kind, days[0].counted, days[0].calls) == (started.date(), "weekday", 0, 1)


def test_five_days_without_calls_are_counted_as_days() -> None:
    settings = (
        ("unreachable.working_days", "no"),
        ("unreachable.daily_calls", "0"),
        ("unreachable.late_calls", "0"),
    )
    edition = edition_with("manual", settings)
    clock = follow(at("2026-06-03 12:30"), [], at("2026-06-06 12:29"), CALENDAR, edition.limits)
    assert (clock.complete, clock.end) == (2, at("2026-06-08 12:30"))
    assert (clock.full, clock.tried) == (LIMITS.call_days, LIMITS.unreachable_days)


# ------------------------------------------------------------------------------------------------- where the machine is

CAME = at("2026-06-02 10:00")


@pytest.mark.parametrize(
    ("facts", "moment", "held"),
    [
        ({"arrived_at": CAME}, CAME, True),
        ({"arrived_at": CAME}, CAME - SECOND, False),
        ({"arrived_at": CAME, "picked_up_at": CAME + DAY}, CAME + DAY, False),
        ({"arrived_at": CAME, "picked_up_at": CAME + DAY}, CAME + DAY - SECOND, True),
        ({"arrived_at": CAME, "picked_up_at": CAME}, CAME, False),
        ({"arrived_at": CAME + DAY, "picked_up_at": CAME}, CAME + 2 * DAY, True),
        ({"in_custody": True}, order().t1, True),
        ({"in_custody": True}, order().t1 - SECOND, False),
        ({"picked_up_at": CAME}, CAME - SECOND, True),
        ({}, CAME, False),
    ],
)
def test_a_machine_is_in_the_station_from_its_arrival_until_it_is_handed_back(
    facts: dict[str, Any], moment: datetime, held: bool
) -> None:
    assert order(visit=False, **facts).held_at(moment) is held


# ------------------------------------------------------------------------------------------------------------ snapshots


def test_a_snapshot_keeps_every_promise_with_both_its_times() -> None:
    facts = order(**PROMISED)
    question = Question(
        "special_request", "station", "coordinator", requested_on=NOW.date(), asked_on=date(2026, 6, 9)
    )
    again = restored(snapshot(facts, question, {}), CN)
    assert again.order.slots == facts.slots
    assert again.question == question


OLD = {
    "order_no": "R1",
    "origin": "cc",
    "status": "in_service",
    "visit": True,
    "started": True,
    "sentinel_t2": None,
    "in_custody": False,
    "held_by_branch": False,
    "parts_issued": False,
    "attempts": [],
    "numbers": [PHONE],
    "logged": [],
    "pending": False,
    "requested_on": "2026-06-10",
    "now": NOW.isoformat(),
}
"""The facts of a snapshot of version 3, the fewest that it had."""
ASKED = {
    "reason": "special_request",
    "asked_by": "station",
    "actor": "coordinator",
    "wished": None,
    "asked_on": None,
}


def old(**changes: Any) -> Any:
    return restored({"facts": {**OLD, **changes}, "question": ASKED, "days": {}}, CN).order


def test_what_an_old_snapshot_does_not_have_is_taken_for_empty() -> None:
    found = old()
    assert (found.statements, found.number_history, found.parts, found.mark) == ((), (), (), None)
    assert (found.slots, found.t2, found.pending_request) == ((), None, None)


def test_what_an_old_snapshot_has_is_read() -> None:
    since = at("2026-06-03 12:30")
    found = old(
        sentinel_t2=since.isoformat(), parts=[["PO-1", "C1"]], marked=True, form="agreed", pending=True
    )
    assert [(s.slot, s.kind, s.at, s.written_at) for s in found.slots] == [(1, "unreachable", None, since)]
    assert found.t2 == since and found.pending
    assert [(p.po, p.code, p.received_at) for p in found.parts] == [("PO-1", "C1", None)]
    assert found.marked and [(s.id, s.subject, s.state, s.in_custody) for s in found.statements] == [
        (0, "plan", "agreed", False)
    ]
    held = old(form="pending", visit=False, started=False, in_custody=True).statements
    assert [(s.subject, s.in_custody, s.submitted_at) for s in held] == [("service", True, NOW)]


def test_a_snapshot_without_the_time_of_its_decision_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^no time of the decision$"):
        old(now=None)


@pytest.mark.parametrize("kept", [{}, {"facts": {"now": None}}, {"facts": None}], ids=str)
def test_what_is_no_snapshot_is_said_to_be_none(kept: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^no snapshot: "):
        restored(kept, CN)


# -------------------------------------------------------------------------------------------------------- small answers


def test_an_order_at_its_end_says_which() -> None:
    cancelled, resolved = (over(order(status=str(s))) for s in (Status.CANCELLED, Status.RESOLVED))
    assert (cancelled.clause, str(cancelled.text)) == (
        "001-3.3.1",
        "the order is cancelled already; that is final",
    )
    assert (resolved.clause, str(resolved.text)) == ("001-1.3.4", "the order is resolved; that is final")


@pytest.mark.parametrize(
    ("results", "rate"),
    [([], None), (["unreachable"], None), (["satisfied"], 1), (["unsatisfied", "satisfied"], 0.5)],
)
def test_the_rate_is_that_of_the_customers_who_answered(results: list[str], rate: float | None) -> None:
    assert tally((result, None) for result in results).rate == rate


@pytest.mark.parametrize("origin", Origin)
def test_a_write_that_is_repeated_leaves_the_order_as_it_is(origin: str) -> None:
    facts = order(origin=str(origin), **PROMISED, status=str(Status.MULTI_REPAIR))
    last = facts.slots[-1]
    again = check(
        replace(facts, now=last.written_at + SECOND), Write(at=last.at, type=last.type, reason=last.reason)
    )
    assert (again.repeat, again.checks, again.status) == (True, (), Status.MULTI_REPAIR)


def test_a_refused_write_names_its_slot_and_an_accepted_one_its_time() -> None:
    facts = order(t1=at("2026-06-10 17:00"))
    refused = check(facts, Write(at=NOW + DAY, type="nothing known", slot=1))
    assert refused.checks and refused.slot == 1
    accepted = check(facts, Write(at=NOW + DAY))
    assert (accepted.checks, accepted.slot, accepted.at) == ((), 1, NOW + DAY)
