"""docs/architecture.md and CONTRIBUTING.md name what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "repaircli"
PAGES = ("docs/architecture.md", "CONTRIBUTING.md")


def test_every_package_has_its_place() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    packages = {p.name for p in SOURCE.iterdir() if (p / "__init__.py").is_file()}
    assert {name for name in packages if not re.search(rf"\b{name}\b", page)} == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_named_is_there(page: str) -> None:
    named = set(re.findall(r"[\w/]+/[\w/]+\.py", (ROOT / page).read_text(encoding="utf-8")))
    named -= {name for name in named if "NNN" in name}
    assert len(named) > 5
    assert {n for n in named if not ((SOURCE / n).is_file() or (ROOT / n).is_file())} == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_target_of_make_that_is_named_is_there(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", (ROOT / page).read_text(encoding="utf-8")))
    assert named and named <= targets
