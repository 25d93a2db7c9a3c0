"""Who generates what, through the commands: the counter, paid and commissioned visits, filed areas, out of area."""

from __future__ import annotations

import json
from typing import Any

import pytest
from network import Network

BASE = ("--customer", "张三", "--phone", "13800000001", "--address", "一号", "--fault", "黑屏")
OVER, WITHIN = ("--onsite-until", "2026-06-02"), ("--onsite-until", "2026-06-03")


def create(network: Network, who: str, *words: str) -> Any:
    return network.run(who, "order", "create", *BASE, *words)


# ------------------------------------------------------------------------------------------- areas without 800 (6.3.3)


def file_area(network: Network, station: str = "000001") -> None:
    network.at("09:00:00").ok("north", f"coverage no800 add 110102 --station {station}")
    network.at("12:00:00")


def onsite(network: Network, *words: str) -> Any:
    return create(network, "co1", "--service", "onsite", "--area", "110102", *words)


def test_the_area_must_be_filed_before_the_customer_called(network):
    file_area(network)
    late = onsite(network, "--reported-at", "2026-06-03T08:59:59")
    assert (late.exit, late.data["checks"][0]["clause"]) == (3, "001-6.3.3")
    assert "2026-06-03 09:00" in late.data["checks"][0]["text"]
    order = onsite(network, "--reported-at", "2026-06-03 09:00:01").data
    assert (order["reported_at"], order["t1"]) == (
        "2026-06-03T09:00:01+08:00",
        "2026-06-03T12:00:00+08:00",
    )
    assert onsite(network).data["reported_at"] is None, "not said: the customer calls now"


def test_a_branch_point_generates_on_what_its_head_filed(network):
    file_area(network)
    order = create(network, "co2", "--service", "onsite", "--area", "110102").data
    assert (order["station"], order["branch"], order["service"]) == ("000001", "000002", "onsite")


def test_a_customer_calls_before_now(network):
    assert onsite(network, "--reported-at", "2026-06-03T09:00:01").exit == 2
    assert onsite(network, "--reported-at", "soon").exit == 2


# -------------------------------------------------------------------------------------------------- visits (2.5.1, A-30)


def test_within_the_on_site_period_a_visit_is_the_call_centres(network):
    paid = create(network, "co1", "--service", "carry-in", "--paid-visit", *WITHIN)
    assert (paid.exit, paid.checks) == (3, {"in_onsite_period"})
    assert "referral create --kind proxy" in paid.data["hint"]
    notebook = create(network, "co3", "--service", "carry-in", "--paid-visit", *WITHIN)
    assert "order create --service onsite" in notebook.data["hint"]
    assert create(network, "co3", "--service", "onsite", *WITHIN).exit == 0


def test_a_paid_visit_whose_period_is_not_stated_is_generated_with_a_warning(network):
    result = create(network, "co1", "--service", "carry-in", "--paid-visit")
    assert result.exit == 0 and "001-2.5.1" in result.err
    assert "001-2.5.1" not in create(network, "co1", "--service", "carry-in", "--paid-visit", *OVER).err


def test_a_station_does_not_generate_what_it_reports_for_the_customer(network):
    result = create(network, "co1", "--service", "carry-in", "--proxy-report")
    assert (result.exit, result.checks) == (3, {"proxy_by_station"})
    assert "referral create" in result.data["hint"]
    taken = create(network, "agent", "--service", "onsite", "--station", "000001", "--proxy-report")
    assert taken.data["proxy_report"] is True


# --------------------------------------------------------------------------------------------------- out of area (6.3.4)


@pytest.mark.parametrize(
    ("who", "words"),
    [("co1", ("--service", "carry-in", "--paid-visit")), ("co3", ("--service", "onsite"))],
)
def test_a_visit_out_of_the_service_area_is_referred_to_the_region(network, who, words):
    result = create(network, who, *words, "--area", "310101")
    assert (result.exit, result.checks) == (3, {"out_of_area"})
    assert result.data["checks"][0]["clause"] == "001-6.3.4"
    assert "referral create --kind out-of-area" in result.data["hint"]


def test_the_areas_of_the_branch_points_are_the_heads_too(network):
    for area in ("110102", "110103"):
        assert create(network, "co1", "--service", "carry-in", "--paid-visit", "--area", area).exit == 0


def test_who_comes_to_the_counter_may_live_anywhere(network):
    assert create(network, "co1", "--service", "carry-in", "--area", "310101").exit == 0


def test_a_station_without_areas_on_record_is_not_held_to_them(network):
    network.ok("admin", "station add 000020 --name 新站 --region 华北区 --notebook")
    network.ok("admin", "user add co20 --name 新 --role coordinator --station 000020")
    assert create(network, "co20", "--service", "onsite", "--area", "310101").exit == 0


# ----------------------------------------------------------------------------------------------- the counter (2.5.2, 6.3.5)


@pytest.mark.parametrize(
    ("words", "optional"),
    [
        (("--warranty-until", "2026-06-02"), True),
        (("--fault", "系统软件无法启动"), True),
        (("--warranty-until", "2026-06-03"), False),
        ((), False),
    ],
)
def test_software_and_out_of_warranty_at_the_counter_need_no_order(network, words, optional):
    result = create(network, "co1", "--service", "carry-in", *words)
    assert result.exit == 0
    assert ("001-6.3.5" in result.err) is optional


def test_out_of_warranty_on_a_paid_visit_the_order_is_not_optional(network):
    words = ("--service", "carry-in", "--paid-visit", "--warranty-until", "2026-06-02", *OVER)
    assert "001-6.3.5" not in create(network, "co1", *words).err


def test_a_machine_in_its_on_site_period_at_the_counter_is_pointed_out(network):
    assert "referral create --kind carried-in" in create(network, "co1", "--service", "carry-in", *WITHIN).err


# ------------------------------------------------------------------------------------------------ commissioned cases (6.3.7)


def test_a_commissioned_visit_out_of_the_period_is_a_carry_in_order_that_the_fund_pays(network):
    order = create(network, "co1", "--service", "carry-in", "--compensation-fund", *OVER).data
    assert (order["service"], order["compensation_fund"], order["paid_visit"]) == ("carry-in", True, True)
    assert (order["in_custody"], order["voucher_no"], order["origin"]) == (False, None, "station")
    network.ok("eng1", "order", "writeback-t3", order["order_no"], "--at", "2026-06-04T10:00")
    shown = network.run("co1", "order", "show", order["order_no"], format="table").out
    assert "visit paid by the fund" in shown and "paid visit" not in shown


def test_a_commissioned_visit_within_the_period_is_the_regions(network):
    result = create(network, "co1", "--service", "carry-in", "--compensation-fund", *WITHIN)
    assert (result.exit, result.checks) == (3, {"commissioned_in_period"})
    assert "referral create --kind pending-case" in result.data["hint"]


@pytest.mark.parametrize("who", ["agent", "north"])
def test_the_fund_is_for_the_stations_own_orders(network, who):
    words = ("--service", "carry-in", "--station", "000001", "--compensation-fund")
    assert create(network, who, *words).checks == {"fund_not_station"}


def test_a_visit_that_is_dropped_costs_the_fund_nothing(network):
    no = create(network, "co1", "--service", "carry-in", "--compensation-fund", *OVER).data["order_no"]
    edited = network.ok("co1", f"order edit {no} --no-paid-visit")
    assert (edited["paid_visit"], edited["compensation_fund"]) == (False, False)


def test_the_fund_goes_along_when_the_customer_has_the_order_reassigned(network):
    no = create(network, "co1", "--service", "carry-in", "--compensation-fund", *OVER).data["order_no"]
    words = ("--reason", "wrong_area", "--detail", "用户要求换站", "--to-station", "000003")
    new = network.show(network.ok("agent", "cancel", "by-customer", no, *words)["new_order_no"])
    assert (new["compensation_fund"], new["paid_visit"], new["station"]) == (True, True, "000003")


# ------------------------------------------------------------------------------------------------ special needs (6.2.4)


def test_every_special_need_is_told_and_printed_with_the_order(network):
    no = network.downloaded()
    for text in ("有投诉倾向", "用户只在晚上在家"):
        network.ok("agent", "urge", "add", no, "--text", text)
    told = [n["args"]["text"] for n in network.ok("co1", "notify list --code N9")]
    assert told == ["有投诉倾向", "用户只在晚上在家"]
    printed = network.run("co1", f"order print {no}", format="table").out
    assert printed.index("有投诉倾向") < printed.index("用户只在晚上在家")


@pytest.mark.parametrize(
    ("product", "warned"), [("desktop", True), ("server", True), ("notebook", False), (None, False)]
)
def test_a_notebook_stations_on_site_order_for_another_product_is_warned(network, product, warned):
    words = ("--service", "onsite", *(("--product", product) if product else ()))
    result = create(network, "co3", *words)
    assert (result.exit, "001-6.3.1" in result.err) == (0, warned)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ((), "--service, --customer, --phone, --address, --fault"),
        (("--service", "onsite", "--customer", "张三"), "--phone, --address, --fault"),
        (
            (
                "--service",
                "onsite",
                "--customer",
                "\u200b",
                "--phone",
                "13800000001",
                "--address",
                " ",
                "--fault",
                "x",
            ),
            "--customer, --address",
        ),
    ],
)
def test_everything_that_a_report_lacks_is_said_at_once(network, given, missing):
    result = network.run("agent", "order", "create", *given)
    assert result.exit == 2 and f"missing: {missing}" in json.loads(result.err)["error"]["message"]
