"""The five-field cancel remark (000-6.3, A-19)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repaircli.rules.cancelling import remark


def test_the_remark_is_the_documents_example_with_its_fifth_field() -> None:
    assert (
        remark.compose("华北区", "000001", "产能错", "维修站来电说明已超出服务产能", "李华")
        == "华北区/000001/产能错/维修站来电说明已超出服务产能/李华"
    )


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("华北区/000001/产能错/说明/李华", True),
        ("华北区/000001/产能错/维修站来电说明已超出服务产能。", False),
        ("华北区/000001/产能错/说明/李华/多", False),
        ("华北区//产能错/说明/李华", False),
        ("华北区/000001/产能错/ /李华", False),
        ("", False),
    ],
)
def test_a_remark_has_five_fields_and_none_is_empty(text: str, well: bool) -> None:
    assert (remark.check(text) == ()) is well
    assert all(c.clause == "000-6.3" for c in remark.check(text))


def test_a_slash_and_a_line_break_in_a_field_do_not_make_a_sixth() -> None:
    text = remark.compose("华北区", "000001", "区域错", "A/B\n第二行\t尾", "李华")
    assert text == "华北区/000001/区域错/A／B 第二行 尾/李华"


@given(st.lists(st.text(min_size=1, max_size=12).filter(str.strip), min_size=5, max_size=5))
@settings(max_examples=30, deadline=None)
def test_whatever_the_fields_say_the_remark_has_five(fields: list[str]) -> None:
    assert remark.check(remark.compose(*fields)) == ()
