"""The editions of the policy: what differs between them stands in one table, and each cites only its own documents."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from rule_cases import ASKERS, CALENDAR, ask, at, call, codes, met, order

from repaircli.calendar.national import OverlayCalendar
from repaircli.rules.cancelling.decide import Question, decide
from repaircli.rules.cancelling.matrix import CLAUSES, ROWS
from repaircli.rules.orders.state import Attempt, OrderState
from repaircli.rules.policy.clauses import clause, clauses
from repaircli.rules.policy.decision import Decision
from repaircli.rules.policy.editions import (
    DIFFERENCES,
    EDITIONS,
    MANUAL,
    PARALLEL,
    V2,
    Edition,
    cited,
    cited_by_all,
    clause_in,
)

FIFTH, T31 = "2026-06-10 18:00", "2026-06-03 12:30"


def lost(now: str, *attempts: Attempt, sentinel: str | None = None) -> OrderState:
    return order(now=at(now), attempts=attempts, sentinel_t2=None if sentinel is None else at(sentinel))


def v2(reason: str, asked_by: str = "station", **more: Any) -> Decision:
    return ask(reason, asked_by, edition=V2, **more)


def test_the_other_edition_asks_no_number_of_days_for_a_change_of_date() -> None:
    assert v2("reschedule_rereport", agrees_rereport=True).allowed
    d = v2("reschedule_rereport", wished=date(2026, 12, 1))
    assert [(m.code, m.clause) for m in d.missing] == [("agrees_rereport", "000-5.2")]


def test_the_other_edition_counts_five_days_from_the_first_failed_call() -> None:
    first = call("2026-06-05 10:00")
    early = v2("unreachable", facts=lost("2026-06-10 09:59:59", first))
    assert (codes(early), early.allowed_from) == (["working_days"], at("2026-06-10 10:00"))
    assert v2("unreachable", facts=lost("2026-06-10 10:00", first)).outcome == "region_cancel"
    assert codes(v2("unreachable", facts=lost(FIFTH, sentinel=T31))) == ["no_clock"]
    reached = lost(FIFTH, first, call("2026-06-09 10:00", "reached"))
    assert codes(v2("unreachable", facts=reached)) == ["no_clock"]


def test_the_other_edition_needs_no_calendar() -> None:
    dropped = OverlayCalendar(covered={2026: False})
    assert v2("unreachable", facts=lost(FIFTH, call("2026-06-03 10:00")), calendar=dropped).allowed


def test_the_other_edition_sends_no_mail_to_headquarters_and_knows_no_leading_to_800() -> None:
    assert v2("wrong_phone").notify == ("station",)
    assert v2("wrong_area", "customer", station_induced=True).outcome == "cc_cancel"


def test_the_other_edition_knows_no_statement() -> None:
    own = order(origin="station")
    assert v2("complaint_refuse", facts=own).outcome == "region_cancel"
    agreed = order(form="plan agreed", started=True, attempts=(call("2026-06-03 10:00", "number-invalid"),))
    assert v2("special_request", facts=agreed, detail="x").use_reason == "wrong_phone"


@pytest.mark.parametrize("reason", sorted(V2.absent))
def test_a_row_that_the_other_edition_does_not_know_goes_on_with_the_repair(reason: str) -> None:
    facts = order(form="plan agreed", started=True, held_by_branch=True, in_custody=True)
    for origin in ("cc", "region", "station"):
        for asker in ("station", "region"):
            d = v2(reason, asker, facts=replace(facts, origin=origin))
            assert (d.outcome, d.allowed, d.clauses) == ("continue_repair", False, ("000-6.1", "000-5.2"))
        assert v2(reason, "customer", facts=replace(facts, origin=origin)).outcome == "cc_cancel"


@pytest.mark.parametrize("fact", ["nff_inherent", "oow_second_level", "human_damage_second_level"])
def test_a_finding_that_the_other_edition_does_not_know_closes_nothing_there(fact: str) -> None:
    found = order(logged=frozenset({fact}))
    assert ask("self_resolved", facts=found).outcome == "must_close"
    assert v2("self_resolved", facts=found).outcome == "region_cancel"
    repaired = order(logged=frozenset({fact, "repaired"}))
    assert (v2("self_resolved", facts=repaired).outcome, v2("self_resolved", facts=repaired).clauses) == (
        "must_close",
        ("000-5.2",),
    )


@pytest.mark.parametrize("difference", DIFFERENCES, ids=[d.key for d in DIFFERENCES])
def test_the_editions_differ_in_nothing_but_the_table_of_differences(difference: Any) -> None:
    def value(edition: Any) -> Any:
        if difference.key.startswith("row:"):
            return difference.key.removeprefix("row:") not in edition.absent
        return getattr(edition, difference.key, getattr(edition.limits, difference.key, None))

    assert (value(MANUAL), value(V2)) == (difference.manual, difference.v2)
    assert difference.manual != difference.v2


def test_the_editions_are_the_manual_and_v2() -> None:
    assert list(EDITIONS) == ["manual", "v2"]
    assert (MANUAL.documents, V2.documents) == (("001", "000"), ("000",))
    assert MANUAL.absent == frozenset()
    assert V2.absent <= set(ROWS)


def test_the_numbers_of_each_edition_are_those_of_its_documents() -> None:
    def numbers(edition: Edition) -> tuple[int, ...]:
        limits = edition.limits
        return limits.unreachable_days, limits.daily_calls, limits.call_days, limits.reschedule_days

    assert (numbers(MANUAL), numbers(V2)) == ((5, 6, 3, 15), (5, 0, 0, 0))


def test_what_001_alone_says_of_a_row_is_absent_from_the_edition_of_000() -> None:
    # `repaired`, `unreachable_early` and `other_unlisted` stand on a principle that 000 has too.
    only_001 = {r for r, cites in CLAUSES.items() if all(c.startswith("001") for c in cites)}
    assert V2.absent == (only_001 | {"reschedule_short"}) - {
        "repaired",
        "unreachable_early",
        "other_unlisted",
    }


def test_every_difference_names_a_clause_of_001_that_makes_it() -> None:
    assert all(clause(d.clause).document == "001" and d.topic for d in DIFFERENCES)
    assert len({d.key for d in DIFFERENCES}) == len(DIFFERENCES)


def test_clauses_are_cited_from_the_first_document_that_has_any() -> None:
    both = ("000-5.2", "001-1.5.2", "001-3.5.2")
    assert cited(MANUAL, both) == ("001-1.5.2", "001-3.5.2")
    assert cited(V2, both) == ("000-5.2",)
    assert cited(MANUAL, ("000-6.3",)) == ("000-6.3",)
    assert cited(V2, ("001-1.5.8", "001-2.5.8")) == ("000-5.2",)
    assert cited(V2, ("001-6.8.2",)) == ()
    assert cited(MANUAL, (*both, "own-3")) == ("001-1.5.2", "001-3.5.2", "own-3")
    assert cited(V2, ("own-1",)) == ("own-1",)
    assert cited_by_all(MANUAL, both) == ("001-1.5.2", "001-3.5.2", "000-5.2")
    assert (clause_in(MANUAL, "001-1.5.2"), clause_in(V2, "001-1.5.2")) == ("001-1.5.2", "000-5.2")


def test_parallels_lead_from_001_to_000() -> None:
    assert all(clause(a).document == "001" and clause(b).document == "000" for a, b in PARALLEL.items())


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=list(EDITIONS))
def test_an_answer_cites_only_documents_of_its_edition(edition: Edition) -> None:
    said = {"detail": "x", "target": True}
    for reason, origin, asker in itertools.product(ROWS, ("cc", "region", "station"), ASKERS):
        for changes in ({}, {"logged": frozenset({"repaired"})}, {"status": "resolved"}, {"pending": True}):
            facts, _ = met(reason, origin, **changes)
            d = ask(reason, asker, facts=facts, edition=edition, **said)
            cites = {*d.clauses, *(m.clause for m in d.missing)}
            assert cites and cites <= set(clauses()), (reason, origin, asker, changes)
            assert {clause(c).document for c in cites} <= {*edition.documents, "own"}


def test_both_editions_are_asked_through_the_same_rule() -> None:
    q = Question("wrong_area", "station", "coordinator")
    assert decide(order(), q, CALENDAR).policy == "manual"
    assert decide(order(), q, CALENDAR, V2).policy == "v2"
