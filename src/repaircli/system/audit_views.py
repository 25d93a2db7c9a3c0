"""How the audit log looks to a person: one line an event, with what it changed."""

from __future__ import annotations

from collections.abc import Mapping

from repaircli.overview.history_views import WHAT, field_of, value_of
from repaircli.platform.i18n import after_colon, aside, listed, tr
from repaircli.platform.output.view import Column, Data, Pen, Rows, View, semicolons
from repaircli.platform.text import N_, msg


def _change(data: Data, pen: Pen) -> str:
    """The changes of an event as `status: in_service → cancelled`; for something new the values alone."""
    before, after = data.get("before") or {}, data.get("after") or {}
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return pen.text(data.get("after"))
    if data["what"] == "refused":
        return _refused(after.get("answer"), pen)
    parts = []
    for key in dict.fromkeys([*before, *after]):
        old, new = _value(key, before.get(key), pen), _value(key, after.get(key), pen)
        if old != new:
            name = _field(key, data, pen)
            parts.append(after_colon(name, f"{old} → {new or '–'}" if old else new, pen.lang))
    return semicolons(parts, pen)


def _refused(answer: object, pen: Pen) -> str:
    """A refusal as its clauses and its sentence."""
    if not isinstance(answer, Mapping):
        return ""
    if answer.get("checks"):
        told = (after_colon(c["clause"], pen.text(c["text"]), pen.lang) for c in answer["checks"])
        return semicolons(told, pen)
    decision = answer.get("decision") or answer
    if isinstance(decision, Mapping) and decision.get("outcome"):
        clauses = listed(decision.get("clauses") or (), pen.lang)
        outcome = aside(pen.text(decision["outcome"], "outcome"), clauses, pen.lang)
        return after_colon(outcome, pen.text(decision.get("because")), pen.lang)
    return ""


def _value(key: str, value: object, pen: Pen) -> str:
    if key == "roles" and value:
        return pen.text(value.split(",") if isinstance(value, str) else value, "role")
    if isinstance(value, (list, tuple)) and any(isinstance(v, Mapping) for v in value):
        return str(len(value))
    return value_of(key, value, pen)


def _field(key: str, data: Data, pen: Pen) -> str:
    if key in _NAMES and (data.get("order_no") is None or key not in _OF_ORDERS):
        return pen.tr(_NAMES[key])
    return field_of(key, pen)


def _what(code: str, lang: str) -> str:
    title = WHAT.get(code) or OTHERS.get(code)
    return tr(title, lang) if title is not None else code


_OF_ORDERS = frozenset({"name"})
"""Fields that have another name where the event is one of an order."""

_NAMES = {
    "name": N_("name"),
    "login": N_("login"),
    "roles": N_("roles"),
    "role": N_("role"),
    "region": N_("region"),
    "station": N_("station"),
    "no": N_("no."),
    "head": N_("head station"),
    "areas": N_("areas"),
    "daily": N_("orders a day"),
    "closed": N_("closed"),
    "notebook": N_("notebook station"),
    "monthly_volume": N_("orders a month"),
    "phone": N_("phone"),
    "address": N_("address"),
    "principal": N_("principal"),
    "file": N_("file"),
    "sha256": N_("fingerprint"),
    "orders": N_("orders"),
    "stations": N_("stations"),
    "batch": N_("import"),
    "first": N_("first"),
    "last": N_("last"),
    "year": N_("year"),
    "years": N_("years"),
    "days": N_("days"),
    "day": N_("day"),
    "from": N_("from"),
    "hours": N_("working hours"),
    "setting": N_("setting"),
    "value": N_("value"),
    "why": N_("why"),
    "month": N_("month"),
    "units": N_("machines"),
    "fault": N_("fault"),
    "ticket": N_("pending ticket"),
    "judged_by": N_("judged by"),
    "judged_at": N_("judged at"),
    "taken_by": N_("taken by"),
    "taken_at": N_("taken at"),
    "created_by": N_("created by"),
    "created_at": N_("created at"),
    "logged_by": N_("by"),
    "request": N_("request"),
    "training": N_("training database"),
    "disabled": N_("disabled"),
    "added": N_("added"),
    "changed": N_("changed"),
    "list": N_("list"),
    "code": N_("code"),
}

OTHERS = {
    "user.added": N_("identity added"),
    "user.changed": N_("identity changed"),
    "region.added": N_("region added"),
    "station.added": N_("station added"),
    "station.changed": N_("station changed"),
    "station.polled": N_("online"),
    "calendar.imported": N_("calendar imported"),
    "calendar.confirmed": N_("year of the calendar confirmed"),
    "calendar.dropped": N_("year dropped from the calendar"),
    "calendar.restored": N_("year back in the calendar"),
    "calendar.hours": N_("working hours set"),
    "policy.set": N_("setting of the policy set"),
    "capacity.set": N_("capacity set"),
    "imported": N_("imported"),
    "import.done": N_("import finished"),
    "import.discarded": N_("import discarded"),
    "referral.created": N_("referred"),
    "referral.withdrawn": N_("referral withdrawn"),
    "pending.opened": N_("pending ticket opened"),
    "pending.judged": N_("pending ticket judged"),
    "notice.retried": N_("notice tried again"),
    "notice.marked": N_("notice marked as sent"),
    "notice.lost": N_("notice of unknown outcome"),
    "reminders.queued": N_("reminders queued"),
    "polls.judged": N_("online rule checked"),
    "areas.imported": N_("areas imported"),
    "database.made": N_("database created"),
    "change.applied": N_("change in force"),
    "machine.added": N_("machine recorded"),
    "machine.changed": N_("machine corrected"),
    "machines.imported": N_("machines imported"),
    "policies.imported": N_("service policy imported"),
    "codes.imported": N_("codes imported"),
    "code.added": N_("code added"),
    "code.changed": N_("code corrected"),
    "code.retired": N_("code retired"),
    "code.restored": N_("code back in use"),
    "fee.added": N_("fee added"),
    "fee.changed": N_("fee changed"),
    "fees.imported": N_("fees imported"),
    "no800.filed": N_("area without 800 filed"),
    "orders.imported": N_("orders imported"),
    "settlement.locked": N_("settlement locked"),
    "violation": N_("violation recorded"),
}
"""The events that are not of an order, in words; one that is not here shows its code."""

_COLUMNS = [
    Column("seq", N_("no."), right=True, keep=True),
    Column("at", N_("at"), keep=True),
    Column("by", N_("by")),
    Column("role", N_("role"), words="role"),
    Column("command", N_("command")),
    Column("what", N_("what"), words=_what),
    Column("order_no", N_("order"), keep=True),
    Column("change", N_("change")),
]


def _log(data: Rows, pen: Pen) -> None:
    if data:
        pen.table(_COLUMNS, [{**row, "change": _change(row, pen)} for row in data])


VIEWS = {
    "log": View(
        draw=_log,
        empty=N_("no events"),
        csv=(
            "seq",
            "at",
            "who",
            "role",
            "command",
            "what",
            "order_no",
            "before",
            "after",
            "request_id",
            "hash",
        ),
    ),
    "verify": View(
        rows="breaks",
        columns=[Column("seq", N_("no."), right=True), Column("text", N_("problem"))],
        fields=[
            Column("events", N_("events")),
            Column("head", N_("head")),
            Column("compared_with", N_("kept head")),
        ],
        summary=lambda data: msg("the audit chain is intact") if data["ok"] else None,
    ),
}
