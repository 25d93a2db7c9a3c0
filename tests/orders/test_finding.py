"""Orders are found by any words that stand in them, and by numbers as people type them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from network import Network

from repaircli.platform.db.migrations import runner


@pytest.fixture
def found(network: Network) -> Network:
    """Three orders of two stations with texts to look for."""
    network.create(
        customer="王小明", phone="13800000001", address="北京市海淀区中关村大街1号", fault="开机无显示"
    )
    network.create(
        customer="李雷",
        phone="010-62770000",
        address="上海市黄浦区",
        fault="硬盘ＡＢＣ异响 100%",
        serial="SN-7788x",
    )
    network.create(
        customer="韩梅梅", phone="13900000003", address="北京市东城区", fault="蓝屏_0x7B", station="000003"
    )
    return network


def names(network: Network, text: str, who: str = "admin", *more: str) -> list[str]:
    return [
        o["customer"] for o in network.ok(who, "order", "list", "--text", text, "--sort", "order_no", *more)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("明", ["王小明"]),
        ("小明", ["王小明"]),
        ("北京", ["王小明", "韩梅梅"]),
        ("北京 蓝", ["韩梅梅"]),
        ("北京 李", []),
        ("sn-7788X", ["李雷"]),
        ("abc", ["李雷"]),
        ("ＳＮ-77", ["李雷"]),
        ("010-6277", ["李雷"]),
        ("62770000", ["李雷"]),
        ("100%", ["李雷"]),
        ("%", ["李雷"]),
        ("_", ["韩梅梅"]),
        ("0X7b", ["韩梅梅"]),
        ('"异响 100"', ["李雷"]),
        ("“异响 100”", ["李雷"]),
        ('"100 异响"', []),
        ("260603-0002", ["李雷"]),
        ("\\", []),
    ],
)
def test_words_are_found_wherever_they_stand(found: Network, text: str, wanted: list[str]) -> None:
    assert names(found, text) == wanted
    # a station looks through its own orders, by another way through the database
    assert names(found, text, "co1") == [name for name in wanted if name != "韩梅梅"]
    assert names(found, text, "admin", "--station", "000003") == [n for n in wanted if n == "韩梅梅"]


def test_what_changes_is_found_as_it_is_now(found: Network) -> None:
    no = found.ok("admin", "order list --text 王小明")[0]["order_no"]
    found.ok("co1", "order", "note", no, "--text", "客户要求带内存条")
    assert names(found, "内存条") == ["王小明"]
    found.ok("co1", "order", "edit", no, "--customer", "王大明", "--fault", "无声音")
    assert names(found, "内存条 大明 声音") == ["王大明"]
    assert names(found, "小明") == names(found, "无显示") == []


def test_an_import_and_an_export_know_the_words(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "service,station,customer,phones,address,fault\n"
        "onsite,000001,甲,13800000001,路1号,主板烧毁\nonsite,000001,乙,13800000002,路2号,风扇响\n",
        encoding="utf-8",
    )
    network.ok("agent", f"order import {file}")
    assert names(network, "主板") == ["甲"]
    out = tmp_path / "out.csv"
    network.ok("admin", "order", "export", "--text", "风扇", "-o", str(out))
    text = out.read_text(encoding="utf-8-sig")
    assert "乙" in text and "甲" not in text


def test_nothing_to_look_for_is_said(network: Network) -> None:
    for text in ("", "  ", '""'):
        result = network.run("admin", "order", "list", "--text", text)
        assert result.exit == 2 and "--text is empty" in result.err
    assert network.run("admin", "order", "list", "--text", "长" * 9000).exit == 0


def test_orders_of_a_database_of_before_are_found(tmp_path: Path) -> None:
    """The migration fills the texts of the orders that are there."""
    file = sqlite3.connect(":memory:")
    for step in runner.STEPS[:3]:
        step(file.execute, "sqlite")
    row = {
        name: 0 if kind == "INTEGER" else "2026-01-01T01:00:00Z"
        for _, name, kind, needed, default, _ in file.execute("PRAGMA table_info(orders)")
        if needed and default is None
    }
    row |= {"order_no": "R260101-0001", "customer": "赵六", "phones": '["138-0000-0001"]', "address": "某路"}
    row |= {"fault": "花屏", "origin": "cc", "service": "onsite", "status": "dispatched"}
    marks = ", ".join("?" * len(row))
    file.execute(f"INSERT INTO orders ({', '.join(row)}) VALUES ({marks})", list(row.values()))
    runner.STEPS[3](file.execute, "sqlite")
    (text,) = file.execute("SELECT text FROM order_texts").fetchone()
    assert [word in text for word in ("R260101-0001", "赵六", "13800000001", "某路", "花屏")] == [True] * 5


@pytest.mark.parametrize(
    "typed",
    [
        "Ｒ２６０６０３－０００１",
        "R260603-0001。",
        "0001，",
        " R260603-0001 ",
        "【R260603-0001】",
        "r260603-0001",
    ],
)
def test_a_number_is_read_as_people_type_it(network: Network, typed: str) -> None:
    no = network.create()
    assert network.ok("admin", "order", "show", typed)["order_no"] == no
    assert network.ok("co1", "order", "download", typed)["order_no"] == no


@pytest.mark.parametrize(
    "typed",
    ["R26063-0001", "R2606033-0001", "R260630-0001", "R260603-001x1", "R26O6O3-OOO1", "R260603-00001"],
)
def test_a_mistyped_number_names_the_one_that_was_meant(network: Network, typed: str) -> None:
    no = network.create()
    result = network.run("admin", "order", "show", typed)
    assert result.exit == 5
    hint = json.loads(result.err)["error"]["hint"]
    assert (hint == f"did you mean {no}?") is (typed != "R260603-001x1")


def test_a_wrong_digit_is_told_only_while_few_orders_may_be_meant(network: Network) -> None:
    first = network.create()
    assert first in network.run("admin", "order show R260603-0009").err
    for n in range(4):
        network.create(phone=f"1390000000{n}", address=f"路{n}号")
    assert "did you mean" not in network.run("admin", "order show R260603-0009").err


def test_an_order_of_another_station_is_not_suggested(network: Network) -> None:
    no = network.create()
    assert no not in network.run("co101", "order show R26063-0001").err


def test_a_customer_is_found_with_a_blank_behind_the_name(network: Network) -> None:
    network.create()
    assert len(network.ok("admin", "order", "list", "--customer", "张三 ")) == 1
