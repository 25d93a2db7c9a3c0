"""The month of a network in figures: promises, cancels, capacity, polls, return visits (001-1.4.4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from repaircli.calendar import months
from repaircli.deadlines.queries import Scope
from repaircli.network import coverage_queries, scope
from repaircli.network import queries as network_queries
from repaircli.network.checks import foreign_station
from repaircli.network.tables import Station
from repaircli.orders import polls
from repaircli.orders.state import order_state
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import RequestStatus, T3Kind
from repaircli.platform.db import codec
from repaircli.platform.db.columns import utc_text
from repaircli.platform.db.rows import grouped
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.output import progress
from repaircli.platform.text import Msg, counted, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.policy.in_force import limits_of
from repaircli.reports import queries as rows
from repaircli.rules import reports
from repaircli.rules.calendar.month import Month
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.orders import visits as orders_visits
from repaircli.rules.reports import DEFINITIONS, Day, Refusal, Sla
from repaircli.tabular import output_files, writer

Page = Callable[[Mapping[str, Any]], bytes]
"""Makes the bytes of a file of a report's data."""
Place = tuple[str, str]
"""A station and its region, as the orders of the month have them."""


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What was asked for, as typed; None: the last month that is over, every station within reach."""

    month: str | None = None
    station: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class _Extent:
    """What a report covers: its month, and the orders and stations that are asked for.

    `heads` are the head stations without those that are closed at both ends of the month, `names` is every station's.
    """

    month: Month
    span: rows.Span
    scope: Scope
    heads: Sequence[Station]
    names: Mapping[str, str]

    @property
    def places(self) -> set[Place]:
        return {(head.no, head.region) for head in self.heads}


def report(
    call: Call, kind: str, wanted: ReportFilter, output: str | None = None, page: Page | None = None
) -> Answer:
    """The report `kind` of a month; with `output` the bytes that `page` makes of it go into that file.

    Raises UsageProblem for a text that names no month or a month still to come, NotFound for an unknown station or
    region, Denied for one outside the identity's reach.
    """
    output_files.keep_apart(call, output)
    answer = _report(call, kind, wanted, output)
    if output is not None and page is not None:
        write_page(output, page(answer.data))
    return answer


def write_page(output: str, content: bytes) -> None:
    """Writes a web page into the file `output`. Raises UsageProblem for a name that does not end as one."""
    writer.ending(output, (".html", ".htm"))
    with writer.replaced(Path(output)) as file:
        file.write_bytes(content)


@reads
def _report(tx: Transaction, kind: str, wanted: ReportFilter, output: str | None) -> Answer:
    extent = _extent(tx, wanted)
    if tx.now < months.span(tx, extent.month)[1]:
        tx.note(msg("{month} is not over: its figures may still change", month=str(extent.month)))
    head = {
        "report": kind,
        "month": str(extent.month),
        "from": extent.month.first,
        "to": extent.month.last,
        "region": extent.scope.region,
        "station": extent.scope.station,
        "made_at": tx.now,
        "definitions": [
            {"figure": Msg(d.figure), "text": Msg(d.text), "clauses": list(d.clauses)}
            for d in DEFINITIONS[kind]
        ],
    }
    return Answer(f"report.{kind}", head | _KINDS[kind](tx, extent) | {"html": output})


def _extent(tx: Transaction, wanted: ReportFilter) -> _Extent:
    month = months.asked(tx, wanted.month)
    if month.first > tx.today:
        raise UsageProblem(msg("{option}: {text} is still to come", option="--month", text=str(month)))
    bounds = scope.bounds(tx)
    region = scope.region_filter(tx, wanted.region)
    if region is not None and not bounds.everywhere and region != bounds.region:
        raise Denied(msg("region {region} is not yours", region=region), code="foreign_region")
    station = None
    if wanted.station is not None:
        found = scope.station(tx, wanted.station)
        if not bounds.reach(found):
            raise foreign_station(found)
        station = found.no
    start, end = months.span(tx, month)
    return _Extent(
        month,
        rows.Span(utc_text(start), utc_text(end)),
        Scope(bounds, station, region),
        [
            head
            for head in network_queries.stations(tx, bounds, region=region)
            if head.head is None
            and station in (None, head.no)
            and not all(network_queries.is_closed(head, day) for day in (month.first, month.last))
        ],
        {row.no: row.name for row in network_queries.all_stations(tx)},
    )


def _rows(
    extent: _Extent, found: Mapping[Place, Mapping[str, Any]], empty: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """One row a station, by region and number: those that are asked for, and all others that have figures."""
    return [
        {"station": no, "name": extent.names.get(no, no), "region": region}
        | dict(found.get((no, region), empty))
        for no, region in sorted(extent.places | set(found), key=lambda place: (place[1], place[0]))
    ]


def _summed(listed: Iterable[Mapping[str, Any]], keys: Iterable[str]) -> dict[str, Any]:
    taken = list(listed)
    return {key: sum(row[key] for row in taken) for key in keys}


def _by_region(
    listed: Sequence[Mapping[str, Any]], make: Callable[[Sequence[Mapping[str, Any]]], dict[str, Any]]
) -> list[dict[str, Any]]:
    regions: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in listed:
        regions[row["region"]].append(row)
    return [{"region": region} | make(of) for region, of in sorted(regions.items())]


# ----------------------------------------------------------------------------------------------------------------- sla


def _sla(tx: Transaction, extent: _Extent) -> dict[str, Any]:
    total = Sla()
    regions: dict[str, Sla] = defaultdict(Sla)
    stations: dict[Place, Sla] = defaultdict(Sla)
    types: Counter[str] = Counter()
    scope, span = extent.scope, extent.span
    written = grouped(rows.promises(tx, scope, span), lambda promise: promise.order_no)
    worked = grouped(
        [*rows.first_facts(tx, scope, span), *rows.further_starts(tx, scope, span)],
        lambda work: work.order_no,
    )
    for number, (station, region, order) in enumerate(rows.orders(tx, scope, span)):
        progress.count(number)
        slots = [promise.slot for promise in written.get(order.order_no, ())]
        state = order_state(order, tx.now, slots=slots)
        work = [datetime.fromisoformat(work.at) for work in worked.get(order.order_no, ())]
        limits = limits_of(tx, tx.local(state.t1).date())
        for sums in (total, regions[region], stations[station, region]):
            sums.add(state, work, limits)
        types.update(slot.type for slot in slots[1:] if slot.kind == T3Kind.NORMAL and slot.type)
    left = total.orders - total.closed - total.cancelled
    if left:
        tx.note(
            counted(
                left,
                msg("1 order of the month is still open; its figures may change"),
                msg("{count} orders of the month are still open; their figures may change", count=left),
            )
        )
    return {
        "total": total.data(),
        "contact_steps": total.steps(),
        "promise_types": [{"type": type_, "promises": count} for type_, count in types.most_common()],
        "regions": [{"region": region} | sums.data() for region, sums in sorted(regions.items())],
        "results": _rows(extent, {place: sums.data() for place, sums in stations.items()}, Sla().data()),
    }


# ------------------------------------------------------------------------------------------------------------- cancels

_CANCELLED = ("cancelled", "by_region", "by_customer", "by_station", "reassigned")
_REQUESTS = ("requests", *(str(status) for status in RequestStatus))
_CANCEL_KEYS = (*_CANCELLED, *_REQUESTS, "refused_by_rule", "violations")


def _cancels(tx: Transaction, extent: _Extent) -> dict[str, Any]:
    found, reasons, violations = _cancel_counts(tx, extent)
    refused = _refusals(tx, extent)
    by_rule: Counter[Refusal] = Counter()
    for (place, refusal), count in refused.items():
        found[place]["refused_by_rule"] += count
        by_rule[refusal] += count
    places = {place: {key: sums[key] for key in _CANCEL_KEYS} for place, sums in found.items()}
    listed = _rows(extent, places, dict.fromkeys(_CANCEL_KEYS, 0))
    order = {code: number for number, code in enumerate(ROWS)}
    return {
        "total": _summed(listed, _CANCEL_KEYS),
        "reasons": [
            {"reason": reason} | {key: reasons[reason][key] for key in _CANCELLED}
            for reason in sorted(reasons, key=lambda code: (-reasons[code]["cancelled"], order.get(code, 99)))
        ],
        "rules": [
            {"outcome": outcome, "clauses": list(clauses), "refusals": count}
            for (outcome, clauses), count in sorted(by_rule.items(), key=lambda item: (-item[1], item[0]))
        ],
        "violation_kinds": [{"kind": kind, "violations": count} for kind, count in violations.most_common()],
        "regions": _by_region(listed, lambda of: _summed(of, _CANCEL_KEYS)),
        "results": listed,
    }


def _cancel_counts(
    tx: Transaction, extent: _Extent
) -> tuple[dict[Place, Counter[str]], dict[str, Counter[str]], Counter[str]]:
    """Cancels, requests and violations: by station, the cancels by reason, and the violations by kind."""
    scope, span = extent.scope, extent.span
    found: dict[Place, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    violations: Counter[str] = Counter()
    for cancel in rows.cancelled(tx, scope, span):
        for sums in (found[cancel.station, cancel.region], reasons[cancel.reason]):
            sums["cancelled"] += cancel.orders
            sums[f"by_{cancel.cancelled_for}"] += cancel.orders
            sums["reassigned"] += cancel.orders if cancel.reassigned else 0
    for row in rows.requests(tx, scope, span):
        found[row.station, row.region].update({"requests": row.number, row.kind: row.number})
    for row in rows.violations(tx, scope, span):
        found[row.station, row.region]["violations"] += row.number
        violations[row.kind] += row.number
    return found, reasons, violations


def _refusals(tx: Transaction, extent: _Extent) -> Counter[tuple[Place, Refusal]]:
    """Cancels that the rules refused, by station and by what was cited."""
    scope, span = extent.scope, extent.span
    found: Counter[tuple[Place, Refusal]] = Counter()
    for row in (*rows.refusals(tx, scope, span), *rows.refused_requests(tx, scope, span)):
        answer = codec.load(row.answer)
        refusal = reports.refusal_of(answer.get("answer", answer))
        if refusal is not None:
            found[(row.station, row.region), refusal] += 1
    return found


# ------------------------------------------------------------------------------------------------------------ capacity


def _capacity(tx: Transaction, extent: _Extent) -> dict[str, Any]:
    listed = _station_days(tx, extent)
    empty = {"busiest_day": None} | reports.capacity([])
    stations = _rows(extent, {place: _days(found) for place, found in listed.items()}, empty)
    by_region: dict[str, list[Day]] = defaultdict(list)
    for (_, region), found in listed.items():
        by_region[region] += [of for _, of in found]
    return {
        "total": reports.capacity([of for found in by_region.values() for of in found]),
        "regions": [{"region": region} | reports.capacity(of) for region, of in sorted(by_region.items())],
        "stations": stations,
        "results": [
            {key: row[key] for key in ("station", "name", "region")}
            | {"date": day, "load": of.load, "capacity": of.capacity, "over": of.over}
            for row in stations
            for day, of in listed[row["station"], row["region"]]
        ],
    }


def _station_days(tx: Transaction, extent: _Extent) -> Mapping[Place, list[tuple[date, Day]]]:
    """The days of the month up to today, each with load and capacity, by station."""
    loads: Counter[tuple[Place, date]] = Counter()
    for row in rows.loads(tx, extent.scope, extent.span):
        day = tx.local(datetime.fromisoformat(f"{row.kind}:00+00:00")).date()
        loads[(row.station, row.region), day] += row.number
    places = extent.places | {place for place, _ in loads}
    listed: dict[Place, list[tuple[date, Day]]] = defaultdict(list)
    for day in extent.month.days():
        if day > tx.today:
            break
        capacities = coverage_queries.daily(tx, day)
        for place in places:
            capacity = capacities.get(place[0])
            listed[place].append((day, Day(loads[place, day], capacity.daily if capacity else None)))
    return listed


def _days(found: Sequence[tuple[date, Day]]) -> dict[str, Any]:
    sums = reports.capacity([of for _, of in found])
    busiest = next((day for day, of in found if of.load == sums["busiest"] > 0), None)
    return sums | {"busiest_day": busiest}


# --------------------------------------------------------------------------------------------------------------- polls

_POLL_KEYS = ("days", "kept", "broken", "too_few", "gap", "waited")


def _polls(tx: Transaction, extent: _Extent) -> dict[str, Any]:
    wanted = {head.no for head in extent.heads}
    days = [day for day in extent.month.days() if day < tx.today]
    found: dict[Place, dict[str, Any]] = {}
    broken: list[dict[str, Any]] = []
    by_rule: Counter[tuple[str, str, str]] = Counter()
    for one in polls.judged_days(tx, days, extent.scope.region):
        if one["station"] not in wanted:
            continue
        place = one["station"], one["region"]
        sums = found.setdefault(
            place, {"duty": one["duty"], "clause": one["clause"]} | dict.fromkeys(_POLL_KEYS, 0)
        )
        codes = {str(warning["code"]) for warning in one["warnings"]}
        sums["days"] += 1
        sums["kept" if one["ok"] else "broken"] += 1
        for code in codes:
            sums[code] += 1
            by_rule[one["duty"], code, one["clause"]] += 1
        if not one["ok"]:
            keys = ("station", "name", "region", "date", "duty", "polls", "warnings")
            broken.append({key: one[key] for key in keys})
    for sums in found.values():
        sums["rate"] = reports.rate(sums["kept"], sums["days"])
    empty = {"duty": None, "clause": None} | dict.fromkeys(_POLL_KEYS, 0) | {"rate": None}
    listed = _rows(extent, found, empty)
    return {
        "total": _polled(listed),
        "rules": [
            {"duty": duty, "rule": code, "clause": clause, "days": count}
            for (duty, code, clause), count in by_rule.most_common()
        ],
        "regions": _by_region(listed, _polled),
        "results": listed,
        "broken_days": broken,
    }


def _polled(listed: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    sums = _summed(listed, _POLL_KEYS)
    return sums | {"rate": reports.rate(sums["kept"], sums["days"])}


# -------------------------------------------------------------------------------------------------------------- visits


def _visits(tx: Transaction, extent: _Extent) -> dict[str, Any]:
    closed = {(row.station, row.region): row for row in rows.closed(tx, extent.scope, extent.span)}
    made: dict[Place, list[tuple[str, int | None]]] = defaultdict(list)
    for row in rows.visits(tx, extent.scope, extent.span):
        made[row.station, row.region] += [(row.result, row.score)] * row.visits
    places = {}
    for place in {*closed, *made}:
        of = closed.get(place)
        counts = (int(of.closed), int(of.visited)) if of is not None else (0, 0)
        places[place] = _visited(*counts, made.get(place, []))
    listed = _rows(extent, places, _visited(0, 0, []))

    def summed(of: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        regions = {row["region"] for row in of}
        visits = [visit for (_, region), found in made.items() if region in regions for visit in found]
        return _visited(sum(row["closed"] for row in of), sum(row["visited"] for row in of), visits)

    return {
        "total": summed(listed),
        "regions": _by_region(listed, summed),
        "results": listed,
    }


def _visited(closed: int, visited: int, made: Sequence[tuple[str, int | None]]) -> dict[str, Any]:
    tally = orders_visits.tally(made)
    scores = Counter(score for _, score in made if score is not None)
    return {
        "closed": closed,
        "visited": visited,
        "due": closed - visited,
        "visited_rate": reports.rate(visited, closed),
        "visits": tally.visits,
        "satisfied": tally.satisfied,
        "unsatisfied": tally.unsatisfied,
        "unreachable": tally.unreachable,
        "mean_score": tally.mean,
        "satisfaction_rate": tally.rate,
        **{f"score_{score}": scores[score] for score in orders_visits.SCORES},
    }


_KINDS: Mapping[str, Callable[[Transaction, _Extent], dict[str, Any]]] = {
    "sla": _sla,
    "cancels": _cancels,
    "capacity": _capacity,
    "polls": _polls,
    "visits": _visits,
}
