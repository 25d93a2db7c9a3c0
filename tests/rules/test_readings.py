"""The readings of the policy: what each named value of a setting changes in an answer, and where its border lies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from rule_cases import CALENDAR, PROMISED, SECOND, ask, at, call, calls, codes, order

from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.deadlines.due import DeadlineCalendar, find, special_report
from repaircli.rules.network import changes, polls
from repaircli.rules.network.polls import PollFacts
from repaircli.rules.orders.close_facts import ATTRIBUTES, CLOSE_FACTS, FINDINGS
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.clauses import clauses
from repaircli.rules.policy.decision import Decision
from repaircli.rules.policy.editions import MANUAL, Edition, edition_with
from repaircli.rules.policy.explain import GATES, conditions
from repaircli.rules.policy.limits import LIMITS, SETTINGS, BadLimit, parsed, typed

T31 = "2026-06-03 12:30"
THREE = ("2026-06-04", "2026-06-05", "2026-06-08")


def reading(**settings: str) -> Edition:
    """The manual with settings otherwise, their dots written as two underscores."""
    return edition_with("manual", tuple((k.replace("__", "."), v) for k, v in settings.items()))


def lost(now: str, *attempts: Any, t2: str = T31, **more: Any) -> OrderState:
    return order(now=at(now), attempts=attempts, sentinel_t2=at(t2), **more)


def unreachable(facts: OrderState, edition: Edition = MANUAL) -> Decision:
    return ask("unreachable", facts=facts, edition=edition)


# ------------------------------------------------------------------------------------------------------ unreachable


def test_the_day_of_t2_is_a_day_of_calls_where_it_is_included() -> None:
    afternoon = tuple(call(f"2026-06-03 {hour}:00") for hour in range(13, 19))
    facts = lost("2026-06-10 18:00", *afternoon, *calls("2026-06-04", "2026-06-05"))
    assert "call_days" in codes(unreachable(facts))
    included = reading(unreachable__day0="included")
    assert unreachable(facts, included).allowed
    five = lost("2026-06-10 18:00", *afternoon[1:], *calls("2026-06-04", "2026-06-05"))
    assert "call_days" in codes(unreachable(five, included))
    early = lost("2026-06-10 17:59:59", *afternoon, *calls("2026-06-04", "2026-06-05"))
    assert codes(unreachable(early, included)) == ["working_days"], "the five days stay as they are"
    first = unreachable(facts, included).days[0]
    assert (first.day, first.counted, first.calls) == (date(2026, 6, 3), 0, 6)


def test_a_day_off_on_which_the_clock_starts_counts_never() -> None:
    evening = tuple(call(f"2026-06-06 {hour}:00") for hour in range(13, 19))
    facts = lost("2026-06-12 18:00", *evening, *calls("2026-06-08", "2026-06-09"), t2="2026-06-06 12:30")
    found = unreachable(facts, reading(unreachable__day0="included"))
    assert "call_days" in codes(found) and found.days[0].counted is None


@pytest.mark.parametrize(
    ("value", "opens"),
    [("sentinel", "2026-06-10 18:00"), ("t1", "2026-06-09 18:00"), ("first_call", "2026-06-09 18:00")],
)
def test_the_five_days_start_where_the_reading_says(value: str, opens: str) -> None:
    made = (call("2026-06-02 16:00"), *calls(*THREE))
    t1 = at("2026-06-02 15:00")
    edition = reading(unreachable__from=value)
    assert unreachable(lost(opens, *made, t1=t1), edition).allowed
    early = order(now=at(opens) - SECOND, attempts=made, sentinel_t2=at(T31), t1=t1)
    found = unreachable(early, edition)
    assert (codes(found), found.allowed_from) == (["working_days"], at(opens))


@pytest.mark.parametrize("value", ["t1", "first_call"])
def test_no_reading_starts_the_clock_without_the_special_t31(value: str) -> None:
    facts = order(now=at("2026-06-20 18:00"), attempts=calls(*THREE))
    assert codes(unreachable(facts, reading(unreachable__from=value))) == ["no_clock"]


def test_a_customer_who_was_reached_once_has_the_same_clock_in_every_reading() -> None:
    made = (call("2026-06-01 10:00", "reached"), call("2026-06-03 12:40"), *calls(*THREE))
    facts = order(now=at("2026-06-10 18:00"), attempts=made)
    answers = [unreachable(facts, reading(unreachable__from=v)) for v in ("sentinel", "t1", "first_call")]
    assert {(d.allowed, d.days) for d in answers} == {(True, answers[0].days)}


@pytest.mark.parametrize(("now", "allowed"), [("2026-06-10 23:59:59", False), ("2026-06-11 00:00", True)])
def test_the_fifth_day_ends_at_midnight_where_that_is_the_reading(now: str, allowed: bool) -> None:
    found = unreachable(lost(now, *calls(*THREE)), reading(unreachable__day_ends="midnight"))
    assert found.allowed is allowed
    assert found.allowed_from == (None if allowed else at("2026-06-11 00:00"))


def test_calls_on_the_fourth_and_fifth_day_are_asked_for_where_a_number_is_set() -> None:
    edition = reading(unreachable__late_calls="1")
    quiet = lost("2026-06-10 18:00", *calls(*THREE))
    assert unreachable(quiet).allowed
    found = unreachable(quiet, edition)
    assert codes(found) == ["late_calls"] and "2 still to do" in str(found.missing[0].text)
    assert found.allowed_from is None, "waiting alone does not help"
    called = lost("2026-06-10 18:00", *calls(*THREE), call("2026-06-09 10:00"), call("2026-06-10 10:00"))
    assert unreachable(called, edition).allowed
    made_up = lost("2026-06-11 10:00", *calls(*THREE), call("2026-06-09 10:00"), call("2026-06-11 09:00"))
    assert unreachable(made_up, edition).allowed, "a later working day makes up for a quiet one"
    weekend = lost("2026-06-10 18:00", *calls(*THREE), call("2026-06-09 10:00"), call("2026-06-06 10:00"))
    assert codes(unreachable(weekend, edition)) == ["late_calls"]


def test_five_calendar_days_need_the_calls_of_the_manual_too() -> None:
    edition = reading(unreachable__working_days="no")
    assert unreachable(lost("2026-06-08 15:00", *calls(*THREE)), edition).allowed
    early = unreachable(lost("2026-06-08 12:29:59", *calls(*THREE)), edition)
    assert (codes(early), early.allowed_from) == (["working_days"], at("2026-06-08 12:30"))
    assert "call_days" in codes(unreachable(lost("2026-06-08 15:00", *calls(*THREE[:2])), edition))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"unreachable__day0": "included"},
        {"unreachable__from": "t1"},
        {"unreachable__from": "first_call"},
        {"unreachable__day_ends": "midnight"},
        {"unreachable__late_calls": "2"},
        {"unreachable__late_calls": "2", "unreachable__day0": "included"},
        {"unreachable__daily_calls": "0"},
        {"unreachable__call_days": "0"},
        {"unreachable__working_days": "no"},
        {"unreachable__cancel_days": "2"},
    ],
)
def test_the_clock_is_due_exactly_when_the_cancel_is_allowed(settings: dict[str, str]) -> None:
    edition = reading(**settings)
    days = (*THREE, "2026-06-09", "2026-06-10")
    attempts = (call("2026-06-02 16:00"), *calls(*days))
    moment, allowed_before = at("2026-06-03 12:30"), False
    while moment < at("2026-06-12 12:00"):
        made = [a for a in attempts if a.at <= moment]
        facts = order(now=moment, attempts=made, sentinel_t2=at(T31), t1=at("2026-06-02 15:00"))
        allowed = unreachable(facts, edition).allowed
        found = {f.code: f for f in find(facts, DeadlineCalendar(CALENDAR, edition=edition))}
        ready = found["unreachable_cancel"].deadline
        assert allowed is (ready is not None and ready <= moment), moment
        assert allowed or not allowed_before, "while nobody reaches the customer it stays allowed"
        allowed_before = allowed
        moment += timedelta(hours=3)
    assert allowed_before


# ------------------------------------------------------------------------------------------------- change of the date


@pytest.mark.parametrize(("wished", "allowed"), [(date(2026, 6, 23), False), (date(2026, 6, 24), True)])
def test_the_days_count_from_the_promise_that_is_moved(wished: date, allowed: bool) -> None:
    edition = reading(reschedule__from="promise")
    facts = order(**PROMISED)
    words = {"wished": wished, "agrees_rereport": True, "asked_on": date(2026, 6, 2)}
    found = ask("reschedule_rereport", facts=facts, edition=edition, **words)
    assert found.allowed is allowed
    assert allowed or "from 2026-06-09" in str(found.missing[0].text)
    assert ask("reschedule_rereport", facts=facts, **words).allowed, "20 days after the asking"


def test_without_a_promise_the_days_count_from_the_asking_in_both_readings() -> None:
    words = {"wished": date(2026, 6, 25), "agrees_rereport": True}
    for edition in (MANUAL, reading(reschedule__from="promise")):
        assert ask("reschedule_rereport", edition=edition, **words).allowed
        assert not ask(
            "reschedule_rereport", edition=edition, **words | {"wished": date(2026, 6, 24)}
        ).allowed


# -------------------------------------------------------------------------------------------------- customer's cancel


@pytest.mark.parametrize("fact", CLOSE_FACTS)
@pytest.mark.parametrize("signed", [False, True])
def test_which_facts_bar_the_customer_and_that_the_station_stays_barred(fact: str, signed: bool) -> None:
    logged = frozenset({fact, "repaired"} if fact in ATTRIBUTES else {fact})
    facts = order(logged=logged, signed=signed)
    bars = {
        "any_fact": True,
        "finished_work": fact not in FINDINGS or signed,
        "phone_only": fact == "phone_resolved",
    }
    for value, barred in bars.items():
        edition = reading(customer__barred_by=value)
        found = ask("self_resolved", "customer", facts=facts, edition=edition)
        assert found.outcome == ("must_close" if barred else "cc_cancel"), value
        for asker in ("station", "region"):
            assert ask("self_resolved", asker, facts=facts, edition=edition).outcome == "must_close"


# ------------------------------------------------------------------------------------------------ polls, special users


@pytest.mark.parametrize(
    ("volume", "value", "duty"),
    [
        (100, "real_time", "real_time"),
        (100, "four_times", "four_times"),
        (101, "four_times", "real_time"),
        (99, "real_time", "four_times"),
    ],
)
def test_what_a_station_with_exactly_the_volume_does(volume: int, value: str, duty: str) -> None:
    limits = reading(poll__at_volume=value).limits
    assert polls.judge(PollFacts(volume, False, (), (), True), limits).duty == duty


def test_the_report_of_a_special_user_counts_from_the_download_where_that_is_set() -> None:
    facts = order(special="media", t1=at("2026-06-03 09:00"), now=at("2026-06-03 10:00"))
    calendar = DeadlineCalendar(CALENDAR, edition=reading(special__from="download", special__notify="2h"))
    assert list(special_report(facts, calendar)) == [], "not downloaded yet"
    downloaded = order(special="media", t1=at("2026-06-03 09:00"), downloaded_at=at("2026-06-03 11:00"))
    (found,) = special_report(downloaded, calendar)
    assert found.deadline == at("2026-06-03 14:00"), "one hour before noon, one after"
    (usual,) = special_report(downloaded, DeadlineCalendar(CALENDAR))
    assert usual.deadline == at("2026-06-03 14:00"), "four hours from T1"


# ------------------------------------------------------------------------------------------------------------ capacity


def test_capacity_alone_is_the_regions_own_by_its_cause_or_always() -> None:
    from repaircli.platform.codes import ChangeCause, Role

    always = reading(cause__form="areas").limits
    for cause in (ChangeCause.HOLIDAY, ChangeCause.EMERGENCY, ChangeCause.QUALITY):
        assert not changes.region_maintains(cause) and changes.region_maintains(cause, always)
        found = changes.may_apply(cause, Role.COORDINATOR, True, False, always)
        assert [c.code for c in found] == ["capacity_only"]
        assert not [
            c
            for c in changes.may_apply(cause, Role.COORDINATOR, True, True, always)
            if c.code == "capacity_only"
        ]
    assert not changes.region_maintains(ChangeCause.BASIC, always)


@pytest.mark.parametrize(("lead", "until"), [("1", "2026-06-05 18:00"), ("2", "2026-06-04 18:00")])
def test_a_short_event_is_applied_for_as_many_working_days_ahead_as_are_set(lead: str, until: str) -> None:
    limits = reading(capacity__lead=lead).limits
    assert changes.latest(date(2026, 6, 8), at("2026-06-01 09:00"), CALENDAR, limits=limits) == at(until)
    two_days = changes.Window(date(2026, 6, 8), date(2026, 6, 9))
    assert not changes.is_short(two_days)
    assert changes.is_short(two_days, reading(capacity__short_event="2").limits)


# ------------------------------------------------------------------------------------------------- the settings as such


def test_every_setting_is_described_in_full() -> None:
    gates = {gate.id for gate in GATES}
    for key, known in SETTINGS.items():
        assert known.clause in clauses() and known.title and getattr(LIMITS, known.field) == known.default
        assert set(known.rows) <= set(ROWS) | gates, key
        assert parsed(key, typed(known.default)) == known.default
        assert bool(known.choices) + (known.least is not None) + isinstance(known.default, bool) == 1, key
        assert not known.choices or (known.default in known.choices and all(known.choices.values()))


@pytest.mark.parametrize("key", [key for key, known in SETTINGS.items() if known.least is not None])
def test_the_bounds_of_a_setting_are_included_and_nothing_beyond_them(key: str) -> None:
    known: Any = SETTINGS[key]
    step = {int: 1}.get(type(known.default), timedelta(days=1) if isinstance(known.default, date) else SECOND)
    for bound, beyond in ((known.least, known.least - step), (known.most, known.most + step)):
        assert parsed(key, typed(bound)) == bound
        if not (isinstance(beyond, (int, timedelta)) and beyond < beyond * 0):
            with pytest.raises(BadLimit):
                parsed(key, typed(beyond))


def test_a_row_tells_the_readings_that_are_in_force() -> None:
    told = [
        str(c)
        for c in conditions(
            "unreachable",
            reading(
                unreachable__day0="included",
                unreachable__from="t1",
                unreachable__day_ends="midnight",
                unreachable__late_calls="1",
            ),
        )
    ]
    assert any("at T1, once the special T31 is written" in text for text in told)
    assert any("is one of these days" in text for text in told)
    assert any("1 calls on each of 5 working days" in text for text in told)
    assert any("5 working days are over" in text for text in told)
    (moved,) = [
        str(c)
        for c in conditions("reschedule_rereport", reading(reschedule__from="promise"))
        if "15" in str(c)
    ]
    assert "promised day that is moved" in moved
