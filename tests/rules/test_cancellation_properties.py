"""What holds of the cancel rule for every order that anybody can think of."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st
from rule_cases import ACTORS, CALENDAR, CALLER, OTHER_PHONE, PHONE, SECOND, at, calls, changed, order

from repaircli.platform.codes import ContactResult, FormState, Origin, Status, Subject
from repaircli.rules.cancelling.decide import Question, decide
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.orders.close_facts import CLOSE_FACTS, standing
from repaircli.rules.orders.state import Attempt, OrderState
from repaircli.rules.policy.decision import CANCELLING, Outcome
from repaircli.rules.policy.editions import EDITIONS, MANUAL, Edition

START, LAST = at("2026-05-25 00:00"), at("2026-07-20 00:00")
MANY = settings(max_examples=120, deadline=None)

moments = st.integers(0, int((LAST - START).total_seconds())).map(lambda s: START + timedelta(seconds=s))
dates = st.integers(0, 90).map(lambda n: date(2026, 5, 25) + timedelta(days=n))
numbers = st.sampled_from([PHONE, OTHER_PHONE, CALLER])
results = st.sampled_from([str(r) for r in ContactResult])
failed = st.sampled_from(["no-answer", "number-invalid"])
single_calls = st.builds(Attempt, moments, results, numbers)
sentinels = st.none() | moments
editions = st.sampled_from(list(EDITIONS.values()))

# One draw for what would be many: drawing is what these tests spend their time on.
_SHAPES = list(
    itertools.product(
        Origin,
        list(Status)[:-2],
        [None, *(f"{s} {f}" for s in Subject for f in FormState), "plan agreed call"],
        itertools.product((True, False), repeat=6),
    )
)
FLAGS = ("visit", "started", "in_custody", "held_by_branch", "parts_issued", "pending")
_LOGGED = [
    frozenset[str](),
    *(frozenset({f}) for f in CLOSE_FACTS),
    frozenset({"soft_oow_agreed", "repaired"}),
]
_WORDS = list(itertools.product([None, "", "说明"], itertools.product((True, False), repeat=4)))
_ASKING = [
    (asked_by, actor, way)
    for asked_by in ACTORS
    for actor in (ACTORS[asked_by], ACTORS[asked_by], "agent", "liaison")
    for way in ("check", "request", "self", "customer", "approve")
]


def busy_days(bits: int, each: int) -> list[Attempt]:
    """`each` calls on those days of June whose bit is set."""
    return [a for d in range(1, 29) if bits >> d & 1 for a in calls(f"2026-06-{d:02}", each=each)]


@st.composite
def orders(draw: st.DrawFn, status: str | None = None, logged: Any = None) -> OrderState:
    origin, drawn, form, flags = draw(st.sampled_from(_SHAPES))
    bits = draw(st.integers(0, 2**29)) & draw(st.integers(0, 2**29))
    return order(
        origin=str(origin),
        status=status or str(drawn),
        form=form,
        mark=draw(st.sampled_from([None, "software"])),
        **dict(zip(FLAGS, flags, strict=True)),
        sentinel_t2=draw(sentinels),
        attempts=(*draw(st.lists(single_calls, max_size=3)), *busy_days(bits, 6)),
        numbers=(PHONE, OTHER_PHONE, CALLER)[: draw(st.integers(0, 3))],
        logged=draw(st.sampled_from(logged or _LOGGED)),
        now=draw(moments),
    )


@st.composite
def questions(draw: st.DrawFn, reasons: Any = tuple(sorted(ROWS))) -> Question:
    asked_by, actor, way = draw(st.sampled_from(_ASKING))
    detail, (agrees, induced, gives_up, target) = draw(st.sampled_from(_WORDS))
    return Question(
        reason=draw(st.sampled_from(reasons)),
        asked_by=asked_by,
        actor=actor,
        way=way,
        detail=detail,
        wished=draw(st.none() | dates),
        asked_on=draw(st.none() | dates),
        agrees_rereport=agrees,
        station_induced=induced,
        gives_up=gives_up,
        target=target,
        requested_on=draw(dates),
    )


@st.composite
def unreached(draw: st.DrawFn) -> OrderState:
    """A dispatched order lost since a special T31 or a first contact: six calls on most of the days after it."""
    anchor = draw(moments)
    quiet = draw(st.integers(0, 2**12)) & draw(st.integers(0, 2**12))
    days = [anchor.date() + timedelta(days=n) for n in range(1, 13)]
    attempts = [a for n, d in enumerate(days) for a in calls(d.isoformat(), each=5 if quiet >> n & 1 else 6)]
    by_sentinel = draw(st.booleans())
    if not by_sentinel:
        attempts = [
            Attempt(anchor - SECOND, "reached", PHONE),
            Attempt(anchor, "no-answer", PHONE),
            *attempts,
        ]
    now = anchor + timedelta(seconds=draw(st.integers(3 * 24 * 3600, 14 * 24 * 3600)))
    return order(
        attempts=tuple(a for a in attempts if a.at <= now),
        sentinel_t2=anchor if by_sentinel else None,
        now=now,
    )


@given(orders(), questions(), editions)
@settings(max_examples=300, deadline=None)
def test_every_answer_is_the_same_again_allowed_where_it_cancels_and_else_says_why(
    facts: OrderState, q: Question, edition: Edition
) -> None:
    d = decide(facts, q, CALENDAR, edition)
    assert decide(replace(facts), replace(q), CALENDAR, edition) == d
    by_himself = q.way != "self" or d.outcome is Outcome.STATION_SELF_CANCEL or q.asked_by == "customer"
    assert d.allowed is (d.outcome in CANCELLING and by_himself)
    assert d.clauses and str(d.because)
    if d.allowed:
        assert not d.missing and d.allowed_from is None
    else:
        assert d.missing or d.outcome is not Outcome.FORBIDDEN
    if d.allowed_from is not None:
        assert decide(replace(facts, now=d.allowed_from), q, CALENDAR, edition).allowed


@given(orders(), questions(), st.sampled_from(CLOSE_FACTS), editions)
@MANY
def test_a_close_fact_that_is_logged_never_opens_a_cancel(
    facts: OrderState, q: Question, fact: str, edition: Edition
) -> None:
    more = changed(facts, logged=facts.codes | {fact})
    if not decide(facts, q, CALENDAR, edition).allowed:
        assert not decide(more, q, CALENDAR, edition).allowed


@given(orders(logged=_LOGGED[1:]), questions())
@MANY
def test_a_close_fact_that_stands_lets_nobody_cancel(facts: OrderState, q: Question) -> None:
    assert not (standing(facts.codes) and decide(facts, q, CALENDAR, MANUAL).allowed)


@given(
    orders(logged=_LOGGED[:1]), questions(reasons=sorted(set(ROWS) - {"special_request"})), moments, editions
)
@MANY
def test_more_time_alone_never_closes_a_cancel(
    facts: OrderState, q: Question, later: datetime, edition: Edition
) -> None:
    # The calls are fixed and past: what is logged later is another order. `special_request` is left out, because the
    # row that takes its place opens with time.
    now = max([facts.now, *(a.at for a in facts.attempts)])
    if decide(replace(facts, now=now), q, CALENDAR, edition).allowed:
        assert decide(replace(facts, now=max(now, later)), q, CALENDAR, edition).allowed


@given(unreached(), st.integers(0, 30 * 24 * 3600), editions)
@settings(max_examples=200, deadline=None)
def test_a_customer_who_counts_as_unreachable_stays_so_while_nobody_calls(
    facts: OrderState, seconds: int, edition: Edition
) -> None:
    q = Question("unreachable", "station", "coordinator")
    allowed = decide(facts, q, CALENDAR, edition).allowed
    event(f"allowed {allowed}")
    if allowed:
        assert decide(
            replace(facts, now=facts.now + timedelta(seconds=seconds)), q, CALENDAR, edition
        ).allowed


@given(unreached(), st.sampled_from(["station", "region"]), editions)
@settings(max_examples=300, deadline=None)
def test_allowed_from_is_the_first_second_in_which_it_is_allowed(
    facts: OrderState, asker: str, edition: Edition
) -> None:
    q = Question("unreachable", asker, ACTORS[asker])
    d = decide(facts, q, CALENDAR, edition)
    event(f"allowed {d.allowed}, from {d.allowed_from is not None}")
    if d.allowed_from is None:
        assert d.allowed or any(not m.only_time for m in d.missing)
        return
    assert d.allowed_from > facts.now and not d.allowed
    assert decide(replace(facts, now=d.allowed_from), q, CALENDAR, edition).allowed
    assert not decide(replace(facts, now=d.allowed_from - SECOND), q, CALENDAR, edition).allowed


@given(unreached(), st.sampled_from(["station", "region"]))
@MANY
def test_a_customer_who_is_reached_is_no_longer_unreachable(facts: OrderState, asker: str) -> None:
    reached = replace(facts, attempts=(*facts.attempts, Attempt(facts.now, "reached", PHONE)))
    assert not decide(reached, Question("unreachable", asker, ACTORS[asker]), CALENDAR, MANUAL).allowed


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(-40, 60), st.booleans())
@MANY
def test_a_change_of_date_turns_on_the_fifteenth_day_alone(asked: date, days: int, agrees: bool) -> None:
    q = Question(
        "reschedule_rereport",
        "station",
        "coordinator",
        wished=asked + timedelta(days=days),
        agrees_rereport=agrees,
        requested_on=asked,
    )
    d = decide(order(), q, CALENDAR)
    assert d.allowed is (days >= 15 and agrees)


@given(st.lists(st.builds(Attempt, moments, failed, numbers), max_size=12), st.sets(numbers, min_size=1))
@MANY
def test_without_a_contact_a_wrong_phone_is_as_many_proofs_as_numbers(
    attempts: list[Attempt], known: set[str]
) -> None:
    facts = order(attempts=tuple(attempts), numbers=tuple(sorted(known)))
    proved = {a.number for a in attempts if a.result == "number-invalid"}
    assert decide(facts, Question("wrong_phone", "station", "coordinator"), CALENDAR).allowed is (
        known <= proved
    )
