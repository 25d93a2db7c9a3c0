"""Machines by serial number: recorded, corrected, in files, with what holds and what was repaired."""

from __future__ import annotations

from pathlib import Path

import pytest
from network import Network


def added(network: Network, serial: str = "SN-1", *more: str) -> dict[str, object]:
    words = ["--product", "desktop", "--customer", "张三", "--phone", "13800000001", *more]
    found: dict[str, object] = network.ok("agent", "machine", "add", serial, *words)
    return found


def policy(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "policy.csv"
    file.write_text("产品,销售起始日,保修月数,上门月数\n台式机,2020-01-01,36,12\n", encoding="utf-8")
    assert network.ok("admin", f"machine policy import {file}")["imported"] == 1
    assert network.ok("admin", f"machine policy import {file}")["unchanged"] == 1


def test_a_machine_has_what_the_policy_grants_from_its_sale(network: Network, tmp_path: Path) -> None:
    policy(network, tmp_path)
    made = added(network, "SN-1", "--sold-on", "2023-06-03")
    assert made["check"] == {
        "on": "2026-06-03",
        "warranty": "in",
        "until": "2026-06-03",
        "onsite": "out",
        "onsite_until": "2024-06-03",
        "basis": "policy",
        "policy": 1,
        "agreement": None,
        "clause": "003-3.1.1",
    }
    assert network.ok("co1", "machine check sn-1 --on 2026-06-04")["warranty"] == "out"
    longer = network.ok("agent", "machine edit SN-1 --warranty-until 2027-01-01")
    assert (longer["check"]["until"], longer["check"]["basis"]) == ("2027-01-01", "machine")
    assert [m["serial"] for m in network.ok("agent", "machine list --expiring 212")] == ["SN-1"]
    assert network.ok("agent", "machine list --expiring 211") == []


@pytest.mark.parametrize("typed", ["sn-1", "ＳＮ-１", " S N - 1 "])
def test_a_serial_number_is_one_however_it_is_written(network: Network, typed: str) -> None:
    added(network)
    assert network.ok("agent", "machine", "show", typed)["serial"] == "SN-1"
    words = ["--product", "desktop", "--customer", "b", "--phone", "13800000002"]
    result = network.run("agent", "machine", "add", typed, *words)
    assert result.exit == 3
    assert [(c["code"], c["clause"]) for c in result.data["checks"]] == [("serial_known", "003-3.1.2")]


def test_what_is_missing_or_wrong_is_said_at_once(network: Network) -> None:
    result = network.run("agent", "machine add SN-2")
    assert result.exit == 2 and all(option in result.err for option in ("--product", "--customer", "--phone"))
    added(network)
    for line, said in (
        ("edit SN-1", "nothing to change"),
        ("edit SN-1 --sold-on 2026-06-04", "after today"),
        ("edit SN-1 --product car", "--product"),
        ("edit SN-1 --station 999999", "no such station"),
        ("show NONE", "no machine and no order"),
        ("check NONE", "no such machine"),
    ):
        result = network.run("agent", f"machine {line}")
        assert result.exit in (2, 5) and said in result.err, line


def test_the_repairs_of_a_machine_are_its_history_recorded_or_not(network: Network) -> None:
    no = network.downloaded(serial="SN-9")
    network.ok("co1", f"contact log {no} --result reached")
    network.ok("eng1", "parts", "replace", no, "--part", "X", "--name", "电源", "--old", "A1", "--new", "B1")
    shown = network.ok("agent", "machine show sn-9")
    assert (shown["recorded"], [o["order_no"] for o in shown["orders"]]) == (False, [no])
    assert shown["orders"][0]["parts"] == [{"name": "电源", "old_barcode": "A1", "new_barcode": "B1"}]
    added(network, "sn-9")
    assert network.ok("agent", "machine show SN-9")["recorded"] is True
    assert [o["order_no"] for o in network.ok("agent", "machine show SN-9")["orders"]] == [no]


def test_a_station_sees_customers_of_its_own_machines_and_orders_only(network: Network) -> None:
    no = network.downloaded(serial="SN-9")
    added(network, "SN-9", "--station", "000001")
    own, foreign = (network.ok(who, "machine show SN-9") for who in ("co1", "co101"))
    assert (own["customer"], own["orders"][0]["customer"]) == ("张三", "张三")
    assert (foreign["customer"], foreign["phones"], foreign["orders"][0]["customer"]) == (None, [], None)
    assert (foreign["orders"][0]["order_no"], foreign["orders"][0]["fault"]) == (no, None)
    assert network.run("co1", "machine edit SN-9 --customer x").exit == 4


@pytest.mark.parametrize("name", ["machines.csv", "machines.xlsx", "machines.jsonl"])
def test_a_file_that_was_exported_changes_nothing(network: Network, tmp_path: Path, name: str) -> None:
    added(network, "0012345678901234567", "--sold-on", "2026-01-31", "--station", "000001")
    added(network, "SN;2", "--configuration", "16 GB；1 TB")
    before = network.ok("agent", "machine list")
    file = tmp_path / name
    network.ok("admin", f"machine export -o {file}")
    again = network.ok("admin", f"machine import {file}")
    assert (again["imported"], again["changed"], again["unchanged"], again["bad"]) == (0, 0, 2, 0)
    assert network.ok("agent", "machine list") == before


def test_a_file_adds_and_changes_and_names_each_bad_row(network: Network, tmp_path: Path) -> None:
    added(network)
    file = tmp_path / "machines.csv"
    file.write_text(
        "序列号,产品,用户姓名,联系电话,维修站编号,状态\n"
        "SN-1,台式机,李四,13800000001,,在用\n"
        "SN-3,服务器,王五,13800000003,000001,\n"
        "sn-3,服务器,王五,13800000003,,\n"
        "SN-4,服务器,王五,13800000003,999999,\n"
        "1.23E+14,服务器,王五,13800000003,,\n",
        encoding="utf-8",
    )
    bad = network.run("admin", f"machine import {file}")
    assert bad.exit == 7
    assert [(e["line"], e["code"]) for e in bad.data["errors"]] == [
        (4, "twice_in_file"),
        (5, "no_station"),
        (6, "digits_lost"),
    ]
    done = network.run("admin", f"machine import {file} --skip-invalid").data
    assert (done["imported"], done["changed"], done["skipped"]) == (1, 1, 3)
    assert network.ok("agent", "machine show SN-1")["customer"] == "李四"
    assert network.ok("agent", "machine show SN-3")["status"] == "in_use"
