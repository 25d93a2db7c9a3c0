"""An order with what belongs to it: gathered for a rule, changed with its audit event, answered as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from repaircli.orders import lookup, record_json
from repaircli.orders import queries as rows
from repaircli.orders.state import attempts_of, facts_of, order_state, slots_of
from repaircli.orders.tables import Fact, Order, Promise
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import Role, named
from repaircli.platform.db import session
from repaircli.platform.errors import Conflict, Denied
from repaircli.platform.text import CommandLine, Msg, command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.orders import steps
from repaircli.rules.orders.close_facts import ATTRIBUTES
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.decision import Check


@dataclass(slots=True)
class OrderRecord:
    """An order with its T3 slots (T31 first) and the close facts that stand, as this transaction has left them.

    What the functions below write, they also change here, so that an answer needs no second reading.
    """

    order: Order
    now: datetime
    promises: list[Promise] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    @property
    def no(self) -> str:
        return self.order.order_no

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(f.code for f in self.facts)

    @property
    def state(self) -> OrderState:
        """The order as rules read it, without its calls and parts."""
        return order_state(self.order, self.now, slots=slots_of(self.promises), facts=facts_of(self.facts))


def act_only_as(tx: Transaction, *roles: Role) -> None:
    """Lets only `roles` of the identity count from here on. Raises Denied when it has none of them for this command."""
    left = tuple(r for r in tx.acting.eligible if r in roles)
    if not left:
        raise Denied(
            msg(
                "{login} may not do this; required role: {roles}",
                login=tx.acting.login,
                roles=tuple(named("role", role) for role in roles),
            )
        )
    tx.act_as(replace(tx.acting, eligible=left, role=left[0]))


def find(tx: Transaction, no: str) -> OrderRecord:
    """The order `no` within the identity's scope; raises what `lookup.order` raises."""
    return _record(tx, lookup.order(tx, no))


def again(tx: Transaction, no: str) -> OrderRecord:
    """The order of exactly that number, read anew after other code has written it."""
    order = tx.get(Order, order_no=no)
    assert order is not None
    return _record(tx, order)


def _record(tx: Transaction, order: Order) -> OrderRecord:
    no = order.order_no
    promises, facts = rows.promises(tx, [no]).get(no, []), rows.facts(tx, [no]).get(no, [])
    return OrderRecord(order, tx.now, promises, facts)


def data(tx: Transaction, record: OrderRecord) -> dict[str, Any]:
    """The JSON object of the order."""
    return record_json.order_data(tx, record.order, record.promises, record.facts)


def answer(tx: Transaction, kind: str, record: OrderRecord | str, **nested: object) -> Answer:
    """The order as it stands now, with `nested` objects beside its keys; an order given by its number is read."""
    if isinstance(record, str):
        record = again(tx, record)
    return Answer(kind, data(tx, record) | nested | _next(tx, kind, record))


def _next(tx: Transaction, kind: str, record: OrderRecord) -> dict[str, Any]:
    """What is next on the order, for a person who has just written something."""
    told = tx.call.to_person and kind.startswith(("order.", "contact.", "parts.", "cancel."))
    if not told or not (record.state.open or record.order.in_custody):
        return {}
    from repaircli.orders import next_step

    waits = next_step.waiting(record.order)
    if waits is not None:
        return {"next_step": waits}
    return {"next_step": next_step.of(tx, record.order, with_calls(tx, record))}


def change(
    tx: Transaction,
    record: OrderRecord,
    what: str,
    told: Mapping[str, Any] | None = None,
    /,
    **values: object,
) -> None:
    """Writes `values` into the order, and the event `what` with the values before and after, `told` beside them.

    Raises Conflict when the order is no longer as it was read.
    """
    before, after = record_json.changes(session.values(record.order), values)
    if after:
        changed = tx.change(Order, {"order_no": record.no, "status": record.order.status}, **after)
        if changed is None:
            raise Conflict(
                msg("order {no} was changed meanwhile", no=record.no),
                command_line("order show", "{no}", no=record.no),
            )
        record.order = changed
    tx.event(what, order_no=record.no, before=_local(tx, before), after={**(told or {}), **_local(tx, after)})


def change_if_different(tx: Transaction, record: OrderRecord, what: str, /, **values: object) -> None:
    """As `change`, but without an event where the order already reads so."""
    if any(getattr(record.order, name) != value for name, value in values.items()):
        change(tx, record, what, **values)


def log_fact(tx: Transaction, record: OrderRecord, code: str, note: str | None = None) -> None:
    """Logs the close fact `code` unless it already stands."""
    if code not in record.codes:
        written = tx.add(
            Fact, order_no=record.no, code=code, note=note, logged_at=tx.now, logged_by=tx.acting.login
        )
        record.facts.append(written)


def void_fact(tx: Transaction, record: OrderRecord, code: str, why: str) -> None:
    """Takes back the standing close fact `code`; it stays in the history."""
    where = {"order_no": record.no, "code": code, "voided_at": None}
    tx.update(Fact, where, voided_at=tx.now, voided_by=tx.acting.login, void_why=why)
    record.facts = [f for f in record.facts if f.code != code]


def reopen(tx: Transaction, record: OrderRecord, why: str) -> dict[str, object]:
    """Takes the finished work back, since the fault is there again; what the order no longer has then (001-2.5.7)."""
    for code in record.state.close_facts:
        if code not in ATTRIBUTES:
            void_fact(tx, record, code, why)
            tx.event("fact.voided", order_no=record.no, after={"code": code, "why": why})
    return {"repaired_at": None, "signed_at": None}


def with_calls(tx: Transaction, record: OrderRecord) -> OrderState:
    """The state of the order with the calls to its customer."""
    calls = rows.contacts(tx, [record.no]).get(record.no, [])
    return replace(record.state, attempts=tuple(attempts_of(record.order, calls, tx.zone)))


def step_refused(
    record: OrderRecord, step: str, *, fact: str | None = None, excused: bool = False
) -> Answer | None:
    """The refusal of `step`; None where it may be taken. Parameters as those of `rules.orders.steps.may`."""
    checks = steps.may(step, record.state, fact=fact, excused=excused)
    if any(check.code == "served_unprinted" for check in checks):
        return refused(record, checks, command_line("order sign", "{no} --unprinted TEXT", no=record.no))
    return refused(record, checks) if checks else None


def refused(record: OrderRecord, checks: Sequence[Check], hint: Msg | None = None) -> Answer:
    """The refusal of a step by `checks`, with the command that helps."""
    found = refusal(checks, hint=hint or hint_of(record, checks))
    return Answer(
        found.kind, {**found.data, "order_no": record.no}, found.exit, (), found.complaint, found.hint
    )


_HINTS: Mapping[str, CommandLine] = {
    "not_downloaded": command_line("order download", "{no}"),
    "not_printed": command_line("order print", "{no}"),
    "not_tested": command_line("order start", "{no}"),
    "t31_missing": command_line("order writeback-t3", "{no} --at TIME"),
    "not_signed": command_line("order sign", "{no}"),
    "not_started": command_line("order start", "{no}"),
    "nothing_to_sign": command_line("order repaired", "{no}"),
    "must_deliver_back": command_line("order close", "{no} --basis pickup --solution TEXT --why TEXT"),
    "under_repair": command_line("order repaired", "{no}"),
    "numbers_wrong": command_line("order edit", "{no} --phone NUMBER"),
    "no_attempt": command_line("contact log", "{no} --result no-answer"),
    "t3_slots_full": command_line("contact log", "{no} --result reached --agreed TIME"),
    "t3_free": command_line("order writeback-t3", "{no} --at TIME --type TYPE --reason TEXT"),
    "parts_reason": command_line(
        "order writeback-t3", "{no} --at TIME --type 备件原因 --parts-order PO --part-code CODE"
    ),
    "type_missing": command_line("order writeback-t3", "{no} --at TIME --type TYPE --reason TEXT"),
    "reason_missing": command_line("order writeback-t3", "{no} --at TIME --type TYPE --reason TEXT"),
    "phone_text": command_line("order writeback-t3", "{no} --phone-resolved software"),
    "already_in_custody": command_line("order edit", "{no} --recontact TIME"),
    "not_in_custody": command_line("order arrived", "{no}"),
    "not_repaired": command_line("order repaired", "{no}"),
    "not_delivered": command_line("order delivered", "{no}"),
    "not_picked_up": command_line("order picked-up", "{no}"),
    "in_custody": command_line("order picked-up", "{no}"),
    "solution_words": command_line("order close", "{no} --solution TEXT"),
    "served_unprinted": command_line("order close", "{no} --solution TEXT --unprinted TEXT"),
    "form_pending": command_line("form list"),
    "not_in_service": command_line("contact log", "{no} --result reached"),
    "pickup_agreed": command_line("order check-failed", "{no}"),
    "already_shipped": command_line("parts list", "--order {no}"),
    "already_received": command_line("parts list", "--order {no}"),
    "nothing_to_return": command_line("parts list", "--order {no} --unreturned"),
    "not_closed": command_line("order show", "{no}"),
    "already_visited": command_line("order show", "{no}"),
}


def hint_of(record: OrderRecord, checks: Sequence[Check]) -> Msg | None:
    """The command that leads on where `checks` refuse a step; None where none does."""
    codes = [c.code for c in checks]
    if "request_pending" in codes:
        return command_line("cancel withdraw", "{id}", id=str(record.order.pending_request))
    if "order_closed" in codes:
        return command_line("order history", "{no}", no=record.no)
    if "t31_missing" in codes and "phone_resolved" in record.codes:
        codes.insert(0, "phone_text")
    if "nothing_done" in codes and not record.state.visit:
        # its T31 comes after the repair (001-2.5.6)
        codes.insert(0, "not_repaired")
    if "not_signed" in codes:
        codes.insert(codes.index("not_signed"), _before_signature(record.state))
    if "in_custody" in codes and record.order.must_deliver_back:
        codes.insert(codes.index("in_custody"), "not_delivered")
    template = next((_HINTS[code] for code in codes if code in _HINTS), None)
    return None if template is None else template.filled(no=record.no)


def _before_signature(order: OrderState) -> str:
    """What leads to a signature that can be true: the customer was met, and signs for what is recorded."""
    if order.finished:
        return "not_signed"
    if order.visit:
        return "not_repaired" if order.started else "not_started"
    return "not_repaired" if order.arrived_at is not None else "not_in_custody"


def _local(tx: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    # the numbers before and after say what `number_history` keeps
    told = {name: value for name, value in values.items() if name != "number_history"}
    return {name: tx.local(v) if isinstance(v, datetime) else v for name, v in told.items()}
