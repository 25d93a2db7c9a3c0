"""How orders look to a person: the list of a coordinator's day, one order, its history, its chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from repaircli.platform.codes import ZH
from repaircli.platform.output.view import Column, Pen, Styled, View, at
from repaircli.platform.text import N_, Msg, msg
from repaircli.rules.cancelling.matrix import ENGLISH, ROWS
from repaircli.rules.money.amounts import yuan

WIDE = 110
"""Terminal columns from which a list shows address and fault too."""

_STATUS_STYLE = {
    "dispatched": "yellow",
    "downloaded": "yellow",
    "parts_requested": "cyan",
    "multi_repair": "cyan",
    "awaiting_pickup": "cyan",
    "resolved": "green",
    "cancelled": "dim",
}


def reason_word(code: str, lang: str) -> str:
    """A cancel reason or close fact as a person reads it: its Chinese words, in English its code."""
    return ROWS[code].zh if lang == "zh" and code in ROWS else code


def fact_word(code: str, pen: Pen) -> str:
    """A close fact with what it means; what its row says in brackets of its proof is not said of a single order."""
    if pen.lang == "zh" or code not in ENGLISH:
        return reason_word(code, pen.lang).partition("(")[0]
    return code if code == ENGLISH[code] else f"{code} ({pen.tr(ENGLISH[code])})"


def _status(value: Any, pen: Pen) -> str | Styled:
    text = pen.text(value, "status")
    style = _STATUS_STYLE.get(str(value))
    return Styled(text, style) if style else text


def _short(value: Any, pen: Pen) -> str:
    """A time without its year, which the order number carries."""
    return pen.reader.local(value).strftime("%m-%d %H:%M") if isinstance(value, datetime) else ""


def _promise(t3: Any, pen: Pen) -> str | Styled:
    """The promise that stands, the latest slot: `T31 06-04 14:00`; a sentinel promises nothing."""
    if not t3:
        return ""
    last = t3[-1]
    name = f"T3{last['slot']}"
    if last["kind"] == "normal":
        return f"{name} {_short(last['at'], pen)}"
    return Styled(f"{name} {pen.tr(_SENTINEL[last['kind']])}", "yellow")


_SENTINEL = {"unreachable": N_("unreachable"), "phone_resolved": N_("by phone")}


def _when(order: Any, pen: Pen) -> str | Styled:
    """The one time that a narrow list has room for: the promise, before it T1."""
    return _promise(order["t3"], pen) or f"T1  {_short(order['t1'], pen)}"


def _first(value: Any, pen: Pen) -> str:
    return str(value[0]) if value else ""


def _marks(order: Mapping[str, Any], pen: Pen) -> str:
    """What a coordinator must not overlook, in a few words."""
    marks: list[str] = []
    if order.get("special"):
        marks.append(pen.text(order["special"], "special"))
    if order.get("service") != "onsite":
        marks.append(pen.text(order["service"], "service"))
    for key, word in _MARKS:
        if order.get(key) and not (key == "paid_visit" and order.get("compensation_fund")):
            marks.append(pen.tr(word))
    return " ".join(marks)


_MARKS = (
    ("paid_visit", N_("paid visit")),
    ("compensation_fund", N_("visit paid by the fund")),
    ("group_no", N_("several machines")),
    ("late_contact", N_("late")),
    ("pending_request", N_("frozen")),
    ("in_custody", N_("in station")),
    ("must_deliver_back", N_("deliver back")),
)

_ORDER = Column("order_no", N_("order"), keep=True)
_STATUS = Column("status", N_("status"), show=_status, keep=True)
_CUSTOMER = Column("customer", N_("customer"))
_PHONE = Column("phones", N_("phone"), show=_first, keep=True)
_MARKED = Column("marks", N_("marks"))
_NARROW = (_ORDER, _STATUS, Column("when", N_("time"), show=_when, keep=True), _CUSTOMER, _PHONE, _MARKED)
_BROAD = (
    _ORDER,
    _STATUS,
    Column("t1", "T1", show=_short, keep=True),
    Column("t3", "T3", show=_promise, keep=True),
    _CUSTOMER,
    _PHONE,
    Column("station", N_("station"), keep=True),
    Column("engineer", N_("engineer"), keep=True),
    Column("address", N_("address")),
    Column("fault", N_("fault")),
    _MARKED,
)

_CSV = (
    "order_no",
    "origin",
    "service",
    "status",
    "station",
    "branch",
    "engineer",
    "region",
    "customer",
    "phones",
    "caller_no",
    "address",
    "area",
    "product",
    "model",
    "serial",
    "fault",
    "special",
    "t1",
    "t2",
    "t3",
    "late_contact",
    "in_custody",
    "facts",
    "pending_request",
    "closed_at",
    "close_basis",
    "cancel_reason",
    "cancel_remark",
    "reassigned_from",
    "reassigned_to",
    "group_no",
    "compensation_fund",
)


def _draw_list(data: Any, pen: Pen) -> None:
    rows = [{**order, "marks": _marks(order, pen), "when": order} for order in data]
    if pen.columns is None:
        columns: Sequence[Column] = _BROAD
    else:
        columns = [c for c in (_NARROW if pen.columns < WIDE else _BROAD) if _tells(c.key, rows)]
    if rows:
        pen.table(columns, rows)


def _tells(key: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the column tells the reader anything; one that does not makes room for the others."""
    if key == "station":
        return len({row[key] for row in rows}) > 1
    return any(row[key] for row in rows)


def _t3_lines(data: Mapping[str, Any], pen: Pen) -> None:
    if data["t3"]:
        pen.heading(pen.tr(N_("promised times")))
        pen.table(_T3, [{**p, "name": f"T3{p['slot']}"} for p in data["t3"]], indent=2)
    if data.get("promise_reason"):
        pen.say(f"{data['promise_type']}  {data['promise_reason']}", indent=2)


def _t3_at(value: Any, pen: Pen) -> str:
    return pen.text(value)


_T3 = (
    Column("name", "T3", keep=True),
    Column("at", N_("time"), show=_t3_at, keep=True),
    Column("kind", N_("kind"), words="t3_kind"),
    Column("type", N_("type")),
    Column("reason", N_("reason")),
    Column("written_at", N_("written"), keep=True),
    Column("written_by", N_("by")),
)

_WHO = (
    Column("customer", N_("customer")),
    Column("phones", N_("phone")),
    Column("caller_no", N_("called from")),
    Column("address", N_("address")),
    Column("area", N_("area")),
    Column("special", N_("special user"), words="special"),
    Column("fault", N_("fault")),
)
_MACHINE = (
    Column("product", N_("product"), words="product"),
    Column("model", N_("model")),
    Column("serial", N_("serial no.")),
    Column("onsite_until", N_("on-site until")),
    Column("warranty_until", N_("warranty until")),
)
_WHERE = (
    Column("region", N_("region")),
    Column("station", N_("station")),
    Column("branch", N_("branch point")),
    Column("engineer", N_("engineer")),
    Column("overload", N_("beyond capacity because")),
)
_TIMES = (
    Column("reported_at", N_("reported")),
    Column("t1", "T1"),
    Column("t2", "T2"),
    Column("first_contact_at", N_("first call")),
    Column("special_notified_at", N_("special user reported")),
    Column("downloaded_at", N_("downloaded")),
    Column("printed_at", N_("printed")),
    Column("print_exception", N_("system failure")),
    Column("started_at", N_("service started")),
    Column("repaired_at", N_("repaired")),
    Column("signed_at", N_("signed")),
    Column("arrived_at", N_("machine arrived")),
    Column("voucher_no", N_("pick-up voucher")),
    Column("voucher.query_phone", N_("query phone")),
    Column("recontact_at", N_("call again by")),
    Column("picked_up_at", N_("picked up")),
    Column("delivered_at", N_("delivered")),
)
_END = (
    Column("closed_at", N_("closed")),
    Column("closed_by", N_("closed by")),
    Column("close_basis", N_("basis"), words="close_basis"),
    Column("solution", N_("actual fault and solution")),
    Column("close_why", N_("remark")),
    Column("cancelled_at", N_("cancelled")),
    Column("cancelled_by", N_("cancelled by")),
    Column("cancel_reason", N_("cancel reason"), words=reason_word),
    Column("cancel_remark", N_("cancel remark")),
    Column("reassigned_from", N_("reassigned from")),
    Column("reassigned_to", N_("reassigned to")),
)
_CALLS = (
    Column("id", N_("no."), right=True),
    Column("at", N_("called"), keep=True),
    Column("result", N_("result"), words="contact"),
    Column("number", N_("number"), keep=True),
    Column("said", N_("heard or noted")),
    Column("by", N_("by")),
)
_REQUESTS = (
    Column("id", N_("no."), right=True),
    Column("status", N_("status"), words="request_status"),
    Column("reason", N_("reason"), words=reason_word),
    Column("detail", N_("details")),
    Column("why", N_("why")),
)
_FORMS = (
    Column("id", N_("no."), right=True),
    Column("state", N_("state"), words="form_state"),
    Column("proposal", N_("proposed")),
    Column("refusal", N_("refused because")),
    Column("opinion", N_("opinion")),
)


def _draw_order(data: Mapping[str, Any], pen: Pen) -> None:
    """One order: who and what first, then what was promised and done, then how it ended."""
    _title(data, pen)
    for part in (_WHO, _MACHINE, _WHERE, _TIMES, _END):
        if any(at(data, c.key) for c in part):
            pen.line()
            pen.fields(part, data)
    _t3_lines(data, pen)
    _nested(data, pen)


def _title(data: Mapping[str, Any], pen: Pen) -> None:
    gap = "  "
    parts: list[str | Styled | Msg] = [
        Styled(str(data["order_no"]), "bold"),
        gap,
        _status(data["status"], pen),
        gap,
    ]
    parts += [pen.text(data["service"], "service"), gap, pen.text(data["origin"], "origin")]
    marks = _marks({**data, "service": "onsite", "special": None}, pen)
    if marks:
        parts += [gap, Styled(marks, "yellow")]
    pen.line(*parts)


def _nested(data: Mapping[str, Any], pen: Pen) -> None:
    facts = [f for f in data.get("fact_log", ()) if f["voided_at"] is None]
    if facts:
        pen.heading(pen.tr(N_("work and tests")))
        for f in facts:
            said = f"  {f['note']}" if f["note"] else ""
            pen.say(f"{pen.text(f['logged_at'])}  {fact_word(f['code'], pen)}{said}", indent=2, hang=2)
    if data.get("contacts"):
        pen.heading(pen.tr(N_("calls to the customer")))
        pen.table(_CALLS, [_call(c, pen) for c in data["contacts"]], indent=2)
    if data.get("urges"):
        pen.heading(pen.tr(N_("urge orders")))
        for urge in data["urges"]:
            pen.say(f"{pen.text(urge['created_at'])}  {urge['text']}", indent=2, hang=2)
    draw_advices(data, pen)
    if data.get("entrustments"):
        from repaircli.special_users.entrust_views import draw_of_order

        draw_of_order(data["entrustments"], pen)
    _group(data, pen)
    _parts(data, pen)
    if data.get("visits"):
        from repaircli.orders.visit_views import RECORD

        pen.heading(pen.tr(N_("return visits")))
        for visit in data["visits"]:
            pen.fields(RECORD, visit, indent=2)
    if data.get("forms"):
        pen.heading(pen.tr(N_("special-case statements")))
        pen.table(_FORMS, data["forms"], indent=2)
    if data.get("requests"):
        pen.heading(pen.tr(N_("cancel requests")))
        pen.table(_REQUESTS, data["requests"], indent=2)


def draw_advices(data: Mapping[str, Any], pen: Pen) -> None:
    """The region's solutions for a special user, in their order (001-4.5.3)."""
    if not data.get("advices"):
        return
    pen.heading(pen.tr(N_("the region's solutions")))
    for advice in data["advices"]:
        pen.say(
            f"{pen.text(advice['given_at'])}  {advice['given_by']}  {advice['solution']}", indent=2, hang=2
        )


def _group(data: Mapping[str, Any], pen: Pen) -> None:
    """The orders of the other machines that the customer reported that day (001-6.8.2)."""
    if not data.get("group"):
        return
    pen.heading(pen.tr(N_("several machines of this customer")))
    rows = [{**row, "this": row["order_no"] == data["order_no"]} for row in data["group"]]
    pen.table(_GROUP, rows, indent=2)


def _parts(data: Mapping[str, Any], pen: Pen) -> None:
    """What was applied for and what was replaced, with the fault description that names it (001-6.8.3)."""
    if not (data.get("parts_requests") or data.get("replaced_parts")):
        return
    from repaircli.parts import views as parts

    if data["parts_requests"]:
        parts.draw_applied(data["parts_requests"], pen)
    if data["replaced_parts"]:
        parts.draw_replaced(data["replaced_parts"], pen)
        parts.draw_description(data, pen)


def _call(contact: Mapping[str, Any], pen: Pen) -> dict[str, Any]:
    said = [contact[k] for k in ("prompt", "note") if contact[k]]
    if contact["late"]:
        said.append(pen.tr(msg("entered late, {time}", time=pen.text(contact["recorded_at"]))))
    if contact["voided_at"] is not None:
        said.append(pen.tr(msg("voided by {by}: {why}", by=contact["voided_by"], why=contact["void_why"])))
    return {**contact, "said": "; ".join(said), "by": contact["recorded_by"]}


def _written(sentence: str) -> View:
    """What a writing command answers: what was done, and where the order stands now."""

    def draw(data: Mapping[str, Any], pen: Pen) -> None:
        pen.say(pen.tr(Msg(sentence, {"no": str(data["order_no"])})))
        facts = [fact_word(code, pen) for code in data["facts"]]
        voucher = _VOUCHER if data.get("voucher") else ()
        pen.fields([*_BRIEF, *_changed(data), *voucher], {**data, "facts": facts}, indent=2)
        _group(data, pen)
        if data.get("unreturned_parts"):
            from repaircli.parts.views import draw_owed

            draw_owed(data["unreturned_parts"], pen)

    return View(draw=draw)


def _changed(data: Mapping[str, Any]) -> list[Column]:
    """What a correction changed, beside what is shown anyway."""
    shown = {c.key for c in _BRIEF}
    return [
        replace(c, always=True)
        for part in (_WHO, _MACHINE, _TIMES)
        for c in part
        if c.key in data.get("changed", ()) and c.key not in shown
    ]


def _promises(value: Any, pen: Pen) -> str:
    return "; ".join(
        f"T3{p['slot']} {pen.text(p['at']) if p['kind'] == 'normal' else pen.text(p['kind'], 't3_kind')}"
        for p in value or ()
    )


_BRIEF = (
    Column("status", N_("status"), show=_status),
    Column("station", N_("station")),
    Column("branch", N_("branch point")),
    Column("engineer", N_("engineer")),
    Column("customer", N_("customer")),
    Column("t1", "T1"),
    Column("t2", "T2"),
    Column("t3", "T3", show=_promises),
    Column("facts", N_("work and tests")),
    Column("voucher_no", N_("pick-up voucher")),
    Column("close_basis", N_("basis"), words="close_basis"),
    Column("output", N_("file")),
)


_VOUCHER = (
    Column("voucher.date", N_("machine arrived")),
    Column("voucher.query_phone", N_("query phone")),
    Column("voucher.recontact_at", N_("call again by")),
)


_PRINTED = (
    Column("order_no", N_("order"), keep=True),
    Column("printed_at", N_("printed")),
    Column("text", N_("why not")),
)


def _printed_summary(data: Mapping[str, Any]) -> Msg:
    return msg("{printed} printed, {refused} not", printed=data["printed"], refused=data["refused"])


def _draw_printed(data: Mapping[str, Any], pen: Pen) -> None:
    from repaircli.orders.printed import workorder

    if data.get("output"):
        _written(N_("order {no} is printed")).draw(data, pen)  # type: ignore[misc]
        return
    for line in workorder.lines(data, pen.lang):
        pen.line(line)


def _downloads_summary(data: Any) -> Msg | None:
    return (
        msg("{done} downloaded, {bad} not", done=data["downloaded"], bad=data["refused"])
        if data["results"]
        else None
    )


_DOWNLOADS = (
    Column("order_no", N_("order"), keep=True),
    Column("status", N_("status"), show=_status),
    Column("t1", "T1", show=_short, keep=True),
    Column("customer", N_("customer")),
    Column("phones", N_("phone"), show=_first, keep=True),
    Column("special", N_("special user"), words="special"),
    Column("fault", N_("fault")),
    Column("text", N_("why not")),
)

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
    "order.contacted": N_("contact times"),
    "order.special_notified": N_("special user reported"),
    "special.advised": N_("region's solution"),
    "entrust.issued": N_("entrustment form issued"),
    "entrust.voided": N_("entrustment form taken back"),
    "order.status": N_("T2 and status"),
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


def _draw_history(data: Any, pen: Pen) -> None:
    for event in data:
        label = WHAT.get(str(event["what"]), str(event["what"]))
        role = pen.text(event["role"], "role")
        pen.line(
            Styled(pen.text(event["at"]), "dim"),
            "  ",
            Styled(pen.tr(label), "red" if event["what"] == "refused" else "bold"),
            "  ",
            f"{event['by'] or ''} ({role})" if role else str(event["by"] or ""),
        )
        for said in _details(event, pen):
            pen.say(said, indent=4, hang=2)


def _details(event: Mapping[str, Any], pen: Pen) -> list[str]:
    before, after = event["before"] or {}, event["after"] or {}
    if event["what"] == "refused":
        found = [f"{event['command']}"] if event.get("command") else []
        checks = after.get("checks") or after.get("decision", {}).get("missing") or ()
        return found + [f"{c['clause']}: {pen.text(c['text'])}" for c in checks]
    if event["what"] in ("order.created", "order.imported"):
        keys = [k for k in ("service", "station", "customer", "phones", "fault") if after.get(k)]
        return [", ".join(f"{field_of(k, pen)} {value_of(k, after[k], pen)}" for k in keys)] if keys else []
    said = []
    for key, value in after.items():
        new, old = value_of(key, value, pen), value_of(key, before.get(key), pen)
        if old and key in before:
            said.append(f"{field_of(key, pen)} {old} → {new or '–'}")
        elif new:
            said.append(f"{field_of(key, pen)} {new}")
    return [", ".join(said)] if said else []


def value_of(key: str, value: Any, pen: Pen) -> str:
    """A value of an event as a person reads it; nothing for what is empty or an object."""
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
    return pen.tr(_LABELS.get(key, key.replace("_", " ")))


_LABELS: Mapping[str, str] = {
    c.key: c.title for part in (_WHO, _MACHINE, _WHERE, _TIMES, _END) for c in part
} | {
    "status": N_("status"),
    "service": N_("service"),
    "late_contact": N_("late contact"),
    "in_custody": N_("machine in station"),
    "must_deliver_back": N_("deliver back"),
    "paid_visit": N_("paid visit"),
    "compensation_fund": N_("visit paid by the fund"),
    "group_no": N_("group"),
    "referral": N_("referral"),
    "pending_ticket": N_("pending ticket"),
    "result": N_("result"),
    "number": N_("number"),
    "prompt": N_("heard"),
    "note": N_("note"),
    "at": N_("time"),
    "late": N_("entered late"),
    "slot": N_("slot"),
    "kind": N_("kind"),
    "type": N_("type"),
    "reason": N_("reason"),
    "code": N_("code"),
    "id": N_("no."),
    "why": N_("why"),
    "text": N_("text"),
    "proposal": N_("proposed"),
    "refusal": N_("refused because"),
    "state": N_("state"),
    "opinion": N_("opinion"),
    "parts_order": N_("parts order"),
    "part_code": N_("part code"),
    "po": N_("parts order"),
    "part_name": N_("part"),
    "parts": N_("parts"),
    "eta": N_("promised for"),
    "name": N_("part"),
    "old_barcode": N_("failed part"),
    "new_barcode": N_("part built in"),
    "monitor": N_("monitor"),
    "parts_issued": N_("part issued"),
    "score": N_("score"),
    "answers": N_("answers"),
    "detail": N_("details"),
    "remark": N_("remark"),
    "downloaded_by": N_("by"),
    "special_notified_by": N_("by"),
    "taken": N_("load"),
    "daily": N_("capacity"),
    "pending_request": N_("pending request"),
    "advice": N_("region's solution"),
    "paper_no": N_("paper no."),
    "fee": N_("fee"),
    "computed": N_("computed"),
}


def _here(value: Any, pen: Pen) -> str:
    return "▶" if value else ""


_GROUP = (
    Column("this", "", show=_here),
    Column("order_no", N_("order"), keep=True),
    Column("service", N_("service"), words="service"),
    Column("status", N_("status"), show=_status),
    Column("station", N_("station"), keep=True),
    Column("serial", N_("serial no.")),
    Column("voucher_no", N_("pick-up voucher")),
)


_DONE: Mapping[str, str] = {
    "created": N_("order {no} is created"),
    "downloaded": N_("order {no} is downloaded"),
    "assigned": N_("order {no} is assigned"),
    "started": N_("service of order {no} has started"),
    "arrived": N_("the machine of order {no} is in the station"),
    "repaired": N_("the repair of order {no} is recorded"),
    "signed": N_("the signature on order {no} is recorded"),
    "picked_up": N_("the machine of order {no} is picked up"),
    "delivered": N_("the machine of order {no} is delivered"),
    "check_failed": N_("the failed check of order {no} is recorded"),
    "fact": N_("order {no}: logged"),
    "fact_voided": N_("order {no}: taken back"),
    "promised": N_("order {no}: T3 is written"),
    "edited": N_("order {no} is corrected"),
    "closed": N_("order {no} is closed"),
}


def _draw_lineage(data: Any, pen: Pen) -> None:
    from repaircli.orders import lineage_views

    lineage_views.draw(data, pen)


_LINEAGE_CSV = (
    "order_no", "this", "visible", "station", "region", "origin", "status", "t1", "t2", "cancelled_at", "closed_at",
    "elapsed_seconds", "first_contact_seconds", "late_contact", "cancel_reason", "cancel_remark", "reassigned_from",
    "reassigned_to",
)  # fmt: skip


def _views() -> Mapping[str, View]:
    views: dict[str, View] = {verb: _written(sentence) for verb, sentence in _DONE.items()}
    return views | {
        "list": View(draw=_draw_list, csv=_CSV, empty=N_("no orders")),
        "show": View(draw=_draw_order),
        "printed": View(draw=_draw_printed),
        "printed_many": View(columns=_PRINTED, summary=_printed_summary),
        "downloads": View(
            columns=_DOWNLOADS, summary=_downloads_summary, empty=N_("no order waits for download")
        ),
        "history": View(
            draw=_draw_history,
            csv=("order_no", "seq", "at", "what", "by", "role", "command", "before", "after"),
        ),
        "lineage": View(
            rows="legs", columns=[Column("order_no", N_("order"))], draw=_draw_lineage, csv=_LINEAGE_CSV
        ),
    }


written: Callable[[str], View] = _written
VIEWS = _views()
