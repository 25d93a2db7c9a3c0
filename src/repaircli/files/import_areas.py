"""Areas from a file, over the list that is shipped: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

from repaircli.network import coverage_queries as rows
from repaircli.network.areas import Area, every
from repaircli.network.checks import is_area_code
from repaircli.platform.answers import Answer, Call
from repaircli.platform.errors import EXIT_PARTIAL, UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.tabular import columns
from repaircli.tabular.columns import Column, Layout, Reading
from repaircli.tabular.rows import BadCell, Row, RowError
from repaircli.tabular.source import Source, opened

MOST = 100_000
"""Areas in one file."""


def _code(text: str, reading: Reading) -> str:
    found = columns.number_text(text, reading)
    if not is_area_code(found):
        raise BadCell("bad_area", msg("an area is a code of letters and digits"), msg("write it as 130924"))
    return found


COLUMNS: tuple[Column, ...] = (
    Column("code", "区域编码", _code, required=True),
    Column("name", "名称", columns.free_text, required=True),
    Column("parent", "上级编码", _code),
)


@dataclass(frozen=True, slots=True)
class _Read:
    areas: Mapping[str, tuple[Row, Area]]
    errors: Sequence[RowError]
    layout: Layout | None
    notes: Sequence[Msg]


def areas(call: Call, file: str, *, check: bool = False, encoding: str | None = None) -> Answer:
    """Imports areas from a file with the columns code, name and parent; all of it, or nothing (exit 7).

    They stand over those that are shipped; the same code again is changed. `check` writes nothing. Raises UsageProblem
    for a file that cannot be read.
    """
    with opened(file, columns.known_headers(COLUMNS), encoding) as source:
        found = _read(source)
        # the same request id with another file is another request
        call = replace(call, content={**call.content, "sha256": source.sha256})
        if check:
            return reading(call, lambda tx: _imported(tx, source, found, check=True))
        return writing(call, lambda tx: _imported(tx, source, found, check=False))


def _read(source: Source) -> _Read:
    header = source.header
    if header is None:
        raise UsageProblem(
            msg("{file} is empty", file=source.name), msg("the first line must be code,name,parent")
        )
    if header.error is not None:
        return _Read({}, [header.error], None, source.notes)
    layout, errors, notes = columns.lay_out(header.cells, header.line, COLUMNS)
    found: dict[str, tuple[Row, Area]] = {}
    cells = Reading(moment=_no_time, day=_no_time)
    for row in source.rows() if not errors else ():
        if row.error is not None:
            errors.append(row.error)
            continue
        values, wrong = columns.read_cells(row, layout, cells)
        errors += wrong
        if wrong:
            continue
        if values["code"] in found:
            text = msg("{code} is already in the file", code=values["code"])
            errors.append(layout.error(row, "code", "twice", text, msg("omit one of the two")))
            continue
        if len(found) >= MOST:
            raise UsageProblem(msg("a file of areas has {most} rows at most", most=MOST))
        found[values["code"]] = row, Area(values["code"], values["name"], values.get("parent"))
    return _Read(found, errors, layout, [*source.notes, *notes])


def _no_time(text: str) -> NoReturn:
    raise ValueError(text)


def _imported(tx: Transaction, source: Source, found: _Read, *, check: bool) -> Answer:
    lists = every(tx)
    merged = {**lists, **{code: area for code, (_, area) in found.areas.items()}}
    errors = [*found.errors, *_misplaced(found, merged)]
    new = [a for _, a in found.areas.values() if a.code not in lists]
    changed = [a for _, a in found.areas.values() if a.code in lists and lists[a.code] != a]
    for note in found.notes:
        tx.note(note)
    data = {
        "file": source.name,
        "sha256": source.sha256,
        "good": len(found.areas),
        "bad": len(errors),
        "imported": 0 if check or errors else len(new),
        "changed": 0 if check or errors else len(changed),
        "checked_only": check and not errors,
        "errors": [error.as_data() for error in errors],
    }
    if errors:
        text = msg("wrong lines: {bad}; nothing was imported", bad=len(errors))
        return Answer("area.import", data, exit=EXIT_PARTIAL, complaint=text)
    if not check:
        stamp = {"imported_by": tx.acting.login, "imported_at": tx.now}
        rows.store_areas(tx, [area._asdict() | stamp for area in (*new, *changed)])
        told = {key: data[key] for key in ("file", "sha256", "imported", "changed")}
        tx.event("areas.imported", after=told)
    return Answer("area.import", data)


def _misplaced(found: _Read, merged: Mapping[str, Area]) -> Iterable[RowError]:
    """The rows whose parent is in no list, or lies in the area itself."""
    for code, (row, area) in found.areas.items():
        assert found.layout is not None
        above, seen = area.parent, {code}
        if above is not None and above not in merged:
            text = msg("no such area: {code}", code=above)
            yield found.layout.error(row, "parent", "no_area", text, msg("put the parent into the file"))
            continue
        while above is not None and above not in seen:
            seen.add(above)
            above = merged[above].parent if above in merged else None
        if above is not None:
            text = msg("area {code} is its own parent, directly or through other areas", code=code)
            yield found.layout.error(row, "parent", "loop", text, msg("write the area to which it belongs"))
