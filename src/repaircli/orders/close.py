"""Closes an order: sets it to resolved on a basis that the rules accept, and hands it to the return visit."""

from __future__ import annotations

from typing import Any

from repaircli import domain
from repaircli.actions import dossier, order_data, parts
from repaircli.actions.dossier import Dossier
from repaircli.actions.transaction import Work, writing
from repaircli.domain import Answer, Call, CloseBasis, Role, Status, choices
from repaircli.errors import UsageProblem
from repaircli.rules import closing
from repaircli.text import msg


def close(call: Call, no: str, solution: str, basis: str | None = None, why: str | None = None) -> Answer:
    """Sets the order to resolved (A6). `basis` None is the usual one; region_confirmed is the liaison's, with `why`."""
    if basis is not None:
        known = domain.code_of("close_basis", basis)
        if known is None or known == CloseBasis.PHONE:
            raise UsageProblem(
                msg("{option}: unknown value {text}", option="--basis", text=basis),
                msg(
                    "known are {known}",
                    known=tuple(w for w in choices("close_basis") if w.code != CloseBasis.PHONE),
                ),
            )
        basis = known
    return writing(call, lambda w: _close(w, no, solution.strip(), basis, (why or "").strip() or None))


def close_with(w: Work, d: Dossier, basis: str, *, solution: str, **values: Any) -> None:
    """Writes the closing on `basis` together with `values`, and queues the return visit (001-1.5.9, N27)."""
    values |= {
        "status": str(Status.RESOLVED),
        "closed_at": w.now,
        "closed_by": w.acting.login,
        "close_basis": str(basis),
        "solution": solution,
    }
    dossier.change(w, d, "order.closed", **values)
    w.notify("N27", to_kind="visitors", to="visitors", order_no=d.no, args={"basis": str(basis)})


def _close(w: Work, no: str, solution: str, basis: str | None, why: str | None) -> Answer:
    closer = Role.LIAISON if basis == CloseBasis.REGION_CONFIRMED else Role.ENGINEER
    if closer in w.acting.eligible:
        dossier.act_only_as(w, closer)
    d = dossier.find(w, no)
    order = d.order
    verdict = closing.check(
        closing.CloseFacts(
            role=str(w.acting.role),
            origin=order.origin,
            status=order.status,
            visit=order_data.is_visit(order),
            downloaded=order_data.is_downloaded(order),
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
        return dossier.refused(d, verdict.checks)
    close_with(w, d, verdict.basis, solution=solution, close_why=why)
    left = parts.owed(w, d)
    if left:
        w.note(
            msg(
                "{count} parts have no return record: {codes} (001-1.5.8)",
                count=len(left),
                codes=tuple(part["part_code"] for part in left),
            )
        )
    return dossier.answer(w, "order.closed", d.no, **({"unreturned_parts": left} if left else {}))
