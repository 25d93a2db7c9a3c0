"""JSON and lists that people and programs hand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import json_of, optional, text_of


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "a": 2}', "the key a occurs twice"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": "x\\u0000"}', "NUL"),
        ('{"a\\u0000": 1}', "NUL"),
        ('[["\\u0000"]]', "NUL"),
        ("[" * 100_000, "nested too deeply"),
        ("{", "not JSON"),
    ],
)
def test_json_that_no_sender_means_is_refused(text: str, said: str) -> None:
    with pytest.raises(UsageProblem) as error:
        json_of(text, "--from-json")
    assert said in str(error.value.message)


def test_a_text_about_a_nul_is_no_nul() -> None:
    assert json_of('{"a": "\\\\u0000"}', "--from-json") == {"a": "\\u0000"}


def test_a_byte_order_mark_and_a_ctrl_z_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ids.txt"
    file.write_bytes(b"\xef\xbb\xbf1\r\n2\r\n\x1a")
    assert text_of(str(file), "--from").split() == ["1", "2"]
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("\ufeff1\n\x1a"))
    assert text_of("-", "--from").split() == ["1"]
    with pytest.raises(UsageProblem):
        text_of(str(tmp_path / "none"), "--from")


@pytest.mark.parametrize(
    "text",
    ["", " ", "\u3000", "\u200b\u200d", "\ufeff", "\u202e\u2066", "\ufe0f", "\u3164", "\u2800", "\x00\t"],
)
def test_a_text_of_which_nothing_can_be_seen_is_empty(text: str) -> None:
    assert optional(text) is None


@pytest.mark.parametrize(
    ("text", "kept"), [(" a ", "a"), ("\u200ba", "\u200ba"), ("👍🏽", "👍🏽"), ("．", "．")]
)
def test_a_text_with_something_to_see_is_kept(text: str, kept: str) -> None:
    assert optional(text) == kept
