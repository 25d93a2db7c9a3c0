"""Stations from a file: new or changed, branches before or behind their heads, regions made as they are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction
from repaircli.rules.network.dispatch import served
from repaircli.tabular import columns
from repaircli.tabular.columns import Layout
from repaircli.tabular.import_report import Counts
from repaircli.tabular.import_rows import ImportFile, ValidRow
from repaircli.tabular.rows import Row, RowError
from repaircli.tabular.small_import import BadRows, SmallImport, import_file

_OWN = columns.of(Station)
_DAILY = [c.key for c in _OWN].index("monthly_volume") + 1
STATIONS = (*_OWN[:_DAILY], columns.column_of(described(Capacity)["daily"]), *_OWN[_DAILY:])
"""The columns of a station, with its capacity behind its volume."""

MAX_STATIONS = 20_000
"""Stations in one file."""


class Stations(SmallImport):
    """Rows of stations, new or changed, in any order, with the regions that they name."""

    name = "stations"
    columns = STATIONS
    key = "no"
    max_rows = MAX_STATIONS
    too_long = msg("a file of stations has {most} rows at most", most=MAX_STATIONS)

    def compare_all(
        self, tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts
    ) -> BadRows:
        return _sorted_out(tx, file, entries, counts)

    def store(self, tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts) -> int:
        _save(tx, file, entries, counts)
        source = file.source
        about = {"kind": file.name, "file": source.name, "sha256": source.sha256}
        tx.event("imported", after={**about, "stations": counts.imported + counts.changed})
        kept = {name: getattr(counts, name) for name in ("imported", "unchanged", "skipped")}
        return files_queries.start(
            tx,
            kind=file.name,
            state="done",
            file_name=source.name,
            sha256=source.sha256,
            total=counts.rows,
            done=counts.rows,
            options={"counts": kept},
            started_by=tx.acting.login,
            started_at=tx.now,
            finished_at=tx.now,
            request_id=tx.call.request_id,
        )


def stations(
    call: Call,
    file: str,
    *,
    check: bool = False,
    skip_invalid: bool = False,
    errors: str | None = None,
    encoding: str | None = None,
) -> Answer:
    """Imports stations as `import_file` does."""
    return import_file(
        call, file, Stations(), check=check, skip_invalid=skip_invalid, errors=errors, encoding=encoding
    )


def _sorted_out(tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts) -> BadRows:
    """Counts what is new, changed and unchanged; the rows with flaws, also of branches whose head has one."""
    left = list(entries)
    flawed: BadRows = []
    while True:
        find = _find(tx, file.layout, left)
        found = [(g, flaws(tx, _values(g, file.layout), make_region=True, find=find)) for g in left]
        wrong = [(g, f) for g, f in found if f]
        if not wrong:
            break
        flawed += [(g.row, [_error(file.layout, g.row, flaw) for flaw in f]) for g, f in wrong]
        gone = {g.row.line for g, _ in wrong}
        left = [g for g in left if g.row.line not in gone]
    there = files_queries.stations(tx)
    daily = files_queries.daily(tx, tx.today)
    areas = _areas(tx, there)
    for entry in left:
        row = there.get(entry.no or "")
        if row is None:
            counts.imported += 1
        elif _same(_values(entry, file.layout), row, areas[row.no], daily.get(row.no), tx.today):
            counts.unchanged += 1
        else:
            counts.changed += 1
    return flawed


def _save(tx: Transaction, file: ImportFile, entries: Sequence[ValidRow], counts: Counts) -> None:
    """Saves the stations that are new or changed, heads first."""
    there = files_queries.stations(tx)
    daily = files_queries.daily(tx, tx.today)
    areas = _areas(tx, there)
    find = _find(tx, file.layout, entries)
    for entry in sorted(entries, key=lambda g: g.values.get("head") is not None):
        values = _values(entry, file.layout)
        row = there.get(entry.no or "")
        if row is not None and _same(values, row, areas[row.no], daily.get(row.no), tx.today):
            counts.unchanged += 1
            continue
        saved = saving.save(tx, values, make_region=True, find=find)
        if saved.flaws:
            flaw = saved.flaws[0]
            raise UsageProblem(flaw.text, flaw.fix, code=flaw.code)
        counts.imported += saved.created
        counts.changed += not saved.created


def _values(entry: ValidRow, layout: Layout) -> dict[str, Any]:
    """What the row says of each column that the file has; an empty capacity says nothing."""
    values = {key: entry.values.get(key) for key in layout.keys}
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
    points = service_points.points(tx, there.values(), tx.today)
    return {point.no: list(served(point.entries)) for point in points}


def _same(values: Mapping[str, Any], row: Station, areas: list[str], daily: int | None, today: date) -> bool:
    def theirs(key: str) -> object:
        if key == "closed":
            return network_queries.is_closed(row, today)
        return daily if key == "daily" else areas if key == "areas" else getattr(row, key)

    return all((v.strip() or None if isinstance(v, str) else v) == theirs(k) for k, v in values.items())


def _find(tx: Transaction, layout: Layout, entries: Sequence[ValidRow]) -> Find:
    """The stations as they will be: those of the file over those of the database."""
    there = files_queries.stations(tx)

    def head(entry: ValidRow) -> str | None:
        if "head" in layout.keys:
            return entry.values.get("head")
        return there[entry.no].head if entry.no in there else None

    mine = {
        entry.no: HeadStation(entry.no, entry.values["region"].strip(), head(entry))
        for entry in entries
        if entry.no is not None
    }
    return lambda no: mine.get(no) or there.get(no)


def _error(layout: Layout, row: Row, flaw: Flaw) -> RowError:
    return layout.error(row, flaw.field, flaw.code, flaw.text, flaw.fix, flaw.clause or None)
