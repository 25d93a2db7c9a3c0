"""Closing: on which basis, by whom, and what must have happened before."""

from __future__ import annotations

import pytest
from network import Network


def done(network: Network, *facts: str, **values: str) -> str:
    """An on-site order with T31 and those facts, signed."""
    no = network.downloaded("agent", **values)
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    for fact in facts:
        network.ok("eng1", "order", "fact", no, fact)
    network.ok("eng1", f"order sign {no}")
    return no


def close(network: Network, no: str, *words: str, who: str = "eng1"):
    return network.run(who, "order", "close", no, *(words or ("--solution", "更换内存")))


def test_a_signed_repair_closes_and_waits_for_its_visit(network):
    no = done(network, "repaired")
    order = close(network, no).data
    assert (order["status"], order["close_basis"], order["closed_by"]) == ("resolved", "signed", "eng1")
    assert order["solution"] == "更换内存"
    (notice,) = [n for n in network.ok("admin", "notify list") if n["code"] == "N27"]
    assert notice["order_no"] == no


@pytest.mark.parametrize(
    "fact",
    [
        "nff_power",
        "nff_switch",
        "nff_wiring",
        "nff_inherent",
        "reseat",
        "oow_second_level",
        "human_damage_second_level",
    ],
)
def test_every_finding_closes_normally_with_a_signature(network, fact):
    assert close(network, done(network, fact)).data["close_basis"] == "signed"


def test_closing_is_the_engineer_s(network):
    no = done(network, "repaired")
    for who in ("co1", "agent", "cisd", "visitor", "admin"):
        assert close(network, no, who=who).exit == 4
    assert close(network, no, who="eng101").exit == 4
    assert close(network, no, who="north").exit == 3, "the liaison closes on basis region_confirmed only"
    assert close(network, no, who="both1").exit == 0


def test_everything_that_is_missing_is_told_at_once(network):
    no = network.downloaded()
    result = close(network, no, "--solution", " ")
    assert result.exit == 3
    assert {"t31_missing", "not_signed", "solution_missing"} <= result.checks


def test_without_a_signature_nothing_is_closed(network):
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order repaired {no}")
    result = close(network, no)
    assert (result.exit, result.checks) == (3, {"not_signed"})
    assert result.data["checks"][0]["clause"] == "001-1.3.4"


def test_a_closed_order_stays_closed(network):
    no = done(network, "repaired")
    close(network, no)
    assert close(network, no).checks == {"order_closed"}
    for words in (
        ("order", "writeback-t3", no, "--at", "+2h", "--type", "客户原因", "--reason", "x"),
        ("order", "fact", no, "software"),
        ("contact", "log", no, "--result", "reached"),
        ("order", "edit", no, "--phone", "13800000001"),
        ("form", "submit", no, "--proposal", "p", "--refusal", "r"),
    ):
        assert network.run("both1", *words).exit == 3, words
    assert network.run("agent", f"urge add {no} --text x").exit == 3


def test_an_agent_s_software_order_that_the_customer_agreed_to_says_so(network):
    no = done(network, "soft_oow_agreed", "repaired")
    assert close(network, no, "--solution", "重装系统").checks == {"solution_words"}
    assert close(network, no, "--solution", "软件：重装系统").exit == 0


def test_a_commissioned_order_names_the_commission(network):
    no = done(network, "region_commissioned", "repaired")
    assert close(network, no, "--solution", "换电源").checks == {"solution_words"}
    assert close(network, no, "--solution", "大区委派投诉，换电源").exit == 0


def test_a_commission_that_is_known_before_the_print_is_no_service(network):
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    network.ok("co1", f"order fact {no} region_commissioned")
    network.at("10:00:00").ok("co1", f"order print {no}")
    network.at("11:00:00").ok("eng1", f"order start {no}")
    network.ok("eng1", f"order repaired {no}")
    assert network.ok("eng1", f"order sign {no}")["signed_at"] is not None
    assert close(network, no, "--solution", "大区委派投诉，换电源").exit == 0


def test_the_region_confirms_a_finding_that_the_customer_will_not_sign(network):
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    network.ok("co1", f"order print {no}")
    words = ("--solution", "无故障", "--basis", "region_confirmed")
    assert "nothing_done" in close(network, no, *words, "--why", "w", who="north").checks
    network.ok("eng1", f"order fact {no} nff_power")
    assert close(network, no, *words, who="north").checks == {"why_missing"}
    assert close(network, no, *words, "--why", "w", who="east").exit == 4
    assert "liaison_confirms" in close(network, no, *words, "--why", "w").checks
    order = close(network, no, *words, "--why", "用户拒绝签字", who="north").data
    assert (order["close_basis"], order["close_why"], order["closed_by"]) == (
        "region_confirmed",
        "用户拒绝签字",
        "north",
    )


def test_the_hint_to_the_region_keeps_its_basis_and_asks_for_the_options_that_are_missing(network):
    no = network.create("co1", service="carry-in")
    network.ok("eng1", f"order repaired {no}")
    line = f"order close {no} --solution 换电源 --basis region_confirmed"
    hint = network.run("north", line).data["hint"]
    assert hint == f"repaircli {line} --why TEXT --unprinted TEXT --as north"
    words = (
        hint.removeprefix("repaircli ").replace("--why TEXT", "--why 用户不来取机").replace("TEXT", "停电")
    )
    order = network.ok("north", words)
    assert (order["close_basis"], order["close_why"], order["unprinted_why"]) == (
        "region_confirmed",
        "用户不来取机",
        "停电",
    )


def test_a_machine_that_nobody_collects_stays_in_custody_after_the_region_s_closing(network):
    no = network.create("co1", service="carry-in")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order repaired {no}")
    words = ("--solution", "换电源", "--basis", "region_confirmed", "--why", "三个月无人取机")
    order = close(network, no, *words, who="north").data
    assert (order["status"], order["in_custody"], order["t3"]) == ("resolved", True, [])
    assert [o["order_no"] for o in network.ok("co1", "order list --in-custody")] == [no]
    (line,) = [entry for entry in network.ok("co1", "due") if entry["order_no"] == no]
    assert (line["code"], line["overdue"], line["next"]) == (
        "return_machine",
        False,
        f"repaircli order picked-up {no}",
    )
    assert network.run("co1", f"order repaired {no}").checks == {"order_closed"}
    assert network.ok("co1", f"order picked-up {no}")["in_custody"] is False
    assert network.ok("co1", "order list --in-custody") == []
    assert network.refused("co1", f"order picked-up {no}") == {"order_closed"}


@pytest.mark.parametrize("fact", ["nff_power", "software", "complaint_repaired"])
def test_a_carry_in_with_a_finding_is_closed_without_a_repair_that_never_was(network, fact):
    no = network.create("co1", service="carry-in")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order fact {no} {fact}")
    assert "N24" in [n["code"] for n in network.ok("admin", "notify list") if n["order_no"] == no]
    assert network.ok("eng1", f"order writeback-t3 {no} --at +1h")["status"] == "awaiting_pickup"
    network.ok("eng1", f"order sign {no}")
    network.ok("co1", f"order picked-up {no}")
    assert close(network, no, "--solution", "电源插座").data["facts"] == [fact]


def test_a_check_that_fails_takes_back_a_finding_too(network):
    no = network.create("co1", service="carry-in")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order fact {no} nff_power")
    network.ok("eng1", f"order writeback-t3 {no} --at +1h")
    order = network.ok("co1", f"order check-failed {no}")
    assert (order["facts"], order["status"], order["must_deliver_back"]) == ([], "in_service", True)
    network.ok("eng1", f"order writeback-t3 {no} --at +1d --type 故障复现 --reason 验机未通过")
    assert network.ok("eng1", f"order repaired {no}")["status"] == "awaiting_pickup"


def test_the_hint_to_sign_is_given_only_where_a_signature_can_be_true(network):
    def hint(no: str) -> str:
        return str(close(network, no).data["hint"]).removeprefix("repaircli ").partition(" --as ")[0]

    visit = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {visit} --at +2h")
    assert hint(visit) == f"order start {visit}"
    network.ok("co1", f"order print {visit}")
    network.ok("eng1", f"order start {visit}")
    assert hint(visit) == f"order repaired {visit}"
    network.ok("eng1", f"order repaired {visit}")
    assert hint(visit) == f"order sign {visit}"


def carried_in(network: Network) -> str:
    no = network.create("co1", service="carry-in")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    network.ok("eng1", f"order sign {no}")
    return no


def test_a_carry_in_closes_only_after_the_machine_is_handed_over(network):
    no = carried_in(network)
    assert close(network, no).checks == {"in_custody"}
    network.ok("co1", f"order picked-up {no}")
    assert close(network, no, "--solution", "s", "--basis", "signed").exit == 3
    assert close(network, no, "--solution", "s", "--basis", "delivered").checks == {"not_delivered"}
    assert close(network, no).data["close_basis"] == "pickup"


def test_a_machine_whose_check_failed_is_delivered_or_fetched_with_a_remark(network):
    no = carried_in(network)
    network.ok("co1", f"order check-failed {no}")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order sign {no}")
    network.ok("co1", f"order picked-up {no}")
    assert close(network, no).checks == {"must_deliver_back"}
    order = close(network, no, "--solution", "s", "--why", "用户坚持自取").data
    assert (order["close_basis"], order["close_why"]) == ("pickup", "用户坚持自取")


def test_a_basis_that_nobody_may_choose_is_a_usage_error(network):
    no = done(network, "repaired")
    for basis in ("phone", "handshake"):
        assert close(network, no, "--solution", "s", "--basis", basis).exit == 2
    assert close(network, no, "--solution", "s", "--basis", "用户签字").exit == 0


def test_a_pending_request_keeps_the_order_open_and_its_withdrawal_frees_it(network):
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at +2h")
    network.ok("co1", f"order print {no}")
    request = network.ok(
        "co1", f"cancel request {no} --reason complaint_refuse --detail 用户投诉，不同意维修"
    )
    network.ok("eng1", f"order fact {no} reseat")
    assert "request_pending" in close(network, no).checks
    network.ok("co1", "cancel", "withdraw", str(request["id"]))
    network.ok("eng1", f"order sign {no}")
    assert close(network, no).exit == 0
