"""Hostile text is harmless where it is shown, and text is as wide as it looks."""

from __future__ import annotations

import json

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from repaircli.platform.output.clean import clean, clean_json
from repaircli.platform.output.width import known, pad, width, wrap

HOSTILE = {
    "colour": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;owned\x07",
    "clear": "\x1b[2J\x1b[H",
    "link": "\x1b]8;;http://x\x1b\\y\x1b]8;;\x1b\\",
    "c1": "a\x9b31mb",
    "newline": "张三\n维修单 R-1 已关闭",
    "return": "good\rbad",
    "backspace": "abc\b\b\bxyz",
    "tab": "a\tb",
    "nul": "a\x00b",
    "delete": "a\x7fb",
    "bidi": "user\u202etxt.exe",
    "isolate": "\u2066a\u2069",
    "mark": "a\u200fb",
    "zero width": "张\u200b三",
    "joiner": "张\u200d三",
    "bom": "\ufeff张三",
    "separator": "a\u2028b\u2029c",
    "next line": "a\x85b",
    "no break": "a\u00a0b",
    "surrogate": "a\udc80b",
    "private": "a\ue000b",
    "tag": "a\U000e0041b",
    "soft hyphen": "a\u00adb",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_does_not_print_shows_as_an_escape(name: str) -> None:
    shown = clean(HOSTILE[name])
    assert shown.isprintable() and "\\" in shown
    assert clean(shown) == shown


@pytest.mark.parametrize("text", ["张三", "a b", "北京\u3000朝阳区", "[red]x[/x]", "€5 ½ é", "", "😀"])
def test_what_prints_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


@given(st.text())
def test_cleaned_text_never_holds_a_character_that_does_not_print(text: str) -> None:
    assert clean(text).replace("\u3000", "").isprintable()


@pytest.mark.parametrize("name", HOSTILE)
def test_json_keeps_the_value_and_is_one_line_of_harmless_text(name: str) -> None:
    text = clean_json(json.dumps({"x": HOSTILE[name]}, ensure_ascii=False))
    assert json.loads(text) == {"x": HOSTILE[name]}
    assert len(text.splitlines()) == 1
    assert not set(text) & set("\x1b\x7f\x85\x9b\u061c\u200e\u200f\u2028\u2029\u202e\u2066\u2069\udc80")


def test_json_keeps_chinese_readable() -> None:
    assert clean_json('{"x": "张三，北京\u3000"}') == '{"x": "张三，北京\u3000"}'


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("张三", 4), ("Ａ１，", 6), ("e\u0301", 1), ("한글", 4), ("–", 1), ("", 0), ("a张b", 4)],
)
def test_width_counts_terminal_columns(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize("text", ["🇨🇳", "❤️", "👩🏽", "👍🏿"])
def test_several_characters_that_show_as_one_take_its_columns(text: str) -> None:
    assert width(text) == 2


def test_characters_whose_width_is_known_without_the_table_are_as_wide_as_the_table_says() -> None:
    widths = {char: columns for char in map(chr, range(0x110000)) if (columns := known(char))}
    assert len(widths) > 21_000
    assert {char: wcwidth.wcwidth(char) for char in widths} == widths


def test_padding_fills_to_the_width_on_either_side() -> None:
    assert (
        pad("张三", 6) == "张三  " and pad("张三", 6, right=True) == "  张三" and pad("abcdef", 3) == "abcdef"
    )


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("北京市朝阳区", 6, ["北京市", "朝阳区"]),
        ("维修站：已关闭，不予撤单", 8, ["维修站：", "已关闭，", "不予撤单"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("order 张三丰 closed", 9, ["order 张", "三丰", "closed"]),
        ("", 5, [""]),
        ("张", 1, ["张"]),
        (" 。，", 4, ["。，"]),
        ("🇨🇳🇨🇳", 3, ["🇨🇳", "🇨🇳"]),
        ("e\u0301e\u0301", 1, ["e\u0301", "e\u0301"]),
    ],
)
def test_text_wraps_at_spaces_and_between_chinese_characters(
    text: str, columns: int, lines: list[str]
) -> None:
    assert wrap(text, columns) == lines


@given(st.text(alphabet="ab 张三，。xyz-（", max_size=60), st.integers(4, 30))
def test_wrapped_lines_fit_and_nothing_but_spaces_is_lost(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert lines and all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


SIGNS = st.sampled_from([*"a张 ，（🇨🇳❤👩🏽한กำ", "\ufe0f", "\u0301", "\u1161", "क्", "षि"])


@given(st.text(max_size=60) | st.lists(SIGNS, max_size=40).map("".join), st.integers(2, 30))
def test_any_text_that_prints_wraps_to_lines_that_fit(text: str, columns: int) -> None:
    """Only what shows as one character and is wider may stand out."""
    shown = clean(text)
    lines = wrap(shown, columns)
    assert lines and all(
        width(line) <= columns or len([*wcwidth.iter_graphemes(line)]) == 1 for line in lines
    )
    assert "".join("".join(lines).split()) == "".join(shown.split())
