"""Whether stations were on line often enough: logged by looking and by downloading, judged by the day."""

from __future__ import annotations

from typing import Any

import pytest
from network import Network


def judged(network: Network, *words: str, who: str = "admin") -> dict[str, Any]:
    """Every judged station by number."""
    return {s["station"]: s for s in network.ok(who, "station", "poll-check", "--all", *words)}


def codes(station: dict[str, Any]) -> list[str]:
    return [w["code"] for w in station["warnings"]]


def polls(network: Network) -> list[tuple[str, str, str]]:
    from repaircli.network.coverage_tables import Poll

    with network.tx() as tx:
        return [(p.station, p.kind, p.login) for p in tx.find(Poll)]


def volume(network: Network, no: str, orders: int) -> None:
    network.ok("admin", "station", "edit", no, "--monthly-volume", str(orders))


def test_a_station_and_its_head_poll_for_it_and_nobody_else(network):
    network.create()
    answer = network.ok("co1", "station poll")
    assert (answer["station"], answer["kind"], answer["waiting"]) == ("000001", "poll", 1)
    assert network.ok("eng2", "station poll 000002")["waiting"] == 0
    assert network.ok("co1", "station poll 000002")["station"] == "000002"
    for who, no in (("co3", "000001"), ("co2", "000001"), ("co101", "000003")):
        assert network.run(who, f"station poll {no}").exit == 4
    assert network.run("agent", "station poll 000001").exit == 4
    assert network.run("co1", "station poll 000777").exit == 5
    assert polls(network) == [
        ("000001", "poll", "co1"),
        ("000002", "poll", "eng2"),
        ("000002", "poll", "co1"),
    ]


def test_a_download_is_a_poll_also_when_nothing_waits(network):
    no, other = network.create(), network.create(customer="李四", phone="13900000001", address="二号")
    network.ok("co1", f"order download {no}")
    network.ok("co1", f"order download {other}")
    network.ok("co1", "order download")
    assert network.run("co1", f"order download {no}").exit == 3
    assert polls(network) == [("000001", "download", "co1")] * 3


def test_a_small_station_looks_four_times_at_most_two_hours_apart(network):
    for clock in ("09:00:00", "11:00:00", "13:00:00", "15:00:00"):
        network.at(clock).ok("co3", "station poll")
    station = judged(network.at("18:00:00"))["000003"]
    assert (station["duty"], station["clause"], station["polls"], station["ok"]) == (
        "four_times",
        "001-6.2.1",
        4,
        True,
    )
    assert station["poll_times"][0] == "2026-06-03T09:00:00+08:00"


def test_a_gap_of_a_second_more_is_broken_and_listed_by_itself(network):
    for clock in ("09:00:00", "11:00:01", "13:00:00", "15:00:00"):
        network.at(clock).ok("co3", "station poll")
    network.at("18:00:00")
    (station,) = network.ok("north", "station poll-check")
    assert (station["station"], codes(station)) == ("000003", ["gap"])
    assert station["warnings"][0]["clause"] == "001-6.2.1"
    assert network.run("north", "station poll-check").exit == 0
    assert network.run("north", "station poll-check --exit-code").exit == 7


def test_too_few_looks_are_said_once_the_day_is_over(network):
    network.ok("co3", "station poll")
    assert codes(judged(network.at("17:59:59"))["000003"]) == []
    assert codes(judged(network.at("18:00:00"))["000003"]) == ["too_few"]
    assert codes(judged(network.at("2026-06-04T08:00:00"), "--on", "2026-06-03")["000003"]) == ["too_few"]
    assert codes(judged(network, "--on", "today")["000003"]) == []


@pytest.mark.parametrize(("orders", "duty"), [(99, "four_times"), (100, "real_time")])
def test_the_volume_that_is_set_decides(network, orders, duty):
    volume(network, "000003", orders)
    station = judged(network)["000003"]
    assert (station["duty"], station["volume"], station["volume_set"]) == (duty, orders, True)


def test_without_one_the_orders_of_the_month_before_count(network):
    for day in ("2026-04-30T23:59:59", "2026-05-01T00:00:00", "2026-05-31T23:59:59", "2026-06-01T00:00:00"):
        network.at(day).create(station="000003", phone="13900000001" + day[5:7] + day[8:10])
    station = judged(network.at("2026-06-03T09:00:00"))["000003"]
    assert (station["volume"], station["volume_set"]) == (2, False)
    assert judged(network, "--on", "2026-05-20")["000003"]["volume"] == 1


def test_a_head_station_with_branches_is_on_line_in_real_time_whatever_its_volume(network):
    volume(network, "000001", 5)
    station = judged(network.at("18:00:00"))["000001"]
    assert (station["duty"], station["clause"], station["ok"]) == ("real_time", "001-6.3.8", True)


def test_an_order_that_waits_longer_than_a_quarter_of_an_hour_for_a_real_time_station_is_flagged(network):
    no = network.create()
    network.at("09:15:00").ok("co1", f"order download {no}")
    assert judged(network)["000001"]["ok"] is True
    late = network.create(customer="李四", phone="13900000001", address="二号")
    assert judged(network.at("09:30:00"))["000001"]["ok"] is True
    station = judged(network.at("09:30:01"))["000001"]
    assert codes(station) == ["waited"] and late in station["warnings"][0]["text"]
    network.at("10:00:00").ok("co1", "order", "download", late)
    assert codes(judged(network.at("2026-06-04T09:00:00"), "--on", "2026-06-03")["000001"]) == ["waited"]
    assert codes(judged(network)["000001"]) == []


def test_branches_and_closed_stations_are_not_judged(network):
    assert set(judged(network)) == {"000001", "000003", "000101"}
    assert set(judged(network, "--region", "华东区")) == {"000101"}
    assert set(judged(network, who="north")) == {"000001", "000003"}
    assert set(judged(network, who="co3")) == {"000003"}
    assert network.run("admin", "station poll-check --region 西区").exit == 5
    assert network.run("admin", "station poll-check --on 2026-06-04").exit == 2


def test_the_check_reads_well_in_chinese(network):
    out = network.at("18:00:00").run("admin", "station poll-check", format="table", lang="zh").out
    assert "每天四次" in out and "001-6.2.1" in out and "000003" in out
