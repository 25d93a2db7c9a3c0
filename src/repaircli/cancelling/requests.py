"""Cancel requests: a station or region asks, withdraws, and lists what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement

from repaircli.calendar.working import calendar_of, hours_of
from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling import reassign
from repaircli.cancelling import write as cancelling_write
from repaircli.cancelling.check import CancelInput, Ruling, decision_answer, reason, rule_on
from repaircli.cancelling.gathered import gather, question_of, target_of
from repaircli.cancelling.tables import CancelRequest
from repaircli.network import scope
from repaircli.orders import lookup
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer
from repaircli.platform.codes import AskedBy, RequestStatus, Role
from repaircli.platform.db import codec
from repaircli.platform.errors import BeyondCalendar, NotFound, UsageProblem
from repaircli.platform.inputs import code
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.policy.in_force import in_force
from repaircli.rules.calendar.working_time import before_working_hours, working_time_between
from repaircli.rules.cancelling.decide import decide
from repaircli.rules.policy.decision import Outcome

_NOTICES = {"wrong_phone": "N1", "unreachable": "N3", "branch_received": "N19"}
"""The notice to the region that a station's request for this reason brings with it."""


# ---------------------------------------------------------------------------------------------------------- one request


@writes
def request(tx: Transaction, no: str, given: CancelInput) -> Answer:
    """A station asks its region to cancel, or a liaison asks on the region's own knowledge (001-3.6.1, A-55)."""
    order = lookup.order(tx, no)
    by = own_side(tx)
    ruling = rule_on(tx, order, given, by, "request")
    if not ruling.decision.allowed:
        return decision_answer(ruling.decision)
    if ruling.decision.outcome is Outcome.STATION_SELF_CANCEL:
        return cancelling_write.cancel_now(tx, order, ruling.decision, given.detail or "")
    _advise_target(tx, ruling, given.to_station)
    channel = "web" if by is AskedBy.STATION else "region"
    return Answer("cancel.request", file_request(tx, ruling, given, channel=channel))


def own_side(tx: Transaction) -> AskedBy:
    """The side for which the identity asks: a coordinator's station, else the region."""
    return AskedBy.STATION if tx.acting.role is Role.COORDINATOR else AskedBy.REGION


def _advise_target(tx: Transaction, ruling: Ruling, station: str | None) -> None:
    if station is None:
        return
    order, stations = ruling.order, ruling.gathered.stations
    head = reassign.only_target(stations.get(order.station), ruling.question.reason)
    problem = reassign.target_problem(order, stations.get(station), station, tx.today, head)
    if problem is not None:
        tx.note(msg("{problem}; the liaison must name another station to approve", problem=problem.text))


def file_request(tx: Transaction, ruling: Ruling, given: CancelInput, *, channel: str) -> dict[str, Any]:
    """Writes a pending request and freezes the order (A-25); its JSON object. `channel`: web, region or phone800."""
    order, question = ruling.order, ruling.question
    asked_by = str(AskedBy.REGION if channel == "region" else AskedBy.STATION)
    made = tx.add(
        CancelRequest,
        order_no=order.order_no,
        region=order.region,
        station=order.station,
        asked_by=asked_by,
        channel=channel,
        reason=question.reason,
        detail=given.detail or "",
        wished=question.wished,
        asked_on=question.asked_on,
        agrees_rereport=question.agrees_rereport,
        to_station=given.to_station,
        station_induced=question.station_induced,
        status=str(RequestStatus.PENDING),
        decision=codec.plain(ruling.decision.as_data()),
        facts=ruling.snapshot,
        requested_by=tx.acting.user_id,
        requested_login=tx.acting.login,
        requested_name=tx.acting.name,
        requested_at=tx.now,
    )
    tx.update(Order, {"order_no": order.order_no, "status": order.status}, pending_request=made.id)
    told = {"reason": question.reason, "detail": given.detail, "asked_by": asked_by}
    tx.event("cancel.requested", order_no=order.order_no, after={"request": made.id, **told})
    code = _NOTICES.get(question.reason)
    if code is not None and asked_by == AskedBy.STATION:
        tx.notify(
            code,
            to_kind="region",
            to=order.region,
            order_no=order.order_no,
            request_id=made.id,
            args={"reason": question.reason, "detail": given.detail or ""},
        )
    return request_data(tx, made, ruling.decision.as_data())


def no_request(request_id: int) -> NotFound:
    return NotFound(
        msg("no such request: {id}", id=request_id), command_line("cancel list"), code="no_request"
    )


def request_data(
    tx: Transaction, row: CancelRequest, decision: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The JSON object of a request; `decision` where it is at hand, else it is read from the row."""
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
        "decided_at": tx.local(row.decided_at),
        "remark": row.remark,
        "new_order_no": row.new_order_no,
        "why": row.why,
        "region": row.region,
        "station": row.station,
        "channel": row.channel,
        "to_station": row.to_station,
        "wished": row.wished,
        "asked_on": row.asked_on,
        "agrees_rereport": row.agrees_rereport,
        "station_induced": row.station_induced,
        "decision": decision if decision is not None else codec.rich(row.decision),
    }


@reads
def show(tx: Transaction, request_id: int) -> Answer:
    """One request with the decision of its moment."""
    row = cancelling_queries.by_id(tx, [request_id]).get(request_id)
    if row is None:
        raise no_request(request_id)
    lookup.order(tx, row.order_no)
    return Answer("cancel.request", request_data(tx, row))


# ---------------------------------------------------------------------------------------------------------------- lists


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """Filters of `cancel list` as typed; `older_than` in working days."""

    statuses: tuple[str, ...] = ()
    region: str | None = None
    station: str | None = None
    reason: str | None = None
    older_than: int | None = None
    order: str | None = None


def conditions(
    tx: Transaction, wanted: RequestFilter, *, asked_by: str | None = None
) -> list[ColumnElement[bool]]:
    """The requests of `wanted` within the identity's scope; `older_than` counts working days (A-25) of pending ones.

    `asked_by`: only those that this side asked for.

    Raises UsageProblem for an unknown status or reason, and BeyondCalendar.
    """
    statuses = [code("request_status", status, "--status") for status in wanted.statuses]
    before = None
    if wanted.older_than is not None:
        if wanted.older_than < 0:
            raise UsageProblem(msg("--older-than: expected 0 or more, got {n}", n=wanted.older_than))
        # what is decided waits no more
        statuses = statuses or [str(RequestStatus.PENDING)]
        before = before_working_hours(
            tx.now, wanted.older_than * _full_day(tx), calendar_of(tx), hours_of(tx)
        )
    return cancelling_queries.conditions(
        tx,
        scope.bounds(tx),
        statuses=statuses,
        region=scope.region_filter(tx, wanted.region),
        station=scope.station_filter(tx, wanted.station),
        reason=reason(wanted.reason) if wanted.reason else None,
        asked_by=asked_by,
        order_no=None if wanted.order is None else lookup.order(tx, wanted.order).order_no,
        before=before,
    )


@reads
def list_(tx: Transaction, wanted: RequestFilter, limit: int) -> Answer:
    """The cancel requests that the identity may see, oldest first, with their age and what the rule says.

    `waited_seconds` is working time until the decision or now. `outcome` is that of the decision; of a pending
    request it is that of `decision_now`, which says what approving it would be answered at this moment.
    """
    found = conditions(tx, wanted)
    rows = cancelling_queries.listed(tx, found, limit + 1)
    if len(rows) > limit:
        tx.note(msg("showing only the first {limit}; use --limit all to show everything", limit=limit))
        rows = rows[:limit]
    now = _decided_now(tx, [r for r, _ in rows if r.status == RequestStatus.PENDING])
    return Answer("cancel.list", [_line(tx, r, customer, now.get(r.id)) for r, customer in rows])


@reads
def ids(tx: Transaction, wanted: RequestFilter, limit: int) -> Answer:
    """The numbers of the requests that `list_` shows."""
    return Answer("cancel.ids", cancelling_queries.ids(tx, conditions(tx, wanted))[:limit])


def _line(
    tx: Transaction, row: CancelRequest, customer: str, now: Mapping[str, Any] | None
) -> dict[str, Any]:
    found = request_data(tx, row)
    decision = now or found["decision"]
    return found | {
        "customer": customer,
        "waited_seconds": _waited(tx, row),
        "working_day_seconds": int(_full_day(tx).total_seconds()),
        "outcome": decision.get("outcome") if isinstance(decision, Mapping) else None,
        "decision_now": now,
    }


def _full_day(tx: Transaction) -> timedelta:
    """The working time of a working day as it is today."""
    return hours_of(tx).on(tx.today).full_day


def _waited(tx: Transaction, row: CancelRequest) -> int | None:
    """Working time from the asking to the decision, or to now; None where the calendar ends before.

    None has passed where the clock of a training database was set back.
    """
    asked, until = tx.local(row.requested_at), tx.local(row.decided_at or tx.now)
    if until < asked:
        return 0
    try:
        return int(working_time_between(asked, until, calendar_of(tx), hours_of(tx)).amount.total_seconds())
    except BeyondCalendar as error:
        _note_once(tx, error.message)
        return None


def _decided_now(tx: Transaction, rows: Sequence[CancelRequest]) -> dict[int, Mapping[str, Any]]:
    """What approving each of those pending requests would be answered now, by its number."""
    gathered = gather(tx, [r.order_no for r in rows], deciding=True)
    found: dict[int, Mapping[str, Any]] = {}
    for row in rows:
        question = question_of(tx, row, target_of(gathered, row))
        try:
            state = gathered.states[row.order_no]
            decision = decide(state, question, calendar_of(tx), in_force(tx), hours_of(tx))
        except BeyondCalendar as error:
            _note_once(tx, error.message)
        else:
            found[row.id] = dict(decision.as_data())
    return found


def _note_once(tx: Transaction, text: Msg) -> None:
    if text not in tx.notes:
        tx.note(text)
