"""docs/layout.md names the rooms that are there, and no others."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "repaircli"
TEXT = (ROOT / "docs" / "layout.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([\w./*]+)`", TEXT))


def test_every_room_has_its_row() -> None:
    rooms = {f"{p.name}/" for p in SOURCE.iterdir() if (p / "__init__.py").exists()}
    modules = {p.name for p in SOURCE.glob("*.py")}
    assert len(rooms) >= 6 and len(modules) >= 9
    assert rooms | modules <= NAMED


def test_nothing_is_named_that_is_not_there() -> None:
    files = [n for n in NAMED if n.endswith((".py", "/", ".sh"))]
    assert len(files) > 60
    places = [ROOT, SOURCE, *(p for p in SOURCE.iterdir() if p.is_dir())]
    assert [n for n in files if not any(list(place.glob(n.rstrip("/"))) for place in places)] == []
    assert all((ROOT / n).exists() for n in ("scripts/environment.sh", "benchmarks/run.py", "data/sample"))
