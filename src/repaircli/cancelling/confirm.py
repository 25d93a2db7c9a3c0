"""What a person on a terminal is asked before a command that ends orders or requests. Nothing here writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import NamedTuple

from repaircli.cancelling import plan as cancelling_plan
from repaircli.cancelling import plan_file
from repaircli.cancelling.check import CancelInput, Ruling, rule_on
from repaircli.cancelling.decide import Picked, Policy, Verdict, decide_requests, listed
from repaircli.cancelling.direct import target_problem
from repaircli.cancelling.requests import own_side
from repaircli.orders import lookup
from repaircli.platform.codes import AskedBy, RequestStatus
from repaircli.platform.errors import EXIT_OK
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
    return msg("cancel order {order}? This cannot be undone.", order=lookup.described(ruling.order))


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
        return msg("cancel order {order}? This cannot be undone.", order=order)
    return msg(
        "cancel order {order} and create a new order at station {station}? This cannot be undone.",
        order=order,
        station=given.to_station,
    )


# ------------------------------------------------------------------------------------------------------ many at once


class Foreseen(NamedTuple):
    """What deciding the requests `ids` would come to: the question, None where nothing new would come of it."""

    question: Msg | None
    ids: frozenset[int]


@reads
def many(tx: Transaction, picked: Picked, policy: Policy) -> Foreseen:
    """Before `decide.carry_out` with the same requests and policy."""
    verdicts = decide_requests(tx, listed(tx, picked, policy), replace(policy, dry_run=True))
    return Foreseen(_question(verdicts, policy.status), frozenset(v.result["id"] for v in verdicts))


@reads
def planned(tx: Transaction, plan: plan_file.Plan) -> Msg | None:
    """Before `plan.apply_plan`."""
    lines = [{**asdict(line), "facts": dict(line.facts)} for line in plan.lines]
    return _question(cancelling_plan.decided(tx, lines, dry_run=True), None)


_CANCEL = (msg("cancel"), msg("{n} cancel"))
_ENDS: Mapping[str, tuple[Msg, Msg]] = {
    Outcome.REGION_CANCEL: _CANCEL,
    Outcome.REGION_CANCEL_REASSIGN: (msg("cancel and reassign"), msg("{n} cancel and reassign")),
    Outcome.REGION_CANCEL_WITH_FORM: (msg("cancel on a statement"), msg("{n} cancel on a statement")),
    RequestStatus.REJECTED: (msg("reject"), msg("{n} rejected")),
    RequestStatus.WITHDRAWN: (msg("withdraw"), msg("{n} withdrawn")),
    RequestStatus.REFUSED: (msg("the rule refuses it"), msg("{n} refused by the rule")),
}
"""How a request would end, of one and of several."""
_LEFT = {
    "already": msg("{n} already decided this way"),
    "left": msg("{n} left as they are"),
    "failed": msg("{n} cannot be decided"),
}
"""What becomes of the requests for which nothing is written."""
_MANY = {
    RequestStatus.APPROVED: msg("approve {n} requests: {ends}?"),
    RequestStatus.REJECTED: msg("reject requests: {ends}?"),
    RequestStatus.WITHDRAWN: msg("withdraw requests: {ends}?"),
    None: msg("decide {n} requests of the plan: {ends}?"),
}
_ALL = {
    RequestStatus.REJECTED: msg("reject {n} requests?"),
    RequestStatus.WITHDRAWN: msg("withdraw {n} requests?"),
}
"""Where all of several end in the same way."""


def _question(verdicts: Sequence[Verdict], status: RequestStatus | None) -> Msg | None:
    """The question before those verdicts are written; None where there is nothing to write.

    `status`: what the requests are to become; None of a plan, which decides in several ways.
    """
    ends: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for verdict in {v.result["id"]: v for v in verdicts}.values():
        end = _end(verdict)
        (rest if end in _LEFT else ends)[end] += 1
    if not ends:
        return None
    n = ends.total()
    if len(verdicts) == 1:
        return _about(verdicts[0], *ends)
    if not rest and status in _ALL:
        return replace(_ALL[status], args={"n": n})
    told = [replace(_ENDS.get(end, _CANCEL)[1], args={"n": n}) for end, n in ends.most_common()]
    told += [replace(text, args={"n": rest[key]}) for key, text in _LEFT.items() if rest[key]]
    return replace(_MANY[status], args={"n": n, "ends": tuple(told)})


def _end(verdict: Verdict) -> str:
    """How the request would end: its outcome where it is cancelled, else its status; or why nothing is written."""
    if verdict.writes is not None and verdict.writes.decide is not None:
        status = str(verdict.writes.decide["status"])
        return str(verdict.result["decision"]["outcome"]) if status == RequestStatus.APPROVED else status
    if verdict.result["exit"] != EXIT_OK:
        return "failed"
    return "already" if verdict.result["already"] else "left"


def _about(verdict: Verdict, end: str) -> Msg:
    assert verdict.case is not None
    order = lookup.described(verdict.case.order)
    return msg(
        "request {id} of order {order}: {end}?",
        id=verdict.result["id"],
        order=order,
        end=_ENDS.get(end, _CANCEL)[0],
    )
