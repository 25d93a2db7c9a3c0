"""T3 written back: slots, T2, the special times, the fixed texts."""

from __future__ import annotations

import pytest
from network import Network


def t3(network: Network, no: str, *words: str, who: str = "eng1"):
    return network.run(who, "order", "writeback-t3", no, *words)


def called(network: Network, no: str, at: str = "11:00:00", result: str = "no-answer") -> None:
    network.at(at)
    network.ok("eng1", "contact", "log", no, "--result", result)


def test_the_first_promise_sets_t2_and_later_ones_never_touch_it(network):
    no = network.downloaded()
    network.at("10:15:00")
    order = t3(network, no, "--at", "明天 14:00").data
    assert (order["status"], order["t2"]) == ("in_service", "2026-06-03T10:15:00+08:00")
    (slot,) = order["t3"]
    assert (slot["slot"], slot["kind"], slot["at"], slot["written_by"]) == (
        1, "normal", "2026-06-04T14:00:00+08:00", "eng1",
    )  # fmt: skip
    network.at("2026-06-04T13:00:00")
    order = t3(network, no, "--at", "2026-06-05 14:00", "--type", "客户原因", "--reason", "用户出差").data
    assert order["t2"] == "2026-06-03T10:15:00+08:00"
    assert [s["slot"] for s in order["t3"]] == [1, 2]


def test_t3_is_written_as_engineer(network):
    no = network.downloaded()
    assert t3(network, no, "--at", "+2h", who="co1").exit == 4
    assert t3(network, no, "--at", "+2h", who="eng101").exit == 4
    assert t3(network, no, "--at", "+2h", who="both1").exit == 0


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--at", "+2h", "--unreachable"),
        ("--unreachable", "--phone-resolved", "software"),
        ("--phone-resolved", "hardware"),
        ("--at", "whenever"),
        ("--at", "+2h", "--slot", "x"),
        ("--at", "+2h", "--slot", "33"),
    ],
)
def test_one_of_the_three_forms_is_given(network, words):
    assert t3(network, network.downloaded(), *words).exit == 2


def test_a_fourth_t3_is_refused(network):
    no = network.downloaded()
    assert t3(network, no, "--at", "+2h").exit == 0
    for day in ("+1d", "+2d"):
        assert t3(network, no, "--at", day, "--type", "客户原因", "--reason", f"改到{day}").exit == 0
    result = t3(network, no, "--at", "+3d", "--type", "客户原因", "--reason", "再改")
    assert (result.exit, result.checks) == (3, {"t3_slots_full"})
    assert [s["slot"] for s in network.show(no)["t3"]] == [1, 2, 3]


def test_t32_before_t31_is_refused(network):
    no = network.downloaded()
    assert t3(network, no, "--slot", "2", "--at", "+2h").checks == {"t3_slot_order"}
    assert t3(network, no, "--slot", "1", "--at", "+2h").exit == 0


def test_t32_needs_type_and_reason(network):
    no = network.downloaded()
    t3(network, no, "--at", "+2h")
    assert t3(network, no, "--at", "+3h").checks == {"type_missing", "reason_missing"}
    assert t3(network, no, "--at", "+3h", "--type", "随便", "--reason", "x").checks == {"t3_type"}


def test_a_promise_in_the_past_is_refused_unless_a_system_failure_is_on_record(network):
    no = network.downloaded()
    assert t3(network, no, "--at", "2026-06-03 08:59").checks == {"promise_in_past"}
    network.ok("eng1", f"order start {no} --system-failure 停电")
    order = t3(network, no, "--at", "2026-06-03 08:59").data
    assert order["t3"][0]["remark"] == "停电" and order["t2"] == "2026-06-03T09:00:00+08:00"


def test_who_types_the_special_time_is_told_the_option(network):
    no = network.downloaded()
    result = t3(network, no, "--at", "2010-01-01")
    assert result.exit == 3 and f"order writeback-t3 {no} --unreachable" in result.err


@pytest.mark.parametrize(("now", "exit"), [("12:29:59", 3), ("12:30:00", 0)])
def test_the_unreachable_sentinel_waits_three_and_a_half_hours(network, now, exit):
    no = network.downloaded()
    called(network, no)
    network.at(now)
    result = t3(network, no, "--unreachable")
    assert result.exit == exit
    if exit == 0:
        (slot,) = result.data["t3"]
        assert (slot["kind"], slot["at"], slot["slot"]) == ("unreachable", "2010-01-01", 1)
        assert result.data["t2"] == "2026-06-03T12:30:00+08:00"
        assert result.data["late_contact"] is False
    else:
        assert result.checks == {"unreachable_too_early"}


def test_the_sentinel_after_four_hours_is_accepted_and_marked_late(network):
    no = network.downloaded()
    called(network, no)
    network.at("13:00:01")
    result = t3(network, no, "--unreachable")
    assert result.data["late_contact"] is True and "001-1.5.2" in result.err


def test_the_sentinel_needs_an_attempt_and_no_success(network):
    no = network.downloaded()
    network.at("13:00:00")
    assert t3(network, no, "--unreachable").checks == {"no_attempt"}
    called(network, no, "13:00:00", "reached")
    assert t3(network, no, "--unreachable").checks == {"was_reached"}


def test_a_voided_call_counts_for_nothing(network):
    no = network.downloaded()
    called(network, no, "13:00:00", "reached")
    called(network, no, "13:10:00")
    contact = network.show(no)["contacts"][0]["id"]
    network.ok("north", "contact", "void", str(contact), "--why", "误录")
    assert t3(network, no, "--unreachable").exit == 0


def test_the_sentinel_is_t31_only_and_the_real_promise_after_it_is_t32(network):
    no = network.downloaded()
    called(network, no)
    network.at("12:30:00")
    assert t3(network, no, "--unreachable").exit == 0
    network.at("12:40:00")
    assert "unreachable_not_first" in t3(network, no, "--unreachable").checks
    order = t3(network, no, "--at", "+1d", "--type", "客户原因", "--reason", "终于联系上").data
    assert [(s["slot"], s["kind"]) for s in order["t3"]] == [(1, "unreachable"), (2, "normal")]
    assert order["t2"] == "2026-06-03T12:30:00+08:00"


@pytest.mark.parametrize(
    ("kind", "text"), [("software", "软件问题,电话解决"), ("other", "其他问题,电话解决")]
)
def test_a_phone_solution_closes_with_its_fixed_texts(network, kind, text):
    no = network.downloaded()
    order = t3(network, no, "--phone-resolved", kind).data
    assert (order["status"], order["close_basis"], order["solution"]) == ("resolved", "phone", text)
    (slot,) = order["t3"]
    assert (slot["kind"], slot["at"], slot["type"], slot["reason"]) == (
        "phone_resolved",
        "2010-01-01",
        "承诺时间内",
        text,
    )
    assert order["facts"] == ["phone_resolved"]
    assert order["t2"] == order["closed_at"] == "2026-06-03T09:00:00+08:00"
    assert "N27" in [n["code"] for n in network.ok("admin", "notify list") if n["order_no"] == no]


def test_an_order_that_was_served_is_not_closed_by_phone_and_the_hint_leads_to_the_signature(network):
    no = network.downloaded()
    t3(network, no, "--at", "+2h")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    network.ok("eng1", f"parts replace {no} --part P1 --name 主板 --old o1 --new n1 --fee 100")
    network.ok("eng1", f"order repaired {no}")
    refused = t3(network, no, "--phone-resolved", "other")
    assert refused.checks == {"service_started", "part_issued", "work_recorded"}
    assert f"hint: repaircli order sign {no}" in refused.err
    network.ok("eng1", f"order sign {no}")
    assert f"hint: repaircli order close {no}" in t3(network, no, "--phone-resolved", "other").err
    assert network.ok("eng1", f"order close {no} --solution 换主板")["close_basis"] == "signed"


def test_a_machine_that_went_home_again_leaves_no_phone_solution(network):
    no = network.create("co1", service="carry-in")
    network.ok("eng1", f"order picked-up {no}")
    assert t3(network, no, "--phone-resolved", "software").checks == {"was_in_custody"}


def test_a_phone_solution_logs_its_call_once(network):
    no = network.downloaded()
    t3(network, no, "--phone-resolved", "software")
    order = network.ok("co1", f"order show {no}")
    (contact,) = order["contacts"]
    assert (contact["result"], contact["command"], contact["recorded_by"]) == (
        "guided-solved",
        "order writeback-t3",
        "eng1",
    )
    assert order["first_contact_at"] == order["t2"] == contact["at"]
    assert "entered by order writeback-t3" in network.run("co1", f"order show {no}", format="table").out
    other = network.downloaded()
    called(network, other, result="reached")
    t3(network, other, "--phone-resolved", "software")
    assert [c["command"] for c in network.ok("co1", f"order show {other}")["contacts"]] == [None]


def test_no_phone_solution_where_nobody_can_have_been_called(network):
    no = network.downloaded()
    called(network, no, result="number-invalid")
    refused = t3(network, no, "--phone-resolved", "other")
    assert refused.checks == {"numbers_wrong"}
    assert f"order edit {no} --phone NUMBER" in refused.err
    network.ok("eng1", f"contact log {no} --result guided-solved --number 13900000000")
    assert t3(network, no, "--phone-resolved", "other").checks == {"numbers_wrong"}
    network.at("09:10").ok("co1", f"order edit {no} --phone 13900000000")
    network.ok("eng1", f"contact log {no} --result guided-solved")
    assert t3(network, no, "--phone-resolved", "other").exit == 0


def test_a_phone_solution_with_its_text_in_full_width_is_the_same(network):
    no = network.downloaded()
    assert (
        t3(
            network,
            no,
            "--phone-resolved",
            "software",
            "--type",
            "承诺时间内",
            "--reason",
            "软件问题，电话解决",
        ).exit
        == 0
    )
    other = network.downloaded()
    assert t3(network, other, "--phone-resolved", "software", "--reason", "其他问题,电话解决").exit == 3


def test_a_phone_solution_takes_the_next_slot_or_none_when_all_are_written(network):
    no = network.downloaded()
    t3(network, no, "--at", "+2h")
    assert [s["slot"] for s in t3(network, no, "--phone-resolved", "other").data["t3"]] == [1, 2]
    full = network.downloaded()
    t3(network, full, "--at", "+2h")
    for day in ("+1d", "+2d"):
        t3(network, full, "--at", day, "--type", "客户原因", "--reason", day)
    order = t3(network, full, "--phone-resolved", "other").data
    assert [s["kind"] for s in order["t3"]] == ["normal"] * 3
    assert (order["promise_type"], order["promise_reason"]) == ("承诺时间内", "其他问题,电话解决")
    assert (order["status"], order["close_basis"]) == ("resolved", "phone")


def test_late_parts_need_both_numbers_in_the_fixed_text(network):
    no = network.downloaded()
    t3(network, no, "--at", "+2h")
    order = t3(network, no, "--at", "+1d", "--parts-order", "PO7", "--part-code", "C9").data
    assert (order["t3"][1]["type"], order["t3"][1]["reason"]) == (
        "备件原因",
        "由于PO7订单C9编码的备件未按时配送",
    )
    assert t3(network, no, "--at", "+2d", "--type", "备件原因", "--part-code", "C9").checks == {
        "parts_reason"
    }
    assert t3(
        network, no, "--at", "+2d", "--type", "备件原因", "--reason", "由于XX订单XX编码的备件未按时配送"
    ).checks == {"parts_reason"}
    typed = t3(
        network, no, "--at", "+2d", "--type", "备件原因", "--reason", "由于PO8订单C9编码的备件未按时配送等"
    )
    assert typed.exit == 0


def test_a_second_visit_turns_the_status_into_multi_repair(network):
    no = network.downloaded()
    t3(network, no, "--at", "+2h")
    assert "no_service_yet" in t3(network, no, "--at", "+1d", "--type", "多次维修", "--reason", "待查").checks
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    assert (
        t3(network, no, "--at", "+1d", "--type", "多次维修", "--reason", "一次未修好").data["status"]
        == "multi_repair"
    )


def test_a_machine_under_repair_has_no_pick_up_time(network):
    no = network.create("co1", service="carry-in")
    assert t3(network, no, "--at", "+1d").checks == {"under_repair"}
    network.ok("eng1", f"order repaired {no}")
    order = t3(network, no, "--at", "+1d").data
    assert (order["status"], order["t2"]) == ("awaiting_pickup", "2026-06-03T09:00:00+08:00")


def test_the_same_click_within_a_minute_changes_nothing(network):
    no = network.downloaded()
    first = t3(network, no, "--at", "2026-06-03 15:00").data
    network.at("09:01:00")
    again = t3(network, no, "--at", "2026-06-03 15:00")
    assert again.exit == 0 and again.data["t3"] == first["t3"] and "changes nothing" in again.err
    network.at("09:01:01")
    assert t3(network, no, "--at", "2026-06-03 15:00").exit == 3


def test_a_phone_solution_repeated_is_not_a_second_closing(network):
    no = network.downloaded()
    t3(network, no, "--phone-resolved", "other")
    again = t3(network, no, "--phone-resolved", "other")
    assert again.exit == 0 and len(again.data["t3"]) == 1
    assert [n["code"] for n in network.ok("admin", "notify list")].count("N27") == 1


def test_a_dispatched_carry_in_may_be_unreachable_before_the_machine_comes(network):
    no = network.downloaded("agent", service="carry-in")
    called(network, no, "10:00:00")
    network.at("12:30:00")
    order = t3(network, no, "--unreachable").data
    assert order["t3"][0]["kind"] == "unreachable"
    assert order["late_contact"] is False, "a carry-in is measured on the first logged call"


def test_a_time_agreed_after_the_third_is_kept_with_the_call_and_the_region_is_told(network):
    no = network.downloaded()
    t3(network, no, "--at", "+2h")
    agreed = ("contact", "log", no, "--result", "reached", "--agreed", "2026-06-09 10:00")
    refused = network.run("eng1", *agreed)
    assert refused.checks == {"t3_free"} and f"order writeback-t3 {no} --at TIME" in refused.err
    for day in ("+1d", "+2d"):
        t3(network, no, "--at", day, "--type", "客户原因", "--reason", day)
    full = t3(network, no, "--at", "+3d", "--type", "客户原因", "--reason", "再改")
    assert f"hint: repaircli contact log {no} --result reached --agreed TIME" in full.err
    assert network.run("eng1", *agreed[:4], "no-answer", *agreed[5:]).exit == 2
    network.ok("eng1", *agreed)
    order = network.show(no)
    assert order["agreed_at"] == order["contacts"][-1]["agreed_at"] == "2026-06-09T10:00:00+08:00"
    assert len(order["t3"]) == 3
    (notice,) = network.ok("north", "notify list --code N38")
    assert notice["order_no"] == no
    (line,) = [e for e in network.at("2026-06-09T09:00:00").ok("eng1", "due") if e["order_no"] == no]
    assert (line["code"], line["deadline"]) == ("promise", "2026-06-09T10:00:00+08:00")
    network.ok("north", "contact", "void", str(order["contacts"][-1]["id"]), "--why", "误记")
    assert network.show(no)["agreed_at"] is None
