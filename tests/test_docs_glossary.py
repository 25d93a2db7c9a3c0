"""docs/glossary.md has the words of the field, sorted, with clauses that exist."""

from __future__ import annotations

import re
from pathlib import Path

from repaircli.platform import codes
from repaircli.rules.policy import clauses

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "glossary.md").read_text(encoding="utf-8")


def _rows(heading: str) -> list[list[str]]:
    section = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [line.strip("| ").split(" | ") for line in lines[1:]]


TERMS = _rows("Terms")
LATER = _rows("Terms of documents 002 and 003")


def test_every_term_has_a_chinese_word_one_sentence_and_a_clause() -> None:
    assert len(TERMS) > 130 and len(LATER) > 15
    for row in TERMS + LATER:
        assert len(row) == 4 and all(row), row
        term, _, meaning, _ = row
        assert meaning.endswith(".") and ". " not in meaning, term


def test_the_terms_are_sorted_and_no_term_stands_twice() -> None:
    for rows in (TERMS, LATER):
        keys = [row[0].replace("`", "").casefold() for row in rows]
        assert keys == sorted(set(keys))


def test_every_clause_exists() -> None:
    known = {clause.id for clause in clauses.clauses().values()}
    for term, _, _, cited in TERMS:
        for reference in cited.split(", "):
            assert reference in known or re.fullmatch(r"A-?\d{1,2}|–", reference), (term, reference)


def test_the_words_that_a_newcomer_asks_for_are_there() -> None:
    words = " ".join(f"{term} {chinese}" for term, chinese, _, _ in TERMS)
    asked = "T1 T2 T3 T31 T32 sentinel CISD CSSD 附表一 附表二 附表三 委托单 催上门单 待处理单 特殊情况说明表 取机凭证 产能 回写"
    assert [word for word in asked.split() if word not in words] == []


def test_every_status_origin_service_and_role_in_use_is_explained() -> None:
    explained = set(re.findall(r"`([\w-]+)`", " ".join(row[0] for row in TERMS + LATER)))
    for area in (
        codes.Status,
        codes.Origin,
        codes.Service,
        codes.Role,
        codes.CloseBasis,
        codes.Special,
    ):
        assert {code.value for code in area} - explained == set(), area
