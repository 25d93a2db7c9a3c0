"""The conditions of the rows, each as a table: the unreachable customer, the wrong number, the change of date, the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from rule_cases import (
    CALLER,
    NOW,
    OTHER_PHONE,
    PHONE,
    SECOND,
    UNREACHED,
    ask,
    at,
    call,
    calls,
    changed,
    codes,
    order,
    statement,
)

from repaircli.calendar.national import OverlayCalendar
from repaircli.platform.errors import BeyondCalendar
from repaircli.rules.orders.state import Attempt, OrderState, Part, Slot

# ------------------------------------------------------------------------------------------------------ when the clock starts


def unreached(
    now: str | datetime, *attempts: Attempt, sentinel: str | None = None, **more: Any
) -> OrderState:
    moment = at(now) if isinstance(now, str) else now
    return order(
        now=moment,
        attempts=attempts,
        sentinel_t2=None if sentinel is None else at(sentinel),
        **more,
    )


T31 = "2026-06-03 12:30"
THREE_DAYS = calls("2026-06-04", "2026-06-05", "2026-06-08")
FIFTH = "2026-06-10 18:00"

CLOCKS: list[tuple[str, tuple[Attempt, ...], str | None, list[str]]] = [
    ("special T31, nobody reached", THREE_DAYS, T31, []),
    ("neither special T31 nor contact", THREE_DAYS, None, ["no_clock"]),
    ("nothing at all", (), None, ["no_clock"]),
    ("special T31 and no call", (), T31, ["calls", "call_days"]),
    ("reached after the last call", (*THREE_DAYS, call("2026-06-08 20:00", "reached")), T31, ["was_reached"]),
    (
        "guided without success counts as reached",
        (*THREE_DAYS, call("2026-06-08 20:00", "guided")),
        T31,
        ["was_reached"],
    ),
    (
        "reached in between: the first failed call after that starts a new clock",
        (*THREE_DAYS, call("2026-06-04 20:00", "reached")),
        T31,
        ["calls", "calls", "call_days", "working_days"],
    ),
    (
        "lost after a first contact: the first failed call starts the clock",
        (call("2026-06-03 10:00", "reached"), call("2026-06-03 16:00"), *THREE_DAYS),
        None,
        [],
    ),
    (
        "the same, but the first failed call came a day later",
        (call("2026-06-03 10:00", "reached"), *THREE_DAYS),
        None,
        ["calls", "call_days", "working_days"],
    ),
    ("reached, and no call since", (*THREE_DAYS, call("2026-06-09 10:00", "reached")), None, ["no_clock"]),
    (
        "a number found wrong is a call that did not reach him",
        calls("2026-06-04", "2026-06-05", "2026-06-08", result="number-invalid", number=OTHER_PHONE),
        T31,
        [],
    ),
]


@pytest.mark.parametrize(
    ("attempts", "sentinel", "missing"), [c[1:] for c in CLOCKS], ids=[c[0] for c in CLOCKS]
)
def test_the_clock_starts_where_the_policy_says(
    attempts: tuple[Attempt, ...], sentinel: str | None, missing: list[str]
) -> None:
    d = ask("unreachable", facts=unreached(FIFTH, *attempts, sentinel=sentinel))
    assert codes(d) == missing
    assert (d.outcome, d.allowed) == (("continue_repair", False) if missing else ("region_cancel", True))


def test_a_contact_in_the_very_second_of_the_special_t31_is_one_since_then() -> None:
    d = ask("unreachable", facts=unreached(FIFTH, call(T31, "reached"), sentinel=T31))
    assert codes(d) == ["was_reached"]


def test_a_call_at_the_very_second_of_the_special_t31_is_of_day_0() -> None:
    d = ask("unreachable", facts=unreached(FIFTH, call(T31), *THREE_DAYS, sentinel=T31))
    assert d.allowed and d.days[0].day == date(2026, 6, 4)


# ------------------------------------------------------------------------------------------------------- six calls, three days

CALLS: list[tuple[str, dict[str, int], list[str], bool]] = [
    ("six on each of days 1, 2, 3", {"06-04": 6, "06-05": 6, "06-08": 6}, [], True),
    ("seven do no harm", {"06-04": 7, "06-05": 6, "06-08": 9}, [], True),
    ("five on day 2", {"06-04": 6, "06-05": 5, "06-08": 6}, ["2026-06-10: 0 of 6 calls"], False),
    ("five on day 2, made up on day 4", {"06-04": 6, "06-05": 5, "06-08": 6, "06-09": 6}, [], True),
    ("five on day 2, made up on day 5", {"06-04": 6, "06-05": 5, "06-08": 6, "06-10": 6}, [], True),
    ("none on days 1 and 2, all later", {"06-08": 6, "06-09": 6, "06-10": 6}, [], True),
    (
        "the weekend does not count",
        {"06-04": 6, "06-05": 6, "06-06": 6, "06-07": 6},
        ["2026-06-10: 0 of 6 calls"],
        False,
    ),
    ("day 0 does not count", {"06-03": 6, "06-04": 6, "06-05": 6}, ["2026-06-10: 0 of 6 calls"], False),
    ("twelve on one day are one day", {"06-04": 12, "06-05": 6}, ["2026-06-10: 0 of 6 calls"], False),
    ("five on the fifth day", {"06-05": 6, "06-08": 6, "06-10": 5}, ["2026-06-10: 5 of 6 calls"], False),
]


@pytest.mark.parametrize(("made", "named", "allowed"), [c[1:] for c in CALLS], ids=[c[0] for c in CALLS])
def test_six_calls_on_three_working_days(made: dict[str, int], named: list[str], allowed: bool) -> None:
    attempts = tuple(a for day, n in made.items() for a in calls(f"2026-{day}", each=n))
    facts = unreached(FIFTH, *(a._replace(at=a.at + timedelta(hours=4)) for a in attempts), sentinel=T31)
    d = ask("unreachable", facts=facts)
    assert d.allowed is allowed
    assert [str(m.text) for m in d.missing if m.code == "calls"] == named
    assert ("call_days" in codes(d)) is not allowed
    assert d.allowed_from is None


def test_what_is_missing_names_the_short_day_and_how_many_days_are_still_to_do() -> None:
    attempts = (*calls("2026-06-04"), *calls("2026-06-05", each=5), *calls("2026-06-08"))
    d = ask("unreachable", facts=unreached("2026-06-09 10:00", *attempts, sentinel=T31))
    assert [str(m.text) for m in d.missing] == [
        "2026-06-09: 0 of 6 calls",
        "2 of 3 working days with 6 calls; 1 still to do",
        "3 of 5 working days",
    ]
    assert [m.only_time for m in d.missing] == [False, False, True]


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-06-03 15:00", ["06-04", "06-05", "06-08"]),
        ("2026-06-04 09:00", ["06-04", "06-05", "06-08"]),
        ("2026-06-05 09:00", ["06-05", "06-08", "06-09"]),
        ("2026-06-06 09:00", ["06-08", "06-09", "06-10"]),
        ("2026-06-11 09:00", ["06-11"]),
        ("2026-06-13 09:00", []),
    ],
)
def test_what_is_missing_counts_only_days_on_which_calls_can_still_be_made(now: str, days: list[str]) -> None:
    d = ask("unreachable", facts=unreached(now, sentinel=T31))
    assert [str(m.text) for m in d.missing if m.code == "calls"] == [
        f"2026-{day}: 0 of 6 calls" for day in days
    ]
    assert "0 of 3 working days with 6 calls; 3 still to do" in [str(m.text) for m in d.missing]


def test_a_short_day_may_be_made_up_after_the_fifth_day() -> None:
    attempts = (*calls("2026-06-04"), *calls("2026-06-05", each=5), *calls("2026-06-08"))
    late = unreached("2026-06-12 09:00", *attempts, sentinel=T31)
    assert codes(ask("unreachable", facts=late)) == ["calls", "call_days"]
    made_up = unreached("2026-06-12 12:00", *attempts, *calls("2026-06-12"), sentinel=T31)
    d = ask("unreachable", facts=made_up)
    assert d.allowed
    assert d.days[-1].day == date(2026, 6, 12)
    assert [(n.day.day, n.counted, n.calls) for n in d.days if n.calls] == [
        (4, 1, 6),
        (5, 2, 5),
        (8, 3, 6),
        (12, 7, 6),
    ]


@pytest.mark.parametrize(
    ("now", "done"),
    [
        ("2026-06-04 17:59:59", 0),
        ("2026-06-04 18:00", 1),
        ("2026-06-06 12:00", 2),
        ("2026-06-08 19:00", 3),
        ("2026-06-09 09:00", 3),
    ],
)
def test_a_working_day_is_complete_at_close_of_business_and_days_to_come_are_not(now: str, done: int) -> None:
    d = ask("unreachable", facts=unreached(now, sentinel=T31))
    assert str(d.missing[-1].text) == f"{done} of 5 working days"


def test_days_without_a_call_are_warned_of_and_bar_nothing() -> None:
    d = ask("unreachable", facts=unreached("2026-06-11 09:00", *THREE_DAYS, sentinel=T31))
    assert d.allowed
    assert [str(n) for n in d.notes] == ["no call is logged on 2026-06-09, 2026-06-10"]
    on_the_fifth = ask("unreachable", facts=unreached(FIFTH, *THREE_DAYS, sentinel=T31))
    assert [str(n) for n in on_the_fifth.notes] == ["no call is logged on 2026-06-09"]
    called = (*THREE_DAYS, call("2026-06-09 10:00"), call("2026-06-10 10:00"))
    assert ask("unreachable", facts=unreached("2026-06-11 09:00", *called, sentinel=T31)).notes == ()


# ------------------------------------------------------------------------------------------------------- five working days

DAYS: list[tuple[str, str, tuple[str, str, str], str]] = [
    ("over a weekend", "2026-06-03 12:30", ("06-04", "06-05", "06-08"), "2026-06-10 18:00"),
    ("T2 on a Saturday", "2026-06-06 12:30", ("06-08", "06-09", "06-10"), "2026-06-12 18:00"),
    (
        "T2 in the last second of a day",
        "2026-06-03 23:59:59",
        ("06-04", "06-05", "06-08"),
        "2026-06-10 18:00",
    ),
    (
        "calls on the make-up Saturday 05-09",
        "2026-05-06 12:30",
        ("05-07", "05-08", "05-09"),
        "2026-05-12 18:00",
    ),
    (
        "over National Day, ending on the make-up Saturday",
        "2026-09-28 12:30",
        ("09-29", "09-30", "10-08"),
        "2026-10-10 18:00",
    ),
    ("T2 on the eve of National Day", "2026-09-30 12:30", ("10-08", "10-09", "10-10"), "2026-10-13 18:00"),
    ("over Dragon Boat", "2026-06-17 12:30", ("06-18", "06-22", "06-23"), "2026-06-25 18:00"),
    (
        "over the make-up Sunday 09-20 and Mid-Autumn",
        "2026-09-18 12:30",
        ("09-20", "09-21", "09-22"),
        "2026-09-24 18:00",
    ),
]


@pytest.mark.parametrize(("t2", "called", "close"), [d[1:] for d in DAYS], ids=[d[0] for d in DAYS])
def test_the_cancel_opens_at_the_close_of_the_fifth_working_day_and_not_a_second_before(
    t2: str, called: tuple[str, str, str], close: str
) -> None:
    attempts = calls(*(f"2026-{day}" for day in called))
    early = ask("unreachable", facts=unreached(at(close) - SECOND, *attempts, sentinel=t2))
    assert (early.outcome, early.allowed, codes(early)) == ("continue_repair", False, ["working_days"])
    assert str(early.missing[0].text) == "4 of 5 working days"
    assert early.allowed_from == at(close)
    assert ask("unreachable", facts=unreached(close, *attempts, sentinel=t2)).outcome == "region_cancel"
    assert [d.counted for d in early.days if d.counted] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("t2", "called", "off"),
    [
        ("06-03 12:30", ("06-04", "06-05"), "06-06"),
        ("06-16 12:30", ("06-17", "06-18"), "06-19"),
        ("09-28 12:30", ("09-29", "09-30"), "10-01"),
    ],
    ids=["Saturday", "Dragon Boat", "National Day"],
)
def test_calls_on_a_day_off_make_up_nothing(t2: str, called: tuple[str, str], off: str) -> None:
    attempts = calls(*(f"2026-{day}" for day in (*called, off)))
    d = ask("unreachable", facts=unreached(f"2026-{off} 20:00", *attempts, sentinel=f"2026-{t2}"))
    assert "2 of 3 working days with 6 calls; 1 still to do" in [str(m.text) for m in d.missing]
    assert [(line.counted, line.calls) for line in d.days if f"{line.day:%m-%d}" == off] == [(None, 6)]


def test_the_derivation_tells_every_day_its_kind_its_number_and_its_calls() -> None:
    d = ask(
        "unreachable",
        facts=unreached("2026-10-09 10:00", *calls("2026-09-29", "2026-10-08"), sentinel="2026-09-28 12:30"),
    )
    assert [(f"{n.day:%m-%d}", n.kind, n.counted, n.calls) for n in d.days] == [
        ("09-29", "weekday", 1, 6),
        ("09-30", "weekday", 2, 0),
        *((f"10-0{n}", "holiday", None, 0) for n in range(1, 8)),
        ("10-08", "weekday", 3, 6),
        ("10-09", "weekday", 4, 0),
        ("10-10", "makeup", 5, 0),
    ]


@pytest.mark.parametrize("reason", ["unreachable", "unreachable_early"])
def test_a_year_that_no_calendar_covers_is_not_guessed(reason: str) -> None:
    for asker in ("station", "region"):
        with pytest.raises(BeyondCalendar):
            ask(
                reason,
                asker,
                facts=unreached(FIFTH, *THREE_DAYS, sentinel=T31),
                calendar=OverlayCalendar(covered={2026: False}),
            )
        with pytest.raises(BeyondCalendar):
            ask(reason, asker, facts=unreached("2026-12-31 10:00", sentinel="2026-12-29 12:30"))


def test_a_customer_and_a_gate_need_no_calendar() -> None:
    dropped = OverlayCalendar(covered={2026: False})
    facts = unreached(FIFTH, *THREE_DAYS, sentinel=T31)
    assert ask("unreachable", "customer", facts=facts, calendar=dropped).allowed
    closed = changed(facts, logged={"repaired"})
    assert ask("unreachable", facts=closed, calendar=dropped).outcome == "must_close"


def test_an_order_that_waits_past_the_calendar_is_answered_from_the_days_that_count() -> None:
    facts = unreached(
        "2027-03-01 09:00", *calls("2026-12-16", "2026-12-17", "2026-12-18"), sentinel="2026-12-15 12:30"
    )
    assert ask("unreachable", facts=facts).allowed


@pytest.mark.parametrize("origin", ["cc", "region", "station"])
def test_a_machine_in_the_station_bars_unreachable_whoever_the_order_comes_from(origin: str) -> None:
    free = unreached(FIFTH, *THREE_DAYS, sentinel=T31, origin=origin)
    assert ask("unreachable", facts=free).outcome == "region_cancel"
    held = ask("unreachable", facts=replace(free, in_custody=True))
    assert (codes(held), held.allowed_from) == (["in_custody"], None)


# ------------------------------------------------------------------------------------------------------ reached without a call

MORNING = at("2026-06-09 09:00")
MET_WITHOUT_CALL: list[tuple[str, dict[str, Any]]] = [
    ("T2 of an ordinary T31", {"t2": MORNING, "slots": (Slot(1, "normal", NOW, MORNING),)}),
    (
        "an ordinary T32 after the special T31",
        {"t2": at(T31), "slots": (Slot(1, "unreachable", None, at(T31)), Slot(2, "normal", NOW, MORNING))},
    ),
    ("the start of service", {"started_at": MORNING}),
    ("the arrival of the machine", {"arrived_at": MORNING}),
    ("the signature", {"signed_at": MORNING}),
    ("the pick-up", {"picked_up_at": MORNING}),
    ("the delivery", {"delivered_at": MORNING}),
]


@pytest.mark.parametrize("met", [m[1] for m in MET_WITHOUT_CALL], ids=[m[0] for m in MET_WITHOUT_CALL])
def test_what_shows_that_the_customer_was_there_is_a_contact(met: dict[str, Any]) -> None:
    facts = replace(unreached(FIFTH, *THREE_DAYS, sentinel=T31), **met)
    d = ask("unreachable", facts=facts)
    assert not d.allowed and set(codes(d)) <= {"was_reached", "no_clock"}
    # after it the first failed call starts the clock, though no call ever reached the customer
    lost = (call("2026-06-09 10:00"), *calls("2026-06-10", "2026-06-11", "2026-06-12"))
    again = replace(facts, attempts=(*THREE_DAYS, *lost), now=at("2026-06-16 18:00"))
    assert ask("unreachable", facts=again).allowed
    assert codes(ask("unreachable", facts=replace(again, now=again.now - SECOND))) == ["working_days"]


def test_an_ordinary_t31_was_agreed_at_t2_and_not_when_it_was_written() -> None:
    t2 = at("2026-06-03 12:30")
    facts = order(
        now=at(FIFTH), t2=t2, slots=(Slot(1, "normal", at(FIFTH), at("2026-06-09 09:00")),),
        attempts=(call("2026-06-03 12:30:01"), *THREE_DAYS),
    )  # fmt: skip
    assert facts.contacts == (t2,) and ask("unreachable", facts=facts).allowed


def test_without_a_clock_the_hint_is_the_call_that_starts_it() -> None:
    t2 = at("2026-06-03 12:30")
    agreed = order(now=at(FIFTH), t2=t2, slots=(Slot(1, "normal", NOW, t2),))
    d = ask("unreachable", facts=agreed)
    assert codes(d) == ["no_clock"]
    assert str(d.hint) == "repaircli contact log R260603-0001 --result no-answer"
    assert ask("unreachable", "region", facts=agreed).hint is None  # the region makes no calls


# ------------------------------------------------------------------------------------------------------- calls that can be made up


def entered(moment: str, *attempts: Attempt) -> tuple[Attempt, ...]:
    """The calls, entered at `moment` on a later day."""
    return tuple(a._replace(late=at(moment)) for a in attempts)


def test_calls_that_are_all_entered_on_one_later_day_start_no_clock_before_it() -> None:
    first, lost = call("2026-06-01 10:00", "reached"), (call("2026-06-01 11:00"), *THREE_DAYS)
    assert ask("unreachable", facts=unreached(FIFTH, first, *lost)).allowed
    d = ask("unreachable", facts=unreached(FIFTH, first, *entered("2026-06-09 09:00", *lost)))
    assert codes(d) == ["calls", "calls", "calls", "call_days", "working_days"]
    assert (d.days[0].day, sum(line.calls for line in d.days)) == (date(2026, 6, 10), 0)


def test_a_call_entered_in_time_starts_the_clock_though_an_earlier_one_came_late() -> None:
    first = call("2026-06-01 10:00", "reached")
    late = entered("2026-06-09 09:00", call("2026-06-02 10:00"))
    in_time = call("2026-06-03 16:00")
    assert ask("unreachable", facts=unreached(FIFTH, first, *late, in_time, *THREE_DAYS)).allowed
    sooner = entered("2026-06-03 09:00", call("2026-06-02 11:00"))
    d = ask("unreachable", facts=unreached(FIFTH, first, *late, *sooner, *THREE_DAYS))
    assert d.allowed and d.days[0].day == date(2026, 6, 4)


def test_late_entries_count_towards_the_six_where_the_special_t31_started_the_clock() -> None:
    assert ask("unreachable", facts=unreached(FIFTH, *entered(FIFTH, *THREE_DAYS), sentinel=T31)).allowed


@pytest.mark.parametrize(
    ("seconds", "numbers", "counted"),
    [
        ([0] * 6, [PHONE] * 6, 1),
        ([0, 1, 10, 59, 60, 119], [PHONE] * 6, 2),
        ([0] * 6, [PHONE, OTHER_PHONE, CALLER] * 2, 3),
        ([0, 60, 120, 180, 240, 300], [PHONE] * 6, 6),
    ],
    ids=["one second", "two minutes", "three numbers", "six minutes"],
)
def test_calls_of_one_minute_and_number_count_once(
    seconds: list[int], numbers: list[str], counted: int
) -> None:
    start = at("2026-06-08 10:00")
    made = tuple(
        Attempt(start + timedelta(seconds=s), "no-answer", number)
        for s, number in zip(seconds, numbers, strict=True)
    )
    d = ask("unreachable", facts=unreached(FIFTH, *calls("2026-06-04", "2026-06-05"), *made, sentinel=T31))
    assert [line.calls for line in d.days if line.day == date(2026, 6, 8)] == [counted]
    assert d.allowed is (counted == 6)


def test_the_row_too_early_names_the_other_row_once_everything_is_there() -> None:
    d = ask("unreachable_early", facts=unreached(FIFTH, *THREE_DAYS, sentinel=T31))
    assert (d.outcome, d.allowed, d.use_reason) == ("continue_repair", False, "unreachable")
    d = ask("unreachable_early", facts=unreached("2026-06-10 17:00", *THREE_DAYS, sentinel=T31))
    assert (codes(d), d.use_reason, d.allowed_from) == (["working_days"], None, None)


# ------------------------------------------------------------------------------------------------------------- wrong numbers

INVALID = "number-invalid"
NUMBERS: list[tuple[str, tuple[str, ...], tuple[Attempt, ...], bool]] = [
    ("the only number", (PHONE,), (call("2026-06-03 10:00", INVALID),), True),
    ("one of two", (PHONE, OTHER_PHONE), (call("2026-06-03 10:00", INVALID),), False),
    (
        "both, in the other order",
        (PHONE, OTHER_PHONE),
        (call("2026-06-03 10:00", INVALID, OTHER_PHONE), call("2026-06-03 11:00", INVALID)),
        True,
    ),
    ("the caller's number is missing", (PHONE, CALLER), (call("2026-06-03 10:00", INVALID),), False),
    (
        "the caller's number too",
        (PHONE, CALLER),
        (call("2026-06-03 10:00", INVALID), call("2026-06-03 10:05", INVALID, CALLER)),
        True,
    ),
    ("nobody answered", (PHONE,), (call("2026-06-03 10:00"),), False),
    ("a number nobody left", (PHONE,), (call("2026-06-03 10:00", INVALID, OTHER_PHONE),), False),
    (
        "wrong, then reached",
        (PHONE,),
        (call("2026-06-03 10:00", INVALID), call("2026-06-03 11:00", "reached")),
        False,
    ),
    (
        "reached, then wrong",
        (PHONE,),
        (call("2026-06-03 10:00", "reached"), call("2026-06-03 11:00", INVALID)),
        True,
    ),
    ("wrong, then no answer", (PHONE,), (call("2026-06-03 10:00", INVALID), call("2026-06-03 11:00")), True),
    ("no number at all", (), (), False),
]


@pytest.mark.parametrize(
    ("numbers", "attempts", "allowed"), [n[1:] for n in NUMBERS], ids=[n[0] for n in NUMBERS]
)
def test_every_number_must_be_found_wrong(
    numbers: tuple[str, ...], attempts: tuple[Attempt, ...], allowed: bool
) -> None:
    d = ask("wrong_phone", facts=order(numbers=numbers, attempts=attempts))
    assert d.allowed is allowed
    assert (codes(d) == []) is allowed
    assert set(codes(d)) <= {"number_invalid"}


def test_each_number_that_is_not_proved_wrong_is_named() -> None:
    facts = order(numbers=(PHONE, OTHER_PHONE, CALLER), attempts=(call("2026-06-03 10:00", INVALID),))
    assert [str(m.text) for m in ask("wrong_phone", facts=facts).missing] == [
        f"no call has proved {OTHER_PHONE} wrong",
        f"no call has proved {CALLER} wrong",
    ]


# ------------------------------------------------------------------------------------------------------------ change of date

ASKED = date(2026, 6, 4)
REACHED_THEN = (call("2026-06-04 10:00", "reached"),)
DATES: list[tuple[str, dict[str, Any], dict[str, Any], list[str]]] = [
    ("15 days from today", {}, {"wished": date(2026, 6, 25)}, []),
    ("14 days from today", {}, {"wished": date(2026, 6, 24)}, ["reschedule_days"]),
    ("16 days from today", {}, {"wished": date(2026, 6, 26)}, []),
    ("a day gone by", {}, {"wished": date(2026, 6, 1)}, ["reschedule_days"]),
    (
        "does not agree to report again",
        {},
        {"wished": date(2026, 6, 25), "agrees_rereport": False},
        ["agrees_rereport"],
    ),
    ("nothing stated", {}, {"agrees_rereport": False}, ["agrees_rereport", "wished"]),
    ("no date stated", {}, {}, ["wished"]),
    (
        "15 days from the day he was spoken to",
        {"attempts": REACHED_THEN},
        {"wished": date(2026, 6, 19), "asked_on": ASKED},
        [],
    ),
    (
        "14 days from the day he was spoken to",
        {"attempts": REACHED_THEN},
        {"wished": date(2026, 6, 18), "asked_on": ASKED},
        ["reschedule_days"],
    ),
    (
        "the stated day without a contact on it: the request's day counts",
        {},
        {"wished": date(2026, 6, 19), "asked_on": ASKED},
        ["reschedule_days", "asked_on"],
    ),
    (
        "a call that failed on that day proves nothing",
        {"attempts": (call("2026-06-04 10:00"),)},
        {"wished": date(2026, 6, 19), "asked_on": ASKED},
        ["reschedule_days", "asked_on"],
    ),
    (
        "a contact on another day proves nothing",
        {"attempts": (call("2026-06-05 10:00", "reached"),)},
        {"wished": date(2026, 6, 19), "asked_on": ASKED},
        ["reschedule_days", "asked_on"],
    ),
    (
        "far enough from the request's day, whatever was stated",
        {},
        {"wished": date(2026, 6, 25), "asked_on": ASKED},
        [],
    ),
    (
        "the request was made earlier than it is decided",
        {},
        {"wished": date(2026, 6, 19), "requested_on": date(2026, 6, 4)},
        [],
    ),
    ("over the end of the year", {}, {"wished": date(2027, 1, 4), "requested_on": date(2026, 12, 20)}, []),
    ("a station's own order", {"origin": "station"}, {"wished": date(2026, 6, 25)}, []),
    (
        "the machine in the station",
        {"origin": "station", "in_custody": True},
        {"wished": date(2026, 6, 25)},
        ["in_custody"],
    ),
    ("the machine of a dispatched order", {"in_custody": True}, {"wished": date(2026, 6, 25)}, []),
]


@pytest.mark.parametrize(("changes", "said", "missing"), [d[1:] for d in DATES], ids=[d[0] for d in DATES])
def test_a_change_of_date_of_15_days_with_the_promise_to_report_again(
    changes: dict[str, Any], said: dict[str, Any], missing: list[str]
) -> None:
    d = ask("reschedule_rereport", facts=order(**changes), **{"agrees_rereport": True, **said})
    assert codes(d) == missing
    assert (d.outcome, d.allowed) == (("continue_repair", False) if missing else ("region_cancel", True))
    assert d.allowed_from is None
    if missing:
        assert "writeback-t3" in str(d.hint)


def test_the_short_change_names_the_other_row_where_it_is_long_enough() -> None:
    d = ask("reschedule_short", wished=date(2026, 6, 25), agrees_rereport=True)
    assert (d.outcome, d.allowed, d.use_reason) == ("continue_repair", False, "reschedule_rereport")
    d = ask("reschedule_short", wished=date(2026, 6, 24), agrees_rereport=True)
    assert (codes(d), d.use_reason) == (["reschedule_days"], None)
    d = ask("reschedule_short")
    assert (d.outcome, codes(d)) == ("continue_repair", [])


# ----------------------------------------------------------------------------------------------------------- special requests

SPECIAL: list[tuple[str, dict[str, Any], dict[str, Any], str | None, list[str]]] = [
    ("with a sentence", {}, {"detail": "用户出国"}, None, []),
    ("without one", {}, {}, None, ["detail"]),
    ("with spaces only", {}, {"detail": "  "}, None, ["detail"]),
    (
        "every number wrong",
        {"attempts": (call("2026-06-03 10:00", INVALID),)},
        {"detail": "x"},
        "wrong_phone",
        ["other_reason"],
    ),
    ("not reached for five days", UNREACHED, {"detail": "x"}, "unreachable", ["other_reason"]),
    (
        "not reached, a second too early",
        {**UNREACHED, "now": NOW - SECOND},
        {"detail": "x"},
        "unreachable",
        ["working_days"],
    ),
    (
        "not reached, but no clock runs",
        {"attempts": THREE_DAYS},
        {"detail": "x"},
        "unreachable",
        ["no_clock"],
    ),
    (
        "one failed call",
        {"attempts": (call("2026-06-10 10:00"),)},
        {"detail": "x"},
        "unreachable",
        ["no_clock"],
    ),
    (
        "reached, then a failed call",
        {"attempts": (call("2026-06-10 10:00", "reached"), call("2026-06-10 11:00"))},
        {"detail": "x"},
        "unreachable",
        ["call_days", "working_days"],
    ),
    (
        "a failed call, then reached",
        {"attempts": (call("2026-06-10 10:00"), call("2026-06-10 11:00", "reached"))},
        {"detail": "x"},
        None,
        [],
    ),
    (
        "a failed call, but the machine is in the station",
        {"attempts": (call("2026-06-10 10:00"),), "visit": False, "in_custody": True},
        {"detail": "x"},
        None,
        [],
    ),
    (
        "one of two numbers wrong",
        {"attempts": (call("2026-06-03 10:00", INVALID),), "numbers": (PHONE, OTHER_PHONE)},
        {"detail": "x"},
        "wrong_phone",
        ["number_invalid"],
    ),
    (
        "one of two numbers wrong, reached on the other",
        {
            "attempts": (call("2026-06-03 10:00", INVALID), call("2026-06-03 11:00", "reached", OTHER_PHONE)),
            "numbers": (PHONE, OTHER_PHONE),
        },
        {"detail": "x"},
        None,
        [],
    ),
    (
        "a part under way",
        {"parts": (Part("PO1", "FRU1", NOW, None),)},
        {"detail": "x"},
        "parts_late",
        ["part_under_way"],
    ),
    ("a part that arrived", {"parts": (Part("PO1", "FRU1", NOW, None, NOW),)}, {"detail": "x"}, None, []),
    (
        "an undecided statement about the plan",
        {"form": "plan pending", "started": True},
        {"detail": "x"},
        "plan_refused_onsite",
        ["form"],
    ),
    (
        "an undecided statement about further service",
        {"form": "service pending", "visit": False, "in_custody": True},
        {"detail": "x"},
        "service_refused_carry_in",
        ["form"],
    ),
    (
        "an undecided statement about software",
        {"form": "software-oow pending", "mark": "software"},
        {"detail": "x"},
        "soft_oow_refused",
        ["form"],
    ),
    ("an undecided statement that lapsed", {"form": "plan pending call"}, {"detail": "x"}, None, []),
    (
        "reached after all those calls",
        {**UNREACHED, "attempts": (*THREE_DAYS, call("2026-06-09 10:00", "reached"))},
        {"detail": "x"},
        None,
        [],
    ),
    (
        "agreed statement about software",
        {"form": "software-oow agreed", "mark": "software"},
        {"detail": "x"},
        "soft_oow_refused",
        ["other_reason"],
    ),
    (
        "agreed statement about software of an order that is not marked so",
        {"form": "software-oow agreed"},
        {"detail": "x"},
        None,
        [],
    ),
    (
        "agreed statement on site",
        {"form": "plan agreed", "started": True},
        {"detail": "x"},
        "plan_refused_onsite",
        ["other_reason"],
    ),
    (
        "agreed statement, machine in the station",
        {"form": "service agreed", "visit": False, "in_custody": True},
        {"detail": "x"},
        "service_refused_carry_in",
        ["other_reason"],
    ),
    (
        "agreed statement, machine handed back since",
        {"form": "service agreed", "visit": False},
        {"detail": "x"},
        "service_refused_carry_in",
        ["other_reason"],
    ),
    (
        "agreed statement that lapsed",
        {"form": "plan agreed promise", "started": True},
        {"detail": "x"},
        None,
        [],
    ),
    ("a statement not agreed to", {"form": "plan refused", "started": True}, {"detail": "x"}, None, []),
    (
        "a statement that was withdrawn",
        {"form": "plan withdrawn", "started": True},
        {"detail": "x"},
        None,
        [],
    ),
    (
        "a mere statement of 15 days bars nothing",
        {},
        {"detail": "x", "wished": date(2026, 7, 30), "agrees_rereport": True},
        None,
        [],
    ),
    ("a visit without result bars nothing", {"started": True}, {"detail": "x"}, None, []),
]


@pytest.mark.parametrize(
    ("changes", "said", "other", "missing"), [s[1:] for s in SPECIAL], ids=[s[0] for s in SPECIAL]
)
def test_a_special_request_is_barred_only_by_what_is_recorded_with_what_the_other_row_lacks(
    changes: dict[str, Any], said: dict[str, Any], other: str | None, missing: list[str]
) -> None:
    for asker in ("station", "region"):
        d = ask("special_request", asker, facts=order(**changes), **said)
        assert ([c for c in codes(d) if c != "calls"], d.use_reason) == (missing, other)
        assert (d.outcome, d.allowed) == (("continue_repair", False) if missing else ("region_cancel", True))
        if missing == ["other_reason"]:
            assert ask(other or "", asker, facts=order(**changes)).allowed, (
                "the row that is named instead is open"
            )
        elif other not in (None, "parts_late"):
            named = ask(other or "", asker, facts=order(**changes))
            assert (named.allowed, named.missing) == (False, d.missing)
            assert other in str(d.because)
            assert (d.hint is None) is (asker == "region" or missing == ["form"])


def test_the_region_sees_what_is_recorded_beside_a_special_request() -> None:
    assert [str(n) for n in ask("special_request", detail="x").notes] == ["recorded: no call to the customer"]
    facts = order(
        attempts=(call("2026-06-10 10:00"), call("2026-06-10 11:00", "reached")),
        started=True,
        in_custody=True,
        parts_issued=True,
        form="plan refused",
    )
    assert [str(n) for n in ask("special_request", detail="x", facts=facts).notes] == [
        "calls recorded: 2, the last on 2026-06-10 11:00: reached",
        "recorded: service has started",
        "recorded: the machine is in the station",
        "recorded: a part was issued",
        "recorded: special-case statement about plan: refused",
    ]


def test_a_wrong_number_of_a_stations_own_order_is_corrected_and_no_special_request_names_it() -> None:
    own = order(origin="station", attempts=(call("2026-06-03 10:00", INVALID),))
    d = ask("special_request", facts=own, detail="x")
    assert (d.allowed, d.use_reason) == (True, None)
    wrong = ask("wrong_phone", facts=own)
    assert (wrong.outcome, str(wrong.hint)) == (
        "edit_order",
        "repaircli order edit R260603-0001 --phone NUMBER",
    )


# -------------------------------------------------------------------------------------------------------------- slips

SLIPS: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("nothing done yet", {}, "station_self_cancel", []),
    ("T31 and calls are no work", UNREACHED, "station_self_cancel", []),
    ("service started", {"started": True}, "region_cancel", ["service_started"]),
    ("a part issued", {"parts_issued": True}, "region_cancel", ["parts_issued"]),
    ("both", {"started": True, "parts_issued": True}, "region_cancel", ["service_started", "parts_issued"]),
    ("a close fact", {"logged": frozenset({"nff_power"})}, "must_close", []),
]


@pytest.mark.parametrize("reason", ["entry_error", "clerical_other"])
@pytest.mark.parametrize(("changes", "outcome", "missing"), [s[1:] for s in SLIPS], ids=[s[0] for s in SLIPS])
def test_a_station_cancels_its_own_slip_itself_only_before_any_work(
    reason: str, changes: dict[str, Any], outcome: str, missing: list[str]
) -> None:
    facts = order(origin="station", **changes)
    by_itself = ask(reason, facts=facts, way="self", detail="x")
    assert (by_itself.outcome, codes(by_itself)) == (outcome, missing)
    assert by_itself.allowed is (outcome == "station_self_cancel")
    if outcome == "region_cancel":
        assert str(by_itself.hint).startswith("repaircli cancel request")
    requested = ask(reason, facts=facts, way="request", detail="x")
    assert (requested.outcome, requested.allowed) == (outcome, outcome != "must_close")
    region = ask(reason, "region", facts=facts)
    assert region.outcome == ("must_close" if outcome == "must_close" else "region_cancel")


@pytest.mark.parametrize("reason", ["self_resolved", "unreachable"])
def test_what_is_the_customers_will_is_never_a_slip(reason: str) -> None:
    d = ask(reason, facts=order(origin="station", **UNREACHED), way="self", detail="x")
    assert (d.outcome, d.allowed, d.allowed_from) == ("region_cancel", False, None)
    early = ask(
        "unreachable",
        facts=order(origin="station", **{**UNREACHED, "now": NOW - SECOND}),
        way="self",
        detail="x",
    )
    assert (early.allowed, early.allowed_from) == (False, None)


# ------------------------------------------------------------------------------------------------- statements, stages, groups


@pytest.mark.parametrize(
    ("reason", "changes", "subject", "clause"),
    [
        ("plan_refused_onsite", {"started": True}, "plan", "001-1.5.7"),
        ("service_refused_carry_in", {"visit": False, "in_custody": True}, "service", "001-2.5.6"),
        ("soft_oow_refused", {"mark": "software"}, "software-oow", "001-6.3.6"),
        ("soft_oow_refused", {"warranty_until": date(2026, 4, 30)}, "software-oow", "001-6.3.6"),
        ("soft_oow_refused", {"logged": {"soft_oow_agreed"}}, "software-oow", "001-6.3.6"),
        ("soft_oow_refused", {"logged": {"region_commissioned"}}, "software-oow", "001-6.3.6"),
        ("complaint_refuse", {"origin": "station"}, "plan", "001-1.5.7"),
        ("complaint_refuse", {"origin": "station", "visit": False}, "service", "001-2.5.6"),
    ],
)
@pytest.mark.parametrize(
    ("state", "told"),
    [
        (None, "no special-case statement about {subject} is submitted"),
        ("pending", "the special-case statement awaits the region's decision"),
        ("refused", "the region did not agree to the special-case statement"),
        ("withdrawn", "the special-case statement was withdrawn"),
        (
            "agreed call",
            "the special-case statement lapsed: a call reached the customer on 2026-06-10 17:00",
        ),
        (
            "agreed promise",
            "the special-case statement lapsed: a new time was agreed on 2026-06-10 17:00",
        ),
        ("pending start", "the special-case statement lapsed: service started on 2026-06-10 17:00"),
        (
            "agreed arrival",
            "the special-case statement lapsed: the machine came to the station on 2026-06-10 17:00",
        ),
    ],
)
def test_without_an_agreed_statement_about_it_the_repair_goes_on(
    reason: str, changes: dict[str, Any], subject: str, clause: str, state: str | None, told: str
) -> None:
    d = ask(reason, facts=order(**changes, form=None if state is None else f"{subject} {state}"))
    assert (d.outcome, d.allowed) == ("continue_repair", False)
    assert [(m.code, m.clause, str(m.text)) for m in d.missing] == [
        ("form", clause, told.format(subject=subject))
    ]
    hint = f"repaircli form submit R260603-0001 --subject {subject} --proposal TEXT --refusal TEXT"
    assert str(d.hint) == ("None" if state == "pending" else hint)
    agreed = order(**changes, form=f"{subject} agreed")
    assert ask(reason, facts=agreed).outcome == "region_cancel_with_form"


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("plan_refused_onsite", {"started": True, "in_custody": True, "mark": "software"}),
        ("service_refused_carry_in", {"started": True, "in_custody": True, "mark": "software"}),
        ("soft_oow_refused", {"started": True, "in_custody": True, "mark": "software"}),
    ],
)
def test_a_statement_supports_its_own_reason_only(reason: str, changes: dict[str, Any]) -> None:
    for subject in ("plan", "service", "software-oow"):
        d = ask(reason, facts=order(**changes, form=f"{subject} agreed"))
        own = reason == {
            "plan": "plan_refused_onsite", "service": "service_refused_carry_in", "software-oow": "soft_oow_refused",
        }[subject]  # fmt: skip
        assert (d.outcome, d.allowed) == (
            ("region_cancel_with_form", True) if own else ("continue_repair", False)
        )


def test_further_service_refused_is_cancelled_after_the_machine_was_handed_back_too() -> None:
    handed_back = order(visit=False, form="service agreed")
    assert ask("service_refused_carry_in", facts=handed_back).outcome == "region_cancel_with_form"


def test_a_newer_statement_about_the_same_counts_and_one_about_something_else_leaves_it_alone() -> None:
    agreed, refused, other = (
        statement("plan", "agreed"), statement("plan", "refused"), statement("service", "refused"),
    )  # fmt: skip
    facts = order(started=True)
    for statements, allowed in (
        ((agreed, other), True),
        ((agreed, refused), False),
        ((refused, agreed), True),
    ):
        assert ask("plan_refused_onsite", facts=replace(facts, statements=statements)).allowed is allowed


@pytest.mark.parametrize(
    ("warranty_until", "reported_at", "marked"),
    [
        (date(2026, 4, 30), None, True),
        (date(2026, 5, 1), None, False),
        (date(2026, 4, 30), at("2026-04-30 23:59"), False),
        (date(2026, 4, 29), at("2026-04-30 00:00"), True),
    ],
)
def test_an_order_is_out_of_warranty_from_the_day_after_its_last_day(
    warranty_until: date, reported_at: datetime | None, marked: bool
) -> None:
    facts = order(warranty_until=warranty_until, reported_at=reported_at, form="software-oow agreed")
    d = ask("soft_oow_refused", facts=facts)
    assert d.outcome == ("region_cancel_with_form" if marked else "invalid_reason")
    assert str(d.hint) == ("None" if marked else "repaircli order edit R260603-0001 --mark software")


def test_software_refused_is_no_reason_for_an_order_that_the_station_generated() -> None:
    own = order(origin="station", mark="software", form="software-oow agreed")
    d = ask("soft_oow_refused", facts=own)
    assert (d.outcome, str(d.because)) == (
        "invalid_reason",
        "the reason cannot apply to an order of this origin",
    )


def test_a_complaint_about_a_dispatched_order_needs_no_statement() -> None:
    assert ask("complaint_refuse").outcome == "region_cancel"


def test_a_refused_charge_before_the_finding_is_cancelled_and_after_it_closed() -> None:
    assert ask("fee_refused_to_carry_in", facts=order(started=True)).outcome == "region_cancel"
    for finding in ("oow_second_level", "human_damage_second_level"):
        assert (
            ask("fee_refused_to_carry_in", facts=order(started=True, logged=frozenset({finding}))).outcome
            == "must_close"
        )
    assert ask("fee_refused_to_carry_in", facts=order(origin="station")).outcome == "edit_order"
    assert (
        ask("fee_refused_to_carry_in", facts=order(origin="station", visit=False)).outcome == "invalid_reason"
    )


def test_a_branchs_order_is_reassigned_only_while_a_branch_holds_it() -> None:
    assert ask("branch_received", facts=order(held_by_branch=True)).outcome == "region_cancel_reassign"
    assert ask("branch_received").outcome == "invalid_reason"


def test_a_wrong_dispatch_is_reassigned_with_a_target_and_plainly_cancelled_without() -> None:
    assert ask("dispatch_error").outcome == "region_cancel"
    assert ask("dispatch_error", target=True).outcome == "region_cancel_reassign"
    assert ask("dispatch_error", facts=order(origin="station"), target=True).outcome == "invalid_reason"
    assert ask("info_incomplete", target=True).outcome == "region_cancel"


@pytest.mark.parametrize("contact", ["reached", "guided", "no-answer"])
def test_failed_guidance_and_visits_do_not_bar_that_the_customer_solved_it(contact: str) -> None:
    facts = order(started=True, attempts=(call("2026-06-03 10:00", contact),))
    assert ask("self_resolved", facts=facts).outcome == "region_cancel"


def test_a_plans_order_is_decided_as_one_of_the_call_centre() -> None:
    for reason in ("wrong_area", "entry_error", "software", "unreachable_early"):
        for asker in ("station", "region", "customer"):
            assert ask(reason, asker, facts=order(origin="plan")) == ask(reason, asker)
