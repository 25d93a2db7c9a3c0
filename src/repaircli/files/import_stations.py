"""Stations from a file: new or changed, branches before or behind their heads, regions made as they are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from repaircli.files import queries as files_queries
from repaircli.network import queries as network_queries
from repaircli.network import service_points
from repaircli.network import stations as saving
from repaircli.network.coverage_tables import Capacity
from repaircli.network.station_checks import Find, Flaw, HeadStation, flaws
from repaircli.network.tables import Station
from repaircli.platform.answers import Answer, Call
from repaircli.platform.db.columns import described
from repaircli.platform.db.session import Tx
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.network.dispatch import served
from repaircli.tabular import columns, import_report, output_files
from repaircli.tabular.columns import Column, Layout, lay_out
from repaircli.tabular.import_calls import answered, with_file
from repaircli.tabular.import_report import About, Counts
from repaircli.tabular.import_rows import Errors, Good, Numbers, Part, State, judged, reading_for, repairs
from repaircli.tabular.rows import Row, RowError
from repaircli.tabular.source import Source, opened

_OWN = columns.of(Station)
_DAILY = [c.key for c in _OWN].index("monthly_volume") + 1
STATIONS = (*_OWN[:_DAILY], columns.column_of(described(Capacity)["daily"]), *_OWN[_DAILY:])
"""The columns of a station, with its capacity behind its volume."""

MOST = 20_000
"""Stations in one file."""


@dataclass(slots=True)
class Stations:
    """Judges rows of stations by themselves; what they are to each other is looked at when all are read."""

    columns: Sequence[Column] = STATIONS
    key: str | None = "no"

    def judge(self, row: Row, layout: Layout, values: dict[str, Any]) -> list[RowError]:
        return []

    def compare(self, tx: Tx, part: Part, goods: Sequence[Good]) -> list[int | RowError]:
        """All are to be written as far as this goes; `_sorted_out` says which."""
        return [State.NEW] * len(goods)


def stations(
    call: Call,
    file: str,
    *,
    check: bool = False,
    skip_invalid: bool = False,
    errors: str | None = None,
    encoding: str | None = None,
) -> Answer:
    """Imports stations, new or changed, and the regions that they name; the order of rows is free.

    Every row is checked before anything is written; bad rows are left out with `skip_invalid`, else nothing is
    written. `check` only checks. `errors` names a file that gets the bad rows. The same file again changes nothing.
    Raises UsageProblem for a file that cannot be read.
    """
    output_files.keep_apart(call, errors, file)
    with opened(file, columns.known_headers(STATIONS), encoding) as source:
        call = with_file(call, source.sha256)
        if (known := answered(call)) is not None:
            return known
        with Errors(errors) as found:
            return _run(call, source, found, check, skip_invalid)


def _run(call: Call, source: Source, errors: Errors, check: bool, skip_invalid: bool) -> Answer:
    """Checks every row, then saves all of them, or the good ones with `skip_invalid`, in one transaction."""
    header = source.header
    if header is None or header.error is not None:
        error = header.error if header is not None else None
        error = error or RowError(
            1, "empty_file", msg("the file is empty"), msg("its first line names the columns")
        )
        return import_report.unreadable(source, [error], "stations", ())
    layout, wrong, warnings = lay_out(header.cells, header.line, STATIONS)
    if wrong:
        return import_report.unreadable(source, wrong, "stations", warnings)
    part = Part("stations", source, layout, Stations())
    about = About("stations", source.name, source.sha256, source.encoding, source.notes)
    counts = Counts()
    goods: list[Good] = []
    bad: list[tuple[Row, Sequence[RowError]]] = []

    def first(tx: Transaction) -> Answer:
        reader = reading_for(tx.zone)
        for row, good, found in judged(part, reader, Numbers()):
            counts.rows += 1
            if counts.rows > MOST:
                raise UsageProblem(msg("a file of stations has {most} rows at most", most=MOST))
            if good is None:
                bad.append((row, found))
            else:
                goods.append(good)
        flawed = _sorted_out(tx, part, goods, counts)
        bad.extend(flawed)
        warnings.extend(repairs(reader))
        return Answer("exchange.import", {})

    reading(call, first)
    errors.open(part)
    for row, found in sorted(bad, key=lambda b: b[0].line):
        errors.add(part, row, found)
    if check or (bad and not skip_invalid):
        return import_report.answer(about, counts, errors, warnings, None, check=check, written=check)
    counts.skipped = len(bad)
    if not counts.imported and not counts.changed:
        return import_report.answer(about, counts, errors, warnings, None)
    chosen = {row.line for row, _ in bad}
    wanted = [g for g in goods if g.row.line not in chosen]

    def work(tx: Transaction) -> Answer:
        done = _saved(tx, part, wanted, Counts(rows=counts.rows, skipped=counts.skipped))
        told = {
            "kind": about.kind,
            "file": about.name,
            "sha256": about.sha256,
            "stations": done.imported + done.changed,
        }
        tx.event("imported", after=told)
        number = files_queries.start(
            tx,
            kind=about.kind,
            state="done",
            file_name=about.name,
            sha256=about.sha256,
            total=done.rows,
            done=done.rows,
            options={
                "counts": {"imported": done.imported, "unchanged": done.unchanged, "skipped": done.skipped}
            },
            started_by=tx.acting.login,
            started_at=tx.now,
            finished_at=tx.now,
            request_id=call.request_id,
        )
        return import_report.answer(about, done, errors, warnings, number)

    return writing(call, work)


def _sorted_out(
    tx: Transaction, part: Part, goods: Sequence[Good], counts: Counts
) -> list[tuple[Row, list[RowError]]]:
    """Counts what is new, changed and unchanged; the rows with flaws, also of branches whose head has one."""
    left = list(goods)
    flawed: list[tuple[Row, list[RowError]]] = []
    while True:
        find = _find(tx, part.layout, left)
        found = [(g, flaws(tx, _values(g, part.layout), make_region=True, find=find)) for g in left]
        wrong = [(g, f) for g, f in found if f]
        if not wrong:
            break
        flawed += [(g.row, [_error(part.layout, g.row, flaw) for flaw in f]) for g, f in wrong]
        gone = {g.row.line for g, _ in wrong}
        left = [g for g in left if g.row.line not in gone]
    there = files_queries.stations(tx)
    daily = files_queries.daily(tx, tx.now.date())
    areas = _areas(tx, there)
    for good in left:
        row = there.get(good.no or "")
        if row is None:
            counts.imported += 1
        elif _same(_values(good, part.layout), row, areas[row.no], daily.get(row.no), tx.now.date()):
            counts.unchanged += 1
        else:
            counts.changed += 1
    return flawed


def _saved(tx: Transaction, part: Part, goods: Sequence[Good], counts: Counts) -> Counts:
    """Saves the stations that are new or changed, heads first."""
    there = files_queries.stations(tx)
    daily = files_queries.daily(tx, tx.now.date())
    areas = _areas(tx, there)
    find = _find(tx, part.layout, goods)
    for good in sorted(goods, key=lambda g: g.values.get("head") is not None):
        values = _values(good, part.layout)
        row = there.get(good.no or "")
        if row is not None and _same(values, row, areas[row.no], daily.get(row.no), tx.now.date()):
            counts.unchanged += 1
            continue
        saved = saving.save(tx, values, make_region=True, find=find)
        if saved.flaws:
            flaw = saved.flaws[0]
            raise UsageProblem(flaw.text, flaw.fix, code=flaw.code)
        counts.imported += saved.created
        counts.changed += not saved.created
    return counts


def _values(good: Good, layout: Layout) -> dict[str, Any]:
    """What the row says of each column that the file has; an empty capacity says nothing."""
    values = {key: good.values.get(key) for key in layout.keys}
    if values.get("daily") is None:
        values.pop("daily", None)
    for flag in ("notebook", "closed"):
        if flag in values:
            values[flag] = bool(values[flag])
    if "areas" in values:
        values["areas"] = values["areas"] or []
    return values


def _areas(tx: Transaction, there: Mapping[str, Any]) -> Mapping[str, list[str]]:
    """What each station serves today."""
    points = service_points.points(tx, there.values(), tx.now.date())
    return {point.no: list(served(point.entries)) for point in points}


def _same(values: Mapping[str, Any], row: Any, areas: list[str], daily: int | None, today: date) -> bool:
    def theirs(key: str) -> Any:
        if key == "closed":
            return network_queries.is_closed(row, today)
        return daily if key == "daily" else areas if key == "areas" else getattr(row, key)

    return all((v.strip() or None if isinstance(v, str) else v) == theirs(k) for k, v in values.items())


def _find(tx: Transaction, layout: Layout, goods: Sequence[Good]) -> Find:
    """The stations as they will be: those of the file over those of the database."""
    there = files_queries.stations(tx)

    def head(good: Good) -> str | None:
        if "head" in layout.keys:
            return good.values.get("head")
        return there[good.no].head if good.no in there else None

    mine = {
        good.no: HeadStation(good.no, good.values["region"].strip(), head(good))
        for good in goods
        if good.no is not None
    }
    return lambda no: mine.get(no) or there.get(no)


def _error(layout: Layout, row: Row, flaw: Flaw) -> RowError:
    return layout.error(row, flaw.field, flaw.code, flaw.text, flaw.fix, flaw.clause or None)
