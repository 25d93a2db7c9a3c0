"""The steps of an order between its creation and its end: assigned, printed, started, repaired, handed over."""

from __future__ import annotations

from repaircli.network import engineers, scope
from repaircli.network.tables import Station
from repaircli.orders import custody, notices, numbers, violations
from repaircli.orders import queries as rows
from repaircli.orders import record as orders_record
from repaircli.orders.record import OrderRecord
from repaircli.platform.answers import Answer
from repaircli.platform.codes import Role, Status, T3Kind
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.inputs import chosen, coming, optional
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, writes
from repaircli.rules.cancelling.matrix import WORDS, named
from repaircli.rules.orders import steps
from repaircli.rules.orders.close_facts import CLOSE_FACTS
from repaircli.rules.orders.writeback import RECURRED
from repaircli.rules.policy.decision import Check

CHECK_FAILED = "check-failed"
"""Why the finished work is taken back when the customer's check at pick-up fails (001-2.5.7)."""


@writes
def assign(tx: Transaction, no: str, engineer: str) -> Answer:
    """Assigns the order to an engineer of the station, or of one of its branch points, which the order then is for.

    `engineer`: a login, or part of a name. Raises NotFound and UsageProblem as `engineers.engineer`.
    """
    record = orders_record.find(tx, no)
    user = engineers.engineer(tx, engineer)
    point = None if user.station is None else scope.station(tx, user.station)
    checks = [
        *steps.may("assign", record.state),
        *_elsewhere(record, user.login, point),
    ]
    if checks or point is None:
        return orders_record.refused(record, checks, hint=command_line("user list"))
    branch = record.order.branch if _made_for_branch(record) else None
    if point.no != record.order.station:
        branch = point.no
    if branch is None and record.order.branch is not None:
        tx.note(
            msg(
                "{login} is an engineer of the head station: the order no longer belongs to branch point {branch} (001-6.3.8)",
                login=user.login,
                branch=record.order.branch,
            )
        )
    orders_record.change(tx, record, "order.assigned", engineer=user.login, branch=branch)
    return orders_record.answer(tx, "order.assigned", record)


def _elsewhere(record: OrderRecord, login: str, point: Station | None) -> list[Check]:
    """Whether an engineer of `point` may have the order: of its station, and of the branch it was generated for."""
    station, branch = record.order.station, record.order.branch
    if point is None or station not in (point.no, point.head):
        text = msg(
            "{login} is not an engineer of station {station} or its branch points",
            login=login,
            station=station,
        )
        return [Check("engineer_elsewhere", "001-6.3.8", text)]
    if _made_for_branch(record) and point.no != branch:
        text = msg(
            "the order was generated for branch point {branch}; its engineer must belong to it",
            branch=branch or "",
        )
        return [Check("engineer_of_branch", "001-6.3.8", text)]
    return []


def _made_for_branch(record: OrderRecord) -> bool:
    return record.order.origin == "station" and record.order.branch is not None


@writes
def start(tx: Transaction, no: str, system_failure: str | None = None) -> Answer:
    """Records that service starts: only after printing, or with a system failure on record (001-1.5.6)."""
    record = orders_record.find(tx, no)
    failure = optional(system_failure) or record.order.print_exception
    if refusal := orders_record.step_refused(record, "start", excused=failure is not None):
        return refusal
    first = record.order.started_at
    if first is not None:
        # The first start counts for the rules; each further visit is in the history.
        tx.note(msg("service was first started {time}", time=f"{tx.local(first):%Y-%m-%d %H:%M}"))
    orders_record.change(
        tx,
        record,
        "order.started",
        started_at=first or tx.now,
        print_exception=failure,
        status=_under_way(record),
    )
    return orders_record.answer(tx, "order.started", record)


def _under_way(record: OrderRecord) -> str:
    """The status of the order once there is service: no longer only downloaded."""
    return str(Status.IN_SERVICE if record.order.status == Status.DOWNLOADED else record.order.status)


@writes
def arrived(tx: Transaction, no: str, recontact: str | None = None) -> Answer:
    """Takes the machine of a dispatched carry-in order into the station: pick-up voucher, custody (001-2.5.5)."""
    record = orders_record.find(tx, no)
    call_again = record.order.recontact_at if recontact is None else coming(tx, recontact, "--recontact")
    if refusal := orders_record.step_refused(record, "arrived"):
        return refusal
    orders_record.change(
        tx,
        record,
        "order.arrived",
        arrived_at=tx.now,
        in_custody=True,
        voucher_no=record.order.voucher_no or numbers.voucher_no(record.no),
        recontact_at=call_again,
        status=_under_way(record),
    )
    return orders_record.answer(tx, "order.arrived", record, **custody.taken_in(tx, record.order))


@writes
def repaired(tx: Transaction, no: str) -> Answer:
    """Records that the repair is done (001-1.5.8, 001-2.5.6); logs the close fact `repaired`."""
    record = orders_record.find(tx, no)
    if refusal := orders_record.step_refused(record, "repaired"):
        return refusal
    orders_record.log_fact(tx, record, "repaired")
    _set_repaired(tx, record)
    return orders_record.answer(tx, "order.repaired", record)


def _set_repaired(tx: Transaction, record: OrderRecord) -> None:
    """Writes that the repair is done, with the status that follows, and tells those who wait for it."""
    orders_record.change(tx, record, "order.repaired", repaired_at=tx.now, status=_finished(tx, record))
    _note_unprinted(tx, record)
    notices.repaired(tx, record)


def _finished(tx: Transaction, record: OrderRecord) -> str:
    """The status of the order once service is finished."""
    return str(Status.AWAITING_PICKUP) if _pickup_agreed_again(tx, record) else _under_way(record)


def _pickup_agreed_again(tx: Transaction, record: OrderRecord) -> bool:
    """Whether the customer got a new pick-up time when the fault recurred or their check failed (001-2.5.7)."""
    if record.state.visit or not record.order.in_custody or not record.promises:
        return False
    last = record.promises[-1]
    again = (CHECK_FAILED, RECURRED)
    failed = [f.voided_at for f in rows.all_facts(tx, record.no) if f.voided_at and f.void_why in again]
    return bool(failed) and last.kind == T3Kind.NORMAL and last.slot > 1 and last.written_at >= max(failed)


UNPRINTED = msg("the order was not printed before service; the signature needs --unprinted TEXT (001-1.5.6)")


def _note_unprinted(tx: Transaction, record: OrderRecord) -> None:
    if steps.unprinted(record.state, excused=False):
        tx.note(UNPRINTED)


@writes
def sign(tx: Transaction, no: str, unprinted: str | None = None) -> Answer:
    """Records that the customer has signed the order, for the repair or for a finding (001-1.3.4, A6.2).

    `unprinted`: why the order was not printed before service, which is a violation (001-1.5.6).
    """
    record, why = orders_record.find(tx, no), optional(unprinted)
    if refusal := orders_record.step_refused(record, "sign", excused=why is not None):
        return refusal
    values = violations.unprinted(tx, record, why)
    orders_record.change(tx, record, "order.signed", signed_at=tx.now, **values)
    return orders_record.answer(tx, "order.signed", record)


@writes
def picked_up(tx: Transaction, no: str) -> Answer:
    """Records that the customer took the machine home; custody ends, on an order that is over too (001-2.5.8)."""
    return _handed_over(tx, no, "picked-up", "picked_up")


@writes
def delivered(tx: Transaction, no: str) -> Answer:
    """Records that the station brought the machine back to the customer; custody ends (001-2.5.7, 001-2.5.8)."""
    return _handed_over(tx, no, "delivered", "delivered")


def _handed_over(tx: Transaction, no: str, step: str, event: str) -> Answer:
    record = orders_record.find(tx, no)
    if refusal := orders_record.step_refused(record, step):
        return refusal
    orders_record.change(tx, record, f"order.{event}", **{f"{event}_at": tx.now, "in_custody": False})
    return orders_record.answer(tx, f"order.{event}", record)


@writes
def check_failed(tx: Transaction, no: str) -> Answer:
    """Records that the customer's check at pick-up failed: repaired again, then delivered to them (001-2.5.7)."""
    record = orders_record.find(tx, no)
    if refusal := orders_record.step_refused(record, "check-failed"):
        return refusal
    values = orders_record.reopen(tx, record, CHECK_FAILED)
    back = Status.IN_SERVICE if record.order.status == Status.AWAITING_PICKUP else Status(record.order.status)
    orders_record.change(
        tx,
        record,
        "order.check_failed",
        status=str(back),
        must_deliver_back=True,
        **values,
    )
    tx.note(
        msg(
            "after the repair the machine is delivered to the customer; the time agreed for it is the next T3 (001-2.5.7)"
        )
    )
    return orders_record.answer(tx, "order.check_failed", record)


@writes
def fact(
    tx: Transaction, no: str, code: str, note: str | None = None, void: bool = False, why: str | None = None
) -> Answer:
    """Logs that the work or test `code` took place; with `void` the liaison takes it back and says `why`.

    Raises UsageProblem for an unknown code or a missing reason, NotFound where the fact to take back does not stand.
    """
    found = chosen({fact: WORDS[fact] for fact in CLOSE_FACTS}, code, "CODE")
    if not void:
        return _log_fact(tx, no, found, optional(note))
    reason = optional(why)
    if reason is None:
        raise UsageProblem(msg("{option} is missing", option="--why"))
    return _void_fact(tx, no, found, reason)


def _log_fact(tx: Transaction, no: str, code: str, note: str | None) -> Answer:
    orders_record.act_only_as(tx, Role.COORDINATOR, Role.ENGINEER)
    record = orders_record.find(tx, no)
    if refusal := orders_record.step_refused(record, "fact", fact=code):
        return refusal
    if code in record.codes:
        tx.note(msg("{code} is already logged", code=named(code)))
        return orders_record.answer(tx, "order.fact", record)
    if code == "repaired" and (refusal := orders_record.step_refused(record, "repaired")):
        return refusal
    in_hand = record.order.in_custody and not record.state.finished
    orders_record.log_fact(tx, record, code, note)
    tx.event("fact.logged", order_no=record.no, after={"code": code, "note": note})
    if code == "repaired":
        _set_repaired(tx, record)
    elif record.state.served_at is not None:
        orders_record.change_if_different(tx, record, "order.status", status=_finished(tx, record))
        _note_unprinted(tx, record)
        if in_hand:
            notices.repaired(tx, record)
    return orders_record.answer(tx, "order.fact", record)


def _void_fact(tx: Transaction, no: str, code: str, why: str) -> Answer:
    orders_record.act_only_as(tx, Role.LIAISON)
    record = orders_record.find(tx, no)
    if refusal := orders_record.step_refused(record, "fact"):
        return refusal
    if code not in record.codes:
        raise NotFound(
            msg("{code} is not logged on order {no}", code=named(code), no=record.no),
            command_line("order show", "{no}", no=record.no),
            code="no_fact",
        )
    orders_record.void_fact(tx, record, code, why)
    tx.event("fact.voided", order_no=record.no, before={"code": code}, after={"code": code, "why": why})
    if code == "repaired" and record.order.repaired_at is not None:
        orders_record.change(tx, record, "order.repair_voided", repaired_at=None)
    return orders_record.answer(tx, "order.fact_voided", record)
