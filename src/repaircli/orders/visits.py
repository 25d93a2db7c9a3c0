"""Return visits to the customers of closed orders: due, recorded, counted (001-1.5.9, 001-2.5.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from repaircli.calendar import months
from repaircli.network import scope
from repaircli.orders import record as orders_record
from repaircli.orders import visit_queries as rows
from repaircli.orders.followup_tables import Visit
from repaircli.orders.lookup_queries import within
from repaircli.platform.answers import Answer
from repaircli.platform.codes import VisitResult
from repaircli.platform.db.data import data_of
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import code, optional
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules.orders import visits as orders_visits


@reads
def due(tx: Transaction, region: str | None = None, station: str | None = None, limit: int = 50) -> Answer:
    """Closed orders whose customer was not reached yet, oldest closing first."""
    wanted = within(
        tx,
        scope.bounds(tx),
        region=scope.region_filter(tx, region),
        station=scope.station_filter(tx, station),
    )
    found = rows.awaiting(tx, wanted, limit)
    more = rows.awaiting_count(tx, wanted) - limit if len(found) == limit else 0
    if more > 0:
        tx.note(msg("{more} more not shown; use --limit all to show everything", more=more))
    return Answer("visit.due", [row._asdict() | {"closed_at": tx.local(row.closed_at)} for row in found])


@writes
def record(
    tx: Transaction,
    no: str,
    *,
    score: int | None = None,
    result: str | None = None,
    answers: Sequence[str] = (),
    note: str | None = None,
) -> Answer:
    """Records the visit of a closed order. `score` from 1 to 5; without `result` it gives the result of the visit.

    A customer who was not reached has no score and stays due. Raises UsageProblem where score and result do not fit,
    and for an answer that is not KEY=VALUE.
    """
    values = {
        "result": str(_result(no, score, result)),
        "score": score,
        "answers": _answers(answers) or None,
        "note": optional(note),
    }
    order = orders_record.find(tx, no)
    before = rows.of_orders(tx, [order.no]).get(order.no, [])
    checks = orders_visits.check(order.order.status, [row.result for row in before])
    if checks:
        return orders_record.refused(order, checks)
    visit = tx.add(Visit, order_no=order.no, at=tx.now, visited_by=tx.acting.login, **values)
    tx.event(
        "visit.recorded",
        order_no=order.no,
        after={"id": visit.id, **{k: v for k, v in values.items() if v is not None}},
    )
    if visit.result == VisitResult.UNSATISFIED:
        tx.note(
            msg("the customer is not satisfied: a complaint or a new order follows, this one stays closed")
        )
    return Answer("visit.recorded", visit_data(tx, visit))


def _result(no: str, score: int | None, result: str | None) -> VisitResult:
    """The result as typed, else what the score says. Raises UsageProblem where they do not fit."""
    typed = None if result is None else VisitResult(code("visit", result, "--result"))
    if (typed is VisitResult.UNREACHABLE) == (score is not None):
        raise UsageProblem(
            msg("a visit has a score from 1 to 5, or the result unreachable"),
            command_line("visit record", "{no} --score 5", no=no),
        )
    if score is None:
        return VisitResult.UNREACHABLE
    if score not in orders_visits.SCORES:
        raise UsageProblem(msg("--score: expected 1 to 5, got {score}", score=score))
    return typed or orders_visits.result_of(score)


def _answers(texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise UsageProblem(msg("--answer: expected KEY=VALUE, got {text}", text=text))
        found[key.strip()] = value.strip()
    return found


@reads
def stats(
    tx: Transaction, month: str | None = None, station: str | None = None, region: str | None = None
) -> Answer:
    """Visits made in `month` (2026-06; the last complete one), by station: how many, mean score, how many were satisfied."""
    counted = months.asked(tx, month)
    wanted = within(
        tx,
        scope.bounds(tx),
        region=scope.region_filter(tx, region),
        station=scope.station_filter(tx, station),
    )
    by_station: dict[tuple[str, str], list[tuple[str, int | None]]] = {}
    for row in rows.between(tx, wanted, *months.span(tx, counted)):
        by_station.setdefault((row.station, row.region), []).append((row.result, row.score))
    return Answer(
        "visit.stats",
        [
            {"station": no, "region": of, "month": str(counted)} | _tallied(visits)
            for (no, of), visits in by_station.items()
        ],
    )


def _tallied(visits: Sequence[tuple[str, int | None]]) -> dict[str, Any]:
    found = asdict(orders_visits.tally(visits))
    return found | {"mean_score": found.pop("mean"), "satisfaction_rate": found.pop("rate")}


def of_order(tx: Transaction, no: str) -> list[dict[str, Any]]:
    """The visits of the order, in the order in which they were made."""
    return [visit_data(tx, row) for row in rows.of_orders(tx, [no]).get(no, [])]


def visit_data(tx: Transaction, visit: Visit) -> dict[str, Any]:
    """The JSON object of a visit."""
    return data_of(Visit, visit, tx.zone) | {"answers": visit.answers or {}}
