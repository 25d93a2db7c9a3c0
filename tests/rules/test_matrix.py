"""The table in the code is the table of the policy, cell by cell, and a reason is found by its code or its words."""

from __future__ import annotations

import re

import pytest
from rule_cases import CELLS, Printed, ids

from repaircli.rules.cancelling import matrix
from repaircli.rules.cancelling.matrix import CLAUSES, ENGLISH, REMARK_WORDS, ROWS, SHORT, reason_code
from repaircli.rules.orders.close_facts import CLOSE_FACTS
from repaircli.rules.policy.decision import Outcome


def test_the_policys_table_has_38_rows_of_nine_cells() -> None:
    assert len(CELLS) == 38 * 9
    assert len({c.reason for c in CELLS}) == 38


@pytest.mark.parametrize("cell", CELLS, ids=ids(CELLS))
def test_a_cell_is_printed_as_in_the_policy(cell: Printed) -> None:
    found = ROWS[cell.reason].cells[cell.origin, cell.asker]
    assert found.printed == cell.text
    assert [SHORT[code] for code in cell.codes] == list(found.outcomes)
    assert found.inferred is cell.text.endswith("°")


def test_rows_and_their_words_come_in_the_order_of_the_policy() -> None:
    assert [(r.code, r.zh) for r in ROWS.values()] == list(dict.fromkeys((c.reason, c.words) for c in CELLS))


def test_the_layout_names_no_reason_twice() -> None:
    # A second line of the same code would silently win over the first.
    named = re.findall(r"^([a-z][a-z_0-9]+) +\|", matrix.TABLE, re.MULTILINE)
    assert sorted(named) == sorted(ROWS) and len(set(named)) == len(named)


def test_groups_are_those_of_the_policy() -> None:
    assert {g: [r.code for r in ROWS.values() if r.group == g] for g in "BC"} == {
        "B": list(CLOSE_FACTS),
        "C": ["entry_error", "clerical_other"],
    }
    assert [sum(r.group == g for r in ROWS.values()) for g in "ABCD"] == [17, 13, 2, 6]


def test_every_row_has_its_clauses_and_its_english_words() -> None:
    assert set(CLAUSES) == set(ENGLISH) == set(ROWS)
    assert all(CLAUSES.values())


def test_a_reason_that_can_end_in_a_region_cancel_has_its_remark_word() -> None:
    assert set(REMARK_WORDS) == {r.code for r in ROWS.values() if r.group in "AC"}
    assert set(REMARK_WORDS.values()) == {"区域错", "产能错", "信息不全", "已正常", "特殊要求"}


def test_every_outcome_of_the_table_has_one_short_code() -> None:
    assert sorted(SHORT.values()) == sorted(Outcome)
    assert len(set(SHORT)) == len(SHORT) == 11


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_a_reason_is_found_by_its_code_and_by_its_chinese_words(row: matrix.Row) -> None:
    assert reason_code(row.code) == row.code
    assert reason_code(row.zh) == row.code
    assert reason_code(row.zh.replace("(", "（").replace(")", "）").replace(",", "，")) == row.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("产能错", "capacity_exceeded"),
        ("用户自行解决", "self_resolved"),
        ("特殊要求", "special_request"),
        ("已修复", "repaired"),
        ("站内生成单“等情况”", "clerical_other"),
        ('站内生成单"等情况"', "clerical_other"),
        ("电话解决", "phone_resolved"),
    ],
)
def test_words_in_brackets_may_be_left_out(text: str, code: str) -> None:
    assert reason_code(text) == code


@pytest.mark.parametrize("text", ["", " ", "wrong-area", "区域", "特殊", "()", "撤单"])
def test_what_names_no_row_names_no_reason(text: str) -> None:
    assert reason_code(text) is None
