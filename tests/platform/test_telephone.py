"""One form for each telephone number, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repaircli.platform.telephone import doubtful, normal, numbers, with_zero

ONE_NUMBER = {
    "01088880063": [
        "01088880063", "010-88880063", "(010) 8888 0063", "０１０－８８８８００６３", "+86 10 88880063", "0086-010-88880063",
        "86-10-88880063", "+86 (0)10 8888 0063", "010 – 8888–0063", "【010】8888.0063",
    ],
    "13800000009": ["138 0000 0009", "138-0000-0009", "+8613800000009", "86 138 0000 0009", "013800000009"],
    "031187654321": ["0311-8765-4321", "+86 311 8765 4321"],
    "4008108888": ["400-810-8888", "400 8108 888"],
    "75528881234": ["755-2888-1234"],
    "0085223456789": ["+852 2345 6789", "00852-23456789"],
    "01088880063转801": ["010-88880063-801", "010-88880063转801", "01088880063 ext. 801", "010-88880063 x801", "010-88880063分机801"],
    "88880063转801": ["88880063-801", "8888 0063转801"],
    "057188888888转8001": ["0571-8888-8888-8001"],
}  # fmt: skip


@pytest.mark.parametrize(("number", "written"), ONE_NUMBER.items())
def test_a_number_has_one_form_however_it_is_written(number: str, written: list[str]) -> None:
    assert {text: normal(text) for text in (number, *written)} == dict.fromkeys((number, *written), number)
    assert {text: [str(n) for n in numbers(text)] for text in written} == {text: [number] for text in written}


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("13800000056,13800000057", ["13800000056", "13800000057"]),
        ("13800000056/13800000057", ["13800000056", "13800000057"]),
        ("13800000056、010-88880063；13800000057", ["13800000056", "010-88880063", "13800000057"]),
        ("13800000056\n13800000057", ["13800000056", "13800000057"]),
        ("13800000056或13800000057", ["13800000056", "13800000057"]),
        ("13800000056 13800000057", ["13800000056", "13800000057"]),
        ("138 0000 0056  138 0000 0057", ["138 0000 0056", "138 0000 0057"]),
        ("010 88880063 010 88880064", ["010 88880063", "010 88880064"]),
        ("88880063 88880064", ["88880063", "88880064"]),
        ("13800000056 转 801", ["13800000056 转 801"]),
    ],
)
def test_several_numbers_in_one_value_are_split(text: str, typed: list[str]) -> None:
    found = numbers(text)
    assert [number.typed for number in found] == typed
    assert [str(number) for number in found] == [normal(part) for part in typed]


def test_a_number_that_is_given_twice_is_there_once() -> None:
    assert [(n, n.typed) for n in numbers("010-88880063;01088880063")] == [("01088880063", "010-88880063")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1", {"count": 1, "fewest": 7, "most": 15}),
        ("888800", {"count": 6, "fewest": 7, "most": 15}),
        ("1380000005613800000057", {"count": 22, "fewest": 7, "most": 15}),
        ("13800000056-13800000057", {"count": 22, "fewest": 7, "most": 15}),
        ("13800000054/55", {"count": 2, "fewest": 7, "most": 15}),
        ("13800000056 (妻)", {"found": "妻"}),
        ("138****0009", {"found": "*"}),
        ("13800000009 18:00", {"found": ":"}),
        ("138+00000009", {"found": "+"}),
        ("138\x0000000009", {"found": "\x00"}),
        ("١٣٨٠٠٠٠٠٠٠٩", {"found": "١"}),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_the_reason(text: str, why: dict[str, object]) -> None:
    with pytest.raises(ValueError) as refused:
        numbers(text)
    assert refused.value.args[0].args == why


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("13800000009", False), ("13800000009转1", False), ("1380000000", True), ("138000000091", True),
        ("1380000000转12", True), ("01088880063", False), ("88880063", False), ("008613800000", False),
    ],
)  # fmt: skip
def test_a_mobile_number_of_another_length_is_doubtful(number: str, expected: bool) -> None:
    assert doubtful(number) is expected


@given(st.text(alphabet="0123456789 -+()转x/、", max_size=24))
def test_the_one_form_of_a_number_is_itself(text: str) -> None:
    try:
        found = numbers(text)
    except ValueError:
        return
    for number in found:
        assert [str(n) for n in numbers(number)] == [normal(number)] == [number]


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("1088880063", "01088880063"),
        ("2160447397", "02160447397"),
        ("75583344556", "075583344556"),
        ("3800138000", ""),
        ("7558334455", ""),
        ("13800000009", None),
        ("1380000000", None),
        ("01088880063", None),
        ("4008108888", None),
        ("88880063", None),
        ("10-88880063", None),
        ("8613800000009", None),
    ],
)
def test_the_zero_that_a_spreadsheet_drops_comes_back_where_it_is_certain(
    typed: str, whole: str | None
) -> None:
    assert with_zero(typed) == whole
