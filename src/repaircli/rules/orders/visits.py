"""Return visits: which orders are visited, and what a score says (001-1.5.9, 001-2.5.9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from repaircli.platform.codes import Status, VisitResult
from repaircli.platform.text import msg
from repaircli.rules.policy.decision import Check

SCORES = range(1, 6)
SATISFIED_FROM = 4
"""Scores of 4 and 5 are satisfied where the visitor does not say otherwise; 3 is neither, and counts as not."""


def check(status: str, visits: Iterable[str]) -> tuple[Check, ...]:
    """Whether a visit may be recorded for an order of `status` with the results `visits` so far."""
    if status == Status.CANCELLED:
        text = msg("the order is cancelled; only closed orders are visited")
        return (Check("order_cancelled", "001-1.5.9", text),)
    if status != Status.RESOLVED:
        text = msg("the order is not closed yet; only closed orders are visited")
        return (Check("not_closed", "001-1.5.9", text),)
    if any(result != VisitResult.UNREACHABLE for result in visits):
        return (Check("already_visited", "001-1.5.9", msg("the customer of this order was already visited")),)
    return ()


def result_of(score: int) -> VisitResult:
    """The result that a score from 1 to 5 stands for."""
    return VisitResult.SATISFIED if score >= SATISFIED_FROM else VisitResult.UNSATISFIED


@dataclass(frozen=True, slots=True)
class Tally:
    """The visits of a station in a month. `mean` of the scores and `rate` of the satisfied are None where none is."""

    visits: int
    satisfied: int
    unsatisfied: int
    unreachable: int
    mean: float | None
    rate: float | None


def tally(visits: Iterable[tuple[str, int | None]]) -> Tally:
    """Counts `visits`, each a result and a score; customers who were not reached count for neither mean nor rate."""
    found = list(visits)
    scores = [score for _, score in found if score is not None]
    said = [result for result, _ in found]
    good, bad = said.count(VisitResult.SATISFIED), said.count(VisitResult.UNSATISFIED)
    return Tally(
        visits=len(found),
        satisfied=good,
        unsatisfied=bad,
        unreachable=said.count(VisitResult.UNREACHABLE),
        mean=round(sum(scores) / len(scores), 2) if scores else None,
        rate=round(good / (good + bad), 4) if good + bad else None,
    )
