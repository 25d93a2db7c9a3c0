"""docs/decisions has one file a decision, all in the same form, and its README lists them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "decisions"
FILES = sorted(FOLDER.glob("[0-9]*.md"))

_LINK = r"\[(?P<{0}>\d{{4}})\]\((?P={0})-[a-z0-9-]+\.md\)"
STATUS = re.compile(
    "accepted|"
    + "superseded by "
    + _LINK.format("by")
    + "|accepted, in part superseded by "
    + _LINK.format("part")
    + "(?: and "
    + _LINK.format("also")
    + ")?"
)


def _parts(path: Path) -> tuple[str, str, str, list[str]]:
    """Number and title, status, date and headings of a decision."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1] == "" and lines[4] == "", path.name
    title = lines[0].removeprefix("# ")
    status, date = lines[2].removeprefix("- Status: "), lines[3].removeprefix("- Date: ")
    return title, status, date, [line for line in lines if line.startswith("## ")]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_decision_has_its_form(path: Path) -> None:
    title, status, date, headings = _parts(path)
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name)
    assert title.startswith(f"{path.name[:4]}. ")
    assert STATUS.fullmatch(status), status
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", date)
    assert headings == ["## Context", "## Decision", "## Consequences"]


def test_the_numbers_have_no_gap() -> None:
    assert len(FILES) > 70
    assert [int(path.name[:4]) for path in FILES] == list(range(1, len(FILES) + 1))


def test_the_readme_lists_every_decision_with_its_status() -> None:
    rows = re.findall(
        r"^\| (\d{4}) \| \[(.+)\]\((\S+\.md)\) \| (.+) \|$",
        (FOLDER / "README.md").read_text(encoding="utf-8"),
        re.M,
    )
    expected = []
    for path in FILES:
        title, status, _, _ = _parts(path)
        expected.append((path.name[:4], title[6:], path.name, status))
    assert sorted(rows) == expected


def test_a_superseded_decision_is_named_by_its_successor() -> None:
    for path in FILES:
        _, status, _, _ = _parts(path)
        for name in re.findall(r"\((\S+\.md)\)", status):
            successor = (FOLDER / name).read_text(encoding="utf-8")
            assert "Supersedes" in successor and f"({path.name})" in successor, (path.name, name)


def test_every_link_leads_to_a_file() -> None:
    for path in [*FILES, FOLDER / "README.md"]:
        for name in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (FOLDER / name).exists(), (path.name, name)
