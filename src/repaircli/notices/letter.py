"""The text of a notice: subject and body, made of its code, its arguments and its order."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from repaircli.orders.tables import Order
from repaircli.platform.db.columns import label
from repaircli.platform.text import Label, Msg, msg
from repaircli.rules.cancelling.matrix import ENGLISH
from repaircli.rules.deadlines import reminders
from repaircli.rules.deadlines.texts import TITLES

ABOUT: Mapping[str, Msg] = {
    "N1": msg("the customer's phone number is wrong"),
    "N2": msg("cancelled because of a wrong phone number"),
    "N3": msg("customer unreachable for 5 working days"),
    "N4": msg("cancelled because the customer was unreachable"),
    "N5": msg("cancel done"),
    "N6": msg("cancel refused, go on with the repair"),
    "N7": msg("special-case statement to decide"),
    "N8": msg("order of a special user"),
    "N9": msg("special remark on an order"),
    "N10": msg("order of a special user received"),
    "N11": msg("solution for a special user"),
    "N12": msg("capacity changed by the region"),
    "N13": msg("application to change areas"),
    "N14": msg("application to adjust areas and capacity"),
    "N15": msg("change of station data"),
    "N16": msg("area without 800"),
    "N17": msg("carried-in machine to be brought back on site"),
    "N18": msg("visit outside the service area"),
    "N19": msg("branch received an order, reassign it to the head station"),
    "N20": msg("five or more machines with the same fault"),
    "N21": msg("batch problem judged"),
    "N22": msg("report on behalf of the customer"),
    "N23": msg("inform the customer"),
    "N24": msg("machine ready to be picked up"),
    "N25": msg("service finished, parts back"),
    "N26": msg("parts ordered"),
    "N27": msg("order closed, return visit due"),
    "N28": msg("task for a hotline engineer"),
    "N29": msg("order assigned to an engineer"),
    "N30": msg("service plan not released in time"),
    "N31": msg("return visit due"),
    "N32": msg("complaint assigned"),
    "N33": msg("complaint near its completion time"),
    "N34": msg("cancelled at the customer's request"),
    "N35": msg("order reassigned from another region"),
    "N36": msg("special-case statement decided or withdrawn"),
    "N37": msg("served without a printed order"),
    "N38": msg("a time was agreed with the customer after T33"),
    "N48": msg("a station removed a customer's phone number"),
}
"""What each notice of requirements A11 is about."""

WORDS: Mapping[str, Mapping[str, Msg]] = {
    "service": {"onsite": msg("on-site"), "carry-in": msg("carry-in"), "mail-in": msg("mail-in")},
    "status": {
        "dispatched": msg("dispatched"),
        "downloaded": msg("downloaded"),
        "in_service": msg("in service"),
        "parts_requested": msg("parts requested"),
        "multi_repair": msg("repeated repair"),
        "awaiting_pickup": msg("awaiting pick-up"),
        "resolved": msg("resolved"),
        "cancelled": msg("cancelled"),
    },
    "special": {
        "ministry": msg("ministry or state organ"),
        "media": msg("journalist"),
        "key-account": msg("key account"),
        "related": msg("closely tied to the company"),
    },
    "close_basis": {
        "signed": msg("signed by the customer"),
        "phone": msg("closed by a phone solution"),
        "pickup": msg("picked up by the customer"),
        "delivered": msg("delivered to the customer"),
        "region_confirmed": msg("confirmed by the region"),
    },
    "pending_state": {"batch": msg("batch problem"), "not_batch": msg("no batch problem")},
    "change_state": {
        "applied": msg("awaiting the region's decision"),
        "agreed": msg("awaiting the CSSD's decision"),
        "approved": msg("approved"),
        "rejected": msg("rejected"),
        "withdrawn": msg("withdrawn"),
    },
    "change_cause": {
        "routine": msg("routine"),
        "area": msg("area change"),
        "holiday": msg("major holiday"),
        "emergency": msg("sudden event"),
        "quality": msg("quality or reorganisation"),
        "basic": msg("basic data"),
    },
    "form_state": {
        "pending": msg("waiting for a decision"),
        "agreed": msg("agreed"),
        "refused": msg("not agreed"),
        "withdrawn": msg("withdrawn"),
    },
    "subject": {
        "plan": msg("the service plan"),
        "service": msg("further service"),
        "software-oow": msg("software, out of warranty or commissioned work"),
    },
    "outcome": {
        "region_cancel": msg("cancelled by the region"),
        "region_cancel_reassign": msg("cancelled and reassigned"),
        "region_cancel_with_form": msg("cancelled on the special-case statement"),
        "must_close": msg("close it normally; it cannot be cancelled"),
        "continue_repair": msg("the repair goes on"),
        "edit_order": msg("the order is to be corrected"),
        "invalid_reason": msg("the reason does not apply"),
        "forbidden": msg("not allowed"),
    },
}
"""Codes in words, by area of `domain.ZH`, whose Chinese words the catalogue repeats."""

LABELS: Mapping[str, Msg | Label] = {
    "change": msg("application"),
    "change_state": msg("state"),
    "cause": msg("cause"),
    "judgement": msg("judgement"),
    "state": msg("decision"),
    "outcome": msg("outcome"),
    "reason": msg("reason"),
    "detail": msg("details"),
    "why": msg("why"),
    "subject": msg("about"),
    "refusal": msg("refused by the customer"),
    "opinion": msg("opinion"),
    "new_order_no": msg("new order"),
    "special": label(Order, "special"),
    "text": msg("text"),
    "told": msg("statement of the station"),
    "referral": msg("referral"),
    "ticket": msg("pending ticket"),
    "form": msg("statement no."),
    "customer": label(Order, "customer"),
    "phones_before": msg("removed"),
    "phones": label(Order, "phones"),
    "address": label(Order, "address"),
    "machine": msg("machine"),
    "units": msg("machines"),
    "fault": label(Order, "fault"),
    "parts_order": msg("parts order"),
    "part": msg("part"),
    "eta": msg("promised for"),
    "orders": msg("orders"),
    "basis": msg("closed on"),
    "name": msg("name"),
    "station": label(Order, "station"),
    "region": label(Order, "region"),
    "area": label(Order, "area"),
    "add_areas": msg("areas added"),
    "remove_areas": msg("areas removed"),
    "data": msg("data"),
    "daily": msg("orders a day"),
    "before": msg("before"),
    "from": msg("from day"),
    "to": msg("to day"),
    "day": msg("day"),
    "deadline": msg("deadline"),
    "set_by": msg("set by"),
    "solution": msg("solution"),
    "note": msg("note"),
    "remark": msg("to be noted"),
    "clause": msg("clause"),
}
"""Names of a notice's arguments, in the order in which a letter tells them; others come after with their bare names."""

_AREAS = {
    "special": "special",
    "judgement": "pending_state",
    "basis": "close_basis",
    "state": "form_state",
    "subject": "subject",
    "outcome": "outcome",
    "change_state": "change_state",
    "cause": "change_cause",
}

_NOT_TOLD = ("level", "next")
"""Arguments that a letter says in its first and its last line."""

_NEXT: Mapping[str, str] = {
    "N1": "cancel show {request}",
    "N3": "cancel show {request}",
    "N19": "cancel show {request}",
    "N7": "form list",
    "N12": "capacity show {station}",
    "N13": "change show {change}",
    "N14": "change show {change}",
    "N15": "change show {change}",
    "N16": "coverage no800 list",
    "N17": "referral show {referral}",
    "N18": "referral show {referral}",
    "N20": "pending show {ticket}",
    "N21": "pending show {ticket}",
    "N22": "referral show {referral}",
    "N26": "parts list",
    "N27": "visit due",
}
"""What to type next, where that is not to look at the order."""

_LEVELS = {"soon": msg("soon due"), "due": msg("to be done"), "late": msg("overdue")}

_NEWS: Mapping[str, Msg] = {
    "no_parts": msg("a part for your machine is not in stock; it has been ordered"),
    "parts_late": msg("the part for your machine has not arrived in time"),
    "not_fixed": msg("the fault of your machine could not be repaired by one service"),
}
"""What N23 tells a customer, by its cause."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice with what a letter about it needs; `order` holds columns of its order, times in the reader's zone."""

    id: int
    code: str
    to_kind: str
    to: str
    medium: str
    created_at: datetime
    order_no: str | None = None
    request_id: int | None = None
    args: Mapping[str, Any] = field(default_factory=dict)
    order: Mapping[str, Any] | None = None
    training: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject of one line and a body of several."""

    subject: Msg
    body: Msg


def matter(code: str) -> Msg | None:
    """What the reminder or notice of that code is about, without its urgency; None for an unknown code."""
    if code == reminders.POLLING:
        return msg("not online as often as required")
    title = TITLES.get(code.removeprefix(reminders.PREFIX)) if code.startswith(reminders.PREFIX) else None
    return ABOUT.get(code) if title is None else Msg(title)


def about(code: str, level: str | None = None) -> Msg | None:
    """What a notice of that code is about, for a reminder with its urgency; None for an unknown code."""
    found = matter(code)
    if found is None or code in ABOUT or code == reminders.POLLING:
        return found
    return msg("{matter} ({level})", level=_LEVELS.get(level or "", _LEVELS["due"]), matter=found)


def letter(notice: Notice) -> Letter:
    """The letter of `notice`; a customer gets a letter in the form for customers."""
    told = about(notice.code, notice.args.get("level")) or Msg(one_line(notice.code))
    subject = told
    if notice.order_no is not None:
        subject = msg("{about}: order {no}", about=told, no=one_line(notice.order_no))
    if notice.training:
        subject = msg("[training] {subject}", subject=subject)
    body = _to_customer(notice, told) if notice.to_kind == "customer" else _to_colleague(notice, told)
    if notice.training:
        body = [msg("This comes from a training database: nothing in it is real."), Msg(""), *body]
    return Letter(subject, _lines(body))


def one_line(text: object) -> str:
    """`text` on one line without control characters, so that it cannot add a header or a line."""
    plain = "".join(
        " " if unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs") else ch for ch in str(text)
    )
    return " ".join(plain.split())


def _to_colleague(notice: Notice, matter: Msg) -> list[Msg]:
    told = [(name, value) for name, value in _told(notice) if value]
    found = [matter, Msg(""), *(_field(name, value) for name, value in told)]
    if notice.order is not None:
        once = {str(name) for name, _ in told}
        order = [(name, value) for name, value in _order(notice.order) if value and str(name) not in once]
        found += [Msg("")] * bool(told) + [_field(name, value) for name, value in order]
        if notice.order.get("status") == "cancelled" and notice.order.get("in_custody"):
            found += [Msg(""), msg("The customer's machine is in the station: return it.")]
    return [*found, Msg(""), _next(notice), Msg(""), _footer(notice)]


def _to_customer(notice: Notice, matter: Msg) -> list[Msg]:
    order = notice.order or {}
    found = [
        msg("Dear {customer},", customer=one_line(order.get("customer") or "")),
        Msg(""),
        _news(notice, matter),
        _field(msg("order no."), one_line(notice.order_no or "")),
    ]
    if notice.args.get("at"):
        found.append(_field(msg("agreed time"), one_line(notice.args["at"])))
    if order.get("voucher_no"):
        found.append(_field(msg("pick-up voucher"), one_line(order["voucher_no"])))
    station = (one_line(order.get(k) or "") for k in ("station_name", "station_address", "station_phone"))
    return [*found, _field(msg("repair station"), tuple(part for part in station if part))]


def _news(notice: Notice, matter: Msg) -> Msg:
    if notice.code == "N23":
        return _NEWS.get(str(notice.args.get("cause")), msg("there is news about the repair of your machine"))
    if notice.code == "N24" and notice.order is not None and notice.order.get("must_deliver_back"):
        return msg("your machine is repaired and will be brought to you")
    return msg("your machine is ready to be picked up") if notice.code == "N24" else matter


def _told(notice: Notice) -> Iterable[tuple[Msg | Label, object]]:
    known = [key for key in LABELS if key in notice.args]
    for key in [*known, *(key for key in notice.args if key not in LABELS and key not in _NOT_TOLD)]:
        if notice.args[key] is not None:
            yield LABELS.get(key) or Msg(one_line(key.replace("_", " "))), _value(key, notice.args[key])


def _value(key: str, value: object) -> Msg | str | tuple[Msg | str, ...]:
    if isinstance(value, Msg):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(v if isinstance(v, Msg) else one_line(v) for v in value)
    text = one_line(value)
    if key == "reason" and text in ENGLISH:
        return Msg(ENGLISH[text])
    return word(_AREAS[key], text) if key in _AREAS else text


def word(area: str, code: str) -> Msg | str:
    """The code of `area` in words; the code itself where it has none."""
    return WORDS[area].get(code, code)


def _order(order: Mapping[str, Any]) -> Iterable[tuple[Msg | Label, object]]:
    def said(key: str) -> str:
        return one_line(order.get(key) or "")

    yield msg("order no."), said("order_no")
    yield label(Order, "status"), word("status", said("status"))
    yield label(Order, "service"), word("service", said("service"))
    yield label(Order, "special"), word("special", said("special"))
    yield label(Order, "station"), " ".join(filter(None, (said("station"), said("station_name"))))
    yield label(Order, "region"), said("region")
    yield label(Order, "customer"), said("customer")
    yield label(Order, "phones"), tuple(one_line(phone) for phone in order.get("phones") or ())
    yield label(Order, "address"), said("address")
    yield msg("machine"), " ".join(filter(None, (said("model"), said("serial"))))
    yield label(Order, "fault"), said("fault")
    yield msg("dispatched at"), f"{order['t1']:%Y-%m-%d %H:%M}" if order.get("t1") else ""
    yield label(Order, "cancel_remark"), said("cancel_remark")


def _next(notice: Notice) -> Msg:
    if given := notice.args.get("next"):
        return _field(msg("next"), given if isinstance(given, Msg) else one_line(given))
    template = _NEXT.get(notice.code, "order show {no}" if notice.order_no else "notify show {id}")
    known = {"request": notice.request_id, "no": notice.order_no, "id": notice.id}
    filling = {name: one_line(value) for name, value in {**notice.args, **known}.items()}
    typed = template.format_map(defaultdict(str, filling))
    return _field(msg("next"), f"repaircli {typed}")


def _footer(notice: Notice) -> Msg:
    return msg(
        "Notice {id} ({code}), {time}. A program sent it; please do not answer.",
        id=notice.id,
        code=one_line(notice.code),
        time=f"{notice.created_at:%Y-%m-%d %H:%M}",
    )


def _field(label: Msg | Label, value: object) -> Msg:
    return msg("{label}: {value}", label=label, value=value)


def _lines(lines: Sequence[Msg]) -> Msg:
    """The lines as one text, each still to be translated by itself."""
    gaps = {f"line{n}": line for n, line in enumerate(lines)}
    return Msg("\n".join("{" + name + "}" for name in gaps), gaps)
