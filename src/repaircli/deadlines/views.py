"""How due tasks and the clocks of an order look to a person: first what can still be done in time, each with the command to type next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from repaircli.calendar.views import COUNTED
from repaircli.platform.codes import choices, named
from repaircli.platform.output.hint import pasteable
from repaircli.platform.output.view import Column, Pen, Styled, View
from repaircli.platform.output.width import width
from repaircli.platform.text import N_, Msg, msg
from repaircli.rules.deadlines.texts import KINDS, TITLES
from repaircli.rules.policy.authority import STATION

_HOUR = 3600


def span(seconds: int) -> Msg:
    """A length of time in its two largest units."""
    seconds = abs(seconds)
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    if days:
        return msg("{d} d {h} h", d=days, h=hours)
    if hours:
        return msg("{h} h {m} min", h=hours, m=minutes)
    return msg("{m} min", m=minutes) if minutes else msg("{s} s", s=seconds)


def _left(seconds: int | None, pen: Pen) -> str | Styled:
    """How late it is, or what is left."""
    if seconds is None:
        return ""
    if seconds < 0:
        return Styled(pen.tr(msg("{time} late", time=span(seconds))), "red")
    said = pen.tr(msg("{time} left", time=span(seconds)))
    return Styled(said, "yellow") if seconds < _HOUR else said


def _deadline(row: Mapping[str, Any], pen: Pen) -> str:
    """The deadline without its year; a day on the way to it may not be covered by the calendar."""
    at = row["deadline"]
    if not isinstance(at, datetime):
        return ""
    said = pen.reader.local(at).strftime("%m-%d %H:%M")
    return f"{said} ?" if row["provisional"] else said


def _who(row: Mapping[str, Any], pen: Pen) -> str:
    special = pen.text(row["special"], "special")
    return " ".join(word for word in (row["customer"], special and f"[{special}]") if word)


_LEFT = Column("left_seconds", N_("left"), show=_left, keep=True)


def _about(row: Mapping[str, Any], pen: Pen) -> str:
    """The order; for a referral, ticket or application its kind and number."""
    return row["order_no"] or f"{pen.tr(KINDS[row['code']])} {row['ref']}"


def _next(row: Mapping[str, Any], pen: Pen) -> Styled:
    """The command to type, with the login that may where the reader may not; without one the roles that may."""
    if row["yours"] or row["login"]:
        return Styled(pasteable(row["next"], row["login"], pen.lang), "cyan" if row["yours"] else "dim")
    roles = tuple(named("role", role) for role in row["who"])
    return Styled(pen.tr(msg("for {roles}", roles=roles)), "dim")


_ORDER = Column("row", N_("order"), show=_about, keep=True)
_TABLE = (
    _LEFT,
    Column("row", N_("deadline"), show=_deadline, keep=True),
    _ORDER,
    Column("row", N_("customer"), show=_who),
    Column("phone", N_("phone"), keep=True),
    Column("text", N_("task")),
    Column("clause", N_("clause"), keep=True),
    Column("row", N_("next command"), show=_next, keep=True),
)
_CSV = (
    "order_no", "code", "clause", "started", "deadline", "overdue", "left_seconds", "text", "next", "ref",
    "provisional", "station", "branch", "region", "engineer", "customer", "phone", "special",
    "who", "yours", "login",
)  # fmt: skip


def _draw_due(data: Sequence[Mapping[str, Any]], pen: Pen) -> None:
    counts = getattr(data, "counts", {})
    if any(counts.values()):
        pen.say(Styled(pen.tr(_summary(counts)), "bold"))
    if data and pen.columns is None:
        pen.line()
        pen.table(_TABLE, [{**row, "row": row} for row in data])
    for title, rows in _grouped(data) if pen.columns is not None else ():
        pen.heading(pen.tr(msg("{title}: {n}", title=Msg(title), n=len(rows))))
        for row in rows:
            _draw_task(row, pen)
    if any(row["next"] is not None and "--result RESULT" in row["next"].id for row in data):
        pen.line()
        pen.say(Styled(pen.tr(msg("RESULT is one of {known}", known=choices("contact"))), "dim"), hang=2)


def _summary(counts: Mapping[str, int]) -> Msg:
    return msg(
        "{overdue} overdue, {today} still due today, {tomorrow} due tomorrow",
        overdue=counts["overdue"],
        today=counts["today"],
        tomorrow=counts["tomorrow"],
    )


def _grouped(data: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """The lines as they come, under what they have in common."""
    at_station = any(row["yours"] and not frozenset(row["who"]).isdisjoint(STATION) for row in data)

    def title(row: Mapping[str, Any]) -> str:
        if not row["yours"] and not at_station and any(other["yours"] for other in data):
            return N_("overdue, for information") if row["overdue"] else N_("for information")
        return N_("overdue") if row["overdue"] else N_("still in time")

    for name, rows in groupby(data, title):
        yield name, list(rows)


def _draw_task(row: Mapping[str, Any], pen: Pen) -> None:
    """Three lines: how much time is left and whose it is, what is to be done, the command in one piece."""
    gap = "  "
    left = _left(row["left_seconds"], pen)
    head = [left, gap, _deadline(row, pen), gap, Styled(_about(row, pen), "bold")]
    who = gap.join(word for word in (_who(row, pen), row["phone"]) if word)
    taken = sum(width(part.text if isinstance(part, Styled) else part) for part in head)
    if pen.columns is None or taken + width(gap + who) <= pen.columns:
        pen.line(*head, gap, who)
    else:
        pen.line(*head)
        pen.say(who, indent=2, hang=2)
    pen.say(msg("{text} ({clause})", text=row["text"], clause=row["clause"]), indent=2, hang=2)
    pen.line(_next(row, pen), indent=2)


_STATES = {
    "running": N_("running"),
    "met": N_("done in time"),
    "overdue": N_("overdue"),
    "stopped": N_("stopped"),
}
_STYLES = {"met": "green", "overdue": "red", "stopped": "dim"}


def _state(clock: Mapping[str, Any], pen: Pen) -> str | Styled:
    said = pen.tr(
        N_("done too late") if clock["status"] == "overdue" and clock["done_at"] else _STATES[clock["status"]]
    )
    style = _STYLES.get(clock["status"])
    return Styled(said, style) if style else said


def _still(clock: Mapping[str, Any], pen: Pen) -> str | Styled:
    return "" if clock["status"] in ("met", "stopped") else _left(clock["left_seconds"], pen)


def _exact(value: datetime | None, pen: Pen) -> str:
    """To the second: the limits are counted so."""
    return pen.reader.local(value).strftime("%Y-%m-%d %H:%M:%S") if isinstance(value, datetime) else ""


def _provisional(value: bool, pen: Pen) -> str:
    return pen.tr(N_("provisional: the calendar does not cover every day on the way")) if value else ""


def _span(value: int | None, pen: Pen) -> str:
    if value is None:
        return ""
    return pen.tr(span(value) if value >= 0 else msg("none, {time} too much", time=span(value)))


def _typed(value: Msg | None, pen: Pen) -> str:
    return "" if value is None else pasteable(value, lang=pen.lang)


_CLOCK = (
    Column("started", N_("started"), show=_exact),
    Column("deadline", N_("deadline"), show=_exact),
    Column("still", N_("left"), show=_still),
    Column("done_at", N_("done at"), show=_exact),
    Column("ref", N_("no.")),
    Column("provisional", N_("calendar"), show=_provisional),
    Column("todo", N_("task")),
    Column("next", N_("next command"), show=_typed),
)
_HOURS = Column("hours", N_("working hours"))
_HOW = (
    Column("how", N_("calculation")),
    Column("working_used_seconds", N_("working time used"), show=_span),
    Column("working_left_seconds", N_("working time left"), show=_span),
)


_DAYS = (*COUNTED[:3], Column("used_seconds", N_("used"), show=_span, right=True), *COUNTED[3:])


def _draw_clocks(data: Mapping[str, Any], pen: Pen) -> None:
    pen.line(
        Styled(str(data["order_no"]), "bold"),
        "  ",
        pen.text(data["status"], "status"),
        "  ",
        _exact(data["now"], pen),
    )
    if data["explain"]:
        pen.fields((_HOURS,), data)
    for clock in data["clocks"]:
        pen.line()
        title = Styled(pen.tr(TITLES[clock["code"]]), "bold")
        pen.title(title, "  ", clock["clause"], "  ", _state(clock, pen))
        todo = clock["text"] if clock["next"] is not None else None
        lines = (*_CLOCK, *_HOW) if data["explain"] else _CLOCK
        pen.fields(lines, {**clock, "still": clock, "todo": todo}, indent=2)
        if data["explain"] and clock["days"]:
            days = [c for c in _DAYS if any(row[c.key] is not None for row in clock["days"])]
            pen.table(days, clock["days"], indent=4)
    if not data["clocks"]:
        pen.say(pen.tr(N_("this order has no running deadline")))


VIEWS = {
    "list": View(draw=_draw_due, columns=_TABLE, csv=_CSV, empty=N_("nothing is due")),
    "clock": View(draw=_draw_clocks),
}
