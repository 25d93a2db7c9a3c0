"""How the reports of a month look to a person: tables with bars, and under them what each figure means."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.overview.history_views import WHAT
from repaircli.platform.codes import word
from repaircli.platform.i18n import after_colon, aside, listed, tr
from repaircli.platform.output.cells import short_time
from repaircli.platform.output.view import Column, Data, Pen, Rows, Styled, View
from repaircli.platform.text import N_, Msg, msg
from repaircli.rules.cancelling.matrix import reason_word

BAR, BAR_NARROW = 8, 5
"""Columns of a bar on a terminal, a wide one and a narrow one."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_LEVELS = "▁▂▃▄▅▆▇█"
WIDE = 110
"""From so many columns on a table shows everything; off a terminal too."""


def bar(share: float, columns: int = BAR) -> str:
    """A bar of at most so many columns, for a share from 0 to 1."""
    eighths = round(min(max(share, 0.0), 1.0) * columns * 8)
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()).ljust(columns)


def percent(value: float | None) -> str:
    """A rate as a person reads it; nothing for None."""
    return "" if value is None else f"{value * 100:.1f} %"


def _rate(value: float | None, pen: Pen) -> str | Styled:
    if value is None:
        return "–"
    if pen.columns is None:
        return percent(value)
    return Styled(f"{percent(value):>7} {bar(value, BAR if _wide(pen) else BAR_NARROW)}", "cyan")


def _share(value: float | None, pen: Pen) -> str | Styled:
    """A rate, with a bar only on a wide terminal."""
    return _rate(value, pen) if _wide(pen) else "–" if value is None else percent(value)


def _number(value: float | None, pen: Pen) -> str:
    return "–" if value is None else f"{value:.1f}"


def _minutes(value: float | None, pen: Pen) -> str:
    return _number(None if value is None else value / 60, pen)


def _hours(value: float | None, pen: Pen) -> str:
    return _number(None if value is None else value / 3600, pen)


def _score(value: float | None, pen: Pen) -> str:
    return "–" if value is None else f"{value:.2f}"


def _some(value: int, pen: Pen) -> str | Styled:
    """A count that should be zero."""
    return Styled(str(value), "yellow") if value else str(value)


def title(data: Data) -> Msg:
    """What the report is about: its name, month, and whose orders."""
    names = {
        "sla": N_("promises and contacts"),
        "cancels": N_("cancels"),
        "capacity": N_("load and capacity"),
        "polls": N_("online"),
        "visits": N_("return visits"),
        "day": N_("work of the day"),
    }
    whose = data["station"] or data["region"]
    if whose is None:
        return msg("{name}, {month}", name=Msg(names[data["report"]]), month=data["month"])
    return msg("{name}, {month}, {whose}", name=Msg(names[data["report"]]), month=data["month"], whose=whose)


_PLACE = (Column("station", N_("station"), keep=True), Column("name", N_("name")))

_SLA = (
    Column("orders", N_("orders"), right=True),
    Column("first_rate", N_("first kept"), show=_rate, keep=True),
    Column("last_rate", N_("last kept"), show=_rate, keep=True),
    Column("contact_late_rate", N_("late"), show=_share, right=True),
)
_SLA_MORE = (
    Column("closed", N_("closed"), right=True),
    Column("cancelled", N_("cancelled"), right=True),
    Column("open", N_("still open"), right=True),
    Column("contact_median_seconds", N_("contact, min"), show=_minutes, right=True),
    Column("close_median_seconds", N_("closing, h"), show=_hours, right=True),
    Column("unprinted", N_("unprinted"), show=_some, right=True),
)
_CANCELS = (
    Column("cancelled", N_("cancelled"), right=True),
    Column("requests", N_("requests"), right=True),
    Column("refused_by_rule", N_("refused by rule"), show=_some, right=True),
    Column("violations", N_("violations"), show=_some, right=True),
)
_CANCELS_MORE = (
    Column("by_region", N_("by liaison"), right=True),
    Column("by_customer", N_("by customer"), right=True),
    Column("by_station", N_("by coordinator"), right=True),
    Column("reassigned", N_("reassigned"), right=True),
    Column("approved", N_("approved"), right=True),
    Column("rejected", N_("rejected"), right=True),
    Column("withdrawn", N_("withdrawn"), right=True),
    Column("refused", N_("refused on the facts"), right=True),
    Column("pending", N_("pending"), right=True),
)
_CAPACITY = (
    Column("load", N_("load"), right=True),
    Column("capacity", N_("capacity"), right=True),
    Column("used", N_("capacity used"), show=_rate, keep=True),
    Column("busiest", N_("at most a day"), right=True),
    Column("overloads", N_("overloads"), show=_some, right=True),
)
_POLLS = (
    Column("days", N_("days"), right=True),
    Column("rate", N_("days kept"), show=_rate, keep=True),
    Column("broken", N_("days broken"), show=_some, right=True),
)
_POLLS_MORE = (
    Column("too_few", N_("too few checks"), right=True),
    Column("gap", N_("gap over 2 h"), right=True),
    Column("waited", N_("order waited"), right=True),
)
_VISITS = (
    Column("closed", N_("closed"), right=True),
    Column("visited_rate", N_("visited share"), show=_rate, keep=True),
    Column("due", N_("due"), right=True),
    Column("visits", N_("visits"), right=True),
    Column("mean_score", N_("mean score"), show=_score, right=True),
    Column("satisfaction_rate", N_("satisfied share"), show=_rate, keep=True),
)
_VISITS_MORE = tuple(Column(f"score_{score}", str(score), right=True) for score in range(1, 6))


def _wide(pen: Pen) -> bool:
    return pen.columns is None or pen.columns >= WIDE


def _start(data: Data, pen: Pen) -> None:
    pen.line(Styled(pen.tr(title(data)), "bold"))
    pen.line()


def _places(
    data: Data,
    pen: Pen,
    columns: Sequence[Column],
    of_station: Sequence[Column] | None = None,
    stations: Rows | None = None,
) -> None:
    """A table by region, where there are several, and one by station; `of_station` where it has other columns."""
    rows = list(data["results"] if stations is None else stations)
    if len(data["regions"]) > 1:
        total = {"region": pen.tr(N_("all"))} | data["total"]
        pen.table([Column("region", N_("region"), keep=True), *columns], [*data["regions"], total])
        pen.line()
    elif len(rows) > 1:
        rows.append({"station": pen.tr(N_("all"))} | data["total"])
    pen.table([*(_PLACE if _wide(pen) else _PLACE[:1]), *(of_station or columns)], rows)


def _end(data: Data, pen: Pen) -> None:
    if data.get("html"):
        pen.line()
        pen.say(msg("file: {file}", file=data["html"]))
    pen.heading(N_("definitions"))
    for definition in data["definitions"]:
        text = msg(
            "{figure}: {text} ({clauses})",
            figure=definition["figure"],
            text=definition["text"],
            clauses=tuple(definition["clauses"]),
        )
        pen.say(Styled(pen.tr(text), "dim"), hang=2)


def _bars(pen: Pen, heading: str, rows: Sequence[tuple[str, int]]) -> None:
    """Names with their counts, each with a bar in proportion to the greatest count."""
    if not rows:
        return
    pen.heading(heading)
    most = max(count for _, count in rows)
    shown = [
        {"name": name, "count": count, "bar": bar(count / most, 24) if most else ""} for name, count in rows
    ]
    columns = [Column("name", N_("what")), Column("count", N_("count"), right=True)]
    if pen.columns is not None:
        columns.append(Column("bar", "", keep=True))
    pen.table(columns, shown, indent=2)


def step_names(data: Data) -> list[Msg]:
    """The steps of the times to the first contact, in words."""
    return [
        msg("over 4 h")
        if step["within_seconds"] is None
        else msg("up to {minutes} min", minutes=step["within_seconds"] // 60)
        if step["within_seconds"] < 3600
        else msg("up to {hours} h", hours=step["within_seconds"] // 3600)
        for step in data["contact_steps"]
    ]


def clause_names(data: Data, lang: str) -> list[str]:
    """Outcome and clauses of each kind of refusal."""
    return [
        aside(word("outcome", row["outcome"], lang), listed(row["clauses"], lang), lang)
        for row in data["rules"]
    ]


def _draw_sla(data: Data, pen: Pen) -> None:
    _start(data, pen)
    _places(data, pen, [*_SLA, *(_SLA_MORE if _wide(pen) else _SLA_MORE[3:])])
    total = data["total"]
    pen.heading(N_("promises"))
    pen.table(
        [
            Column("name", ""),
            Column("kept", N_("kept"), right=True),
            Column("missed", N_("missed"), right=True),
            Column("waiting", N_("waiting"), right=True),
        ],
        [
            {"name": pen.tr(name)} | {key: total[f"{which}_{key}"] for key in ("kept", "missed", "waiting")}
            for which, name in (("first", N_("first promise")), ("last", N_("last promise")))
        ],
        indent=2,
    )
    steps = [step["orders"] for step in data["contact_steps"]]
    names = [pen.tr(name) for name in step_names(data)]
    _bars(pen, N_("time to contact"), list(zip(names, steps, strict=True)))
    types = [(row["type"], row["promises"]) for row in data["promise_types"]]
    _bars(pen, N_("promised again, by type"), types)
    pen.line()
    pen.say(
        msg(
            "{orders} orders: {closed} closed, {cancelled} cancelled, {open} open; unreachable {unreachable}, solved by phone {phone}",
            orders=total["orders"],
            closed=total["closed"],
            cancelled=total["cancelled"],
            open=total["open"],
            unreachable=total["unreachable"],
            phone=total["phone_solved"],
        )
    )
    if total["unprinted"]:
        pen.say(msg("served without a printed order: {count} (001-1.5.6)", count=total["unprinted"]))
    if total["contact_measured"] or total["close_measured"]:
        pen.say(
            msg(
                "first contact: mean {contact_mean} min, median {contact} min; closing: mean {closing_mean} h, median {closing} h",
                contact_mean=_minutes(total["contact_mean_seconds"], pen),
                contact=_minutes(total["contact_median_seconds"], pen),
                closing_mean=_hours(total["close_mean_seconds"], pen),
                closing=_hours(total["close_median_seconds"], pen),
            )
        )
    _end(data, pen)


def _draw_cancels(data: Data, pen: Pen) -> None:
    _start(data, pen)
    _places(data, pen, [*_CANCELS, *(_CANCELS_MORE if _wide(pen) else ())])
    reasons = [(reason_word(row["reason"], pen.lang), row["cancelled"]) for row in data["reasons"]]
    _bars(pen, N_("cancelled, by reason"), reasons)
    refused = [row["refusals"] for row in data["rules"]]
    _bars(pen, N_("refused by rule"), list(zip(clause_names(data, pen.lang), refused, strict=True)))
    kinds = [(word("violation", row["kind"], pen.lang), row["violations"]) for row in data["violation_kinds"]]
    _bars(pen, N_("violations"), kinds)
    _end(data, pen)


def _draw_capacity(data: Data, pen: Pen) -> None:
    _start(data, pen)
    days: dict[str, list[Data]] = {}
    for row in data["results"]:
        days.setdefault(row["station"], []).append(row)
    stations = [row | {"line": _line(days.get(row["station"], ()))} for row in data["stations"]]
    line = Column("line", N_("day by day"), keep=True)
    kept = _CAPACITY if _wide(pen) else [c for c in _CAPACITY if c.key not in ("used", "capacity")]
    _places(data, pen, _CAPACITY, kept if pen.columns is None else [*kept, line], stations)
    over = [row for row in data["results"] if row["over"]]
    if over:
        pen.heading(N_("days beyond the capacity"))
        columns = [Column("load", N_("load"), right=True), Column("capacity", N_("capacity"), right=True)]
        pen.table([Column("date", N_("day"), keep=True), *_PLACE, *columns], over, indent=2)
    _end(data, pen)


def _line(days: Rows) -> str:
    """A month as a line of small bars, one a day, in proportion to the greatest load; a dot for a day without orders."""
    most = max((day["load"] for day in days), default=0)
    return "".join(_LEVELS[round(day["load"] / most * 7)] if day["load"] else "·" for day in days)


def _draw_polls(data: Data, pen: Pen) -> None:
    _start(data, pen)
    columns = [*_POLLS, *(_POLLS_MORE if _wide(pen) else ())]
    _places(data, pen, columns, [Column("duty", N_("duty"), words="duty"), *columns])
    rules = [
        (
            after_colon(
                word("duty", row["duty"], pen.lang),
                aside(word("poll_rule", row["rule"], pen.lang), row["clause"], pen.lang),
                pen.lang,
            ),
            row["days"],
        )
        for row in data["rules"]
    ]
    _bars(pen, N_("days broken, by rule"), rules)
    _end(data, pen)


def _draw_visits(data: Data, pen: Pen) -> None:
    _start(data, pen)
    _places(data, pen, [*_VISITS, *(_VISITS_MORE if _wide(pen) else ())])
    scores = [(str(score), data["total"][f"score_{score}"]) for score in range(5, 0, -1)]
    _bars(pen, N_("scores"), scores)
    _end(data, pen)


_DONE = (
    Column("order_no", N_("order"), keep=True),
    Column("customer", N_("customer")),
    Column("status", N_("status"), words="status", keep=True),
    Column("what", N_("done"), show=lambda value, pen: done(value, pen.lang)),
    Column("by", N_("by")),
)
_LEFT = (
    Column("deadline", N_("deadline"), show=short_time, keep=True),
    Column("order_no", N_("order"), keep=True),
    Column("customer", N_("customer")),
    Column("phone", N_("phone"), keep=True),
    Column("text", N_("task")),
)


def done(events: Sequence[str], lang: str) -> str:
    """What was done on an order in words; what goes with something else is left out."""
    words = [tr(WHAT.get(event, event), lang) for event in events if event not in _BESIDE]
    return listed(words, lang)


_BESIDE = ("order.status", "order.contacted", "order.overload")


def day_counts(data: Data) -> list[tuple[str, int]]:
    """The figures of a day with their names."""
    return [(title, data["total"][key]) for key, title in _DAY]


_DAY = (
    ("orders", N_("orders")),
    ("created", N_("created")),
    ("calls", N_("calls")),
    ("promises", N_("T3 written")),
    ("repaired", N_("repaired")),
    ("closed", N_("closed")),
    ("cancelled", N_("cancelled")),
    ("left", N_("left")),
    ("overdue", N_("overdue")),
)


def _draw_day(data: Data, pen: Pen) -> None:
    _start(data, pen)
    counts = [f"{pen.tr(title)} {count}" for title, count in day_counts(data)]
    pen.say(("，" if pen.lang == "zh" else ", ").join(counts))
    if data["results"]:
        pen.heading(N_("done"))
        pen.table(_DONE, data["results"], indent=2)
    if data["left"]:
        pen.heading(N_("left"))
        pen.table(_LEFT, data["left"], indent=2)
    _end(data, pen)


VIEWS = {
    "day": View(draw=_draw_day),
    "sla": View(draw=_draw_sla),
    "cancels": View(draw=_draw_cancels),
    "capacity": View(draw=_draw_capacity),
    "polls": View(draw=_draw_polls),
    "visits": View(draw=_draw_visits),
}
