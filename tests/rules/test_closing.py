"""Closing: on which basis an order may be set to resolved, and everything that is missing (A6)."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from rule_cases import NOW, PLAIN, SECOND, at, changed

from repaircli.platform.codes import Status
from repaircli.rules.orders import closing
from repaircli.rules.orders.close_facts import CLOSE_FACTS
from repaircli.rules.orders.closing import CloseVerdict, Closing
from repaircli.rules.orders.state import Slot
from repaircli.rules.policy.clauses import clause

ONSITE = changed(PLAIN, printed=True, logged={"repaired"}, signed=True, slots=(Slot(1, "normal", NOW, NOW),))
ASKED = Closing(role="engineer", solution="更换内存")
CARRY_IN: dict[str, Any] = {"visit": False, "picked_up": True}
CONFIRMED: dict[str, Any] = {
    "role": "liaison",
    "basis": "region_confirmed",
    "why": "用户拒签",
    "signed": False,
    "logged": frozenset({"nff_power"}),
}


def check(**changes: Any) -> CloseVerdict:
    asked = {f.name: changes.pop(f.name) for f in fields(Closing) if f.name in changes}
    verdict = closing.check(changed(ONSITE, **changes), replace(ASKED, **asked))
    assert all(clause(c.clause) and "{" not in str(c.text) for c in verdict.checks)
    return verdict


def codes(**changes: Any) -> list[str]:
    return [c.code for c in check(**changes).checks]


CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("repaired and signed", {}, []),
    ("not signed", {"signed": False}, ["not_signed"]),
    ("nothing done", {"logged": frozenset()}, ["nothing_done"]),
    (
        "an attribute is nothing done",
        {"logged": frozenset({"soft_oow_agreed"}), "solution": "软件"},
        ["nothing_done"],
    ),
    ("no T31", {"slots": ()}, ["t31_missing"]),
    ("no solution", {"solution": " \n"}, ["solution_missing"]),
    ("not downloaded", {"status": "dispatched"}, ["not_downloaded"]),
    ("a request waits", {"pending": True}, ["request_pending"]),
    ("by the liaison", {"role": "liaison"}, ["engineer_closes"]),
    ("served before the print", {"printed_at": NOW + SECOND}, ["served_unprinted"]),
    ("served unprinted, and said why", {"printed": False, "unprinted": "忘了"}, []),
    ("served unprinted, said with the signature", {"printed": False, "unprinted_why": "忘了"}, []),
    ("served unprinted in a system failure", {"printed": False, "system_failure": True}, []),
    ("resolved already", {"status": "resolved", "signed": False}, ["order_closed"]),
    ("cancelled", {"status": "cancelled"}, ["order_closed"]),
    (
        "everything at once",
        {"slots": (), "signed": False, "logged": frozenset(), "solution": "", "pending": True},
        ["request_pending", "t31_missing", "not_signed", "nothing_done", "solution_missing"],
    ),
    ("visit by pick-up", {"basis": "pickup"}, ["basis_carry_in"]),
    ("visit by delivery", {"basis": "delivered"}, ["basis_carry_in"]),
    # carry-in: signed and handed over
    ("picked up and signed", CARRY_IN, []),
    ("delivered and signed", {"visit": False, "delivered": True}, []),
    ("picked up, not signed", {**CARRY_IN, "signed": False}, ["not_signed"]),
    ("still in the station", {"visit": False, "in_custody": True}, ["in_custody"]),
    ("never fetched", {"visit": False}, ["not_picked_up"]),
    ("carry-in on signature alone", {**CARRY_IN, "basis": "signed"}, ["basis_handover"]),
    ("delivered said, picked up", {**CARRY_IN, "basis": "delivered"}, ["not_delivered"]),
    ("must be delivered, fetched", {**CARRY_IN, "must_deliver_back": True}, ["must_deliver_back"]),
    (
        "must be delivered, fetched by his wish",
        {**CARRY_IN, "must_deliver_back": True, "why": "用户要自取"},
        [],
    ),
    ("must be delivered, delivered", {"visit": False, "delivered": True, "must_deliver_back": True}, []),
    # the region confirms
    ("confirmed finding", CONFIRMED, []),
    ("confirmed without reason", {**CONFIRMED, "why": " "}, ["why_missing"]),
    ("confirmed repair", {**CONFIRMED, "logged": frozenset({"repaired"})}, []),
    ("confirmed without any work", {**CONFIRMED, "logged": frozenset()}, ["nothing_done"]),
    ("confirmed by the engineer", {**CONFIRMED, "role": "engineer"}, ["liaison_confirms"]),
    ("confirmed after a visit without T31", {**CONFIRMED, "slots": ()}, []),
    ("confirmed with the machine there", {**CONFIRMED, "visit": False, "in_custody": True}, []),
    (
        "confirmed without T31, the machine not collected",
        {**CONFIRMED, "visit": False, "in_custody": True, "slots": ()},
        [],
    ),
    (
        "confirmed without T31, the machine gone home",
        {**CONFIRMED, **CARRY_IN, "slots": ()},
        ["t31_missing"],
    ),
    ("confirmed while a request waits", {**CONFIRMED, "pending": True}, ["request_pending"]),
]


@pytest.mark.parametrize(("changes", "missing"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_an_order_is_closed_only_with_all_that_the_clauses_ask(
    changes: dict[str, Any], missing: list[str]
) -> None:
    assert codes(**changes) == missing


@pytest.mark.parametrize(
    ("changes", "basis"),
    [
        ({}, "signed"),
        (CARRY_IN, "pickup"),
        ({"visit": False, "delivered": True}, "delivered"),
        ({**CARRY_IN, "delivered": True}, "delivered"),
        (CONFIRMED, "region_confirmed"),
    ],
)
def test_the_basis_is_the_usual_one_unless_it_is_named(changes: dict[str, Any], basis: str) -> None:
    assert check(**changes).basis == basis


@pytest.mark.parametrize("fact", CLOSE_FACTS)
def test_a_signature_or_the_region_confirms_any_work_that_counts(fact: str) -> None:
    attribute = fact in ("soft_oow_agreed", "region_commissioned")
    words = {"logged": frozenset({fact}), "solution": "软件 投诉"}
    assert codes(**words) == codes(**{**CONFIRMED, **words}) == (["nothing_done"] if attribute else [])


WORDS: list[tuple[frozenset[str], str, bool]] = [
    (frozenset({"repaired", "soft_oow_agreed"}), "重装系统", False),
    (frozenset({"repaired", "soft_oow_agreed"}), "软件问题,重装系统", True),
    (frozenset({"repaired", "soft_oow_agreed"}), "保外更换主板", True),
    (frozenset({"software"}), "重装系统", False),
    (frozenset({"software"}), "软件", True),
    (frozenset({"repaired", "region_commissioned"}), "更换硬盘", False),
    (frozenset({"repaired", "region_commissioned"}), "处理投诉,更换硬盘", True),
    (frozenset({"repaired", "region_commissioned"}), "批量问题", True),
    (frozenset({"repaired", "region_commissioned", "soft_oow_agreed"}), "投诉", False),
    (frozenset({"repaired", "region_commissioned", "soft_oow_agreed"}), "软件,投诉", True),
    (frozenset({"repaired"}), "更换硬盘", True),
]


@pytest.mark.parametrize(("facts", "solution", "enough"), WORDS)
def test_an_agents_order_of_that_kind_says_so_in_its_solution(
    facts: frozenset[str], solution: str, enough: bool
) -> None:
    for origin in ("cc", "region", "plan"):
        assert (codes(logged=facts, solution=solution, origin=origin) == []) is enough
    assert codes(logged=facts, solution=solution, origin="station") == []


MARKED: list[tuple[dict[str, Any], str, bool]] = [
    ({"warranty_until": date(2026, 4, 30)}, "更换主板", False),
    ({"warranty_until": date(2026, 4, 30)}, "软件", False),
    ({"warranty_until": date(2026, 4, 30)}, "保外更换主板", True),
    ({"warranty_until": date(2026, 5, 1)}, "更换主板", True),
    ({"mark": "out-of-warranty"}, "更换主板", False),
    ({"mark": "out-of-warranty"}, "保外更换主板", True),
    ({"mark": "software"}, "重装系统", False),
    ({"mark": "software"}, "软件", True),
    ({"mark": "complaint"}, "更换主板", False),
    ({"mark": "batch"}, "批量", True),
    ({"mark": "batch", "warranty_until": date(2026, 4, 30)}, "批量", False),
    ({"mark": "batch", "warranty_until": date(2026, 4, 30)}, "保外，批量", True),
]


@pytest.mark.parametrize(("changes", "solution", "enough"), MARKED)
def test_a_marked_order_or_one_out_of_warranty_says_so_in_its_solution(
    changes: dict[str, Any], solution: str, enough: bool
) -> None:
    said = {"t1": at("2026-05-01 09:00"), "logged": frozenset({"repaired"}), "solution": solution, **changes}
    for origin in ("cc", "region", "plan"):
        assert codes(origin=origin, **said) == ([] if enough else ["solution_words"])
    assert codes(origin="station", **said) == []


def test_nothing_closes_without_a_signature_but_what_the_region_confirms() -> None:
    sides = itertools.product((True, False), (True, False), (True, False), ("engineer", "liaison"))
    for visit, picked_up, delivered, role in sides:
        for basis, fact in itertools.product(
            (None, "signed", "pickup", "delivered", "region_confirmed"), ("repaired", "nff_power")
        ):
            checks = codes(
                visit=visit,
                picked_up=picked_up,
                delivered=delivered,
                role=role,
                basis=basis,
                logged=frozenset({fact}),
                signed=False,
                why="x",
            )
            if not checks:
                assert (basis, role) == ("region_confirmed", "liaison")


@pytest.mark.parametrize("status", [s for s in Status if s not in ("resolved", "cancelled")])
def test_any_open_status_may_be_closed(status: Status) -> None:
    assert codes(status=str(status), origin="station") == []
