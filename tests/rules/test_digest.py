"""What is told about the rules is what they decide: the table of each edition, the gates, the conditions, the checks."""

from __future__ import annotations

import itertools

import pytest
from rule_cases import ASKERS, MET, NOT_MET, ORIGINS, ask, met, order

from repaircli.rules.cancelling import decide
from repaircli.rules.cancelling.matrix import ROWS, SHORT
from repaircli.rules.policy import explain
from repaircli.rules.policy.citations import citations, citing
from repaircli.rules.policy.clauses import clauses
from repaircli.rules.policy.editions import DIFFERENCES, EDITIONS, MANUAL, V2, Edition


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=list(EDITIONS))
def test_a_cell_is_told_as_it_is_decided(edition: Edition) -> None:
    for reason, origin, asker in itertools.product(ROWS, ORIGINS, ASKERS):
        facts, said = met(reason, origin)
        told = explain.printed(origin, asker, reason, edition).removesuffix("°").split("/")
        assert ask(reason, asker, facts=facts, edition=edition, **said).outcome is SHORT[told[0]]


def test_the_manuals_table_is_the_printed_one() -> None:
    for row in ROWS.values():
        for (origin, asker), cell in row.cells.items():
            assert explain.printed(origin, asker, row.code) == cell.printed


def test_what_the_other_edition_changes_is_marked_as_inferred() -> None:
    changed = [
        (reason, explain.printed(o, a, reason, V2))
        for reason, o, a in itertools.product(ROWS, ORIGINS, ASKERS)
        if explain.printed(o, a, reason, V2) != explain.printed(o, a, reason, MANUAL)
    ]
    assert changed and all(text.endswith("°") for _, text in changed)
    assert {reason for reason, _ in changed} <= V2.absent | {"complaint_refuse"}


GATED = {
    "G1": [{"facts": order(status="resolved")}, {"facts": order(status="cancelled")}],
    "G2": [{"actor": "agent"}],
    "G3": [{"asked_by": "customer", "station_induced": True}],
    "G4": [{"actor": "agent", "asked_by": "region"}],
    "G5": [{"way": "self"}],
    "G7": [{"detail": "", "way": "request"}],
    "G8": [
        {"facts": order(logged=frozenset({"phone_resolved"}))},
        {"facts": order(logged=frozenset({"reseat"}))},
    ],
    "G10": [{"facts": order(pending=True)}],
}


@pytest.mark.parametrize("gate", [g for g in explain.GATES if g.id in GATED], ids=lambda g: g.id)
def test_a_gate_answers_and_cites_as_it_is_told(gate: explain.Gate) -> None:
    for said in GATED[gate.id]:
        for edition in EDITIONS.values():
            if edition is V2 and gate.id == "G3":
                continue  # 000 knows no leading of customers
            d = ask("wrong_area", edition=edition, **said)  # type: ignore[arg-type]
            assert d.outcome in gate.outcomes
            own = {c for c in gate.clauses if c[:3] in edition.documents}
            assert set(d.clauses) <= own or not own


def test_all_gates_are_told_in_their_order() -> None:
    assert [g.id for g in explain.GATES] == [f"G{n}" for n in range(1, 11)]
    # G6 is a matter of identity, G9 of one reason a question.
    assert set(GATED) == {g.id for g in explain.GATES} - {"G6", "G9"}
    assert all(c in clauses() for g in explain.GATES for c in g.clauses)


def test_a_row_has_conditions_in_words_exactly_where_it_has_conditions() -> None:
    # The target of a reassigned order is asked for when it is approved, and by the action.
    reassigned = {r for r in ROWS if explain.printed("cc", "station", r).endswith("RR")}
    conditioned = {r for r, ways in NOT_MET.items() if any(o == "continue_repair" for *_, o in ways)}
    conditioned |= {
        "complaint_refuse",
        "entry_error",
        "clerical_other",
        "unreachable_early",
        "reschedule_short",
    }
    assert {r for r in ROWS if explain.conditions(r)} == conditioned | reassigned
    assert set(MET) <= set(ROWS)


def test_a_row_has_a_stage_in_words_exactly_where_it_has_one() -> None:
    staged = {r for r, ways in NOT_MET.items() if any(o == "invalid_reason" for *_, o in ways)}
    assert {r for r in ROWS if decide.stage_of(r) is not None} == staged
    assert {r for r in ROWS if decide.stage_of(r, V2) is not None} == staged - V2.absent


def test_conditions_are_told_with_the_numbers_of_the_edition() -> None:
    manual = " ".join(map(str, explain.conditions("unreachable")))
    assert "6 calls a day on 3 working days" in manual and "5 working days" in manual
    other = " ".join(map(str, explain.conditions("unreachable", V2)))
    assert "calls a day" not in other and "5 days have passed" in other
    assert "15 calendar days" in str(explain.conditions("reschedule_rereport")[0])
    assert [str(c) for c in explain.conditions("parts_late", V2)] == [
        "this edition does not list the reason, so the repair goes on"
    ]


def test_every_difference_is_told_with_the_rows_that_it_changes() -> None:
    for d in DIFFERENCES:
        assert set(explain.rows_of(d)) <= set(ROWS)
        assert explain.rows_of(d) or d.key == "induced_forbidden"
    assert [d.key for d in explain.differences("wrong_phone")] == ["hq_email"]
    assert explain.differences("wrong_area") == ()


def test_a_clause_knows_its_reasons_gates_and_checks() -> None:
    assert explain.reasons_citing("001-2.5.6") == ("service_refused_carry_in",)
    assert [g.id for g in explain.gates_citing("001-3.6.4")] == ["G7"]
    assert {"promise_in_past", "phone_reason"} <= {c.code for c in citing("001-1.5.3")}
    assert explain.reasons_citing("001-6.6.2") == () and citing("001-6.6.2") == ()


def test_every_check_is_listed_with_a_clause_that_exists() -> None:
    found = citations()
    assert len(found) > 90 and len(set(found)) == len(found)
    assert {c.area for c in found} >= {"cancel", "write-back", "closing", "step", "generating", "remark"}
    assert all(c.clause in clauses() and c.text for c in found)
