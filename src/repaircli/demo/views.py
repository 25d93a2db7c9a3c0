"""How the demonstration looks to a person: as scenes, or with --all step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from repaircli.calendar.views import COUNTED
from repaircli.demo import scenes
from repaircli.notices import views as notices_views
from repaircli.platform.i18n import after_colon, aside, listed
from repaircli.platform.output.view import Column, Pen, Styled, View, joined
from repaircli.platform.text import N_, msg
from repaircli.rules.cancelling.matrix import reason_word

Counts = Sequence[Mapping[str, Any]]
"""How often each code occurred."""

_WIDE = 120
"""Columns of a terminal from which on the long tables are easier to read than lines."""
_NARROW = 80
"""Columns of the plain text of the scenes."""
_EXITS: Mapping[int, tuple[str, str]] = {
    2: (N_("usage"), "red"),
    3: (N_("refused"), "yellow"),
    4: (N_("denied"), "red"),
    5: (N_("not found"), "red"),
    6: (N_("beyond the calendar"), "red"),
    7: (N_("some refused"), "yellow"),
}


def _draw_story(data: Mapping[str, Any], pen: Pen) -> None:
    """The scenes, the summary and what to try next."""
    page = pen if pen.columns is not None else Pen(pen.out, pen.reader, _NARROW)
    if pen.columns is None:
        _write_scenes(data["scenes"], page)
    else:
        from repaircli.demo import screen

        screen.show(data["scenes"], pen)
    pen.table(_SUMMARY, _outcomes(data["cancels"]), indent=2)
    pen.line()
    figures = data["figures"]
    counts = {entry["code"]: entry["count"] for entry in figures["status"]}
    page.say(
        msg(
            "{steps} commands were played on {orders} orders; each gave the expected result. {cancelled} orders are"
            " cancelled, {closed} closed, {notices} notices queued.",
            steps=data["steps"],
            orders=figures["orders"],
            cancelled=counts.get("cancelled", 0),
            closed=counts.get("resolved", 0),
            notices=sum(entry["count"] for entry in data["notifications"]),
        )
    )
    page.say(msg("Every step: repaircli demo --all"))
    _draw_next(data, pen)


def _draw_next(data: Mapping[str, Any], pen: Pen) -> None:
    pen.heading(N_("try next"))
    for command in data["next"]:
        # a line that the terminal wraps by itself can be copied in one piece
        pen.line(command, indent=2)


def _write_scenes(told: Sequence[Mapping[str, Any]], pen: Pen) -> None:
    for number, scene in enumerate(told, start=1):
        pen.line(f"{number}/{len(told)}  {pen.tr(scene['title'])}")
        pen.line("-" * _NARROW)
        pen.say(scene["situation"])
        for command in scene["commands"]:
            pen.line()
            at = f"{pen.reader.local(command['at']):%m-%d %H:%M:%S}"
            pen.line(f"{at} $ {command['command']}")
            lines, left_out = scenes.printed(command, Pen(pen.out, pen.reader, _NARROW - 4))
            for line in lines:
                pen.line(line, indent=4 if line else 0)
            if left_out:
                pen.line(msg("⋯ {count} more lines", count=left_out), indent=4)
            for told_beside in scenes.aside(command, lines, pen):
                pen.say(told_beside, indent=4)
        pen.line()
        pen.say(f"{', '.join(scene['clauses'])}: {pen.tr(scene['why'])}")
        pen.line()
        pen.line()


def _outcomes(cancels: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row an outcome of the cancel rule: how often it came up, and one order as an example."""
    found: dict[str, dict[str, Any]] = {}
    for row in cancels:
        first = {key: row[key] for key in ("outcome", "reason", "order_no")}
        found.setdefault(row["outcome"], first | {"count": 0})["count"] += 1
    return sorted(found.values(), key=lambda row: -row["count"])


def _draw_all(data: Mapping[str, Any], pen: Pen) -> None:
    """Every step that says something, day by day, and the tables of what came of them."""
    sample = data["sample"]
    pen.say(
        msg(
            "a training database with {stations} stations, {people} people and {orders} orders; {steps} steps were played, each with the expected result",
            stations=sample["stations"],
            people=sample["people"],
            orders=sample["orders"],
            steps=data["steps"],
        )
    )
    for day in data["days"]:
        pen.heading(msg("{day}: {count} steps, among them", day=str(day["day"]), count=day["played"]))
        _rows(_STEPS, _told(day["steps"], pen), pen)
    _draw_unreachable(data["unreachable"], pen)
    pen.heading(N_("may it be cancelled? one line for each reason and outcome"))
    _rows(_CANCELS, _judged(data["cancels"], pen), pen)
    pen.heading(N_("a batch: every request is decided independently"))
    _draw_batch(data["batch"], pen)
    _draw_figures(data["figures"], pen)
    pen.heading(N_("notices queued"))
    pen.table(_NOTICES, data["notifications"], indent=2)
    _draw_next(data, pen)


def _draw_unreachable(data: Mapping[str, Any], pen: Pen) -> None:
    told = msg(
        "unreachable: order {no}, T1 {t1}, special T31 written {sentinel}",
        no=str(data["order_no"]),
        t1=_full(data["t1"], pen),
        sentinel=_full(data["sentinel_at"], pen),
    )
    pen.heading(told)
    pen.table(COUNTED, data["days"], indent=2)
    pen.line()
    pen.table(_ASKED, data["asked"], indent=2)


def _draw_batch(data: Mapping[str, Any], pen: Pen) -> None:
    rows = [
        {
            "status": pen.text(result["status"], "request_status") or pen.tr(_EXITS[result["exit"]][0]),
            "id": result["id"],
            "order_no": result["order_no"],
            "reason": reason_word(decision["reason"], pen.lang) if decision else "",
            "came": _verdict(result, decision, pen),
        }
        for result in data["results"]
        for decision in [result["decision"]]
    ]
    _rows(_BATCH, rows, pen)


def _verdict(result: Mapping[str, Any], decision: Mapping[str, Any] | None, pen: Pen) -> str | Styled:
    if decision is None:
        return Styled(pen.text(result["text"]), _EXITS[result["exit"]][1])
    told = f"{pen.text(decision['outcome'], 'outcome')} {result['new_order_no'] or ''}".strip()
    if result["exit"] == 0:
        return Styled(told, "green")
    clauses = _clauses(decision["clauses"], pen)
    text = after_colon(aside(told, clauses, pen.lang), _because(decision, pen), pen.lang)
    return Styled(text, _EXITS[result["exit"]][1])


def _draw_figures(data: Mapping[str, Any], pen: Pen) -> None:
    pen.heading(msg("orders at the end: {orders}", orders=data["orders"]))
    pen.fields(_FIGURES, data, indent=2)


def _full(moment: datetime, pen: Pen) -> str:
    return f"{pen.reader.local(moment):%Y-%m-%d %H:%M:%S}"


def _second(moment: datetime | None, pen: Pen) -> str:
    return _full(moment, pen) if moment else ""


def _rows(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], pen: Pen) -> None:
    """A table, its first column named once for all rows that share it; on a narrow terminal indented lines."""
    first, *others = columns
    if pen.columns is None or pen.columns >= _WIDE:
        named = [
            {**row, first.key: "" if before and before[first.key] == row[first.key] else row[first.key]}
            for before, row in zip([None, *rows], rows, strict=False)
        ]
        pen.table(columns, named, indent=2)
        return
    before = None
    for row in rows:
        if row[first.key] != before:
            before = row[first.key]
            pen.line(Styled(pen.text(before), "cyan"), indent=2)
        shown = row[others[-1].key]
        plain, style = (shown.text, shown.style) if isinstance(shown, Styled) else (str(shown), None)
        head = " ".join(pen.text(row[column.key], column.words) for column in others[:-1])
        text = after_colon(" ".join(head.split()), plain, pen.lang)
        pen.say(Styled(text, style) if style else text, indent=4, hang=2)


def _told(steps: Sequence[Mapping[str, Any]], pen: Pen) -> list[dict[str, Any]]:
    return [
        {
            "story": pen.text(step["story"]),
            "time": f"{pen.reader.local(step['at']):%H:%M:%S}",
            "by": step["by"],
            "what": f"{step['command']} {step['order_no'] or ''}",
            "came": _came(step, pen),
        }
        for step in steps
    ]


def _came(step: Mapping[str, Any], pen: Pen) -> str | Styled:
    text = pen.text(step["text"])
    if step["exit"] not in _EXITS:
        return text
    word, style = _EXITS[step["exit"]]
    head = aside(pen.tr(word), _clauses(step["clauses"], pen), pen.lang)
    return Styled(after_colon(head, text, pen.lang), style)


def _judged(rows: Sequence[Mapping[str, Any]], pen: Pen) -> list[dict[str, Any]]:
    """One case for each reason and outcome, one that was carried out where there is one."""
    kinds: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:
        kind = row["reason"], row["outcome"]
        if kind not in kinds or (row["remark"] and not kinds[kind]["remark"]):
            kinds[kind] = row
    return [
        {
            **row,
            "reason": reason_word(row["reason"], pen.lang),
            "clauses": _clauses(row["clauses"], pen),
            "why": Styled(_why(row, pen), "green") if row["remark"] else _why(row, pen),
        }
        for row in kinds.values()
    ]


def _clauses(value: Sequence[str] | None, pen: Pen) -> str:
    return listed(value or (), pen.lang)


def _why(row: Mapping[str, Any], pen: Pen) -> str:
    """The remark of a cancel that was carried out, else why not and what is missing."""
    return str(row["remark"]) if row["remark"] else _because(row, pen)


def _because(row: Mapping[str, Any], pen: Pen) -> str:
    because = pen.text(row["because"])
    missing = joined([m for m in row["missing"] if joined([m], pen) != because], pen)
    return f"{because}: {missing}" if missing else because


def _counts(area: str) -> Callable[[Counts, Pen], str]:
    def show(value: Counts, pen: Pen) -> str:
        return pen.text([f"{pen.text(entry['code'], area)} {entry['count']}" for entry in value])

    return show


def _reasons(value: Counts, pen: Pen) -> str:
    return pen.text([f"{reason_word(entry['code'], pen.lang)} {entry['count']}" for entry in value])


def _allowed(value: object, pen: Pen) -> Styled:
    return Styled(pen.text(bool(value)), "green" if value else "yellow")


_STEPS = [
    Column("story", N_("story")),
    Column("time", N_("time"), keep=True),
    Column("by", N_("by")),
    Column("what", N_("command")),
    Column("came", N_("what happened"), show=lambda came, pen: came),
]
_ASKED = [
    Column("at", N_("asked at"), show=_second, keep=True),
    Column("allowed", N_("may be cancelled"), show=_allowed),
    Column("missing", N_("missing"), show=joined),
    Column("allowed_from", N_("allowed from"), show=_second, keep=True),
]
_CANCELS = [
    Column("reason", N_("reason")),
    Column("order_no", N_("order no."), keep=True),
    Column("asked_by", N_("asked by"), words="asked_by"),
    Column("outcome", N_("outcome"), words="outcome"),
    Column("clauses", N_("clauses")),
    Column("why", N_("remark, or why not"), show=lambda why, pen: why),
]
_BATCH = [
    Column("status", N_("status")),
    Column("id", N_("request"), right=True),
    Column("order_no", N_("order no."), keep=True),
    Column("reason", N_("reason")),
    Column("came", N_("outcome"), show=lambda came, pen: came),
]
_FIGURES = [
    Column("status", N_("status"), show=_counts("status")),
    Column("close_basis", N_("basis of closing"), show=_counts("close_basis")),
    Column("cancel_reason", N_("cancelled because"), show=_reasons),
    Column("reassigned", N_("reassigned")),
    Column("late_contact", N_("contacted late")),
]
_NOTICES = [
    Column("code", N_("notice"), keep=True),
    Column("about", N_("about")),
    *(c for c in notices_views.VIEWS["list"].columns if c.key in ("to_kind", "medium")),
    Column("count", N_("how many"), right=True),
]

_SUMMARY = [
    Column("outcome", N_("decision"), words="outcome"),
    Column("count", N_("how many"), right=True),
    Column("reason", N_("for example"), words=reason_word),
    Column("order_no", N_("order no."), keep=True),
]

VIEWS = {"run": View(draw=_draw_story), "all": View(draw=_draw_all)}
