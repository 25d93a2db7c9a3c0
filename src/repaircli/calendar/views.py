"""How the working calendar looks."""

from __future__ import annotations

from datetime import date

from repaircli.platform.output.view import FILE_ERRORS, Column, Data, Pen, Section, View
from repaircli.platform.text import N_, Msg, msg

_KINDS = {"weekday": "工作日", "weekend": "周末", "holiday": "放假", "makeup": "调休上班"}
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def _kind(code: str, lang: str) -> str:
    return _KINDS.get(code, code) if lang == "zh" else code


DAY_KINDS = {
    "weekday": N_("weekday"),
    "weekend": N_("weekend"),
    "holiday": N_("holiday"),
    "makeup": N_("make-up working day"),
}


def _weekday(number: str, lang: str) -> str:
    return _WEEKDAYS[lang][int(number) - 1]


_DAY = [Column("day", N_("day"), keep=True), Column("weekday", N_("day of the week"), words=_weekday)]

COUNTED = [
    Column("day", N_("day"), keep=True),
    Column("kind", N_("kind"), show=lambda kind, pen: pen.tr(DAY_KINDS[kind])),
    Column("counted", N_("working day"), right=True),
    Column("calls", N_("calls"), right=True),
]
"""The days that a deadline counts, with the calls on each."""

_YEAR = [
    Column("year", N_("year"), keep=True),
    Column("covered", N_("covered")),
    Column("working_days", N_("working days"), right=True),
    Column("days_off", N_("days off"), right=True),
    Column("makeup_days", N_("make-up days"), right=True),
    Column("sources", N_("source")),
]


def _counted(data: Data) -> Msg:
    return msg(
        "working day {n} from {first}: {day}",
        n=data["working_days"],
        first=str(data["from"]),
        day=str(data["date"]),
    )


def _covered_until(data: Data) -> Msg:
    return msg("covered without a gap until {day}", day=str(data["covered_until"]))


def _import_summary(data: Data) -> Msg:
    return msg(
        "days imported: {imported}, good: {good}, bad: {bad}",
        imported=data["imported"],
        good=data["good"],
        bad=data["bad"],
    )


def since(value: date | None, pen: Pen) -> str:
    return pen.tr(N_("from the beginning")) if value is None else str(value)


HOURS = Column("hours", N_("working hours"))

VIEWS = {
    "hours": View(
        rows="hours",
        columns=[Column("from", N_("from"), show=since, always=True, keep=True), HOURS],
    ),
    "show": View(
        fields=[*_YEAR, HOURS],
        sections=[
            Section(
                "days",
                N_("weekdays off, and weekends that are worked"),
                columns=[*_DAY, Column("kind", N_("kind"), words=_kind), Column("name", N_("name"))],
            )
        ],
    ),
    "check": View(rows="years", columns=_YEAR, summary=_covered_until),
    "add-working-days": View(
        rows="days",
        columns=[
            *_DAY,
            Column("kind", N_("kind"), words=_kind),
            Column("counted", N_("counted"), right=True),
        ],
        summary=_counted,
    ),
    **dict.fromkeys(("drop", "confirm"), View(fields=[Column(f"calendar.{c.key}", c.title) for c in _YEAR])),
    "import": View(
        rows="errors",
        columns=FILE_ERRORS,
        summary=_import_summary,
    ),
}
