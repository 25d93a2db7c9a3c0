"""How orders are shown: the list of a coordinator's day, and the order that a command has written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from repaircli.orders.followup_tables import Attachment
from repaircli.orders.tables import Order
from repaircli.platform.codes import named
from repaircli.platform.i18n import aside
from repaircli.platform.output.cells import coloured, short_time
from repaircli.platform.output.described import group, of, several
from repaircli.platform.output.hint import pasteable
from repaircli.platform.output.view import Column, Pen, Styled, View, draw, semicolons
from repaircli.platform.text import N_, Msg, msg
from repaircli.rules.cancelling.matrix import ENGLISH, reason_word

WIDE = 110
"""Terminal columns from which a list shows address and fault too."""

status_cell = coloured(
    "status",
    {
        "dispatched": "yellow",
        "downloaded": "yellow",
        "parts_requested": "cyan",
        "multi_repair": "cyan",
        "awaiting_pickup": "cyan",
        "resolved": "green",
        "cancelled": "dim",
    },
)


def fact_word(code: str, pen: Pen) -> str:
    """A close fact with its meaning, without the bracketed proof of its row in the policy."""
    if pen.lang == "zh" or code not in ENGLISH:
        return reason_word(code, pen.lang).partition("（")[0]
    return code if code == ENGLISH[code] else aside(code, pen.tr(ENGLISH[code]), pen.lang)


Slots = Sequence[Mapping[str, Any]]
"""The T3 slots of an order's JSON object, T31 first."""


def _promise(t3: Slots, pen: Pen) -> str | Styled:
    """The promise that stands, the latest slot: `T31 06-04 14:00`; a sentinel promises nothing."""
    if not t3:
        return ""
    last = t3[-1]
    name = f"T3{last['slot']}"
    if last["kind"] == "normal":
        return f"{name} {short_time(last['at'], pen)}"
    return Styled(f"{name} {pen.tr(_SENTINEL[last['kind']])}", "yellow")


_SENTINEL = {"unreachable": N_("unreachable"), "phone_resolved": N_("by phone")}


def _when(order: Mapping[str, Any], pen: Pen) -> str | Styled:
    """The one time that a narrow list shows: the promise, or T1 where there is none yet."""
    return _promise(order["t3"], pen) or f"T1  {short_time(order['t1'], pen)}"


def first(values: Sequence[str], pen: Pen) -> str:
    """The first of several values, for a column that shows one."""
    return values[0] if values else ""


def marks_of(order: Mapping[str, Any], pen: Pen) -> str:
    """Short marks for what a coordinator must not overlook."""
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

_ORDER = of(Order, "order_no", keep=True)
_STATUS = of(Order, "status", show=status_cell, keep=True)
_CUSTOMER = of(Order, "customer")
_PHONE = of(Order, "phones", show=first, keep=True)
_MARKED = Column("marks", N_("marks"))
_NARROW = (_ORDER, _STATUS, Column("when", N_("time"), show=_when, keep=True), _CUSTOMER, _PHONE, _MARKED)
_BROAD = (
    _ORDER,
    _STATUS,
    of(Order, "t1", show=short_time, keep=True),
    Column("t3", "T3", show=_promise, keep=True),
    _CUSTOMER,
    _PHONE,
    of(Order, "station", keep=True),
    of(Order, "engineer", keep=True),
    *several(Order, "address", "fault"),
    _MARKED,
)


def _draw_list(data: Sequence[Mapping[str, Any]], pen: Pen) -> None:
    rows = [{**order, "marks": marks_of(order, pen), "when": order} for order in data]
    if pen.columns is None:
        columns: Sequence[Column] = _BROAD
    else:
        columns = [c for c in (_NARROW if pen.columns < WIDE else _BROAD) if _tells(c.key, rows)]
    if rows:
        pen.table(columns, rows)


def _tells(key: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether any row has something to show in the column; a list leaves out the others."""
    if key == "station":
        return len({row[key] for row in rows}) > 1
    return any(row[key] for row in rows)


WHO = group(Order, "who")
MACHINE = group(Order, "machine")
WHERE = group(Order, "where")
_VOUCHER_NO = of(Order, "voucher_no")
_QUERY_PHONE = Column("voucher.query_phone", N_("query phone"))
TIMES = tuple(
    shown
    for column in group(Order, "times")
    for shown in ((column, _QUERY_PHONE) if column == _VOUCHER_NO else (column,))
)
END = group(Order, "end", cancel_reason=reason_word)


def draw_group(data: Mapping[str, Any], pen: Pen) -> None:
    """The orders of the other machines that the customer reported that day (001-6.8.2)."""
    if not data.get("group"):
        return
    pen.heading(pen.tr(N_("several machines of this customer")))
    rows = [{**row, "this": row["order_no"] == data["order_no"]} for row in data["group"]]
    pen.table(_GROUP, rows, indent=2)


def draw_next(step: Mapping[str, Any], pen: Pen) -> None:
    """What is to be done next and by when, and the command in one piece."""
    text, deadline = pen.text(step["text"]), pen.text(step["deadline"])
    if step["deadline"] is None:
        pen.say(text, indent=2, hang=2)
    elif step["overdue"]:
        late = msg("{text} (overdue since {time})", text=text, time=deadline)
        pen.say(Styled(pen.tr(late), "red"), indent=2, hang=2)
    else:
        # a text that names the time needs it no second time
        pen.say(
            text if deadline in text else msg("{text} (by {time})", text=text, time=deadline),
            indent=2,
            hang=2,
        )
    if step["yours"] or step["login"]:
        command = pasteable(step["next"], step["login"], pen.lang)
        pen.line(Styled(command, "cyan" if step["yours"] else "dim"), indent=2)
    else:
        roles = tuple(named("role", role) for role in step["who"])
        pen.line(Styled(pen.tr(msg("for {roles}", roles=roles)), "dim"), indent=2)


def draw_next_of(data: Mapping[str, Any], pen: Pen) -> None:
    """What is next on an order that was written, after a title; nothing where the answer does not know it."""
    if data.get("next_step"):
        pen.say(Styled(pen.tr(N_("next")), "bold"))
        draw_next(data["next_step"], pen)


def written(sentence: str) -> View:
    """The answer of a writing command: what was done, and the state of the order now."""

    def draw(data: Mapping[str, Any], pen: Pen) -> None:
        pen.say(pen.tr(Msg(sentence, {"no": str(data["order_no"])})))
        facts = [fact_word(code, pen) for code in data["facts"]]
        voucher = _VOUCHER if data.get("voucher") else ()
        pen.fields([*_BRIEF, *_changed(data), *voucher], {**data, "facts": facts}, indent=2)
        draw_group(data, pen)
        if data.get("unreturned_parts"):
            from repaircli.orders.part_views import draw_owed

            draw_owed(data["unreturned_parts"], pen)
        draw_next_of(data, pen)

    return View(draw=draw)


def _changed(data: Mapping[str, Any]) -> list[Column]:
    """The fields that a correction changed, without those that are always shown."""
    shown = {c.key for c in _BRIEF}
    return [
        replace(c, always=True)
        for part in (WHO, MACHINE, TIMES)
        for c in part
        if c.key in data.get("changed", ()) and c.key not in shown
    ]


def _promises(t3: Slots | None, pen: Pen) -> str:
    return semicolons(
        (
            f"T3{p['slot']} {pen.text(p['at']) if p['kind'] == 'normal' else pen.text(p['kind'], 't3_kind')}"
            for p in t3 or ()
        ),
        pen,
    )


_BRIEF = (
    of(Order, "status", show=status_cell),
    *several(Order, "station", "branch", "engineer", "customer", "t1", "t2"),
    Column("t3", "T3", show=_promises),
    Column("facts", N_("work and tests")),
    *several(Order, "voucher_no", "close_basis"),
    Column("output", N_("file")),
)


_VOUCHER = (
    Column("voucher.date", N_("machine arrived")),
    Column("voucher.query_phone", N_("query phone")),
    Column("voucher.recontact_at", N_("call again by")),
)


_PRINTED = (
    of(Order, "order_no", keep=True),
    of(Order, "printed_at"),
    Column("text", N_("why not printed")),
)


def _printed_summary(data: Mapping[str, Any]) -> Msg:
    if data.get("output") and data["printed"]:
        return msg(
            "{printed} printed into {file}, {refused} not",
            printed=data["printed"],
            file=data["output"],
            refused=data["refused"],
        )
    return msg("{printed} printed, {refused} not", printed=data["printed"], refused=data["refused"])


_PRINTED_TO_FILE = written(N_("order {no} is printed"))
_COPY_TO_FILE = written(N_("a copy of order {no} is printed"))


def _draw_printed(data: Mapping[str, Any], pen: Pen) -> None:
    from repaircli.orders.printed import workorder

    if data.get("output"):
        draw(_COPY_TO_FILE if data["copy"] else _PRINTED_TO_FILE, data, pen)
        pen.say(pen.tr(msg("file: {file}", file=data["output"])))
        return
    for line in workorder.lines(data, pen.lang):
        pen.line(line)


_DOWNLOADS = (
    of(Order, "order_no", keep=True),
    of(Order, "status", show=status_cell),
    of(Order, "t1", show=short_time, keep=True),
    of(Order, "customer"),
    of(Order, "phones", show=first, keep=True),
    *several(Order, "special", "fault"),
    Column("text", N_("why not")),
)
_DOWNLOADS_NARROW = (
    of(Order, "order_no", keep=True),
    of(Order, "customer"),
    of(Order, "phones", show=first, keep=True),
    of(Order, "fault"),
    Column("text", N_("why not")),
)
_WIDE, _SHORT = 120, 16


def _draw_downloads(data: Mapping[str, Any], pen: Pen) -> bool:
    """The orders taken over; on a narrow terminal what is needed for the first call, in one or two lines each."""
    rows = data["results"]
    if not rows:
        return False
    if pen.columns is None or pen.columns >= _WIDE:
        pen.table(_DOWNLOADS, rows)
    else:
        pen.table(_DOWNLOADS_NARROW, [{**row, **_brief_of(row, pen)} for row in rows])
    counts = {"done": data["downloaded"], "bad": data["refused"]}
    pen.say(msg("{done} downloaded, {bad} not", **counts))
    return True


def _brief_of(row: Mapping[str, Any], pen: Pen) -> dict[str, str]:
    """Customer with the special identity, and the beginning of the fault."""
    special, fault = row.get("special"), row.get("fault") or ""
    marked = f"[{pen.text(special, 'special')}] " if special else ""
    short = fault if len(fault) <= _SHORT else f"{fault[:_SHORT]}…"
    return {"customer": f"{marked}{row.get('customer') or ''}", "fault": short}


def _here(value: bool, pen: Pen) -> str:
    return "▶" if value else ""


_GROUP = (
    Column("this", "", show=_here),
    of(Order, "order_no", keep=True),
    of(Order, "service"),
    of(Order, "status", show=status_cell),
    of(Order, "station", keep=True),
    *several(Order, "serial", "voucher_no"),
)


_ATTACHMENTS = (
    of(Attachment, "id", title=N_("no."), right=True),
    of(Attachment, "file_name", keep=True),
    *several(Attachment, "kind", "attached_by"),
    of(Attachment, "bytes", right=True),
    of(Attachment, "attached_at", keep=True),
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
    "t3_taken_back": N_("order {no}: T3 is taken back"),
    "noted": N_("order {no}: the note is written"),
    "attached": N_("order {no}: the file is kept"),
    "edited": N_("order {no} is corrected"),
    "closed": N_("order {no} is closed"),
}


VIEWS: Mapping[str, View] = {
    **{verb: written(sentence) for verb, sentence in _DONE.items()},
    "list": View(draw=_draw_list, empty=N_("no orders")),
    "attachments": View(columns=_ATTACHMENTS, empty=N_("no attachments")),
    "printed": View(draw=_draw_printed),
    "printed_many": View(columns=_PRINTED, summary=_printed_summary),
    "downloads": View(columns=_DOWNLOADS, draw=_draw_downloads, empty=N_("no orders to download")),
}
