"""Referrals: who passes a customer on, who takes it, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from network import Network

WHO = ("--customer", "张三", "--phone", "13800000001", "--address", "一号", "--fault", "黑屏")
PROXY = ("--kind", "proxy", "--said-first")


def refer(network: Network, who: str, *words: str) -> Any:
    return network.ok(who, "referral", "create", *WHO, *words)


def notices(network: Network) -> list[tuple[str, str, str]]:
    return [(n["code"], n["to_kind"], n["to"]) for n in network.ok("admin", "notify list")]


def test_a_proxy_report_says_first_who_reports_and_goes_to_the_call_centre(network):
    silent = network.run("co1", "referral", "create", *WHO, "--kind", "proxy")
    assert (silent.exit, silent.checks) == (3, {"said_first"})
    assert "维修站代用户报修" in silent.data["checks"][0]["text"]
    found = refer(network, "co1", *PROXY, "--serial", "S1", "--onsite-until", "2026-12-31")
    assert next(iter(found)) == "id"
    assert (found["status"], found["said_first"], found["station"]) == ("open", "维修站代用户报修", "000001")
    assert notices(network) == [("N22", "cc", "cc")]
    (notice,) = network.ok("admin", "notify list")
    assert (notice["medium"], notice["args"]["told"]) == ("phone", "维修站代用户报修")


def test_the_call_centre_takes_a_proxy_report_as_an_on_site_order_linked_to_it(network):
    id_ = str(refer(network, "co1", *PROXY, "--serial", "S1", "--time-need", "周六")["id"])
    network.at("10:00:00")
    assert network.run("north", f"referral take {id_}").exit == 4
    order = network.ok("agent", f"referral take {id_}")
    assert (order["origin"], order["service"], order["station"]) == ("cc", "onsite", "000001")
    assert (order["status"], order["proxy_report"], order["serial"]) == ("dispatched", True, "S1")
    assert order["t1"] == "2026-06-03T10:00:00+08:00", "T1 is the dispatch"
    assert order["reported_at"] == "2026-06-03T09:00:00+08:00", "the customer waits since his report"
    assert order["fault"] == "黑屏（用户要求时间：周六）"
    taken = network.ok("co1", f"referral show {id_}")
    assert (taken["status"], taken["order_no"], taken["taken_by"]) == ("taken", order["order_no"], "agent")
    assert order["referral"]["id"] == int(id_)
    events = [e["what"] for e in network.ok("agent", "order", "history", order["order_no"])]
    assert events == ["order.created", "referral.taken"]


def test_a_referral_is_taken_once(network):
    id_ = str(refer(network, "co1", *PROXY)["id"])
    no = network.ok("agent", f"referral take {id_}")["order_no"]
    again = network.run("cisd", f"referral take {id_}")
    assert (again.exit, again.checks) == (3, {"referral_taken"})
    assert no in again.data["checks"][0]["text"]
    assert len(network.ok("admin", "order list")) == 1


def test_a_proxy_order_may_go_to_another_station_but_to_no_branch_point(network):
    id_ = str(refer(network, "co1", *PROXY)["id"])
    branch = network.run("agent", f"referral take {id_} --station 000002")
    assert (branch.exit, branch.checks) == (3, {"branch_station"})
    assert network.ok("agent", f"referral take {id_} --station 000003")["station"] == "000003"


def test_after_the_on_site_period_the_station_generates_the_order_itself(network):
    for kind, hint in (
        ("proxy", "order create --service carry-in"),
        ("carried-in", "order create --service carry-in"),
        ("pending-case", "--compensation-fund"),
    ):
        words = ("--kind", kind, "--said-first", "--onsite-until", "2026-06-02")
        result = network.run("co1", "referral", "create", *WHO, *words)
        assert (result.exit, result.checks) == (3, {"period_over"}), kind
        assert hint in result.data["hint"]


def test_a_carried_in_machine_is_told_to_the_region_at_once_with_all_that_it_must_know(network):
    found = refer(network, "co1", "--kind", "carried-in", "--model", "M7", "--serial", "S7")
    assert (found["in_station"], found["region"]) == (True, "华北区")
    (notice,) = network.ok("north", "notify list")
    assert (notice["code"], notice["to"], notice["created_at"]) == (
        "N17",
        "华北区",
        "2026-06-03T09:00:00+08:00",
    )
    assert notice["args"]["told"] == "机器已送到维修站000001，请直接派单到该站"
    assert (notice["args"]["customer"], notice["args"]["phones"]) == ("张三", "13800000001")
    assert (notice["args"]["address"], notice["args"]["machine"]) == ("一号", "M7 S7")


def test_the_order_of_a_carried_in_machine_goes_straight_to_the_station_that_has_it(network):
    id_ = str(refer(network, "co1", "--kind", "carried-in", "--onsite-until", "2026-12-31")["id"])
    network.at("09:30:00")
    assert network.run("agent", f"referral take {id_}").exit == 4
    assert network.run("east", f"referral take {id_}").exit == 4
    elsewhere = network.run("north", f"referral take {id_} --station 000003")
    assert (elsewhere.exit, elsewhere.checks) == (3, {"machine_elsewhere"})
    order = network.ok("north", f"referral take {id_}")
    assert (order["origin"], order["service"], order["station"]) == ("region", "onsite", "000001")
    assert (order["in_custody"], order["must_deliver_back"]) == (True, True)
    assert order["arrived_at"] == "2026-06-03T09:00:00+08:00"
    assert order["voucher"]["no"] == order["voucher_no"] == f"V-{order['order_no']}"


def test_such_an_order_closes_on_signature_once_the_machine_is_brought_back(network):
    id_ = str(refer(network, "co1", "--kind", "carried-in")["id"])
    no = network.ok("north", f"referral take {id_}")["order_no"]
    network.ok("co1", f"order download {no}")
    network.ok("eng1", f"order writeback-t3 {no} --at 2026-06-05T10:00")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order sign {no}")
    closing = ("eng1", "order", "close", no, "--solution", "更换主板")
    assert network.refused(*closing) == {"in_custody"}
    back = network.ok("eng1", f"order delivered {no}")
    assert back["in_custody"] is False and back["delivered_at"] is not None
    closed = network.ok(*closing)
    assert (closed["status"], closed["close_basis"]) == ("resolved", "signed")


def test_a_machine_at_a_branch_point_is_reported_in_the_name_of_the_head_and_stays_there(network):
    found = refer(network, "co2", "--kind", "carried-in")
    assert (found["station"], found["branch"]) == ("000001", "000002")
    order = network.ok("north", "referral", "take", str(found["id"]))
    assert (order["station"], order["branch"]) == ("000001", "000002")
    assert [r["id"] for r in network.ok("co1", "referral list")] == [found["id"]]
    assert [r["id"] for r in network.ok("co2", "referral list")] == [found["id"]]


def test_for_a_customer_out_of_area_the_region_chooses_the_station(network):
    inside = network.run("co1", "referral", "create", *WHO, "--kind", "out-of-area", "--area", "110103")
    assert (inside.exit, inside.checks) == (3, {"within_area"}), "a branch point's area is the station's"
    id_ = str(refer(network, "co1", "--kind", "out-of-area", "--area", "310101")["id"])
    assert notices(network) == [("N18", "region", "华北区")]
    assert network.run("north", f"referral take {id_}").exit == 2
    foreign = network.run("north", f"referral take {id_} --station 000101")
    assert (foreign.exit, foreign.checks) == (3, {"foreign_region"})
    order = network.ok("north", f"referral take {id_} --station 000003")
    assert (order["station"], order["service"], order["proxy_report"]) == ("000003", "onsite", True)


def test_a_pending_case_in_the_period_is_an_order_of_the_region(network):
    ticket = network.ok(
        "agent", "order", "create", *WHO, "--service", "onsite", "--station", "000001",
        "--units", "5", "--same-fault",
    )["id"]  # fmt: skip
    words = ("--kind", "pending-case", "--ticket", str(ticket), "--onsite-until", "2026-06-03")
    found = refer(network, "co1", *words)
    assert found["ticket"] == ticket
    order = network.ok("north", "referral", "take", str(found["id"]))
    assert (order["origin"], order["service"], order["proxy_report"]) == ("region", "onsite", False)
    assert (
        network.run("co1", "referral", "create", *WHO, "--kind", "pending-case", "--ticket", "99").exit == 5
    )
    assert network.run("co1", "referral", "create", *WHO, *PROXY, "--ticket", str(ticket)).exit == 2


def test_a_station_takes_back_what_nobody_has_taken(network):
    first, second = (str(refer(network, "co1", *PROXY)["id"]) for _ in range(2))
    assert network.run("co101", f"referral withdraw {first}").exit == 4
    assert network.run("agent", f"referral withdraw {first}").exit == 4
    assert network.ok("co1", f"referral withdraw {first}")["status"] == "withdrawn"
    assert network.ok("co1", f"referral withdraw {first}")["status"] == "withdrawn"
    taken = network.run("agent", f"referral take {first}")
    assert (taken.exit, taken.checks) == (3, {"referral_withdrawn"})
    network.ok("agent", f"referral take {second}")
    assert network.run("co1", f"referral withdraw {second}").checks == {"referral_taken"}
    assert network.run("co1", "referral withdraw 99").exit == 5


def test_referrals_are_listed_within_the_scope_and_by_state(network):
    proxy, other = refer(network, "co1", *PROXY)["id"], refer(network, "co101", "--kind", "carried-in")["id"]
    network.ok("agent", "referral", "take", str(proxy))
    assert [r["id"] for r in network.ok("agent", "referral list")] == [other, proxy]
    assert [r["id"] for r in network.ok("east", "referral list")] == [other]
    assert [r["id"] for r in network.ok("co1", "referral list")] == [proxy]
    assert [r["id"] for r in network.ok("agent", "referral list --status open")] == [other]
    assert [r["id"] for r in network.ok("agent", "referral list --status taken")] == [proxy]
    assert [r["id"] for r in network.ok("agent", "referral list --kind 代用户报修")] == [proxy]
    assert network.run("agent", "referral list --status lost").exit == 2
    assert network.run("co1", f"referral show {other}").exit == 4


@pytest.mark.parametrize("who", ["agent", "north", "eng1", "admin"])
def test_only_a_stations_coordinator_refers(network, who):
    assert network.run(who, "referral", "create", *WHO, *PROXY).exit == 4


def test_a_station_refers_for_itself_and_its_branch_points_only(network):
    assert refer(network, "co1", *PROXY, "--station", "000002")["branch"] == "000002"
    assert network.run("co1", "referral", "create", *WHO, *PROXY, "--station", "000003").checks == {
        "foreign_station"
    }


@pytest.mark.parametrize(
    "words",
    [("--kind", "gift"), (*PROXY, "--onsite-until", "soon"), (*PROXY, "--phone", "none")],
)
def test_a_value_that_cannot_be_read_is_a_usage_error(network, words):
    assert network.run("co1", "referral", "create", *WHO, *words).exit == 2


def test_the_same_request_id_makes_one_referral_and_one_order(network):
    words = ("referral", "create", *WHO, *PROXY, "--request-id", "k1")
    assert network.ok("co1", *words)["id"] == network.ok("co1", *words)["id"]
    take = ("referral", "take", "1", "--request-id", "k2")
    assert network.ok("agent", *take)["order_no"] == network.ok("agent", *take)["order_no"]
    assert len(network.ok("admin", "referral list")) == len(network.ok("admin", "order list")) == 1


def test_who_holds_both_roles_takes_each_kind_in_its_own(network):
    network.ok("admin", "user edit agent --role agent --role liaison --region 华北区")
    proxy, carried = refer(network, "co1", *PROXY)["id"], refer(network, "co1", "--kind", "carried-in")["id"]
    assert network.ok("agent", "referral", "take", str(proxy))["origin"] == "cc"
    assert network.ok("agent", "referral", "take", str(carried))["origin"] == "region"


def test_a_person_reads_a_referral_in_his_language(network):
    id_ = str(refer(network, "co1", "--kind", "carried-in", "--note", "下午来取")["id"])
    shown = network.run("north", f"referral show {id_}", format="table", lang="zh").out
    assert "期内送修" in shown and "待受理" in shown and "下午来取" in shown
    listed = network.run("north", "referral list", format="table", lang="en", columns=80).out
    (_, _, row) = listed.splitlines()
    assert "carried-in" in row and "06-03 09:00" in row and len(row) <= 80
