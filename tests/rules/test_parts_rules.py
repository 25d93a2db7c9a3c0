"""Parts: when one is applied for, what a late one asks for first, what still has to go back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rule_cases import PLAIN, at, changed

from repaircli.platform import amounts
from repaircli.rules import parts
from repaircli.rules.orders.state import Slot
from repaircli.rules.orders.writeback import PARTS_REASON
from repaircli.rules.parts import Applied, Replaced
from repaircli.rules.policy.clauses import clause

ZONE = ZoneInfo("Asia/Shanghai")
PROMISED = (Slot(1, "normal", at("2026-06-04 10:00"), at("2026-06-03 10:00")),)
VISIT = changed(PLAIN, now=at("2026-06-09 12:00"), slots=PROMISED)
CARRY_IN = changed(VISIT, visit=False, in_custody=True, slots=())


def codes(checks: Any) -> list[str]:
    assert all(clause(c.clause) and "{" not in str(c.text) for c in checks)
    return [c.code for c in checks]


@pytest.mark.parametrize("status", ["in_service", "multi_repair", "parts_requested"])
def test_a_visit_applies_for_parts_once_a_real_time_is_promised(status):
    order = changed(VISIT, status=status)
    assert codes(parts.request(order)) == []
    assert codes(parts.request(changed(order, slots=()))) == ["t31_missing"]


@pytest.mark.parametrize(
    ("status", "said"),
    [("in_service", []), ("parts_requested", []), ("awaiting_pickup", ["pickup_agreed"]), ("downloaded", [])],
)
def test_a_carry_in_applies_for_parts_while_no_pick_up_time_stands(status, said):
    for slots in ((), PROMISED):
        assert codes(parts.request(changed(CARRY_IN, status=status, slots=slots))) == said


def test_a_machine_that_nobody_has_seen_or_asked_about_needs_no_parts():
    order = changed(CARRY_IN, status="downloaded", in_custody=False)
    assert codes(parts.request(changed(order, slots=()))) == ["not_in_service"]


def test_parts_are_frozen_while_a_cancel_is_undecided_and_over_with_the_order():
    asked = [Applied("P1", "requested")]
    for order in (
        changed(VISIT, pending=True),
        changed(VISIT, status="resolved"),
        changed(VISIT, status="cancelled"),
    ):
        said = ["request_pending"] if order.pending else ["order_closed"]
        assert codes(parts.request(order)) == said
        assert codes(parts.ship(order, asked)) == said
        assert codes(parts.replace(order)) == said
    assert codes(parts.give_back(changed(VISIT, pending=True))) == ["request_pending"]
    assert codes(parts.give_back(changed(VISIT, status="resolved"))) == []
    assert codes(parts.receive(changed(VISIT, status="resolved"), "PO1", asked)) == []


def test_a_parts_order_is_shipped_and_taken_in_once():
    assert codes(parts.ship(VISIT, [Applied("P1", "shipped"), Applied("P2", "requested")])) == []
    assert codes(parts.ship(VISIT, [Applied("P1", "shipped"), Applied("P2", "received")])) == [
        "already_shipped"
    ]
    assert codes(parts.receive(VISIT, "PO1", [Applied("P1", "received")])) == ["already_received"]


def slot(at: str, type_: str | None = "备件原因", reason: str | None = None) -> Slot:
    written = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    return Slot(2, "normal", written, written, type_, reason)


NAMED = PARTS_REASON.format(order="PO1", code="P1")
OTHER = PARTS_REASON.format(order="PO9", code="P9")


@pytest.mark.parametrize(
    ("eta", "slots", "late"),
    [
        (None, (), False),
        (date(2026, 6, 9), (), False),
        (date(2026, 6, 8), (), True),
        (date(2026, 6, 8), (slot("2026-06-09T09:00", reason=OTHER),), False),
        (date(2026, 6, 8), (slot("2026-06-08T09:00", reason=OTHER),), True),
        (date(2026, 6, 8), (slot("2026-06-07T09:00", reason=NAMED),), False),
        (date(2026, 6, 8), (slot("2026-06-09T09:00", "客户原因", "改期"),), True),
    ],
)
def test_a_late_part_is_told_of_in_t3_before_it_is_taken_in(eta, slots, late):
    asked = [Applied("P1", "shipped", eta)]
    assert codes(parts.receive(changed(VISIT, slots=slots), "PO1", asked)) == ["late_not_promised"] * late
    assert codes(parts.receive(changed(CARRY_IN, slots=slots), "PO1", asked)) == [], (
        "a carry-in has no T3 yet"
    )


def test_a_late_part_is_taken_in_where_no_t3_is_left_to_tell_of_it():
    full = (
        slot("2026-06-03T09:00", None),
        slot("2026-06-04T09:00", "客户原因"),
        slot("2026-06-05T09:00", "客户原因"),
    )
    asked = [Applied("P1", "shipped", date(2026, 6, 8))]
    assert codes(parts.receive(changed(VISIT, slots=full), "PO1", asked)) == []
    assert codes(parts.receive(changed(VISIT, slots=full[:2]), "PO1", asked)) == ["late_not_promised"]


def test_arrived_parts_that_were_not_built_in_are_what_is_left_over():
    applied = [
        Applied("P1", "received"),
        Applied("P1", "received"),
        Applied("P2", "received"),
        Applied("P3", "shipped"),
    ]
    assert parts.unused(applied, []) == [0, 1, 2]
    assert parts.unused(applied, [Replaced("P1")]) == [1, 2]
    assert parts.unused(applied, [Replaced("P1"), Replaced("P1"), Replaced("P2"), Replaced("P9")]) == []
    gone = [replace(applied[0], returned=True), *applied[1:]]
    assert parts.unused(gone, [Replaced("P1")]) == [2]


def test_the_fault_description_names_every_failed_and_every_new_part():
    assert parts.description("开机无显示", []) == "开机无显示"
    told = parts.description(
        "开机无显示", [Replaced("M1", "内存", "O1", "N1"), Replaced("B2", "主板", None, "N2")]
    )
    assert told == "开机无显示；故障件：内存（O1）、主板（B2）；更换件：内存（N1）、主板（N2）"


@pytest.mark.parametrize(
    ("text", "fen"),
    [("0", 0), ("120", 12000), ("120.5", 12050), ("120.05", 12005), ("１２", 1200), (" 9.90 ", 990)],
)
def test_yuan_are_kept_as_fen(text, fen):
    assert amounts.fen(text) == fen


@pytest.mark.parametrize(
    "text", ["", "-1", "1.234", "1e3", "nan", "1,000", "1_000", ".5", "5.", "１２。5", "9999999999"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError):
        amounts.fen(text)


def test_fen_are_shown_as_yuan():
    assert [amounts.yuan(f) for f in (0, 5, 50, 12005)] == ["0.00", "0.05", "0.50", "120.05"]
