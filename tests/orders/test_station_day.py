"""What the tool tells a station at the steps of its day: what comes next, and what was left out."""

from __future__ import annotations

from typing import Any

import pytest


def test_a_station_s_own_order_says_how_to_print_it(network: Any) -> None:
    words = (
        "--customer",
        "张三",
        "--phone",
        "138",
        "--address",
        "一号",
        "--fault",
        "不开机",
        "--recontact",
        "+1d",
    )
    result = network.run("co1", "order", "create", "--service", "carry-in", *words, format="table")
    assert result.err == "hint: repaircli order print R260603-0001\n"
    two = network.run(
        "co1", "order", "create", "--service", "carry-in", *words, "--units", "2", format="table"
    )
    assert "hint: repaircli order print R260603-0002 R260603-0003" in two.err
    dispatched = network.run(
        "agent", "order", "create", "--service", "onsite", "--station", "000001", *words[:8]
    )
    assert "order print" not in dispatched.err


@pytest.mark.parametrize(("reported", "told"), [("08:30", False), ("08:29", True)])
def test_an_order_generated_long_after_the_report_is_told_of(network: Any, reported: str, told: bool) -> None:
    words = ("--customer", "张三", "--phone", "138", "--address", "一号", "--fault", "不开机")
    result = network.run("co1", "order", "create", "--service", "carry-in", *words, "--reported-at", reported)
    assert result.exit == 0 and ("001-1.5.6" in result.err) is told


def test_a_signature_without_a_printed_order_is_told_of(network: Any) -> None:
    unprinted, printed, excused = (network.downloaded() for _ in range(3))
    network.ok("co1", "order", "print", printed)
    network.ok("eng1", "order", "start", excused, "--system-failure", "停电")
    for no in (unprinted, printed, excused):
        network.ok("eng1", f"order repaired {no}")
    told = [
        "never printed" in network.run("eng1", f"order sign {no}").err for no in (unprinted, printed, excused)
    ]
    assert told == [True, False, False]


def test_the_hint_of_a_refusal_is_the_step_that_is_possible_now(network: Any) -> None:
    def hint(who: str, *words: str) -> str:
        result = network.run(who, *words)
        assert result.exit == 3, (words, result.out, result.err)
        return str(result.data["hint"]).removeprefix("repaircli ")

    close = ("order", "close", "", "--solution", "s")
    solved = network.downloaded()
    network.ok("co1", "contact", "log", solved, "--result", "guided-solved")
    assert hint("eng1", *close[:2], solved, *close[3:]).endswith(f"{solved} --phone-resolved software")
    machine = network.create("co1", service="carry-in")
    assert hint("eng1", *close[:2], machine, *close[3:]) == f"order repaired {machine}"
    network.ok("eng1", "order", "repaired", machine)
    network.ok("eng1", "order", "writeback-t3", machine, "--at", "10:00")
    again = ("order", "writeback-t3", machine, "--at", "11:00")
    assert hint("eng1", *again).endswith("--type TYPE --reason TEXT")
    assert {c["clause"] for c in network.run("eng1", *again).data["checks"]} == {"001-2.5.7"}
    network.ok("co1", "order", "check-failed", machine)
    network.ok("eng1", "order", "repaired", machine)
    network.ok("eng1", "order", "sign", machine)
    assert hint("eng1", *close[:2], machine, *close[3:]) == f"order delivered {machine}"


def test_while_a_statement_waits_no_second_one_is_advised(network: Any) -> None:
    no = network.downloaded()
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    ask = ("cancel", "request", no, "--reason", "plan_refused_onsite", "--detail", "不同意")
    assert "form submit" in network.run("co1", *ask, format="table").err
    network.ok("co1", f"form submit {no} --proposal 换主板 --refusal 嫌贵")
    assert "form submit" not in network.run("co1", *ask, format="table").err


def test_a_correction_shows_what_it_changed(network: Any) -> None:
    no = network.downloaded()
    out = network.run(
        "co1", f"order edit {no} --fault 内存故障 --caller-no ''", format="table"
    ).out.splitlines()
    assert any(line.split() == ["fault", "内存故障"] for line in out)
    assert not any("address" in line for line in out)
    assert network.ok("co1", f"order edit {no} --model X1")["changed"] == ["model"]


def test_who_may_do_it_is_said_in_the_reader_s_language(network: Any) -> None:
    no = network.downloaded()
    close = ("order", "close", no, "--solution", "s")
    assert network.run("co1", *close, lang="zh", format="table").err == (
        "错误：co1 不能执行 order close：仅限维修站服务工程师、大区接口人\n"
    )
    assert "is for engineer, liaison" in network.run("co1", *close, format="table").err


def test_a_column_that_says_nothing_makes_room_on_a_terminal(network: Any) -> None:
    network.create()
    out = network.run("co1", "order download", format="table", columns=100).out
    assert "why not" not in out and "special user" not in out and "开机无显示" in out
    network.create()
    assert "why not" in network.run("co1", "order download", format="table").out


def test_an_engineer_of_the_head_station_takes_the_order_from_the_branch_point_and_that_is_said(
    network: Any,
) -> None:
    no = network.downloaded()
    assert network.run("co1", f"order assign {no} --engineer eng2").err == ""
    result = network.run("co1", f"order assign {no} --engineer eng1")
    assert "no longer that of branch point 000002" in result.err and result.data["branch"] is None
