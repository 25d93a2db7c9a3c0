"""Creating orders: who makes which, for which station, and what comes with it."""

from __future__ import annotations

import json

import pytest
from network import Network

BASE = ("--customer", "张三", "--phone", "13800000001", "--address", "一号", "--fault", "黑屏")


def create(network: Network, who: str, *words: str):
    return network.run(who, "order", "create", *BASE, *words)


@pytest.mark.parametrize(
    ("who", "words", "origin", "status"),
    [
        ("agent", ("--service", "onsite", "--station", "000001"), "cc", "dispatched"),
        ("cisd", ("--service", "carry-in", "--station", "000001"), "cc", "dispatched"),
        ("north", ("--service", "mail-in", "--station", "000001"), "region", "dispatched"),
        ("co1", ("--service", "carry-in",), "station", "in_service"),
    ],
)  # fmt: skip
def test_the_origin_follows_the_role_and_t1_is_now(network, who, words, origin, status):
    order = create(network, who, *words).data
    assert (order["origin"], order["status"]) == (origin, status)
    assert order["t1"] == "2026-06-03T09:00:00+08:00"
    assert order["t2"] is None and order["t3"] == []
    assert order["order_no"] == "R260603-0001"


def test_numbers_run_on_within_a_day_of_the_zone_and_start_again_the_next(network):
    first = network.create()
    assert network.create() == "R260603-0002"
    network.at("2026-06-03T23:59:59")
    assert network.create() == "R260603-0003"
    network.at("2026-06-04T00:00:00")
    assert network.create() == "R260604-0001"
    network.at("2026-06-03T10:00:00")
    assert network.create() == "R260603-0004", "a clock moved back goes on where that day stopped"
    assert first == "R260603-0001"


def test_nobody_dispatches_to_a_branch_point_and_the_answer_names_the_head(network):
    result = create(network, "agent", "--service", "onsite", "--station", "000002")
    assert result.exit == 3
    assert result.data["checks"][0]["clause"] == "001-6.3.8"
    assert "000001" in result.data["checks"][0]["text"]


def test_a_branch_generates_in_the_name_of_its_head(network):
    for who, words in (
        ("co2", ()),
        ("co2", ("--station", "000001")),
        ("co2", ("--station", "000002")),
        ("co1", ("--station", "000002")),
    ):
        order = create(network, who, "--service", "carry-in", *words).data
        assert (order["station"], order["branch"], order["region"]) == ("000001", "000002", "华北区")


def test_a_station_generates_for_itself_and_its_branch_points_only(network):
    for who, station in (("co1", "000003"), ("co2", "000003"), ("co3", "000002"), ("co101", "000001")):
        result = create(network, who, "--service", "carry-in", "--station", station)
        assert (result.exit, result.checks) == (3, {"foreign_station"}), (who, station)


def test_a_closed_station_gets_no_order(network):
    result = create(network, "agent", "--service", "onsite", "--station", "000009")
    assert (result.exit, result.checks) == (3, {"station_closed"})


def test_a_liaison_dispatches_within_his_region_only(network):
    assert create(network, "north", "--service", "onsite", "--station", "000101").checks == {"foreign_region"}


def test_a_station_generates_on_site_orders_only_as_notebook_station_or_for_a_filed_area(network):
    refused = create(network, "co1", "--service", "onsite", "--area", "110102")
    assert (refused.exit, refused.data["checks"][0]["clause"]) == (3, "001-6.3.1")
    assert create(network, "co3", "--service", "onsite").exit == 0
    network.ok("north", "coverage no800 add 110102 --station 000001")
    assert create(network, "co1", "--service", "onsite", "--area", "110102").exit == 0


def test_an_area_filed_after_the_order_does_not_help(network):
    network.ok("north", "coverage no800 add 110102 --station 000001")
    network.at("08:59:59")
    assert create(network, "co1", "--service", "onsite", "--area", "110102").exit == 3


def test_a_carry_in_at_the_counter_is_in_custody_with_a_voucher(network):
    order = create(network, "co1", "--service", "carry-in", "--recontact", "明天 10:00").data
    assert order["in_custody"] is True
    assert order["voucher_no"] == f"V-{order['order_no']}"
    assert order["recontact_at"] == "2026-06-04T10:00:00+08:00"


def test_a_paid_visit_is_a_carry_in_order_without_custody(network):
    order = create(network, "co1", "--service", "carry-in", "--paid-visit").data
    assert (order["paid_visit"], order["in_custody"], order["voucher_no"]) == (True, False, None)
    assert create(network, "co1", "--service", "onsite", "--paid-visit").exit == 3


def test_a_paid_visit_within_the_on_site_period_goes_to_800(network):
    inside = create(network, "co1", "--service", "carry-in", "--paid-visit", "--onsite-until", "2026-06-03")
    assert (inside.exit, inside.checks) == (3, {"in_onsite_period"})
    assert (
        create(network, "co1", "--service", "carry-in", "--paid-visit", "--onsite-until", "2026-06-02").exit
        == 0
    )


def test_a_dispatched_carry_in_is_not_yet_in_the_station(network):
    assert (
        create(network, "agent", "--service", "carry-in", "--station", "000001").data["in_custody"] is False
    )


def test_a_special_user_gets_an_urge_order_and_its_notice_in_the_same_breath(network):
    no = network.create("cisd", "--special", "media")
    (urge,) = network.show(no)["urges"]
    assert urge["kind"] == "special_user" and "张三" in urge["text"] and "媒体记者" in urge["text"]
    (notice,) = [n for n in network.ok("admin", "notify list") if n["order_no"] == no]
    assert (notice["code"], notice["to"]) == ("N8", "000001")


@pytest.mark.parametrize("who", ["north", "co1"])
def test_only_the_call_centre_makes_special_users_orders(network, who):
    assert (
        create(network, who, "--service", "carry-in", "--special", "media", "--station", "000001").exit == 4
    )


def test_a_time_need_stands_in_the_fault_text(network):
    order = create(
        network, "agent", "--service", "onsite", "--station", "000001", "--time-need", "周六上午"
    ).data
    assert order["fault"] == "黑屏（用户要求时间：周六上午）"


def test_codes_are_accepted_as_their_chinese_words(network):
    order = create(network, "agent", "--service", "上门", "--station", "000001", "--product", "笔记本").data
    assert (order["service"], order["product"]) == ("onsite", "notebook")


@pytest.mark.parametrize(
    "words",
    [
        ("--service", "onsite"),
        ("--service", "fly", "--station", "000001"),
        ("--service", "onsite", "--station", "000001", "--onsite-until", "soon"),
        ("--service", "onsite", "--station", "000001", "--phone", "none"),
        ("--service", "onsite", "--station", "000001", "--phone", "1.38E+10"),
        ("--service", "onsite", "--station", "000001", "--fault", "   "),
        ("--station", "000001"),
    ],
)
def test_a_value_that_cannot_be_read_is_a_usage_error(network, words):
    result = create(network, "agent", *words)
    assert result.exit == 2
    assert result.out == "" and json.loads(result.err)["error"]["message"]


def test_an_unknown_station_is_not_found(network):
    assert create(network, "agent", "--service", "onsite", "--station", "999999").exit == 5


def test_several_phones_are_kept_in_order_and_once(network):
    order = create(
        network, "agent", "--service", "onsite", "--station", "000001",
        "--phone", "０１０－６１２３４５６７", "--phone", "13800000001", "--caller-no", "13900000002",
    ).data  # fmt: skip
    assert order["phones"] == ["13800000001", "01061234567"]
    assert order["caller_no"] == "13900000002"


def test_an_order_from_json_is_filled_up_by_the_command_line(network):
    given = {
        "service": "carry-in",
        "customer": "甲",
        "phone": ["13800000011", "13800000012"],
        "onsite-until": "2026-01-01",
        "address": "a",
        "fault": "f",
        "station": "000001",
    }
    result = network.run("agent", "order create --from-json - --customer 乙", stdin=json.dumps(given))
    assert result.exit == 0
    assert (result.data["customer"], result.data["phones"], result.data["service"]) == (
        "乙",
        ["13800000011", "13800000012"],
        "carry-in",
    )


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"colour": "red"}', '{"phones": 5}', '{"paid_visit": "yes"}', '{"fault": 5}']
)
def test_json_that_is_no_order_is_a_usage_error(network, text):
    assert network.run("agent", "order create --from-json -", stdin=text).exit == 2


def test_an_area_chooses_the_least_loaded_head_station_and_respects_capacity(network):
    words = ("--service", "onsite", "--area", "110101")
    assert create(network, "agent", *words).data["station"] == "000001"
    assert create(network, "agent", *words).data["station"] == "000003"
    for station in ("000001", "000003"):
        network.ok("north", f"capacity set {station} 1")
    full = create(network, "agent", *words)
    assert (full.exit, full.checks) == (3, {"capacity_full"})
    assert create(network, "agent", *words, "--station", "000001").exit == 0, (
        "a named station is never refused for load"
    )


def test_a_branch_area_goes_to_the_head_and_an_uncovered_one_is_not_found(network):
    assert create(network, "agent", "--service", "onsite", "--area", "110103").data["station"] == "000001"
    assert create(network, "agent", "--service", "onsite", "--area", "999999").exit == 5


def test_a_refused_creation_leaves_no_order_and_a_line_in_the_audit_log(network):
    create(network, "agent", "--service", "onsite", "--station", "000002")
    assert network.ok("agent", "order list") == []
    assert [e["what"] for e in network.ok("admin", "audit log")].count("refused") == 1


def test_the_same_request_id_makes_one_order(network):
    words = ("--service", "onsite", "--station", "000001", "--request-id", "k1")
    first, second = create(network, "agent", *words), create(network, "agent", *words)
    assert first.data == second.data
    assert len(network.ok("agent", "order list")) == 1
    assert create(network, "agent", *words, "--model", "X").exit == 3


def test_hostile_text_is_stored_whole(network):
    name = "[red]李\x1b[31m\n四" + "长" * 4000
    no = network.create("agent", customer=name)
    assert network.show(no)["customer"] == name


def test_a_named_station_beyond_its_capacity_is_warned_about_and_recorded(network):
    network.ok("north", "capacity set 000001 1")
    words = ("--service", "onsite", "--station", "000001")
    assert create(network, "agent", *words).err == ""
    result = create(network, "agent", *words, "--overload", "用户指定")
    assert result.exit == 0 and "can take 1" in result.err
    last = network.ok("agent", "order", "history", result.data["order_no"])[-1]
    assert (last["what"], last["after"]) == ("order.overload", {"taken": 2, "daily": 1, "why": "用户指定"})


def test_a_promised_call_lies_ahead(network):
    result = create(network, "co1", "--service", "carry-in", "--recontact", "2026-06-03 08:59")
    assert result.exit == 2
    no = network.create("co1", service="carry-in")
    assert network.run("co1", f"order edit {no} --recontact '2026-06-03 08:59'").exit == 2
    assert (
        network.ok("co1", f"order edit {no} --recontact +1h")["recontact_at"] == "2026-06-03T10:00:00+08:00"
    )
