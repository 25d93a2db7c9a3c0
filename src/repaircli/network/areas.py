"""Areas by their codes of GB/T 2260: the list that is shipped, and over it what was imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repaircli.network import area_queries as rows
from repaircli.network.area_codes import Area, national, parent_of
from repaircli.network.checks import is_area_code
from repaircli.platform.answers import Answer
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads

_DEEPEST = 12


def typed(text: str, option: str = "--area") -> str:
    """`text` as the code of an area. Raises UsageProblem where it cannot be one."""
    found = text.strip()
    if not is_area_code(found):
        raise UsageProblem(
            msg("{option}: an area is a code of letters and digits", option=option),
            command_line("area list"),
        )
    return found


def chain(tx: Transaction, code: str) -> tuple[str, ...]:
    """`code` and the areas in which it lies, the smallest first; for a code that nobody knows, what it begins with."""
    found = [code]
    while len(found) < _DEEPEST:
        row = rows.imported(tx, found[-1])
        above = row.parent if row is not None else parent_of(found[-1])
        if above is None or above in found:
            break
        found.append(above)
    return tuple(found)


def find(tx: Transaction, code: str) -> Area | None:
    """The area of `code`; None where it is in no list."""
    row = rows.imported(tx, code)
    return Area(row.code, row.name, row.parent) if row is not None else national().get(code)


def known(tx: Transaction, code: str) -> Area:
    """The area of `code`. Raises NotFound."""
    found = find(tx, code)
    if found is None:
        raise NotFound(
            msg("no such area: {code}", code=code),
            command_line("area list", "--name TEXT"),
            code="no_area",
        )
    return found


def every(tx: Transaction) -> Mapping[str, Area]:
    """All areas by code, what was imported over what is shipped."""
    imported = {row.code: Area(row.code, row.name, row.parent) for row in rows.every_imported(tx)}
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


@reads
def list_(
    tx: Transaction, *, parent: str | None = None, name: str | None = None, limit: int | None = None
) -> Answer:
    """The areas in `parent`, or whose full name contains `name`; without either the provinces. Raises NotFound."""
    lists = every(tx)
    if parent is not None:
        parent = known(tx, typed(parent, "--parent")).code
    found = sorted(
        area.code
        for area in lists.values()
        if (area.parent == parent if name is None or parent is not None else True)
        and (name is None or name in (full_name(area.code, lists) or ""))
    )
    if limit is not None and len(found) > limit:
        tx.note(msg("{more} more are not shown; --limit shows others", more=len(found) - limit))
        found = found[:limit]
    return Answer("area.list", [_data(lists[code], lists) for code in found])


@reads
def show(tx: Transaction, code: str) -> Answer:
    """One area with the areas in it and the stations that serve it today. Raises NotFound."""
    from repaircli.network import service_points
    from repaircli.network.queries import all_stations
    from repaircli.rules.network import dispatch as rules

    code = typed(code, "CODE")
    area, lists = known(tx, code), every(tx)
    stations = all_stations(tx)
    wanted = rules.Wanted(chain(tx, code))
    today = tx.today
    found, _ = rules.covering(service_points.points(tx, stations, today), wanted)
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
    return {**area._asdict(), "full_name": full_name(area.code, lists)}
