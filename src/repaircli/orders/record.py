"""An order with what belongs to it: gathered for a rule, changed with its audit event, answered as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from repaircli.orders import lookup, record_json
from repaircli.orders import queries as rows
from repaircli.orders.state import attempts_of, facts_of, order_state, slots_of
from repaircli.orders.tables import Contact, Fact, Order
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import Role, named
from repaircli.platform.errors import Conflict, Denied
from repaircli.platform.text import N_, Msg, msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.orders import steps as orders_steps
from repaircli.rules.orders.close_facts import standing
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.decision import Check


@dataclass(frozen=True, slots=True)
class Dossier:
    """The stored order with its T3 slots (T31 first) and the close facts that stand."""

    order: Any
    promises: Sequence[Any]
    facts: Sequence[Any]

    @property
    def no(self) -> str:
        return str(self.order.order_no)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(f.code for f in self.facts)

    @property
    def repaired(self) -> bool:
        return self.order.repaired_at is not None or "repaired" in self.codes


def act_only_as(tx: Transaction, *roles: Role) -> None:
    """Lets only `roles` of the identity count from here on. Raises Denied when it has none of them for this command."""
    left = tuple(r for r in tx.acting.eligible if r in roles)
    if not left:
        raise Denied(
            msg(
                "{login} may not do this: it is for {roles}",
                login=tx.acting.login,
                roles=tuple(named("role", role) for role in roles),
            )
        )
    tx.act_as(replace(tx.acting, eligible=left, role=left[0]))


def find(tx: Transaction, no: str) -> Dossier:
    """The order `no` within the identity's scope; raises what `lookup.order` raises."""
    return _gathered(tx, lookup.order(tx, no))


def _gathered(tx: Transaction, order: Any) -> Dossier:
    no = order.order_no
    return Dossier(order, rows.promises(tx, [no]).get(no, []), rows.facts(tx, [no]).get(no, []))


def again(tx: Transaction, no: str) -> Dossier:
    """The order as it stands after what this transaction has written."""
    return _gathered(tx, tx.get(Order, order_no=no))


def data(tx: Transaction, d: Dossier) -> dict[str, Any]:
    """The JSON object of the order."""
    return record_json.order_data(d.order, d.promises, d.facts, tx.zone)


def answer(tx: Transaction, kind: str, no: str, **nested: Any) -> Answer:
    """The written order, read again, with `nested` objects beside its keys."""
    return Answer(kind, data(tx, again(tx, no)) | nested)


def change(
    tx: Transaction, d: Dossier, what: str, told: Mapping[str, Any] | None = None, /, **values: Any
) -> None:
    """Writes `values` into the order and the event `what` with what they were before; `told` goes into it too.

    Raises Conflict when the order is no longer as it was gathered.
    """
    before, after = record_json.changes(d.order._mapping, values)
    if after and tx.update(Order, {"order_no": d.no, "status": d.order.status}, **after) != 1:
        raise Conflict(
            msg("order {no} was changed meanwhile", no=d.no), msg("repaircli order show {no}", no=d.no)
        )
    tx.event(what, order_no=d.no, before=_local(tx, before), after={**(told or {}), **_local(tx, after)})


def change_if_different(tx: Transaction, d: Dossier, what: str, /, **values: Any) -> None:
    """As `change`, but without an event where the order already reads so."""
    if any(getattr(d.order, name) != value for name, value in values.items()):
        change(tx, d, what, **values)


def log_fact(tx: Transaction, d: Dossier, code: str, note: str | None = None) -> None:
    """Logs the close fact `code` unless it already stands."""
    if code not in d.codes:
        tx.insert(Fact, order_no=d.no, code=code, note=note, logged_at=tx.now, logged_by=tx.acting.login)


def void_fact(tx: Transaction, d: Dossier, code: str, why: str) -> None:
    """Takes back the standing close fact `code`; it stays in the history."""
    where = {"order_no": d.no, "code": code, "voided_at": None}
    tx.update(Fact, where, voided_at=tx.now, voided_by=tx.acting.login, void_why=why)


def state(tx: Transaction, d: Dossier, contacts: Sequence[Contact] = ()) -> OrderState:
    """The state of the order as the rules read it; `contacts` only for a rule that looks at the calls."""
    return order_state(
        d.order,
        tx.now,
        slots=slots_of(d.promises),
        attempts=attempts_of(contacts, tx.zone),
        facts=facts_of(d.facts),
    )


def flow_facts(d: Dossier, **extra: Any) -> orders_steps.FlowFacts:
    """What the rules of `rules.flow` look at; `extra` as FlowFacts names it."""
    order = d.order
    return orders_steps.FlowFacts(
        status=order.status,
        origin=order.origin,
        visit=record_json.is_visit(order),
        downloaded=record_json.is_downloaded(order),
        pending=order.pending_request is not None,
        printed=order.printed_at is not None,
        started=order.started_at is not None,
        repaired=d.repaired,
        signed=order.signed_at is not None,
        close_fact=bool(standing(d.codes)),
        in_custody=bool(order.in_custody),
        handed_over=order.picked_up_at is not None or order.delivered_at is not None,
        t31_written=bool(d.promises),
        **extra,
    )


def refused(d: Dossier, checks: Sequence[Check], hint: Msg | None = None) -> Answer:
    """The refusal of a step by `checks`, with the command that helps."""
    found = refusal(checks, hint=hint or _hint(d, checks))
    return Answer(found.kind, {**found.data, "order_no": d.no}, found.exit, (), found.complaint, found.hint)


_HINTS: Mapping[str, str] = {
    "not_downloaded": N_("repaircli order download {no}"),
    "not_printed": N_("repaircli order print {no}"),
    "t31_missing": N_("repaircli order writeback-t3 {no} --at TIME"),
    "not_signed": N_("repaircli order sign {no}"),
    "nothing_to_sign": N_("repaircli order repaired {no}"),
    "must_deliver_back": N_("repaircli order close {no} --basis pickup --solution TEXT --why TEXT"),
    "under_repair": N_("repaircli order repaired {no}"),
    "no_attempt": N_("repaircli contact log {no} --result no-answer"),
    "t3_slots_full": N_("repaircli form submit {no} --proposal TEXT --refusal TEXT"),
    "parts_reason": N_(
        "repaircli order writeback-t3 {no} --at TIME --type 备件原因 --parts-order PO --part-code CODE"
    ),
    "type_missing": N_("repaircli order writeback-t3 {no} --at TIME --type TYPE --reason TEXT"),
    "reason_missing": N_("repaircli order writeback-t3 {no} --at TIME --type TYPE --reason TEXT"),
    "phone_text": N_("repaircli order writeback-t3 {no} --phone-resolved software"),
    "not_in_custody": N_("repaircli order arrived {no}"),
    "not_repaired": N_("repaircli order repaired {no}"),
    "not_delivered": N_("repaircli order delivered {no}"),
    "not_picked_up": N_("repaircli order picked-up {no}"),
    "in_custody": N_("repaircli order picked-up {no}"),
    "solution_words": N_("repaircli order close {no} --solution TEXT"),
    "form_pending": N_("repaircli form list"),
    "no_finding": N_("repaircli order history {no}"),
    "not_in_service": N_("repaircli contact log {no} --result reached"),
    "pickup_agreed": N_("repaircli order check-failed {no}"),
    "already_shipped": N_("repaircli parts list --order {no}"),
    "already_received": N_("repaircli parts list --order {no}"),
    "nothing_to_return": N_("repaircli parts list --order {no} --unreturned"),
    "not_closed": N_("repaircli order show {no}"),
    "already_visited": N_("repaircli order show {no}"),
}


def _hint(d: Dossier, checks: Sequence[Check]) -> Msg | None:
    codes = [c.code for c in checks]
    if "request_pending" in codes:
        return msg("repaircli cancel withdraw {id}", id=str(d.order.pending_request))
    if "order_closed" in codes:
        return msg("repaircli order history {no}", no=d.no)
    if "t31_missing" in codes and "phone_resolved" in d.codes:
        codes.insert(0, "phone_text")
    if "nothing_done" in codes and not record_json.is_visit(d.order):
        # its T31 comes after the repair (001-2.5.6)
        codes.insert(0, "not_repaired")
    if "in_custody" in codes and d.order.must_deliver_back:
        codes.insert(codes.index("in_custody"), "not_delivered")
    template = next((_HINTS[code] for code in codes if code in _HINTS), None)
    return None if template is None else Msg(template, {"no": d.no})


def _local(tx: Transaction, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tx.local(v) if isinstance(v, datetime) else v for name, v in values.items()}
