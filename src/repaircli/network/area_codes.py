"""The administrative areas of China by their codes of GB/T 2260, as they are shipped with the program."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from repaircli.platform.errors import Unusable
from repaircli.platform.text import msg


class Area(NamedTuple):
    """An area and the one in which it lies; a province lies in none."""

    code: str
    name: str
    parent: str | None


@cache
def national() -> Mapping[str, Area]:
    """Provinces, prefectures and counties by code. Raises Unusable where the list was not installed."""
    lines = _file().read_text(encoding="utf-8").splitlines()[1:]
    found = (line.split(",") for line in lines)
    return MappingProxyType({code: Area(code, name, parent or None) for code, name, parent in found})


def parent_of(code: str) -> str | None:
    """The code in which `code` lies by how such codes are made: county, prefecture, province, two digits each.

    A county that lies in its province directly passes by a prefecture that is not there. Longer codes begin with
    their county's.
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
