"""Cancelling one order: the question, the station's request, its withdrawal, the self-cancel, the customer's call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling import reassign
from repaircli.cancelling import write as cancelling_write
from repaircli.cancelling.facts import (
    Gathered,
    decide_with_snapshot,
    gather,
    question_of,
    state_for,
    target_of,
)
from repaircli.cancelling.tables import CancelRequest
from repaircli.cancelling.write import CancelWrites
from repaircli.network import scope
from repaircli.orders import lookup, urge_queries
from repaircli.orders import record as orders_record
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.codes import AskedBy, RequestStatus, Role, choices, named
from repaircli.platform.db import codec
from repaircli.platform.errors import BeyondCalendar, Denied, NotFound, UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.calendar.working_time import before_working_hours, working_time_between
from repaircli.rules.cancelling.decide import Question, decide
from repaircli.rules.cancelling.matrix import ROWS, reason_code
from repaircli.rules.policy.decision import Decision, Outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person gives for a cancel, dates still as typed. `reason` is a code or the Chinese words of its row."""

    reason: str
    detail: str | None = None
    wished: str | None = None
    asked_on: str | None = None
    agrees_rereport: bool = False
    station_induced: bool = False
    gives_up: bool = False
    to_station: str | None = None


_DEFAULT_ASKER = {
    Role.COORDINATOR: AskedBy.STATION,
    Role.LIAISON: AskedBy.REGION,
    Role.AGENT: AskedBy.CUSTOMER,
}
_MAY_ASK_AS = {
    Role.COORDINATOR: (AskedBy.STATION,),
    Role.LIAISON: (AskedBy.REGION, AskedBy.STATION),
    Role.AGENT: (AskedBy.CUSTOMER, AskedBy.STATION, AskedBy.REGION),
}


# ------------------------------------------------------------------------------------------------------- questions


def check(call: Call, no: str, asked: Asked, asked_by: str | None = None) -> Answer:
    """May the order be cancelled? Writes nothing, whatever the answer."""

    def work(tx: Transaction) -> Answer:
        order = lookup.order(tx, no)
        by = _asker(tx, asked_by)
        g = gather(tx, [order.order_no])
        question = _question(tx, asked, by, "check")
        decision = decide(
            g.states[order.order_no],
            question,
            tx.calendar(),
            hours=tx.hours(),
        )
        return decision_answer(decision)

    return reading(call, work)


def decision_answer(decision: Decision, more: Mapping[str, Any] | None = None) -> Answer:
    """The decision as an answer: exit 0 where it allows, else 3."""
    data = dict(decision.as_data()) | dict(more or {})
    if decision.allowed:
        return Answer("cancel.decision", data, notes=decision.notes)
    return Answer(
        "cancel.decision", data, exit=3, notes=decision.notes, complaint=decision.because, hint=decision.hint
    )


def _asker(tx: Transaction, asked_by: str | None) -> AskedBy:
    role = tx.acting.role
    if asked_by is None:
        return _DEFAULT_ASKER[role]
    if asked_by not in tuple(AskedBy):
        raise UsageProblem(
            msg("--asked-by: unknown value {text}", text=asked_by),
            msg("known are {known}", known=choices("asked_by")),
        )
    by = AskedBy(asked_by)
    if by not in _MAY_ASK_AS[role]:
        raise Denied(msg("a {role} does not ask as {by}", role=named("role", role), by=named("asked_by", by)))
    return by


def reason(text: str) -> str:
    """The reason code that `text` names; blank stays blank for gate G7. Raises UsageProblem with suggestions."""
    if not text.strip():
        return ""
    code = reason_code(text.strip())
    if code is None:
        from difflib import get_close_matches

        near = tuple(get_close_matches(text.strip(), list(ROWS), n=3, cutoff=0.5))
        hint = msg("did you mean {near}?", near=near) if near else msg("repaircli rules list")
        raise UsageProblem(msg("--reason: unknown reason {text}", text=text), hint, code="unknown_reason")
    return code


def _question(tx: Transaction, asked: Asked, by: str, way: str, *, target: bool | None = None) -> Question:
    asked_on = tx.day(asked.asked_on, "--asked-on") if asked.asked_on else None
    if asked_on is not None and asked_on > tx.now.date():
        raise UsageProblem(msg("--asked-on: {day} is in the future", day=asked_on.isoformat()))
    return Question(
        reason=reason(asked.reason),
        asked_by=str(by),
        actor=str(tx.acting.role),
        way=way,
        detail=asked.detail,
        wished=tx.day(asked.wished, "--wished") if asked.wished else None,
        asked_on=asked_on,
        agrees_rereport=asked.agrees_rereport,
        station_induced=asked.station_induced,
        gives_up=asked.gives_up,
        target=bool(asked.to_station) if target is None else target,
    )


# --------------------------------------------------------------------------------------------------------- requests


def request(call: Call, no: str, asked: Asked) -> Answer:
    """A station asks its region to cancel, or a liaison asks on the region's own knowledge (001-3.6.1, A-55)."""
    return writing(call, lambda tx: _request(tx, no, asked))


def _request(tx: Transaction, no: str, asked: Asked) -> Answer:
    order = lookup.order(tx, no)
    by = AskedBy.STATION if tx.acting.role is Role.COORDINATOR else AskedBy.REGION
    g = gather(tx, [order.order_no], [asked.to_station] if asked.to_station else [])
    question = _question(tx, asked, by, "request")
    decision, snapshot = decide_with_snapshot(tx, g.states[order.order_no], question)
    if not decision.allowed:
        return decision_answer(decision)
    if decision.outcome is Outcome.STATION_SELF_CANCEL:
        return _cancel_now(tx, order, decision, asked.detail or "")
    _advise_target(tx, g, order, asked)
    row = file_request(
        tx, order, question, decision, snapshot, asked, channel="web" if by is AskedBy.STATION else "region"
    )
    return Answer("cancel.request", row)


def _advise_target(tx: Transaction, g: Gathered, order: Any, asked: Asked) -> None:
    named = asked.to_station
    if named is None:
        return
    head = reassign.only_target(g.stations.get(order.station), reason(asked.reason))
    problem = reassign.target_problem(order, g.stations.get(named), named, tx.local(tx.now).date(), head)
    if problem is not None:
        tx.note(
            msg("{problem}; the liaison must name another station when he approves", problem=problem.text)
        )


def file_request(
    tx: Transaction,
    order: Any,
    question: Question,
    decision: Decision,
    snapshot: Mapping[str, Any],
    asked: Asked,
    *,
    channel: str,
) -> dict[str, Any]:
    """Writes a pending request and freezes the order (A-25); its JSON object.

    `snapshot`: what the decision is based on.
    """
    values: dict[str, Any] = {
        "order_no": order.order_no,
        "region": order.region,
        "station": order.station,
        "asked_by": str(AskedBy.REGION if channel == "region" else AskedBy.STATION),
        "channel": channel,
        "reason": question.reason,
        "detail": asked.detail or "",
        "wished": question.wished,
        "asked_on": question.asked_on,
        "agrees_rereport": question.agrees_rereport,
        "to_station": asked.to_station,
        "station_induced": question.station_induced,
        "status": str(RequestStatus.PENDING),
        "decision": codec.plain(decision.as_data()),
        "facts": snapshot,
        "requested_by": tx.acting.user_id,
        "requested_login": tx.acting.login,
        "requested_name": tx.acting.name,
        "requested_at": tx.now,
    }
    request_id = tx.insert(CancelRequest, **values)
    tx.update(Order, {"order_no": order.order_no, "status": order.status}, pending_request=request_id)
    tx.event(
        "cancel.requested",
        order_no=order.order_no,
        after={
            "request": request_id,
            "reason": question.reason,
            "detail": asked.detail,
            "asked_by": values["asked_by"],
        },
    )
    code = {"wrong_phone": "N1", "unreachable": "N3", "branch_received": "N19"}.get(question.reason)
    if code is not None and values["asked_by"] == AskedBy.STATION:
        tx.notify(
            code,
            to_kind="region",
            to=order.region,
            order_no=order.order_no,
            request_id=request_id,
            args={"reason": question.reason, "detail": asked.detail or ""},
        )
    row = tx.get(CancelRequest, id=request_id)
    return request_data(tx, row, decision.as_data())


def request_data(tx: Transaction, row: Any, decision: Any = None) -> dict[str, Any]:
    """The JSON object of a request."""
    return {
        "id": row.id,
        "order_no": row.order_no,
        "status": row.status,
        "reason": row.reason,
        "detail": row.detail,
        "asked_by": row.asked_by,
        "requested_by": row.requested_login,
        "requested_at": tx.local(row.requested_at),
        "decided_by": row.decided_login,
        "decided_at": tx.local(row.decided_at) if row.decided_at else None,
        "remark": row.remark,
        "new_order_no": row.new_order_no,
        "why": row.why,
        "region": row.region,
        "station": row.station,
        "channel": row.channel,
        "to_station": row.to_station,
        "wished": row.wished,
        "asked_on": row.asked_on,
        "agrees_rereport": bool(row.agrees_rereport),
        "station_induced": bool(row.station_induced),
        "decision": decision if decision is not None else codec.rich(row.decision),
    }


def withdraw(call: Call, request_id: int) -> Answer:
    """The station takes its request back, or a liaison one that the region asked itself; the order is free again."""

    def work(tx: Transaction) -> Answer:
        row = tx.get(CancelRequest, id=request_id)
        if row is None:
            raise no_request(request_id)
        order = lookup.order(tx, row.order_no)
        mine = AskedBy.STATION if tx.acting.role is Role.COORDINATOR else AskedBy.REGION
        if row.asked_by != mine:
            raise Denied(
                msg("request {id} was not asked by the {mine}", id=row.id, mine=named("asked_by", mine))
            )
        if row.status != RequestStatus.PENDING:
            return _not_pending(row)
        ended = cancelling_write.decided(tx, row, RequestStatus.WITHDRAWN)
        free = {"at_no": order.order_no, "at_request": row.id}
        writes = CancelWrites(order.order_no, free=free, decide=ended)
        writes.event("cancel.withdrawn", {"request": row.id})
        with tx.savepoint():
            cancelling_write.apply(tx, [writes])
        return Answer("cancel.request", request_data(tx, tx.get(CancelRequest, id=row.id)))

    return writing(call, work)


def no_request(request_id: int) -> NotFound:
    return NotFound(
        msg("no such request: {id}", id=request_id), msg("repaircli cancel list"), code="no_request"
    )


def _not_pending(row: Any) -> Answer:
    text = msg(
        "request {id} is {status}, no longer pending", id=row.id, status=named("request_status", row.status)
    )
    return refusal(
        [("not_pending", "001-3.6.2", text)], hint=msg("repaircli order show {no}", no=row.order_no)
    )


# ------------------------------------------------------------------------------------------------------ self-cancel


def self_cancel(call: Call, no: str, asked: Asked) -> Answer:
    """The station cancels its own order because of a slip (001-3.5.3)."""

    def work(tx: Transaction) -> Answer:
        order = lookup.order(tx, no)
        g = gather(tx, [order.order_no])
        question = _question(tx, asked, AskedBy.STATION, "self")
        decision = decide(
            g.states[order.order_no],
            question,
            tx.calendar(),
            hours=tx.hours(),
        )
        if not decision.allowed:
            return decision_answer(decision)
        return _cancel_now(tx, order, decision, asked.detail or "")

    return writing(call, work)


def _cancel_now(tx: Transaction, order: Any, decision: Decision, detail: str) -> Answer:
    with tx.savepoint():
        cancelling_write.apply(tx, [cancelling_write.cancel(tx, order, decision, detail)])
    _custody(tx, order)
    return orders_record.answer(tx, "cancel.done", order.order_no, decision=dict(decision.as_data()))


def _custody(tx: Transaction, order: Any) -> None:
    if order.in_custody:
        tx.note(
            msg(
                "the customer's machine is in the station: return it (repaircli order delivered {no} or picked-up {no})",
                no=order.order_no,
            )
        )


# -------------------------------------------------------------------------------------------------- customer's call


def by_customer(call: Call, no: str, asked: Asked, caller: str = "customer") -> Answer:
    """An agent cancels on the customer's own request (001-3.6.3); a station that phones is refused and recorded."""
    return writing(call, lambda tx: _by_customer(tx, no, asked, caller))


def _by_customer(tx: Transaction, no: str, asked: Asked, caller: str) -> Answer:
    order = lookup.order(tx, no)
    g = gather(tx, [order.order_no], [asked.to_station] if asked.to_station else [])
    by_station = caller == "station"
    question = _question(tx, asked, AskedBy.STATION if by_station else AskedBy.CUSTOMER, "customer")
    decision, snapshot = decide_with_snapshot(tx, g.states[order.order_no], question)
    if by_station:
        _violation(tx, order, "phoned_800", asked.detail)
        return decision_answer(decision, {"violation": "phoned_800"})
    closed = decision.outcome is Outcome.FORBIDDEN
    if asked.station_induced and not closed:
        _violation(tx, order, "induced_customer", asked.detail)
    if decision.outcome is Outcome.FORWARD_TO_REGION:
        return _forward(tx, order, question, decision, snapshot, asked)
    if not decision.allowed:
        return decision_answer(decision)
    target = None
    if asked.to_station:
        target = g.stations.get(asked.to_station)
        problem = reassign.target_problem(order, target, asked.to_station, tx.local(tx.now).date())
        if problem is not None:
            return refusal([(problem.code, problem.clause, problem.text)], hint=msg("repaircli station list"))
    new = (
        None
        if target is None
        else reassign.new_order(tx, order, target, cancelling_write.origin_of(tx.acting.role))
    )
    urges = urge_queries.of_orders(tx, [order.order_no]).get(order.order_no, []) if new else []
    waiting = cancelling_queries.pending_of(tx, order.order_no)
    writes = cancelling_write.cancel(tx, order, decision, asked.detail or "", new_order=new, urges=urges)
    if waiting is not None:
        writes.decide = cancelling_write.decided(tx, waiting, RequestStatus.WITHDRAWN, why=asked.detail)
        writes.event("cancel.withdrawn", {"request": waiting.id, "why": asked.detail})
    args = {"reason": decision.reason} | ({"new_order_no": str(new["order_no"])} if new else {})
    writes.queue_notice("N34", "station", order.station, args)
    writes.queue_notice("N34", "region", order.region, args)
    if target is not None and target.region != order.region:
        writes.queue_notice("N35", "region", target.region, args)
    with tx.savepoint():
        cancelling_write.apply(tx, [writes])
    _custody(tx, order)
    return orders_record.answer(
        tx,
        "cancel.done",
        order.order_no,
        decision=dict(decision.as_data()),
        new_order_no=new["order_no"] if new else None,
    )


def _forward(
    tx: Transaction,
    order: Any,
    question: Question,
    decision: Decision,
    snapshot: Mapping[str, Any],
    asked: Asked,
) -> Answer:
    waiting = cancelling_queries.pending_of(tx, order.order_no)
    if waiting is not None:
        found = request_data(tx, waiting)
    else:
        found = file_request(tx, order, question, decision, snapshot, asked, channel="phone800")
    return decision_answer(
        decision, {"request_id": found["id"], "request": found, "violation": "induced_customer"}
    )


def _violation(tx: Transaction, order: Any, kind: str, detail: str | None) -> None:
    """Recorded against the station, for its assessment (A-15)."""
    from repaircli.orders.followup_tables import Violation

    tx.insert(
        Violation,
        kind=kind,
        station=order.station,
        order_no=order.order_no,
        at=tx.now,
        recorded_by=tx.acting.login,
        detail=detail,
    )
    tx.event("violation", order_no=order.order_no, after={"kind": kind, "station": order.station})


# ------------------------------------------------------------------------------------------------------------ lists


@dataclass(frozen=True, slots=True)
class Listing:
    """Filters of `cancel list` as typed."""

    statuses: tuple[str, ...] = ()
    region: str | None = None
    station: str | None = None
    reason: str | None = None
    older_than: int | None = None


def request_filter(tx: Transaction, wanted: Listing) -> cancelling_queries.RequestFilter:
    """The filter of a list, within the identity's scope; `older_than` counts working days (A-25).

    Raises UsageProblem for an unknown status or reason, and BeyondCalendar.
    """
    for status in wanted.statuses:
        if status not in tuple(RequestStatus):
            raise UsageProblem(
                msg("--status: unknown value {text}", text=status),
                msg("known are {known}", known=choices("request_status")),
            )
    if wanted.older_than is not None and wanted.older_than < 0:
        raise UsageProblem(msg("--older-than: {n} is negative", n=wanted.older_than))
    return cancelling_queries.RequestFilter(
        bounds=scope.bounds(tx),
        statuses=wanted.statuses,
        region=scope.region_filter(tx, wanted.region),
        station=scope.station_filter(tx, wanted.station),
        reason=reason(wanted.reason) if wanted.reason else None,
        before=(
            None
            if wanted.older_than is None
            else before_working_hours(tx.now, wanted.older_than * full_day(tx), tx.calendar(), tx.hours())
        ),
    )


def list_(call: Call, wanted: Listing, limit: int | None = None) -> Answer:
    """The cancel requests that the identity may see, oldest first, with their age and what the rule says.

    `waited_seconds` is working time until the decision or now. `outcome` is that of the decision, of a pending
    request that of `decision_now`: what approving it would be answered at this moment.
    """

    def work(tx: Transaction) -> Answer:
        rows = cancelling_queries.listed(tx, request_filter(tx, wanted), None if limit is None else limit + 1)
        if limit is not None and len(rows) > limit:
            tx.note(msg("only the first {limit} are shown", limit=limit))
            rows = rows[:limit]
        now = _decided_now(tx, [r for r in rows if r.status == RequestStatus.PENDING])
        return Answer("cancel.list", [_line(tx, r, now.get(r.id)) for r in rows])

    return reading(call, work)


def ids(call: Call, wanted: Listing, limit: int | None = None) -> Answer:
    """The numbers of the requests that `list_` shows."""

    def work(tx: Transaction) -> Answer:
        return Answer("cancel.ids", cancelling_queries.ids(tx, request_filter(tx, wanted))[:limit])

    return reading(call, work)


def _line(tx: Transaction, row: Any, now: Mapping[str, Any] | None) -> dict[str, Any]:
    found = request_data(tx, row)
    said = now or found["decision"]
    return found | {
        "customer": row.customer,
        "waited_seconds": _waited(tx, row),
        "working_day_seconds": int(full_day(tx).total_seconds()),
        "outcome": said.get("outcome") if isinstance(said, Mapping) else None,
        "decision_now": now,
    }


def full_day(tx: Transaction) -> timedelta:
    """The working time of a working day as it is today."""
    return tx.hours().on(tx.local(tx.now).date()).full_day


def _waited(tx: Transaction, row: Any) -> int | None:
    """Working time from the asking to the decision, or to now; None where the calendar ends before.

    None has passed where the clock of a training database was set back.
    """
    asked, until = tx.local(row.requested_at), tx.local(row.decided_at or tx.now)
    if until < asked:
        return 0
    try:
        return int(working_time_between(asked, until, tx.calendar(), tx.hours()).amount.total_seconds())
    except BeyondCalendar as error:
        _note_once(tx, error.message)
        return None


def _decided_now(tx: Transaction, rows: Sequence[Any]) -> dict[int, Mapping[str, Any]]:
    """What approving each of those pending requests would be answered now, by its number."""
    g = gather(tx, [r.order_no for r in rows])
    found: dict[int, Mapping[str, Any]] = {}
    for row in rows:
        try:
            decision = decide(
                state_for(g, row), question_of(tx, row, target_of(g, row)), tx.calendar(), hours=tx.hours()
            )
        except BeyondCalendar as error:
            _note_once(tx, error.message)
        else:
            found[row.id] = dict(decision.as_data())
    return found


def _note_once(tx: Transaction, text: Msg) -> None:
    if text not in tx.notes:
        tx.note(text)


def show(call: Call, request_id: int) -> Answer:
    """One request with the decision of its moment."""

    def work(tx: Transaction) -> Answer:
        row = cancelling_queries.by_id(tx, [request_id]).get(request_id)
        if row is None:
            raise no_request(request_id)
        lookup.order(tx, row.order_no)
        return Answer("cancel.request", request_data(tx, row))

    return reading(call, work)
