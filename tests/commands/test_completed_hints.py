"""A hint that repeats a command with another option repeats what was typed, so that it works when pasted."""

from __future__ import annotations

import shlex

import pytest
from network import Network

from repaircli.platform.text import command_line, completed

TYPED = [
    "--as",
    "co1",
    "order",
    "create",
    "--service",
    "onsite",
    "--customer",
    "张 三",
    "--phone=13800000001",
    "--fault",
    "x",
]


@pytest.mark.parametrize(
    ("hint", "line"),
    [
        (
            command_line("order create", "--service carry-in …"),
            "repaircli order create --service carry-in --customer '张 三' --phone=13800000001 --fault x",
        ),
        (
            command_line("referral create", "--kind proxy --said-first …"),
            "repaircli referral create --kind proxy --said-first --customer '张 三' --phone=13800000001 --fault x",
        ),
        (command_line("order show", "{no}", no="1"), "repaircli order show 1"),
    ],
)
def test_dots_become_what_was_typed(hint: object, line: str) -> None:
    assert str(completed(hint, "order create", TYPED)) == line  # type: ignore[arg-type]


def test_the_hint_of_a_refused_order_works_when_pasted(network: Network) -> None:
    words = [
        "--service",
        "onsite",
        "--customer",
        "张 三",
        "--phone",
        "13800000001",
        "--address",
        "路1号",
        "--fault",
        "不开机",
    ]
    result = network.run("co1", "order", "create", *words)
    assert result.exit == 3
    hint = result.data["hint"]
    assert "…" not in hint and "'张 三'" in hint
    again = network.run("co1", *shlex.split(hint.removeprefix("repaircli ").removesuffix(" --as co1")))
    assert again.exit == 0 and again.data["customer"] == "张 三"
