"""Pending tickets: opened instead of orders, judged by the region, with both outcomes."""

from __future__ import annotations

from typing import Any

import pytest
from network import Network

BASE = ("--customer", "张三", "--phone", "13800000001", "--address", "一号", "--fault", "黑屏")
FIVE = ("order", "create", *BASE, "--service", "onsite", "--units", "5", "--same-fault")


def ticket(network: Network, *words: str, who: str = "agent") -> Any:
    return network.ok(who, *FIVE, *(words or ("--station", "000001")))


def orders(network: Network) -> list[Any]:
    return network.ok("admin", "order list")


def notices(network: Network) -> list[tuple[str, str]]:
    return [(n["code"], n["to"]) for n in network.ok("admin", "notify list")]


@pytest.mark.parametrize("who", ["agent", "cisd", "north"])
def test_five_machines_with_the_same_fault_make_a_ticket_and_no_order(network, who):
    found = ticket(network, who=who)
    assert next(iter(found)) == "id"
    assert (found["status"], found["units"], found["station"], found["region"]) == (
        "open",
        5,
        "000001",
        "华北区",
    )
    assert orders(network) == [] and found["orders"] == []
    assert notices(network) == [("N20", "华北区")]


@pytest.mark.parametrize("words", [("--units", "4", "--same-fault"), ("--units", "6")])
def test_four_or_different_faults_are_ordinary_orders(network, words):
    made = network.ok("agent", "order", "create", *BASE, "--service", "onsite", "--station", "000001", *words)
    assert len(made["group"]) == int(words[1])
    assert network.ok("north", "pending list") == []


def test_a_station_registers_the_machines_on_its_counter_and_is_told_to_ask_the_region(network):
    result = network.run(
        "co1", "order", "create", *BASE, "--service", "carry-in", "--units", "5", "--same-fault"
    )
    assert len(result.data["group"]) == 5
    assert "tell the region" in result.err


def test_an_area_names_the_region_even_where_every_station_is_full(network):
    network.ok("north", "capacity set 000001 0")
    network.ok("north", "capacity set 000003 0")
    assert ticket(network, "--area", "110101")["region"] == "华北区"


def test_a_ticket_for_a_branch_point_or_a_closed_station_is_refused(network):
    assert network.refused("agent", *FIVE, "--station", "000002") == {"branch_station"}
    assert network.refused("agent", *FIVE, "--station", "000009") == {"station_closed"}


def test_a_batch_needs_no_orders(network):
    id_ = str(ticket(network)["id"])
    judged = network.ok("north", f"pending judge {id_} --batch --why 同批电源")
    assert (judged["status"], judged["judged_by"], judged["why"], judged["orders"]) == (
        "batch",
        "north",
        "同批电源",
        [],
    )
    assert orders(network) == []
    assert notices(network) == [("N20", "华北区"), ("N21", "000001")]


def test_no_batch_is_one_visit_and_carry_ins_dispatched_by_the_region(network):
    id_ = str(ticket(network, "--station", "000001", "--serial", "A", "--serial", "B", "--onsite-until", "2027-01-01",
                     "--model", "M7", "--time-need", "上午")["id"])  # fmt: skip
    network.at("2026-06-04T10:00:00")
    declined = network.run("north", f"pending judge {id_} --not-batch", typed="n\n")
    assert (
        declined.exit == 130
        and "as no batch problem and create 5 orders? This cannot be undone" in declined.err
    )
    other = network.run("north", f"pending judge {id_} --batch", typed="n\n")
    assert other.exit == 130 and "as a batch problem? This cannot be undone. [y/N]" in other.err
    judged = network.ok("north", f"pending judge {id_} --not-batch --station 000003")
    assert (judged["status"], judged["station"], len(judged["orders"])) == ("not_batch", "000003", 5)
    made = [network.show(no) for no in judged["orders"]]
    assert [o["service"] for o in made] == ["onsite"] + ["carry-in"] * 4
    assert {(o["origin"], o["station"], o["region"], o["status"]) for o in made} == {
        ("region", "000003", "华北区", "dispatched")
    }
    assert {(o["customer"], o["model"], o["onsite_until"], o["t1"]) for o in made} == {
        ("张三", "M7", "2027-01-01", "2026-06-04T10:00:00+08:00")
    }
    assert [o["serial"] for o in made] == ["A", "B", None, None, None]
    assert made[0]["fault"] == "黑屏（用户要求时间：上午）"
    assert {o["group_no"] for o in made} == {judged["orders"][0]}
    assert notices(network)[-1] == ("N21", "000003")
    (created, *_) = network.ok("north", "order", "history", judged["orders"][0])
    assert created["after"]["pending_ticket"] == int(id_)


def test_a_ticket_is_judged_once(network):
    id_ = str(ticket(network)["id"])
    network.ok("north", f"pending judge {id_} --not-batch")
    network.ok("north", f"pending judge {id_} --not-batch")
    assert len(orders(network)) == 5
    other = network.run("north", f"pending judge {id_} --batch")
    assert (other.exit, other.checks) == (3, {"ticket_judged"})
    assert [code for code, _ in notices(network)].count("N21") == 1


def test_only_the_liaison_of_the_region_judges(network):
    id_ = str(ticket(network)["id"])
    assert network.run("east", f"pending judge {id_} --batch").exit == 4
    assert network.run("agent", f"pending judge {id_} --batch").exit == 4
    assert network.run("co1", f"pending judge {id_} --batch").exit == 4
    assert network.run("north", "pending judge 99 --batch").exit == 5
    assert network.run("north", f"pending judge {id_}").exit == 2
    assert network.run("north", f"pending judge {id_} --batch --not-batch").exit == 2
    foreign = network.run("north", f"pending judge {id_} --not-batch --station 000101")
    assert (foreign.exit, foreign.checks) == (3, {"foreign_region"})
    assert network.ok("north", f"pending show {id_}")["status"] == "open"


def test_tickets_are_listed_within_the_scope_and_by_state(network):
    first = ticket(network)["id"]
    second = ticket(network, "--station", "000101")["id"]
    network.ok("north", f"pending judge {first} --batch")
    assert [t["id"] for t in network.ok("agent", "pending list")] == [second, first]
    assert [t["id"] for t in network.ok("co1", "pending list")] == [first]
    assert [t["id"] for t in network.ok("east", "pending list")] == [second]
    assert [t["id"] for t in network.ok("agent", "pending list --status open")] == [second]
    assert network.ok("agent", "pending list --status not-batch") == []
    assert network.run("agent", "pending list --status lost").exit == 2
    assert "批量问题" in network.run("co1", "pending list", format="table", lang="zh").out


def test_a_special_users_machines_keep_their_urge_orders_through_the_judgement(network):
    id_ = str(ticket(network, "--station", "000001", "--special", "media", who="cisd")["id"])
    (no, *_) = network.ok("north", f"pending judge {id_} --not-batch")["orders"]
    assert [u["kind"] for u in network.show(no)["urges"]] == ["special_user"]


# -------------------------------------------------------------------------------------- five of a day, one call at a time


def calls(network: Network, count: int) -> list[Any]:
    words = ("order", "create", *BASE, "--service", "carry-in", "--station", "000001")
    return [network.run("agent", *words, "--serial", f"S{i}") for i in range(count)]


def test_the_fifth_call_of_the_day_with_the_same_fault_offers_the_ticket(network):
    fourth, fifth = calls(network, 5)[3:]
    assert "pending create" not in fourth.err
    assert f"repaircli pending create {fifth.data['order_no']}" in fifth.err


def test_the_ticket_names_the_orders_that_stand_and_makes_no_others(network):
    made = [c.data["order_no"] for c in calls(network, 5)]
    network.at("2026-06-04T08:00:00")
    found = network.ok("agent", "pending", "create", made[2])
    assert (found["units"], found["orders"]) == (5, made)
    assert network.ok("cisd", "pending", "create", made[0])["id"] == found["id"]
    judged = network.ok("north", "pending", "judge", str(found["id"]), "--not-batch")
    assert (judged["orders"], len(orders(network))) == (made, 5)
    assert [code for code, _ in notices(network)] == ["N20", "N21"]


def test_orders_that_turn_out_to_be_a_batch_are_closed_with_its_word(network):
    made = [c.data["order_no"] for c in calls(network, 5)]
    id_ = str(network.ok("agent", "pending", "create", made[0])["id"])
    judged = network.run("north", f"pending judge {id_} --batch")
    assert judged.exit == 0 and "批量" in judged.err


def test_fewer_machines_are_no_pending_ticket(network):
    no = calls(network, 4)[0].data["order_no"]
    refused = network.run("agent", f"pending create {no}")
    assert (refused.exit, refused.checks) == (3, {"too_few"})
    assert network.run("co1", f"pending create {no}").exit == 4
