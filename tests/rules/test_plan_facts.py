"""The facts of a plan line, the statements they name, and the evidence in words: each as it is written."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from rule_cases import NOW, PHONE, PROMISED, UNREACHED, at, call, order, statement

from repaircli.platform.codes import FormState, Origin, Subject
from repaircli.rules.cancelling import evidence, plan_facts, statements
from repaircli.rules.orders.state import OrderNumber, Part, had_number

DAY = timedelta(days=1)

PLAIN = {
    "station": "000001",
    "status": "in_service",
    "visit": "true",
    "started": "false",
    "in_custody": "false",
    "held_by_branch": "false",
    "parts_issued": "false",
    "unreachable_since": "",
    "reached": "",
    "calls": "0",
    "phones": PHONE,
    "facts": "",
    "parts_under_way": "",
    "marked": "false",
    "form": "",
}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, {}),
        ({"visit": False, "in_custody": True}, {"visit": "false", "in_custody": "true"}),
        ({"started": True}, {"started": "true", "reached": "2026-05-01 09:00:00"}),
        ({"held_by_branch": True, "parts_issued": True}, {"held_by_branch": "true", "parts_issued": "true"}),
        ({"sentinel_t2": UNREACHED["sentinel_t2"]}, {"unreachable_since": "2026-06-03 12:30:00"}),
        ({"numbers": (PHONE, "01060000003")}, {"phones": f"{PHONE};01060000003"}),
        ({"logged": {"reseat", "nff_power"}}, {"facts": "nff_power;reseat"}),
        ({"mark": "software"}, {"marked": "true"}),
        (
            {
                "parts": (
                    Part("PO-1", "C1", NOW, None),
                    Part("PO-1", "C2", NOW, None)._replace(received_at=NOW),
                    Part("PO-2", "C3", NOW, None),
                )
            },
            {"parts_under_way": "PO-1 C1;PO-2 C3"},
        ),
        (
            {"statements": (statement("plan", "agreed", "call"), statement("service", "pending"))},
            {"form": "plan lapsed;service pending"},
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_every_fact_of_a_plan_line_is_written_under_its_own_key(
    facts: dict[str, Any], said: dict[str, str]
) -> None:
    told = plan_facts.texts(order(**facts), "000001")
    assert list(told) == list(PLAIN)
    assert told == {**PLAIN, **said}


def test_the_calls_are_their_number_the_last_of_them_and_a_mark_of_all() -> None:
    attempts = (call("2026-06-04 09:00"), call("2026-06-05 10:30", "busy", "13800000002"))
    every = f"2026-06-04 09:00:00 no-answer {PHONE}\n2026-06-05 10:30:00 busy 13800000002"
    mark = hashlib.sha256(every.encode()).hexdigest()[:8]
    assert (
        plan_facts.texts(order(attempts=attempts), "000001")["calls"] == f"2, 2026-06-05 10:30 busy #{mark}"
    )


def test_a_seal_is_of_the_words_and_not_of_the_blanks() -> None:
    seal = plan_facts.seal(["1", " 张三  李四 ", ""])
    assert seal == plan_facts.seal(["1", "张三 李四", " "]) != plan_facts.seal(["1", "张三", "李四"])
    assert seal == "h:" + hashlib.sha256("1\x1f张三 李四\x1f".encode()).hexdigest()[:24]
    assert plan_facts.seal(["\ud800"]).startswith("h:"), "a broken character of a file is sealed too"


def test_what_changed_is_told_in_the_order_of_today() -> None:
    before, now = {"a": "1", "b": "2", "gone": "x"}, {"b": "3", "a": "1", "new": "y"}
    assert plan_facts.changes(before, now) == [
        plan_facts.Change("b", "2", "3"),
        plan_facts.Change("new", None, "y"),
        plan_facts.Change("gone", "x", None),
    ]


# ---------------------------------------------------------------------------------------------------------- statements


@pytest.mark.parametrize(
    ("facts", "subject", "codes"),
    [
        ({}, "plan", []),
        ({"visit": False}, "plan", [("form_subject", "001-1.5.7")]),
        ({}, "service", [("form_subject", "001-2.5.6")]),
        ({"visit": False}, "service", [("form_subject", "001-2.5.6")]),
        ({"visit": False, "in_custody": True}, "service", []),
        ({"visit": False, "origin": "station"}, "service", []),
        ({"origin": "station"}, "service", [("form_subject", "001-2.5.6")]),
        ({}, "software-oow", []),
        ({"origin": "station"}, "software-oow", [("form_subject", "001-6.3.6")]),
        ({"form": "plan pending"}, "plan", [("form_pending", "001-1.5.7")]),
        ({"form": "software-oow pending"}, "plan", [("form_pending", "001-6.3.6")]),
        ({"form": "plan agreed"}, "plan", []),
        ({"form": "plan pending call"}, "plan", []),
    ],
)
def test_a_statement_is_submitted_for_the_order_of_its_kind_while_none_waits(
    facts: dict[str, Any], subject: str, codes: list[tuple[str, str]]
) -> None:
    assert [(c.code, c.clause) for c in statements.check(order(**facts), subject)] == codes


@pytest.mark.parametrize(
    ("facts", "subject", "lacks"),
    [
        ({}, Subject.PLAN, "service has not started"),
        ({"started": True}, Subject.PLAN, None),
        ({"origin": "station"}, Subject.PLAN, None),
        ({}, Subject.SOFTWARE_OOW, "the order is not marked"),
        ({"mark": "batch"}, Subject.SOFTWARE_OOW, None),
        ({}, Subject.SERVICE, None),
    ],
)
def test_what_a_cancel_on_the_statement_still_lacks_is_told(
    facts: dict[str, Any], subject: str, lacks: str | None
) -> None:
    said = statements.not_yet(order(**facts), subject)
    assert (said is None) is (lacks is None)
    assert lacks is None or str(said).startswith(lacks)


SUBMITTED = at("2026-06-03 10:00")


@pytest.mark.parametrize(
    ("facts", "lapsed"),
    [
        ({}, (None, None)),
        ({"attempts": (call("2026-06-03 11:00", "reached"),)}, (at("2026-06-03 11:00"), "call")),
        ({"attempts": (call("2026-06-03 11:00"),)}, (None, None)),
        ({"attempts": (call("2026-06-03 10:00", "reached"),)}, (None, None)),
        ({"slots": PROMISED["slots"]}, (None, None)),
        (
            {"slots": (PROMISED["slots"][0]._replace(written_at=SUBMITTED + DAY),)},
            (SUBMITTED + DAY, "promise"),
        ),
        ({"started_at": SUBMITTED + DAY}, (SUBMITTED + DAY, "start")),
        ({"visit": False, "arrived_at": SUBMITTED + DAY}, (SUBMITTED + DAY, "arrival")),
        (
            {"started_at": SUBMITTED + 2 * DAY, "attempts": (call("2026-06-04 09:00", "reached"),)},
            (at("2026-06-04 09:00"), "call"),
        ),
    ],
)
def test_a_statement_lapses_by_the_first_thing_that_shows_another_mind(
    facts: dict[str, Any], lapsed: tuple[Any, Any]
) -> None:
    found = statements.judged(order(**facts), 7, "plan", FormState.AGREED, SUBMITTED)
    assert (found.id, found.subject, found.state, found.submitted_at) == (7, "plan", "agreed", SUBMITTED)
    assert (found.lapsed_at, found.lapsed_by) == lapsed
    assert found.in_custody is False


def test_where_the_machine_was_is_kept_with_the_statement() -> None:
    held = order(visit=False, arrived_at=SUBMITTED - DAY, picked_up_at=SUBMITTED + DAY)
    assert statements.judged(held, 7, "service", FormState.PENDING, SUBMITTED).in_custody
    assert not statements.judged(held, 7, "service", FormState.PENDING, SUBMITTED + 2 * DAY).in_custody


@pytest.mark.parametrize("origin", Origin)
def test_a_second_statement_waits_for_the_first_whoever_generated_the_order(origin: str) -> None:
    waiting = order(origin=str(origin), form="plan pending")
    assert "form_pending" in [c.code for c in statements.check(waiting, "plan")]


# ------------------------------------------------------------------------------------------------------------ evidence


def told(**changes: Any) -> list[str]:
    data = {"calls": 3, "entered_late": 0, "entered_on": (), "same_minute": 0, "outside_hours": 0, **changes}
    return [str(sentence) for sentence in evidence.sentences(data)]


def test_evidence_is_told_in_words_and_what_is_not_there_is_not() -> None:
    assert told() == ["calls: 3"]
    assert told(entered_late=2, entered_on=("2026-06-05", "2026-06-08"), same_minute=1, outside_hours=4) == [
        "calls: 3",
        "2 of them entered on a later day (2026-06-05, 2026-06-08)",
        "1 not counted: same number and minute as another call",
        "4 outside 08:00–22:00",
    ]
    change = {"number": PHONE, "on": "2026-06-09", "by": "co1", "role": "coordinator"}
    assert told(numbers_changed=({**change, "put_in": True}, {**change, "put_in": False}, change)) == [
        "calls: 3",
        f"{PHONE} added to the order on 2026-06-09 by co1 (coordinator)",
        f"{PHONE} removed from the order on 2026-06-09 by co1 (coordinator)",
        f"{PHONE} removed from the order on 2026-06-09 by co1 (coordinator)",
    ]


def test_a_call_counts_on_a_number_while_the_order_had_it() -> None:
    history = [
        OrderNumber("1", "1", None, until=SUBMITTED),
        OrderNumber("2", "2", SUBMITTED),
        OrderNumber("2", "2", SUBMITTED - 2 * DAY, until=SUBMITTED - DAY),
    ]

    def had(number: str, moment: Any) -> bool:
        return had_number(["2", "3"], history, number, moment)

    assert [had("1", SUBMITTED), had("1", SUBMITTED + DAY)] == [True, False]
    times = [SUBMITTED + n * DAY / 2 for n in (-5, -4, -3, -2, -1, 0, 1)]
    assert [had("2", moment) for moment in times] == [False, True, True, True, False, True, True]
    assert [had("3", SUBMITTED), had("4", SUBMITTED)] == [True, False]
