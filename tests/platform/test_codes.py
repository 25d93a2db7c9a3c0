"""Which codes a typed text stands for."""

from __future__ import annotations

import pytest

from repaircli.platform import codes
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import chosen, code
from repaircli.rules.cancelling.matrix import OTHER_WORDS, WORDS


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("wrong_phone", "wrong_phone"),
        ("Wrong_Phone", "wrong_phone"),
        ("用户电话错误", "wrong_phone"),
        ("电话错误", "wrong_phone"),
        ("自行解决", "self_resolved"),
        ("用户自行解决（非站端电话指导）", "self_resolved"),
        ("信息不全", "info_incomplete"),
        ("产能错", "capacity_exceeded"),
        ("ｐａｒｔｓ＿late", "parts_late"),
        ("其他", "other_unlisted"),
    ],
)
def test_a_reason_is_found_by_its_code_its_words_or_a_part_that_no_other_has(text: str, reason: str) -> None:
    assert chosen(WORDS, text, "--reason", also=OTHER_WORDS) == reason


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("联系不上", {"unreachable", "unreachable_early"}),
        ("区域错", {"wrong_area", "wrong_area_cross_region", "dispatch_error", "branch_received"}),
        ("改约", {"reschedule_rereport", "reschedule_short"}),
        ("nff", {"nff_power", "nff_switch", "nff_wiring", "nff_inherent"}),
    ],
)
def test_a_part_of_several_reasons_lists_them_all(text: str, several: set[str]) -> None:
    with pytest.raises(UsageProblem) as error:
        chosen(WORDS, text, "--reason", also=OTHER_WORDS)
    hint = error.value.hint
    assert hint is not None
    assert {word.code for word in hint.args["near"]} == several  # type: ignore[attr-defined]


def test_a_single_sign_is_no_part_and_nothing_is_guessed_from_an_unknown_word() -> None:
    for text in ("错", "", "瞎写的"):
        with pytest.raises(UsageProblem) as error:
            code("contact", text, "--result")
        assert {word.code for word in error.value.hint.args["known"]} == set(codes.ZH["contact"])  # type: ignore[union-attr]


def test_a_mistyped_code_names_the_nearest() -> None:
    with pytest.raises(UsageProblem) as error:
        code("contact", "no-anser", "--result")
    assert [word.code for word in error.value.hint.args["near"]] == ["no-answer"]  # type: ignore[union-attr]
