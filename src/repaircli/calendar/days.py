"""The working calendar: show, check, count working days, import days, confirm a year and drop one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from repaircli.calendar import queries as calendar_queries
from repaircli.calendar.national import FIRST_YEAR, LAST_YEAR, SOURCE, OverlayCalendar, beyond
from repaircli.calendar.working import HOURS, hours_data, hours_of, overlay, schedule, texts
from repaircli.platform import clock
from repaircli.platform.answers import Answer, Call
from repaircli.platform.errors import EXIT_PARTIAL, BeyondCalendar, UsageProblem
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules.calendar.month import Month
from repaircli.rules.calendar.working_time import WORKING, DayKind, Hours, add_working_days, spans
from repaircli.tabular import columns
from repaircli.tabular.rows import BadCell, RowError
from repaircli.tabular.source import Source, opened

NEEDED = timedelta(days=20)
"""How far ahead of today the calendar must reach: five working days across the longest holiday end earlier."""

WANTED = timedelta(days=60)
"""How far ahead of today a missing year is pointed out; the next year's notice comes out in November."""

FEWEST_DAYS_OFF = 10
"""Public holidays of an imported year that is complete; one with fewer counts as covered only once it is confirmed."""

_WORKING = {
    "上班": True,
    "班": True,
    "work": True,
    "makeup": True,
    "放假": False,
    "休": False,
    "off": False,
    "holiday": False,
}


def _working(text: str, reading: columns.Reading) -> bool:
    word = columns.plain(text).lower()
    if word in _WORKING:
        return _WORKING[word]
    try:
        return columns.boolean(text, reading)
    except BadCell as bad:
        raise BadCell(bad.code, bad.text, msg("是 or 否, 上班 or 休, yes or no")) from None


COLUMNS = (
    columns.Column("day", "日期", columns.day, required=True),
    columns.Column("working", "上班", _working, required=True),
    columns.Column("name", "名称", columns.free_text),
)


@reads
def show(tx: Transaction, year: int) -> Answer:
    """Shows a year's days off, make-up days and number of working days. Raises BeyondCalendar."""
    calendar = overlay(tx)
    _require_year(year)
    if not calendar.covers(year):
        raise beyond(year)
    hours = texts(schedule(tx).on(tx.today))
    return Answer(
        "calendar.show", {**_summary(tx, calendar, year), "hours": hours, "days": _special(calendar, year)}
    )


@reads
def check(tx: Transaction) -> Answer:
    """Shows which years are covered, and by which source. Raises BeyondCalendar where a deadline that is set today may lie
    beyond them."""
    calendar = overlay(tx)
    known = [row.year for row in calendar_queries.years(tx)]
    today = tx.today
    needed, wanted = (today + NEEDED).year, (today + WANTED).year
    for year in sorted({today.year, needed}):
        if not calendar.covers(year):
            error = beyond(year)
            raise BeyondCalendar(
                msg("{missing}, but deadlines that start today reach into that year", missing=error.message),
                error.hint,
            )
    if not calendar.covers(wanted):
        tx.note(msg("{year} is not covered yet: repaircli calendar import FILE", year=wanted))
    listed = sorted({*range(today.year - 1, LAST_YEAR + 1), *known, today.year, needed, wanted})
    return Answer(
        "calendar.check",
        {
            "today": today,
            "covered_until": date(_last_covered(calendar, today.year), 12, 31),
            "years": [_summary(tx, calendar, year) for year in listed],
        },
    )


@reads
def count(tx: Transaction, day: str, n: int) -> Answer:
    """Counts `n` working days from a day on, or back for a negative `n`, day by day. Raises BeyondCalendar."""
    first = tx.day(day, "DATE", future=True)
    calendar = overlay(tx)
    if first in (date.min, date.max):
        # there may be no day to count from it, and no calendar covers it
        calendar.kind(first)
    found = add_working_days(first, n, calendar)
    days = [_day(note.day, note.kind) | {"counted": note.counted} for note in found.days]
    return Answer(
        "calendar.add-working-days", {"from": first, "working_days": n, "date": found.day, "days": days}
    )


def import_(call: Call, file: str, *, check: bool = False, encoding: str | None = None) -> Answer:
    """Imports days from a file with the columns day, working and name: all of them, or none (exit 7).

    The file holds the days that differ from an ordinary week. In a year of the national calendar they overrule it. Any
    other year becomes covered where the file has its public holidays, FEWEST_DAYS_OFF at least, and its other days are
    ordinary; such a year replaces the days imported before. Single days of another year are kept, and the year is covered
    as it was. `check` writes nothing. Raises UsageProblem for a file that cannot be read.
    """
    known = columns.names(COLUMNS)
    with opened(file, lambda name: columns.folded(name) in known, encoding) as source:
        found = _read(source)
        # The same request id with another file is another request.
        call = replace(call, content={**call.content, "sha256": source.sha256})
        store = _check_file if found.errors or check else _store_file
        return store(call, source, found)


@writes
def drop(tx: Transaction, year: int, *, undo: bool = False) -> Answer:
    """Marks a year as not covered; `undo` removes the mark."""
    _require_year(year)
    before = overlay(tx).covers(year)
    if undo:
        off = sum(day.day.year == year and not day.working for day in calendar_queries.days(tx))
        covered = True if off >= FEWEST_DAYS_OFF and not _national(year) else None
        calendar_queries.set_year(tx, year, covered=covered, source="import")
    else:
        calendar_queries.set_year(tx, year, covered=False, source="drop")
    calendar = overlay(tx)
    after = calendar.covers(year)
    if after != before:
        tx.event("calendar.restored" if undo else "calendar.dropped", after={"year": year})
    return Answer("calendar.drop", {"calendar": _summary(tx, calendar, year), "already": before == after})


@writes
def confirm(tx: Transaction, year: int) -> Answer:
    """Marks a year as covered: the days imported for it are all that differ from an ordinary week."""
    _require_year(year)
    before = overlay(tx).covers(year)
    if not before:
        calendar_queries.set_year(tx, year, covered=None if _national(year) else True, source="confirmed")
        tx.event("calendar.confirmed", after={"year": year})
    calendar = overlay(tx)
    found = _summary(tx, calendar, year)
    if not _national(year) and found["days_off"] < FEWEST_DAYS_OFF:
        tx.note(
            msg(
                "{year} has {off} public holidays besides weekends; every other weekday counts as a working day",
                year=year,
                off=found["days_off"],
            )
        )
    return Answer("calendar.confirm", {"calendar": found, "already": before})


def hours(call: Call, typed: Sequence[str], since: str | None = None) -> Answer:
    """Sets the working hours of every day from `since` (today) on until others begin; without `typed` shows them.

    `typed` are spans such as 08:30-12:00, in order. The end of the last is the close of business. Raises UsageProblem.
    """
    if not typed:
        if since is not None:
            raise UsageProblem(
                msg("--from needs the working hours that apply from that day"),
                command_line("calendar hours", "08:30-12:00 13:00-17:30 --from {day}", day=since),
            )
        return _show_hours(call)
    try:
        wanted = spans(typed)
    except ValueError as error:
        raise UsageProblem(
            error.args[0], command_line("calendar hours", "09:00-12:00 13:00-18:00"), code="bad_hours"
        ) from None
    return _set_hours(call, wanted, since)


@reads
def _show_hours(tx: Transaction) -> Answer:
    known = schedule(tx)
    today = texts(known.on(tx.today))
    return Answer("calendar.hours", {"today": today, "hours": hours_data(known)})


@writes
def _set_hours(tx: Transaction, wanted: Hours, since: str | None) -> Answer:
    today = tx.today
    first = today if since is None else tx.day(since, "--from", future=True)
    kept = dict(tx.settings.get(HOURS) or {})
    before, after = kept.get(first.isoformat()), texts(wanted)
    if before == after:
        tx.note(msg("these hours are already set; nothing changes"))
        return _show_hours.within(tx)
    if first < today:
        tx.note(
            msg("{day} is past: deadlines since then are computed with these hours", day=first.isoformat())
        )
    known = hours_of(tx).on(first)
    tx.set(HOURS, kept | {first.isoformat(): after})
    tx.event(
        "calendar.hours",
        before={"from": first, "hours": texts(known)},
        after={"from": first, "hours": after},
    )
    return _show_hours.within(tx)


@dataclass(frozen=True, slots=True)
class _Found:
    days: dict[date, tuple[bool, str | None]]
    errors: Sequence[RowError]
    notes: Sequence[Msg]

    @property
    def years(self) -> list[int]:
        return sorted({day.year for day in self.days})

    @property
    def whole(self) -> list[int]:
        """The years whose days replace those imported before: national ones, and those with their public holidays."""
        off = self.days_off
        return [year for year in self.years if _national(year) or off[year] >= FEWEST_DAYS_OFF]

    @property
    def days_off(self) -> Counter[int]:
        """How many days off the file has of each year."""
        return Counter(day.year for day, (working, _) in self.days.items() if not working)


def _read(source: Source) -> _Found:
    if source.header is None:
        raise UsageProblem(
            msg("{file} is empty", file=source.name),
            msg("the first line must be day,working,name, followed by one line for each day"),
        )
    if source.header.error is not None:
        return _Found({}, [source.header.error], source.notes)
    layout, errors, notes = columns.lay_out(source.header.cells, source.header.line, COLUMNS)
    days: dict[date, tuple[bool, str | None]] = {}
    cells = columns.Reading(moment=_no_moment, day=clock.parse_cell_day)
    for row in source.rows() if not errors else ():
        if row.error is not None:
            errors.append(row.error)
            continue
        values, wrong = columns.read_cells(row, layout, cells)
        errors += wrong
        if wrong:
            continue
        if values["day"] in days:
            text = msg("{day} occurs twice in the file", day=values["day"].isoformat())
            errors.append(layout.error(row, "day", "duplicate", text, msg("remove one of the two lines")))
            continue
        days[values["day"]] = (values["working"], values.get("name"))
    if not days and not errors:
        errors.append(
            RowError(source.header.line, "empty", msg("the file has no days"), msg("add a line a day"))
        )
    return _Found(days, errors, (*source.notes, *notes))


def _no_moment(text: str) -> datetime:
    raise ValueError(text)


@reads
def _check_file(tx: Transaction, source: Source, found: _Found) -> Answer:
    data = _file_data(tx, source, found)
    if found.errors:
        text = msg("wrong lines: {bad}; nothing was imported", bad=len(found.errors))
        return Answer("calendar.import", data, exit=EXIT_PARTIAL, complaint=text)
    _note_incomplete_years(tx, found)
    return Answer("calendar.import", data | {"checked_only": True})


@writes
def _store_file(tx: Transaction, source: Source, found: _Found) -> Answer:
    rows = [
        {"day": day, "working": working, "name": name, "source": source.name}
        for day, (working, name) in sorted(found.days.items())
    ]
    calendar_queries.replace_days(tx, found.whole, rows)
    for year in found.whole:
        calendar_queries.set_year(tx, year, covered=None if _national(year) else True, source=source.name)
    tx.event(
        "calendar.imported",
        after={"file": source.name, "sha256": source.sha256, "years": found.years, "days": len(rows)},
    )
    calendar = overlay(tx)
    years = [_summary(tx, calendar, year) for year in found.years]
    data = _file_data(tx, source, found) | {"imported": len(rows), "years": years}
    _note_incomplete_years(tx, found)
    return Answer("calendar.import", data)


def _file_data(tx: Transaction, source: Source, found: _Found) -> dict[str, Any]:
    """The answer of a file from which nothing is imported; notes what was repaired while it was read."""
    for note in found.notes:
        tx.note(note)
    return {
        "file": source.name,
        "sha256": source.sha256,
        "imported": 0,
        "good": len(found.days),
        "bad": len(found.errors),
        "checked_only": False,
        "years": found.years,
        "errors": [error.as_data() for error in found.errors],
    }


def _note_incomplete_years(tx: Transaction, found: _Found) -> None:
    for year in found.years:
        if year not in found.whole and not overlay(tx).covers(year):
            text = msg(
                "the file has {off} public holidays of {year}, fewer than {all}: the year is not covered; import a complete file, or type repaircli calendar confirm {year}",
                year=year,
                off=found.days_off[year],
                all=FEWEST_DAYS_OFF,
            )
            tx.note(text)


def _national(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _require_year(year: int) -> None:
    if not date.min.year < year < date.max.year:
        raise UsageProblem(
            msg("not a year: {year}", year=year), command_line("calendar show", "2026"), code="bad_year"
        )


def _last_covered(calendar: OverlayCalendar, year: int) -> int:
    while calendar.covers(year + 1):
        year += 1
    return year


def _days_of(year: int) -> list[date]:
    return [day for month in range(1, 13) for day in Month(year, month).days()]


def _summary(tx: Transaction, calendar: OverlayCalendar, year: int) -> dict[str, Any]:
    """How a year is covered, and its numbers of working days, days off and make-up days."""
    mark = {row.year: row for row in calendar_queries.years(tx)}.get(year)
    imported = [row for row in calendar_queries.days(tx) if row.day.year == year]
    data = {
        "year": year,
        "covered": calendar.covers(year),
        "dropped": mark is not None and not mark.covered,
    }
    if not data["covered"]:
        return data | {"sources": [], "working_days": None, "days_off": None, "makeup_days": None}
    kinds = [calendar.kind(day) for day in _days_of(year)]
    national = [SOURCE] if _national(year) and mark is None else []
    return data | {
        "sources": [*national, *sorted({row.source for row in imported})],
        "working_days": sum(kind in WORKING for kind in kinds),
        "days_off": kinds.count(DayKind.HOLIDAY),
        "makeup_days": kinds.count(DayKind.MAKEUP),
    }


def _special(calendar: OverlayCalendar, year: int) -> list[dict[str, Any]]:
    """The days off and make-up days, with their names."""
    return [
        _day(day, kind) | {"name": calendar.name(day)}
        for day in _days_of(year)
        if (kind := calendar.kind(day)) in (DayKind.HOLIDAY, DayKind.MAKEUP)
    ]


def _day(day: date, kind: DayKind) -> dict[str, Any]:
    return {"day": day, "weekday": day.isoweekday(), "kind": str(kind)}
