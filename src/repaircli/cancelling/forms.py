"""The special-case statement: a station says what the customer refuses, the region agrees or does not."""

from __future__ import annotations

from typing import Any

from repaircli.cancelling import form_queries as rows
from repaircli.cancelling.tables import SpecialForm
from repaircli.network import scope
from repaircli.orders import lookup, record_json
from repaircli.orders import record as orders_record
from repaircli.platform import codes
from repaircli.platform.answers import Answer, Call, refusal
from repaircli.platform.codes import FormState, Role, choices
from repaircli.platform.errors import Denied, NotFound, UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.orders import steps as orders_steps


def submit(call: Call, no: str, proposal: str, refusal_text: str) -> Answer:
    """Submits the statement of an order: what the station proposed, why the customer refuses (001-1.5.7, 001-2.5.6).

    N7 goes to the region. Only one undecided statement an order.
    """
    for option, text in (("--proposal", proposal), ("--refusal", refusal_text)):
        if not text.strip():
            raise UsageProblem(msg("{option} is missing", option=option))
    return writing(call, lambda tx: _submit(tx, no, proposal.strip(), refusal_text.strip()))


def decide(call: Call, form_id: int, agree: bool, opinion: str | None = None) -> Answer:
    """The region agrees to the statement or refuses it; N36 tells the station."""
    return writing(call, lambda tx: _decide(tx, form_id, agree, (opinion or "").strip() or None))


def listing(call: Call, state: str | None = None, no: str | None = None, limit: int = 50) -> Answer:
    """The statements within the identity's scope, newest first."""
    if state is not None:
        known = codes.code_of("form_state", state)
        if known is None:
            raise UsageProblem(
                msg("{option}: unknown value {text}", option="--state", text=state),
                msg("known are {known}", known=choices("form_state")),
            )
        state = known

    def work(tx: Transaction) -> Answer:
        order_no = None if no is None else lookup.order(tx, no).order_no
        found = rows.listed(tx, scope.bounds(tx), state=state, order_no=order_no, limit=limit)
        return Answer("form.list", [form_data(tx, row) for row in found])

    return reading(call, work)


def form_data(tx: Transaction, row: Any) -> dict[str, Any]:
    """The JSON object of a statement."""
    return {
        "id": row.id,
        "order_no": row.order_no,
        "station": row.station,
        "region": row.region,
        "proposal": row.proposal,
        "refusal": row.refusal,
        "submitted_by": row.submitted_by,
        "submitted_at": record_json.local(row.submitted_at, tx.zone),
        "state": row.state,
        "opinion": row.opinion,
        "decided_by": row.decided_by,
        "decided_at": record_json.local(row.decided_at, tx.zone),
    }


def _submit(tx: Transaction, no: str, proposal: str, refusal_text: str) -> Answer:
    d = orders_record.find(tx, no)
    waiting = rows.undecided(tx, d.no)
    checks = orders_steps.may("form", orders_record.flow_facts(d, form_pending=waiting is not None))
    if checks:
        return orders_record.refused(d, checks)
    id_ = tx.insert(
        SpecialForm,
        order_no=d.no,
        station=d.order.station,
        region=d.order.region,
        proposal=proposal,
        refusal=refusal_text,
        submitted_by=tx.acting.login,
        submitted_at=tx.now,
        state=str(FormState.PENDING),
    )
    tx.event(
        "form.submitted", order_no=d.no, after={"id": id_, "proposal": proposal, "refusal": refusal_text}
    )
    tx.notify(
        "N7",
        to_kind="region",
        to=d.order.region,
        order_no=d.no,
        args={"form": str(id_), "refusal": refusal_text},
    )
    return Answer("form.submitted", form_data(tx, tx.get(SpecialForm, id=id_)))


def _decide(tx: Transaction, form_id: int, agree: bool, opinion: str | None) -> Answer:
    row = tx.get(SpecialForm, id=form_id)
    if row is None:
        raise NotFound(msg("no such form: {id}", id=str(form_id)), msg("repaircli form list"), code="no_form")
    orders_record.act_only_as(tx, Role.LIAISON)
    if row.region != tx.acting.region:
        raise Denied(msg("form {id} belongs to another region", id=str(form_id)), code="foreign_form")
    if row.submitted_by == tx.acting.login:
        raise Denied(msg("nobody decides a statement that he submitted himself"), code="four_eyes")
    wanted = FormState.AGREED if agree else FormState.REFUSED
    if row.state == wanted:
        tx.note(msg("form {id} was already decided so", id=str(form_id)))
        return Answer("form.decided", form_data(tx, row))
    if row.state != FormState.PENDING:
        return refusal(
            [("form_decided", "001-1.5.7", msg("form {id} is already decided", id=str(form_id)))],
            hint=msg("repaircli form submit {no} --proposal TEXT --refusal TEXT", no=row.order_no),
        )
    tx.update(
        SpecialForm,
        {"id": form_id, "state": str(FormState.PENDING)},
        state=str(wanted),
        opinion=opinion,
        decided_by=tx.acting.login,
        decided_at=tx.now,
    )
    tx.event(
        "form.decided",
        order_no=row.order_no,
        before={"state": row.state},
        after={"id": form_id, "state": str(wanted), "opinion": opinion},
    )
    tx.notify(
        "N36",
        to_kind="station",
        to=row.station,
        order_no=row.order_no,
        args={"form": str(form_id), "state": str(wanted), "opinion": opinion or ""},
    )
    return Answer("form.decided", form_data(tx, tx.get(SpecialForm, id=form_id)))
