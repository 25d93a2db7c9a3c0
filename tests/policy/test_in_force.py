"""What is set is in force where it counts: write-backs, clocks, polls, reports, intake, capacity, files, queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from network import Network, copied


def set_(network: Network, key: str, value: str, since: str = "today") -> Any:
    return network.ok("admin", "rules", "limit", "set", key, value, "--from", since, "--why", "大区通知")


def unreached(network: Network, gap: str = "12:45") -> str:
    """An order whose customer did not answer, with the special T31."""
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result no-answer")
    network.at(gap).ok("eng1", f"order writeback-t3 {no} --unreachable")
    return no


def test_the_special_t31_waits_for_the_gap_that_is_set(network: Network) -> None:
    set_(network, "unreachable.min_gap", "1h")
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result no-answer")
    refused = network.at("09:59:59").run("eng1", f"order writeback-t3 {no} --unreachable")
    assert refused.checks == {"unreachable_too_early"} and "(1 h after T1)" in refused.out
    network.at("10:00:00").ok("eng1", f"order writeback-t3 {no} --unreachable")


def test_as_many_t3_are_written_as_are_set(network: Network) -> None:
    set_(network, "t3.slots", "1", "2026-06-04")
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-05 10:00'")
    again = f"order writeback-t3 {no} --at '2026-06-08 10:00' --type 客户原因 --reason 出差"
    assert network.at("2026-06-04T09:00:00").refused("eng1", again) == {"t3_slots_full"}
    set_(network, "t3.slots", "default", "2026-06-05")
    network.at("2026-06-05T09:00:00").ok("eng1", again)


def test_a_sentinel_shows_the_day_that_stood_for_it_when_it_was_written(network: Network) -> None:
    first = unreached(network)
    set_(network, "sentinel.unreachable", "2000-01-01", "2026-06-04")
    set_(network, "sentinel.phone", "2001-01-01", "2026-06-04")
    network.at("2026-06-04T09:00:00")
    second = unreached(network, "2026-06-04T12:45:00")
    solved = network.downloaded()
    network.ok("co1", f"contact log {solved} --result guided-solved")
    network.ok("eng1", f"order writeback-t3 {solved} --phone-resolved software")
    shown = {no: network.ok("co1", f"order show {no}")["t3"][0]["at"] for no in (first, second, solved)}
    assert shown == {first: "2010-01-01", second: "2000-01-01", solved: "2001-01-01"}
    listed = {row["order_no"]: row["t3"][0]["at"] for row in network.ok("admin", "order list")}
    assert listed == shown
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result no-answer")
    typed = network.at("2026-06-04T18:00:00").run("eng1", f"order writeback-t3 {no} --at '2000-01-01 00:00'")
    assert typed.exit == 3 and f"order writeback-t3 {no} --unreachable" in typed.err


def test_exported_sentinels_need_the_same_setting_to_come_back(
    network: Network, network_template: Path, tmp_path: Path
) -> None:
    set_(network, "sentinel.unreachable", "2000-01-01")
    no = unreached(network)
    network.ok("admin", "order", "export", "--output", f"{tmp_path}/out/")
    assert ",2000-01-01," in (tmp_path / "out" / "orders.csv").read_text(encoding="utf-8-sig")
    other = copied(network_template, tmp_path / "other.db").at("2026-06-04T09:00:00")
    words = ("order", "import", "--history", f"{tmp_path}/out/")
    refused = other.run("admin", *words)
    assert refused.exit != 0 and "the time of day is missing" in refused.out + refused.err
    set_(other, "sentinel.unreachable", "2000-01-01", "2026-01-01")
    other.ok("admin", *words)
    assert other.ok("admin", f"order show {no}")["t3"][0]["at"] == "2000-01-01"


def test_the_first_contact_is_late_by_what_was_in_force_at_t1(network: Network) -> None:
    set_(network, "contact.sla_hours", "2h", "2026-06-04")
    before = network.downloaded()
    after = network.at("2026-06-04T09:00:00").downloaded()
    network.at("12:00:00")
    clocks = {
        no: {c["code"]: c for c in network.ok("co1", f"order clock {no}")["clocks"]}["first_contact"]
        for no in (before, after)
    }
    assert clocks[before]["deadline"].startswith("2026-06-03T13:00")
    assert clocks[after]["deadline"].startswith("2026-06-04T11:00")
    network.ok("eng1", f"order writeback-t3 {after} --at '2026-06-05 10:00'")
    assert network.ok("co1", f"order show {after}")["late_contact"] is True
    early = network.at("2026-06-03T09:00:00")
    report = early.at("2026-06-04T12:30:00").ok("admin", "report sla --month 2026-06")
    assert report["total"]["contact_late"] == 2


def test_polls_are_judged_by_the_day_that_is_judged(network: Network) -> None:
    network.ok("admin", "station edit 000003 --monthly-volume 5")
    set_(network, "poll.times", "1", "2026-06-04")
    network.ok("co3", "station poll")
    network.at("2026-06-04T10:00:00").ok("co3", "station poll")
    network.at("2026-06-05T09:00:00")

    def broken(day: str) -> list[str]:
        (one,) = [
            s for s in network.ok("admin", f"station poll-check --all --on {day}") if s["station"] == "000003"
        ]
        return [w["code"] for w in one["warnings"]]

    assert (broken("2026-06-03"), broken("2026-06-04")) == (["too_few"], [])


def test_the_volume_counts_in_the_month_that_is_set(network: Network) -> None:
    set_(network, "poll.volume", "1")
    network.create(station="000003")
    duty = {s["station"]: s["duty"] for s in network.ok("admin", "station poll-check --all")}
    assert duty["000003"] == "four_times", "the month before had no orders"
    set_(network, "poll.month", "current")
    duty = {s["station"]: s["duty"] for s in network.ok("admin", "station poll-check --all")}
    assert duty["000003"] == "real_time"


def test_a_capacity_for_a_holiday_is_the_regions_own_where_only_areas_need_form_3(network: Network) -> None:
    words = "capacity set 000001 3 --from 2026-06-19 --to 2026-06-21 --cause holiday"
    assert network.refused("north", words) == {"not_routine"}
    set_(network, "cause.form", "areas")
    assert network.ok("north", words)["notify"] == ["N12"]
    apply = "change apply 000001 --daily 4 --cause holiday --from 2026-06-19 --to 2026-06-21 --why 放假"
    assert network.refused("co1", apply) == {"capacity_only"}
    assert network.refused("north", words.replace("holiday", "area")) == {"not_routine"}


def test_the_span_of_a_query_and_the_machines_of_a_ticket(network: Network) -> None:
    span = "order list --since 2026-05-25 --until 2026-06-03"
    assert "3 days at most" in network.run("admin", span).err
    set_(network, "query.max_days", "10")
    assert "days at most" not in network.run("admin", span).err
    set_(network, "multi.pending", "2")
    made = network.run(
        "agent",
        "order create --customer 王五 --phone 13900000009 --address 一号 --fault 不开机 --station 000001"
        " --service onsite --units 2 --same-fault",
    )
    assert (made.exit, made.data["units"], made.data["orders"]) == (0, 2, [])


@pytest.mark.parametrize(("value", "allowed"), [("any_fact", False), ("phone_only", True)])
def test_the_customer_is_barred_by_the_facts_that_are_set(
    network: Network, value: str, allowed: bool
) -> None:
    set_(network, "customer.barred_by", value)
    no = network.downloaded()
    network.ok("co1", f"order fact {no} nff_power")
    words = f"cancel by-customer {no} --reason self_resolved --detail 用户自己撤单"
    found = network.run("agent", words)
    assert (found.exit == 0) is allowed
    label = "manual" if value == "any_fact" else f"manual customer.barred_by={value}"
    assert found.data.get("policy", label) == label


def test_v2_asks_no_special_t31_of_a_clock_and_sends_nothing_to_headquarters(network: Network) -> None:
    network.ok("admin", "rules edition use v2 --from today --why 试行")
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result no-answer")
    clocks = {c["code"]: c for c in network.ok("co1", f"order clock {no}")["clocks"]}
    assert clocks["unreachable_cancel"]["deadline"].startswith("2026-06-08T09:00")
    network.at("2026-06-08T09:00:00")
    network.ok("co1", f"cancel request {no} --reason unreachable --detail 联系不上")
    network.ok("north", "cancel approve 1")
    assert not [n for n in network.ok("admin", "notify list") if n["code"] in ("N2", "N4")]
    induced = network.create()
    words = f"cancel by-customer {induced} --reason self_resolved --detail 好了 --station-induced"
    network.ok("agent", words)
    assert network.ok("agent", f"order show {induced}")["status"] == "cancelled"
    assert "violation" not in [e["what"] for e in network.ok("admin", "audit log")]


def test_a_replay_knows_the_promise_that_a_reading_counts_from(network: Network) -> None:
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-12 10:00'")
    words = f"cancel request {no} --reason reschedule_rereport --detail 出差 --agrees-rereport"
    network.ok("co1", words + " --wished 2026-06-20")
    found = network.ok("admin", "rules replay --set reschedule.from=promise")
    assert [r["after"]["missing"][0]["text"] for r in found["results"]] == [
        "8 of 15 days, from 2026-06-12 to 2026-06-20"
    ]
