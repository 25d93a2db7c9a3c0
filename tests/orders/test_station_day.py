"""What the tool tells a station at the steps of its day: what comes next, and what was left out."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from repaircli.orders.followup_tables import Violation


def test_a_station_s_own_order_says_how_to_print_it(network: Any) -> None:
    words = (
        "--customer",
        "张三",
        "--phone",
        "13800000138",
        "--address",
        "一号",
        "--fault",
        "不开机",
        "--recontact",
        "+1d",
    )
    result = network.run("co1", "order", "create", "--service", "carry-in", *words, format="table")
    assert result.err == "hint: repaircli order print R260603-0001 --as co1\n"
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
    words = ("--customer", "张三", "--phone", "13800000138", "--address", "一号", "--fault", "不开机")
    result = network.run("co1", "order", "create", "--service", "carry-in", *words, "--reported-at", reported)
    assert result.exit == 0 and ("001-1.5.6" in result.err) is told


def test_service_without_a_print_before_it_is_signed_and_closed_only_as_a_violation(network: Any) -> None:
    late, printed, excused = (network.downloaded() for _ in range(3))
    network.ok("co1", f"order print {printed}")
    network.ok("eng1", f"order start {excused} --system-failure 停电")
    for no in (late, printed, excused):
        told = network.run("eng1", f"order repaired {no}")
        assert ("needs --unprinted TEXT" in told.err) == (no == late)
    network.at("09:01:00").ok("co1", f"order print {late}")
    refused = network.run("eng1", f"order sign {late}")
    assert refused.checks == {"served_unprinted"} and refused.data["checks"][0]["clause"] == "001-1.5.6"
    assert f"hint: repaircli order sign {late} --unprinted TEXT" in refused.err
    for no in (printed, excused):
        network.ok("eng1", f"order sign {no}")
    network.ok("eng1", f"order sign {late} --unprinted 先上门了")
    order = network.show(late)
    assert order["unprinted_why"] == "先上门了"
    assert "violation" in [e["what"] for e in network.ok("co1", f"order history {late}")]
    network.ok("eng1", f"order writeback-t3 {late} --at +1h")
    network.ok("eng1", f"order close {late} --solution 换主板")
    (notice,) = network.ok("north", "notify list --code N37")
    assert notice["order_no"] == late
    with network.tx() as tx:
        assert [(v.kind, v.order_no, v.detail) for v in tx.find(Violation)] == [
            ("unprinted", late, "先上门了")
        ]
    (row,) = network.ok("north", "report sla --month 2026-06 --station 000001")["results"]
    assert row["unprinted"] == 1
    assert network.ok("north", "report cancels --month 2026-06")["total"]["violations"] == 0


def test_an_order_that_was_signed_before_the_rule_is_closed_with_the_reason(network: Any) -> None:
    no = network.create("co1", service="carry-in")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order sign {no} --unprinted 忘了打印")
    network.ok("co1", f"order picked-up {no}")
    with sqlite3.connect(network.path) as file:
        file.execute("UPDATE orders SET unprinted_why = NULL")
    file.close()
    network.ok("eng1", f"order writeback-t3 {no} --at +1m")
    refused = network.run("eng1", f"order close {no} --solution s")
    assert refused.checks == {"served_unprinted"} and refused.data["checks"][0]["clause"] == "001-2.5.4"
    assert f"hint: repaircli order close {no} --solution s --unprinted TEXT" in refused.err
    assert network.ok("eng1", f"order close {no} --solution s --unprinted 忘了")["unprinted_why"] == "忘了"


def test_service_takes_a_downloaded_order_into_service(network: Any) -> None:
    started, repaired, machine = (
        network.downloaded(),
        network.downloaded(),
        network.downloaded(service="carry-in"),
    )
    network.ok("co1", f"order print {started}")
    assert network.ok("eng1", f"order start {started}")["status"] == "in_service"
    assert network.ok("eng1", f"order repaired {repaired}")["status"] == "in_service"
    assert network.ok("co1", f"order arrived {machine}")["status"] == "in_service"


def test_the_hint_of_a_refusal_is_the_step_that_is_possible_now(network: Any) -> None:
    def hint(who: str, *words: str) -> str:
        result = network.run(who, *words)
        assert result.exit == 3, (words, result.out, result.err)
        return str(result.data["hint"]).removeprefix("repaircli ").removesuffix(f" --as {who}")

    close = ("order", "close", "", "--solution", "s")
    solved = network.downloaded()
    network.ok("co1", "contact", "log", solved, "--result", "guided-solved")
    assert hint("eng1", *close[:2], solved, *close[3:]).endswith(f"{solved} --phone-resolved software")
    machine = network.create("co1", service="carry-in")
    assert hint("eng1", *close[:2], machine, *close[3:]) == f"order repaired {machine}"
    network.ok("co1", "order", "print", machine)
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
    said = network.run("co1", *close, lang="zh", format="table").err.splitlines()
    assert said[0] == "错误：co1 的身份不能执行 order close，要用维修站服务工程师、大区接口人的身份"
    assert said[1].startswith(f"提示：repaircli order close {no} --solution s ")
    assert said[1].endswith(" --as both1")
    assert "requires the role engineer, liaison" in network.run("co1", *close, format="table").err


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
    assert "no longer belongs to branch point 000002" in result.err and result.data["branch"] is None


def test_a_person_is_told_what_is_next_and_by_when_after_each_step(network: Any) -> None:
    no = network.create()
    said = network.run("co1", f"order download {no}", format="table", lang="zh").out
    assert (
        f"接下来\n  联系用户（2026-06-03 13:00 前）\n  repaircli contact log {no} --result 结果 --as co1\n"
        in said
    )
    said = network.run("eng1", f"contact log {no} --result reached", format="table").out
    assert f"repaircli order writeback-t3 {no} --at TIME --as eng1\n" in said
    assert "next_step" not in network.run("eng1", f"order writeback-t3 {no} --at +1h").data
    network.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户自行解决")
    said = network.run("eng1", f"contact log {no} --result reached", format="table").out
    waits = (
        "next\n  waits for the region's decision on cancel request 1\n  repaircli cancel show 1 --as eng1\n"
    )
    assert waits in said, "a frozen order waits for the region"


def test_an_order_that_waits_for_parts_says_so(network: Any) -> None:
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-06 10:00'")
    said = network.run("co1", f"parts request {no} --part FRU-1", format="table").out
    assert (
        f"waits for the parts that were applied for\n  repaircli parts list --order {no} --as co1\n" in said
    )


def test_a_machine_that_is_in_the_station_gets_its_promised_call_by_a_correction(network: Any) -> None:
    no = network.create("co1", service="carry-in")
    refused = network.run("co1", "order", "arrived", no, "--recontact", "+1d")
    assert refused.data["hint"] == f"repaircli order edit {no} --recontact TIME --as co1"
    assert network.ok("co1", f"order edit {no} --recontact +1d")["recontact_at"]
