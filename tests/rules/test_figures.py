"""What counts for the figures of a month: promises to the minute, contacts, sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaircli.rules import reports
from repaircli.rules.orders.state import OrderState, Slot
from repaircli.rules.policy import clauses
from repaircli.rules.reports import DEFINITIONS, Contacted, Day, Kept, Promised, Sla

T1 = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
NOW = T1 + timedelta(days=20)
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
PROMISE = Promised(T1 + 5 * HOUR, T1 + HOUR)


def order(
    visit: bool = True,
    origin: str = "cc",
    status: str = "in_service",
    t1: datetime = T1,
    now: datetime = NOW,
    first_kind: str | None = None,
    promises: Sequence[Promised] = (),
    back: Sequence[datetime] = (),
    **stamps: datetime | None,
) -> OrderState:
    """An order with ordinary T3, or one of `first_kind`; `back`: when the machine was picked up and delivered."""
    slots = [Slot(n, "normal", p.at, p.written_at) for n, p in enumerate(promises, 1)]
    if first_kind == "normal":
        slots = slots or [Slot(1, "normal", t1, t1)]
    elif first_kind is not None:
        slots = [Slot(1, first_kind, None, t1), *(s._replace(slot=s.slot + 1) for s in slots)]
    service = "onsite" if visit else "carry-in"
    stamps |= dict(zip(("picked_up_at", "delivered_at"), back, strict=False))
    return OrderState("X", origin, service, status, t1, now, slots=tuple(slots), **stamps)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("done", "now", "expected"),
    [
        ([PROMISE.at], NOW, Kept.KEPT),
        ([PROMISE.at + 59 * SECOND], NOW, Kept.KEPT),
        ([PROMISE.at + MINUTE], NOW, Kept.MISSED),
        ([PROMISE.written_at], NOW, Kept.KEPT),
        ([PROMISE.written_at - SECOND], NOW, Kept.MISSED),
        ([PROMISE.written_at - SECOND, PROMISE.at - MINUTE], NOW, Kept.KEPT),
        ([], PROMISE.at + 59 * SECOND, Kept.WAITING),
        ([], PROMISE.at + MINUTE, Kept.MISSED),
    ],
)
def test_a_promise_is_kept_up_to_the_end_of_its_minute(
    done: list[datetime], now: datetime, expected: Kept
) -> None:
    assert reports.kept(PROMISE, done, now) is expected


FOUR = 4 * HOUR


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"t2": T1 + FOUR, "first_kind": "normal"}, Contacted(FOUR, False)),
        ({"t2": T1 + FOUR + SECOND, "first_kind": "normal"}, Contacted(FOUR + SECOND, True)),
        ({"t2": T1 + 9 * HOUR, "first_kind": "unreachable"}, None),
        ({"t2": T1 + 9 * HOUR, "first_kind": "phone_resolved"}, None),
        ({"first_contact_at": T1 + HOUR}, Contacted(None, True)),
        ({"status": "cancelled"}, None),
        ({"visit": False, "first_contact_at": T1 + HOUR, "t2": T1 + 9 * HOUR}, Contacted(HOUR, False)),
        ({"visit": False}, Contacted(None, True)),
        ({"visit": False, "arrived_at": T1 + HOUR}, None),
        ({"visit": False, "origin": "station", "t2": T1 + 9 * HOUR, "first_kind": "normal"}, None),
        ({"origin": "station", "t2": T1 + HOUR, "first_kind": "normal"}, Contacted(HOUR, False)),
    ],
)
def test_the_contact_is_measured_where_the_clause_measures_it(
    facts: dict[str, object], expected: Contacted | None
) -> None:
    assert reports.contact(order(**facts)) == expected  # type: ignore[arg-type]


def test_nobody_is_late_before_the_four_hours_are_over() -> None:
    assert reports.contact(order(status="dispatched", now=T1 + FOUR)) is None
    assert reports.contact(order(status="dispatched", now=T1 + FOUR + SECOND)) == Contacted(None, True)


def test_a_cancelled_order_counts_for_no_promise() -> None:
    sums = Sla()
    sums.add(order(status="cancelled", promises=(PROMISE,)))
    data = sums.data()
    assert (data["orders"], data["cancelled"], data["first_missed"], data["first_rate"]) == (1, 1, 0, None)


times = st.integers(0, 10_000).map(lambda minutes: T1 + minutes * MINUTE)
orders = st.builds(
    order,
    visit=st.booleans(),
    origin=st.sampled_from(["cc", "region", "station"]),
    status=st.sampled_from(["dispatched", "in_service", "resolved", "cancelled"]),
    t1=times,
    t2=st.none() | times,
    first_contact_at=st.none() | times,
    arrived_at=st.none() | times,
    closed_at=st.none() | times,
    first_kind=st.sampled_from([None, "normal", "unreachable", "phone_resolved"]),
    promises=st.lists(st.builds(Promised, times, times), max_size=3).map(tuple),
    back=st.lists(times, max_size=2),
    now=st.just(NOW),
)


@given(st.lists(st.tuples(orders, st.lists(times, max_size=4)), max_size=12), times)
def test_the_parts_of_a_report_add_up(drawn: list[tuple[OrderState, list[datetime]]], now: datetime) -> None:
    sums, several = Sla(), [replace(order, now=now) for order, _ in drawn]
    for one, (_, work) in zip(several, drawn, strict=True):
        sums.add(one, work)
    data = sums.data()
    assert data["orders"] == len(several) == data["closed"] + data["cancelled"] + data["open"]
    promised = sum(1 for f in several if f.promised and f.status != "cancelled")
    for which in ("first", "last"):
        assert sum(data[f"{which}_{what}"] for what in ("kept", "missed", "waiting")) == promised
    assert data["contact_late"] <= data["contact_measured"] <= len(several)
    assert sum(step["orders"] for step in sums.steps()) == len(sums.waits)
    if data["repromised"] == 0:
        assert data["first_kept"] == data["last_kept"]


def test_a_day_without_a_capacity_is_no_overload() -> None:
    days = [Day(3, 2), Day(2, 2), Day(9, None)]
    assert reports.capacity(days) == {"load": 14, "capacity": 4, "used": 1.25, "busiest": 9, "overloads": 1}


def test_every_definition_cites_clauses_that_exist() -> None:
    cited = {clause for of in DEFINITIONS.values() for d in of for clause in d.clauses}
    assert cited and all(clauses.find(clause) for clause in cited)
    assert all(d.clauses for of in DEFINITIONS.values() for d in of)
