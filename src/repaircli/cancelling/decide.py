"""Cancel requests are decided, one or thousands, each whole or not at all: the engine, and the approval of the region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling import reassign
from repaircli.cancelling import write as cancelling_write
from repaircli.cancelling.gathered import (
    Gathered,
    decide_with_snapshot,
    gather,
    question_of,
    target_of,
)
from repaircli.cancelling.requests import RequestFilter, conditions, no_request, own_side
from repaircli.cancelling.tables import CancelRequest
from repaircli.cancelling.write import CancelWrites
from repaircli.network.tables import Station
from repaircli.orders import lookup, urge_queries
from repaircli.orders.followup_tables import UrgeOrder
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import AskedBy, RequestStatus, named
from repaircli.platform.db import codec
from repaircli.platform.errors import (
    EXIT_BEYOND_CALENDAR,
    EXIT_DENIED,
    EXIT_NOT_FOUND,
    EXIT_OK,
    EXIT_PARTIAL,
    EXIT_REFUSED,
    BeyondCalendar,
    Denied,
    RepairError,
)
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Chunks, Transaction, reads, tried, writes, writes_in_chunks
from repaircli.rules.cancelling.matrix import named as reason_named
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.decision import Decision, Outcome

_NO_NUMBER = "-"
"""The number of an order that a dry run does not make."""


@dataclass(frozen=True, slots=True)
class Case:
    """A pending request with the rows that its decision reads.

    `named`: the station named for the new order, which may not exist. `urges` reads the urge orders of all orders of
    the chunk, at most once. `dry_run`: nothing is written, so that the request stays pending.
    """

    request: CancelRequest
    order: Order
    gathered: Gathered
    named: str | None
    urges: Callable[[], Mapping[str, Sequence[UrgeOrder]]]
    dry_run: bool

    @property
    def state(self) -> OrderState:
        """The state of the order, as if the request were not pending."""
        return self.gathered.states[self.order.order_no]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one request: its result as JSON, and what is written for it, None if nothing is."""

    result: dict[str, Any]
    writes: CancelWrites | None = None
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """How requests are decided. `decide` gives the verdict on one; a request that is `status` already stays as it is.

    `by_asker`: the side that asked decides, not the region of the order. `target` names the station of the new order,
    `to_station` that which was typed for all. `dry_run`: nothing is written.
    """

    decide: Callable[[Transaction, Case], Verdict]
    status: RequestStatus
    by_asker: bool = False
    target: Callable[[Gathered, CancelRequest], str | None] = lambda gathered, request: None
    to_station: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """The requests to decide: `ids`, answered in their order; None for every pending request that matches `wanted`.

    `only`: of those that match no others, because a person was asked about these. `listed`: the ids are those of a
    file, which are several even where there is one. `repeated`: those that were given more than once.
    """

    ids: Sequence[int] | None
    wanted: RequestFilter
    only: frozenset[int] | None = None
    listed: bool = False
    repeated: Sequence[int] = ()

    @property
    def alone(self) -> bool:
        """Whether it is one request that was typed."""
        return self.ids is not None and len(self.ids) == 1 and not self.listed

    @property
    def notes(self) -> tuple[Msg, ...]:
        """What is to be said of the ids."""
        if not self.repeated:
            return ()
        return (msg("given more than once, answered once: {ids}", ids=tuple(map(str, self.repeated))),)


def carry_out(call: Call, picked: Picked, policy: Policy) -> Answer:
    """Decides the requests, each by itself: what is refused for one leaves the others as they are (000-6.2).

    A single id raises NotFound, Denied or BeyondCalendar; among several such an error is the result of that id.
    """
    if policy.dry_run:
        answer = _tried(call, picked, policy)
    elif picked.alone and picked.ids:
        answer = _one(call, picked.ids[0], policy)
    else:
        answer = _many(call, picked, policy)
    return replace(answer, notes=(*picked.notes, *answer.notes))


@writes
def _one(tx: Transaction, id: int, policy: Policy) -> Answer:
    (verdict,) = decide_requests(tx, [id], policy)
    raise_alone(verdict.result)
    return replace(answered(policy, [verdict.result]), exit=verdict.result["exit"])


@writes_in_chunks
def _many(picked: Picked, policy: Policy) -> Chunks[int, dict[str, Any]]:
    return Chunks(
        prepare=lambda tx: listed(tx, picked, policy),
        each=lambda tx, chunk: [verdict.result for verdict in decide_requests(tx, chunk, policy)],
        finish=partial(answered, policy),
    )


@reads
def _tried(tx: Transaction, picked: Picked, policy: Policy) -> Answer:
    if picked.alone and picked.ids:
        return tried(_one.within(tx, picked.ids[0], policy))
    return tried(_many.within(tx, picked, policy))


def listed(tx: Transaction, picked: Picked, policy: Policy) -> list[int]:
    """The requests to decide: those that were named, or every pending one that matches the filter.

    Where the side that asked decides, only its own match.
    """
    if picked.ids is not None:
        return list(picked.ids)
    pending = replace(picked.wanted, statuses=(str(RequestStatus.PENDING),))
    found = conditions(tx, pending, asked_by=str(own_side(tx)) if policy.by_asker else None)
    ids = cancelling_queries.ids(tx, found)
    return ids if picked.only is None else [id for id in ids if id in picked.only]


def raise_alone(result: Mapping[str, Any]) -> None:
    """Raises the error of a request that was given alone."""
    error = result.get("error")
    if error is None:
        return
    if result["exit"] == EXIT_NOT_FOUND:
        raise no_request(result["id"])
    kind = {e.exit: e for e in (Denied, BeyondCalendar)}.get(result["exit"])
    if kind is not None:
        raise kind(error)


_DONE = {
    RequestStatus.APPROVED: (msg("{n} approved"), msg("{n} already approved")),
    RequestStatus.REJECTED: (msg("{n} rejected"), msg("{n} already rejected")),
    RequestStatus.WITHDRAWN: (msg("{n} withdrawn"), msg("{n} already withdrawn")),
}
"""What a batch says of requests that it decided, and of those that were decided so before."""


def summary(data: Mapping[str, Any]) -> Msg:
    """The one line that sums up a batch: what it did first, also if that is nothing, then what else there was."""
    before = Counter(r["status"] for r in data["results"] if r["exit"] == EXIT_OK and r["already"])
    told: list[Msg] = []
    for status, (now, earlier) in _DONE.items():
        if data.get(str(status)) or (not told and str(status) in data):
            told.append(replace(now, args={"n": data[str(status)]}))
        if before[str(status)]:
            told.append(replace(earlier, args={"n": before[str(status)]}))
    if data.get("left"):
        told.append(msg("{n} left undecided", n=data["left"]))
    told.append(msg("{n} refused", n=data["refused"]))
    text = msg("would be: {counts}") if data.get("dry_run") else msg("{counts}")
    return replace(text, args={"counts": tuple(told)})


def counted(results: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many were decided so before, and how many could not be."""
    return {
        "already": sum(1 for r in results if r["exit"] == EXIT_OK and r["already"]),
        "refused": sum(1 for r in results if r["exit"] != EXIT_OK),
    }


def answered(policy: Policy, results: list[dict[str, Any]]) -> Answer:
    """The answer of a batch, which says how many became the policy's status by it; exit 7 where any was refused."""
    counts = counted(results)
    status, done = str(policy.status), len(results) - sum(counts.values())
    trial = {"dry_run": True} if policy.dry_run else {}
    return answer_of(f"cancel.{status}", {"results": results, status: done, **counts, **trial})


def answer_of(kind: str, data: dict[str, Any]) -> Answer:
    """The answer with those results and counts; exit 7 where any was refused."""
    results = data["results"]
    refused = [r for r in results if r["exit"] != EXIT_OK]
    complaint = summary(data) if refused else None
    if len(results) == 1 and refused:
        alone = results[0]
        complaint = alone.get("text") or (alone["decision"]["because"] if alone["decision"] else complaint)
    hint = next((r["decision"]["hint"] for r in refused if r["decision"] is not None), None)
    return Answer(kind, data, exit=EXIT_PARTIAL if refused else EXIT_OK, complaint=complaint, hint=hint)


# ---------------------------------------------------------------------------------------------- one chunk of requests


def decide_requests(tx: Transaction, ids: Sequence[int], policy: Policy) -> list[Verdict]:
    """Decides each request of `ids`, none given twice, by `policy`; a verdict for each, in their order.

    Reads everything in a few queries, decides in memory, writes in bulk in this transaction.
    """
    requests = cancelling_queries.by_id(tx, sorted(set(ids)))
    numbers = list(dict.fromkeys(r.order_no for r in requests.values()))
    gathered = gather(tx, numbers, deciding=True)
    targets = {id: policy.target(gathered, request) for id, request in requests.items()}
    new_stations = {no for no in targets.values() if no is not None} - gathered.stations.keys()
    gathered.stations.update(cancelling_queries.stations(tx, new_stations))
    urges = cache(lambda: urge_queries.of_orders(tx, numbers))
    found: dict[int, Verdict] = {}
    for id in ids:
        request = requests.get(id)
        if request is None:
            found[id] = Verdict(_failed(id, None, EXIT_NOT_FOUND, msg("no such request: {id}", id=id)))
            continue
        order = gathered.orders[request.order_no]
        found[id] = _undecidable(tx, request, order, policy) or policy.decide(
            tx, Case(request, order, gathered, targets[id], urges, policy.dry_run)
        )
    if not policy.dry_run:
        _write(tx, found)
    return list(found.values())


def _undecidable(tx: Transaction, request: CancelRequest, order: Order, policy: Policy) -> Verdict | None:
    """The verdict on a request that this identity may not decide, or that is not pending; None for any other."""
    denied = (_not_asker if policy.by_asker else _not_region)(tx, request, order)
    if denied is not None:
        return Verdict(_failed(request.id, None, EXIT_DENIED, denied))
    if request.status == policy.status:
        if (went := _went_elsewhere(tx, request, policy.to_station)) is not None:
            return Verdict(result_of(request, EXIT_REFUSED, codec.rich(request.decision), text=went))
        return Verdict(result_of(request, EXIT_OK, codec.rich(request.decision), already=True))
    if request.status != RequestStatus.PENDING:
        text = msg(
            "request {id} is {status}, no longer pending",
            id=request.id,
            status=named("request_status", request.status),
        )
        return Verdict(result_of(request, EXIT_REFUSED, codec.rich(request.decision), text=text))
    own = request.asked_by == AskedBy.STATION and request.requested_by == tx.acting.user_id
    if own and not policy.by_asker:
        text = msg(
            "you cannot decide a request that you made for the station yourself (request {id})", id=request.id
        )
        return Verdict(_failed(request.id, request, EXIT_DENIED, text))
    return None


def _went_elsewhere(tx: Transaction, request: CancelRequest, station: str | None) -> Msg | None:
    """What is said where a request was approved before with another station than `station` names now."""
    new = tx.get(Order, order_no=request.new_order_no) if station and request.new_order_no else None
    if new is None or new.station == station:
        return None
    return msg(
        "already approved; the new order {new} is at station {there}, not at {station}",
        new=new.order_no,
        there=new.station,
        station=station,
    )


def _not_region(tx: Transaction, request: CancelRequest, order: Order) -> Msg | None:
    """Why the identity does not decide for the region; None where it does."""
    if request.region == tx.acting.region:
        return None
    return msg("request {id} belongs to another region", id=request.id)


def _not_asker(tx: Transaction, request: CancelRequest, order: Order) -> Msg | None:
    """Why the identity is not on the side that asked; None where it is."""
    if lookup.role_over(tx, order) is None:
        return msg("order {no} belongs to another station or region", no=order.order_no)
    own = own_side(tx)
    if request.asked_by == own:
        return None
    return msg("request {id} was not made by the {mine}", id=request.id, mine=named("asked_by", own))


def _write(tx: Transaction, found: dict[int, Verdict]) -> None:
    """Writes the whole chunk at once; if that fails, each verdict in a savepoint, and corrects those that fail."""
    all_writes = [v.writes for v in found.values() if v.writes is not None]
    if not all_writes or _applied(tx, all_writes) is None:
        return
    for id, verdict in found.items():
        error = None if verdict.writes is None else _applied(tx, [verdict.writes])
        if error is not None:
            pending = {"status": str(RequestStatus.PENDING), "new_order_no": None}
            failed = {"exit": error.exit, "text": error.message, "error": error.message}
            found[id] = Verdict(verdict.result | pending | failed)


def _applied(tx: Transaction, all_writes: Sequence[CancelWrites]) -> RepairError | None:
    """Writes in a savepoint; returns the error because of which nothing was written."""
    mark = tx.mark()
    try:
        with tx.savepoint():
            cancelling_write.apply(tx, all_writes)
    except RepairError as error:
        tx.rewind(mark)
        return error
    return None


# ------------------------------------------------------------------------------------------------------ the policies


def approval(to_station: str | None = None) -> Policy:
    """Approves where the rule allows it now, else refuses; `to_station` gets the orders that are reassigned."""
    return Policy(
        partial(approve_case, to_station=to_station),
        RequestStatus.APPROVED,
        target=lambda gathered, request: to_station or target_of(gathered, request),
        to_station=to_station,
    )


def approve_case(tx: Transaction, case: Case, *, to_station: str | None = None) -> Verdict:
    """The verdict of an approval; `to_station` is what the liaison named for all requests of the command."""
    request, order = case.request, case.order
    try:
        decision, snapshot = decide_with_snapshot(tx, case.state, question_of(tx, request, case.named))
    except BeyondCalendar as error:
        return Verdict(_failed(request.id, request, EXIT_BEYOND_CALENDAR, error.message))
    if not decision.allowed:
        return _refused(tx, case, decision, snapshot)
    if decision.outcome is not Outcome.REGION_CANCEL_REASSIGN:
        if to_station is not None:
            tx.note(
                msg(
                    "reason {reason} is cancelled without a new order, so --to-station does not apply to it",
                    reason=reason_named(request.reason),
                )
            )
        return _approved(tx, case, decision, snapshot, None)
    stations = case.gathered.stations
    target = stations.get(case.named) if case.named else None
    head = reassign.only_target(stations.get(order.station), request.reason)
    problem = reassign.target_problem(order, target, case.named, tx.local(tx.now).date(), head)
    if problem is not None:
        # the liaison's own input: the request stays pending, for another station to be named
        lacking = replace(
            decision,
            allowed=False,
            missing=(problem,),
            because=problem.text,
            hint=msg(
                "find a station with {suggest}, then type {approve}",
                suggest=command_line("dispatch suggest", "{no}", no=order.order_no),
                approve=command_line("cancel approve", "{id} --to-station STATION", id=request.id),
            ),
        )
        return Verdict(result_of(request, EXIT_REFUSED, dict(lacking.as_data())), case=case)
    return _approved(tx, case, decision, snapshot, target)


def _approved(
    tx: Transaction,
    case: Case,
    decision: Decision,
    snapshot: Mapping[str, Any],
    target: Station | None,
) -> Verdict:
    request, order = case.request, case.order
    new_order: dict[str, Any] | None = None
    urges: Sequence[UrgeOrder] = ()
    if target is not None:
        if target.region != order.region:
            tx.note(
                msg(
                    "station {station} is in another region, {region}, which decides on its new orders",
                    station=target.no,
                    region=target.region,
                )
            )
        number = _NO_NUMBER if case.dry_run else None
        origin = cancelling_write.origin_of(tx.acting.role)
        new_order = reassign.new_order(tx, order, target, origin, number)
        urges = case.urges().get(order.order_no, ())
    writes = cancelling_write.cancel(
        tx,
        order,
        decision,
        request.detail,
        request=request,
        snapshot=snapshot,
        new_order=new_order,
        urges=urges,
    )
    approved = cancelling_write.Event(
        "cancel.approved", order.order_no, {"request": request.id, "reason": request.reason}
    )
    writes.events.insert(0, approved)
    cancelling_write.notify_region_cancel(writes, order, decision, request, target)
    result = result_of(request, EXIT_OK, dict(decision.as_data()))
    result |= became(case, RequestStatus.APPROVED)
    if not case.dry_run:
        result["new_order_no"] = new_order["order_no"] if new_order else request.new_order_no
    return Verdict(result, writes, case)


def _refused(tx: Transaction, case: Case, decision: Decision, snapshot: Mapping[str, Any]) -> Verdict:
    """The rule no longer allows the cancel: the request ends, and the station is told why (N6)."""
    request, order = case.request, case.order
    row = cancelling_write.decided(tx, request, RequestStatus.REFUSED, decision, snapshot)
    writes = ended(case, row)
    outcome = str(decision.outcome)
    writes.event(
        "cancel.refused", {"request": request.id, "outcome": outcome, "clauses": list(decision.clauses)}
    )
    writes.queue_notice(
        "N6", "station", order.station, {"reason": request.reason, "outcome": outcome}, request.id
    )
    result = result_of(request, EXIT_REFUSED, dict(decision.as_data()))
    return Verdict({**result, **became(case, RequestStatus.REFUSED)}, writes, case)


def became(case: Case, status: RequestStatus) -> dict[str, str]:
    """What a result says of the request that became `status`; in a trial run, what it would become."""
    return {"would_be" if case.dry_run else "status": str(status)}


def ended(case: Case, row: dict[str, Any]) -> CancelWrites:
    """What is written to end a request without a cancel: the order is free again and the repair goes on."""
    order = case.order
    writes = CancelWrites(order.order_no, decide=row)
    if order.pending_request == case.request.id:
        writes.free = {"at_no": order.order_no, "at_request": case.request.id}
    return writes


# ---------------------------------------------------------------------------------------------------------- results


def result_of(
    request: CancelRequest,
    exit: int,
    decision: Mapping[str, Any] | None,
    *,
    already: bool = False,
    text: Msg | None = None,
) -> dict[str, Any]:
    """The JSON object of what became of a request, whose status is that of its row."""
    found = {
        "id": request.id,
        "order_no": request.order_no,
        "status": str(request.status),
        "exit": exit,
        "already": already,
        "decision": decision,
        "new_order_no": request.new_order_no,
    }
    return found if text is None else {**found, "text": text}


def _failed(id: int, request: CancelRequest | None, exit: int, text: Msg) -> dict[str, Any]:
    return {
        "id": id,
        "order_no": request.order_no if request is not None else None,
        "status": request.status if request is not None else None,
        "exit": exit,
        "already": False,
        "decision": None,
        "new_order_no": None,
        "text": text,
        "error": text,
    }
