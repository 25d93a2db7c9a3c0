"""`tick`: every reminder once for its cause, level and receiver, however often it runs and however long it slept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from network import EAST, NORTH, Network

from repaircli.notices import letter
from repaircli.rules.deadlines import reminders
from repaircli.rules.deadlines.texts import TITLES

Row = tuple[str, str, str]


@pytest.fixture
def quiet(network: Network) -> Network:
    """A network in which yesterday's polls have been judged already."""
    network.ok("admin", "tick")
    return network


def ticked(network: Network, at: str | None = None) -> list[Row]:
    """Code, level and receiver of what a tick queues."""
    if at is not None:
        network.at(at)
    answer = network.ok("admin", "tick")
    assert answer["queued"] == len(answer["results"])
    return [(r["code"], r["level"], r["to"]) for r in answer["results"] if r["code"] != reminders.POLLING]


def queued(network: Network) -> list[Any]:
    """The reminders of orders in the outbox."""
    return [n for n in network.ok("admin", "notify list") if n["code"].startswith("R-") and n["order_no"]]


def test_ten_runs_in_a_row_queue_nothing_a_second_time(network: Network) -> None:
    network.create()
    network.at("14:00").ok("admin", "tick")
    first = queued(network)
    assert Counter(n["code"] for n in first)["R-first_contact"] == 2
    for _ in range(9):
        assert network.ok("admin", "tick")["results"] == []
    assert queued(network) == first


def test_an_idle_tick_writes_nothing(quiet: Network) -> None:
    before = quiet.path.read_bytes()
    assert ticked(quiet) == []
    assert quiet.path.read_bytes() == before


def test_the_first_contact_is_told_to_the_station_at_three_hours_and_to_the_region_after_four(
    quiet: Network,
) -> None:
    no = quiet.create()
    assert ticked(quiet, "11:59") == []
    assert ticked(quiet, "12:00") == [("R-first_contact", "soon", "000001")]
    assert ticked(quiet, "13:00") == []
    late = ("R-first_contact", "late")
    assert ticked(quiet, "13:00:01") == [(*late, "000001"), (*late, NORTH)]
    assert {n["order_no"] for n in queued(quiet)} == {no}
    assert ticked(quiet, "2026-06-10T09:00:00") == []


def test_after_a_long_sleep_only_the_level_that_holds_now_is_told(quiet: Network) -> None:
    quiet.create()
    quiet.downloaded()
    assert Counter(ticked(quiet, "2026-06-09T09:00:00")) == {
        ("R-first_contact", "late", "000001"): 2,
        ("R-first_contact", "late", NORTH): 2,
    }


def test_what_was_done_in_time_is_not_told(quiet: Network) -> None:
    no = quiet.downloaded()
    quiet.at("10:00").ok("co1", f"contact log {no} --result reached")
    quiet.ok("eng1", f"order writeback-t3 {no} --at '2026-06-05 10:00'")
    assert ticked(quiet, "14:00") == []


def promised(network: Network, at: str) -> str:
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result reached")
    network.ok("eng1", "order", "writeback-t3", no, "--at", at)
    return no


def test_a_promise_is_told_before_it_lapses_and_after_and_a_new_one_anew(quiet: Network) -> None:
    no = promised(quiet, "2026-06-04 10:00")
    assert ticked(quiet, "2026-06-04T07:59:59") == []
    assert ticked(quiet, "2026-06-04T08:00:00") == [("R-promise", "soon", "000001")]
    assert ticked(quiet, "2026-06-04T10:00:01") == [("R-promise", "late", "000001")]
    words = ("--at", "2026-06-05 10:00", "--type", "客户原因", "--reason", "用户临时有事")
    quiet.ok("eng1", "order", "writeback-t3", no, *words)
    assert ticked(quiet, "2026-06-04T12:00:00") == []
    assert ticked(quiet, "2026-06-05T11:00:00") == [("R-promise", "late", "000001")]
    assert len({n["id"] for n in queued(quiet)}) == 3


def test_a_sentinel_promises_nothing_but_each_days_missing_calls_are_told(quiet: Network) -> None:
    no = quiet.downloaded()
    quiet.at("12:31").ok("co1", f"contact log {no} --result no-answer")
    quiet.ok("eng1", f"order writeback-t3 {no} --unreachable")
    assert ticked(quiet, "2026-06-04T14:00:00") == []
    assert ticked(quiet, "2026-06-04T15:00:00") == [("R-unreachable_calls", "soon", "000001")]
    for minute in range(6):
        quiet.at(f"2026-06-05T10:{minute:02}:00").ok("co1", f"contact log {no} --result no-answer")
    assert ticked(quiet, "2026-06-05T16:00:00") == []
    # Monday and Tuesday, then two days nobody looked at
    assert ticked(quiet, "2026-06-08T16:00:00") == [("R-unreachable_calls", "soon", "000001")]
    assert ticked(quiet, "2026-06-11T15:30:00") == [("R-unreachable_calls", "soon", "000001")]
    assert ticked(quiet, "2026-06-11T18:30:00") == [("R-unreachable_calls", "late", "000001")]


def test_the_fifth_day_of_an_unreachable_customer_is_told_once(quiet: Network) -> None:
    no = quiet.downloaded()
    quiet.at("12:31").ok("co1", f"contact log {no} --result no-answer")
    quiet.ok("eng1", f"order writeback-t3 {no} --unreachable")
    for day in (4, 5, 8):
        for minute in range(6):
            quiet.at(f"2026-06-{day:02}T10:{minute:02}:00")
            quiet.ok("co1", f"contact log {no} --result no-answer")
    assert ticked(quiet, "2026-06-10T17:59:00") == []
    assert ticked(quiet, "2026-06-10T18:00:01") == [("R-unreachable_cancel", "due", "000001")]
    assert ticked(quiet, "2026-06-12T18:00:01") == []
    told = queued(quiet)[-1]
    assert "cancel request" in told["args"]["next"]


def test_a_special_user_who_is_not_reported_in_half_a_working_day_is_told_to_the_region_too(
    quiet: Network,
) -> None:
    no = quiet.create("cisd", special="media")
    quiet.ok("co1", f"order download {no}")
    quiet.ok("co1", f"contact log {no} --result reached")
    quiet.ok("eng1", f"order writeback-t3 {no} --at '2026-06-05 10:00'")
    assert ticked(quiet, "13:30") == [("R-special_report", "soon", "000001")]
    late = ("R-special_report", "late")
    assert ticked(quiet, "14:00:01") == [(*late, "000001"), (*late, NORTH)]
    other = quiet.at("2026-06-04T09:00:00").create("cisd", special="media")
    quiet.ok("co1", f"order download {other}")
    quiet.ok("co1", f"special notify {other}")
    assert ("R-special_report", "late", NORTH) not in ticked(quiet, "2026-06-04T18:00:00")


def test_what_waits_for_the_region_longer_than_a_working_day_is_told_to_the_region(quiet: Network) -> None:
    no = promised(quiet, "2026-06-12 10:00")
    quiet.ok("co1", f"cancel request {no} --reason capacity_exceeded --detail 产能已满")
    other = promised(quiet, "2026-06-12 11:00")
    quiet.ok("co1", f"form submit {other} --proposal 换主板 --refusal 嫌贵")
    assert ticked(quiet, "2026-06-04T18:00:00") == []
    assert sorted(ticked(quiet, "2026-06-04T18:00:01")) == [
        ("R-cancel_request", "late", NORTH),
        ("R-form", "late", NORTH),
    ]
    assert ticked(quiet, "2026-06-08T18:00:01") == []


def test_an_order_that_waits_to_be_fetched_or_closed_is_told_to_the_station(quiet: Network) -> None:
    carry = quiet.create("co1", service="carry-in")
    quiet.ok("co1", "order", "repaired", carry)
    visit = promised(quiet, "2026-06-03 10:00")
    quiet.ok("co1", "order", "print", visit, "--output", str(quiet.path.with_name("a.html")))
    quiet.at("10:00").ok("eng1", "order", "start", visit)
    quiet.ok("eng1", "order", "repaired", visit)
    quiet.ok("eng1", "order", "sign", visit)
    assert ticked(quiet, "2026-06-04T17:00:00") == []
    assert sorted(ticked(quiet, "2026-06-04T18:00:01")) == [
        ("R-close", "late", "000001"),
        ("R-pickup_notice", "late", "000001"),
    ]


def test_a_promised_call_is_told_before_and_after_its_time(quiet: Network) -> None:
    quiet.create("co1", "--recontact", "2026-06-05 10:00", service="carry-in")
    assert ticked(quiet, "2026-06-05T08:00:00") == [("R-recontact", "soon", "000001")]
    assert ticked(quiet, "2026-06-05T10:00:01") == [("R-recontact", "late", "000001")]


def test_late_parts_are_told_to_the_station(quiet: Network) -> None:
    no = promised(quiet, "2026-06-12 10:00")
    quiet.ok("co1", f"parts request {no} --part P1 --parts-order PO1 --eta 2026-06-05")
    assert ticked(quiet, "2026-06-05T23:00:00") == []
    assert ticked(quiet, "2026-06-06T00:00:00") == [("R-late_parts", "late", "000001")]
    assert ticked(quiet, "2026-06-09T00:00:00") == []


def test_a_broken_cadence_of_the_last_working_day_is_told_once_to_station_and_region(
    network: Network,
) -> None:
    def polled(at: str) -> list[Row]:
        rows = network.at(at).ok("admin", "tick")["results"]
        return [(r["to_kind"], r["to"], r["text"]) for r in rows if r["code"] == reminders.POLLING]

    for hour in (9, 11, 13, 15):
        network.at(f"2026-06-05T{hour:02}:00:00").ok("co101", "station poll")
    # the 7th is a Sunday: Friday is what counts. 000001, a head station, breaks nothing while no order waits
    told = polled("2026-06-07T08:00:00")
    assert [row[:2] for row in told] == [("station", "000003"), ("region", NORTH)]
    assert "0 times" in str(told[0][2])
    assert told[1][2] == ["000003 000003站: online 0 times, 4 required (001-6.2.1)"]  # type: ignore[comparison-overlap]
    assert polled("2026-06-07T09:00:00") == polled("2026-06-08T08:00:00") == []
    assert [row[:2] for row in polled("2026-06-09T08:00:00")] == [
        ("station", "000003"),
        ("station", "000101"),
        ("region", NORTH),
        ("region", EAST),
    ]


def test_a_day_before_a_station_was_entered_is_not_held_against_it(network: Network) -> None:
    network.at("2026-06-04T10:00:00")
    words = ("--name", "新站", "--region", NORTH, "--monthly-volume", "10")
    network.ok("admin", "station", "add", "000777", *words)

    def broke(at: str) -> bool:
        rows = network.at(at).ok("admin", "tick")["results"]
        return "000777" in {r["to"] for r in rows if r["code"] == reminders.POLLING}

    assert not broke("2026-06-04T11:00:00"), "the 3rd is judged"
    assert "000777" not in {s["station"] for s in network.ok("north", "station poll-check --on 06-03")}
    assert broke("2026-06-08T08:00:00"), "the 5th is judged"


def test_the_answer_says_how_urgent_it_is_once(quiet: Network) -> None:
    quiet.create()
    told = quiet.at("14:00").ok("admin", "tick")["results"]
    assert {(r["about"], r["level"]) for r in told} == {("first contact", "late")}


def test_two_ticks_at_once_queue_each_reminder_once(network: Network) -> None:
    for _ in range(20):
        network.create()
    network.at("14:00")
    command = [sys.executable, "-m", "repaircli", "tick", "--db", str(network.path), "--as", "admin"]
    environment = {**os.environ, "REPAIRCLI_NOW": network.now}
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [p.wait(120) for p in running] == [0] * 4
    for p in running:
        p.communicate()
    assert Counter(n["code"] for n in queued(network))["R-first_contact"] == 40
    network.ok("admin", "audit verify")


def test_reminders_are_read_by_whom_they_concern_and_filtered_by_their_code(quiet: Network) -> None:
    no = quiet.create()
    ticked(quiet, "14:00")
    mine = quiet.ok("co1", "notify list --code r-first_contact")
    assert [(n["code"], n["to"]) for n in mine] == [("R-first_contact", "000001"), ("R-first_contact", NORTH)]
    assert quiet.ok("co101", "notify list --code R-first_contact") == []
    shown = quiet.ok("north", "notify", "show", str(mine[1]["id"]))
    assert shown["subject"] == f"[training] first contact (overdue): order {no}"
    lines = shown["text"].splitlines()
    assert f"next: repaircli order download {no}" in lines
    assert "deadline: 2026-06-03 13:00" in lines and "clause: 001-1.5.2" in lines
    chinese = quiet.run("north", "notify", "show", str(mine[1]["id"]), format="table", lang="zh").out
    assert "首次联系用户（已逾期）" in chinese
    table = quiet.run("admin", "notify list", format="table", columns=120).out
    assert "first contact (overdue)" in table


def test_only_the_administrator_ticks(network: Network) -> None:
    for who in ("north", "co1", "agent"):
        assert network.run(who, "tick").exit == 4


def test_every_clock_is_told_of_to_somebody() -> None:
    assert set(reminders.TELLINGS) == set(TITLES)
    assert all(t.late and set(t.late) <= {"station", "region"} for t in reminders.TELLINGS.values())
    assert all(bool(t.soon) == bool(t.lead) for t in reminders.TELLINGS.values())
    assert all(letter.about(reminders.PREFIX + code) is not None for code in TITLES)


def test_a_first_run_on_many_orders_may_be_short(network: Network) -> None:
    for n in range(3):
        network.create(phone=f"1390000000{n}", address=f"路{n}号")
    network.at("2026-06-04T09:00")
    every = network.ok("admin", "tick --dry-run")
    assert every["queued"] == len(every["results"]) > 3
    short = network.run("admin", "tick --dry-run --limit 1")
    assert (short.data["queued"], len(short.data["results"])) == (every["queued"], 1)
    assert f"{every['queued'] - 1} more not shown" in short.err
    quiet = network.run("admin", "tick -q", format="table")
    assert quiet.out == f"new reminders: {every['queued']}\n"
    assert network.run("admin", "tick", format="table").out == "no new reminders\n"
