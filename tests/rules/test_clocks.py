"""The clocks of an order: when each starts, by when it must be done, what ends it, and what a person is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_cases import CALENDAR, CN, OTHER_PHONE, PHONE, SECOND, ask, at, call, calls, changed
from rule_cases import order as cancel_order

from repaircli.calendar.national import OverlayCalendar
from repaircli.rules.deadlines.clocks import Clock, State, clocks
from repaircli.rules.deadlines.due import DeadlineCalendar, Found, due, find
from repaircli.rules.deadlines.texts import TITLES
from repaircli.rules.orders.state import Attempt, LoggedFact, OrderState, Part, Slot, Waiting
from repaircli.rules.orders.writeback import CUSTOMER, MULTI_REPAIR, PARTS_LATE
from repaircli.rules.policy.editions import EDITIONS, MANUAL
from repaircli.rules.policy.limits import Limits

T1 = at("2026-06-03 09:00")  # a Wednesday
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PLAIN = OrderState(
    order_no="R260603-0001",
    origin="cc",
    service="onsite",
    status="in_service",
    t1=T1,
    now=T1 + HOUR,
    numbers=(PHONE,),
)
"""An on-site order of the call centre, downloaded, nobody called."""

SENTINEL = Slot(1, "unreachable", None, T1 + 4 * HOUR)
UNREACHED = {"t2": T1 + 4 * HOUR, "promise": SENTINEL, "first_contact_at": T1 + HOUR}
"""The customer was called in vain, and the special T31 is written on the day of T1."""


def altered(base: OrderState, **changes: Any) -> OrderState:
    """`base` with other fields; `promise` is the last T3, `work_done_at` a finding or, `phone_solved`, a phone solution."""
    found = dict(changes)
    if "promise" in found:
        last = found.pop("promise")
        found["slots"] = () if last is None else (last,)
    if "work_done_at" in found or "phone_solved" in found:
        at_, code = found.pop("work_done_at", base.work_done_at), "software"
        if found.pop("phone_solved", base.phone_solved):
            code = "phone_resolved"
        found["facts"] = () if at_ is None else (LoggedFact(code, at_),)
    if "handed_over_at" in found or "fetched" in found:
        back = found.pop("handed_over_at", base.handed_over_at)
        fetched = found.pop("fetched", False)
        found |= {"picked_up_at": back, "delivered_at": None} if fetched else {"delivered_at": back}
    return changed(base, **found)


def order(**changes: Any) -> OrderState:
    return altered(PLAIN, **changes)


def carry_in(**changes: Any) -> OrderState:
    return order(visit=False, **changes)


def promised(
    when: str, written: datetime = T1 + HOUR, slot: int = 1, type: str | None = None
) -> dict[str, Any]:
    """A visit or pick-up that is agreed, with the T2 that came of it."""
    return {"t2": T1 + HOUR, "promise": Slot(slot, "normal", at(when), written, type)}


def all_of(f: OrderState, **more: Any) -> dict[str, Clock]:
    """The clocks by code; no code twice."""
    found = clocks(f, DeadlineCalendar(CALENDAR, **more))
    assert len({c.code for c in found}) == len(found)
    return {c.code: c for c in found}


def one(f: OrderState, code: str) -> Clock:
    return all_of(f)[code]


def codes(f: OrderState) -> set[str]:
    return {c.code for c in clocks(f, DeadlineCalendar(CALENDAR))}


def listed(f: OrderState, by: str | datetime | None = None) -> set[str]:
    """The codes that are due by then; without it those that are due now."""
    until = f.now if by is None else at(by) if isinstance(by, str) else by
    return {found.code for found in due(f, DeadlineCalendar(CALENDAR), until)}


def command(f: OrderState, code: str) -> str:
    return str(one(f, code).next)


# ---------------------------------------------------------------------------------------------------- first contact


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (T1, State.RUNNING),
        (T1 + 4 * HOUR, State.RUNNING),
        (T1 + 4 * HOUR + SECOND, State.OVERDUE),
        (T1 + timedelta(days=3), State.OVERDUE),
    ],
)
def test_the_customer_is_contacted_within_four_hours_to_the_second(now: datetime, state: State) -> None:
    clock = one(order(now=now), "first_contact")
    assert (clock.started, clock.deadline, clock.state) == (T1, at("2026-06-03 13:00"), state)
    assert clock.clause == "001-1.5.2"


def test_the_four_hours_are_of_the_clock_also_over_a_holiday_night() -> None:
    late = at("2026-10-01 23:30")
    assert one(order(t1=late, now=late), "first_contact").deadline == at("2026-10-02 03:30")


@pytest.mark.parametrize(("t2", "state"), [(4 * HOUR, State.MET), (4 * HOUR + SECOND, State.OVERDUE)])
def test_on_a_visit_it_ends_with_t2_and_what_was_late_stays_late(t2: timedelta, state: State) -> None:
    clock = one(order(t2=T1 + t2, now=T1 + timedelta(days=9)), "first_contact")
    assert (clock.done_at, clock.state, clock.next) == (T1 + t2, state, None)


def test_on_a_visit_a_call_alone_does_not_end_it() -> None:
    reached = order(attempts=(call("2026-06-03 09:30", "reached"),), first_contact_at=at("2026-06-03 09:30"))
    assert one(reached, "first_contact").done_at is None
    assert command(reached, "first_contact") == "repaircli order writeback-t3 R260603-0001 --at TIME"


@pytest.mark.parametrize(
    ("origin", "runs"), [("cc", True), ("region", True), ("station", False), ("plan", False)]
)
def test_only_a_dispatch_starts_it(origin: str, runs: bool) -> None:
    assert ("first_contact" in codes(order(origin=origin))) is runs


@pytest.mark.parametrize(
    ("attempts", "changes", "done"),
    [
        ((), {}, None),
        ((call("2026-06-03 10:00"),), {}, None),
        ((call("2026-06-03 10:00", "reached"),), {}, "2026-06-03 10:00"),
        # measured on the first call that was logged, although a later one reached him
        ((call("2026-06-03 10:00"), call("2026-06-03 15:00", "reached")), {}, "2026-06-03 10:00"),
        ((), {"arrived_at": at("2026-06-03 11:00")}, "2026-06-03 11:00"),
        ((call("2026-06-03 10:00"),), {"t2": at("2026-06-03 12:45")}, "2026-06-03 10:00"),
    ],
)
def test_on_a_carry_in_it_ends_with_the_first_call_once_he_is_reached_or_the_machine_here(
    attempts: Any, changes: dict[str, Any], done: str | None
) -> None:
    first = attempts[0].at if attempts else None
    clock = one(
        carry_in(attempts=attempts, first_contact_at=first, now=at("2026-06-03 16:00"), **changes),
        "first_contact",
    )
    assert clock.done_at == (at(done) if done else None)


WRONG = call("2026-06-03 09:20", "number-invalid")


@pytest.mark.parametrize(
    ("changes", "next_"),
    [
        ({"status": "dispatched"}, "repaircli order download R260603-0001"),
        ({}, "repaircli contact log R260603-0001 --result RESULT"),
        (
            {"attempts": (call("2026-06-03 09:20"),), "now": T1 + 3.5 * HOUR - SECOND},
            "repaircli contact log R260603-0001 --result RESULT",
        ),
        (
            {"attempts": (call("2026-06-03 09:20"),), "now": T1 + 3.5 * HOUR},
            "repaircli order writeback-t3 R260603-0001 --unreachable",
        ),
        (
            {"attempts": (WRONG,), "now": T1 + 3.5 * HOUR},
            "repaircli cancel request R260603-0001 --reason wrong_phone --detail TEXT",
        ),
        (
            {"attempts": (WRONG,), "numbers": (PHONE, OTHER_PHONE)},
            "repaircli contact log R260603-0001 --result RESULT",
        ),
        (
            {"attempts": (WRONG, call("2026-06-03 09:40", "guided")), "now": T1 + 3.5 * HOUR},
            "repaircli order writeback-t3 R260603-0001 --at TIME",
        ),
    ],
)
def test_the_first_contact_says_what_to_type_at_each_stage(changes: dict[str, Any], next_: str) -> None:
    assert command(order(**changes), "first_contact") == next_


# -------------------------------------------------------------------------------------------------- special users


@pytest.mark.parametrize(
    ("t1", "deadline"),
    [
        ("2026-06-03 09:00", "2026-06-03 14:00"),  # over the noon break
        ("2026-06-03 14:00", "2026-06-03 18:00"),
        ("2026-06-03 20:00", "2026-06-04 14:00"),
        ("2026-06-05 17:00", "2026-06-08 12:00"),  # over a weekend
        ("2026-06-18 17:00", "2026-06-22 12:00"),  # over the Dragon Boat festival
        ("2026-05-08 17:00", "2026-05-09 12:00"),  # a Saturday that is worked
    ],
)
def test_a_special_user_is_reported_within_half_a_working_day(t1: str, deadline: str) -> None:
    clock = one(order(t1=at(t1), now=at(t1), special=True), "special_report")
    assert (clock.clause, clock.deadline, clock.state) == ("001-4.5.2", at(deadline), State.RUNNING)
    assert clock.next is not None and str(clock.next) == "repaircli special notify R260603-0001"


def test_the_report_shows_days_hours_used_and_what_is_left() -> None:
    friday = at("2026-06-05 17:00")
    clock = one(order(t1=friday, now=at("2026-06-08 10:15"), special=True), "special_report")
    assert [(d.day, d.kind, d.used) for d in clock.derivation] == [
        (date(2026, 6, 5), "weekday", HOUR),
        (date(2026, 6, 6), "weekend", timedelta(0)),
        (date(2026, 6, 7), "weekend", timedelta(0)),
        (date(2026, 6, 8), "weekday", 3 * HOUR),
    ]
    assert (clock.used, clock.left) == (2.25 * HOUR, 1.75 * HOUR)


def test_the_report_ends_when_the_region_was_told() -> None:
    told = order(special=True, special_notified_at=T1 + HOUR, now=T1 + timedelta(days=5))
    clock = one(told, "special_report")
    assert (clock.state, clock.used) == (State.MET, HOUR)
    assert "special_report" not in listed(told)
    late = one(altered(told, special_notified_at=at("2026-06-03 14:00:01")), "special_report")
    assert late.state is State.OVERDUE


def test_nobody_else_is_reported() -> None:
    assert "special_report" not in codes(order())
    assert "special_report" not in codes(order(origin="station", special=True))


def test_a_deadline_beyond_the_calendar_is_shown_as_provisional() -> None:
    eve = at("2026-12-31 17:30")
    clock = one(order(t1=eve, now=eve, special=True), "special_report")
    assert (clock.deadline, clock.provisional) == (at("2027-01-01 13:30"), True)
    assert not one(order(special=True), "special_report").provisional
    assert not one(order(t1=eve, now=eve), "first_contact").provisional


# --------------------------------------------------------------------------------------------- unreachable customer

# T2 on Wednesday 3 June; working days 4, 5, 8, 9, 10 June
DAYS = ("2026-06-04", "2026-06-05", "2026-06-08")


def unreached(now: str, *days: str, each: int = 6, **changes: Any) -> OrderState:
    attempts = (call("2026-06-03 10:00"), *calls(*days, each=each))
    return altered(order(**UNREACHED, attempts=attempts, now=at(now)), **changes)


def test_six_calls_are_due_on_each_of_the_three_working_days() -> None:
    clock = one(unreached("2026-06-04 09:00"), "unreachable_calls")
    assert (clock.started, clock.deadline, clock.state) == (
        T1 + 4 * HOUR,
        at("2026-06-04 18:00"),
        State.RUNNING,
    )
    assert str(clock.text) == "unreachable customer: 0 of 6 calls on 2026-06-04; 0 of 3 days are done"
    assert str(clock.next) == "repaircli contact log R260603-0001 --result RESULT"
    assert "unreachable_calls" in listed(unreached("2026-06-04 00:00"))


@pytest.mark.parametrize(
    ("now", "made", "each", "deadline"),
    [
        ("2026-06-03 17:00", (), 0, "2026-06-04 18:00"),  # the day of T2 does not count
        ("2026-06-04 17:00", ("2026-06-04",), 5, "2026-06-04 18:00"),
        ("2026-06-04 17:00", ("2026-06-04",), 6, "2026-06-05 18:00"),
        ("2026-06-04 23:59", ("2026-06-04",), 5, "2026-06-04 18:00"),  # a call before midnight still counts
        ("2026-06-05 17:00", ("2026-06-04", "2026-06-05"), 6, "2026-06-08 18:00"),  # over the weekend
        ("2026-06-07 12:00", ("2026-06-04",), 6, "2026-06-08 18:00"),  # on a Sunday nothing is due
        ("2026-06-09 09:00", ("2026-06-04", "2026-06-05"), 6, "2026-06-09 18:00"),  # a day is made up
        ("2026-06-16 09:00", ("2026-06-04", "2026-06-05"), 6, "2026-06-16 18:00"),  # also after the fifth
    ],
)
def test_the_calls_fall_due_on_the_next_working_day_that_is_short(
    now: str, made: tuple[str, ...], each: int, deadline: str
) -> None:
    assert one(unreached(now, *made, each=each), "unreachable_calls").deadline == at(deadline)


def test_after_three_full_days_the_calls_are_done_with_the_last_of_them() -> None:
    f = unreached("2026-06-09 09:00", *DAYS)
    clock = one(f, "unreachable_calls")
    assert (clock.state, clock.done_at, clock.next) == (State.MET, at("2026-06-08 10:15"), None)
    assert listed(f, "2026-06-09 23:59") == set()


def test_a_short_day_is_no_full_one() -> None:
    f = altered(
        unreached("2026-06-09 09:00", *DAYS[:2]),
        attempts=(call("2026-06-03 10:00"), *calls(*DAYS[:2]), *calls(DAYS[2], each=5)),
    )
    assert str(one(f, "unreachable_calls").text) == (
        "unreachable customer: 0 of 6 calls on 2026-06-09; 2 of 3 days are done"
    )


def test_the_cancel_is_due_from_the_close_of_the_fifth_working_day() -> None:
    before = unreached("2026-06-10 17:59", *DAYS)
    clock = one(before, "unreachable_cancel")
    assert (clock.deadline, clock.state) == (at("2026-06-10 18:00"), State.RUNNING)
    assert "unreachable_cancel" in listed(before, "2026-06-10 23:59")
    assert "unreachable_cancel" not in listed(before)
    after = altered(before, now=at("2026-06-10 18:00"))
    assert "unreachable_cancel" in listed(after)
    assert command(after, "unreachable_cancel") == (
        "repaircli cancel request R260603-0001 --reason unreachable --detail TEXT"
    )
    assert [(d.day.day, d.kind, d.counted, d.calls) for d in one(after, "unreachable_cancel").derivation] == [
        (4, "weekday", 1, 6),
        (5, "weekday", 2, 6),
        (6, "weekend", None, 0),
        (7, "weekend", None, 0),
        (8, "weekday", 3, 6),
        (9, "weekday", 4, 0),
        (10, "weekday", 5, 0),
    ]


def test_the_days_alone_are_not_enough() -> None:
    f = unreached("2026-06-11 09:00", *DAYS[:2])
    clock = one(f, "unreachable_cancel")
    assert clock.deadline is None
    assert str(clock.text) == "the days are over; days with 6 calls still to do: 1"
    assert listed(f, "2026-06-30 09:00") == {"unreachable_calls"}


def test_a_made_up_day_moves_the_cancel() -> None:
    f = unreached("2026-06-11 15:00", *DAYS[:2], "2026-06-11")
    assert one(f, "unreachable_cancel").deadline == at("2026-06-11 10:15")
    assert listed(f) == {"unreachable_cancel"}


CALL_TIMES = st.datetimes(datetime(2026, 6, 3, 13), datetime(2026, 6, 18, 23))
RESULTS = st.sampled_from(["no-answer"] * 30 + ["number-invalid", "reached"])


@given(
    st.lists(st.tuples(CALL_TIMES, RESULTS), max_size=4),
    st.lists(st.sampled_from(range(4, 19)), max_size=8),
    CALL_TIMES,
)
@settings(max_examples=300, deadline=None)
def test_the_cancel_is_due_exactly_when_the_cancel_rule_allows_it(
    single: list[tuple[datetime, str]], full: list[int], now: datetime
) -> None:
    attempts = [Attempt(moment.replace(tzinfo=CN), result, PHONE) for moment, result in single]
    attempts += calls(*(f"2026-06-{day:02d}" for day in set(full)))
    made = sorted((a for a in attempts if a.at <= now.replace(tzinfo=CN)), key=lambda a: a.at)
    f = order(**UNREACHED, attempts=tuple(made), now=now.replace(tzinfo=CN))
    facts = cancel_order(sentinel_t2=f.t2, attempts=f.attempts, now=f.now)
    assert ask("unreachable", facts=facts).allowed is ("unreachable_cancel" in listed(f))


def test_a_machine_that_stays_after_the_promised_call_is_not_forgotten() -> None:
    told = at("2026-06-05 10:00")
    stays = carry_in(
        in_custody=True,
        arrived_at=T1 + HOUR,
        recontact_at=told,
        attempts=(call("2026-06-05 10:00", "reached"),),
        now=at("2026-06-05 11:00"),
    )
    assert codes(altered(stays, attempts=())) & {"repair", "recontact"} == {"recontact"}
    found = one(stays, "repair")
    assert (found.started, found.deadline, found.clause) == (told, at("2026-06-08 18:00"), "001-2.5.6")
    assert listed(stays) == {"repair"}
    assert command(stays, "repair") == "repaircli order repaired R260603-0001"
    for ended in (
        {"work_done_at": told},
        {"recontact_at": at("2026-06-09 10:00")},
        {"status": "parts_requested"},
        {"in_custody": False},
    ):
        assert "repair" not in codes(altered(stays, **ended))


def test_a_failed_check_at_the_pickup_brings_the_repair_back() -> None:
    agreed = promised("2026-06-08 10:00")
    back = carry_in(in_custody=True, must_deliver_back=True, now=at("2026-06-08 10:30"), **agreed)
    found = one(back, "repair")
    assert (found.started, found.deadline, found.clause) == (
        at("2026-06-08 10:00"),
        at("2026-06-09 18:00"),
        "001-2.5.7",
    )
    assert "repair" not in codes(altered(back, recontact_at=at("2026-06-09 10:00")))


def test_a_pickup_that_should_have_been_a_delivery_is_closed_with_a_remark() -> None:
    done = {
        "work_done_at": T1 + HOUR,
        "repaired_at": T1 + HOUR,
        "handed_over_at": T1 + 2 * HOUR,
        "signed_at": T1 + 2 * HOUR,
    }
    taken = carry_in(must_deliver_back=True, fetched=True, **done, **promised("2026-06-03 11:00"))
    assert command(taken, "close").endswith("close R260603-0001 --basis pickup --solution TEXT --why TEXT")
    assert command(altered(taken, fetched=False), "close").endswith("close R260603-0001 --solution TEXT")


def test_a_customer_lost_after_a_contact_has_a_clock_of_his_own() -> None:
    attempts = (call("2026-06-03 10:00", "reached"), call("2026-06-05 10:00"))
    f = order(attempts=attempts, now=at("2026-06-08 09:00"), **promised("2026-06-05 09:00"))
    clock = one(f, "unreachable_calls")
    assert (clock.started, clock.deadline) == (at("2026-06-05 10:00"), at("2026-06-08 18:00"))


RUNS = {"unreachable_calls", "unreachable_cancel"}


@pytest.mark.parametrize(
    "changes",
    [
        {"attempts": (call("2026-06-03 10:00"), call("2026-06-04 10:00", "reached"))},
        {"work_done_at": at("2026-06-04 10:00")},
        {"in_custody": True, "origin": "station"},
        {"in_custody": True},
        {"started_at": at("2026-06-04 11:00")},
        {"arrived_at": at("2026-06-04 11:00"), "picked_up_at": at("2026-06-04 11:30")},
        {"signed_at": at("2026-06-04 11:00")},
        {"promise": Slot(2, "normal", at("2026-06-04 08:00"), T1 + 6 * HOUR, CUSTOMER)},
        {"promise": Slot(2, "normal", at("2026-06-30 08:00"), T1 + HOUR, CUSTOMER)},
        {"promise": None, "t2": None},
    ],
)
def test_contact_finished_work_or_a_promise_ends_or_rests_the_search(changes: dict[str, Any]) -> None:
    f = unreached("2026-06-04 12:00")
    assert codes(f) >= RUNS
    assert not codes(altered(f, **changes)) & RUNS


def test_a_customer_who_agreed_a_time_and_then_was_lost_is_searched_for() -> None:
    agreed = Slot(1, "normal", at("2026-06-03 18:00"), T1 + HOUR)
    f = order(t2=T1 + HOUR, promise=agreed, attempts=(call("2026-06-04 10:00"),), now=at("2026-06-04 12:00"))
    assert codes(f) >= RUNS
    assert one(f, "unreachable_cancel").started == at("2026-06-04 10:00")
    late = (f.attempts[0]._replace(late=at("2026-06-08 09:00")),)
    entered = altered(f, attempts=late, now=at("2026-06-08 12:00"))
    assert one(entered, "unreachable_cancel").started == at("2026-06-08 09:00")


@pytest.mark.parametrize("met", ["arrived_at", "started_at"])
def test_a_carry_in_is_contacted_by_what_shows_that_the_customer_was_there(met: str) -> None:
    f = order(visit=False, now=T1 + 5 * HOUR)
    assert one(f, "first_contact").state is State.OVERDUE
    there = one(altered(f, **{met: T1 + 2 * HOUR}), "first_contact")
    assert (there.state, there.done_at) == (State.MET, T1 + 2 * HOUR)


def test_a_time_agreed_on_the_promised_day_is_the_promised_call() -> None:
    f = order(
        visit=False, in_custody=True, arrived_at=T1, recontact_at=at("2026-06-05 10:00"),
        now=at("2026-06-05 12:00"),
    )  # fmt: skip
    assert one(f, "recontact").state is State.OVERDUE
    agreed = Slot(2, "normal", at("2026-06-09 10:00"), at("2026-06-05 09:00"), CUSTOMER)
    assert one(altered(f, promise=agreed), "recontact").done_at == at("2026-06-05 09:00")
    before = agreed._replace(written_at=at("2026-06-04 09:00"))
    assert one(altered(f, promise=before), "recontact").done_at is None


def test_a_customer_who_was_reached_after_all_gets_a_visit() -> None:
    attempts = (call("2026-06-03 10:00"), call("2026-06-04 10:00", "reached"))
    f = unreached("2026-06-04 12:00", attempts=attempts)
    clock = one(f, "appointment")
    assert (clock.started, clock.deadline) == (at("2026-06-04 10:00"), at("2026-06-05 18:00"))
    assert (
        str(clock.next) == "repaircli order writeback-t3 R260603-0001 --at TIME --type 客户原因 --reason TEXT"
    )
    assert "appointment" in listed(f)
    for ended in ({"started_at": f.now}, {"work_done_at": f.now}, {"visit": False}):
        assert "appointment" not in codes(altered(f, **ended))


# ------------------------------------------------------------------------------------------------------- promises


def test_a_promised_visit_lapses_a_second_after_its_time() -> None:
    f = order(**promised("2026-06-04 14:00"), printed=True)
    for now, state in (("2026-06-04 14:00:00", State.RUNNING), ("2026-06-04 14:00:01", State.OVERDUE)):
        clock = one(altered(f, now=at(now)), "promise")
        assert (clock.started, clock.deadline, clock.state) == (T1 + HOUR, at("2026-06-04 14:00"), state)
    assert "promise" not in listed(f, "2026-06-04 13:59:59")
    assert "promise" in listed(f, "2026-06-04 14:00")


def test_a_sentinel_promises_nothing() -> None:
    for kind in ("unreachable", "phone_resolved"):
        f = order(t2=T1 + HOUR, promise=Slot(1, kind, None, T1 + HOUR), now=at("2027-06-03 09:00"))
        assert not {"promise", "pickup"} & codes(f)


@pytest.mark.parametrize(
    ("changes", "done"),
    [
        ({"started_at": at("2026-06-04 13:50")}, "2026-06-04 13:50"),
        ({"work_done_at": at("2026-06-04 15:00")}, "2026-06-04 15:00"),
        ({"started_at": at("2026-06-04 13:50"), "work_done_at": at("2026-06-04 15:00")}, "2026-06-04 13:50"),
    ],
)
def test_a_promise_is_kept_by_the_start_of_service_or_by_work_done(
    changes: dict[str, Any], done: str
) -> None:
    clock = one(order(**promised("2026-06-04 14:00"), now=at("2026-06-05 09:00"), **changes), "promise")
    assert (clock.done_at, clock.state) == (at(done), State.MET if done < "2026-06-04 14" else State.OVERDUE)


def test_a_new_promise_is_not_kept_by_the_visit_before_it() -> None:
    f = order(
        **promised("2026-06-06 10:00", at("2026-06-04 16:00"), 2, MULTI_REPAIR),
        started_at=at("2026-06-04 14:00"),
        status="multi_repair",
        now=at("2026-06-07 09:00"),
    )
    assert (one(f, "promise").state, one(f, "promise").clause) == (State.OVERDUE, "001-1.5.8")


def test_a_promise_after_which_the_work_was_done_before_it_was_written_is_no_clock() -> None:
    f = order(
        **promised("2026-06-06 10:00", at("2026-06-05 16:00"), 2, CUSTOMER),
        work_done_at=at("2026-06-05 10:00"),
    )
    assert "promise" not in codes(f)


@pytest.mark.parametrize(
    ("changes", "now", "next_"),
    [
        ({}, "2026-06-04 10:00", "repaircli order print R260603-0001"),
        ({"printed": True}, "2026-06-04 10:00", "repaircli order start R260603-0001"),
        (
            {"printed": True},
            "2026-06-04 15:00",
            "repaircli order writeback-t3 R260603-0001 --at TIME --type TYPE --reason TEXT",
        ),
        (
            {"promise": Slot(3, "normal", at("2026-06-04 14:00"), T1 + HOUR, CUSTOMER)},
            "2026-06-04 15:00",
            "repaircli contact log R260603-0001 --result reached --agreed TIME",
        ),
    ],
)
def test_a_promise_says_what_to_type(changes: dict[str, Any], now: str, next_: str) -> None:
    f = altered(order(**promised("2026-06-04 14:00"), now=at(now)), **changes)
    assert command(f, "promise") == next_


@pytest.mark.parametrize(
    ("slot", "type_", "clause"),
    [
        (1, None, "001-1.5.3"),
        (1, PARTS_LATE, "001-1.5.3"),
        (2, PARTS_LATE, "001-1.5.6"),
        (2, MULTI_REPAIR, "001-1.5.8"),
        (3, CUSTOMER, "001-1.3.6"),
    ],
)
def test_a_promise_cites_the_clause_of_its_slot_and_type(slot: int, type_: str | None, clause: str) -> None:
    assert one(order(**promised("2026-06-04 14:00", slot=slot, type=type_)), "promise").clause == clause


def test_a_visit_without_a_result_falls_due_at_the_close_of_the_next_working_day() -> None:
    f = order(**promised("2026-06-05 14:00"), started_at=at("2026-06-05 14:00"), now=at("2026-06-05 15:00"))
    clock = one(f, "after_visit")
    assert (clock.clause, clock.deadline) == ("001-1.5.8", at("2026-06-08 18:00"))
    assert "after_visit" not in listed(f, "2026-06-08 17:59")
    assert "after_visit" in listed(f, "2026-06-08 18:00")
    for ended in (
        {"work_done_at": f.now},
        {"status": "parts_requested"},
        {"promise": Slot(2, "normal", at("2026-06-09 14:00"), f.now, MULTI_REPAIR)},
        {"visit": False},
    ):
        assert "after_visit" not in codes(altered(f, **ended))


# ---------------------------------------------------------------------------------------------------------- parts

PART = Part("PO7", "PWR-1", T1 + 2 * HOUR, date(2026, 6, 5))


def test_a_part_is_late_once_its_day_is_over_and_the_fixed_text_is_told() -> None:
    f = order(
        **promised("2026-06-05 14:00"), parts=(PART,), status="parts_requested", now=at("2026-06-05 23:59:59")
    )
    clock = one(f, "late_parts")
    assert (clock.deadline, clock.state, clock.ref) == (at("2026-06-05 23:59:59"), State.RUNNING, "PO7/PWR-1")
    assert str(clock.next) == "repaircli parts receive PO7"
    late = one(altered(f, now=at("2026-06-06 00:00")), "late_parts")
    assert (late.state, late.clause) == (State.OVERDUE, "001-1.5.6")
    assert "备件原因: 由于PO7订单PWR-1编码的备件未按时配送" in str(late.text)
    assert str(late.next) == (
        "repaircli order writeback-t3 R260603-0001 --at TIME --parts-order PO7 --part-code PWR-1"
    )


def test_a_part_is_no_clock_once_it_is_here_or_the_customer_knows() -> None:
    f = order(**promised("2026-06-05 14:00"), now=at("2026-06-08 09:00"))
    for part, state in (
        (PART._replace(received_at=at("2026-06-05 11:00")), State.MET),
        (PART._replace(received_at=at("2026-06-06 11:00")), State.OVERDUE),
        (PART._replace(told_at=at("2026-06-05 16:00")), State.MET),
    ):
        clock = one(altered(f, parts=(part,)), "late_parts")
        assert (clock.state, clock.done_at is None) == (state, False)
        assert "late_parts" not in listed(altered(f, parts=(part,)))
    assert "late_parts" in listed(altered(f, parts=(PART,)))
    assert "late_parts" not in codes(altered(f, parts=(PART._replace(eta=None),)))
    assert "late_parts" not in codes(altered(f, parts=(PART,), work_done_at=f.now))


def test_with_all_slots_written_a_late_part_asks_for_a_further_time() -> None:
    f = order(
        **promised("2026-06-05 14:00", slot=3, type=CUSTOMER), parts=(PART,), now=at("2026-06-08 09:00")
    )
    assert command(f, "late_parts") == "repaircli contact log R260603-0001 --result reached --agreed TIME"
    assert "late_parts" in listed(altered(f, agreed_at=at("2026-06-05 10:00")))
    assert "late_parts" not in listed(altered(f, agreed_at=at("2026-06-09 10:00")))


def test_a_time_agreed_after_the_last_slot_is_due_and_says_what_it_is() -> None:
    f = order(
        **promised("2026-06-05 14:00", slot=3, type=CUSTOMER),
        agreed_at=at("2026-06-08 10:00"),
        now=at("2026-06-08 09:00"),
    )
    assert "agreed after T33" in str(one(f, "promise").text)
    assert one(f, "promise").deadline == at("2026-06-08 10:00")
    late = one(altered(f, now=at("2026-06-08 11:00")), "promise")
    assert "(agreed after T33) has lapsed" in str(late.text)
    assert str(late.next) == "repaircli contact log R260603-0001 --result reached --agreed TIME"


def test_on_a_carry_in_a_late_part_moves_the_promised_call() -> None:
    f = carry_in(in_custody=True, arrived_at=T1, parts=(PART,), now=at("2026-06-08 09:00"))
    clock = one(f, "late_parts")
    assert (clock.clause, str(clock.next)) == (
        "001-2.5.5",
        "repaircli order edit R260603-0001 --recontact TIME",
    )
    assert "late_parts" in listed(altered(f, recontact_at=at("2026-06-05 23:59:59")))
    assert "late_parts" not in listed(altered(f, recontact_at=at("2026-06-09 10:00")))


# ------------------------------------------------------------------------------------------------------- carry-in

IN_STATION = {"in_custody": True, "arrived_at": T1, "first_contact_at": T1}


def test_the_promised_call_is_made_on_its_day_or_later_and_not_before() -> None:
    f = carry_in(**IN_STATION, recontact_at=at("2026-06-05 16:00"), now=at("2026-06-05 17:00"))
    for attempts, done in (
        ((), None),
        ((call("2026-06-04 10:00", "reached"),), None),
        ((call("2026-06-05 10:00"),), None),
        ((call("2026-06-05 00:00", "reached"),), "2026-06-05 00:00"),
        ((call("2026-06-05 16:30", "guided"),), "2026-06-05 16:30"),
    ):
        clock = one(altered(f, attempts=attempts), "recontact")
        assert clock.done_at == (at(done) if done else None)
    clock = one(f, "recontact")
    assert (clock.clause, clock.started, clock.state) == ("001-2.5.5", T1, State.OVERDUE)
    assert str(clock.next) == "repaircli contact log R260603-0001 --result RESULT"
    assert one(altered(f, work_done_at=at("2026-06-05 15:00")), "recontact").state is State.MET
    assert "recontact" not in codes(altered(f, recontact_at=None))


REPAIRED = {**IN_STATION, "repaired_at": at("2026-06-04 10:00"), "work_done_at": at("2026-06-04 10:00")}


def test_a_repaired_machine_is_announced_then_fetched_as_agreed() -> None:
    told = carry_in(**REPAIRED, now=at("2026-06-04 11:00"))
    clock = one(told, "pickup_notice")
    assert (clock.clause, clock.deadline) == ("001-2.5.6", at("2026-06-05 18:00"))
    assert str(clock.next) == "repaircli order writeback-t3 R260603-0001 --at TIME"
    assert "pickup_notice" in listed(told)
    assert "pickup" not in codes(told)
    agreed = altered(told, promise=Slot(1, "normal", at("2026-06-06 10:00"), at("2026-06-04 12:00")))
    assert one(agreed, "pickup_notice").done_at == at("2026-06-04 12:00")
    clock = one(agreed, "pickup")
    assert (clock.deadline, str(clock.next)) == (
        at("2026-06-06 10:00"),
        "repaircli order picked-up R260603-0001",
    )
    lapsed = altered(agreed, now=at("2026-06-06 10:00:01"))
    assert one(lapsed, "pickup").state is State.OVERDUE
    assert command(lapsed, "pickup") == (
        "repaircli order writeback-t3 R260603-0001 --at TIME --type 客户原因 --reason TEXT"
    )
    fetched = altered(lapsed, handed_over_at=at("2026-06-06 09:00"), in_custody=False)
    assert one(fetched, "pickup").state is State.MET


def test_an_imported_machine_that_waits_for_its_pick_up_counts_as_repaired() -> None:
    f = carry_in(in_custody=True, status="awaiting_pickup", **promised("2026-06-06 10:00"))
    assert one(f, "pickup").deadline == at("2026-06-06 10:00")
    assert "pickup" not in codes(altered(f, status="in_service"))


def test_after_a_failed_check_the_old_pick_up_time_is_void_and_the_machine_is_brought() -> None:
    old = Slot(1, "normal", at("2026-06-05 10:00"), at("2026-06-04 09:00"))
    f = carry_in(**REPAIRED, must_deliver_back=True, promise=old, now=at("2026-06-05 11:00"))
    assert "pickup" not in codes(f)
    assert "--type 故障复现" in command(f, "pickup_notice")
    new = altered(f, promise=Slot(2, "normal", at("2026-06-05 16:00"), at("2026-06-05 11:00"), "故障复现"))
    clock = one(new, "pickup")
    assert (clock.clause, str(clock.next)) == ("001-2.5.7", "repaircli order delivered R260603-0001")


def test_a_time_agreed_before_the_second_repair_stands_where_the_machine_waits_for_it() -> None:
    again = Slot(3, "normal", at("2026-06-05 16:00"), at("2026-06-04 09:00"), "故障复现")
    f = carry_in(**REPAIRED, must_deliver_back=True, promise=again, now=at("2026-06-04 11:00"))
    f = altered(f, status="awaiting_pickup")
    assert one(f, "pickup").deadline == at("2026-06-05 16:00")
    assert one(f, "pickup_notice").done_at == f.repaired_at


def test_a_finding_alone_is_finished_service_and_the_pick_up_is_agreed() -> None:
    f = carry_in(**IN_STATION, work_done_at=DONE, now=DONE + HOUR)
    clock = one(f, "pickup_notice")
    assert (str(clock.next), clock.deadline) == (
        "repaircli order writeback-t3 R260603-0001 --at TIME",
        at("2026-06-08 18:00"),
    )
    assert "pickup" not in codes(f)


def test_a_machine_that_nobody_collected_is_due_after_the_closing_until_it_goes_home() -> None:
    f = carry_in(**IN_STATION, work_done_at=DONE, now=DONE + HOUR)
    f = altered(f, status="resolved", closed_at=DONE + HOUR)
    clock = one(f, "return_machine")
    assert (clock.started, str(clock.next)) == (DONE + HOUR, "repaircli order picked-up R260603-0001")
    assert "return_machine" not in codes(altered(f, in_custody=False))


def test_a_machine_that_the_customer_was_told_to_carry_in_is_waited_for() -> None:
    f = carry_in(origin="cc", attempts=(call("2026-06-03 10:00", "reached"),), now=T1 + 2 * HOUR)
    f = altered(f, arrived_at=None, in_custody=False, recontact_at=None)
    clock = one(f, "arrival")
    assert (clock.clause, clock.state) == ("001-2.4.2", State.RUNNING)
    assert str(clock.next) == "repaircli order arrived R260603-0001"
    assert "arrival" in listed(f)
    assert one(altered(f, arrived_at=T1 + 2 * HOUR), "arrival").state is State.MET
    assert "arrival" not in codes(altered(f, recontact_at=T1 + 30 * HOUR))
    assert "arrival" not in codes(altered(f, origin="station"))
    assert "arrival" not in codes(altered(f, attempts=(call("2026-06-03 10:00", "no-answer"),)))


def test_the_first_pick_up_time_after_an_unreachable_sentinel_is_no_recurrence() -> None:
    sentinel = Slot(1, "unreachable", None, at("2026-06-03 13:00"))
    f = carry_in(**REPAIRED, origin="cc", promise=sentinel, now=at("2026-06-04 11:00"))
    assert "--type 客户原因" in command(f, "pickup_notice")


def test_the_owner_of_a_machine_that_stays_is_promised_a_call_at_once() -> None:
    f = altered(carry_in(**IN_STATION, now=T1 + HOUR / 4), recontact_at=None)
    assert (one(f, "taken_in").deadline, command(f, "taken_in")) == (
        T1 + HOUR / 2,
        "repaircli order print R260603-0001",
    )
    assert command(altered(f, printed=True), "taken_in") == (
        "repaircli order edit R260603-0001 --recontact TIME"
    )
    assert one(altered(f, now=T1 + HOUR), "taken_in").state is State.OVERDUE
    for done in ({"recontact_at": T1 + 4 * HOUR}, {"work_done_at": T1 + HOUR / 4, "repaired_at": T1}):
        assert one(altered(f, **done), "taken_in").state is State.MET
    assert "taken_in" not in codes(altered(f, visit=True)) | codes(altered(f, arrived_at=None))


def test_a_machine_under_repair_has_neither_notice_nor_pick_up() -> None:
    assert not {"pickup", "pickup_notice"} & codes(carry_in(**IN_STATION))


def test_a_machine_of_a_cancelled_order_is_given_back() -> None:
    f = carry_in(
        **IN_STATION, status="cancelled", cancelled_at=at("2026-06-05 17:00"), now=at("2026-06-08 10:00")
    )
    clock = one(f, "return_machine")
    assert (clock.deadline, clock.state) == (at("2026-06-08 18:00"), State.RUNNING)
    assert listed(f) == {"return_machine"}
    assert "return_machine" not in codes(altered(f, in_custody=False))


# --------------------------------------------------------------------------------------------- signature and closing

DONE = at("2026-06-05 15:00")


def test_work_that_is_done_is_signed_then_closed() -> None:
    done = order(**promised("2026-06-05 14:00"), started_at=DONE, work_done_at=DONE, now=DONE + HOUR)
    clock = one(done, "signature")
    assert (clock.clause, clock.deadline, str(clock.next)) == (
        "001-1.3.4", at("2026-06-08 18:00"), "repaircli order sign R260603-0001",
    )  # fmt: skip
    assert [(d.day.day, d.kind, d.counted) for d in clock.derivation] == [
        (6, "weekend", None),
        (7, "weekend", None),
        (8, "weekday", 1),
    ]
    assert listed(done) == {"signature"}
    signed = altered(done, signed_at=DONE + HOUR)
    assert one(signed, "signature").state is State.MET
    clock = one(signed, "close")
    assert (clock.clause, clock.started, str(clock.next)) == (
        "001-1.5.8", DONE + HOUR, "repaircli order close R260603-0001 --solution TEXT",
    )  # fmt: skip
    assert listed(signed) == {"close"}
    assert "signature" not in codes(altered(done, visit=False))


@pytest.mark.parametrize(
    ("changes", "clause", "next_"),
    [
        ({"signed_at": DONE}, "001-2.5.8", "repaircli order close R260603-0001 --solution TEXT"),
        ({}, "001-2.5.8", "repaircli order sign R260603-0001"),
        ({"promise": None}, "001-2.5.8", "repaircli order writeback-t3 R260603-0001 --at TIME"),
        (
            {"phone_solved": True, "handed_over_at": None},
            "001-1.5.3",
            "repaircli order writeback-t3 R260603-0001 --phone-resolved software",
        ),
    ],
)
def test_what_is_handed_over_or_solved_by_phone_is_closed_promptly(
    changes: dict[str, Any], clause: str, next_: str
) -> None:
    f = carry_in(work_done_at=DONE, handed_over_at=DONE, now=DONE + HOUR, **promised("2026-06-05 14:00"))
    clock = one(altered(f, **changes), "close")
    assert (clock.clause, str(clock.next), clock.deadline) == (clause, next_, at("2026-06-08 18:00"))
    assert "close" not in codes(altered(f, in_custody=True, **changes))


def test_a_solution_by_phone_needs_no_signature() -> None:
    f = order(work_done_at=DONE, phone_solved=True, now=DONE)
    assert "signature" not in codes(f)
    assert "close" in listed(altered(f, origin="station"))


def test_a_solution_by_phone_before_t31_is_asked_for_once_by_the_clock_of_the_first_contact() -> None:
    f = order(work_done_at=DONE, phone_solved=True, now=DONE)
    assert listed(f) == {"first_contact"}
    assert command(f, "first_contact") == (
        "repaircli order writeback-t3 R260603-0001 --phone-resolved software"
    )


# ----------------------------------------------------------------------------------------- waiting for the region


@pytest.mark.parametrize(
    ("field", "code", "clause", "next_"),
    [
        ("forms", "form", "001-1.5.7", "repaircli form decide 17 --agree"),
        ("requests", "cancel_request", "001-3.6.2", "repaircli cancel approve 17"),
    ],
)
def test_what_waits_for_the_region_is_overdue_after_a_working_day(
    field: str, code: str, clause: str, next_: str
) -> None:
    f = altered(
        order(pending=True, now=at("2026-06-05 17:30")), **{field: (Waiting(17, at("2026-06-05 17:00")),)}
    )
    clock = one(f, code)
    assert (clock.clause, clock.deadline, clock.state, clock.ref) == (
        clause,
        at("2026-06-08 18:00"),
        State.RUNNING,
        "17",
    )
    assert str(clock.next) == next_
    assert code in listed(f)
    assert one(altered(f, now=at("2026-06-08 18:00:01")), code).state is State.OVERDUE
    decided = altered(f, **{field: (Waiting(17, at("2026-06-05 17:00"), f.now),)})
    assert (one(decided, code).state, listed(decided)) == (State.MET, set())


# -------------------------------------------------------------------------------------------- stopped, and in general


def test_a_pending_request_stops_everything_but_the_region() -> None:
    f = order(special=True, now=T1 + timedelta(days=4), **promised("2026-06-04 14:00"))
    assert listed(f) == {"promise", "special_report"}
    frozen = altered(f, pending=True)
    assert listed(frozen) == set()
    assert {c.state for c in clocks(frozen, DeadlineCalendar(CALENDAR))} == {State.MET, State.STOPPED}
    assert one(frozen, "promise").next is None


@pytest.mark.parametrize("status", ["resolved", "cancelled"])
def test_nothing_is_due_on_an_order_that_is_over(status: str) -> None:
    f = order(status=status, special=True, now=T1 + timedelta(days=40), recontact_at=T1 + HOUR, parts=(PART,))
    assert listed(f) == set()
    assert one(f, "first_contact").state is State.STOPPED
    closed = altered(f, t2=T1 + HOUR, work_done_at=DONE, signed_at=DONE, closed_at=DONE + 5 * MINUTE)
    assert one(closed, "close").state is State.MET


def test_the_limits_are_those_of_the_edition() -> None:
    hasty = Limits(contact=HOUR)
    assert all_of(order(), edition=replace(MANUAL, limits=hasty))["first_contact"].deadline == T1 + HOUR


def test_a_calendar_of_the_database_is_used() -> None:
    friday_off = OverlayCalendar({date(2026, 6, 8): False})
    f = order(work_done_at=DONE, now=DONE)
    (clock,) = (c for c in clocks(f, DeadlineCalendar(friday_off)) if c.code == "signature")
    assert clock.deadline == at("2026-06-09 18:00")


def test_days_are_those_of_the_zone_whatever_zone_a_time_is_stored_in() -> None:
    late = at("2026-06-05 00:30").astimezone(UTC)
    f = order(work_done_at=late, now=at("2026-06-05 01:00"))
    clock = one(f, "signature")
    assert clock.deadline == at("2026-06-08 18:00")
    assert clock.started.tzinfo is CN


def every() -> list[OrderState]:
    """Orders that between them have every clock, open."""
    return [
        order(special=True),
        unreached("2026-06-04 12:00"),
        unreached("2026-06-04 12:00", attempts=(call("2026-06-04 10:00", "reached"),)),
        order(**promised("2026-06-04 14:00"), parts=(PART,)),
        order(**promised("2026-06-04 14:00"), started_at=T1 + 2 * HOUR, now=T1 + 3 * HOUR),
        carry_in(origin="cc", attempts=(call("2026-06-04 10:00", "reached"),)),
        carry_in(**IN_STATION, recontact_at=at("2026-06-05 16:00")),
        carry_in(**IN_STATION, recontact_at=T1, attempts=(call("2026-06-04 10:00", "reached"),)),
        carry_in(**REPAIRED, promise=Slot(1, "normal", at("2026-06-06 10:00"), at("2026-06-04 12:00"))),
        order(work_done_at=DONE, signed_at=DONE, now=DONE),
        carry_in(**IN_STATION, status="cancelled", cancelled_at=T1, now=T1 + HOUR),
        order(forms=(Waiting(1, T1),), requests=(Waiting(2, T1),)),
    ]


def test_every_clock_has_words_a_clause_and_a_reckoning() -> None:
    from repaircli.rules.policy.clauses import clauses

    seen: dict[str, Clock] = {}
    for f in every():
        for clock in clocks(f, DeadlineCalendar(CALENDAR)):
            assert clock.clause in clauses()
            assert str(clock.text) and str(clock.how)
            assert (clock.next is None) is (clock.done_at is not None or clock.state is State.STOPPED)
            assert clock.next is None or str(clock.next).startswith("repaircli ")
            seen[clock.code] = clock
    assert set(seen) == set(TITLES)


def test_what_is_due_now_is_due_by_any_later_time() -> None:
    calendar = DeadlineCalendar(CALENDAR)
    for f in every():
        now: set[Found] = set(due(f, calendar, f.now))
        later: set[Found] = set(due(f, calendar, f.now + timedelta(days=3)))
        assert now <= later <= {found for found in find(f, calendar) if found.done_at is None}


def test_the_two_editions_agree_on_the_first_contact() -> None:
    for edition in EDITIONS.values():
        assert all_of(order(), edition=edition)["first_contact"].deadline == T1 + 4 * HOUR
