"""Every cell of the policy's table asked through the rule: what is answered where its conditions hold and where they fail."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from rule_cases import (
    ACTORS,
    CALENDAR,
    CALLED_EVERY_DAY,
    CELLS,
    MET,
    NOT_MET,
    POLICIES,
    PROMISED,
    UNREACHED,
    Printed,
    ask,
    codes,
    ids,
    met,
    order,
)

from repaircli.platform.codes import FormState, Origin, Status, Subject
from repaircli.platform.text import Msg
from repaircli.rules.cancelling.decide import Question, decide
from repaircli.rules.cancelling.matrix import ENGLISH, ROWS, SHORT
from repaircli.rules.orders.close_facts import CLOSE_FACTS
from repaircli.rules.policy.clauses import clause
from repaircli.rules.policy.decision import CANCELLING, Decision, Outcome
from repaircli.rules.policy.editions import EDITIONS, MANUAL, Edition
from repaircli.rules.policy.limits import SETTINGS

DISPATCHED = ("cc", "region", "plan")


def sound(d: Decision, edition: Edition = MANUAL) -> None:
    """What holds of every decision, whatever was asked."""
    documents = (*edition.documents, "own")
    assert d.clauses and all(clause(c).document in documents for c in (*d.clauses, *d.parallel)), d
    assert all(clause(m.clause).document in documents for m in d.missing), d
    assert not set(d.clauses) & set(d.parallel)
    assert isinstance(d.because, Msg) and "{" not in str(d.because)
    assert d.hint is None or (str(d.hint).startswith("repaircli ") and "{" not in str(d.hint))
    assert all(str(m.text) and "{" not in str(m.text) for m in d.missing)
    assert d.policy == edition.label
    assert not (d.allowed and d.missing), "what is allowed lacks nothing"
    assert not d.allowed or d.outcome in CANCELLING
    assert d.allowed_from is None or not d.allowed
    assert d.use_reason is None or (d.use_reason in ROWS and not d.allowed)


def answered(cell: Printed, origin: str, **said: Any) -> Decision:
    facts, words = met(cell.reason, origin)
    return ask(cell.reason, cell.asker, facts=facts, **{**words, **said})


@pytest.mark.parametrize("cell", CELLS, ids=ids(CELLS))
def test_a_cell_is_answered_as_printed_where_its_conditions_hold(cell: Printed) -> None:
    for origin in ("cc", "plan") if cell.origin == "cc" else (cell.origin,):
        d = answered(cell, origin)
        sound(d)
        assert d.outcome is SHORT[cell.codes[0]]
        assert d.allowed is (d.outcome in CANCELLING)
        assert d.inferred is cell.text.endswith("°")


@pytest.mark.parametrize(
    "cell", [c for c in CELLS if len(c.codes) == 2], ids=ids(c for c in CELLS if len(c.codes) == 2)
)
def test_the_second_code_of_a_cell_is_answered_too(cell: Printed) -> None:
    if cell.codes == ["RX", "RR"]:
        d = answered(cell, cell.origin, target=True)
        assert (d.outcome, d.allowed) == (Outcome.REGION_CANCEL_REASSIGN, True)
    else:
        assert cell.codes == ["CX", "CL"]
        logged = frozenset({cell.reason, "repaired"})
        d = ask(cell.reason, cell.asker, facts=order(origin=cell.origin, logged=logged))
        assert (d.outcome, d.allowed) == (Outcome.MUST_CLOSE, False)
    sound(d)


REFUSED = [
    pytest.param(reason, facts, said, outcome, id=f"{reason}: {why}")
    for reason, ways in NOT_MET.items()
    for why, facts, said, outcome in ways
]


@pytest.mark.parametrize(("reason", "changes", "said", "outcome"), REFUSED)
def test_a_row_whose_stage_or_condition_fails_says_what_its_remark_names(
    reason: str, changes: dict[str, Any], said: dict[str, Any], outcome: str
) -> None:
    for origin, asker in itertools.product(DISPATCHED, ("station", "region")):
        d = ask(reason, asker, facts=order(origin=origin, **changes), **said)
        sound(d)
        assert (d.outcome, d.allowed) == (outcome, False)
        assert d.missing or outcome == "invalid_reason"


@pytest.mark.parametrize(("reason", "changes", "said", "outcome"), REFUSED)
def test_a_customer_is_asked_for_no_stage_and_no_condition(
    reason: str, changes: dict[str, Any], said: dict[str, Any], outcome: str
) -> None:
    for origin in (*DISPATCHED, "station"):
        d = ask(reason, "customer", facts=order(origin=origin, **changes), **said)
        assert (d.outcome, d.allowed, d.missing) == ("cc_cancel", True, ())


def test_the_cases_here_cover_every_row_that_has_a_stage_or_a_condition() -> None:
    from repaircli.rules.cancelling.decide import _CONDITIONS, _STAGES

    form = {c.reason for c in CELLS if c.codes[0] == "RF"}
    slips = {"entry_error", "clerical_other"}
    group_d = {"unreachable_early", "reschedule_short"}
    assert set(NOT_MET) | slips | group_d | {"complaint_refuse"} == set(_CONDITIONS) | set(_STAGES) | form
    assert set(MET) <= set(ROWS)


# ------------------------------------------------------------------------------------------- no gap, no overlap, no dead

STAGES = [
    {"visit": visit, "started": started, "in_custody": custody, "held_by_branch": branch}
    for visit, started, custody, branch in itertools.product((True, False), repeat=4)
]
RECORDS: list[dict[str, Any]] = [
    {},
    {"parts_issued": True},
    *({"mark": "software", "form": f"{s} {f}"} for s in Subject for f in FormState),
    {"form": "software-oow agreed"},
    {"form": "plan agreed call"},
    UNREACHED,
    CALLED_EVERY_DAY,
    PROMISED,
    MET["wrong_phone"][0],
    {"pending": True},
    {"logged": frozenset({"reseat"})},
    {"logged": frozenset({"soft_oow_agreed"})},
    {"status": str(Status.RESOLVED)},
    {"status": str(Status.CANCELLED)},
]
SAID: list[dict[str, Any]] = [{}, {"detail": "说明", "target": True}, MET["reschedule_rereport"][1]]


@pytest.mark.parametrize("edition", POLICIES.values(), ids=list(POLICIES))
def test_every_question_about_every_order_has_one_sound_answer_and_no_row_is_dead(edition: Edition) -> None:
    seen: Counter[tuple[str, Outcome]] = Counter()
    # a setting is tried on six stages that have each step and its absence
    stages = STAGES if edition in EDITIONS.values() else STAGES[::3]
    rows = concerned(edition)
    for stage, record, origin in itertools.product(stages, RECORDS, Origin):
        facts = order(origin=str(origin), **stage, **record)
        for reason, asker, said in itertools.product(rows, ACTORS, SAID):
            d = decide(facts, Question(reason, asker, ACTORS[asker], **said), CALENDAR, edition)
            if seen[reason, d.outcome] < 40:
                sound(d, edition)
            assert d.allowed is (d.outcome in CANCELLING)
            seen[reason, d.outcome] += 1
    for row in map(ROWS.__getitem__, rows):
        printed = {outcome for cell in row.cells.values() for outcome in cell.outcomes}
        reached = {outcome for reason, outcome in seen if reason == row.code}
        if row.code in edition.absent:
            assert reached == {"cc_cancel", "continue_repair", "forbidden", "must_close"}, row.code
            continue
        if not edition.needs_form:
            printed = {"region_cancel" if o == "region_cancel_with_form" else o for o in printed}
        assert printed <= reached, (row.code, printed - reached)
        gates = {"forbidden", "must_close"}
        stage_fails = {"invalid_reason"} if row.code in STAGED else set()
        condition_fails = {"continue_repair"} if row.code in CONDITIONED else set()
        assert reached <= printed | gates | stage_fails | condition_fails, row.code


def concerned(edition: Edition) -> tuple[str, ...]:
    """The rows that the settings of the edition may change: those they name, and the one that asks after all others."""
    named = {row for key in edition.differing(EDITIONS[edition.name]) for row in SETTINGS[key].rows}
    return (*sorted(named), "special_request") if named and named <= set(ROWS) else tuple(ROWS)


READINGS = {name: edition for name, edition in POLICIES.items() if len(concerned(edition)) < len(ROWS)}


@pytest.mark.parametrize("edition", READINGS.values(), ids=list(READINGS))
def test_a_setting_changes_no_row_but_those_it_names(edition: Edition) -> None:
    plain = EDITIONS[edition.name]
    for record, origin in itertools.product(RECORDS, Origin):
        facts = order(origin=str(origin), **STAGES[3], **record)
        for reason, asker in itertools.product(sorted(set(ROWS) - set(concerned(edition))), ACTORS):
            question = Question(reason, asker, ACTORS[asker], detail="说明", target=True)
            found, usual = (decide(facts, question, CALENDAR, each) for each in (edition, plain))
            assert replace(found, policy=usual.policy) == usual


STAGED = {reason for reason, ways in NOT_MET.items() if any(w[3] == "invalid_reason" for w in ways)}
CONDITIONED = {reason for reason, ways in NOT_MET.items() if any(w[3] == "continue_repair" for w in ways)} | {
    "complaint_refuse"
}


def test_the_reasons_of_an_answer_are_those_of_the_row() -> None:
    # The first document that knows the row, as the contract's own example cites it.
    assert ask("unreachable").clauses == ("001-1.5.2", "001-3.5.2")
    assert ask("unreachable").parallel == ("000-5.2",)
    for reason in ("capacity_exceeded", "info_incomplete", "already_normal", "special_request"):
        assert (ask(reason).clauses, ask(reason).parallel) == (("000-5.2", "000-6.3"), ())
    customer = ask("wrong_area", "customer")
    assert (customer.clauses, customer.parallel) == (("001-3.6.3",), ("000-4.1",))
    assert ask("plan_refused_onsite").parallel == ()


def test_an_answer_by_a_rule_of_the_program_says_so() -> None:
    assert ask("wrong_area", facts=order(pending=True)).clauses == ("own-1",)
    for fact, clauses in (("reseat", ("001-3.5.2", "own-3")), ("phone_resolved", ("001-1.5.3", "001-3.5.2"))):
        done = order(logged=frozenset({fact}))
        for edition in EDITIONS.values():
            d = ask("self_resolved", "customer", facts=done, edition=edition)
            own = "own-3" in d.clauses
            assert d.outcome == "must_close" and own is (fact != "phone_resolved")
            assert ("by a rule of this program" in str(d.because)) is own
        assert ask("self_resolved", "customer", facts=done).clauses == clauses
        assert "own-3" not in ask("self_resolved", facts=done).clauses


# ------------------------------------------------------------------------------------------------------------------ gates


@pytest.mark.parametrize("status", ["resolved", "cancelled"])
@pytest.mark.parametrize("asker", ACTORS)
def test_an_order_at_its_end_is_beyond_every_question(status: str, asker: str) -> None:
    for reason in ROWS:
        d = ask(reason, asker, facts=order(status=status, logged=frozenset({"repaired"}), pending=True))
        assert (d.outcome, codes(d)) == ("forbidden", ["order_closed"])
        sound(d)


@pytest.mark.parametrize("origin", Origin)
def test_a_station_that_phones_the_call_centre_is_sent_to_the_region(origin: Origin) -> None:
    for reason in ROWS:
        d = ask(reason, "station", facts=order(origin=str(origin)), actor="agent")
        assert (d.outcome, codes(d)) == ("forbidden", ["station_phones_800"])
        assert set(d.clauses) == {"001-3.5.1", "001-3.6.1"}
        assert str(d.hint) == f"repaircli cancel request R260603-0001 --reason {reason} --detail TEXT"


def test_an_agent_cancels_nothing_without_a_customer() -> None:
    d = ask("dispatch_error", "region", actor="agent")
    assert (d.outcome, codes(d), d.clauses) == ("forbidden", ["agent_without_customer"], ("001-3.5.1",))


@pytest.mark.parametrize("origin", DISPATCHED)
def test_a_station_does_not_cancel_a_dispatched_order_itself(origin: str) -> None:
    d = ask("entry_error", facts=order(origin=origin), way="self", detail="x")
    assert (d.outcome, codes(d), d.clauses) == ("forbidden", ["dispatched_order"], ("001-3.5.2",))


@pytest.mark.parametrize("asker", ACTORS)
@pytest.mark.parametrize(
    ("reason", "detail", "code"),
    [("", "x", "reason_empty"), ("  ", "x", "reason_empty"), ("wrong_area", " \n", "detail_empty")],
)
def test_nothing_is_cancelled_with_an_empty_reason_or_detail(
    asker: str, reason: str, detail: str, code: str
) -> None:
    way = "customer" if asker == "customer" else "request"
    d = ask(reason, asker, way=way, detail=detail)
    assert (d.outcome, codes(d), d.clauses) == ("forbidden", [code], ("001-3.6.4",))


def test_a_question_needs_no_detail_yet() -> None:
    assert ask("wrong_area", detail="").allowed and ask("wrong_area").allowed


@pytest.mark.parametrize("asker", ["station", "region"])
def test_a_second_request_is_refused_while_one_is_pending(asker: str) -> None:
    d = ask("wrong_area", asker, facts=order(pending=True))
    assert (d.outcome, codes(d)) == ("forbidden", ["request_pending"])


def test_a_customers_own_cancel_passes_a_pending_request() -> None:
    assert ask("wrong_area", "customer", facts=order(pending=True)).outcome == "cc_cancel"
    done = order(pending=True, logged=frozenset({"reseat"}))
    assert ask("wrong_area", "customer", facts=done).outcome == "must_close"


@pytest.mark.parametrize("asker", ACTORS)
@pytest.mark.parametrize(
    "fact", [f for f in CLOSE_FACTS if f not in ("soft_oow_agreed", "region_commissioned")]
)
def test_a_logged_close_fact_closes_whatever_the_reason_and_whoever_asks(asker: str, fact: str) -> None:
    for reason, origin in itertools.product(ROWS, ("cc", "region", "station")):
        facts, said = met(reason, origin, logged=frozenset({fact}))
        d = ask(reason, asker, facts=facts, **said)
        assert (d.outcome, d.allowed) == ("must_close", False)
        assert ENGLISH[fact] in str(d.because)


@pytest.mark.parametrize("attribute", ["soft_oow_agreed", "region_commissioned"])
def test_an_attribute_closes_only_beside_the_repair(attribute: str) -> None:
    assert ask("wrong_area", facts=order(logged=frozenset({attribute}))).outcome == "region_cancel_reassign"
    both = ask("wrong_area", facts=order(logged=frozenset({attribute, "repaired"})))
    assert both.outcome == "must_close"
    assert set(both.clauses) >= {"001-6.3.6", "001-1.5.8"}


def test_what_was_solved_by_phone_is_closed_by_the_phone_solution() -> None:
    d = ask("self_resolved", facts=order(logged=frozenset({"phone_resolved"})))
    assert "--phone-resolved" in str(d.hint)
    d = ask("self_resolved", facts=order(logged=frozenset({"phone_resolved", "repaired"})))
    assert "order close" in str(d.hint)


def test_a_reason_code_that_is_in_no_row_is_an_error_and_no_answer() -> None:
    with pytest.raises(KeyError):
        ask("no_such_reason")


# --------------------------------------------------------------------------------------------------------- induced customers


@pytest.mark.parametrize("reason", ROWS)
def test_an_induced_customer_who_does_not_give_up_is_forwarded(reason: str) -> None:
    d = ask(reason, "customer", station_induced=True)
    assert (d.outcome, d.allowed, d.clauses, d.notify) == (
        "forward_to_region",
        False,
        ("001-3.6.1",),
        ("region",),
    )


def test_an_induced_customer_who_gives_up_himself_is_heard() -> None:
    assert ask("wrong_area", "customer", station_induced=True, gives_up=True).outcome == "cc_cancel"
    done = order(logged=frozenset({"software"}))
    assert (
        ask("wrong_area", "customer", facts=done, station_induced=True, gives_up=True).outcome == "must_close"
    )


# -------------------------------------------------------------------------------------------------------- who is told of it


@pytest.mark.parametrize(
    ("reason", "asker", "changes", "told"),
    [
        ("wrong_area", "station", {}, ("station",)),
        ("wrong_area_cross_region", "station", {}, ("station", "target_region")),
        ("wrong_phone", "region", {}, ("hq_email", "station")),
        ("unreachable", "station", {}, ("hq_email", "station")),
        ("unreachable_early", "station", {}, ()),
        ("wrong_phone", "station", {"origin": "station"}, ()),
        ("wrong_area", "customer", {}, ("station", "region")),
        ("wrong_area", "customer", {"in_custody": True}, ("station", "region", "return_machine")),
        ("self_resolved", "station", {"in_custody": True}, ("station", "return_machine")),
        ("phone_resolved", "customer", {}, ()),
        ("wrong_area", "customer", {"logged": frozenset({"reseat"})}, ()),
        ("entry_error", "station", {"origin": "station"}, ()),
        ("entry_error", "station", {"origin": "station", "started": True}, ("station",)),
        ("entry_error", "region", {"origin": "station"}, ("station",)),
        ("wrong_area", "station", {"pending": True}, ()),
    ],
)
def test_notify_names_who_hears_of_a_cancel(
    reason: str, asker: str, changes: dict[str, Any], told: tuple[str, ...]
) -> None:
    assert ask(reason, asker, facts=order(**changes)).notify == told
