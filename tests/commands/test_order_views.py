"""How orders look: both languages, narrow and wide, off a terminal, with hostile text; the printed order."""

from __future__ import annotations

import os
import re

import pytest
import tools
from network import Network

from repaircli.platform.output.width import width

HOSTILE = "[red]李[/red]\x1b[31m\n四\x9b2J"


def drawn(network: Network, columns: int, lang: str, *words: str) -> str:
    return network.run("co1", *words, format="table", lang=lang, columns=columns).out


@pytest.fixture
def busy(network: Network) -> str:
    """A day's order with a little of everything, for a customer with a hostile name."""
    no = network.downloaded(
        "cisd",
        "--special",
        "key-account",
        customer=HOSTILE,
        fault="运行十分钟后死机，" * 12,
        model="家悦E3550",
    )
    network.ok("eng1", "contact", "log", no, "--result", "reached", "--note", "约明天下午")
    network.ok("eng1", "order", "writeback-t3", no, "--at", "明天 14:00")
    network.ok("co1", "order", "print", no)
    network.ok("eng1", "order", "start", no)
    network.ok("eng1", "order", "fact", no, "nff_power", "--note", "插座无电")
    network.ok("co1", "form", "submit", no, "--proposal", "换主板", "--refusal", "嫌贵")
    network.run("eng1", "order", "close", no, "--solution", "x")
    network.create("co1", service="carry-in")
    return no


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("verb", ["list", "show", "history", "lineage"])
def test_no_line_is_wider_than_the_terminal(network, busy, columns, lang, verb):
    words = ("order", verb) if verb == "list" else ("order", verb, busy)
    text = drawn(network, columns, lang, *words)
    assert max(width(line) for line in text.splitlines()) <= columns
    assert busy in text or verb == "history"


def test_a_list_at_80_columns_keeps_one_line_an_order(network):
    for name in ("张三", "欧阳修远"):
        network.downloaded(customer=name)
    text = drawn(network, 80, "zh", "order", "list")
    assert len(text.splitlines()) == 4


def test_a_wide_list_shows_address_and_fault_too(network):
    network.downloaded()
    assert "开机无显示" not in drawn(network, 80, "zh", "order", "list")
    assert "开机无显示" in drawn(network, 140, "zh", "order", "list")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("verb", ["list", "show", "history", "lineage", "print"])
def test_nothing_that_was_typed_can_harm_a_terminal(network, busy, lang, verb):
    words = ("order", verb) if verb == "list" else ("order", verb, busy)
    out = network.run("co1", *words, format="table", lang=lang, columns=200).out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", out)
    assert verb in ("lineage", "history") or "[red]李[/red]\\x1b[31m\\n四\\x9b2J" in out


def test_codes_show_as_words_in_chinese_and_as_codes_in_english(network, busy):
    zh = network.run("co1", "order", "show", busy, format="table", lang="zh").out
    en = network.run("co1", "order", "show", busy, format="table", lang="en").out
    assert "处理中" in zh and "大客户" in zh and "无故障单-电源" in zh
    assert "in_service" in en and "key-account" in en and "nff_power" in en


def test_a_writing_command_says_what_it_did_and_where_the_order_stands(network):
    no = network.create()
    out = network.run("co1", "order", "download", no, format="table").out
    assert out.startswith(f"order {no} is downloaded") and "downloaded" in out.splitlines()[1]


def test_an_empty_list_says_so_on_stderr_only(network):
    for words in (("order", "list"), ("order", "download"), ("form", "list"), ("urge", "list")):
        result = network.run("co1", *words, format="table")
        assert (result.exit, result.out) == (0, "") and result.err.strip()


def test_a_list_as_csv_has_one_line_an_order(network, busy):
    lines = network.run("co1", "order", "list", "--customer", "张三", format="csv").out.splitlines()
    assert lines[0].startswith("order_no,origin,service,status,station") and len(lines) == 2


def test_the_printed_order_is_one_page_of_html_for_b5(network, busy, tmp_path):
    file = tmp_path / "order.html"
    order = network.ok("co1", "order", "print", busy, "--output", str(file))
    assert order["output"] == str(file)
    page = file.read_text(encoding="utf-8")
    assert "@page { size: 182mm 257mm; margin: 15mm 6.4mm; }" in page
    assert busy in page and "key-account" in page and "特殊身份用户" in page
    assert "[red]李[/red]" in page and "\x1b" not in page and "http" not in page


def test_a_customer_s_name_is_no_markup_in_the_printed_order(network, tmp_path):
    no = network.downloaded(customer="<script>alert(1)</script>")
    file = tmp_path / "order.html"
    network.ok("co1", "order", "print", no, "--output", str(file))
    assert "<script>" not in file.read_text(encoding="utf-8")


def test_a_name_in_txt_gives_plain_text(network, tmp_path):
    no = network.downloaded()
    file = tmp_path / "order.txt"
    network.ok("co1", "order", "print", no, "--output", str(file))
    assert file.read_text(encoding="utf-8").splitlines()[0].endswith(no)


@tools.on_unix
def test_an_order_whose_paper_cannot_be_written_is_not_printed(network, tmp_path):
    no = network.downloaded()
    link = tmp_path / "link.html"
    os.symlink(tmp_path / "elsewhere.html", link)
    for place in (link, tmp_path, tmp_path / "nowhere" / "x.html"):
        assert network.run("co1", "order", "print", no, "--output", str(place)).exit == 2
        assert network.show(no)["printed_at"] is None
    assert not (tmp_path / "elsewhere.html").exists()


def test_the_history_speaks_chinese_of_every_event(network):
    no = network.downloaded("cisd", special="media")
    network.ok("co1", "special", "notify", no)
    network.ok("eng1", "order", "writeback-t3", no, "--at", "+2h")
    network.ok("co1", "order", "assign", no, "--engineer", "eng1")
    network.ok("co1", "order", "print", no)
    network.ok("eng1", "order", "start", no)
    words = ("--part", "P1", "--name", "主板", "--old", "O1", "--new", "N1")
    network.ok("eng1", "parts", "replace", no, *words)
    network.ok("eng1", "parts", "return", no, "--part", "P1")
    for step in ("repaired", "sign"):
        network.ok("eng1", "order", step, no)
    network.ok("eng1", "order", "close", no, "--solution", "更换主板")
    network.ok("visitor", "visit", "record", no, "--score", "5", "--result", "satisfied")
    text = drawn(network, None, "zh", "order", "history", no)
    for word in ("类型 特殊用户", "类型 换下的故障件", "结果 满意"):
        assert word in text
    assert not re.search(r"\b(special|notified|replaced|satisfied|by)\b", text)


def test_the_history_says_in_words_how_a_request_ended_on_the_facts(network):
    no = network.downloaded()
    words = ("--reason", "self_resolved", "--detail", "用户来电")
    id_ = network.ok("co1", "cancel", "request", no, *words)["id"]
    network.ok("co1", "contact", "log", no, "--result", "guided-solved")
    network.run("north", "cancel", "approve", str(id_))
    assert "判定 正常关单" in drawn(network, None, "zh", "order", "history", no)


def test_the_history_names_load_and_capacity_of_an_order_beyond_them(network):
    network.ok("north", "capacity", "set", "000001", "1", "--from", "2026-06-01")
    network.downloaded()
    no = network.downloaded(address="二号", phone="13800000009")
    assert "派单量 2，产能 1" in drawn(network, None, "zh", "order", "history", no)
