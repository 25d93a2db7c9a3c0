"""The steps of an order: which may be taken when, and what each lacks (A5, A-25)."""

from __future__ import annotations

from typing import Any

import pytest
from rule_cases import PLAIN, changed

from repaircli.rules.orders import steps
from repaircli.rules.orders.close_facts import CLOSE_FACTS
from repaircli.rules.orders.steps import EVENTS
from repaircli.rules.policy.clauses import clause

ORDER = changed(PLAIN, printed=True)
CARRY_IN: dict[str, Any] = {"visit": False, "in_custody": True}
READY: dict[str, dict[str, Any]] = {
    "download": {"status": "dispatched"},
    "arrived": {"visit": False},
    "sign": {"logged": {"nff_power"}},
    "picked-up": CARRY_IN,
    "delivered": CARRY_IN,
    "check-failed": {**CARRY_IN, "repaired": True},
    "fact": {"fact": "nff_power"},
}
"""By step: what differs from a plain on-site order where the step may be taken."""


def codes(event: str, **changes: Any) -> list[str]:
    asked = {name: changes.pop(name) for name in ("fact", "excused") if name in changes}
    checks = steps.may(event, changed(ORDER, **changes), **asked)
    assert all(clause(c.clause) and "{" not in str(c.text) for c in checks)
    return [c.code for c in checks]


def ready(event: str, **changes: Any) -> list[str]:
    return codes(event, **{**READY.get(event, {}), **changes})


@pytest.mark.parametrize("event", EVENTS)
def test_a_step_may_be_taken_on_an_order_that_is_ready_for_it(event: str) -> None:
    assert ready(event) == []


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("status", ["resolved", "cancelled"])
def test_no_step_is_taken_on_a_closed_order_but_handing_the_machine_back_and_printing_a_copy(
    event: str, status: str
) -> None:
    returns = event in ("picked-up", "delivered")
    copied = event == "print" and status == "resolved"
    assert ready(event, status=status) == ([] if returns or copied else ["order_closed"])
    assert codes(event, status=status) == ([] if copied else ["order_closed"])


PENDING_REFUSES = {
    "start", "repaired", "sign", "picked-up", "check-failed", "delivered", "edit", "parts",
}  # fmt: skip


@pytest.mark.parametrize("event", EVENTS)
def test_while_a_request_is_pending_work_is_frozen_and_records_go_on(event: str) -> None:
    assert ready(event, pending=True) == (["request_pending"] if event in PENDING_REFUSES else [])


@pytest.mark.parametrize("event", EVENTS)
def test_a_dispatched_order_is_downloaded_before_anything_is_done_on_it(event: str) -> None:
    needs = event not in ("download", "edit", "urge")
    changes = {"status": "dispatched"}
    assert ready(event, **changes) == (["not_downloaded"] if needs else [])
    assert "not_downloaded" not in ready(event, **changes, origin="station")


CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("download", {"status": "downloaded"}, ["not_dispatched"]),
    ("start", {"printed": False}, ["not_printed"]),
    ("start", {"printed": False, "excused": True}, []),
    ("start", {"printed": True, "started": True}, []),
    ("start", {"printed": False, "pending": True}, ["request_pending", "not_printed"]),
    ("arrived", {}, ["not_carry_in"]),
    ("arrived", CARRY_IN, ["already_in_custody"]),
    ("repaired", {"printed": False}, []),
    ("repaired", {"repaired": True}, ["already_repaired"]),
    ("sign", {}, ["nothing_to_sign"]),
    ("sign", {"printed": False, "logged": {"nff_power"}}, ["served_unprinted"]),
    ("sign", {"printed": False, "logged": {"nff_power"}, "excused": True}, []),
    ("sign", {"printed": False, "logged": {"nff_power"}, "unprinted_why": "忘了"}, []),
    ("sign", {"printed": False, "logged": {"nff_power"}, "system_failure": True}, []),
    ("sign", {"printed": False, "logged": {"phone_resolved"}}, []),
    ("sign", {"printed": False, "logged": {"phone_resolved"}, "started": True}, ["served_unprinted"]),
    ("sign", {"signed": True, "logged": {"nff_power"}}, ["already_signed"]),
    ("picked-up", {}, ["not_carry_in"]),
    ("picked-up", {"visit": False}, ["not_in_custody"]),
    ("delivered", {"visit": False}, ["not_in_custody"]),
    ("check-failed", CARRY_IN, ["not_repaired"]),
    ("check-failed", {"visit": False, "repaired": True}, ["not_in_custody"]),
    ("check-failed", {}, ["not_carry_in", "not_repaired"]),
    ("form", {"pending": True}, []),
    ("contact", {"pending": True}, []),
]


@pytest.mark.parametrize(("event", "changes", "missing"), CASES)
def test_a_step_names_what_it_lacks(event: str, changes: dict[str, Any], missing: list[str]) -> None:
    assert codes(event, **changes) == missing


@pytest.mark.parametrize("fact", CLOSE_FACTS)
def test_a_close_fact_asks_for_its_kind_of_order_only(fact: str) -> None:
    on_a_visit = fact in ("reseat", "oow_second_level", "human_damage_second_level")
    tested = fact in ("oow_second_level", "human_damage_second_level")
    assert codes("fact", fact=fact, printed=False) == (["not_tested"] if tested else [])
    assert codes("fact", fact=fact, printed=False, started=True) == []
    assert codes("fact", fact=fact, **CARRY_IN) == (["visit_only"] if on_a_visit else [])


def test_printing_is_required_before_service_by_its_clause() -> None:
    (check,) = steps.may("start", changed(ORDER, printed=False))
    assert check.clause == "001-1.5.6"
