"""Requests and decisions on a narrow and on a wide terminal, in both languages."""

from __future__ import annotations

import pytest
from network import Network

from repaircli.platform.output.width import width

CASES = (
    ("张三", "wrong_area", "用户已搬家至上海，维修站已核实"),
    ("北京百川设计有限公司（范经理）", "self_resolved", "用户自行解决，" * 12),
    ("王五", "info_incomplete", "缺少门牌号\x1b[31m"),
)


@pytest.fixture
def asked(network: Network) -> tuple[Network, list[str]]:
    numbers = []
    for customer, reason, detail in CASES:
        numbers.append(network.downloaded(customer=customer))
        network.ok("co1", "cancel", "request", numbers[-1], "--reason", reason, "--detail", detail)
    return network, numbers


def drawn(network: Network, columns: int, lang: str, *words: str) -> list[str]:
    ran = network.run("north", *words, format="table", lang=lang, columns=columns)
    assert ran.exit in (0, 7), ran.err
    lines = ran.out.splitlines()
    assert lines and max(map(width, lines)) <= columns and "\x1b" not in ran.out
    return lines


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_in_80_columns_a_request_is_a_block_with_its_number_in_front(asked, lang: str) -> None:
    network, numbers = asked
    lines = drawn(network, 80, lang, "cancel", "list")
    heads = [line for line in lines if not line.startswith("   ")]
    assert [line.split()[:2] for line in heads] == [[str(i), no] for i, no in enumerate(numbers, start=1)]
    told = ("asked by the station at", "waiting 0 min", "station 000001")
    if lang == "zh":
        told = ("由维修站申请", "已等 0 分钟", "维修站 000001")
    assert all(text in lines[1] for text in told)
    assert "张三  用户已搬家至上海，维修站已核实" in lines[2]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_in_80_columns_a_decision_stands_whole_beneath_its_request(asked, lang: str) -> None:
    network, numbers = asked
    lines = drawn(network, 80, lang, "cancel", "approve", "--all", "--to-station", "000003")
    at = next(i for i, line in enumerate(lines) if numbers[0] in line)
    assert lines[at].startswith("1  ") and f"001-3.4.3{'、' if lang == 'zh' else ', '}001-3.5.2" in "".join(
        lines[at : at + 3]
    )
    reassigned = network.show(numbers[0])["reassigned_to"]
    assert any(reassigned in line for line in lines[at : at + 4])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_on_a_wide_terminal_both_are_tables_with_a_line_beneath_the_titles(asked, lang: str) -> None:
    network, numbers = asked
    for columns, words in (
        (180, ("cancel", "list")),
        (140, ("cancel", "approve", "--all", "--to-station", "000003")),
    ):
        lines = drawn(network, columns, lang, *words)
        rule = next(i for i, line in enumerate(lines) if set(line) == {"─"})
        assert rule <= 2 and numbers[0] in lines[rule + 1]


def test_a_list_without_requests_says_so(network: Network) -> None:
    ran = network.run("north", "cancel", "list", format="table", columns=80)
    assert (ran.exit, ran.out) == (0, "") and "no cancel requests" in ran.err


@pytest.mark.parametrize("columns", [80, 140])
def test_a_request_that_ends_without_a_cancel_shows_no_answer_of_the_rule(asked, columns: int) -> None:
    network, _ = asked
    rejected = drawn(network, columns, "en", "cancel", "reject", "1", "--why", "请继续维修")
    network.ok("co1", "cancel withdraw 2")
    withdrawn = network.run("co1", "cancel withdraw 2", format="table", columns=columns).out
    for text, why in (("\n".join(rejected), "请继续维修"), (withdrawn, "already withdrawn")):
        assert why in text and "region_cancel" not in text and "may cancel" not in text


def test_csv_has_the_columns_of_json_in_their_order(asked) -> None:
    network, numbers = asked
    rows = network.run("north", "cancel", "list", format="csv").out.splitlines()
    keys = [key for key in network.ok("north", "cancel list")[0] if key not in ("decision", "decision_now")]
    assert rows[0].split(",") == keys
    assert rows[0].startswith("id,order_no,status,reason,detail") and rows[1].startswith(
        f"1,{numbers[0]},pending"
    )
