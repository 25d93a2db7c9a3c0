"""The steps of an order between its creation and its end: assigned, printed, started, repaired, handed over."""

from __future__ import annotations

from typing import Any

from repaircli.network import scope
from repaircli.orders import custody, notices, numbers, record_json
from repaircli.orders import queries as rows
from repaircli.orders import record as orders_record
from repaircli.orders.record import Dossier
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import Role, Status, T3Kind
from repaircli.platform.errors import EXIT_OK, NotFound, UsageProblem
from repaircli.platform.inputs import coming
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, writing
from repaircli.platform.user_tables import User
from repaircli.rules.cancelling.matrix import named, reason_code
from repaircli.rules.orders import steps as orders_steps
from repaircli.rules.orders.close_facts import CLOSE_FACTS
from repaircli.rules.policy.decision import Check

CHECK_FAILED = "check-failed"
"""Why the standing `repaired` is taken back when the customer's check at pick-up fails (001-2.5.7)."""


def assign(call: Call, no: str, engineer: str) -> Answer:
    """Assigns the order to an engineer of the station, or of one of its branch points, which the order then is for."""
    return writing(call, lambda tx: _assign(tx, orders_record.find(tx, no), engineer))


def start(call: Call, no: str, system_failure: str | None = None) -> Answer:
    """Service starts: only after printing, or with a system failure on record (001-1.5.6)."""
    return writing(call, lambda tx: _start(tx, orders_record.find(tx, no), system_failure))


def arrived(call: Call, no: str, recontact: str | None = None) -> Answer:
    """The machine of a dispatched carry-in order is in the station: pick-up voucher, custody (001-2.5.5)."""
    return writing(call, lambda tx: _arrived(tx, orders_record.find(tx, no), recontact))


def repaired(call: Call, no: str) -> Answer:
    """The repair is done (001-1.5.8, 001-2.5.6); logs the close fact `repaired`."""
    return writing(call, lambda tx: _repaired(tx, orders_record.find(tx, no)))


def sign(call: Call, no: str) -> Answer:
    """The customer has signed the order, for the repair or for a finding (001-1.3.4, A6.2)."""

    def work(tx: Transaction) -> Answer:
        d = orders_record.find(tx, no)
        answer = _step(tx, d, "sign", "order.signed", signed_at=tx.now)
        if answer.exit == EXIT_OK and d.order.printed_at is None and d.order.print_exception is None:
            tx.note(
                msg(
                    "the order was never printed: it is printed before service, and the customer signs on it (001-1.5.6)"
                )
            )
        return answer

    return writing(call, work)


def picked_up(call: Call, no: str) -> Answer:
    """The customer took the machine home; custody ends, on a cancelled order too (001-2.5.8)."""
    return writing(
        call,
        lambda tx: _step(
            tx,
            orders_record.find(tx, no),
            "picked-up",
            "order.picked_up",
            picked_up_at=tx.now,
            in_custody=False,
        ),
    )


def delivered(call: Call, no: str) -> Answer:
    """The station brought the machine back to the customer; custody ends (001-2.5.7, 001-2.5.8)."""
    return writing(
        call,
        lambda tx: _step(
            tx,
            orders_record.find(tx, no),
            "delivered",
            "order.delivered",
            delivered_at=tx.now,
            in_custody=False,
        ),
    )


def check_failed(call: Call, no: str) -> Answer:
    """The customer came, and his check failed: repaired again, then delivered to him (001-2.5.7)."""
    return writing(call, lambda tx: _check_failed(tx, orders_record.find(tx, no)))


def fact(
    call: Call, no: str, code: str, note: str | None = None, void: bool = False, why: str | None = None
) -> Answer:
    """Logs that the work or test `code` took place; with `void` the liaison takes it back and says `why`."""
    found = reason_code(code)
    if found not in CLOSE_FACTS:
        raise UsageProblem(
            msg("unknown close fact {code}", code=code),
            msg("known are {known}", known=tuple(named(f, typed=True) for f in CLOSE_FACTS)),
        )
    if void:
        if not (why or "").strip():
            raise UsageProblem(msg("{option} is missing", option="--why"))
        return writing(call, lambda tx: _void_fact(tx, no, found, str(why).strip()))
    return writing(call, lambda tx: _fact(tx, no, found, (note or "").strip() or None))


def _step(tx: Transaction, d: Dossier, event: str, what: str, /, **values: Any) -> Answer:
    """Takes the step `event` if the rules let it, writing `values`."""
    checks = orders_steps.may(event, orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    orders_record.change(tx, d, what, **values)
    return orders_record.answer(tx, what, d.no)


def _assign(tx: Transaction, d: Dossier, login: str) -> Answer:
    user = tx.get(User, login=login.strip())
    if user is None or user.disabled or Role.ENGINEER not in user.roles.split(","):
        raise NotFound(
            msg("no such engineer: {login}", login=login), msg("repaircli user list"), code="no_engineer"
        )
    checks = [*orders_steps.may("assign", orders_record.flow_facts(d))]
    point = None if user.station is None else scope.station(tx, user.station)
    if point is None or d.order.station not in (point.no, point.head):
        text = msg(
            "{login} is no engineer of station {station} or its branch points",
            login=user.login,
            station=d.order.station,
        )
        checks.append(Check("engineer_elsewhere", "001-6.3.8", text))
    elif _other_point(d, point):
        text = msg(
            "the order was generated for branch point {branch}; its engineer must belong to it",
            branch=d.order.branch,
        )
        checks.append(Check("engineer_of_branch", "001-6.3.8", text))
    if checks or point is None:
        return orders_record.refused(d, checks, hint=msg("repaircli user list"))
    branch = point.no if point.no != d.order.station else d.order.branch if _generated_for_branch(d) else None
    if branch is None and d.order.branch is not None:
        tx.note(
            msg(
                "{login} is the head station's: the order is no longer that of branch point {branch} (001-6.3.8)",
                login=user.login,
                branch=d.order.branch,
            )
        )
    orders_record.change(tx, d, "order.assigned", engineer=user.login, branch=branch)
    return orders_record.answer(tx, "order.assigned", d.no)


def _generated_for_branch(d: Dossier) -> bool:
    return d.order.origin == "station" and d.order.branch is not None


def _other_point(d: Dossier, point: Any) -> bool:
    return _generated_for_branch(d) and point.no != d.order.branch


def _start(tx: Transaction, d: Dossier, system_failure: str | None) -> Answer:
    failure = (system_failure or "").strip() or None
    checks = orders_steps.may(
        "start",
        orders_record.flow_facts(
            d, system_failure=failure is not None or d.order.print_exception is not None
        ),
    )
    if checks:
        return orders_record.refused(d, checks)
    if d.order.started_at is not None:
        # The first start counts for the rules; each further visit is in the history.
        tx.note(
            msg("service was first started {time}", time=f"{tx.local(d.order.started_at):%Y-%m-%d %H:%M}")
        )
    orders_record.change(
        tx,
        d,
        "order.started",
        started_at=d.order.started_at or tx.now,
        print_exception=failure or d.order.print_exception,
    )
    return orders_record.answer(tx, "order.started", d.no)


def _arrived(tx: Transaction, d: Dossier, recontact: str | None) -> Answer:
    again = d.order.recontact_at if recontact is None else coming(tx, recontact, "--recontact")
    checks = orders_steps.may("arrived", orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    orders_record.change(
        tx,
        d,
        "order.arrived",
        arrived_at=tx.now,
        in_custody=True,
        voucher_no=d.order.voucher_no or numbers.voucher_no(d.no),
        recontact_at=again,
    )
    return orders_record.answer(
        tx, "order.arrived", d.no, **custody.taken_in(tx, orders_record.again(tx, d.no).order)
    )


def _repaired(tx: Transaction, d: Dossier) -> Answer:
    checks = orders_steps.may("repaired", orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    orders_record.log_fact(tx, d, "repaired")
    status = Status.AWAITING_PICKUP if _pickup_agreed_again(tx, d) else Status(d.order.status)
    orders_record.change(tx, d, "order.repaired", repaired_at=tx.now, status=str(status))
    notices.repaired(tx, d)
    return orders_record.answer(tx, "order.repaired", d.no)


def _pickup_agreed_again(tx: Transaction, d: Dossier) -> bool:
    """Whether the customer was given a new pick-up time when the fault recurred or his check failed (001-2.5.7)."""
    if record_json.is_visit(d.order) or not d.order.in_custody or not d.promises:
        return False
    last = d.promises[-1]
    failed = [f.voided_at for f in rows.all_facts(tx, d.no) if f.code == "repaired" and f.voided_at]
    return bool(failed) and last.kind == T3Kind.NORMAL and last.slot > 1 and last.written_at >= max(failed)


def _check_failed(tx: Transaction, d: Dossier) -> Answer:
    checks = orders_steps.may("check-failed", orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    orders_record.void_fact(tx, d, "repaired", CHECK_FAILED)
    back = Status.IN_SERVICE if d.order.status == Status.AWAITING_PICKUP else Status(d.order.status)
    orders_record.change(
        tx,
        d,
        "order.check_failed",
        status=str(back),
        must_deliver_back=True,
        repaired_at=None,
        signed_at=None,
    )
    tx.note(
        msg(
            "after the repair the machine is delivered to the customer; the time agreed for it is the next T3 (001-2.5.7)"
        )
    )
    return orders_record.answer(tx, "order.check_failed", d.no)


def _fact(tx: Transaction, no: str, code: str, note: str | None) -> Answer:
    orders_record.act_only_as(tx, Role.COORDINATOR, Role.ENGINEER)
    d = orders_record.find(tx, no)
    checks = orders_steps.may("fact", orders_record.flow_facts(d, fact=code))
    if checks:
        return orders_record.refused(d, checks)
    if code in d.codes:
        tx.note(msg("{code} is already logged", code=named(code)))
        return orders_record.answer(tx, "order.fact", d.no)
    orders_record.log_fact(tx, d, code, note)
    tx.event("fact.logged", order_no=d.no, after={"code": code, "note": note})
    if code == "repaired" and d.order.repaired_at is None:
        orders_record.change(tx, d, "order.repaired", repaired_at=tx.now)
        notices.repaired(tx, d)
    return orders_record.answer(tx, "order.fact", d.no)


def _void_fact(tx: Transaction, no: str, code: str, why: str) -> Answer:
    orders_record.act_only_as(tx, Role.LIAISON)
    d = orders_record.find(tx, no)
    checks = orders_steps.may("fact", orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    if code not in d.codes:
        raise NotFound(
            msg("{code} is not logged on order {no}", code=named(code), no=d.no),
            msg("repaircli order show {no}", no=d.no),
            code="no_fact",
        )
    orders_record.void_fact(tx, d, code, why)
    tx.event("fact.voided", order_no=d.no, before={"code": code}, after={"code": code, "why": why})
    if code == "repaired" and d.order.repaired_at is not None:
        orders_record.change(tx, d, "order.repair_voided", repaired_at=None)
    return orders_record.answer(tx, "order.fact_voided", d.no)
