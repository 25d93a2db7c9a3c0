"""Areas by their codes of GB/T 2260: the shipped list, and imported areas that overrule it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from repaircli.network import coverage_queries as rows
from repaircli.network.checks import is_area_code
from repaircli.platform.answers import Answer
from repaircli.platform.errors import NotFound, Unusable, UsageProblem
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads

_DEEPEST = 12


class Area(NamedTuple):
    """An area and the one in which it lies; a province lies in none."""

    code: str
    name: str
    parent: str | None


@cache
def national() -> Mapping[str, Area]:
    """Provinces, prefectures and counties by code. Raises Unusable where the list is not installed."""
    lines = _file().read_text(encoding="utf-8").splitlines()[1:]
    found = (line.split(",") for line in lines)
    return MappingProxyType({code: Area(code, name, parent or None) for code, name, parent in found})


def parent_of(code: str) -> str | None:
    """The parent of `code` by its digits: two each for province, prefecture and county.

    The prefecture of a county that lies in its province directly may not exist. Longer codes begin with the code of
    their county.
    """
    if not (code.isascii() and code.isdigit()) or len(code) < 6:
        return None
    if len(code) > 6:
        return code[:6]
    if code.endswith("0000"):
        return None
    return f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"


def _file() -> Path:
    package = Path(__file__).resolve().parent.parent
    for place in (package / "areas.csv", package.parent.parent / "data" / "areas.csv"):
        if place.is_file():
            return place
    raise Unusable(msg("the list of areas is not installed with the program"), code="no_areas")


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
    """`code` and the areas in which it lies, the smallest first; an unknown code is placed by its digits."""
    found = [code]
    while len(found) < _DEEPEST:
        row = rows.imported_area(tx, found[-1])
        above = row.parent if row is not None else parent_of(found[-1])
        if above is None or above in found:
            break
        found.append(above)
    return tuple(found)


def find(tx: Transaction, code: str) -> Area | None:
    """The area of `code`; None where it is in no list."""
    row = rows.imported_area(tx, code)
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
    """All areas by code; an imported area overrules the shipped one."""
    imported = {row.code: Area(row.code, row.name, row.parent) for row in rows.imported_areas(tx)}
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
    return Answer("area.list", [_data(lists[code], lists) for code in found[:limit]])


@reads
def show(tx: Transaction, code: str) -> Answer:
    """One area with the areas in it and the stations that serve it today. Raises NotFound."""
    from repaircli.network import service_points
    from repaircli.network.queries import all_stations
    from repaircli.rules.network import dispatch as rules

    code = typed(code, "CODE")
    area, lists = known(tx, code), every(tx)
    stations = all_stations(tx)
    wanted = rules.DispatchNeed(chain(tx, code))
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
                    "by_area": c.reach.area,
                }
                for c in sorted(found, key=lambda c: (c.reach.depth, c.station.no))
            ],
        },
    )


def _data(area: Area, lists: Mapping[str, Area]) -> dict[str, Any]:
    return {**area._asdict(), "full_name": full_name(area.code, lists)}
