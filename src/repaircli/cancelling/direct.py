"""Cancels that no region decides: the station's own, and those on the customer's call."""

from __future__ import annotations

from typing import Any

from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling import reassign
from repaircli.cancelling import write as cancelling_write
from repaircli.cancelling.check import CancelInput, Ruling, decision_answer, rule_on
from repaircli.cancelling.requests import file_request, request_data
from repaircli.network.tables import Station
from repaircli.orders import lookup, urge_queries, violations
from repaircli.orders.followup_tables import UrgeOrder
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import AskedBy, RequestStatus
from repaircli.platform.text import command_line
from repaircli.platform.transaction import Transaction, writes
from repaircli.policy.in_force import in_force
from repaircli.rules.policy.decision import Missing, Outcome


@writes
def self_cancel(tx: Transaction, no: str, given: CancelInput) -> Answer:
    """The station cancels its own order that was made by mistake (001-3.5.3)."""
    ruling = rule_on(tx, lookup.order(tx, no), given, AskedBy.STATION, "self")
    if not ruling.decision.allowed:
        return decision_answer(ruling.decision)
    return cancelling_write.cancel_now(tx, ruling.order, ruling.decision, given.detail or "")


@writes
def by_customer(tx: Transaction, no: str, given: CancelInput, caller: str = "customer") -> Answer:
    """An agent cancels on the customer's own call (001-3.6.3); a station that calls is refused and recorded."""
    order = lookup.order(tx, no)
    by_station = caller == "station"
    asked_by = AskedBy.STATION if by_station else AskedBy.CUSTOMER
    ruling = rule_on(tx, order, given, asked_by, "customer")
    decision = ruling.decision
    if by_station:
        violations.record(tx, order, "phoned_800", given.detail)
        return decision_answer(decision, {"violation": "phoned_800"})
    forbidden = in_force(tx).induced_forbidden
    if given.station_induced and forbidden and decision.outcome is not Outcome.FORBIDDEN:
        violations.record(tx, order, "induced_customer", given.detail)
    if decision.outcome is Outcome.FORWARD_TO_REGION:
        return _forward(tx, ruling, given)
    if not decision.allowed:
        return decision_answer(decision)
    problem = target_problem(tx, ruling, given.to_station)
    if problem is not None:
        return refusal([(problem.code, problem.clause, problem.text)], hint=command_line("station list"))
    target = ruling.gathered.stations.get(given.to_station) if given.to_station else None
    return _cancel(tx, ruling, given.detail, target)


def target_problem(tx: Transaction, ruling: Ruling, station: str | None) -> Missing | None:
    """Why the `station` that the agent named cannot get the new order; None where it can, or where none is named."""
    if not station:
        return None
    return reassign.target_problem(ruling.order, ruling.gathered.stations.get(station), station, tx.today)


def _cancel(tx: Transaction, ruling: Ruling, detail: str | None, target: Station | None) -> Answer:
    """Cancels, ends a request that is pending, and makes the new order at `target`, where one is named."""
    order, decision = ruling.order, ruling.decision
    new_order: dict[str, Any] | None = None
    urges: list[UrgeOrder] = []
    if target is not None:
        new_order = reassign.new_order(tx, order, target, cancelling_write.origin_of(tx.acting.role))
        urges = urge_queries.of_orders(tx, [order.order_no]).get(order.order_no, [])
    pending = cancelling_queries.pending_of(tx, order.order_no)
    writes = cancelling_write.cancel(tx, order, decision, detail or "", new_order=new_order, urges=urges)
    if pending is not None:
        writes.decide = cancelling_write.decided(tx, pending, RequestStatus.WITHDRAWN, why=detail)
        writes.event("cancel.withdrawn", {"request": pending.id, "why": detail})
    args = {"reason": decision.reason} | ({"new_order_no": str(new_order["order_no"])} if new_order else {})
    writes.queue_notice("N34", "station", order.station, args)
    writes.queue_notice("N34", "region", order.region, args)
    if target is not None and target.region != order.region:
        writes.queue_notice("N35", "region", target.region, args)
    new_no = new_order["order_no"] if new_order else None
    return cancelling_write.carry_out(tx, order, decision, writes, new_order_no=new_no)


def _forward(tx: Transaction, ruling: Ruling, given: CancelInput) -> Answer:
    """The region decides: as a request, unless one is pending already."""
    pending = cancelling_queries.pending_of(tx, ruling.order.order_no)
    if pending is not None:
        found = request_data(tx, pending)
    else:
        found = file_request(tx, ruling, given, channel="phone800")
    more = {"request_id": found["id"], "request": found, "violation": "induced_customer"}
    return decision_answer(ruling.decision, more)
