"""How the events of an order look: what happened, and what of the order it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from repaircli.platform.amounts import yuan
from repaircli.platform.codes import ZH
from repaircli.platform.db.columns import described
from repaircli.platform.output.view import Pen, Styled
from repaircli.platform.text import N_, Label, msg
from repaircli.rules.cancelling.matrix import ROWS, reason_word

WHAT = {
    "order.created": N_("created"),
    "order.imported": N_("imported"),
    "order.downloaded": N_("downloaded"),
    "order.assigned": N_("assigned"),
    "order.printed": N_("printed"),
    "order.reprinted": N_("printed again"),
    "order.started": N_("service started"),
    "order.arrived": N_("machine arrived"),
    "order.repaired": N_("repaired"),
    "order.repair_voided": N_("repair taken back"),
    "order.signed": N_("signed"),
    "order.picked_up": N_("picked up"),
    "order.delivered": N_("delivered"),
    "order.check_failed": N_("customer's check failed"),
    "order.contacted": N_("first contact with the customer"),
    "order.special_notified": N_("special user reported"),
    "special.advised": N_("region's solution"),
    "entrust.issued": N_("entrustment form issued"),
    "entrust.voided": N_("entrustment form taken back"),
    "order.status": N_("T2 and status set by the system"),
    "order.edited": N_("corrected"),
    "order.closed": N_("closed"),
    "order.cancelled": N_("cancelled"),
    "order.overload": N_("dispatched beyond capacity"),
    "cancel.requested": N_("cancel requested"),
    "cancel.approved": N_("cancel request approved"),
    "cancel.rejected": N_("cancel request rejected"),
    "cancel.refused": N_("cancel request ended by the rules"),
    "cancel.withdrawn": N_("cancel request withdrawn"),
    "violation": N_("violation recorded"),
    "contact.logged": N_("call to the customer"),
    "contact.voided": N_("call taken back"),
    "fact.logged": N_("work or test logged"),
    "fact.voided": N_("work or test taken back"),
    "t3.written": N_("T3 written"),
    "urge.added": N_("urge order"),
    "order.grouped": N_("joined to the day's other machines"),
    "referral.taken": N_("made of a referral"),
    "parts.requested": N_("part applied for"),
    "parts.shipped": N_("parts shipped"),
    "parts.received": N_("parts arrived"),
    "parts.replaced": N_("part replaced"),
    "parts.returned": N_("part given back"),
    "visit.recorded": N_("return visit"),
    "form.submitted": N_("special-case statement"),
    "form.decided": N_("statement decided"),
    "form.withdrawn": N_("statement withdrawn"),
    "refused": N_("refused"),
}
"""The events of an order in words; one that is not here shows its code."""


_FIELD_WORDS: Mapping[str, tuple[str, ...]] = {
    "asked_by": ("asked_by",),
    "status": ("status",),
    "service": ("service",),
    "origin": ("origin",),
    "special": ("special",),
    "product": ("product",),
    "close_basis": ("close_basis",),
    "result": ("contact", "visit"),
    "kind": ("t3_kind", "urge_kind", "violation", "owed"),
    "state": ("form_state",),
    "outcome": ("outcome",),
}
"""Where the words of a field's codes are; events of several kinds may have a field of one name."""


def draw(data: Sequence[Mapping[str, Any]], pen: Pen) -> None:
    for event, times in _folded(data, pen):
        label = WHAT.get(str(event["what"]), str(event["what"]))
        role = pen.text(event["role"], "role")
        pen.line(
            Styled(pen.text(event["at"]), "dim"),
            "  ",
            Styled(pen.tr(label), "red" if event["what"] == "refused" else "bold"),
            "  ",
            f"{event['by'] or ''} ({role})" if role else str(event["by"] or ""),
            Styled("  " + pen.text(msg("{count} times", count=times)) if times > 1 else "", "dim"),
        )
        for said in _details(event, pen):
            pen.say(said, indent=4, hang=2)


def _folded(data: Sequence[Mapping[str, Any]], pen: Pen) -> Iterator[tuple[Mapping[str, Any], int]]:
    """The events, each with how often it stands in a row: the same refusal of one person is shown once."""
    for _, same in groupby(data, lambda e: (e["by"], *_details(e, pen)) if e["what"] == "refused" else id(e)):
        events = list(same)
        yield events[0], len(events)


def _details(event: Mapping[str, Any], pen: Pen) -> list[str]:
    before, after = event["before"] or {}, event["after"] or {}
    if event["what"] == "refused":
        found = [f"{event['command']}"] if event.get("command") else []
        checks = after.get("checks") or after.get("decision", {}).get("missing") or ()
        return found + [f"{c['clause']}: {pen.text(c['text'])}" for c in checks]
    if event["what"] in ("order.created", "order.imported"):
        keys = [k for k in ("service", "station", "customer", "phones", "fault") if after.get(k)]
        return (
            [_joined([f"{field_of(k, pen)} {value_of(k, after[k], pen)}" for k in keys], pen)] if keys else []
        )
    said = []
    for key, value in after.items():
        new, old = value_of(key, value, pen), value_of(key, before.get(key), pen)
        if old and key in before:
            said.append(f"{field_of(key, pen)} {old} → {new or '–'}")
        elif new:
            said.append(f"{field_of(key, pen)} {new}")
    return [_joined(said, pen)] if said else []


def _joined(parts: Sequence[str], pen: Pen) -> str:
    return ("，" if pen.lang == "zh" else ", ").join(parts)


def value_of(key: str, value: object, pen: Pen) -> str:
    """A value of an event as text; empty for an empty value or an object."""
    if value is None or value == "" or value is False:
        return ""
    for area in _FIELD_WORDS.get(key, ()):
        if str(value) in ZH[area]:
            return pen.text(value, area)
    if key in ("code", "cancel_reason", "reason") and str(value) in ROWS:
        return reason_word(str(value), pen.lang)
    if isinstance(value, Mapping):
        return ""
    if key in _MONEY and isinstance(value, int):
        return yuan(value)
    return pen.text(value)


_MONEY = ("fee", "computed")


def field_of(key: str, pen: Pen) -> str:
    """The name of a field of an event, as the rest of the program calls it."""
    return pen.tr(_LABELS.get(key) or _of_tables().get(key) or key.replace("_", " "))


@cache
def _of_tables() -> Mapping[str, Label]:
    """The labels of the columns that events are about, loaded where an event needs one."""
    from repaircli.cancelling.tables import CancelRequest, SpecialForm
    from repaircli.money.entrustment_tables import Entrustment
    from repaircli.orders.followup_tables import UrgeOrder, Visit
    from repaircli.orders.part_tables import PartsRequest, ReplacedPart
    from repaircli.orders.tables import Contact, Order, Promise

    own = (SpecialForm, CancelRequest, Entrustment, UrgeOrder, Visit, ReplacedPart, PartsRequest, Promise)
    return {c.name: c.label for table in (*own, Contact, Order) for c in described(table).values()}


_LABELS: Mapping[str, str] = {
    "referral": N_("referral"),
    "pending_ticket": N_("pending ticket"),
    "at": N_("time"),
    "id": N_("no."),
    "slot": N_("slot"),
    "kind": N_("kind"),
    "reason": N_("reason"),
    "remark": N_("remark"),
    "code": N_("code"),
    "name": N_("part"),
    "parts": N_("parts"),
    "taken": N_("load"),
    "daily": N_("capacity"),
    "advice": N_("region's solution"),
}
"""Names of fields that are no columns, or columns of several tables that are called otherwise there."""
