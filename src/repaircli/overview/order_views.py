"""How orders look: one with all that belongs to it, and every other answer about orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from repaircli.orders import views
from repaircli.orders.tables import Contact, Order, Promise
from repaircli.orders.views import (
    END,
    MACHINE,
    TIMES,
    WHERE,
    WHO,
    draw_group,
    fact_word,
    marks_of,
    status_cell,
)
from repaircli.platform.i18n import aside
from repaircli.platform.output.cells import short_day, short_time
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Pen, Styled, View, at, semicolons
from repaircli.platform.text import N_, Msg, msg
from repaircli.rules.cancelling.matrix import reason_word

_NARROW = 110
"""Terminal columns below which a promise has lines of its own, and a call the name alone of who logged it."""


def _t3_lines(data: Mapping[str, Any], pen: Pen) -> None:
    if data["t3"]:
        pen.heading(pen.tr(N_("promised times")))
        if pen.columns is None or pen.columns >= _NARROW:
            pen.table(_T3, [{**p, "name": f"T3{p['slot']}"} for p in data["t3"]], indent=2)
        else:
            for promise in data["t3"]:
                _promise(promise, pen)
    if data.get("promise_reason"):
        pen.say(f"{data['promise_type']}  {data['promise_reason']}", indent=2)


def _promise(promise: Mapping[str, Any], pen: Pen) -> None:
    """What was promised and who wrote it on one line, and why on the next."""
    what = pen.text(promise["at"]) or pen.text(promise["kind"], "t3_kind")
    written = msg("written {time} by {who}", time=pen.text(promise["written_at"]), who=promise["written_by"])
    pen.say(f"T3{promise['slot']}  {what}  {pen.tr(written)}", indent=2, hang=5)
    if promise["type"] or promise["reason"]:
        pen.say("  ".join(filter(None, (promise["type"], promise["reason"]))), indent=7)


def _t3_at(value: object, pen: Pen) -> str:
    return pen.text(value)


_CALLS = (
    of(Contact, "id", right=True),
    of(Contact, "at", show=short_time, keep=True),
    of(Contact, "result"),
    of(Contact, "number", keep=True),
    Column("said", N_("heard or noted")),
    of(Contact, "recorded_by", key="by"),
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
    Column("status", N_("status"), words="form_state"),
    Column("subject", N_("about"), words="subject"),
    Column("proposal", N_("proposed")),
    Column("refusal", N_("refused because")),
    Column("opinion", N_("opinion")),
)


def _draw_order(order: Mapping[str, Any], pen: Pen) -> None:
    """One order: who and what first, then what was promised and done, how it ended, and what is next."""
    data = _with_names(order, order.get("people", {}), pen)
    _title(data, pen)
    for part in (WHO, MACHINE, WHERE, TIMES, END):
        if any(at(data, c.key) for c in part):
            pen.line()
            pen.fields(part, data)
    _numbers_before(data, pen)
    _t3_lines(data, pen)
    _nested(data, pen)
    if data.get("earlier"):
        pen.heading(pen.tr(N_("earlier orders of this customer or machine")))
        pen.table(_EARLIER, data["earlier"], indent=2)
    if data.get("next_step"):
        pen.heading(pen.tr(N_("next")))
        views.draw_next(data["next_step"], pen)


def _draw_orders(orders: Sequence[Mapping[str, Any]], pen: Pen) -> None:
    for number, order in enumerate(orders):
        if number:
            pen.line()
        _draw_order(order, pen)


def _with_names(value: Any, people: Mapping[str, Mapping[str, Any]], pen: Pen, key: str = "") -> Any:
    """The data of an order with the name of a person before each login, and a mark on one who left."""
    if isinstance(value, Mapping):
        return {name: _with_names(part, people, pen, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_with_names(part, people, pen) for part in value]
    if isinstance(value, str) and value in people and (key == "engineer" or key.endswith("_by")):
        person = people[value]
        left = "" if not person["disabled"] else pen.tr(N_(", disabled"))
        return aside(person["name"], f"{value}{left}", pen.lang)
    return value


_EARLIER = (
    of(Order, "order_no", keep=True),
    of(Order, "t1", show=short_day, keep=True),
    of(Order, "status", show=status_cell),
    of(Order, "fault"),
    of(Order, "solution"),
)


def _numbers_before(data: Mapping[str, Any], pen: Pen) -> None:
    """The telephone numbers that were taken out, and who did it."""
    ended = [entry for entry in data["number_history"] if entry["until"] is not None]
    if ended:
        pen.heading(pen.tr(N_("telephone numbers removed")))
        for entry in ended:
            who = aside(entry["ended_by"], pen.text(entry["ended_role"], "role"), pen.lang)
            pen.say(f"{pen.text(entry['until'])}  {entry['typed']}  {who}", indent=2, hang=2)


def _title(data: Mapping[str, Any], pen: Pen) -> None:
    gap = "  "
    parts: list[str | Styled | Msg] = [
        Styled(str(data["order_no"]), "bold"),
        gap,
        status_cell(data["status"], pen),
        gap,
    ]
    parts += [pen.text(data["service"], "service"), gap, pen.text(data["origin"], "origin")]
    marks = marks_of({**data, "service": "onsite"}, pen)
    if marks:
        parts += [gap, Styled(marks, "yellow")]
    pen.title(*parts)


_REMARKS = (
    ("urges", N_("urge orders"), "created_at", None, "text"),
    ("notes", N_("notes"), "written_at", "written_by", "text"),
    ("attachments", N_("attachments"), "attached_at", "attached_by", "file_name"),
)
"""By the key of a list: its title, and the keys of its time, its person and its text."""


def _remarks(data: Mapping[str, Any], pen: Pen) -> None:
    for key, title, when, by, text in _REMARKS:
        if data.get(key):
            pen.heading(pen.tr(title))
        for each in data.get(key) or ():
            person = f"  {each[by]}" if by else ""
            pen.say(f"{pen.text(each[when])}{person}  {each[text]}", indent=2, hang=2)


def _nested(data: Mapping[str, Any], pen: Pen) -> None:
    if data.get("fact_log"):
        pen.heading(pen.tr(N_("work and tests")))
        for fact in data["fact_log"]:
            pen.say(_fact(fact, pen), indent=2, hang=2)
    if data.get("contacts"):
        pen.heading(pen.tr(N_("calls to the customer")))
        pen.table(_CALLS, [_call(c, pen) for c in data["contacts"]], indent=2)
    _remarks(data, pen)
    if data.get("advices") or data.get("entrustments"):
        from repaircli.special_users import views as special

        special.draw_advices(data, pen)
        if data.get("entrustments"):
            special.draw_of_order(data["entrustments"], pen)
    draw_group(data, pen)
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


def _fact(fact: Mapping[str, Any], pen: Pen) -> str | Styled:
    """What was found or done and when; what was taken back says when and why, and stays readable."""
    said = f"  {fact['note']}" if fact["note"] else ""
    line = f"{pen.text(fact['logged_at'])}  {fact_word(fact['code'], pen)}{said}"
    if fact["voided_at"] is None:
        return line
    known = _WHY_VOIDED.get(fact["void_why"])
    why = fact["void_why"] if known is None else pen.tr(known)
    back = msg("taken back {time}: {why}", time=pen.text(fact["voided_at"]), why=why)
    return Styled(f"{line}  {pen.tr(back)}", "dim")


_WHY_VOIDED = {"check-failed": N_("customer's check failed")}
"""The reasons that the program writes itself, in words."""


def _parts(data: Mapping[str, Any], pen: Pen) -> None:
    """Parts applied for and parts replaced, with the fault description that names it (001-6.8.3)."""
    if not (data.get("parts_requests") or data.get("replaced_parts")):
        return
    from repaircli.orders import part_views

    if data["parts_requests"]:
        part_views.draw_applied(data["parts_requests"], pen)
    if data["replaced_parts"]:
        part_views.draw_replaced(data["replaced_parts"], pen)
        part_views.draw_description(data, pen)


def _call(contact: Mapping[str, Any], pen: Pen) -> dict[str, Any]:
    said = [contact[k] for k in ("prompt", "note") if contact[k]]
    if contact["late"]:
        said.append(pen.tr(msg("entered late, {time}", time=pen.text(contact["recorded_at"]))))
    if contact["agreed_at"]:
        said.append(pen.tr(msg("agreed {time}", time=pen.text(contact["agreed_at"]))))
    if contact["command"]:
        said.append(pen.tr(msg("entered by {command}", command=contact["command"])))
    if contact["voided_at"] is not None:
        said.append(pen.tr(msg("voided by {by}: {why}", by=contact["voided_by"], why=contact["void_why"])))
    by = str(contact["recorded_by"])
    narrow = pen.columns is not None and pen.columns < _NARROW
    return {
        **contact,
        "said": semicolons(said, pen),
        "by": by.partition("（" if pen.lang == "zh" else " (")[0] if narrow else by,
    }


_LINEAGE_CSV = (
    "order_no", "this", "visible", "station", "region", "origin", "status", "t1", "t2", "cancelled_at", "closed_at",
    "elapsed_seconds", "first_contact_seconds", "late_contact", "cancel_reason", "cancel_remark", "reassigned_from",
    "reassigned_to",
)  # fmt: skip


_T3 = (
    Column("name", "T3", keep=True),
    of(Promise, "at", show=_t3_at, keep=True),
    *several(Promise, "kind", "type", "reason"),
    of(Promise, "written_at", keep=True),
    of(Promise, "written_by"),
)


def _draw_history(data: Sequence[Mapping[str, Any]], pen: Pen) -> None:
    from repaircli.overview import history_views

    history_views.draw(data, pen)


def _draw_lineage(data: Mapping[str, Any], pen: Pen) -> None:
    from repaircli.overview import lineage_views

    lineage_views.draw(data, pen)


# the two views that few read load modules of their own
VIEWS: Mapping[str, View] = {
    **views.VIEWS,
    "show": View(draw=_draw_order),
    "shows": View(draw=_draw_orders, empty=N_("no orders")),
    "history": View(
        draw=_draw_history, csv=("order_no", "seq", "at", "what", "by", "role", "command", "before", "after")
    ),
    "lineage": View(
        rows="legs", columns=[Column("order_no", N_("order"))], draw=_draw_lineage, csv=_LINEAGE_CSV
    ),
}
