"""The hand-over sheet of a day: what was done, what is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from network import Network


@pytest.fixture
def worked(network: Network) -> tuple[Network, str, str]:
    """One order on which the engineer worked today, and one that nobody has downloaded; a refusal counts as nothing."""
    done, left = network.downloaded(), network.create()
    network.ok("eng1", f"contact log {done} --result reached")
    network.ok("eng1", f"order writeback-t3 {done} --at '06-04 10:00'")
    assert network.run("co1", f"order arrived {done}").exit == 3
    return network, done, left


def test_it_says_what_was_done_on_each_order_and_what_is_left(worked):
    network, done, left = worked
    found = network.ok("co1", "report day")
    first, second = found["results"]
    assert (first["order_no"], first["by"]) == (done, ["agent", "co1", "eng1"])
    assert first["what"] == ["order.created", "order.downloaded", "contact.logged", "order.contacted", "t3.written",
                             "order.status"]  # fmt: skip
    assert (second["order_no"], second["what"]) == (left, ["order.created"])
    assert {line["order_no"]: line["code"] for line in found["left"]} == {
        left: "first_contact",
        done: "promise",
    }
    assert found["total"] == {
        "orders": 2, "created": 2, "calls": 1, "promises": 1, "repaired": 0, "closed": 0, "cancelled": 0, "left": 2,
        "overdue": 0,
    }  # fmt: skip


def test_mine_is_what_i_did_and_what_is_assigned_to_me(worked):
    network, done, _ = worked
    network.ok("co1", f"order assign {done} --engineer eng1")
    found = network.ok("eng1", "report day --mine")
    assert [row["what"] for row in found["results"]] == [
        ["contact.logged", "order.contacted", "t3.written", "order.status"]
    ]
    assert [line["order_no"] for line in found["left"]] == [done]


def test_another_day_has_its_own_work_and_nothing_left(worked):
    network, *_ = worked
    network.at("2026-06-04T09:00:00")
    assert network.ok("co1", "report day")["results"] == []
    found = network.ok("co1", "report day --on 06-03")
    assert (len(found["results"]), found["left"], found["from"]) == (2, [], "2026-06-03")
    assert network.run("co1", "report day --on 2026-06-05").exit == 2


def test_others_see_nothing_of_it(worked):
    network, *_ = worked
    assert network.ok("co101", "report day")["results"] == []
    assert len(network.ok("north", "report day")["results"]) == 2
    assert network.ok("north", "report day --station 000003")["results"] == []


def test_a_person_reads_it_in_words_as_a_table_and_as_a_page(worked, tmp_path: Path):
    network, done, _ = worked
    shown = network.run("co1", "report day", format="table", lang="zh", columns=100).out
    assert "当日工作 2026-06-03" in shown and "生成、已下载、联系用户、回写 T3" in shown
    assert "系统生成" not in shown and shown.index("─ 已办") < shown.index("─ 待办")
    page = tmp_path / "day.html"
    assert network.run("co1", "report", "day", "--html", str(page), lang="zh").exit == 0
    html = page.read_text()
    assert done in html and "回写 T3" in html and "尚未下载：请下载并联系用户" in html and "http" not in html
