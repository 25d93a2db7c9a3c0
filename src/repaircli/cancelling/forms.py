"""The special-case statement: a station says what the customer refuses; the region agrees to it or refuses it."""

from __future__ import annotations

from repaircli.cancelling import form_queries as rows
from repaircli.cancelling.gathered import gather
from repaircli.cancelling.tables import SpecialForm
from repaircli.network import scope
from repaircli.orders import lookup, record
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import FormState, Role, Subject, named
from repaircli.platform.errors import Denied, NotFound
from repaircli.platform.inputs import code, optional, required
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules.cancelling import statements
from repaircli.rules.orders.state import OrderState


@writes
def submit(tx: Transaction, no: str, proposal: str, refusal_text: str, subject: str | None = None) -> Answer:
    """Submits the statement of an order: what the station proposed, why the customer refuses (001-1.5.7, 001-2.5.6).

    `subject` is what it is about, by default what the stage of the order suggests. N7 goes to the region. An order has
    one undecided statement at most; one that has lapsed gives way to the new one.
    """
    proposal = required(proposal, "--proposal", hint=None)
    refusal_text = required(refusal_text, "--refusal", hint=None)
    d = record.find(tx, no)
    if refused := record.step_refused(d, "form"):
        return refused
    state = gather(tx, [d.no]).states[d.no]
    about = statements.usual(state, tx.now) if subject is None else code("subject", subject, "--subject")
    if checks := statements.check(state, about):
        return record.refused(d, checks, hint=command_line("form list", "{no}", no=d.no))
    _withdraw_lapsed(tx, state)
    made = tx.add(
        SpecialForm,
        order_no=d.no,
        station=d.order.station,
        region=d.order.region,
        subject=str(about),
        proposal=proposal,
        refusal=refusal_text,
        submitted_by=tx.acting.login,
        submitted_at=tx.now,
        state=str(FormState.PENDING),
    )
    told = {"id": made.id, "subject": str(about), "proposal": proposal, "refusal": refusal_text}
    tx.event("form.submitted", order_no=d.no, after=told)
    args = {"form": str(made.id), "subject": str(about), "refusal": refusal_text}
    tx.notify("N7", to_kind="region", to=d.order.region, order_no=d.no, args=args)
    lacking = statements.not_yet(state, about)
    hint = None
    if lacking is not None:
        tx.note(lacking)
        if about == Subject.SOFTWARE_OOW:
            hint = command_line("order edit", "{no} --mark software", no=d.no)
    return Answer("form.submitted", tx.as_json(SpecialForm, made), hint=hint)


def _withdraw_lapsed(tx: Transaction, order: OrderState) -> None:
    """Takes back the undecided statement that the customer's change of mind has ended."""
    last = order.statement()
    if last is not None and last.state == FormState.PENDING:
        _set_withdrawn(tx, _form(tx, last.id), str(statements.lapse(order, last)))


def _set_withdrawn(tx: Transaction, row: SpecialForm, why: str | None) -> None:
    state = str(FormState.WITHDRAWN)
    withdrawn = {"withdrawn_by": tx.acting.login, "withdrawn_at": tx.now, "withdraw_why": why}
    tx.update(SpecialForm, {"id": row.id, "state": row.state}, state=state, **withdrawn)
    after = {"id": row.id, "state": state, "why": why}
    tx.event("form.withdrawn", order_no=row.order_no, before={"state": row.state}, after=after)
    args = {"form": str(row.id), "state": state, "opinion": why or ""}
    tx.notify("N36", to_kind="region", to=row.region, order_no=row.order_no, args=args)


@writes
def withdraw(tx: Transaction, form_id: int, why: str | None = None) -> Answer:
    """The station takes its statement back, undecided or agreed: it supports no cancel any more (001-1.5.7, 001-2.5.6)."""
    row = _form(tx, form_id)
    lookup.order(tx, row.order_no)
    if row.state == FormState.REFUSED:
        text = msg("the region did not agree to form {id}, so there is nothing to withdraw", id=str(form_id))
        return refusal(
            [("form_decided", statements.CLAUSES[row.subject], text)],
            hint=command_line("form list", "{no}", no=row.order_no),
        )
    if row.state == FormState.WITHDRAWN:
        tx.note(msg("form {id} is already withdrawn", id=str(form_id)))
    else:
        _set_withdrawn(tx, row, optional(why))
    return Answer("form.withdrawn", tx.as_json(SpecialForm, _form(tx, form_id)))


@writes
def decide(tx: Transaction, form_id: int, agree: bool, opinion: str | None = None) -> Answer:
    """The region agrees to the statement or refuses it; N36 tells the station. It agrees to none that has lapsed."""
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
    if refused := _undecidable(tx, row, agree):
        return refused
    as_read = {"id": form_id, "state": row.state}
    decided = {"decided_by": tx.acting.login, "decided_at": tx.now}
    tx.update(SpecialForm, as_read, state=wanted, opinion=opinion, **decided)
    tx.event(
        "form.decided",
        order_no=row.order_no,
        before={"state": row.state},
        after={"id": form_id, "subject": row.subject, "state": wanted, "opinion": opinion},
    )
    args = {"form": str(form_id), "state": wanted, "opinion": opinion or ""}
    tx.notify("N36", to_kind="station", to=row.station, order_no=row.order_no, args=args)
    return Answer("form.decided", tx.as_json(SpecialForm, _form(tx, form_id)))


def _undecidable(tx: Transaction, row: SpecialForm, agree: bool) -> Answer | None:
    """Why the statement cannot be decided so: it is decided or withdrawn, or it has lapsed and cannot be agreed to."""
    clause = statements.CLAUSES[row.subject]
    if row.state != FormState.PENDING:
        state = named("form_state", row.state)
        text = msg("form {id} is already decided or withdrawn: {state}", id=str(row.id), state=state)
        hint = command_line("form list", "{no}", no=row.order_no)
        return refusal([("form_decided", clause, text)], hint=hint)
    if not agree:
        return None
    order = gather(tx, [row.order_no]).states[row.order_no]
    statement = next(s for s in order.statements if s.id == row.id)
    if statement.lapsed_at is None:
        return None
    hint = command_line("form decide", "{id} --refuse", id=str(row.id))
    return refusal([("form_lapsed", clause, statements.lapse(order, statement))], hint=hint)


@reads
def listing(
    tx: Transaction,
    wanted: scope.ListFilter,
    status: str | None = None,
    no: str | None = None,
    limit: int = 50,
) -> Answer:
    """The statements of `wanted` within the identity's scope, newest first. Raises UsageProblem for an unknown status."""
    state = None if status is None else code("form_state", status, "--status")
    order_no = None if no is None else lookup.order(tx, no).order_no
    table = SpecialForm.__table__
    among = scope.chosen(tx, wanted, table, table.c.submitted_at)
    found = rows.listed(tx, scope.bounds(tx), *among, state=state, order_no=order_no, limit=limit)
    states = gather(tx, list({row.order_no for row in found})).states.values()
    lapsed = {s.id: s.lapsed_at for state in states for s in state.statements if s.id}
    return Answer(
        "form.list",
        [tx.as_json(SpecialForm, row) | {"lapsed_at": tx.local(lapsed[row.id])} for row in found],
    )


def _form(tx: Transaction, form_id: int) -> SpecialForm:
    row = tx.get(SpecialForm, id=form_id)
    if row is None:
        raise NotFound(msg("no such form: {id}", id=str(form_id)), command_line("form list"), code="no_form")
    return row
