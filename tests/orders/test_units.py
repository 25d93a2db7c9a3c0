"""Several machines of one customer: the split, the links, the later calls of the day."""

from __future__ import annotations

from typing import Any

import pytest
from network import Network

BASE = ("--customer", "张三", "--phone", "13800000001", "--address", "一号", "--fault", "黑屏")
HERE = ("--station", "000001")


def create(network: Network, who: str, *words: str) -> Any:
    return network.ok(who, "order", "create", *BASE, *words)


def services(order: Any) -> list[str]:
    return [member["service"] for member in order["group"]]


@pytest.mark.parametrize(("who", "origin"), [("agent", "cc"), ("cisd", "cc"), ("north", "region")])
def test_one_machine_is_visited_and_the_rest_are_carried_in(network, who, origin):
    first = create(
        network, who, "--service", "onsite", *HERE, "--units", "3", "--serial", "A", "--serial", "B"
    )
    assert services(first) == ["onsite", "carry-in", "carry-in"]
    assert [m["serial"] for m in first["group"]] == ["A", "B", None]
    assert first["order_no"] == first["group"][0]["order_no"] == first["group_no"]
    for member in first["group"]:
        order = network.show(member["order_no"])
        assert (order["group_no"], order["origin"], order["t1"]) == (
            first["order_no"],
            origin,
            "2026-06-03T09:00:00+08:00",
        )
        assert (order["status"], order["in_custody"], order["voucher_no"]) == ("dispatched", False, None)


def test_serial_numbers_alone_say_how_many_machines(network):
    assert services(
        create(network, "agent", "--service", "onsite", *HERE, "--serial", "A", "--serial", "B")
    ) == [
        "onsite",
        "carry-in",
    ]


def test_customers_who_bring_all_their_machines_get_no_visit(network):
    order = create(network, "agent", "--service", "carry-in", *HERE, "--units", "2")
    assert services(order) == ["carry-in", "carry-in"]


def test_a_station_takes_several_machines_in_each_with_its_voucher(network):
    refused = network.run("co1", "order", "create", *BASE, "--service", "onsite", "--units", "2")
    assert (refused.exit, refused.checks) == (3, {"station_onsite"})
    order = create(network, "co1", "--service", "carry-in", "--units", "2")
    for member in order["group"]:
        one = network.show(member["order_no"])
        assert (one["in_custody"], one["voucher_no"]) == (True, f"V-{one['order_no']}")
        assert member["voucher_no"] == one["voucher_no"]


def test_a_notebook_station_splits_as_the_call_centre_does(network):
    order = create(network, "co3", "--service", "onsite", "--units", "2")
    assert services(order) == ["onsite", "carry-in"]
    assert [network.show(m["order_no"])["in_custody"] for m in order["group"]] == [False, False]


def test_of_a_paid_visit_only_one_machine_is_visited(network):
    order = create(network, "co1", "--service", "carry-in", "--paid-visit", "--units", "2")
    assert [m["paid_visit"] for m in order["group"]] == [True, False]
    assert [network.show(m["order_no"])["in_custody"] for m in order["group"]] == [False, False]


def test_show_and_list_tell_of_the_group(network):
    first = create(network, "agent", "--service", "onsite", *HERE, "--units", "2")
    numbers = [m["order_no"] for m in first["group"]]
    assert [m["order_no"] for m in network.show(numbers[1])["group"]] == numbers
    assert {o["group_no"] for o in network.ok("co1", "order list")} == {numbers[0]}
    alone = network.create(address="二号")
    assert (network.show(alone)["group"], network.show(alone)["group_no"]) == ([], None)
    drawn = network.run("co1", "order", "show", numbers[1], format="table").out
    assert "several machines of this customer" in drawn and numbers[0] in drawn
    assert "several machines" in network.run("co1", "order list", format="table").out


def test_the_split_is_one_transaction_with_one_request_id(network):
    words = ("--service", "onsite", *HERE, "--units", "3", "--request-id", "g1")
    assert create(network, "agent", *words)["group"] == create(network, "agent", *words)["group"]
    assert len(network.ok("admin", "order list")) == 3


def test_a_special_users_machines_all_get_their_urge_order(network):
    order = create(network, "cisd", "--service", "onsite", *HERE, "--units", "2", "--special", "media")
    for member in order["group"]:
        assert [u["kind"] for u in network.show(member["order_no"])["urges"]] == ["special_user"]


def test_capacity_counts_every_machine_when_an_area_chooses_the_station(network):
    network.ok("north", "capacity set 000001 1")
    network.ok("north", "capacity set 000003 1")
    words = ("order", "create", *BASE, "--service", "onsite", "--area", "110101")
    assert network.refused("agent", *words, "--units", "2") == {"capacity_full"}
    network.ok("agent", *words)


@pytest.mark.parametrize(
    "words",
    [
        ("--units", "0"),
        ("--units", "100"),
        ("--units", "1", "--serial", "A", "--serial", "B"),
        ("--serial", "A", "--serial", "A"),
    ],
)
def test_numbers_of_machines_that_cannot_be_are_usage_errors(network, words):
    assert network.run("agent", "order", "create", *BASE, "--service", "onsite", *HERE, *words).exit == 2


def test_several_machines_from_json(network):
    import json

    given = {"service": "onsite", "station": "000001", "serial": ["A", "B", "C"]}
    result = network.run("agent", "order", "create", *BASE, "--from-json", "-", stdin=json.dumps(given))
    assert [m["serial"] for m in result.data["group"]] == ["A", "B", "C"]
    for wrong in ({"units": "2"}, {"units": True}, {"serial": 5}, {"same_fault": 1}):
        assert (
            network.run("agent", "order", "create", *BASE, "--from-json", "-", stdin=json.dumps(wrong)).exit
            == 2
        )


# ---------------------------------------------------------------------------------------------- later calls of the day


def onsite(network: Network, *words: str, who: str = "agent") -> Any:
    return network.run(who, "order", "create", *BASE, "--service", "onsite", *HERE, *words)


def test_a_later_call_about_another_machine_gets_a_carry_in_order_and_a_note(network):
    first = onsite(network, "--serial", "A").data
    network.at("15:00:00")
    later = onsite(network, "--serial", "B", "--phone", "138 0000 0001")
    assert (later.exit, later.data["service"]) == (0, "carry-in")
    assert first["order_no"] in later.err and "001-6.8.2" in later.err
    assert [m["order_no"] for m in later.data["group"]] == [first["order_no"], later.data["order_no"]]
    assert network.show(first["order_no"])["group_no"] == first["order_no"]
    assert "order.grouped" in [e["what"] for e in network.ok("co1", "order", "history", first["order_no"])]


def test_a_third_machine_is_carried_in_too_and_joins_the_same_group(network):
    first = onsite(network, "--serial", "A").data["order_no"]
    onsite(network, "--serial", "B")
    third = onsite(network, "--serial", "C").data
    assert (third["service"], third["group_no"]) == ("carry-in", first)
    assert services(third) == ["onsite", "carry-in", "carry-in"]


def test_several_machines_of_a_later_call_are_all_carried_in(network):
    onsite(network)
    later = onsite(network, "--units", "2")
    assert services(later.data) == ["onsite", "carry-in", "carry-in"]


@pytest.mark.parametrize(
    "words",
    [("--address", "二号"), ("--phone", "13900000009", "--customer", "李四", "--address", "三号")],
)
def test_another_place_has_its_own_visit(network, words):
    onsite(network, "--serial", "A")
    given = dict(zip(BASE[::2], BASE[1::2], strict=True)) | dict(zip(words[::2], words[1::2], strict=True))
    flat = [w for pair in given.items() for w in pair]
    other = network.ok("agent", "order", "create", *flat, "--service", "onsite", *HERE, "--serial", "B")
    assert (other["service"], other["group_no"]) == ("onsite", None)


def test_another_customer_at_the_same_address_has_his_own_visit(network):
    onsite(network, "--serial", "A")
    words = ("--customer", "李四", "--phone", "13900000009", "--address", "一号", "--fault", "黑屏")
    other = network.ok("agent", "order", "create", *words, "--service", "onsite", *HERE, "--serial", "B")
    assert (other["service"], other["group_no"]) == ("onsite", None)


def test_the_next_day_has_its_own_visit(network):
    network.at("2026-06-03T23:59:59")
    onsite(network, "--serial", "A")
    network.at("2026-06-04T00:00:00")
    assert onsite(network, "--serial", "B").data["service"] == "onsite"


def test_a_cancelled_visit_serves_nobody(network):
    first = onsite(network, "--serial", "A").data["order_no"]
    network.ok("agent", f"cancel by-customer {first} --reason self_resolved --detail 已自行解决")
    assert onsite(network, "--serial", "B").data["service"] == "onsite"


def test_where_nothing_tells_the_machines_apart_the_order_stays_and_the_note_says_so(network):
    first = onsite(network).data["order_no"]
    again = onsite(network)
    assert (again.data["service"], again.data["group_no"]) == ("onsite", None)
    assert first in again.err and "create a carry-in order for a further machine" in again.err


def test_the_same_machine_again_is_pointed_out(network):
    first = onsite(network, "--serial", "A").data["order_no"]
    again = onsite(network, "--serial", "A")
    assert again.data["service"] == "onsite"
    assert first in again.err and "001-6.8.3" in again.err


def test_a_reassigned_order_stays_in_its_group(network):
    first = create(network, "agent", "--service", "onsite", *HERE, "--units", "2")["order_no"]
    network.ok("co1", f"order download {first}")
    request = network.ok("co1", f"cancel request {first} --reason wrong_area --detail 不在本区")
    done = network.ok("north", "cancel", "approve", str(request["id"]), "--to-station", "000003")
    new = network.show(done["results"][0]["new_order_no"])
    assert (new["group_no"], new["station"]) == (first, "000003")
    assert [(m["station"], m["status"]) for m in new["group"]] == [
        ("000001", "cancelled"),
        ("000001", "dispatched"),
        ("000003", "dispatched"),
    ]
