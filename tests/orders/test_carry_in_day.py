"""Carried-in machines, from the counter to the closing: whole ways of 001 section 2.5, command by command."""

from __future__ import annotations

from typing import Any

from network import Network


def taken_in(network: Network, *more: str, **values: str) -> str:
    """A machine at the counter of 000001, its order printed and assigned."""
    no = network.create("co1", *more, service="carry-in", **values)
    network.ok("co1", f"order print {no}")
    network.ok("co1", f"order assign {no} --engineer eng1")
    return no


def mended(network: Network, **values: str) -> str:
    """A machine that is repaired, its customer told to fetch it in two hours."""
    no = taken_in(network, **values)
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    return no


def t3(network: Network, no: str, at: str, type_: str, reason: str) -> Any:
    return network.ok("eng1", "order", "writeback-t3", no, "--at", at, "--type", type_, "--reason", reason)


def closed(network: Network, no: str, *words: str) -> Any:
    return network.ok("eng1", "order", "close", no, "--solution", "更换主板", *words)


def test_the_counter_gives_a_voucher_with_the_number_to_ask(network):
    words = (
        "--service",
        "carry-in",
        "--customer",
        "张三",
        "--phone",
        "13800000138",
        "--address",
        "一号",
        "--fault",
        "不开机",
    )
    result = network.run("co1", "order", "create", *words, "--model", "M1", "--recontact", "2026-06-05 10:00")
    order, voucher = result.data, result.data["voucher"]
    assert (order["status"], order["in_custody"], order["t2"], order["t3"]) == ("in_service", True, None, [])
    assert voucher["no"] == order["voucher_no"] == f"V-{order['order_no']}"
    assert (voucher["query_phone"], voucher["model"], voucher["customer"]) == ("010-80000000", "M1", "张三")
    assert (
        voucher["date"] == "2026-06-03T09:00:00+08:00"
        and voucher["recontact_at"] == "2026-06-05T10:00:00+08:00"
    )
    assert "--recontact" not in result.err
    shown = network.run("co1", "order", "show", order["order_no"], format="table", lang="zh").out
    assert "送修查询电话" in shown and "010-80000000" in shown


def test_a_voucher_without_a_promised_call_or_a_query_phone_is_warned_of(network):
    network.ok("admin", "station edit 000003 --phone ''")
    words = (
        "--service",
        "carry-in",
        "--customer",
        "张三",
        "--phone",
        "13800000138",
        "--address",
        "一号",
        "--fault",
        "不开机",
    )
    result = network.run("co3", "order", "create", *words)
    assert result.exit == 0 and result.data["voucher"]["query_phone"] is None
    assert "no query phone" in result.err and "--recontact" in result.err


def test_a_branch_point_s_voucher_names_the_branch_and_its_telephone(network):
    network.ok("admin", "station edit 000002 --phone 010-22222222")
    no = network.create("co2", service="carry-in")
    voucher = network.show(no)["voucher"]
    assert (voucher["station"], voucher["query_phone"]) == ("000002", "010-22222222")


def test_repaired_on_the_spot_t31_is_the_pick_up_and_t2_lies_close(network):
    no = taken_in(network)
    assert network.refused("eng1", f"order writeback-t3 {no} --at +1h") == {"under_repair"}
    network.at("09:40:00").ok("eng1", f"order repaired {no}")
    result = network.at("09:50:00").run("eng1", f"order writeback-t3 {no} --at '2026-06-03 09:45'")
    order = result.data
    assert (order["status"], order["t2"]) == ("awaiting_pickup", "2026-06-03T09:50:00+08:00")
    assert order["t3"][0]["at"] == "2026-06-03T09:45:00+08:00" and "apart" not in result.err
    network.ok("eng1", f"order sign {no}")
    network.ok("co1", f"order picked-up {no}")
    order = closed(network, no)
    assert (order["close_basis"], order["in_custody"], order["status"]) == ("pickup", False, "resolved")
    assert [row["order_no"] for row in network.ok("visitor", "visit due")] == [no]


def test_a_t2_far_from_the_pick_up_on_the_spot_is_warned_of(network):
    no = taken_in(network)
    network.at("09:40:00").ok("eng1", f"order repaired {no}")
    result = network.at("10:16:00").run("eng1", f"order writeback-t3 {no} --at '2026-06-03 09:45'")
    assert result.exit == 0 and "31 minutes apart" in result.err


def test_a_machine_that_stays_waits_for_its_part_is_told_of_and_fetched(network):
    no = taken_in(network, "--recontact", "2026-06-05 10:00")
    po = network.ok("co1", f"parts request {no} --part MB --eta 2026-06-05")["parts_request"]["parts_order"]
    assert network.show(no)["status"] == "parts_requested"
    assert network.refused("eng1", f"order writeback-t3 {no} --at '2026-06-06 10:00'") == {"under_repair"}
    # the promised time comes and the part has not: the customer is called within it, no T31 yet (001-2.5.6)
    network.at("2026-06-05T09:30:00").ok("co1", f"contact log {no} --result reached")
    again = network.ok("co1", f"order edit {no} --recontact '2026-06-08 10:00'")
    assert (again["recontact_at"], again["t3"]) == ("2026-06-08T10:00:00+08:00", [])
    result = network.at("2026-06-06T11:00:00").run("co1", f"parts receive {po}")
    assert (result.exit, result.data["status"]) == (0, "in_service")
    assert "late" in result.err, "no T3 tells of it on a carry-in, so a call must"
    network.ok("eng1", f"parts replace {no} --part MB --name 主板 --old O1 --new N1")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"parts return {no} --part MB")
    order = network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-07 10:00'")
    assert (order["status"], order["t2"]) == ("awaiting_pickup", "2026-06-06T11:00:00+08:00")
    assert network.refused("co1", f"parts request {no} --part X") == {"pickup_agreed"}
    network.at("2026-06-07T10:00:00").ok("eng1", f"order sign {no}")
    network.ok("co1", f"order picked-up {no}")
    assert closed(network, no)["close_basis"] == "pickup"


def test_a_new_pick_up_time_is_t32_and_the_machine_goes_on_waiting(network):
    no = mended(network)
    order = t3(network, no, "2026-06-05 10:00", "客户原因", "改取机时间")
    assert (order["status"], len(order["t3"]), order["facts"]) == ("awaiting_pickup", 2, ["repaired"])


def test_a_fault_that_recurs_takes_the_repair_back_until_it_is_repaired_again(network):
    no = mended(network)
    network.ok("eng1", f"order sign {no}")
    order = t3(network, no, "2026-06-04 10:00", "故障复现", "试机时再次死机")
    assert (order["status"], order["facts"], order["repaired_at"], order["signed_at"]) == (
        "in_service",
        [],
        None,
        None,
    )
    assert order["t2"] == "2026-06-03T09:00:00+08:00", "T2 stays"
    assert network.refused("eng1", f"order sign {no}") == {"nothing_to_sign"}
    assert network.run("co1", f"parts request {no} --part MB").exit == 0, "no pick-up time stands any more"
    network.ok("co1", "parts", "receive", f"PO-{no}-1")
    order = network.at("15:00:00").ok("eng1", f"order repaired {no}")
    assert (order["status"], order["facts"]) == ("awaiting_pickup", ["repaired"]), (
        "T32 is the time he was given"
    )
    network.ok("eng1", f"order sign {no}")
    network.ok("co1", f"order picked-up {no}")
    assert closed(network, no)["close_basis"] == "pickup"


def test_after_a_failed_check_the_machine_is_repaired_and_delivered(network):
    no = mended(network)
    order = network.at("11:00:00").ok("co1", f"order check-failed {no}")
    assert (order["status"], order["must_deliver_back"]) == ("in_service", True)
    t3(network, no, "2026-06-04 10:00", "故障复现", "验机未通过")
    order = network.at("16:00:00").ok("eng1", f"order repaired {no}")
    assert order["status"] == "awaiting_pickup"
    network.ok("eng1", f"order sign {no}")
    assert network.refused("eng1", f"order close {no} --solution s") == {"in_custody"}
    network.ok("co1", f"order delivered {no}")
    assert closed(network, no)["close_basis"] == "delivered"


def test_a_failed_check_without_a_new_time_leaves_the_time_to_be_agreed_after_the_repair(network):
    no = mended(network)
    network.at("11:00:00").ok("co1", f"order check-failed {no}")
    assert network.at("16:00:00").ok("eng1", f"order repaired {no}")["status"] == "in_service"
    order = t3(network, no, "2026-06-04 10:00", "故障复现", "验机未通过")
    assert (order["status"], order["facts"]) == ("awaiting_pickup", ["repaired"]), (
        "it is repaired: nothing is taken back"
    )


def test_he_may_fetch_after_a_failed_check_with_a_remark(network):
    no = mended(network)
    network.ok("co1", f"order check-failed {no}")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order sign {no}")
    network.ok("co1", f"order picked-up {no}")
    assert network.refused("eng1", f"order close {no} --solution s") == {"must_deliver_back"}
    assert closed(network, no, "--why", "用户坚持自取")["close_basis"] == "pickup"


def test_a_dispatched_carry_in_may_be_unreachable_until_its_machine_is_there(network):
    no = network.downloaded("agent", service="carry-in")
    network.at("12:40:00").ok("co1", f"contact log {no} --result no-answer")
    order = network.ok("eng1", f"order writeback-t3 {no} --unreachable")
    assert (order["status"], order["t3"][0]["at"], order["in_custody"]) == ("in_service", "2010-01-01", False)
    result = network.at("2026-06-04T10:00:00").run("co1", f"order arrived {no} --recontact +2d")
    assert result.data["voucher"]["query_phone"] == "010-80000000"
    assert result.data["voucher"]["recontact_at"] == "2026-06-06T10:00:00+08:00"
    assert network.refused("eng1", f"order writeback-t3 {no} --at +1d --type 客户原因 --reason x") == {
        "under_repair"
    }
    assert network.run("co1", f"parts request {no} --part MB").exit == 0, "a sentinel is no pick-up time"
    network.ok("co1", "parts", "receive", f"PO-{no}-1")
    network.ok("eng1", f"order repaired {no}")
    order = t3(network, no, "2026-06-05 10:00", "客户原因", "约定取机")
    assert (order["status"], order["t3"][1]["slot"], order["t2"]) == (
        "awaiting_pickup",
        2,
        "2026-06-03T12:40:00+08:00",
    )


def test_a_machine_that_arrived_without_a_call_may_wait_for_parts_one_that_did_not_may_not(network):
    no = network.downloaded("agent", service="carry-in")
    result = network.run("co1", f"parts request {no} --part MB")
    assert (result.exit, result.checks) == (3, {"not_in_service"})
    assert result.data["hint"] == f"repaircli contact log {no} --result reached --as co1"
    network.ok("co1", f"order arrived {no}")
    assert network.ok("co1", f"parts request {no} --part MB")["status"] == "parts_requested"
    assert network.ok("co1", "parts", "receive", f"PO-{no}-1")["status"] == "in_service"


def test_a_customer_who_wants_no_more_service_gets_his_machine_back(network):
    no = taken_in(network)
    words = ("--reason", "service_refused_carry_in", "--detail", "用户不同意继续服务")
    assert network.run("co1", "cancel", "request", no, *words).exit == 3
    form = network.ok("co1", f"form submit {no} --proposal 更换主板 --refusal 费用过高")
    network.ok("north", "form", "decide", str(form["id"]), "--agree")
    request = network.ok("co1", "cancel", "request", no, *words)
    network.ok("north", "cancel", "approve", str(request["id"]))
    order = network.show(no)
    assert (order["status"], order["in_custody"]) == ("cancelled", True)
    assert network.ok("co1", f"order picked-up {no}")["in_custody"] is False
    assert network.show(no)["voucher"] is None, "the voucher is redeemed"


def test_a_machine_sent_by_mail_is_sent_back(network):
    no = network.downloaded("agent", service="mail-in")
    network.ok("co1", f"order arrived {no} --recontact +1d")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order writeback-t3 {no} --at +1d")
    network.ok("eng1", f"order sign {no}")
    network.ok("co1", f"order delivered {no}")
    assert closed(network, no)["close_basis"] == "delivered"


def test_software_at_the_counter_is_tested_signed_and_fetched(network):
    no = taken_in(network)
    network.ok("eng1", f"order fact {no} nff_switch")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order writeback-t3 {no} --at +5m")
    assert network.refused("eng1", f"order close {no} --solution s") == {"not_signed", "in_custody"}
    network.ok("eng1", f"order sign {no}")
    network.ok("co1", f"order picked-up {no}")
    assert closed(network, no)["facts"] == ["nff_switch", "repaired"]
