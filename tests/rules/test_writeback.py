"""Write-back of T3: each of T-1 to T-11 accepted and refused, on the second where it turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from rule_cases import OTHER_PHONE, PHONE, SECOND, at, call, changed

from repaircli.rules.orders import writeback
from repaircli.rules.orders.state import OrderState, Slot
from repaircli.rules.orders.writeback import Verdict, Write, phone_reason
from repaircli.rules.policy.clauses import clause
from repaircli.rules.policy.limits import LIMITS

T1 = at("2026-06-03 09:00")
NOW = at("2026-06-03 11:00")
TOMORROW = at("2026-06-04 10:00")

ONSITE = OrderState("R260603-0001", "cc", "onsite", "downloaded", T1, NOW, numbers=(PHONE,))
CARRY_IN = {"visit": False, "in_custody": True, "status": "in_service"}
UNREACHABLE = Write(kind="unreachable")
SOFTWARE = Write(kind="phone_resolved", phone="software")
FAILED = (call("2026-06-03 09:30"),)


def slot(n: int, kind: str = "normal", at_: Any = TOMORROW, **more: Any) -> Slot:
    given = {"type": None, "reason": None, "written_at": at("2026-06-03 10:00"), **more}
    return Slot(slot=n, kind=kind, at=None if kind != "normal" else at_, **given)


ONE = (slot(1),)
TWO = (slot(1), slot(2, type="客户原因", reason="改期"))
THREE = (*TWO, slot(3, type="客户原因", reason="又改期"))
SENTINEL = (slot(1, "unreachable"),)


def order(**changes: Any) -> OrderState:
    return changed(ONSITE, **changes)


def promise(when: str | None = "2026-06-04 14:00", **said: Any) -> Write:
    return Write(at=None if when is None else at(when), **said)


def again(when: str = "2026-06-05 14:00", **said: Any) -> Write:
    """A promise with the type and reason that T32 and T33 need."""
    return promise(when, **{"type": "客户原因", "reason": "客户改期", **said})


def check(write: Write, **changes: Any) -> Verdict:
    verdict = writeback.check(order(**changes), write)
    assert all(clause(c.clause) and str(c.text) and "{" not in str(c.text) for c in verdict.checks)
    return verdict


def codes(verdict: Verdict) -> list[str]:
    return [c.code for c in verdict.checks]


# --------------------------------------------------------------------------------------------------- T-1 three slots in order


@pytest.mark.parametrize(("slots", "next_"), [((), 1), (ONE, 2), (TWO, 3)])
def test_t1_a_promise_goes_into_the_next_free_slot(slots: Any, next_: int) -> None:
    verdict = check(again(), slots=slots)
    assert (verdict.checks, verdict.slot) == ((), next_)


def test_t1_there_is_no_fourth_slot() -> None:
    assert codes(check(again(), slots=THREE)) == ["t3_slots_full"]


@pytest.mark.parametrize(("slots", "named"), [((), 2), ((), 3), (ONE, 3), (ONE, 1), (TWO, 1)])
def test_t1_no_slot_is_skipped_and_none_written_twice(slots: Any, named: int) -> None:
    verdict = check(again(slot=named), slots=slots)
    assert codes(verdict) == ["t3_slot_order"]
    assert f"T3{len(slots) + 1}" in str(verdict.checks[0].text)


def test_t1_the_slot_may_be_named_where_it_is_the_next() -> None:
    assert check(again(slot=2), slots=ONE).slot == 2


# ------------------------------------------------------------------------------------------------------ T-2 T2 comes by itself


@pytest.mark.parametrize(
    ("write", "changes"),
    [
        (promise(), {}),
        (UNREACHABLE, {"attempts": FAILED, "now": at("2026-06-03 12:30")}),
        (SOFTWARE, {}),
        (promise(), {**CARRY_IN, "repaired": True}),
    ],
    ids=["promise", "unreachable", "phone", "pick-up"],
)
def test_t2_the_first_write_sets_t2_to_now(write: Write, changes: dict[str, Any]) -> None:
    verdict = check(write, **changes)
    assert (verdict.checks, verdict.t2) == ((), changes.get("now", NOW))


@pytest.mark.parametrize("write", [again(), SOFTWARE], ids=["promise", "phone"])
def test_t2_later_writes_leave_t2_alone(write: Write) -> None:
    assert check(write, slots=ONE, t2=T1).t2 is None


# --------------------------------------------------------------------------------------------------------- T-3 within four hours


@pytest.mark.parametrize(
    ("now", "late"),
    [("2026-06-03 12:59:59", False), ("2026-06-03 13:00:00", False), ("2026-06-03 13:00:01", True)],
)
def test_t3_more_than_four_hours_is_recorded_and_shown_and_blocks_nothing(now: str, late: bool) -> None:
    for write, attempts in ((promise(), ()), (UNREACHABLE, FAILED), (SOFTWARE, ())):
        verdict = check(write, now=at(now), attempts=attempts)
        assert (verdict.checks, verdict.late_contact) == ((), late)
        assert bool(verdict.notes) is late


@pytest.mark.parametrize(("first", "late"), [("2026-06-03 13:00:00", False), ("2026-06-03 13:00:01", True)])
def test_t3_a_carry_in_order_is_measured_on_its_first_logged_contact(first: str, late: bool) -> None:
    contacts = (call(first, "reached"), call("2026-06-05 10:00", "reached"))
    verdict = check(promise(), **CARRY_IN, repaired=True, now=at("2026-06-04 11:00"), attempts=contacts)
    assert (verdict.checks, verdict.late_contact) == ((), late)


@pytest.mark.parametrize("origin", ["station", "plan"])
def test_t3_the_four_hours_are_those_of_a_dispatch(origin: str) -> None:
    assert not check(promise(), origin=origin, now=at("2026-06-03 18:00")).late_contact


# --------------------------------------------------------------------------------------------------------- T-4 unreachable

SENTINELS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("3:30:00 after T1, one failed call", {}, []),
    ("3:29:59", {"now": at("2026-06-03 12:29:59")}, ["unreachable_too_early"]),
    ("4:00:01, only flagged", {"now": at("2026-06-03 13:00:01")}, []),
    ("no call", {"attempts": ()}, ["no_attempt"]),
    ("a call before T1 only", {"attempts": (call("2026-06-03 08:59:59"),)}, ["no_attempt"]),
    ("a call in the second of T1", {"attempts": (call("2026-06-03 09:00"),)}, []),
    ("reached once", {"attempts": (*FAILED, call("2026-06-03 10:00", "reached"))}, ["was_reached"]),
    ("guided", {"attempts": (call("2026-06-03 10:00", "guided"),)}, ["was_reached"]),
    ("a wrong number is no contact", {"attempts": (call("2026-06-03 10:00", "number-invalid"),)}, []),
    ("service started", {"started_at": at("2026-06-03 11:00")}, ["was_reached"]),
    ("service started and no call", {"started_at": at("2026-06-03 11:00"), "attempts": ()}, ["was_reached"]),
    ("the machine came and went", {"arrived_at": T1, "picked_up_at": NOW}, ["was_reached"]),
    ("signed", {"signed_at": NOW}, ["was_reached"]),
    ("T31 written", {"slots": ONE}, ["unreachable_not_first", "was_reached"]),
    ("written twice", {"slots": SENTINEL}, ["unreachable_not_first"]),
    ("all three written", {"slots": THREE}, ["t3_slots_full", "unreachable_not_first", "was_reached"]),
    ("carry-in, machine not there yet", {"visit": False, "status": "downloaded"}, []),
    ("carry-in, machine in the station", CARRY_IN, ["in_custody"]),
    ("on-site, machine in the station to be brought back", {"in_custody": True}, []),
    (
        "everything at once",
        {"attempts": (), "slots": ONE, "now": NOW},
        ["unreachable_not_first", "was_reached", "unreachable_too_early"],
    ),
]


@pytest.mark.parametrize(("changes", "missing"), [s[1:] for s in SENTINELS], ids=[s[0] for s in SENTINELS])
def test_t4_the_special_t31_of_an_unreachable_customer(changes: dict[str, Any], missing: list[str]) -> None:
    verdict = check(UNREACHABLE, **{"now": at("2026-06-03 12:30"), "attempts": FAILED, **changes})
    assert codes(verdict) == missing
    assert all(c.clause in ("001-1.5.2", "001-1.3.6", "001-2.5.5") for c in verdict.checks)
    if not missing:
        assert (verdict.slot, verdict.at, verdict.type, verdict.status) == (1, None, None, "in_service")


def test_t4_a_refusal_that_time_heals_says_from_when() -> None:
    verdict = check(UNREACHABLE, attempts=FAILED)
    assert "2026-06-03 12:30:00" in str(verdict.checks[0].text)


# ---------------------------------------------------------------------------------------------------------- T-5 phone solution


@pytest.mark.parametrize(
    ("phone", "reason"), [("software", "软件问题,电话解决"), ("other", "其他问题,电话解决")]
)
@pytest.mark.parametrize(("slots", "slot_"), [((), 1), (SENTINEL, 2), (ONE, 2), (TWO, 3), (THREE, None)])
def test_t5_a_phone_solution_sets_the_fixed_texts_and_closes(
    phone: str, reason: str, slots: Any, slot_: int | None
) -> None:
    verdict = check(Write(kind="phone_resolved", phone=phone), slots=slots)
    assert verdict.checks == ()
    assert (verdict.slot, verdict.type, verdict.reason) == (slot_, "承诺时间内", reason)
    assert (verdict.closes, verdict.status) == (True, "resolved")


PHONE_TEXTS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("the fixed words", {"type": "承诺时间内", "reason": "软件问题,电话解决"}, []),
    ("full-width comma", {"reason": "软件问题，电话解决"}, []),
    ("spaces around", {"reason": " 软件问题,电话解决 ", "type": " 承诺时间内 "}, []),
    ("the other reason", {"reason": "其他问题,电话解决"}, ["phone_reason"]),
    ("words of his own", {"reason": "电话解决"}, ["phone_reason"]),
    ("another type", {"type": "备件原因"}, ["phone_type"]),
    ("neither software nor other", {"phone": "hardware"}, ["phone_reason"]),
    ("nothing named", {"phone": None}, ["phone_reason"]),
]


@pytest.mark.parametrize(("said", "missing"), [p[1:] for p in PHONE_TEXTS], ids=[p[0] for p in PHONE_TEXTS])
def test_t5_the_texts_of_a_phone_solution_are_fixed(said: dict[str, Any], missing: list[str]) -> None:
    verdict = check(Write(kind="phone_resolved", **{"phone": "software", **said}))
    assert codes(verdict) == missing
    assert all(c.clause == "001-1.5.3" for c in verdict.checks)


SERVED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("service started", {"started": True}, ["service_started"]),
    ("a part was issued or replaced", {"parts_issued": True}, ["part_issued"]),
    ("the machine is in the station", CARRY_IN, ["was_in_custody"]),
    ("the machine was in the station", {"visit": False, "arrived_at": T1}, ["was_in_custody"]),
    ("repaired", {"logged": {"repaired"}}, ["work_recorded"]),
    ("a finding", {"logged": {"nff_power", "phone_resolved"}}, ["work_recorded"]),
    ("guided by phone only", {"logged": {"phone_resolved"}}, []),
    ("an attribute is no work", {"logged": {"soft_oow_agreed"}}, []),
    (
        "everything at once",
        {"started": True, "parts_issued": True, "arrived_at": T1, "logged": {"repaired"}},
        ["service_started", "part_issued", "was_in_custody", "work_recorded"],
    ),
]


@pytest.mark.parametrize(("changes", "missing"), [s[1:] for s in SERVED], ids=[s[0] for s in SERVED])
def test_t5_what_was_served_is_no_phone_solution(changes: dict[str, Any], missing: list[str]) -> None:
    assert codes(check(SOFTWARE, **changes)) == missing
    assert set(missing) <= writeback.SERVED


def wrong(number: str) -> Any:
    return call("2026-06-03 09:30", "number-invalid", number)


CALLED: list[tuple[str, tuple[Any, ...], str | None, list[str]]] = [
    ("no call is logged", (), PHONE, []),
    ("no call reached the customer", FAILED, PHONE, []),
    ("a call reached the customer", (call("2026-06-03 09:30", "reached"),), None, []),
    ("the first number is wrong", (wrong(PHONE),), OTHER_PHONE, []),
    ("all numbers are wrong", (wrong(PHONE), wrong(OTHER_PHONE)), None, ["numbers_wrong"]),
    (
        "another number reached the customer",
        (wrong(PHONE), wrong(OTHER_PHONE), call("2026-06-03 10:00", "guided-solved", "13900000000")),
        None,
        [],
    ),
]


@pytest.mark.parametrize(
    ("attempts", "number", "missing"), [c[1:] for c in CALLED], ids=[c[0] for c in CALLED]
)
def test_t5_a_phone_solution_is_a_call_on_a_number_that_may_be_right(
    attempts: tuple[Any, ...], number: str | None, missing: list[str]
) -> None:
    verdict = check(SOFTWARE, attempts=attempts, numbers=(PHONE, OTHER_PHONE))
    assert (verdict.call_to, codes(verdict)) == (number, missing)
    assert check(UNREACHABLE, attempts=attempts, numbers=(PHONE, OTHER_PHONE)).call_to is None


def test_t5_the_text_of_a_phone_solution_is_no_reason_of_a_promise() -> None:
    assert codes(check(promise(reason="软件问题，电话解决"))) == ["phone_text"]


def test_the_fixed_reasons_are_known_by_their_text() -> None:
    assert [phone_reason(t) for t in ("软件问题,电话解决", "其他问题，电话解决", "电话解决", "", None)] == [
        "software",
        "other",
        None,
        None,
        None,
    ]


# -------------------------------------------------------------------------------------------------------------- T-6 late parts

FULL = "由于PO7订单P-12编码的备件未按时配送"
PARTS: list[tuple[str, dict[str, Any], str | None]] = [
    ("parts order and code", {"parts_order": "PO7", "part_code": "P-12"}, FULL),
    ("with spaces", {"parts_order": " PO7 ", "part_code": " P-12 "}, FULL),
    ("the text itself", {"reason": FULL}, FULL),
    ("with words after it", {"reason": FULL + "等"}, FULL + "等"),
    (
        "full-width letters",
        {"reason": "由于ＰＯ７订单Ｐ-12编码的备件未按时配送"},
        "由于ＰＯ７订单Ｐ-12编码的备件未按时配送",
    ),
    ("nothing", {}, None),
    ("no code", {"parts_order": "PO7"}, None),
    ("no parts order", {"part_code": "P-12"}, None),
    ("the pattern unfilled", {"reason": "由于XX订单XX编码的备件未按时配送"}, None),
    ("half filled", {"reason": "由于PO7订单XX编码的备件未按时配送"}, None),
    ("small letters unfilled", {"reason": "由于xx订单P-12编码的备件未按时配送"}, None),
    ("blanks in the gaps", {"reason": "由于 订单 编码的备件未按时配送"}, None),
    ("nothing in the gaps", {"reason": "由于订单编码的备件未按时配送"}, None),
    ("XX as the parts order", {"parts_order": "XX", "part_code": "P-12"}, None),
    ("other words", {"reason": "备件没到"}, None),
]


@pytest.mark.parametrize(("said", "text"), [p[1:] for p in PARTS], ids=[p[0] for p in PARTS])
def test_t6_late_parts_have_the_fixed_reason_with_both_gaps_filled(
    said: dict[str, Any], text: str | None
) -> None:
    verdict = check(promise("2026-06-05 10:00", type="备件原因", **said), slots=ONE)
    if text is None:
        assert [(c.code, c.clause) for c in verdict.checks] == [("parts_reason", "001-1.5.6")]
    else:
        assert (verdict.checks, verdict.type, verdict.reason) == ((), "备件原因", text)


# -------------------------------------------------------------------------------------------------------------- T-7 carry-in

PICKUPS: list[tuple[str, dict[str, Any], Write, list[str]]] = [
    ("under repair", {}, promise(), ["under_repair"]),
    ("repaired", {"repaired": True}, promise(), []),
    ("a new time after the notice, under repair again", {"slots": ONE}, again(type="故障复现"), []),
    ("first real time after the special T31, under repair", {"slots": SENTINEL}, again(), ["under_repair"]),
    ("first real time after the special T31, repaired", {"slots": SENTINEL, "repaired": True}, again(), []),
    ("picked up an hour ago", {"repaired": True}, promise("2026-06-03 10:00"), []),
    ("picked up in the second of T1", {"repaired": True}, promise("2026-06-03 09:00"), []),
    ("picked up before it was brought", {"repaired": True}, promise("2026-06-03 08:59:59"), ["before_t1"]),
    ("with a visit the repair comes later", {"visit": True}, promise(), []),
]


@pytest.mark.parametrize(
    ("changes", "write", "missing"), [p[1:] for p in PICKUPS], ids=[p[0] for p in PICKUPS]
)
def test_t7_the_pick_up_time_comes_after_the_repair(
    changes: dict[str, Any], write: Write, missing: list[str]
) -> None:
    assert codes(check(write, **{**CARRY_IN, **changes})) == missing


@pytest.mark.parametrize(
    ("when", "warned"),
    [("10:30:00", False), ("10:29:59", True), ("11:00:00", False), ("11:20:00", False), ("18:00:00", False)],
)
def test_t7_on_the_spot_t31_lies_within_half_an_hour_of_t2(when: str, warned: bool) -> None:
    verdict = check(promise(f"2026-06-03 {when}"), **{**CARRY_IN, "repaired": True})
    assert verdict.checks == ()
    told = ["T2 and the pick-up time T31 are 30 minutes apart (001-2.5.4)"] if warned else []
    assert [str(n) for n in verdict.notes] == told


# ------------------------------------------------------------------------------------------------------------ T-8 not in the past


@pytest.mark.parametrize(
    ("when", "changes", "missing"),
    [
        (NOW, {}, []),
        (NOW - SECOND, {}, ["promise_in_past"]),
        (NOW - timedelta(days=2), {"system_failure": True}, []),
        (NOW - SECOND, {"slots": ONE}, ["promise_in_past"]),
    ],
)
def test_t8_a_promise_does_not_lie_before_now(when: Any, changes: dict[str, Any], missing: list[str]) -> None:
    verdict = check(Write(at=when, type="客户原因", reason="改期"), **changes)
    assert codes(verdict) == missing


def test_t8_a_promise_has_a_time() -> None:
    assert codes(check(promise(None))) == ["no_time"]


# ----------------------------------------------------------------------------------------------------------- T-9 type and reason


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"type": "客户原因", "reason": "改期"}, []),
        ({"reason": "改期"}, ["type_missing"]),
        ({"type": "客户原因"}, ["reason_missing"]),
        ({"type": "客户原因", "reason": " "}, ["reason_missing"]),
        ({}, ["type_missing", "reason_missing"]),
        ({"type": "没听说过", "reason": "改期"}, ["t3_type"]),
        ({"type": "备件原因"}, ["parts_reason"]),
    ],
)
@pytest.mark.parametrize("slots", [ONE, TWO, SENTINEL], ids=["T32", "T33", "T32 after the special T31"])
def test_t9_t32_and_t33_need_type_and_reason(slots: Any, said: dict[str, Any], missing: list[str]) -> None:
    assert codes(check(promise("2026-06-05 10:00", **said), slots=slots)) == missing


def test_t9_t31_needs_neither() -> None:
    assert check(promise()).checks == ()


def test_a_second_repair_needs_a_first_one() -> None:
    assert codes(check(again(type="多次维修"), slots=ONE)) == ["no_service_yet"]
    assert (
        check(again(type="多次维修"), slots=ONE, started=True, status="in_service").status == "multi_repair"
    )


# --------------------------------------------------------------------------------------------------------------- T-10 T-11 and more

STATES: list[tuple[dict[str, Any], list[str]]] = [
    ({"status": "resolved"}, ["order_closed"]),
    ({"status": "cancelled"}, ["order_closed"]),
    ({"pending": True}, ["request_pending"]),
    ({"status": "dispatched"}, ["not_downloaded"]),
    ({"status": "resolved", "pending": True}, ["order_closed", "request_pending"]),
]


@pytest.mark.parametrize(("changes", "missing"), STATES)
@pytest.mark.parametrize("write", [promise(), UNREACHABLE, SOFTWARE], ids=["promise", "unreachable", "phone"])
def test_t10_the_order_is_open_downloaded_and_not_frozen(
    write: Write, changes: dict[str, Any], missing: list[str]
) -> None:
    verdict = check(write, **{"attempts": FAILED, "now": at("2026-06-03 12:30"), **changes})
    assert codes(verdict) == missing


def test_t11_the_first_real_promise_after_the_special_t31_is_t32() -> None:
    assert check(again(), slots=SENTINEL).slot == 2
    assert check(again(), slots=(*SENTINEL, slot(2, type="客户原因", reason="x"))).slot == 3


@pytest.mark.parametrize(
    ("changes", "write", "status"),
    [
        ({"status": "downloaded"}, promise(), "in_service"),
        ({"status": "in_service"}, promise(), "in_service"),
        ({"status": "parts_requested", "slots": ONE}, again(), "parts_requested"),
        ({"status": "multi_repair", "slots": ONE}, again(), "multi_repair"),
        ({**CARRY_IN, "repaired": True}, promise(), "awaiting_pickup"),
        ({**CARRY_IN, "status": "parts_requested", "repaired": True}, promise(), "awaiting_pickup"),
        (
            {**CARRY_IN, "status": "awaiting_pickup", "repaired": True, "slots": ONE},
            again(),
            "awaiting_pickup",
        ),
        (
            {**CARRY_IN, "status": "awaiting_pickup", "repaired": True, "slots": ONE},
            again(type="故障复现"),
            "in_service",
        ),
        ({**CARRY_IN, "status": "in_service", "slots": ONE}, again(type="故障复现"), "in_service"),
        ({**CARRY_IN, "repaired": True, "slots": ONE}, again(type="故障复现"), "awaiting_pickup"),
        (
            {"status": "parts_requested", "attempts": FAILED, "now": at("2026-06-03 13:00")},
            UNREACHABLE,
            "parts_requested",
        ),
    ],
)
def test_the_status_follows_what_is_written(changes: dict[str, Any], write: Write, status: str) -> None:
    verdict = check(write, **changes)
    assert (verdict.checks, verdict.status) == ((), status)


# ------------------------------------------------------------------------------------------------------------- the same click

CLICK = again()
WRITTEN = slot(2, at_=CLICK.at, type="客户原因", reason="客户改期", written_at=NOW - timedelta(seconds=60))


def test_the_same_write_within_a_minute_is_the_same_click() -> None:
    verdict = check(CLICK, slots=(slot(1), WRITTEN))
    assert (verdict.repeat, verdict.checks, verdict.t2) == (True, (), None)
    assert check(again(slot=2), slots=(slot(1), WRITTEN)).repeat


@pytest.mark.parametrize(
    ("write", "changes"),
    [
        (CLICK, {"now": NOW + SECOND}),
        (again(reason="别的"), {}),
        (again(type="故障复现"), {}),
        (again("2026-06-05 14:01"), {}),
        (again(slot=3), {}),
        (UNREACHABLE, {}),
        (CLICK, {"pending": True}),
    ],
)
def test_anything_else_is_a_write_of_its_own(write: Write, changes: dict[str, Any]) -> None:
    assert not check(write, **{"slots": (slot(1), WRITTEN), **changes}).repeat


def test_a_repeated_phone_solution_finds_the_order_closed_and_changes_nothing() -> None:
    closed = slot(1, "phone_resolved", type="承诺时间内", reason="软件问题,电话解决", written_at=NOW)
    assert check(SOFTWARE, slots=(closed,), status="resolved").repeat
    assert check(Write(kind="phone_resolved", phone="other"), slots=(closed,), status="resolved").checks


def test_numbers_of_the_policy_can_be_replaced() -> None:
    looser = replace(LIMITS, unreachable_gap=timedelta(hours=1), slots=4)
    assert not writeback.check(order(attempts=FAILED, now=at("2026-06-03 10:00")), UNREACHABLE, looser).checks
    assert writeback.check(order(slots=THREE), again(), looser).slot == 4
