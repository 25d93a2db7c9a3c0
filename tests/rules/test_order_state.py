"""The state of an order: what the rules take from its fields, decided in one place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date
from typing import Any

import pytest
from rule_cases import (
    CALENDAR,
    CN,
    NOW,
    OTHER_PHONE,
    PHONE,
    PLAIN,
    UNREACHED,
    at,
    call,
    changed,
    order,
    question,
)

from repaircli.platform.codes import Status
from repaircli.rules.cancelling.decide import decide
from repaircli.rules.cancelling.snapshot import RecordingCalendar, restored, snapshot
from repaircli.rules.orders.state import LoggedFact, OrderNumber, OrderState, Part, Slot

FIRST, SECOND = at("2026-06-05 10:00"), at("2026-06-06 10:00")


def logged(*codes: str) -> OrderState:
    """An order on which a close fact was logged a day, the first of them at FIRST."""
    days = (FIRST, SECOND, at("2026-06-07 10:00"))
    return replace(PLAIN, facts=tuple(LoggedFact(code, day) for code, day in zip(codes, days, strict=False)))


@pytest.mark.parametrize(
    ("service", "paid_visit", "visit"),
    [("onsite", False, True), ("carry-in", True, True), ("carry-in", False, False)],
)
def test_a_visit_is_an_on_site_order_or_a_carry_in_with_a_visit(service, paid_visit, visit):
    assert replace(PLAIN, service=service, paid_visit=paid_visit).visit is visit


@pytest.mark.parametrize("status", list(Status))
def test_only_resolved_and_cancelled_are_final(status):
    assert replace(PLAIN, status=str(status)).open is (status not in ("resolved", "cancelled"))


@pytest.mark.parametrize(
    ("origin", "status", "downloaded"),
    [("cc", "dispatched", False), ("station", "dispatched", True), ("region", "downloaded", True)],
)
def test_an_order_of_the_station_itself_needs_no_download(origin, status, downloaded):
    assert replace(PLAIN, origin=origin, status=status).downloaded is downloaded


@pytest.mark.parametrize(
    ("state", "repaired", "done", "by_phone"),
    [
        (PLAIN, False, None, False),
        (replace(PLAIN, repaired_at=SECOND), True, SECOND, False),
        (logged("repaired", "nff_power"), True, FIRST, False),
        (logged("nff_power", "repaired"), True, SECOND, False),
        (logged("nff_power", "nff_switch"), False, FIRST, False),
        (logged("nff_power", "nff_power"), False, FIRST, False),
        (logged("soft_oow_agreed"), False, None, False),
        (logged("soft_oow_agreed", "software"), False, SECOND, False),
        (logged("phone_resolved"), False, FIRST, True),
        (logged("phone_resolved", "software"), False, FIRST, False),
        (logged("phone_resolved", "repaired"), True, SECOND, False),
        (replace(logged("nff_power"), repaired_at=SECOND), True, SECOND, False),
    ],
)
def test_work_is_done_with_the_repair_or_the_first_finding_that_counts(state, repaired, done, by_phone):
    assert (state.repaired, state.work_done_at, state.phone_solved) == (repaired, done, by_phone)


def test_the_machine_is_handed_over_with_the_later_of_pick_up_and_delivery():
    both = replace(PLAIN, picked_up_at=FIRST, delivered_at=SECOND)
    assert (PLAIN.handed_over_at, both.handed_over_at, both.fetched) == (None, SECOND, False)
    fetched = replace(both, delivered_at=None)
    assert (fetched.handed_over_at, fetched.fetched) == (FIRST, True)


def test_an_unreachable_customer_counts_from_t2_of_a_special_t31_in_the_zone_of_the_order():
    utc = FIRST.astimezone(UTC)
    special = replace(PLAIN, t2=utc, slots=(Slot(1, "unreachable", None, utc),))
    assert special.unreachable_since == FIRST and special.unreachable_since.tzinfo is NOW.tzinfo
    assert replace(special, slots=(Slot(1, "normal", SECOND, utc),)).unreachable_since is None
    assert replace(special, t2=None).unreachable_since is None
    assert not special.promised and replace(special, slots=(Slot(1, "normal", SECOND, utc),)).promised


def test_contacts_are_the_calls_that_reached_the_customer_the_agreed_times_and_the_steps_with_them():
    utc = SECOND.astimezone(UTC)
    state = order(
        t2=utc,
        slots=(
            Slot(1, "normal", NOW, at("2026-06-07 10:00")),
            Slot(2, "normal", NOW, at("2026-06-08 10:00")),
        ),
        attempts=(call("2026-06-04 10:00", "guided"), call("2026-06-09 10:00")),
        started_at=utc,
    )
    talks = (at("2026-06-04 10:00"), SECOND, at("2026-06-08 10:00"))
    assert state.talks == talks and state.contacts == (talks[0], SECOND, *talks[1:])
    assert all(moment.tzinfo is NOW.tzinfo for moment in state.contacts)
    assert (state.last_contact, PLAIN.last_contact) == (talks[-1], None)
    assert state.reached_since(talks[-1]) and not state.reached_since(at("2026-06-08 10:01"))
    sentinels = (Slot(1, "unreachable", None, SECOND), Slot(2, "phone_resolved", None, SECOND))
    assert replace(PLAIN, t2=SECOND, slots=sentinels).contacts == ()


@pytest.mark.parametrize(
    ("results", "wrong"),
    [
        ([], False),
        (["no-answer"], False),
        (["number-invalid"], True),
        (["number-invalid", "no-answer"], True),
        (["number-invalid", "reached"], False),
        (["reached", "number-invalid"], True),
    ],
)
def test_a_number_is_wrong_until_it_reaches_somebody(results, wrong):
    attempts = [call(f"2026-06-0{day} 10:00", result) for day, result in enumerate(results, 1)]
    state = order(attempts=tuple(attempts), numbers=(PHONE,))
    assert state.proved_wrong(PHONE) is wrong is state.every_number_wrong
    assert not replace(state, numbers=(PHONE, OTHER_PHONE)).every_number_wrong
    assert not replace(state, numbers=()).every_number_wrong


LATE = {"attempts": (call("2026-06-05 11:00")._replace(late=at("2026-06-08 09:00")),)}
CHANGED_NUMBERS = (
    OrderNumber(
        PHONE, "138-0000-0001", at("2026-05-01 09:00"), "agent", "agent", SECOND, "co1", "coordinator"
    ),
    OrderNumber(OTHER_PHONE, OTHER_PHONE, SECOND, "co1", "coordinator"),
)
SNAPSHOTS: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    (UNREACHED, "unreachable", {"detail": "联系不上"}),
    (UNREACHED | {"started_at": at("2026-06-05 12:00"), "arrived_at": FIRST}, "unreachable", {}),
    ({"t2": FIRST, "slots": (Slot(1, "normal", None, SECOND),), **LATE}, "unreachable", {}),
    ({"number_history": CHANGED_NUMBERS, **LATE}, "wrong_phone", {}),
    ({}, "reschedule_rereport", {"wished": date(2026, 6, 25), "agrees_rereport": True}),
    ({}, "reschedule_rereport", {"wished": date(2026, 6, 24), "requested_on": date(2026, 6, 1)}),
    ({"visit": False, "in_custody": True, "form": "service agreed"}, "service_refused_carry_in", {}),
    ({"visit": False, "form": "service agreed"}, "service_refused_carry_in", {}),
    ({"started": True, "form": "plan agreed call"}, "plan_refused_onsite", {}),
    ({"mark": "software", "form": "software-oow pending"}, "soft_oow_refused", {}),
    ({"form": "plan refused", "started": True}, "special_request", {"detail": "x"}),
    ({"parts": (Part("PO1", "FRU1", NOW, None),)}, "special_request", {"detail": "x"}),
    ({"warranty_until": date(2026, 1, 1), "form": "software-oow agreed"}, "soft_oow_refused", {}),
    ({"started": True, "parts_issued": True, "origin": "station"}, "entry_error", {}),
    ({"held_by_branch": True}, "branch_received", {"target": True}),
    ({"logged": {"repaired", "software"}, "pending": True}, "wrong_area", {}),
]


@pytest.mark.parametrize(("changes", "reason", "said"), SNAPSHOTS)
def test_a_decision_is_the_same_again_on_its_snapshot(changes, reason, said):
    state, asked, calendar = order(**changes), question(reason, **said), RecordingCalendar(CALENDAR)
    decision = decide(state, asked, calendar)
    kept = json.loads(json.dumps(snapshot(state, asked, calendar.days)))
    again = restored(kept, CN)
    assert decide(again.order, again.question, CALENDAR) == decision
    assert snapshot(again.order, again.question, again.days) == kept


def version_3(kept: dict[str, Any]) -> dict[str, Any]:
    """The snapshot `kept` as version 3 of the database has it."""
    facts = {k: v for k, v in kept["facts"].items() if k not in ("t2", "t3", "steps")}
    facts |= {"sentinel_t2": kept["facts"]["t2"], "started": "started_at" in kept["facts"]["steps"]}
    return kept | {"facts": facts | {"attempts": [call[:3] for call in facts["attempts"]]}}


@pytest.mark.parametrize("started", [None, SECOND])
def test_a_snapshot_of_version_3_is_read_and_its_service_started_at_t1(started):
    state = order(**UNREACHED, started_at=started)
    found = restored(version_3(snapshot(state, question("unreachable"), {})), CN).order
    assert (found.unreachable_since, found.attempts) == (state.unreachable_since, state.attempts)
    assert found.started_at == (started and state.t1)


def test_a_snapshot_taken_before_t1_was_kept_is_read_as_it_was_decided():
    state = order(**UNREACHED)
    kept = version_3(snapshot(state, question("unreachable"), {}))
    del kept["facts"]["t1"]
    found = restored(kept, CN)
    assert decide(found.order, found.question, CALENDAR).allowed


@pytest.mark.parametrize(
    "broken",
    [{"facts": {}}, {"question": {}}, {"days": None}, {"facts": {"colour": "red"}}, {"facts": {"now": None}}],
)
def test_what_is_no_snapshot_is_refused(broken):
    kept = snapshot(changed(PLAIN), question("unreachable"), {})
    if broken.get("facts"):
        broken = {"facts": kept["facts"] | broken["facts"]}
    with pytest.raises(ValueError):
        restored(kept | broken, CN)
