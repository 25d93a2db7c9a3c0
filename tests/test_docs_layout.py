"""docs/layout.md names the rooms that are there, and no others."""

from __future__ import annotations

import re
from fnmatch import fnmatch
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


def test_every_file_of_a_room_is_named_in_its_paragraph() -> None:
    """But the nouns of commands/, the views and the tables, whose files are named after what they hold."""
    missing = []
    for room in ("rules", "store", "exchange", "notify", "actions", "commands", "render"):
        paragraph = TEXT.partition(f"\n**{room}/** ")[2].partition("\n**")[0]
        named = re.findall(r"`([\w.*]+)`", paragraph)
        for path in sorted((SOURCE / room).glob("_*.py" if room == "commands" else "*.py")):
            if path.name != "__init__.py" and not any(fnmatch(path.name, name) for name in named):
                missing.append(f"{room}/{path.name}")
    assert missing == []


def test_nothing_is_named_that_is_not_there() -> None:
    files = [n for n in NAMED if n.endswith((".py", "/", ".sh"))]
    assert len(files) > 60
    places = [ROOT, SOURCE, *(p for p in SOURCE.rglob("*") if p.is_dir())]
    assert [n for n in files if not any(list(place.glob(n.rstrip("/"))) for place in places)] == []
    assert all((ROOT / n).exists() for n in ("scripts/environment.sh", "benchmarks/run.py", "data/sample"))
