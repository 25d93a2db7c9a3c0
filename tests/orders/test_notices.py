"""The notices of requirements A11, N1 to N27: each queued by the very command that brings it, to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from network import EAST, NORTH, Network

from repaircli.orders.tables import Order

Notice = tuple[str, str, str]


def told(network: Network, no: str | None = None) -> list[Notice]:
    """Code, kind of receiver and receiver of everything in the outbox, or of one order."""
    words = ["--order", no] if no else []
    return [(n["code"], n["to_kind"], n["to"]) for n in network.ok("admin", "notify", "list", *words)]


def new(network: Network, step: Callable[[], Any]) -> list[Notice]:
    """What a step adds to the outbox."""
    before = len(told(network))
    step()
    return told(network)[before:]


def called(network: Network, no: str, *results: str) -> None:
    for result in results:
        network.ok("co1", "contact", "log", no, "--result", result, "--prompt", "此电话号码不存在")


def unreachable(network: Network) -> str:
    no = network.downloaded()
    network.at("12:31")
    called(network, no, "no-answer")
    network.ok("eng1", f"order writeback-t3 {no} --unreachable")
    for day in (4, 5, 8):
        for minute in range(6):
            network.at(f"2026-06-{day:02}T10:{minute:02}:00")
            called(network, no, "no-answer")
    network.at("2026-06-10T18:30:00")
    return no


def test_n1_n2_n5_a_wrong_phone_number_is_told_to_the_region_and_its_cancel_to_headquarters(
    network: Network,
) -> None:
    no = network.downloaded()
    called(network, no, "number-invalid")
    asked = ("cancel", "request", no, "--reason", "wrong_phone", "--detail", "空号")
    assert new(network, lambda: network.ok("co1", *asked)) == [("N1", "region", NORTH)]
    assert new(network, lambda: network.ok("north", "cancel approve 1")) == [
        ("N5", "station", "000001"),
        ("N2", "hq", "hq"),
    ]
    assert network.ok("north", "notify list --code N1")[0]["args"]["detail"] == "空号"


def test_n3_n4_an_unreachable_customer(network: Network) -> None:
    no = unreachable(network)
    asked = ("cancel", "request", no, "--reason", "unreachable", "--detail", "联系不上")
    assert new(network, lambda: network.ok("co1", *asked)) == [("N3", "region", NORTH)]
    assert ("N4", "hq", "hq") in new(network, lambda: network.ok("north", "cancel approve 1"))


def test_n6_a_refused_cancel(network: Network) -> None:
    no = network.downloaded()
    network.ok("co1", f"cancel request {no} --reason special_request --detail x")
    words = ("cancel", "reject", "1", "--why", "继续维修")
    assert new(network, lambda: network.ok("north", *words)) == [("N6", "station", "000001")]


def test_n7_n36_a_special_case_statement_and_its_decision(network: Network) -> None:
    no = network.downloaded()
    words = ("form", "submit", no, "--proposal", "换主板", "--refusal", "嫌贵")
    assert new(network, lambda: network.ok("co1", *words)) == [("N7", "region", NORTH)]
    assert new(network, lambda: network.ok("north", "form decide 1 --agree")) == [
        ("N36", "station", "000001")
    ]


def test_n8_n9_n10_a_special_user_and_a_special_remark(network: Network) -> None:
    assert new(network, lambda: network.create("cisd", special="media")) == [("N8", "station", "000001")]
    no = network.ok("admin", "order list")[0]["order_no"]
    assert new(network, lambda: network.ok("agent", f"urge add {no} --text 投诉倾向")) == [
        ("N9", "station", "000001")
    ]
    network.ok("co1", f"order download {no}")
    assert new(network, lambda: network.ok("co1", f"special notify {no}")) == [("N10", "region", NORTH)]


def test_n8_n9_n35_what_travels_with_a_reassigned_order_is_told_to_its_new_station(network: Network) -> None:
    no = network.downloaded("cisd", special="media")
    plain = network.downloaded()
    network.ok("agent", "urge", "add", plain, "--text", "请尽快")
    for order in (no, plain):
        network.ok("co1", f"cancel request {order} --reason wrong_area_cross_region --detail 不在本大区")
    network.ok("north", "cancel approve 1 2 --to-station 000101")
    special, other = (network.show(order)["reassigned_to"] for order in (no, plain))
    assert told(network, special) == [("N8", "station", "000101")]
    assert told(network, other) == [("N9", "station", "000101")]
    assert ("N35", "region", EAST) in told(network, no)


def test_n17_n18_n22_referrals(network: Network) -> None:
    common = ("--customer", "王", "--phone", "13800000002", "--address", "二号", "--fault", "花屏")
    carried = ("--kind", "carried-in", "--onsite-until", "2026-12-31", "--serial", "S1")
    assert [
        n[0] for n in new(network, lambda: network.ok("co1", "referral", "create", *carried, *common))
    ] == ["N17"]
    out = ("--kind", "out-of-area", "--area", "999999")
    assert [n[:2] for n in new(network, lambda: network.ok("co1", "referral", "create", *out, *common))] == [
        ("N18", "region")
    ]
    proxy = ("--kind", "proxy", "--said-first", "--onsite-until", "2026-12-31")
    found = new(network, lambda: network.ok("co1", "referral", "create", *proxy, *common))
    assert [n[:2] for n in found] == [("N22", "cc")]


def test_n19_a_branch_that_received_an_order_asks_at_once_for_its_reassignment(network: Network) -> None:
    no = network.downloaded()
    # as an old record of another system may stand: this program dispatches to head stations only
    with network.writing() as tx:
        tx.update(Order, {"order_no": no}, station="000002")
    words = ("cancel", "request", no, "--reason", "branch_received", "--detail", "应派总站")
    assert new(network, lambda: network.ok("co2", *words)) == [("N19", "region", NORTH)]


def test_what_a_branch_received_is_reassigned_to_its_head_station_only(network: Network) -> None:
    no = network.downloaded()
    with network.writing() as tx:
        tx.update(Order, {"order_no": no}, station="000002")
    words = ("cancel", "request", no, "--reason", "branch_received", "--detail", "应派总站")
    asked = network.run("co2", *words, "--to-station", "000003")
    assert asked.exit == 0 and "goes to its head station 000001" in asked.err
    refused = network.run("north", "cancel approve 1")
    assert refused.exit == 3 and "000001" in refused.data["results"][0]["decision"]["because"]
    approved = network.ok("north", "cancel approve 1 --to-station 000001")
    assert network.show(approved["results"][0]["new_order_no"])["station"] == "000001"


def test_n20_n21_five_machines_with_the_same_fault(network: Network) -> None:
    words = ("--units", "5", "--same-fault", "--customer", "张三", "--phone", "13800000001")
    more = ("--address", "一号", "--fault", "蓝屏", "--station", "000001")
    create = ("order", "create", "--service", "onsite", *words, *more)
    assert new(network, lambda: network.ok("agent", *create)) == [("N20", "region", NORTH)]
    found = new(network, lambda: network.ok("north", "pending judge 1 --batch"))
    assert found == [("N21", "station", "000001")]


def promised(network: Network) -> str:
    no = network.downloaded()
    called(network, no, "reached")
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-04 10:00'")
    return no


def test_n23_n26_parts_that_are_missing_and_parts_that_are_late(network: Network) -> None:
    no = promised(network)
    words = ("parts", "request", no, "--part", "P1", "--parts-order", "PO1", "--eta", "2026-06-04")
    assert new(network, lambda: network.ok("co1", *words)) == [
        ("N26", "cssd", "cssd"),
        ("N23", "customer", "张三"),
    ]
    network.at("2026-06-05T09:00:00")
    again = ("order", "writeback-t3", no, "--at", "2026-06-06 10:00", "--parts-order", "PO1")
    assert new(network, lambda: network.ok("eng1", *again, "--part-code", "P1")) == [
        ("N23", "customer", "张三")
    ]
    notices = network.ok("co1", "notify list --code N23")
    assert [(n["args"]["cause"], n["args"]["at"], n["medium"]) for n in notices] == [
        ("no_parts", "2026-06-04 10:00", "phone"),
        ("parts_late", "2026-06-06 10:00", "phone"),
    ]
    text = network.ok("co1", "notify", "show", str(notices[1]["id"]))["text"]
    assert "has not arrived in time" in text and "agreed time: 2026-06-06 10:00" in text


def test_n23_a_service_that_did_not_repair_the_fault(network: Network) -> None:
    no = promised(network)
    network.at("2026-06-04T10:00:00")
    network.ok("co1", "order", "print", no, "--output", str(network.path.with_name("a.html")))
    network.ok("eng1", f"order start {no}")
    words = (
        "order",
        "writeback-t3",
        no,
        "--at",
        "2026-06-05 10:00",
        "--type",
        "多次维修",
        "--reason",
        "换主板",
    )
    assert new(network, lambda: network.ok("eng1", *words)) == [("N23", "customer", "张三")]
    assert network.ok("co1", "notify list --code N23")[0]["args"]["cause"] == "not_fixed"


def test_n24_n25_a_repaired_machine(network: Network) -> None:
    carry = network.create("co1", service="carry-in")
    assert new(network, lambda: network.ok("eng1", "order", "repaired", carry)) == [
        ("N24", "customer", "张三"),
        ("N25", "station", "000001"),
    ]
    text = network.ok("co1", "notify", "show", str(network.ok("co1", "notify list")[0]["id"]))["text"]
    assert "ready to be picked up" in text and f"order no.: {carry}" in text
    other = network.create("co1", service="carry-in")
    assert new(network, lambda: network.ok("co1", f"order repaired {other}")) == [
        ("N24", "customer", "张三")
    ], "the coordinator need not tell himself"


def test_n25_waits_for_the_parts_that_go_back(network: Network) -> None:
    no = promised(network)
    network.ok("co1", f"parts request {no} --part P1 --parts-order PO1")
    network.ok("co1", "parts receive PO1")
    part = ("--part", "P1", "--name", "主板", "--old", "O1", "--new", "N1")
    network.ok("eng1", "parts", "replace", no, *part)
    assert new(network, lambda: network.ok("eng1", f"order repaired {no}")) == []
    assert new(network, lambda: network.ok("eng1", f"parts return {no} --part P1")) == [
        ("N25", "station", "000001")
    ]


def test_n27_a_closed_order_goes_to_the_visitors_whatever_closed_it(network: Network) -> None:
    no = network.downloaded()
    called(network, no, "guided-solved")
    words = ("order", "writeback-t3", no, "--phone-resolved", "software")
    assert new(network, lambda: network.ok("eng1", *words)) == [("N27", "visitors", "visitors")]
    visit = promised(network)
    network.ok("co1", "order", "print", visit)
    network.ok("eng1", "order", "fact", visit, "reseat")
    network.ok("eng1", "order", "sign", visit)
    close = ("order", "close", visit, "--solution", "插拔内存")
    assert new(network, lambda: network.ok("eng1", *close)) == [("N27", "visitors", "visitors")]


def test_n34_a_customers_own_cancel_tells_station_and_region_and_of_a_machine_to_return(
    network: Network,
) -> None:
    no = network.create("co1", service="carry-in")
    words = ("cancel", "by-customer", no, "--reason", "self_resolved", "--detail", "用户来电")
    assert new(network, lambda: network.ok("agent", *words)) == [
        ("N34", "station", "000001"),
        ("N34", "region", NORTH),
    ]
    first = network.ok("co1", "notify list --code N34")[0]
    assert (
        "machine is in the station: return it"
        in network.ok("co1", "notify", "show", str(first["id"]))["text"]
    )


@pytest.mark.parametrize(
    "words",
    [
        ("order", "repaired"),
        ("order", "close", "--solution", "x"),
        ("parts", "request", "--part", "P1"),
        ("cancel", "request", "--reason", "unreachable", "--detail", "x"),
    ],
)
def test_a_refused_command_tells_nobody(network: Network, words: tuple[str, ...]) -> None:
    no = network.create()
    who = "eng1" if words[:2] in (("order", "repaired"), ("order", "close")) else "co1"
    result = network.run(who, *words[:2], no, *words[2:])
    assert result.exit == 3
    assert told(network) == []
