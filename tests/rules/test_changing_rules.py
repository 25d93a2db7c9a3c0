"""Changes of the network: cause, who and step; the lead to the second; windows that do not get in each other's way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaircli.calendar.national import NationalCalendar
from repaircli.platform.codes import ChangeCause, ChangeState, Role
from repaircli.platform.errors import BeyondCalendar
from repaircli.rules.network.changes import (
    NEXT,
    WAYS,
    ChangeFacts,
    Other,
    Window,
    again,
    check,
    effective,
    latest,
    may_apply,
    may_step,
    overlap,
    within,
)

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = NationalCalendar()
C, S = ChangeCause, ChangeState


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def codes(checks):
    return [(c.code, c.clause) for c in checks]


# (cause, role) -> with whom the application lies at once, or the refusal
APPLY = {
    (C.ROUTINE, Role.LIAISON): [("capacity_only", "001-5.5.1")],
    (C.ROUTINE, Role.COORDINATOR): [("capacity_only", "001-5.5.1")],
    (C.AREA, Role.LIAISON): Role.CSSD,
    (C.AREA, Role.COORDINATOR): [("not_applicant", "001-5.5.2")],
    (C.HOLIDAY, Role.LIAISON): [("not_applicant", "001-5.6.1")],
    (C.HOLIDAY, Role.COORDINATOR): Role.LIAISON,
    (C.EMERGENCY, Role.LIAISON): [("not_applicant", "001-5.6.2")],
    (C.EMERGENCY, Role.COORDINATOR): Role.LIAISON,
    (C.QUALITY, Role.LIAISON): Role.CSSD,
    (C.QUALITY, Role.COORDINATOR): Role.LIAISON,
    (C.BASIC, Role.LIAISON): Role.CSSD,
    (C.BASIC, Role.COORDINATOR): Role.LIAISON,
}


@pytest.mark.parametrize("cause", list(C))
@pytest.mark.parametrize("role", [Role.LIAISON, Role.COORDINATOR])
def test_the_cause_decides_who_applies_and_who_is_next(cause, role):
    wanted = APPLY[cause, role]
    checks = may_apply(cause, role, daily=False, areas=True)
    if isinstance(wanted, list):
        assert codes(checks) == wanted
    else:
        assert checks == () and NEXT[WAYS[cause].first[role]] is wanted


@pytest.mark.parametrize("cause", [c for c in C if c is not C.ROUTINE])
def test_forms_and_notices_go_by_cause(cause):
    assert (WAYS[cause].form, WAYS[cause].notice) == {
        C.AREA: (2, "N13"),
        C.BASIC: (None, "N15"),
    }.get(cause, (3, "N14"))


@pytest.mark.parametrize(
    ("daily", "areas", "wanted"),
    [(True, False, ["capacity_only"]), (True, True, ["capacity_only"]), (False, True, [])],
)
def test_capacity_without_one_of_the_three_causes_is_the_regions_own(daily, areas, wanted):
    assert [c.code for c in may_apply(C.AREA, Role.LIAISON, daily, areas)] == wanted
    assert may_apply(C.HOLIDAY, Role.COORDINATOR, daily, areas) == ()


STEPS = {
    # state: agree, approve, reject, withdraw
    S.APPLIED: (None, "not_agreed", None, None),
    S.AGREED: ("agreed", None, None, None),
    S.APPROVED: ("decided",) * 4,
    S.REJECTED: ("decided",) * 4,
    S.WITHDRAWN: ("decided",) * 4,
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize(("n", "step"), list(enumerate(("agree", "approve", "reject", "withdraw"))))
def test_a_step_needs_the_one_before_it_and_a_decision_is_final(state, n, step):
    found = may_step(state, step)
    assert (found.code if found else None) == STEPS[state][n]


def facts(first: str = "06-10", last: str | None = None, now: str = "2026-06-03T09:00:00", **more):
    window = Window(day(first), None if last is None else day(last))
    more.setdefault("cause", C.QUALITY)
    return ChangeFacts(station="000001", window=window, now=at(now), **more)


# a short event is applied for until the close of business of the working day before
LEAD = [
    ("06-10", "2026-06-09T18:00:00", True),
    ("06-10", "2026-06-09T18:00:01", False),
    ("06-10", "2026-06-10T08:00:00", False),
    ("06-15", "2026-06-12T18:00:00", True),  # Monday: Friday before
    ("06-15", "2026-06-12T18:00:01", False),
    ("06-15", "2026-06-14T09:00:00", False),
    ("06-22", "2026-06-18T18:00:00", True),  # after the Dragon Boat holiday
    ("06-22", "2026-06-19T09:00:00", False),
    ("10-12", "2026-10-10T18:00:00", True),  # Monday: a make-up Saturday is worked
    ("10-12", "2026-10-10T18:00:01", False),
    ("09-21", "2026-09-20T18:00:00", True),  # Monday: a make-up Sunday is worked
    ("09-21", "2026-09-20T18:00:01", False),
    ("06-14", "2026-06-12T18:00:00", True),  # a Sunday: Friday before
]


@pytest.mark.parametrize(("first", "now", "in_time"), LEAD)
def test_a_short_event_is_applied_for_a_working_day_ahead_to_the_second(first, now, in_time):
    short = facts(first, first, now, cause=C.EMERGENCY, daily=3)
    assert ([("too_late", "001-5.6.2")] if not in_time else []) == codes(check(short, CALENDAR))
    assert (short.now <= latest(short.window.from_day, short.now, CALENDAR)) is in_time


@pytest.mark.parametrize("last", ["06-04", None])
def test_a_longer_event_has_no_lead(last):
    longer = facts("06-03", last, "2026-06-03T20:00:00", cause=C.EMERGENCY, daily=3)
    assert check(longer, CALENDAR) == ()


@pytest.mark.parametrize("cause", [C.HOLIDAY, C.QUALITY, C.AREA])
def test_other_causes_have_no_lead(cause):
    assert check(facts("06-03", "06-03", "2026-06-03T20:00:00", cause=cause, daily=3), CALENDAR) == ()


def test_a_lead_beyond_the_calendar_is_no_guess():
    beyond = ChangeFacts(
        C.EMERGENCY, "000001", Window(date(2028, 1, 3), date(2028, 1, 3)), at("2026-06-03T09:00:00"), daily=3
    )
    with pytest.raises(BeyondCalendar):
        check(beyond, CALENDAR)


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"closed": True}, ["station_closed"]),
        ({"head": "000009"}, ["branch_station"]),
        ({"head": "000009", "cause": C.BASIC}, []),
        ({"first": "06-02"}, ["from_past"]),
        ({"first": "06-03"}, []),
        ({"add": ("110101",), "serves": frozenset({"110101"})}, ["already_covered"]),
        ({"remove": ("110101",)}, ["not_covered"]),
        ({"remove": ("110101",), "reaches": frozenset({"110101"})}, []),
        ({"daily": 5, "before": 5}, ["unchanged"]),
        ({"daily": 5, "before": 5, "add": ("110101",)}, []),
        (
            {
                "last": "06-12",
                "daily": 5,
                "others": [Other(7, True, frozenset(), Window(day("06-12"), day("06-13")))],
            },
            ["overlap"],
        ),
        ({"add": ("1",), "others": [Other(7, True, frozenset("2"), Window(day("06-10"), None))]}, []),
        ({"daily": 5, "set_later": day("06-12")}, ["overlap"]),
        ({"add": ("1",), "set_later": day("06-12")}, []),
        ({"daily": 5, "id": 7, "others": [Other(7, True, frozenset(), Window(day("06-10")))]}, []),
    ],
)
def test_what_else_forbids_an_application(more, wanted):
    assert [c.code for c in check(facts(**more), CALENDAR)] == wanted


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"first": "06-01"}, []),
        ({"first": "06-01", "last": "06-02"}, ["over"]),
        ({"first": "06-01", "last": "06-03"}, []),
        ({"cause": C.BASIC, "first": "06-04"}, ["not_yet"]),
        ({"cause": C.BASIC, "first": "06-03"}, []),
        ({"closed": True}, ["station_closed"]),
        ({"add": ("1",), "serves": frozenset("1")}, ["already_covered"]),
        ({"cause": C.EMERGENCY, "first": "06-03", "last": "06-03", "daily": 1}, []),
    ],
)
def test_what_has_come_between_application_and_approval(more, wanted):
    assert [c.code for c in again(facts(**more))] == wanted


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        (("06-10", "06-12"), ("06-12", "06-13"), True),
        (("06-10", "06-12"), ("06-13", "06-14"), False),
        (("06-10", None), ("06-12", "06-14"), False),
        (("06-10", None), ("06-10", "06-14"), True),
        (("06-10", "06-14"), ("06-12", None), True),
        (("06-10", None), ("06-12", None), False),
        (("06-10", None), ("06-10", None), True),
    ],
)
def test_windows_overlap_but_lie_on_what_began_earlier_for_good(a, b, wanted):
    one, other = (Window(day(f), None if t is None else day(t)) for f, t in (a, b))
    assert overlap(one, other) is overlap(other, one) is wanted


DAYS = st.integers(0, 30).map(lambda n: day("06-01") + timedelta(days=n))
WINDOWS = st.builds(
    lambda first, length: Window(first, None if length is None else first + timedelta(days=length)),
    DAYS,
    st.none() | st.integers(0, 10),
)


def holds(window: Window, on: date) -> bool:
    return window.from_day <= on and (window.to_day is None or on <= window.to_day)


@given(st.lists(WINDOWS, max_size=8), DAYS)
def test_of_windows_that_do_not_overlap_at_most_one_with_an_end_holds_a_day_and_it_is_the_last_begun(
    windows, on
):
    accepted: list[Window] = []
    for window in windows:
        if not any(overlap(window, other) for other in accepted):
            accepted.append(window)
    holding = sorted((tx for tx in accepted if holds(tx, on)), key=lambda tx: tx.from_day)
    ending = [tx for tx in holding if tx.to_day is not None]
    assert len(ending) <= 1
    assert ending == [] or holding[-1] == ending[0], "what has an end overrules what has none"
    assert len({tx.from_day for tx in holding}) == len(holding), "nothing is left to chance"


@given(WINDOWS, DAYS)
def test_an_approved_change_never_counts_before_today_nor_after_its_last_day(window, today):
    counts = effective(window, today)
    assert counts.from_day >= today and counts.to_day == window.to_day
    assert all(holds(window, on) for on in (counts.from_day, counts.to_day) if on and holds(counts, on))


@given(DAYS, WINDOWS)
def test_what_begins_within_a_window_would_overrule_it(first, window):
    assert within(first, window) == (window.to_day is not None and holds(window, first))
