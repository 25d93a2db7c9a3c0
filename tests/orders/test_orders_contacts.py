"""Calls to the customer: times, numbers, what they lead to, and taking them back."""

from __future__ import annotations

import pytest
from network import Network


def log(network: Network, no: str, *words: str, who: str = "eng1"):
    return network.run(who, "contact", "log", no, *words)


def test_the_first_call_takes_the_order_into_service(network):
    no = network.downloaded()
    network.at("09:30:00")
    answer = log(network, no, "--result", "no-answer").data
    assert (answer["status"], answer["first_contact_at"]) == ("in_service", "2026-06-03T09:30:00+08:00")
    assert answer["contact"]["number"] == "13800000001"
    assert answer["contact"]["at"] == answer["contact"]["recorded_at"] == "2026-06-03T09:30:00+08:00"


def test_a_call_lies_between_t1_and_now(network):
    no = network.downloaded()
    network.at("10:00:00")
    assert log(network, no, "--result", "reached", "--at", "2026-06-03 08:59:59").exit == 2
    assert log(network, no, "--result", "reached", "--at", "2026-06-03 10:00:01").exit == 2
    assert log(network, no, "--result", "reached", "--at", "2026-06-03 09:00:00").exit == 0
    assert log(network, no, "--result", "reached", "--at", "2026-06-03 10:00:00").exit == 0


def test_two_entries_of_one_time_and_number_are_both_logged_and_the_second_one_is_told(network):
    no = network.downloaded()
    network.at("10:00:00")
    words = ("--result", "no-answer", "--at", "2026-06-03 09:30")
    assert "is logged already" not in log(network, no, *words).err
    assert "is logged already" in log(network, no, *words).err
    assert "is logged already" not in log(network, no, *words, "--number", "13800000009").err
    assert "is logged already" not in log(network, no, "--result", "no-answer").err
    assert "in the minute 10:00 count as one" in log(network, no, "--result", "no-answer").err
    assert "count as one" not in log(network.at("10:01:00"), no, "--result", "no-answer").err
    network.at("10:00:59")
    assert len(network.show(no)["contacts"]) == 6


def test_a_call_entered_on_a_later_day_is_marked_late_with_both_times(network):
    no = network.downloaded()
    network.at("2026-06-03T23:59:59")
    assert (
        log(network, no, "--result", "no-answer", "--at", "2026-06-03 10:00").data["contact"]["late"] is False
    )
    network.at("2026-06-04T00:00:00")
    late = log(network, no, "--result", "no-answer", "--at", "2026-06-03 11:00")
    contact = late.data["contact"]
    assert contact["late"] is True and "marked as late" in late.err
    assert (contact["at"], contact["recorded_at"]) == (
        "2026-06-03T11:00:00+08:00",
        "2026-06-04T00:00:00+08:00",
    )


def test_an_invalid_number_among_several_must_be_named(network):
    no = network.downloaded("agent", "--phone", "13800000009", "--caller-no", "010-61234567")
    assert log(network, no, "--result", "number-invalid").exit == 2
    named = log(
        network, no, "--result", "number-invalid", "--number", "010 6123 4567", "--prompt", "此电话号码不存在"
    )
    assert (named.exit, named.data["contact"]["number"]) == (0, "01061234567")
    assert log(network, no, "--result", "no-answer").data["contact"]["number"] == "13800000001", (
        "the first phone of all"
    )


def test_one_number_need_not_be_named(network):
    no = network.downloaded("agent", caller_no="13800000001")
    result = log(network, no, "--result", "number-invalid")
    assert result.exit == 0 and "--prompt" in result.err


def test_a_number_that_the_order_does_not_have_is_taken_with_a_note(network):
    no = network.downloaded()
    result = log(network, no, "--result", "reached", "--number", "13999999999")
    assert result.exit == 0 and "13999999999" in result.err
    assert result.data["contact"]["number"] == "13999999999"


def test_guidance_that_solved_it_is_a_close_fact_and_guidance_that_did_not_is_none(network):
    no = network.downloaded()
    assert log(network, no, "--result", "guided").data["facts"] == []
    assert log(network, no, "--result", "guided-solved").data["facts"] == ["phone_resolved"]


def test_the_liaison_takes_a_call_back_and_its_fact_goes_with_it(network):
    no = network.downloaded()
    network.at("10:00:00")
    contact = log(network, no, "--result", "guided-solved").data["contact"]["id"]
    for who in ("eng1", "co1", "agent"):
        assert network.run(who, "contact", "void", str(contact), "--why", "误录").exit == 4
    assert network.run("east", "contact", "void", str(contact), "--why", "误录").exit == 4
    assert network.run("north", "contact", "void", str(contact), "--why", " ").exit == 2
    assert network.run("north", "contact void 999 --why 误录").exit == 5
    order = network.ok("north", "contact", "void", str(contact), "--why", "误录")
    assert order["facts"] == [] and order["first_contact_at"] is None
    (kept,) = network.show(no)["contacts"]
    assert (kept["voided_by"], kept["void_why"]) == ("north", "误录")
    assert network.run("north", "contact", "void", str(contact), "--why", "又一次").exit == 0
    assert network.show(no)["contacts"][0]["void_why"] == "误录"


def test_a_fact_logged_by_hand_outlives_the_call(network):
    no = network.downloaded()
    network.ok("eng1", f"order fact {no} phone_resolved")
    network.at("10:00:00")
    contact = log(network, no, "--result", "guided-solved").data["contact"]["id"]
    assert network.ok("north", "contact", "void", str(contact), "--why", "误录")["facts"] == [
        "phone_resolved"
    ]


@pytest.mark.parametrize(("at", "late"), [("13:00:00", False), ("13:00:01", True)])
def test_a_dispatched_carry_in_is_late_by_its_first_logged_call(network, at, late):
    no = network.downloaded("agent", service="carry-in")
    network.at(at)
    assert log(network, no, "--result", "reached").data["late_contact"] is late


def test_a_carry_in_called_in_time_but_entered_later_is_not_late(network):
    no = network.downloaded("agent", service="carry-in")
    network.at("14:00:00")
    assert log(network, no, "--result", "reached").data["late_contact"] is True
    assert log(network, no, "--result", "reached", "--at", "2026-06-03 12:00").data["late_contact"] is False


def test_an_unknown_result_is_a_usage_error_and_a_chinese_one_is_known(network):
    no = network.downloaded()
    assert log(network, no, "--result", "maybe").exit == 2
    assert log(network, no, "--result", "无人接听").data["contact"]["result"] == "no-answer"


def test_only_the_order_s_station_logs_calls(network):
    no = network.downloaded()
    assert log(network, no, "--result", "reached", who="eng101").exit == 4
    assert log(network, no, "--result", "reached", who="agent").exit == 4
