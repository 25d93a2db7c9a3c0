"""Every clause that a rule cites is in the table, and the table covers the documents."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from repaircli.rules.policy.clauses import DOCUMENTS, Clause, clause, clauses, find

SOURCE = Path(__file__).resolve().parents[2] / "src" / "repaircli"

# What the documents number, section by section; 000 as in requirements X1.
NUMBERED = {
    "000": ["1", "2", "3.1", "3.2", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "6.1", "6.2", "6.3", "6.4"],
    "001": [
        f"{section}.{n}"
        for section, last in {
            "1.3": 7, "1.4": 4, "1.5": 9, "2.3": 7, "2.4": 4, "2.5": 9, "3.3": 2, "3.4": 3, "3.5": 3, "3.6": 4,
            "4.3": 1, "4.4": 3, "4.5": 3, "5.4": 3, "5.5": 3, "5.6": 4, "6.1": 6, "6.2": 4, "6.3": 8,
        }.items()
        for n in range(1, last + 1)
    ]
    + ["6.4", "6.5", "6.6.1", "6.6.2", "6.6.3", "6.7.1", "6.7.2", "6.8.1", "6.8.2", "6.8.3"],
    "002": ["1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "3.2", "3.3", "4", "5", "6", "7", "8"],
    "003": [
        "1.1", "1.1.1", "1.1.2", "2.1", "2.1.1", "2.1.2", "2.1.3", "3.1",
        *(f"3.1.{n}" for n in range(1, 11)),
        "4.1", "4.1.1", "4.1.2", "4.1.3", "4.1.4",
    ],
    "own": ["1", "2", "3", "4"],
}  # fmt: skip


def cited() -> dict[str, set[str]]:
    """Clause ids that stand as a literal of their own anywhere in the code, with the files that cite them."""
    found: dict[str, set[str]] = {}
    for file in SOURCE.rglob("*.py"):
        if file.name == "clauses.py":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                head, _, number = node.value.partition("-")
                if head in DOCUMENTS and number and set(number) <= set("0123456789."):
                    found.setdefault(node.value, set()).add(file.name)
    return found


def test_every_clause_that_the_code_cites_is_in_the_table() -> None:
    found = cited()
    assert len(found) > 40 and "matrix.py" in found["001-3.5.2"]
    assert {c: files for c, files in found.items() if c not in clauses()} == {}


def test_the_table_has_every_numbered_clause_of_both_documents_in_their_order() -> None:
    assert list(clauses()) == [f"{document}-{n}" for document, numbers in NUMBERED.items() for n in numbers]


@pytest.mark.parametrize("each", clauses().values(), ids=list(clauses()))
def test_a_clause_has_title_and_summary_in_both_languages(each: Clause) -> None:
    assert each.document in DOCUMENTS and each.id == f"{each.document}-{each.number}"
    for lang in ("zh", "en"):
        assert each.title(lang) and each.summary(lang)
    assert any(c >= "\u4e00" for c in each.summary_zh) and each.summary_en.isascii()
    assert len(each.summary_zh) < 60 and len(each.summary_en) < 160


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("001-1.5.2", "001-1.5.2"),
        ("001 §1.5.2", "001-1.5.2"),
        ("1.5.2", "001-1.5.2"),
        ("§3.6.4", "001-3.6.4"),
        ("000 5.2", "000-5.2"),
        ("5.2", "000-5.2"),
        ("6.4", "001-6.4"),
        ("000-6.4", "000-6.4"),
        ("own-1", "own-1"),
    ],
)
def test_a_clause_is_found_as_people_write_it(text: str, id: str) -> None:
    assert find(text) == clause(id)


@pytest.mark.parametrize("text", ["", "9.9", "002-9", "001-1.5.2 x", "wrong_area", "-"])
def test_what_names_no_clause_finds_none(text: str) -> None:
    assert find(text) is None


def test_an_unknown_clause_is_an_error() -> None:
    with pytest.raises(KeyError):
        clause("001-9.9")
