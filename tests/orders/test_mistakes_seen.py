"""What stays readable when work is taken back, and the copy of a closed order."""

from __future__ import annotations

from pathlib import Path

import pytest
from network import Network
from pypdf import PdfReader
from test_carry_in_day import mended

COPY = {"en": "repair order (COPY of 2026-06-05)", "zh": "维修单（副本 2026-06-05）"}


def closed(network: Network) -> str:
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-04 10:00'")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order done {no} --solution 更换内存")
    return no


def test_a_repair_that_failed_the_check_stays_on_the_page_of_the_order(network: Network) -> None:
    no = mended(network)
    network.at("10:00").ok("eng1", f"order check-failed {no}")
    assert network.show(no)["facts"] == []
    shown = network.run("eng1", "order", "show", no, format="table").out
    assert "taken back 2026-06-03 10:00: customer's check failed" in shown
    shown = network.run("eng1", "order", "show", no, format="table", lang="zh").out
    assert "已修复" in shown and "2026-06-03 10:00 作废：验机未通过" in shown


def test_a_work_taken_back_by_the_region_says_why(network: Network) -> None:
    no = network.downloaded()
    network.ok("eng1", f"order fact {no} reseat")
    network.ok("north", f"order fact {no} reseat --void --why 登记错单")
    assert (
        "taken back 2026-06-03 09:00: 登记错单" in network.run("co1", f"order show {no}", format="table").out
    )


def test_a_repair_needs_no_recorded_start_and_the_print_before_service_all_the_same(network: Network) -> None:
    """No document asks for a start; 001-1.5.6 asks for the print before service, at the signature."""
    no = network.downloaded()
    assert network.run("eng1", f"order repaired {no}").exit == 0
    assert network.refused("eng1", f"order sign {no}") == {"served_unprinted"}


@pytest.mark.parametrize("lang", COPY)
@pytest.mark.parametrize("name", ["copy.html", "copy.txt", "copy.pdf"])
def test_a_closed_order_is_printed_as_a_copy(network: Network, tmp_path: Path, lang: str, name: str) -> None:
    no = closed(network)
    before = network.show(no)
    file = tmp_path / name
    network.at("2026-06-05T10:00")
    result = network.run("co1", "order", "print", no, "--output", str(file), lang=lang)
    assert (result.exit, result.data["copy"], result.data["printed_at"]) == (0, True, before["printed_at"])
    if name.endswith(".pdf"):
        text = PdfReader(file).pages[0].extract_text()
    else:
        text = file.read_text()
    assert COPY[lang].replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert "更换内存" in text
    assert network.show(no) == before
    assert network.ok("co1", f"order history {no}")[-1]["after"] == {"copy": True}


def test_an_open_order_is_no_copy_and_a_cancelled_one_is_not_printed(network: Network) -> None:
    no = network.create("co1", service="carry-in")
    assert network.ok("co1", f"order print {no}")["copy"] is False
    other = network.create("co1", service="carry-in")
    network.ok("co1", f"cancel self {other} --reason entry_error --detail 录错")
    assert network.refused("co1", f"order print {other}") == {"order_closed"}
