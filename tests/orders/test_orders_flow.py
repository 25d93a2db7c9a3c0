"""The steps between dispatch and closing: who may take them, when, and what they leave behind."""

from __future__ import annotations

import pytest
from network import Network


def visit(network: Network) -> str:
    """An on-site order that is promised, printed and assigned."""
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    network.ok("co1", f"order assign {no} --engineer eng1")
    network.ok("co1", f"order print {no}")
    return no


def carried_in(network: Network) -> str:
    """A machine that was repaired in the station and waits to be picked up."""
    no = network.create("co1", service="carry-in")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    return no


def pending(network: Network, no: str) -> int:
    """Asks for a cancel that the rules let through; the id of the request."""
    request = network.ok(
        "co1", f"cancel request {no} --reason complaint_refuse --detail 用户投诉，不同意维修"
    )
    return int(request["id"])


def test_only_the_own_station_downloads_and_twice_is_refused(network):
    no = network.create()
    assert network.run("co101", f"order download {no}").exit == 4
    assert network.run("eng1", f"order download {no}").exit == 4
    order = network.ok("co1", f"order download {no}")
    assert (order["status"], order["downloaded_by"]) == ("downloaded", "co1")
    assert network.refused("co1", f"order download {no}") == {"not_dispatched"}


def test_download_without_numbers_takes_all_that_waits_for_the_station(network):
    mine = [network.create(), network.create("north")]
    other = network.create("east", station="000101")
    answer = network.ok("co1", "order download")
    assert [r["order_no"] for r in answer["results"]] == mine
    assert (answer["downloaded"], answer["refused"]) == (2, 0)
    assert network.show(other)["status"] == "dispatched"
    assert network.ok("co1", "order download")["results"] == []


def test_downloading_several_answers_each_in_input_order_and_exits_7(network):
    first, second = network.create(), network.create()
    foreign = network.create("east", station="000101")
    network.ok("co1", f"order download {first}")
    result = network.run("co1", "order", "download", second, first, foreign, "R-nothing")
    assert result.exit == 7
    assert [(r["order_no"], r["exit"]) for r in result.data["results"]] == [
        (second, 0), (first, 3), (foreign, 4), ("R-nothing", 5),
    ]  # fmt: skip
    assert (result.data["downloaded"], result.data["refused"]) == (1, 3)
    assert network.show(second)["status"] == "downloaded"


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "log", "{no}", "--result", "reached"),
        ("order", "fact", "{no}", "software"),
        ("form", "submit", "{no}", "--proposal", "p", "--refusal", "r"),
        ("order", "assign", "{no}", "--engineer", "eng1"),
        ("order", "print", "{no}"),
        ("order", "start", "{no}"),
        ("order", "repaired", "{no}"),
        ("order", "writeback-t3", "{no}", "--at", "+2h"),
        ("order", "close", "{no}", "--solution", "s"),
    ],
)
def test_nothing_is_done_to_a_dispatched_order_before_its_download(network, words):
    no = network.create()
    assert "not_downloaded" in network.refused("both1", *(w.format(no=no) for w in words))


def test_service_starts_only_after_printing(network):
    no = network.downloaded()
    result = network.run("eng1", f"order start {no}")
    assert (result.exit, result.checks) == (3, {"not_printed"})
    assert f"repaircli order print {no}" in result.err
    network.ok("co1", f"order print {no}")
    assert network.ok("eng1", f"order start {no}")["started_at"] == "2026-06-03T09:00:00+08:00"


def test_a_system_failure_excuses_the_missing_print_and_is_kept(network):
    no = network.downloaded()
    order = network.ok("eng1", f"order start {no} --system-failure 停电")
    assert (order["printed_at"], order["print_exception"]) == (None, "停电")


def test_an_empty_system_failure_excuses_nothing(network):
    no = network.downloaded()
    assert network.refused("eng1", f"order start {no} --system-failure '  '") == {"not_printed"}


def test_the_first_print_and_the_first_start_count(network):
    no = visit(network)
    network.ok("eng1", f"order start {no}")
    network.at("15:00:00")
    assert network.ok("co1", f"order print {no}")["printed_at"] == "2026-06-03T09:00:00+08:00"
    assert network.ok("eng1", f"order start {no}")["started_at"] == "2026-06-03T09:00:00+08:00"
    what = [e["what"] for e in network.ok("co1", f"order history {no}")]
    assert what.count("order.reprinted") == 1 and what.count("order.started") == 2


def test_an_order_is_assigned_to_an_engineer_of_the_station_or_its_branch(network):
    no = network.downloaded()
    assert network.refused("co1", f"order assign {no} --engineer eng101") == {"engineer_elsewhere"}
    assert network.run("co1", f"order assign {no} --engineer nobody").exit == 5
    assert network.run("co1", f"order assign {no} --engineer co1").exit == 5
    branch = network.ok("co1", f"order assign {no} --engineer eng2")
    assert (branch["engineer"], branch["branch"]) == ("eng2", "000002")
    head = network.ok("co1", f"order assign {no} --engineer eng1")
    assert (head["engineer"], head["branch"]) == ("eng1", None)


def test_an_order_generated_for_a_branch_needs_its_engineer(network):
    no = network.create("co2", service="carry-in")
    assert network.refused("co1", f"order assign {no} --engineer eng1") == {"engineer_of_branch"}
    assert network.ok("co1", f"order assign {no} --engineer eng2")["branch"] == "000002"


def test_the_branch_works_on_its_order_and_other_stations_do_not(network):
    no = network.downloaded()
    assert network.run("eng2", f"order show {no}").exit == 4
    network.ok("co1", f"order assign {no} --engineer eng2")
    assert network.run("eng2", f"order writeback-t3 {no} --at +2h").exit == 0
    assert network.run("eng3", f"order repaired {no}").exit == 4


def test_an_arrived_machine_has_a_voucher_and_is_in_custody(network):
    no = network.downloaded("agent", service="carry-in")
    order = network.ok("co1", f"order arrived {no} --recontact +2d")
    assert order["in_custody"] is True and order["voucher_no"] == f"V-{no}"
    assert order["recontact_at"] == "2026-06-05T09:00:00+08:00"
    assert network.refused("co1", f"order arrived {no}") == {"already_in_custody"}
    assert network.refused("co1", "order", "arrived", network.downloaded()) == {"not_carry_in"}


def test_a_promised_call_in_the_past_is_a_usage_error(network):
    no = network.downloaded("agent", service="carry-in")
    assert network.run("co1", f"order arrived {no} --recontact '2026-06-02 10:00'").exit == 2


def test_repaired_logs_its_fact_once(network):
    no = visit(network)
    order = network.ok("eng1", f"order repaired {no}")
    assert order["facts"] == ["repaired"] and order["repaired_at"] is not None
    assert network.refused("eng1", f"order repaired {no}") == {"already_repaired"}


def test_the_fact_repaired_is_what_repaired_logs(network):
    no = network.downloaded()
    order = network.ok("eng1", f"order fact {no} repaired")
    assert order["facts"] == ["repaired"] and order["repaired_at"] is not None


def test_a_fact_asks_for_the_kind_of_order_only(network):
    assert network.ok("eng1", "order", "fact", network.downloaded(), "reseat")["facts"] == ["reseat"]
    carried = network.create("co1", service="carry-in")
    assert network.refused("eng1", "order", "fact", carried, "reseat") == {"visit_only"}
    assert network.ok("eng1", "order", "fact", carried, "无故障单-电源")["facts"] == ["nff_power"]


def test_an_unknown_fact_is_a_usage_error_and_a_repeated_one_stays_single(network):
    no = network.downloaded()
    assert network.run("eng1", f"order fact {no} wrong_area").exit == 2
    network.ok("eng1", f"order fact {no} software")
    again = network.run("eng1", f"order fact {no} software")
    assert (again.exit, again.data["facts"]) == (0, ["software"])
    assert len(network.show(no)["fact_log"]) == 1


def test_only_the_liaison_takes_a_fact_back_and_it_stays_in_the_history(network):
    no = network.downloaded()
    network.ok("eng1", f"order fact {no} repaired")
    assert network.run("eng1", f"order fact {no} repaired --void --why 误录").exit == 4
    assert network.run("north", f"order fact {no} software").exit == 4
    assert network.run("north", f"order fact {no} repaired --void").exit == 2
    assert network.run("north", f"order fact {no} software --void --why 误录").exit == 5
    order = network.ok("north", f"order fact {no} repaired --void --why 误录")
    assert order["facts"] == [] and order["repaired_at"] is None
    (kept,) = network.show(no)["fact_log"]
    assert (kept["voided_by"], kept["void_why"]) == ("north", "误录")
    assert network.ok("eng1", f"order fact {no} repaired")["facts"] == ["repaired"]


def test_a_signature_confirms_a_repair_or_a_finding(network):
    no = visit(network)
    assert network.refused("eng1", f"order sign {no}") == {"nothing_to_sign"}
    network.ok("eng1", f"order fact {no} soft_oow_agreed")
    assert network.refused("eng1", f"order sign {no}") == {"nothing_to_sign"}, (
        "an attribute is no close fact yet"
    )
    network.ok("eng1", f"order fact {no} nff_wiring")
    assert network.ok("eng1", f"order sign {no}")["signed_at"] is not None


def test_picking_up_ends_custody(network):
    no = carried_in(network)
    order = network.ok("co1", f"order picked-up {no}")
    assert order["in_custody"] is False and order["picked_up_at"] is not None
    assert network.refused("co1", f"order picked-up {no}") == {"not_in_custody"}
    assert network.refused("co1", f"order delivered {no}") == {"not_in_custody"}


def test_a_failed_check_goes_back_to_repair_and_must_be_delivered(network):
    no = carried_in(network)
    assert network.show(no)["status"] == "awaiting_pickup"
    network.ok("eng1", f"order sign {no}")
    order = network.ok("co1", f"order check-failed {no}")
    assert (order["status"], order["must_deliver_back"]) == ("in_service", True)
    assert order["facts"] == [] and order["repaired_at"] is None and order["signed_at"] is None
    (kept,) = network.show(no)["fact_log"]
    assert kept["code"] == "repaired" and kept["voided_at"] is not None
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order sign {no}")
    network.ok("eng1", f"order writeback-t3 {no} --at +1d --type 故障复现 --reason 验机未通过")
    network.ok("co1", f"order delivered {no}")
    assert network.ok("eng1", f"order close {no} --solution 换电源")["close_basis"] == "delivered"


@pytest.mark.parametrize(
    "words",
    [
        ("order", "start", "{no}"),
        ("order", "repaired", "{no}"),
        ("order", "sign", "{no}"),
        ("order", "writeback-t3", "{no}", "--at", "+2h", "--type", "客户原因", "--reason", "改期"),
        ("order", "close", "{no}", "--solution", "s"),
        ("order", "edit", "{no}", "--address", "新地址"),
    ],
)
def test_a_pending_request_freezes_the_order_and_the_hint_withdraws_it(network, words):
    no = visit(network)
    request = pending(network, no)
    result = network.run("both1", *(w.format(no=no) for w in words))
    assert result.exit == 3 and "request_pending" in result.checks
    assert f"repaircli cancel withdraw {request}" in result.err


@pytest.mark.parametrize("step", ["picked-up", "delivered", "check-failed"])
def test_a_pending_request_freezes_the_handing_over_too(network, step):
    no = carried_in(network)
    network.ok("eng1", f"form submit {no} --proposal p --refusal r")
    network.ok("north", "form decide 1 --agree")
    network.ok("eng1", f"order fact {no} repaired")
    network.ok("north", f"order fact {no} repaired --void --why w")
    network.ok("co1", f"cancel request {no} --reason service_refused_carry_in --detail 不同意继续服务")
    assert "request_pending" in network.refused("co1", "order", step, no)


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "log", "{no}", "--result", "no-answer"),
        ("order", "fact", "{no}", "software"),
        ("order", "print", "{no}"),
        ("order", "assign", "{no}", "--engineer", "eng1"),
    ],
)
def test_calls_and_facts_go_on_while_a_request_is_pending(network, words):
    no = visit(network)
    pending(network, no)
    assert network.run("both1", *(w.format(no=no) for w in words)).exit == 0


def test_the_fact_repaired_is_frozen_with_the_order_and_sets_the_status_of_the_step(network):
    no = visit(network)
    pending(network, no)
    assert network.refused("eng1", f"order fact {no} repaired") == {"request_pending"}
    one, other = (network.create("co1", service="carry-in") for _ in range(2))
    for machine in (one, other):
        network.ok("eng1", f"order repaired {machine}")
        network.ok("eng1", f"order writeback-t3 {machine} --at +1h")
        network.ok("co1", f"order check-failed {machine}")
        network.ok("eng1", f"order writeback-t3 {machine} --at +2h --type 故障复现 --reason 验机未通过")
    step = network.ok("eng1", f"order repaired {one}")
    fact = network.ok("eng1", f"order fact {other} repaired")
    assert step["status"] == fact["status"] == "awaiting_pickup"


def test_a_finding_of_a_test_on_site_needs_service_that_has_started(network):
    no = network.downloaded()
    for fact in ("oow_second_level", "human_damage_second_level"):
        assert network.refused("co1", f"order fact {no} {fact}") == {"not_tested"}
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    assert network.run("co1", f"order fact {no} oow_second_level").exit == 0


def test_a_cancelled_order_lets_its_machine_be_returned_and_nothing_else(network):
    no = network.create("co1", service="carry-in")
    network.ok("agent", f"cancel by-customer {no} --reason special_request --detail 用户要求取消")
    assert network.show(no)["in_custody"] is True
    assert network.refused("eng1", f"order repaired {no}") == {"order_closed"}
    order = network.ok("co1", f"order picked-up {no}")
    assert (order["in_custody"], order["status"]) == (False, "cancelled")
    assert network.refused("co1", f"order delivered {no}") == {"order_closed"}


def test_edit_corrects_what_the_station_took_down_and_keeps_before_and_after(network):
    no = network.downloaded()
    order = network.ok(
        "co1", f"order edit {no} --fault 蓝屏 --phone 13900000001 --serial S1 --onsite-until 2026-12-31"
    )
    assert (order["fault"], order["phones"], order["serial"], order["onsite_until"]) == (
        "蓝屏",
        ["13900000001"],
        "S1",
        "2026-12-31",
    )
    event = network.ok("co1", f"order history {no}")[-1]
    assert event["before"]["phones"] == ["13800000001"] and event["after"]["phones"] == ["13900000001"]
    assert network.ok("co1", f"order edit {no} --serial ''")["serial"] is None


def test_the_call_centre_and_the_region_correct_contact_data_only(network):
    no = network.create()
    for who in ("agent", "cisd", "north"):
        assert network.run(who, f"order edit {no} --phone 13900000001 --address 二号").exit == 0
        assert network.run(who, f"order edit {no} --fault x").exit == 4
    assert network.run("east", f"order edit {no} --phone 1").exit == 4
    assert network.run("eng1", f"order edit {no} --phone 1").exit == 4


def test_an_edit_without_a_change_says_so_and_one_without_an_option_is_a_usage_error(network):
    no = network.downloaded()
    same = network.run("co1", f"order edit {no} --phone 13800000001")
    assert same.exit == 0 and "nothing changed" in same.err
    assert network.run("co1", f"order edit {no}").exit == 2
    assert network.run("co1", f"order edit {no} --customer ' '").exit == 2


def test_a_paid_visit_is_dropped_on_the_station_s_own_order_only(network):
    own = network.create("co1", "--paid-visit", service="carry-in")
    assert network.ok("co1", "order", "edit", own, "--no-paid-visit")["paid_visit"] is False
    assert network.refused("co1", "order", "edit", own, "--no-paid-visit") == {"no_paid_visit"}
    sent = network.downloaded("agent", "--paid-visit", service="carry-in")
    assert network.refused("co1", "order", "edit", sent, "--no-paid-visit") == {"dispatched_visit"}
    network.ok("co1", "order", "arrived", own)


def test_a_branch_point_is_one_of_the_order_s_station(network):
    no = network.downloaded()
    assert network.ok("co1", f"order edit {no} --branch 000002")["branch"] == "000002"
    assert network.refused("co1", f"order edit {no} --branch 000003") == {"branch_elsewhere"}


def test_a_refused_step_changes_nothing_and_is_recorded(network):
    no = network.downloaded()
    before = network.show(no)
    network.run("eng1", f"order start {no}")
    assert network.show(no) == before
    last = network.ok("co1", f"order history {no}")[-1]
    assert (last["what"], last["command"], last["by"]) == ("refused", "order start", "eng1")


@pytest.mark.parametrize("text", ["eng1", "eng1名", "ENG1", "1名"])
def test_an_engineer_is_named_by_login_or_by_a_part_of_the_name(network, text):
    no = network.downloaded()
    network.ok("admin", "user", "disable", "both1")
    assert network.ok("co1", "order", "assign", no, "--engineer", text)["engineer"] == "eng1"
    assert [row["order_no"] for row in network.ok("co1", "order", "list", "--engineer", text)] == [no]


def test_a_part_of_two_names_lists_both_and_one_of_none_says_so(network):
    no = network.downloaded()
    several = network.run("co1", "order", "assign", no, "--engineer", "1")
    assert several.exit == 2 and "both1名 (both1), eng1名 (eng1)" in several.err
    nobody = network.run("co1", "order", "assign", no, "--engineer", "王")
    assert nobody.exit == 5 and "no such engineer: 王" in nobody.err
    assert network.show(no)["engineer"] is None
