"""Return visits: whose customers are visited, and what the scores add up to."""

from __future__ import annotations

import pytest

from repaircli.platform.codes import Status
from repaircli.rules.orders import visits
from repaircli.rules.policy.clauses import clause


@pytest.mark.parametrize("status", list(Status))
def test_only_a_closed_order_is_visited(status):
    said = {"resolved": [], "cancelled": ["order_cancelled"]}.get(str(status), ["not_closed"])
    checks = visits.check(status, [])
    assert [c.code for c in checks] == said and all(clause(c.clause) for c in checks)


def test_a_customer_is_visited_once_and_asked_again_until_he_is_reached():
    assert visits.check("resolved", ["unreachable", "unreachable"]) == ()
    assert [c.code for c in visits.check("resolved", ["unreachable", "satisfied"])] == ["already_visited"]
    assert [c.code for c in visits.check("resolved", ["unsatisfied"])] == ["already_visited"]


def test_a_score_says_whether_the_customer_is_satisfied():
    assert [str(visits.result_of(s)) for s in visits.SCORES] == ["unsatisfied"] * 3 + ["satisfied"] * 2


def test_customers_who_were_not_reached_count_for_neither_mean_nor_rate():
    said = visits.tally([("satisfied", 5), ("satisfied", 4), ("unsatisfied", 1), ("unreachable", None)])
    assert (said.visits, said.satisfied, said.unsatisfied, said.unreachable) == (4, 2, 1, 1)
    assert (said.mean, said.rate) == (3.33, 0.6667)


def test_without_a_score_there_is_no_mean():
    said = visits.tally([("unreachable", None)])
    assert (said.mean, said.rate) == (None, None)
