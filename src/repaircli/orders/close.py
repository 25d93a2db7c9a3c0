"""Closes an order: sets it to resolved on a basis that the rules accept, and hands it to the return visit."""

from __future__ import annotations

from typing import Any

from repaircli.orders import part_record, record_json
from repaircli.orders import record as orders_record
from repaircli.orders.record import Dossier
from repaircli.platform import codes
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import CloseBasis, Role, Status, choices
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, writing
from repaircli.rules.orders import closing


def close(call: Call, no: str, solution: str, basis: str | None = None, why: str | None = None) -> Answer:
    """Sets the order to resolved (A6). `basis` None is the usual one; region_confirmed is the liaison's, with `why`."""
    if basis is not None:
        known = codes.code_of("close_basis", basis)
        if known is None or known == CloseBasis.PHONE:
            raise UsageProblem(
                msg("{option}: unknown value {text}", option="--basis", text=basis),
                msg(
                    "known are {known}",
                    known=tuple(tx for tx in choices("close_basis") if tx.code != CloseBasis.PHONE),
                ),
            )
        basis = known
    return writing(call, lambda tx: _close(tx, no, solution.strip(), basis, (why or "").strip() or None))


def close_with(tx: Transaction, d: Dossier, basis: str, *, solution: str, **values: Any) -> None:
    """Writes the closing on `basis` together with `values`, and queues the return visit (001-1.5.9, N27)."""
    values |= {
        "status": str(Status.RESOLVED),
        "closed_at": tx.now,
        "closed_by": tx.acting.login,
        "close_basis": str(basis),
        "solution": solution,
    }
    orders_record.change(tx, d, "order.closed", **values)
    tx.notify("N27", to_kind="visitors", to="visitors", order_no=d.no, args={"basis": str(basis)})


def _close(tx: Transaction, no: str, solution: str, basis: str | None, why: str | None) -> Answer:
    closer = Role.LIAISON if basis == CloseBasis.REGION_CONFIRMED else Role.ENGINEER
    if closer in tx.acting.eligible:
        orders_record.act_only_as(tx, closer)
    d = orders_record.find(tx, no)
    order = d.order
    verdict = closing.check(
        closing.CloseFacts(
            role=str(tx.acting.role),
            origin=order.origin,
            status=order.status,
            visit=record_json.is_visit(order),
            downloaded=record_json.is_downloaded(order),
            pending=order.pending_request is not None,
            t31_written=bool(d.promises),
            facts=d.codes,
            signed=order.signed_at is not None,
            in_custody=bool(order.in_custody),
            picked_up=order.picked_up_at is not None,
            delivered=order.delivered_at is not None,
            must_deliver_back=bool(order.must_deliver_back),
            solution=solution,
            basis=basis,
            why=why,
        )
    )
    if verdict.checks:
        return orders_record.refused(d, verdict.checks)
    close_with(tx, d, verdict.basis, solution=solution, close_why=why)
    left = part_record.owed(tx, d)
    if left:
        tx.note(
            msg(
                "{count} parts have no return record: {codes} (001-1.5.8)",
                count=len(left),
                codes=tuple(part["part_code"] for part in left),
            )
        )
    return orders_record.answer(tx, "order.closed", d.no, **({"unreturned_parts": left} if left else {}))
