"""Return visits to the customers of closed orders: due, recorded, counted (001-1.5.9, 001-2.5.9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from repaircli.calendar import months
from repaircli.network import scope
from repaircli.orders import record as orders_record
from repaircli.orders import record_json
from repaircli.orders import visit_queries as rows
from repaircli.orders.followup_tables import Visit
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import VisitResult
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import code, optional
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.orders import visits as orders_visits


def due(call: Call, region: str | None = None, station: str | None = None, limit: int = 50) -> Answer:
    """Closed orders whose customer was not reached yet, the one closed first at the head."""

    def work(tx: Transaction) -> Answer:
        bounds = scope.bounds(tx)
        of = {"region": scope.region_filter(tx, region), "station": scope.station_filter(tx, station)}
        found = rows.due(tx, bounds, **of, limit=limit)
        if len(found) == limit:
            more = rows.due_count(tx, bounds, **of) - limit
            if more > 0:
                tx.note(
                    msg(
                        "{more} more orders wait for their visit; --limit or a filter shows others", more=more
                    )
                )
        return Answer("visit.due", [_due(tx, row) for row in found])

    return reading(call, work)


def record(
    call: Call,
    no: str,
    *,
    score: int | None = None,
    result: str | None = None,
    answers: Sequence[str] = (),
    note: str | None = None,
) -> Answer:
    """Records the visit of a closed order. `score` from 1 to 5; without `result` it says what came of the visit.

    A customer who was not reached has no score and stays due. Raises UsageProblem where score and result do not fit,
    and for an answer that is no KEY=VALUE.
    """
    said = None if result is None else VisitResult(code("visit", result, "--result"))
    if (said is VisitResult.UNREACHABLE) == (score is not None):
        raise UsageProblem(
            msg("a visit has a score from 1 to 5, or the result unreachable"),
            command_line("visit record", "{no} --score 5", no=no),
        )
    if score is not None and score not in orders_visits.SCORES:
        raise UsageProblem(msg("--score: {score} is not from 1 to 5", score=score))
    if said is None and score is not None:
        said = orders_visits.result_of(score)
    given = _answers(answers)
    return writing(call, lambda tx: _record(tx, no, score, str(said), given, optional(note)))


def stats(
    call: Call, month: str | None = None, station: str | None = None, region: str | None = None
) -> Answer:
    """Visits made in `month` (2026-06; this one), by station: how many, mean score, how many were satisfied."""
    return reading(call, lambda tx: _stats(tx, month, station, region))


def of_order(tx: Transaction, no: str) -> list[dict[str, Any]]:
    """The visits of the order, in the order in which they were made."""
    return [visit_data(tx, row) for row in rows.of_orders(tx, [no]).get(no, [])]


def visit_data(tx: Transaction, row: Any) -> dict[str, Any]:
    """The JSON object of a visit."""
    return {
        "id": row.id,
        "order_no": row.order_no,
        "at": tx.local(row.at),
        "visited_by": row.visited_by,
        "result": row.result,
        "score": row.score,
        "answers": row.answers or {},
        "note": row.note,
    }


def _due(tx: Transaction, row: Any) -> dict[str, Any]:
    return {
        "order_no": row.order_no,
        "customer": row.customer,
        "phones": record_json.phones(row),
        "station": row.station,
        "region": row.region,
        "service": row.service,
        "engineer": row.engineer,
        "solution": row.solution,
        "closed_at": record_json.local(row.closed_at, tx.zone),
        "close_basis": row.close_basis,
        "tries": int(row.tries),
    }


def _record(
    tx: Transaction, no: str, score: int | None, result: str, answers: dict[str, str], note: str | None
) -> Answer:
    d = orders_record.find(tx, no)
    before = rows.of_orders(tx, [d.no]).get(d.no, [])
    checks = orders_visits.check(d.order.status, [row.result for row in before])
    if checks:
        return orders_record.refused(d, checks)
    values = {"result": result, "score": score, "answers": answers or None, "note": note}
    id_ = tx.insert(Visit, order_no=d.no, at=tx.now, visited_by=tx.acting.login, **values)
    tx.event(
        "visit.recorded",
        order_no=d.no,
        after={"id": id_, **{k: v for k, v in values.items() if v is not None}},
    )
    if result == VisitResult.UNSATISFIED:
        tx.note(
            msg("the customer is not satisfied: a complaint or a new order follows, this one stays closed")
        )
    return Answer("visit.recorded", visit_data(tx, tx.get(Visit, id=id_)))


def _answers(texts: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise UsageProblem(msg("--answer: {text} is not KEY=VALUE", text=text))
        found[key.strip()] = value.strip()
    return found


def _stats(tx: Transaction, text: str | None, station: str | None, region: str | None) -> Answer:
    month = months.this(tx) if text is None else months.typed(text)
    start, end = months.span(tx, month)
    region, station = scope.region_filter(tx, region), scope.station_filter(tx, station)
    found = rows.between(tx, scope.bounds(tx), start, end, region=region, station=station)
    by_station: dict[tuple[str, str], list[tuple[str, int | None]]] = {}
    for row in found:
        by_station.setdefault((row.station, row.region), []).append((row.result, row.score))
    return Answer(
        "visit.stats",
        [
            _tallied(str(month), no, of, orders_visits.tally(visits))
            for (no, of), visits in by_station.items()
        ],
    )


def _tallied(month: str, station: str, region: str, tally: orders_visits.Tally) -> dict[str, Any]:
    return {
        "station": station,
        "region": region,
        "month": month,
        "visits": tally.visits,
        "satisfied": tally.satisfied,
        "unsatisfied": tally.unsatisfied,
        "unreachable": tally.unreachable,
        "mean_score": tally.mean,
        "satisfaction_rate": tally.rate,
    }
