"""The past of an order that is imported: what each row of each file must agree with, field by field."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from rule_cases import at

from repaircli.rules.orders.past import ParentOrder, check

NOW = at("2026-06-10 12:00")
T1 = at("2026-06-01 09:00")
DAY = timedelta(days=1)
OPEN = ParentOrder(T1)
RESOLVED = ParentOrder(T1, True, T1 + 5 * DAY)
CANCELLED = ParentOrder(T1, False, T1 + 5 * DAY)


def day(n: float) -> datetime:
    """So many days after T1."""
    return T1 + n * DAY


SOUND: dict[str, tuple[dict[str, Any], ParentOrder | None]] = {
    "contacts": ({"at": day(1), "recorded_at": day(1)}, OPEN),
    "facts": ({"logged_at": day(1)}, OPEN),
    "urges": ({"created_at": day(1)}, OPEN),
    "notes": ({"written_at": day(1)}, OPEN),
    "attachments": ({"attached_at": day(1)}, OPEN),
    "parts": (
        {
            "status": "received",
            "requested_at": day(1),
            "shipped_at": day(2),
            "received_at": day(3),
            "returned_at": day(4),
        },
        OPEN,
    ),
    "replaced": ({"logged_at": day(1), "old_barcode": "A", "new_barcode": "B"}, OPEN),
    "visits": ({"at": day(6), "result": "satisfied", "score": 5}, RESOLVED),
    "advices": ({"given_at": day(1)}, OPEN),
    "entrustments": ({"issued_at": day(1), "fee": 100, "computed": 100}, OPEN),
    "forms": ({"state": "agreed", "submitted_at": day(1), "decided_at": day(2)}, OPEN),
    "requests": (
        {"status": "approved", "requested_at": day(1), "decided_at": day(2), "order_no": "R1"},
        OPEN,
    ),
    "violations": ({"at": day(1)}, OPEN),
    "pending": (
        {"state": "open", "created_at": day(1), "units": 5, "orders": [], "order_values": {"report": {}}},
        None,
    ),
    "referrals": (
        {"kind": "proxy", "state": "open", "created_at": day(1), "said_first": True, "in_station": False},
        None,
    ),
    "polls": ({"at": day(1)}, None),
}
"""By file: a row against which nothing can be said, and the order that it hangs on."""


def found(
    name: str, changes: dict[str, Any], of: ParentOrder | str | None = "same"
) -> list[tuple[str, str, str]]:
    row, parent = SOUND[name]
    chosen = parent if of == "same" else of
    assert chosen is None or isinstance(chosen, ParentOrder)
    return [(f.column, f.code, f.clause) for f in check(name, {**row, **changes}, NOW, chosen)]


@pytest.mark.parametrize("name", SOUND)
def test_nothing_is_said_against_a_sound_row(name: str) -> None:
    assert found(name, {}) == []


TIMES = {
    "contacts": ("at", "recorded_at", "voided_at"),
    "facts": ("logged_at", "voided_at"),
    "urges": ("created_at",),
    "notes": ("written_at",),
    "attachments": ("attached_at",),
    "parts": ("requested_at", "shipped_at", "received_at", "returned_at"),
    "replaced": ("logged_at", "returned_at"),
    "visits": ("at",),
    "advices": ("given_at",),
    "entrustments": ("issued_at",),
    "forms": ("submitted_at", "decided_at"),
    "requests": ("requested_at", "decided_at"),
    "violations": ("at",),
    "pending": ("created_at",),
    "referrals": ("created_at",),
    "polls": ("at",),
}


@pytest.mark.parametrize(
    ("name", "column"), [(name, column) for name, found in TIMES.items() for column in found]
)
def test_a_time_is_not_to_come_and_not_before_the_order(name: str, column: str) -> None:
    later = found(name, {column: NOW + timedelta(seconds=1)})
    assert (column, "in_future", "001-1.3.7") in later
    assert (column, "in_future", "001-1.3.7") not in found(name, {column: NOW})
    if SOUND[name][1] is not None:
        assert column in [
            c for c, code, _ in found(name, {column: T1 - timedelta(seconds=1)}) if code == "before_t1"
        ]
        assert "before_t1" not in [code for _, code, _ in found(name, {column: T1})]


@pytest.mark.parametrize(
    ("name", "changes", "findings"),
    [
        # the order of times: a step is not before the one ahead of it
        ("parts", {"shipped_at": day(0.5)}, [("shipped_at", "order_of_times", "001-1.5.5")]),
        ("replaced", {"returned_at": day(0.5)}, [("returned_at", "order_of_times", "001-6.8.3")]),
        ("forms", {"decided_at": day(0.5)}, [("decided_at", "order_of_times", "001-1.5.7")]),
        ("requests", {"decided_at": day(0.5)}, [("decided_at", "order_of_times", "001-3.6.2")]),
        ("forms", {"decided_at": day(1)}, []),
        ("contacts", {"recorded_at": day(0.5)}, []),
        ("facts", {"voided_at": day(0.5)}, []),
        (
            "entrustments",
            {"voided_at": day(0.5), "voided_by": "a", "void_why": "b"},
            [("voided_at", "order_of_times", "001-4.5.3")],
        ),
        # parts
        ("parts", {"status": "shipped", "received_at": None, "returned_at": None}, []),
        (
            "parts",
            {"status": "shipped", "shipped_at": None, "received_at": None, "returned_at": None},
            [("shipped_at", "not_shipped", "001-1.4.4")],
        ),
        (
            "parts",
            {"status": "requested", "received_at": None, "returned_at": None},
            [("status", "shipped", "001-1.4.4")],
        ),
        ("parts", {"status": "requested", "shipped_at": None, "received_at": None, "returned_at": None}, []),
        ("parts", {"received_at": None, "returned_at": None}, [("received_at", "received", "001-1.5.6")]),
        (
            "parts",
            {"status": "shipped"},
            [("received_at", "received", "001-1.5.6"), ("returned_at", "returned", "001-1.5.8")],
        ),
        # replaced
        ("replaced", {"new_barcode": "A"}, [("new_barcode", "same_barcode", "001-6.8.3")]),
        ("replaced", {"old_barcode": None, "new_barcode": None}, []),
        # visits
        ("visits", {"at": day(4)}, [("at", "before_closing", "001-1.5.9")]),
        ("visits", {"at": day(5)}, []),
        ("visits", {"score": 0}, [("score", "score", "001-1.5.9")]),
        ("visits", {"score": 6}, [("score", "score", "001-1.5.9")]),
        ("visits", {"score": 1}, []),
        ("visits", {"score": None}, [("score", "score", "001-1.5.9")]),
        ("visits", {"result": "unreachable"}, [("score", "score", "001-1.5.9")]),
        ("visits", {"result": "unreachable", "score": None}, []),
        # entrustments
        ("entrustments", {"fee": 120}, [("why", "no_reason", "001-4.5.3")]),
        ("entrustments", {"fee": 120, "why": "远郊"}, []),
        (
            "entrustments",
            {"voided_at": day(2)},
            [("voided_by", "voided", "001-4.5.3"), ("void_why", "voided", "001-4.5.3")],
        ),
        ("entrustments", {"voided_at": day(2), "voided_by": "a", "void_why": "b"}, []),
        ("entrustments", {"void_why": "b"}, [("void_why", "voided", "001-4.5.3")]),
        ("entrustments", {"voided_by": "a"}, [("voided_by", "voided", "001-4.5.3")]),
        # forms
        ("forms", {"decided_at": None}, [("decided_at", "undecided", "001-1.5.7")]),
        ("forms", {"state": "refused", "decided_at": None}, [("decided_at", "undecided", "001-1.5.7")]),
        ("forms", {"state": "pending", "decided_at": None}, []),
        (
            "forms",
            {"state": "withdrawn", "decided_at": None},
            [("withdrawn_by", "withdrawn", "001-1.5.7"), ("withdrawn_at", "withdrawn", "001-1.5.7")],
        ),
        ("forms", {"withdrawn_by": "a"}, [("withdrawn_by", "withdrawn", "001-1.5.7")]),
        ("forms", {"withdrawn_at": day(3)}, [("withdrawn_at", "withdrawn", "001-1.5.7")]),
        # requests
        ("requests", {"decided_at": None}, [("decided_at", "undecided", "001-3.6.2")]),
        ("requests", {"status": "pending", "decided_at": None}, []),
        # tickets
        ("pending", {"units": 4}, [("units", "too_few", "001-6.8.2")]),
        (
            "pending",
            {"state": "batch"},
            [("judged_by", "judged", "001-6.8.2"), ("judged_at", "judged", "001-6.8.2")],
        ),
        ("pending", {"judged_by": "a"}, [("judged_by", "judged", "001-6.8.2")]),
        ("pending", {"judged_at": day(2)}, [("judged_at", "judged", "001-6.8.2")]),
        (
            "pending",
            {"state": "not_batch", "judged_by": "a", "judged_at": day(2)},
            [("orders", "no_orders", "001-6.8.2")],
        ),
        ("pending", {"state": "not_batch", "judged_by": "a", "judged_at": day(2), "orders": ["R1"]}, []),
        ("pending", {"order_values": {}}, [("order_values", "report", "001-6.8.2")]),
        ("pending", {"order_values": None}, [("order_values", "report", "001-6.8.2")]),
        # referrals
        ("referrals", {"said_first": None}, [("said_first", "said_first", "001-2.5.1")]),
        ("referrals", {"in_station": True}, [("in_station", "in_station", "001-2.5.1")]),
        ("referrals", {"ticket": 3}, [("ticket", "ticket", "001-2.5.1")]),
        (
            "referrals",
            {"state": "taken"},
            [(column, "taken", "001-2.5.1") for column in ("taken_by", "taken_at", "order_no")],
        ),
        ("referrals", {"order_no": "R1"}, [("order_no", "taken", "001-2.5.1")]),
        (
            "referrals",
            {"taken_at": day(0.5)},
            [("taken_at", "order_of_times", "001-2.5.1"), ("taken_at", "taken", "001-2.5.1")],
        ),
    ],
)
def test_each_row_agrees_with_itself(
    name: str, changes: dict[str, Any], findings: list[tuple[str, str, str]]
) -> None:
    assert found(name, changes) == findings


@pytest.mark.parametrize(
    ("name", "column", "clause"),
    [
        ("parts", "requested_at", "001-1.5.5"),
        ("parts", "shipped_at", "001-1.4.4"),
        ("replaced", "logged_at", "001-6.8.3"),
        ("advices", "given_at", "001-4.5.3"),
    ],
)
def test_work_does_not_go_on_after_the_end_of_the_order(name: str, column: str, clause: str) -> None:
    late = {
        column: day(5.5),
        "received_at": None,
        "returned_at": None,
        "status": "shipped",
        "shipped_at": day(5.5),
    }
    changes = {k: v for k, v in late.items() if k in SOUND[name][0] or k == column}
    for of in (RESOLVED, CANCELLED):
        assert (column, "after_end", clause) in found(name, changes, of)
        assert "after_end" not in [
            code for _, code, _ in found(name, {**changes, column: day(5), "shipped_at": day(5)}, of)
        ]
    assert "after_end" not in [code for _, code, _ in found(name, changes, OPEN)]


def test_only_a_closed_order_is_visited() -> None:
    assert found("visits", {}, OPEN) == [("order_no", "not_closed", "001-1.5.9")]
    assert found("visits", {}, CANCELLED) == [("order_no", "not_closed", "001-1.5.9")]


@pytest.mark.parametrize(("of", "clause"), [(RESOLVED, "001-1.3.4"), (CANCELLED, "001-3.3.1")])
def test_no_request_waits_on_an_order_that_is_over(of: ParentOrder, clause: str) -> None:
    assert found("requests", {"status": "pending", "decided_at": None}, of) == [
        ("status", "order_closed", clause)
    ]
