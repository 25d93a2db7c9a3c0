"""The customer counts as reached by what is on record, and the region sees what the calls of a request are worth."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from network import Network

DAYS = ("2026-06-04", "2026-06-05", "2026-06-08")
OPEN = "2026-06-10T18:00:00"


def called(network: Network, no: str, *days: str, apart: int = 10) -> None:
    """Six calls without an answer on each of those days, so many minutes apart."""
    for day in days:
        for n in range(6):
            network.at(f"{day}T10:{n * apart:02}:00").ok("co1", f"contact log {no} --result no-answer")


def lost(network: Network) -> str:
    """An order whose customer nobody reached: the special T31 at 12:45, six calls on three working days."""
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result no-answer")
    network.at("12:45").ok("eng1", f"order writeback-t3 {no} --unreachable")
    called(network, no, *DAYS)
    network.at(OPEN)
    return no


def answer(network: Network, no: str, reason: str = "unreachable", who: str = "co1") -> Any:
    return network.run(who, f"cancel check {no} --reason {reason}").data


def missing(network: Network, no: str) -> list[str]:
    return [m["code"] for m in answer(network, no)["missing"]]


def test_a_customer_who_agreed_a_time_and_was_visited_is_not_unreachable(network: Network) -> None:
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result no-answer")
    network.at("12:45").ok("eng1", f"order writeback-t3 {no} --unreachable")
    called(network, no, *DAYS)
    network.at("2026-06-09T08:30:00").ok(
        "eng1", f"order writeback-t3 {no} --at 2026-06-09T08:40 --type 客户原因 --reason 已约定"
    )
    assert missing(network.at(OPEN), no) == ["was_reached"]
    network.at("2026-06-09T08:40:00")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    assert missing(network.at(OPEN), no) == ["was_reached"]
    assert network.run("co1", f"cancel request {no} --reason unreachable --detail 联系不上").exit == 3


@pytest.mark.parametrize("who", ["agent", "north"])
def test_a_customer_who_brought_the_machine_in_is_not_unreachable(network: Network, who: str) -> None:
    no = network.downloaded(who, service="carry-in")
    network.ok("co1", f"contact log {no} --result no-answer")
    network.at("12:45").ok("eng1", f"order writeback-t3 {no} --unreachable")
    network.at("15:00").ok("co1", f"order arrived {no} --recontact 2026-06-12")
    called(network, no, *DAYS)
    assert missing(network.at("2026-06-11T18:00:00"), no)[0] == "in_custody"
    network.at("2026-06-11T19:00:00").ok("eng1", f"order picked-up {no}")
    assert missing(network, no) == ["was_reached"]


def test_the_special_t31_is_refused_once_service_started(network: Network) -> None:
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result no-answer")
    network.ok("co1", f"order print {no}")
    network.at("11:00").ok("eng1", f"order start {no}")
    network.at("12:45")
    assert network.refused("eng1", f"order writeback-t3 {no} --unreachable") == {"was_reached"}


def test_a_customer_lost_after_an_ordinary_t31_without_a_logged_call_gets_a_clock(network: Network) -> None:
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at 2026-06-04T09:00")
    result = network.run("co1", f"cancel check {no} --reason unreachable")
    assert [m["code"] for m in result.data["missing"]] == ["no_clock"]
    assert f"hint: repaircli contact log {no} --result no-answer" in result.err
    network.at("18:00").ok("co1", f"contact log {no} --result no-answer")
    called(network, no, *DAYS)
    due = network.at("2026-06-09T10:00:00").ok("co1", "due --within 60")
    assert "unreachable_cancel" in {d["code"] for d in due}
    assert missing(network.at("2026-06-10T17:59:59"), no) == ["working_days"]
    network.at(OPEN).ok("co1", f"cancel request {no} --reason unreachable --detail 联系不上")


def test_calls_made_up_in_one_sitting_open_nothing(network: Network) -> None:
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result reached")
    network.at("2026-06-10T18:00:00")
    for day in ("2026-06-03", *DAYS):
        for n in range(6):
            network.ok("co1", f"contact log {no} --result no-answer --at {day}T11:00:0{n}")
    found = answer(network, no)
    assert [m["code"] for m in found["missing"]] == ["calls"] * 3 + ["call_days", "working_days"]
    assert found["days"][0]["day"] == "2026-06-11"
    assert found["evidence"] == {
        "calls": 25,
        "entered_late": 24,
        "entered_on": ["2026-06-10"],
        "same_minute": 20,
        "outside_hours": 0,
        "numbers_changed": [],
    }


def test_the_region_sees_the_evidence_wherever_it_decides(network: Network, tmp_path: Path) -> None:
    no = lost(network)
    for second in range(3):
        network.ok("co1", f"contact log {no} --result no-answer --at 2026-06-09T23:00:0{second}")
    evidence = {
        "calls": 22,
        "entered_late": 3,
        "entered_on": ["2026-06-10"],
        "same_minute": 2,
        "outside_hours": 3,
        "numbers_changed": [],
    }
    asked = network.ok("co1", f"cancel request {no} --reason unreachable --detail 联系不上")
    assert answer(network, no, who="north")["evidence"] == asked["decision"]["evidence"] == evidence
    (listed,) = network.ok("north", "cancel list")
    assert listed["decision"]["evidence"] == listed["decision_now"]["evidence"] == evidence
    assert network.ok("north", "cancel show 1")["decision"]["evidence"] == evidence
    (tried,) = network.ok("north", "cancel approve 1 --dry-run")["results"]
    assert tried["decision"]["evidence"] == evidence
    for lang, late, same, night in (
        (
            "en",
            "3 of them entered on a later day (2026-06-10)",
            "2 not counted: same number and minute",
            "3 outside 08:00–22:00",
        ),
        ("zh", "其中 3 次为隔日补录（2026-06-10）", "2 次与前一次同一分钟", "3 次不在 08:00–22:00"),
    ):
        for command in (
            "cancel list",
            "cancel show 1",
            "cancel approve 1 --dry-run",
            f"cancel check {no} --reason unreachable --asked-by region",
        ):
            for columns in (None, 80):
                seen = network.run("north", command, format="table", lang=lang, columns=columns).out
                one_line = " ".join(seen.replace("│", " ").split())
                assert all(told in one_line for told in (late, same, night)), (command, columns, seen)
        file = tmp_path / f"{lang}.csv"
        assert network.run("north", f"cancel approve --all --plan {file}", lang=lang).exit == 0
        with file.open(encoding="utf-8-sig", newline="") as rows:
            (line,) = csv.DictReader(rows)
        assert late in (line.get("evidence") or line["联系证据"])


def test_a_decision_on_a_wrong_number_carries_the_evidence_and_no_other(network: Network) -> None:
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result number-invalid --prompt 空号")
    asked = network.ok("co1", f"cancel request {no} --reason wrong_phone --detail 空号")
    assert asked["decision"]["evidence"]["calls"] == 1
    for reason in ("special_request", "self_resolved", "unreachable_early"):
        assert answer(network, no, reason)["evidence"] is None
    closed = answer(network, no, "wrong_phone")  # refused by a gate: a request is pending
    assert (closed["outcome"], closed["evidence"]["calls"]) == ("forbidden", 1)


def test_a_plan_names_the_contact_that_came_after_it(network: Network, tmp_path: Path) -> None:
    no = lost(network)
    network.ok("co1", f"cancel request {no} --reason unreachable --detail 联系不上")
    file = tmp_path / "plan.csv"
    network.ok("north", f"cancel approve --all --plan {file}")
    network.at("2026-06-10T18:10:00").ok("co1", f"contact log {no} --result reached")
    result = network.run("north", f"cancel approve --apply {file}")
    assert result.exit == 7
    changes = {c["fact"]: (c["before"], c["after"]) for c in result.data["results"][0]["changes"]}
    assert changes["reached"] == ("", "2026-06-10 18:10:00")
