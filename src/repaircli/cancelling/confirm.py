"""What a person on a terminal is asked before a command that ends orders or requests. Nothing here writes."""

from __future__ import annotations

from repaircli.cancelling.check import CancelInput, Ruling, rule_on
from repaircli.cancelling.direct import target_problem
from repaircli.cancelling.requests import own_side
from repaircli.orders import lookup
from repaircli.platform.codes import AskedBy
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.rules.policy.decision import Outcome


@reads
def request(tx: Transaction, no: str, given: CancelInput) -> Msg | None:
    """Before `requests.request`, which cancels at once where the station may do that itself (001-3.5.3)."""
    return _own_cancel(rule_on(tx, lookup.order(tx, no), given, own_side(tx), "request"))


@reads
def self_cancel(tx: Transaction, no: str, given: CancelInput) -> Msg | None:
    """Before `direct.self_cancel`."""
    return _own_cancel(rule_on(tx, lookup.order(tx, no), given, AskedBy.STATION, "self"))


def _own_cancel(ruling: Ruling) -> Msg | None:
    decision = ruling.decision
    if not decision.allowed or decision.outcome is not Outcome.STATION_SELF_CANCEL:
        return None
    return msg("cancel order {order}? It cannot be taken back.", order=lookup.described(ruling.order))


@reads
def by_customer(tx: Transaction, no: str, given: CancelInput, caller: str = "customer") -> Msg | None:
    """Before `direct.by_customer`; nothing is cancelled where a station calls, or where the region decides."""
    if caller == "station":
        return None
    ruling = rule_on(tx, lookup.order(tx, no), given, AskedBy.CUSTOMER, "customer")
    if not ruling.decision.allowed or ruling.decision.outcome is Outcome.FORWARD_TO_REGION:
        return None
    if target_problem(tx, ruling, given.to_station) is not None:
        return None
    order = lookup.described(ruling.order)
    if given.to_station is None:
        return msg("cancel order {order}? It cannot be taken back.", order=order)
    return msg(
        "cancel order {order} and make a new order at station {station}? It cannot be taken back.",
        order=order,
        station=given.to_station,
    )
