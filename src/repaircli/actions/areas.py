"""Areas by their codes of GB/T 2260: the list that is shipped, and over it what was imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from repaircli.actions.transaction import Work, reading, writing
from repaircli.areas import Area, national, parent_of
from repaircli.domain import Answer, Call
from repaircli.errors import EXIT_PARTIAL, NotFound, UsageProblem
from repaircli.exchange import columns as exchange
from repaircli.exchange.columns import Column, Layout, Reading
from repaircli.exchange.rows import BadCell, Row, RowError
from repaircli.exchange.source import Source, opened
from repaircli.store import areas as rows
from repaircli.text import Msg, msg

MOST = 100_000
"""Areas in one file."""

_DEEPEST = 12


def chain(w: Work, code: str) -> tuple[str, ...]:
    """`code` and the areas in which it lies, the smallest first; for a code that nobody knows, what it begins with."""
    found = [code]
    while len(found) < _DEEPEST:
        row = rows.imported(w.tx, found[-1])
        above = row.parent if row is not None else parent_of(found[-1])
        if above is None or above in found:
            break
        found.append(above)
    return tuple(found)


def find(w: Work, code: str) -> Area | None:
    """The area of `code`; None where it is in no list."""
    row = rows.imported(w.tx, code)
    return Area(row.code, row.name, row.parent) if row is not None else national().get(code)


def known(w: Work, code: str) -> Area:
    """The area of `code`. Raises NotFound."""
    found = find(w, code)
    if found is None:
        raise NotFound(
            msg("no such area: {code}", code=code),
            msg("repaircli area list --name TEXT, or repaircli area import FILE"),
            code="no_area",
        )
    return found


def every(w: Work) -> Mapping[str, Area]:
    """All areas by code, what was imported over what is shipped."""
    imported = {row.code: Area(row.code, row.name, row.parent) for row in rows.every_imported(w.tx)}
    return {**national(), **imported} if imported else national()


def full_name(code: str | None, lists: Mapping[str, Area]) -> str | None:
    """The names from province to `code`, one after the other; None for a code that is in no list."""
    names: list[str] = []
    seen: set[str] = set()
    while code is not None and code not in seen:
        seen.add(code)
        area = lists.get(code)
        if area is None:
            break
        names.append(area.name)
        code = area.parent
    return "".join(reversed(names)) or None


# ---------------------------------------------------------------------------------------------------------------- list


def list_(
    call: Call, *, parent: str | None = None, name: str | None = None, limit: int | None = None
) -> Answer:
    """The areas in `parent`, or whose full name contains `name`; without either the provinces. Raises NotFound."""
    return reading(call, lambda w: _list(w, parent, name, limit))


def _list(w: Work, parent: str | None, name: str | None, limit: int | None) -> Answer:
    lists = every(w)
    if parent is not None:
        known(w, parent)
    found = sorted(
        area.code
        for area in lists.values()
        if (area.parent == parent if name is None or parent is not None else True)
        and (name is None or name in (full_name(area.code, lists) or ""))
    )
    if limit is not None and len(found) > limit:
        w.note(msg("{more} more are not shown; --limit shows others", more=len(found) - limit))
        found = found[:limit]
    return Answer("area.list", [_data(lists[code], lists) for code in found])


def show(call: Call, code: str) -> Answer:
    """One area with what lies in it and the stations that serve it today. Raises NotFound."""
    return reading(call, lambda w: _show(w, code.strip()))


def _show(w: Work, code: str) -> Answer:
    from repaircli.actions import dispatching
    from repaircli.rules import dispatching as rules
    from repaircli.store import dispatch

    area, lists = known(w, code), every(w)
    stations = dispatch.stations(w.tx)
    wanted = rules.Wanted(chain(w, code))
    today = w.local(w.now).date()
    found, _ = rules.covering(dispatching.points(w, stations, today), wanted)
    names = {row.no: row.name for row in stations}
    return Answer(
        "area.show",
        {
            **_data(area, lists),
            "areas": [_data(a, lists) for a in lists.values() if a.parent == code],
            "stations": [
                {
                    "station": c.station.no,
                    "name": names[c.station.no],
                    "region": c.station.region,
                    "by": c.reach.area,
                }
                for c in sorted(found, key=lambda c: (c.reach.depth, c.station.no))
            ],
        },
    )


def _data(area: Area, lists: Mapping[str, Area]) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "parent": area.parent,
        "full_name": full_name(area.code, lists),
    }


# -------------------------------------------------------------------------------------------------------------- import


def _code(text: str, reading: Reading) -> str:
    found = exchange.number_text(text, reading)
    if len(found) > 20 or not found.isalnum():
        raise BadCell("bad_area", msg("an area is a code of letters and digits"), msg("write it as 130924"))
    return found


COLUMNS: tuple[Column, ...] = (
    Column("code", "区域编码", _code, required=True),
    Column("name", "名称", exchange.free_text, required=True),
    Column("parent", "上级编码", _code),
)


@dataclass(frozen=True, slots=True)
class _Read:
    areas: Mapping[str, tuple[Row, Area]]
    errors: Sequence[RowError]
    layout: Layout | None
    notes: Sequence[Msg]


def import_(call: Call, file: str, *, check: bool = False, encoding: str | None = None) -> Answer:
    """Imports areas from a file with the columns code, name and parent; all of it, or nothing (exit 7).

    They stand over those that are shipped; the same code again is changed. `check` writes nothing. Raises UsageProblem
    for a file that cannot be read.
    """
    with opened(file, exchange.known_headers(COLUMNS), encoding) as source:
        found = _read(source)
        # the same request id with another file is another request
        call = replace(call, content={**call.content, "sha256": source.sha256})
        if check:
            return reading(call, lambda w: _imported(w, source, found, check=True))
        return writing(call, lambda w: _imported(w, source, found, check=False))


def _read(source: Source) -> _Read:
    header = source.header
    if header is None:
        raise UsageProblem(msg("{file} is empty", file=source.name), msg("a header code,name,parent first"))
    if header.error is not None:
        return _Read({}, [header.error], None, source.notes)
    layout, errors, notes = exchange.lay_out(header.cells, header.line, COLUMNS)
    found: dict[str, tuple[Row, Area]] = {}
    cells = Reading(moment=_no_time, day=_no_time)
    for row in source.rows() if not errors else ():
        if row.error is not None:
            errors.append(row.error)
            continue
        values, wrong = exchange.read_cells(row, layout, cells)
        errors += wrong
        if wrong:
            continue
        if values["code"] in found:
            text = msg("{code} stands in the file already", code=values["code"])
            errors.append(layout.error(row, "code", "twice", text, msg("leave out one of the two")))
            continue
        if len(found) >= MOST:
            raise UsageProblem(msg("a file of areas has {most} rows at most", most=MOST))
        found[values["code"]] = row, Area(values["code"], values["name"], values.get("parent"))
    return _Read(found, errors, layout, [*source.notes, *notes])


def _no_time(text: str) -> Any:
    raise ValueError(text)


def _imported(w: Work, source: Source, found: _Read, *, check: bool) -> Answer:
    lists = every(w)
    merged = {**lists, **{code: area for code, (_, area) in found.areas.items()}}
    errors = [*found.errors, *_misplaced(found, merged)]
    new = [a for _, a in found.areas.values() if a.code not in lists]
    changed = [a for _, a in found.areas.values() if a.code in lists and lists[a.code] != a]
    for note in found.notes:
        w.note(note)
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
        text = msg("{bad} lines are wrong, nothing was imported", bad=len(errors))
        return Answer("area.import", data, exit=EXIT_PARTIAL, complaint=text)
    if not check:
        stamp = {"imported_by": w.acting.login, "imported_at": w.now}
        rows.store(w.tx, [area._asdict() | stamp for area in (*new, *changed)])
        told = {key: data[key] for key in ("file", "sha256", "imported", "changed")}
        w.event("areas.imported", after=told)
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
            text = msg("area {code} lies in itself", code=code)
            yield found.layout.error(row, "parent", "loop", text, msg("name the area in which it lies"))
