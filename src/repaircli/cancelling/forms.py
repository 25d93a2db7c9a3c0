"""The special-case statement: a station says what the customer refuses, the region agrees or does not."""

from __future__ import annotations

from dataclasses import replace

from repaircli.cancelling import form_queries as rows
from repaircli.cancelling.tables import SpecialForm
from repaircli.network import scope
from repaircli.orders import lookup, record
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import FormState, Role
from repaircli.platform.errors import Denied, NotFound
from repaircli.platform.inputs import code, optional, required
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules.cancelling import statements
from repaircli.rules.orders import steps


@writes
def submit(tx: Transaction, no: str, proposal: str, refusal_text: str) -> Answer:
    """Submits the statement of an order: what the station proposed, why the customer refuses (001-1.5.7, 001-2.5.6).

    N7 goes to the region. An order has one undecided statement at most.
    """
    proposal = required(proposal, "--proposal", hint=None)
    refusal_text = required(refusal_text, "--refusal", hint=None)
    d = record.find(tx, no)
    waiting = rows.undecided(tx, d.no)
    checks = steps.may("form", replace(d.state, form=FormState.PENDING if waiting else None))
    if checks:
        return record.refused(d, checks)
    made = tx.add(
        SpecialForm,
        order_no=d.no,
        station=d.order.station,
        region=d.order.region,
        subject=str(statements.usual(d.state, tx.now)),
        proposal=proposal,
        refusal=refusal_text,
        submitted_by=tx.acting.login,
        submitted_at=tx.now,
        state=str(FormState.PENDING),
    )
    told = {"id": made.id, "proposal": proposal, "refusal": refusal_text}
    tx.event("form.submitted", order_no=d.no, after=told)
    args = {"form": str(made.id), "refusal": refusal_text}
    tx.notify("N7", to_kind="region", to=d.order.region, order_no=d.no, args=args)
    return Answer("form.submitted", tx.as_json(SpecialForm, made))


@writes
def decide(tx: Transaction, form_id: int, agree: bool, opinion: str | None = None) -> Answer:
    """The region agrees to the statement or refuses it; N36 tells the station."""
    opinion = optional(opinion)
    row = _form(tx, form_id)
    record.act_only_as(tx, Role.LIAISON)
    if row.region != tx.acting.region:
        raise Denied(msg("form {id} belongs to another region", id=str(form_id)), code="foreign_form")
    if row.submitted_by == tx.acting.login:
        raise Denied(msg("you cannot decide a statement that you submitted yourself"), code="four_eyes")
    wanted = str(FormState.AGREED if agree else FormState.REFUSED)
    if row.state == wanted:
        tx.note(msg("form {id} already has this decision", id=str(form_id)))
        return Answer("form.decided", tx.as_json(SpecialForm, row))
    if row.state != FormState.PENDING:
        return refusal(
            [("form_decided", "001-1.5.7", msg("form {id} is already decided", id=str(form_id)))],
            hint=command_line("form submit", "{no} --proposal TEXT --refusal TEXT", no=row.order_no),
        )
    as_read = {"id": form_id, "state": row.state}
    decided = {"decided_by": tx.acting.login, "decided_at": tx.now}
    tx.update(SpecialForm, as_read, state=wanted, opinion=opinion, **decided)
    tx.event(
        "form.decided",
        order_no=row.order_no,
        before={"state": row.state},
        after={"id": form_id, "state": wanted, "opinion": opinion},
    )
    args = {"form": str(form_id), "state": wanted, "opinion": opinion or ""}
    tx.notify("N36", to_kind="station", to=row.station, order_no=row.order_no, args=args)
    return Answer("form.decided", tx.as_json(SpecialForm, _form(tx, form_id)))


@reads
def listing(tx: Transaction, state: str | None = None, no: str | None = None, limit: int = 50) -> Answer:
    """The statements within the identity's scope, newest first. Raises UsageProblem for an unknown state."""
    wanted = None if state is None else code("form_state", state, "--state")
    order_no = None if no is None else lookup.order(tx, no).order_no
    found = rows.listed(tx, scope.bounds(tx), state=wanted, order_no=order_no, limit=limit)
    return Answer("form.list", [tx.as_json(SpecialForm, row) for row in found])


def _form(tx: Transaction, form_id: int) -> SpecialForm:
    row = tx.get(SpecialForm, id=form_id)
    if row is None:
        raise NotFound(msg("no such form: {id}", id=str(form_id)), command_line("form list"), code="no_form")
    return row
