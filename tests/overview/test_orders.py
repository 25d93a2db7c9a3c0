"""Reading orders: filters, scope, parts of numbers, history, lineage."""

from __future__ import annotations

import network as networks
import pytest
from network import Network


def numbers(network: Network, who: str, *words: str) -> list[str]:
    return [o["order_no"] for o in network.ok(who, "order", "list", *words)]


def test_a_list_is_newest_first_and_keeps_to_the_scope(network):
    first = network.create()
    network.at("09:10:00")
    second = network.create("east", station="000101")
    assert numbers(network, "admin") == [second, first]
    assert numbers(network, "co1") == numbers(network, "north") == [first]
    assert numbers(network, "east") == numbers(network, "co101") == [second]
    assert numbers(network, "co3") == []


def test_a_branch_sees_what_was_handed_to_it(network):
    no = network.downloaded()
    assert numbers(network, "co2") == []
    network.ok("co1", f"order assign {no} --engineer eng2")
    assert numbers(network, "co2") == [no]
    assert numbers(network, "co1", "--engineer", "eng2") == [no]


def test_every_filter_filters(network):
    a = network.create(customer="张_三", phone="138-0000-0001")
    network.at("2026-06-04T09:00:00")
    b = network.create(customer="李四", phone="13900000002", caller_no="010-6123")
    c = network.create("east", station="000101", customer="王%五", phone="13700000003")
    network.ok("co1", "order", "download", b)
    everyone = {
        ("--status", "downloaded"): [b],
        ("--status", "已下载", "--status", "dispatched"): [c, b, a],
        ("--station", "000101"): [c],
        ("--region", "华北区"): [b, a],
        ("--since", "2026-06-04"): [c, b],
        ("--until", "2026-06-03"): [a],
        ("--until", "2026-06-04 08:59:59"): [a],
        ("--customer", "四"): [b],
        ("--customer", "_"): [a],
        ("--customer", "%"): [c],
        ("--phone", "13800000001"): [a],
        ("--phone", "0106123"): [b],
        ("--sort", "order_no"): [a, b, c],
        ("--sort", "-order_no"): [c, b, a],
        ("--limit", "1"): [c],
    }
    assert {words: numbers(network, "admin", *words) for words in everyone} == everyone


def test_what_cannot_be_filtered_or_sorted_by_is_a_usage_error(network):
    for words in (
        ("--status", "lost"),
        ("--sort", "phones"),
        ("--limit", "0"),
        ("--limit", "x"),
        ("--since", "soon"),
    ):
        assert network.run("admin", "order", "list", *words).exit == 2


def test_more_than_is_shown_is_said(network):
    for _ in range(3):
        network.create()
    assert "1 more" in network.run("admin", "order list --limit 2").err
    assert network.run("admin", "order list --limit 3").err == ""


@pytest.mark.parametrize(("since", "warned"), [("2026-05-31 09:00", False), ("2026-05-31 08:59", True)])
def test_a_query_over_more_than_three_days_is_warned(network, since, warned):
    assert ("6.1.4" in network.run("admin", "order", "list", "--since", since).err) is warned


def test_due_shows_what_waits_now(network):
    uncalled, promised, done = network.downloaded(), network.downloaded(), network.downloaded()
    for no in (promised, done):
        network.ok("eng1", f"order writeback-t3 {no} --at +1h")
    network.ok("eng1", "order", "writeback-t3", done, "--phone-resolved", "other")
    counter = network.create("co1", "--recontact", "+2h", service="carry-in")
    assert numbers(network, "co1", "--due") == [uncalled]
    network.at("10:00:00")
    assert set(numbers(network, "co1", "--due")) == {uncalled, promised}
    network.at("11:00:00")
    assert set(numbers(network, "co1", "--due")) == {uncalled, promised, counter}


def test_a_sentinel_never_lapses(network):
    no = network.downloaded()
    network.at("12:30:00")
    network.ok("eng1", f"contact log {no} --result no-answer")
    network.ok("eng1", f"order writeback-t3 {no} --unreachable")
    network.at("2026-07-01T09:00:00")
    assert {line["code"] for line in network.ok("co1", "due")} == {"unreachable_calls"}
    assert numbers(network, "co1", "--due") == [no]
    network.ok("eng1", f"contact log {no} --result reached")
    assert {line["code"] for line in network.ok("co1", "due")} == {"appointment"}
    network.ok("eng1", f"order writeback-t3 {no} --at +1d --type 客户原因 --reason 已约")
    assert numbers(network, "co1", "--due") == []


def test_a_part_of_a_number_is_enough_within_the_scope(network):
    mine, other = network.create(), network.create("east", station="000101")
    assert network.ok("co1", "order show 0001")["order_no"] == mine
    assert network.run("co1", "order show 0002").exit == 5
    assert network.run("co1", f"order show {other}").exit == 4
    several = network.run("admin", "order show R2606")
    assert several.exit == 5 and mine in several.err and other in several.err
    assert network.run("admin", "order show X").exit == 5


def test_a_part_of_ten_thousand_characters_is_found_nowhere_and_a_longer_one_is_refused(network):
    network.create()
    assert network.run("admin", "order", "show", "%" * 10_001).exit == 2
    long = "%" * 10_000
    assert network.run("admin", "order", "show", long).exit == 5
    assert network.run("admin", "audit", "log", long).exit == 5
    assert numbers(network, "admin", "--customer", long) == numbers(network, "admin", "--phone", long) == []


def test_show_has_everything_that_belongs_to_the_order(network):
    no = network.downloaded("cisd", "--special", "ministry")
    network.ok("eng1", f"contact log {no} --result reached")
    network.ok("eng1", f"order fact {no} software --note 重装")
    network.ok("co1", f"form submit {no} --proposal p --refusal r")
    order = network.show(no)
    assert [len(order[k]) for k in ("contacts", "fact_log", "urges", "forms", "requests")] == [1, 1, 1, 1, 0]
    listed = network.ok("admin", "order list")[0]
    assert {k: order[k] for k in listed} == listed, "the list shows the same object"


def test_history_tells_who_did_what_in_order(network):
    no = network.downloaded()
    network.ok("both1", f"order writeback-t3 {no} --at +2h")
    events = network.ok("co1", f"order history {no}")
    assert [(e["what"], e["by"], e["role"]) for e in events] == [
        ("order.created", "agent", "agent"),
        ("order.downloaded", "co1", "coordinator"),
        ("t3.written", "both1", "engineer"),
        ("order.status", "both1", "engineer"),
    ]
    assert events[1]["before"]["status"] == "dispatched" and events[1]["after"]["status"] == "downloaded"
    assert events[3]["after"]["t2"] == "2026-06-03T09:00:00+08:00"


def test_lineage_follows_the_reassignments_both_ways(network):
    first = network.downloaded()
    request = network.ok("co1", f"cancel request {first} --reason wrong_area --detail 区域派错")
    second = network.ok("north", "cancel", "approve", str(request["id"]), "--to-station", "000003")[
        "results"
    ][0]["new_order_no"]
    for no in (first, second):
        chain = network.ok("admin", f"order lineage {no}")
        assert [leg["order_no"] for leg in chain["legs"]] == [first, second]
        assert [leg["this"] for leg in chain["legs"]] == [no == first, no == second]
    assert chain["legs"][0]["status"] == "cancelled" and chain["legs"][1]["status"] == "dispatched"


def test_the_history_of_an_imported_order_begins_with_what_its_rows_tell(network, network_template, tmp_path):
    no = network.downloaded()
    network.at("10:00:00").ok("eng1", f"contact log {no} --result reached")
    network.at("11:00:00").ok("eng1", f"order writeback-t3 {no} --at +1h")
    network.at("11:30:00").ok("co1", f"order print {no}")
    network.at("12:00:00").ok("eng1", f"order fact {no} nff_power")
    network.at("13:00:00").ok("eng1", f"order sign {no}")
    folder = tmp_path / "out"
    network.ok("admin", "order", "export", "--output", f"{folder}/")
    other = networks.copied(network_template, tmp_path / "other.db").at("2026-06-04T09:00:00")
    assert other.run("admin", "order", "import", str(folder), "--history").exit == 0
    other.ok("eng1", f"order close {no} --solution 无故障")
    events = other.ok("co1", f"order history {no}")
    assert [(e["what"], e["at"][11:16]) for e in events] == [
        ("order.imported", "09:00"),
        ("order.downloaded", "09:00"),
        ("contact.logged", "10:00"),
        ("t3.written", "11:00"),
        ("order.printed", "11:30"),
        ("fact.logged", "12:00"),
        ("order.signed", "13:00"),
        ("order.closed", "09:00"),
    ]
    assert [e["by"] for e in events[1:6]] == ["co1", "eng1", "eng1", None, "eng1"]


def test_what_is_done_to_an_imported_order_stands_in_its_history_once_and_in_order(
    network, network_template, tmp_path
):
    no = network.downloaded()
    folder = tmp_path / "out"
    network.ok("admin", "order", "export", "--output", f"{folder}/")
    other = networks.copied(network_template, tmp_path / "other.db").at("2026-06-03T10:00:00")
    assert other.run("admin", "order", "import", str(folder), "--history").exit == 0
    other.at("11:00:00").ok("co1", f"contact log {no} --result reached")
    other.ok("eng1", f"order writeback-t3 {no} --at +1h")
    other.at("11:30:00").ok("co1", f"order print {no} --output {tmp_path / 'order.html'}")
    other.at("12:00:00").ok("eng1", f"order start {no}")
    other.at("13:00:00").ok("eng1", f"order repaired {no}")
    events = other.ok("co1", f"order history {no}")
    times = [e["at"] for e in events]
    assert times == sorted(times)
    assert [e["what"] for e in events if e["at"][11:13] == "13"] == ["order.repaired"]
    assert [e["what"] for e in events].count("t3.written") == 1
