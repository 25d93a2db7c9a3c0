"""How the events of an order look: what happened, and what of the order it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from repaircli.orders.views import fact_word
from repaircli.platform.amounts import yuan
from repaircli.platform.codes import ZH
from repaircli.platform.db.columns import described
from repaircli.platform.i18n import aside
from repaircli.platform.output.view import Pen, Styled
from repaircli.platform.text import N_, Label, Msg, msg
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
    "order.status": N_("T2 made by the system"),
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
    "t3.taken_back": N_("T3 taken back"),
    "order.t2_taken_back": N_("as before the T3"),
    "urge.added": N_("urge order"),
    "note.written": N_("note"),
    "file.attached": N_("file attached"),
    "order.grouped": N_("grouped with the customer's other machines of the day"),
    "referral.taken": N_("created from a referral"),
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


_ACTS: Mapping[str, str] = {
    "cancel approve": "cancel.approved",
    "cancel by-customer": "order.cancelled",
    "cancel reject": "cancel.rejected",
    "cancel request": "cancel.requested",
    "cancel self": "order.cancelled",
    "cancel withdraw": "cancel.withdrawn",
    "contact log": "contact.logged",
    "contact void": "contact.voided",
    "form decide": "form.decided",
    "form submit": "form.submitted",
    "form withdraw": "form.withdrawn",
    "order arrived": "order.arrived",
    "order assign": "order.assigned",
    "order check-failed": "order.check_failed",
    "order close": "order.closed",
    "order delivered": "order.delivered",
    "order download": "order.downloaded",
    "order edit": "order.edited",
    "order fact": "fact.logged",
    "order picked-up": "order.picked_up",
    "order print": "order.printed",
    "order repaired": "order.repaired",
    "order sign": "order.signed",
    "order start": "order.started",
    "order writeback-t3": "t3.written",
    "parts receive": "parts.received",
    "parts replace": "parts.replaced",
    "parts request": "parts.requested",
    "parts return": "parts.returned",
    "parts ship": "parts.shipped",
    "special notify": "order.special_notified",
    "urge add": "urge.added",
    "visit record": "visit.recorded",
}
"""What a command is there for, as an event: a refused command is named by it, and of several events of one act it comes
first."""

Event = Mapping[str, Any]


def draw(data: Sequence[Event], pen: Pen) -> None:
    """The events of one order, or of several under their numbers."""
    orders = [(no, list(events)) for no, events in groupby(data, lambda event: event["order_no"])]
    for no, events in orders:
        if len(orders) > 1:
            pen.heading(str(no))
        _draw_events(events, pen)


def _draw_events(data: Sequence[Event], pen: Pen) -> None:
    for refused, some in groupby(data, lambda event: event["what"] == "refused"):
        if refused:
            _draw_refusals(list(some), pen)
        else:
            for act in _acts(some):
                _draw_act(act, pen)


def _draw_refusals(events: Sequence[Event], pen: Pen) -> None:
    """Refusals that follow one another: the same one of the same person once, with how often it came."""
    same: dict[tuple[str, ...], list[Event]] = {}
    for event in events:
        key = (str(event["by"]), str(event["command"]), *_checks(event, pen))
        same.setdefault(key, []).append(event)
    for (_, command, *checks), found in same.items():
        what = _ACTS.get(command)
        label = msg("refused: {what}", what=Msg(WHAT[what]) if what else command)
        times = pen.tr(msg("{count} times", count=len(found))) if len(found) > 1 else ""
        _draw_head(found[0], Styled(pen.tr(label), "red"), times, pen)
        for said in checks:
            pen.say(said, indent=4, hang=2)


def _acts(events: Iterable[Event]) -> Iterator[list[Event]]:
    """The events, those together that one command wrote."""
    act: list[Event] = []
    for event in events:
        if act and not _same_act(act, event):
            yield act
            act = []
        act.append(event)
    if act:
        yield act


def _same_act(act: Sequence[Event], event: Event) -> bool:
    keys = ("at", "by", "command")
    one = event["command"] is not None and all(event[key] == act[0][key] for key in keys)
    return one and all(event["what"] != earlier["what"] for earlier in act)


def _draw_act(act: list[Event], pen: Pen) -> None:
    """What was done as the title of all that it wrote."""
    meant = _ACTS.get(str(act[0]["command"]))
    main = next((event for event in act if event["what"] == meant), act[0])
    _draw_head(main, Styled(_label(main, pen), "bold"), "", pen)
    details = [_details(event, pen) for event in sorted(act, key=lambda event: event is not main)]
    if any(details):
        pen.say(_joined([said for said in details if said], pen), indent=4, hang=2)


def _label(event: Event, pen: Pen) -> str:
    """The event in words; of a piece of work or a test, which one."""
    what, after = str(event["what"]), event["after"] or {}
    if what == "fact.logged" and after.get("code"):
        return fact_word(str(after["code"]), pen)
    return pen.tr(WHAT.get(what, what))


def _draw_head(event: Event, label: Styled, times: str, pen: Pen) -> None:
    role = pen.text(event["role"], "role")
    name = event.get("name")
    by = aside(name, event["by"], pen.lang) if name and name != event["by"] else event["by"]
    who = " ".join(filter(None, (by, role)))
    pen.line(Styled(pen.text(event["at"]), "dim"), "  ", label, "  ", who, Styled("  " + times, "dim"))


def _checks(event: Event, pen: Pen) -> list[str]:
    after = event["after"] or {}
    checks = after.get("checks") or after.get("decision", {}).get("missing") or ()
    return [pen.tr(msg("{clause}: {text}", clause=c["clause"], text=c["text"])) for c in checks]


def _details(event: Event, pen: Pen) -> str:
    """What the event changed, without the time and the person that its title has."""
    before, after = event["before"] or {}, event["after"] or {}
    if event["what"] in ("order.created", "order.imported"):
        keys = [k for k in ("service", "station", "customer", "phones", "fault") if after.get(k)]
        return _joined([f"{field_of(k, pen)} {value_of(k, after[k], pen)}" for k in keys], pen)
    if event["what"] in ("t3.written", "t3.taken_back"):
        kind = "" if after.get("kind") == "normal" else pen.text(after.get("kind"), "t3_kind")
        values = (kind, *(value_of(key, after.get(key), pen) for key in ("at", "type", "reason", "why")))
        return _joined([f"T3{after.get('slot')} {' '.join(filter(None, values))}"], pen)
    said = []
    for key, value in after.items():
        new, old = value_of(key, value, pen), value_of(key, before.get(key), pen)
        if key != "t2" and new in (pen.text(event["at"]), event["by"]) and not old:
            continue
        if old and key in before:
            said.append(f"{field_of(key, pen)} {old} → {new or '–'}")
        elif new and not (event["what"] == "fact.logged" and key == "code"):
            said.append(f"{field_of(key, pen)} {new}")
    return _joined(said, pen)


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
    from repaircli.orders.followup_tables import Attachment, UrgeOrder, Visit
    from repaircli.orders.part_tables import PartsRequest, ReplacedPart
    from repaircli.orders.tables import Contact, Order, Promise

    own = (
        Attachment,
        SpecialForm,
        CancelRequest,
        Entrustment,
        UrgeOrder,
        Visit,
        ReplacedPart,
        PartsRequest,
        Promise,
    )
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
