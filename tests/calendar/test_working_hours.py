"""Working hours belong to the database: set by an admin, from a day on, and counted wherever hours or closes count."""

from __future__ import annotations

import pytest
from network import Network

NEW = ("08:30-12:00", "13:00-17:30")


def hours(network: Network, *words: str) -> None:
    network.ok("admin", "calendar", "hours", *words)


def deadline(network: Network, no: str, code: str) -> str:
    (clock,) = [c for c in network.ok("north", f"order clock {no}")["clocks"] if c["code"] == code]
    return str(clock["deadline"])


def test_the_hours_are_set_shown_and_audited(network):
    default = ["09:00-12:00", "13:00-18:00"]
    assert network.ok("admin", "calendar hours") == {
        "today": default,
        "hours": [{"from": None, "hours": default}],
    }
    found = network.ok("admin", "calendar", "hours", *NEW, "--from", "2026-06-08")
    assert found == {
        "today": default,
        "hours": [{"from": None, "hours": default}, {"from": "2026-06-08", "hours": list(NEW)}],
    }
    assert network.ok("admin", "db info")["working_hours"] == found["hours"]
    network.at("2026-06-08T09:00:00")
    assert network.ok("co1", "calendar show 2026")["hours"] == list(NEW)
    no = network.create()
    assert network.ok("co1", f"order clock {no} --explain")["hours"] == list(NEW)
    assert "08:30-12:00" in network.run("co1", f"order clock {no} --explain", format="table", columns=80).out
    (event,) = [e for e in network.ok("admin", "audit log") if e["what"] == "calendar.hours"]
    assert event["before"] == {"from": "2026-06-08", "hours": default}
    assert event["after"] == {"from": "2026-06-08", "hours": list(NEW)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("8-12",), "expected hours such as"),
        (("08:30-12:00;13:00-17:30",), "expected hours such as"),
        (("12:00-08:30",), "ends before it begins"),
        (("12:00-12:00",), "ends before it begins"),
        (("09:00-13:00", "12:00-18:00"), "overlap"),
        (("13:00-18:00", "09:00-12:00"), "overlap"),
        (("09:00-12:00", "12:00-18:00"), "meet"),
        (("09:00-25:00",), "not a time of day"),
        (("09:00-12:61",), "not a time of day"),
        ((*NEW, "--from", "someday"), "--from"),
        (("--from", "2026-06-08"), "--from needs the working hours"),
    ],
)
def test_hours_that_cannot_be_are_refused(network, words, said):
    result = network.run("admin", "calendar", "hours", *words)
    assert result.exit == 2 and said in result.err
    assert len(network.ok("admin", "calendar hours")["hours"]) == 1


def test_full_width_hours_are_read_and_only_an_admin_sets_them(network):
    assert network.ok("admin", "calendar hours ０８：３０－１２：００")["today"] == ["08:30-12:00"]
    assert network.run("co1", "calendar", "hours", *NEW).exit == 4
    assert network.run("north", "calendar hours").exit == 4


def test_the_same_hours_again_change_nothing(network):
    hours(network, *NEW)
    again = network.run("admin", "calendar", "hours", *NEW)
    assert again.exit == 0 and "nothing changes" in again.err
    assert len([e for e in network.ok("admin", "audit log") if e["what"] == "calendar.hours"]) == 1


def test_a_day_that_is_past_is_told(network):
    assert "past" in network.run("admin", "calendar", "hours", *NEW, "--from", "2026-06-01").err


def test_half_a_working_day_is_counted_in_these_hours(network):
    no = network.downloaded("cisd", "--special", "media")
    assert deadline(network, no, "special_report") == "2026-06-03T14:00:00+08:00"
    hours(network, "10:00-11:00", "14:00-19:00")
    assert deadline(network, no, "special_report") == "2026-06-03T17:00:00+08:00"


def test_close_of_business_follows_the_day_on_which_it_is(network):
    """Asked on the 3rd, due at the close of the 4th: the hours of the 4th count."""
    no = network.downloaded()
    network.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户来电")
    hours(network, *NEW, "--from", "2026-06-04")
    assert deadline(network, no, "cancel_request") == "2026-06-04T17:30:00+08:00"
    assert [x["deadline"] for x in network.ok("north", "due") if x["code"] == "cancel_request"] == [
        "2026-06-04T17:30:00+08:00"
    ]
    hours(network, "09:00-12:00", "13:00-18:00", "--from", "2026-06-05")
    assert deadline(network, no, "cancel_request") == "2026-06-04T17:30:00+08:00"


@pytest.mark.parametrize(("at", "allowed"), [("17:29:59", False), ("17:30:00", True)])
def test_an_unreachable_customer_is_cancelled_from_the_close_of_these_hours_on(network, at, allowed):
    hours(network, *NEW)
    no = network.downloaded()
    call = ("contact", "log", no, "--result", "no-answer", "--prompt", "无人接听")
    network.ok("co1", *call)
    network.at("13:00:00").ok("eng1", f"order writeback-t3 {no} --unreachable")
    for day in ("04", "05", "08"):
        for hour in range(6):
            network.at(f"2026-06-{day}T{9 + hour:02d}:00:00").ok("co1", *call)
    network.at(f"2026-06-10T{at}")
    checked = network.run("co1", f"cancel check {no} --reason unreachable")
    assert (checked.exit == 0, checked.data["allowed"]) == (allowed, allowed), checked.out
    if not allowed:
        assert checked.data["allowed_from"] == "2026-06-10T17:30:00+08:00"
        hours(network, "09:00-12:00", "13:00-17:00")
        assert network.ok("co1", f"cancel check {no} --reason unreachable")["allowed"]


def test_a_day_of_polling_is_over_at_the_close(network):
    network.at("17:30:00")
    before = network.ok("admin", "station poll-check --on 2026-06-03")
    hours(network, *NEW)
    after = network.ok("admin", "station poll-check --on 2026-06-03")
    assert before != after
