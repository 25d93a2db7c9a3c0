"""docs/glossary.md has the words of the field, sorted, with clauses that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from repaircli.platform import codes
from repaircli.rules.policy import clauses

DOCS = Path(__file__).resolve().parent.parent / "docs"
TEXT = (DOCS / "glossary.md").read_text(encoding="utf-8")
CHINESE = (DOCS / "glossary.zh.md").read_text(encoding="utf-8")


def _rows(heading: str, text: str = TEXT) -> list[list[str]]:
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
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


@pytest.mark.parametrize(
    ("rows", "heading"), [(TERMS, "词汇"), (LATER, "002、003 的词汇")], ids=["terms", "terms of 002 and 003"]
)
def test_the_chinese_glossary_has_the_same_terms_codes_and_clauses_in_order(
    rows: list[list[str]], heading: str
) -> None:
    def plain(text: str) -> str:
        return re.sub(r"[（(][^（）()]*`[^（）()]*[）)]", "", text).strip()

    def named(text: str) -> list[str]:
        return re.findall(r"`([^`]+)`", text)

    chinese = _rows(heading, CHINESE)
    assert sorted(
        (plain(row[0]), row[1], named(row[0]), row[3].replace("、", ", ")) for row in chinese
    ) == sorted((row[1], plain(row[0]), named(row[0]), row[3]) for row in rows)
    assert [row[0] for row in chinese if not row[2].endswith("。")] == []
    # a Chinese reader looks words up by their sound, which is the order of this encoding
    keys = [row[0].replace("`", "").casefold().encode("gb18030") for row in chinese]
    assert keys == sorted(keys)


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
