"""Special users reported to the region, and a write-back that is sent twice."""

from __future__ import annotations

import pytest
from network import NORTH


def test_the_station_tells_the_region_of_a_special_user(network):
    no = network.create("cisd", special="media")
    network.at("10:30:00")
    order = network.ok("co1", f"special notify {no} --note 用户是记者，要求当天上门")
    assert order["order_no"] == no
    (notice,) = network.ok("north", "notify list --code N10")
    assert (notice["order_no"], notice["to_kind"], notice["to"], notice["status"]) == (
        no,
        "region",
        NORTH,
        "queued",
    )
    assert notice["args"] == {
        "special": "media", "customer": "张三", "station": "000001", "note": "用户是记者，要求当天上门",
    }  # fmt: skip
    (clock,) = (c for c in network.ok("co1", f"order clock {no}")["clocks"] if c["code"] == "special_report")
    assert (clock["status"], clock["done_at"]) == ("met", "2026-06-03T10:30:00+08:00")
    event = network.ok("admin", f"order history {no}")[-1]
    assert (event["what"], event["by"], event["after"]["special_notified_by"]) == (
        "order.special_notified", "co1", "co1",
    )  # fmt: skip


def test_a_report_after_half_a_working_day_is_taken_and_called_late(network):
    no = network.create("cisd", special="media")
    network.at("14:00:00")
    in_time = network.create("cisd", special="media", phone="13800000002")
    assert "later" not in network.run("co1", f"special notify {no}").err
    network.at("18:00:01")
    late = network.run("co1", "special", "notify", in_time)
    assert late.exit == 0
    assert (
        "reported later than half a working day allows, which ended 2026-06-03 18:00 (001-4.5.2)" in late.err
    )


def test_the_second_report_is_refused_and_names_the_first(network):
    no = network.create("cisd", special="media")
    network.at("10:30:00")
    network.ok("co1", f"special notify {no}")
    again = network.run("both1", f"special notify {no}")
    assert (again.exit, again.checks) == (3, {"already_notified"})
    assert again.data["checks"][0]["text"] == "the region was already informed by co1 on 2026-06-03 10:30"
    assert len(network.ok("north", "notify list --code N10")) == 1


def test_only_an_open_order_of_a_special_user_is_reported(network):
    plain, over = network.create(), network.create("cisd", special="media")
    network.ok("agent", "cancel", "by-customer", over, "--reason", "self_resolved", "--detail", "用户来电")
    assert network.refused("co1", "special", "notify", plain) == {"not_special"}
    assert network.refused("co1", "special", "notify", over) == {"order_closed"}
    assert network.ok("north", "notify list --code N10") == []


@pytest.mark.parametrize("who", ["eng1", "north", "agent", "co3", "admin"])
def test_it_is_the_coordinator_of_the_station_who_reports(network, who):
    no = network.create("cisd", special="media")
    assert network.run(who, f"special notify {no}").exit == 4


def test_the_same_request_id_reports_once(network):
    no = network.create("cisd", special="media")
    first = network.ok("co1", f"special notify {no} --request-id k1")
    network.at("11:00:00")
    assert network.ok("co1", f"special notify {no} --request-id k1") == first
    assert len(network.ok("north", "notify list --code N10")) == 1


def test_a_person_is_told_that_it_is_done(network):
    no = network.create("cisd", special="media")
    said = network.run("co1", f"special notify {no}", format="table").out
    assert said.splitlines()[0] == f"the region is informed about order {no}"
