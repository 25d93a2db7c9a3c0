"""Special-case statements and urge orders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from network import Network


def submit(network: Network, no: str, who: str = "co1"):
    return network.run(who, f"form submit {no} --proposal 更换主板 --refusal 用户嫌贵")


def notices(network: Network, no: str) -> list[tuple[str, str]]:
    return [(n["code"], n["to"]) for n in network.ok("admin", "notify list") if n["order_no"] == no]


def test_a_statement_goes_to_the_region_and_its_decision_back(network):
    no = network.downloaded()
    form = submit(network, no).data
    assert next(iter(form)) == "id" and (form["order_no"], form["status"], form["region"]) == (
        no,
        "pending",
        "华北区",
    )
    decided = network.ok("north", "form", "decide", str(form["id"]), "--agree", "--why", "同意撤单")
    assert (decided["status"], decided["opinion"], decided["decided_by"]) == ("agreed", "同意撤单", "north")
    assert sorted(notices(network, no)) == [("N36", "000001"), ("N7", "华北区")]


def test_only_one_undecided_statement_an_order(network):
    no = network.downloaded()
    first = submit(network, no).data["id"]
    again = submit(network, no)
    assert (again.exit, again.checks) == (3, {"form_pending"})
    network.ok("north", f"form decide {first} --refuse")
    assert submit(network, no).exit == 0


def test_a_statement_is_decided_once_by_the_region_of_its_order(network):
    no = network.downloaded()
    id_ = str(submit(network, no).data["id"])
    assert network.run("co1", f"form decide {id_} --agree").exit == 4
    assert network.run("east", f"form decide {id_} --agree").exit == 4
    assert network.run("north", "form decide 99 --agree").exit == 5
    assert network.run("north", f"form decide {id_}").exit == 2
    assert network.run("north", f"form decide {id_} --agree --refuse").exit == 2
    assert network.run("north", f"form decide {id_} --agree").exit == 0
    assert network.run("north", f"form decide {id_} --agree").exit == 0
    changed = network.run("north", f"form decide {id_} --refuse")
    assert (changed.exit, changed.checks) == (3, {"form_decided"})
    assert [c for c, _ in notices(network, no)].count("N36") == 1


def test_nobody_decides_his_own_statement(network):
    network.ok("admin", "user edit both1 --role coordinator --role liaison --region 华北区")
    no = network.downloaded()
    id_ = str(network.ok("both1", f"form submit {no} --proposal p --refusal r --role coordinator")["id"])
    assert network.run("both1", f"form decide {id_} --agree").exit == 4


def test_an_empty_statement_is_a_usage_error(network):
    no = network.downloaded()
    assert network.run("co1", f"form submit {no} --proposal ' ' --refusal r").exit == 2


def test_statements_are_listed_within_the_scope(network):
    mine, other = network.downloaded(), network.create("co101", service="carry-in")
    submit(network, mine)
    submit(network, other, "co101")
    assert [f["order_no"] for f in network.ok("co1", "form list")] == [mine]
    assert [f["order_no"] for f in network.ok("east", "form list")] == [other]
    assert [f["order_no"] for f in network.ok("admin", "form list")] == [other, mine]
    assert network.ok("north", "form list --status agreed") == []
    assert len(network.ok("north", "form", "list", mine)) == 1
    assert network.run("north", "form list --status lost").exit == 2


# -------------------------------------------------------------------------------- subjects, lapse and withdrawal


def later(network: Network) -> None:
    """A minute passes."""
    network.now = (datetime.fromisoformat(network.now) + timedelta(minutes=1)).isoformat()


def visited(network: Network) -> str:
    """An on-site order on which service has started."""
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at 15:00")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    later(network)
    return no


def agreed(network: Network, no: str, *subject: str) -> str:
    form = network.ok("co1", "form", "submit", no, "--proposal", "p", "--refusal", "r", *subject)
    network.ok("north", "form", "decide", str(form["id"]), "--agree")
    later(network)
    return str(form["id"])


def outcome(network: Network, no: str, reason: str) -> tuple[str, bool, list[str]]:
    d = network.run("co1", f"cancel check {no} --reason {reason} --detail x").data
    return d["outcome"], d["allowed"], [m["code"] for m in d["missing"]]


WITH_FORM = ("region_cancel_with_form", True, [])
NO_FORM = ("continue_repair", False, ["form"])


def test_a_statement_is_about_what_its_order_is_at(network):
    assert submit(network, visited(network)).data["subject"] == "plan"
    own = network.create("co1", service="carry-in")
    assert submit(network, own).data["subject"] == "service"
    answer = submit(network, network.downloaded())
    assert answer.data["subject"] == "software-oow"
    assert "--mark software" in str(answer.err)


@pytest.mark.parametrize(
    ("service", "subject", "clause"),
    [
        ("onsite", "service", "001-2.5.6"),
        ("carry-in", "plan", "001-1.5.7"),
        ("own", "plan", "001-1.5.7"),
        ("own", "software-oow", "001-6.3.6"),
    ],
)
def test_a_statement_about_what_the_order_cannot_be_at_is_refused(network, service, subject, clause):
    no = (
        network.create("co1", service="carry-in") if service == "own" else network.downloaded(service=service)
    )
    words = ("form", "submit", no, "--proposal", "p", "--refusal", "r", "--subject", subject)
    refused = network.run("co1", *words)
    assert (refused.exit, refused.checks) == (3, {"form_subject"})
    assert refused.data["checks"][0]["clause"] == clause
    assert network.run("co1", *words[:-1], "colour").exit == 2


def test_an_agreed_statement_supports_its_own_reason_and_no_other(network):
    no = visited(network)
    network.ok("co1", f"order edit {no} --mark software")
    agreed(network, no, "--subject", "plan")
    assert outcome(network, no, "plan_refused_onsite") == WITH_FORM
    assert outcome(network, no, "soft_oow_refused") == NO_FORM
    agreed(network, no, "--subject", "software-oow")
    assert outcome(network, no, "plan_refused_onsite") == WITH_FORM
    assert outcome(network, no, "soft_oow_refused") == WITH_FORM


@pytest.mark.parametrize(
    "event",
    [
        ("co1", "contact log {no} --result reached"),
        ("co1", "contact log {no} --result guided"),
        ("eng1", "order writeback-t3 {no} --at 17:00 --type 客户原因 --reason 用户同意维修"),
    ],
)
def test_a_statement_lapses_when_the_customer_was_reached_or_agreed_a_time(network, event):
    no = visited(network)
    network.ok("co1", f"contact log {no} --result reached")
    id_ = agreed(network, no)
    network.ok("co1", f"contact log {no} --result no-answer")
    network.ok("co1", f"contact log {no} --result reached --at '2026-06-03 09:00'")
    assert outcome(network, no, "plan_refused_onsite") == WITH_FORM
    request = network.ok("co1", f"cancel request {no} --reason plan_refused_onsite --detail x")
    network.ok("co1", f"cancel withdraw {request['id']}")
    network.ok(event[0], event[1].format(no=no))
    assert outcome(network, no, "plan_refused_onsite") == NO_FORM
    (row,) = network.ok("north", f"form list {no}")
    assert (str(row["id"]), row["status"], row["lapsed_at"] is not None) == (id_, "agreed", True)
    assert submit(network, no).exit == 0


def test_a_lapsed_statement_is_not_agreed_to_and_gives_way_to_a_new_one(network):
    no = visited(network)
    first = str(submit(network, no).data["id"])
    later(network)
    network.ok("co1", f"contact log {no} --result reached")
    refused = network.run("north", f"form decide {first} --agree")
    assert (refused.exit, refused.checks) == (3, {"form_lapsed"})
    second = submit(network, no)
    assert second.exit == 0
    rows = {str(f["id"]): f for f in network.ok("north", f"form list {no}")}
    assert rows[first]["status"] == "withdrawn" and "call reached" in rows[first]["withdraw_why"]
    network.ok("north", f"form decide {second.data['id']} --agree")
    assert outcome(network, no, "plan_refused_onsite") == WITH_FORM


def test_a_station_withdraws_its_statement_and_the_region_is_told(network):
    no = visited(network)
    id_ = agreed(network, no)
    assert network.run("north", f"form withdraw {id_}").exit == 4
    assert network.run("co101", f"form withdraw {id_}").exit in (4, 5)
    taken = network.ok("co1", f"form withdraw {id_} --why 用户同意维修")
    assert (taken["status"], taken["withdrawn_by"], taken["withdraw_why"]) == (
        "withdrawn",
        "co1",
        "用户同意维修",
    )
    assert (taken["decided_by"], ("N36", "华北区") in notices(network, no)) == ("north", True)
    assert outcome(network, no, "plan_refused_onsite") == NO_FORM
    assert network.run("co1", f"form withdraw {id_}").exit == 0
    decided = network.run("north", f"form decide {id_} --agree")
    assert (decided.exit, decided.checks) == (3, {"form_decided"})
    refused = str(submit(network, no).data["id"])
    network.ok("north", f"form decide {refused} --refuse")
    again = network.run("co1", f"form withdraw {refused}")
    assert (again.exit, again.checks) == (3, {"form_decided"})
    assert network.run("co1", "form withdraw 99").exit == 5
    assert [f["status"] for f in network.ok("co1", "form list --status withdrawn")] == ["withdrawn"]


def test_service_refused_stays_valid_after_the_machine_was_handed_back(network):
    no = network.create("co1", service="carry-in")
    later(network)
    agreed(network, no)
    network.ok("co1", f"order picked-up {no}")
    assert outcome(network, no, "service_refused_carry_in") == WITH_FORM
    assert outcome(network, no, "soft_oow_refused")[0] == "invalid_reason"
    request = network.ok("co1", f"cancel request {no} --reason service_refused_carry_in --detail x")
    done = network.ok("north", f"cancel approve {request['id']}")
    assert done["results"][0]["decision"]["outcome"] == "region_cancel_with_form"


def test_after_the_machine_was_handed_back_a_new_statement_does_not_make_the_reason_apply(network):
    no = network.create("co1", service="carry-in")
    later(network)
    network.ok("co1", f"order picked-up {no}")
    later(network)
    agreed(network, no)
    assert outcome(network, no, "service_refused_carry_in")[0] == "invalid_reason"
    assert outcome(network, no, "complaint_refuse") == WITH_FORM


def test_software_refused_needs_the_mark_of_an_order_of_the_call_centre_or_region(network):
    no = network.downloaded()
    agreed(network, no)
    refused = network.run("co1", f"cancel check {no} --reason soft_oow_refused", format="table")
    assert "order edit" in refused.err and "--mark software" in refused.err
    assert outcome(network, no, "soft_oow_refused")[0] == "invalid_reason"
    assert network.ok("agent", f"order edit {no} --mark 软件")["mark"] == "software"
    assert outcome(network, no, "soft_oow_refused") == WITH_FORM
    network.ok("co1", f"order edit {no} --mark ''")
    assert outcome(network, no, "soft_oow_refused")[0] == "invalid_reason"
    over = network.downloaded(warranty_until="2026-01-01")
    agreed(network, over)
    assert outcome(network, over, "soft_oow_refused") == WITH_FORM


def test_the_statement_that_the_station_withdrew_ends_a_pending_request_on_it(network):
    no = visited(network)
    id_ = agreed(network, no)
    request = network.ok("co1", f"cancel request {no} --reason plan_refused_onsite --detail x")
    network.ok("co1", f"form withdraw {id_}")
    answer = network.run("north", f"cancel approve {request['id']}")
    missing: list[dict[str, Any]] = answer.data["results"][0]["decision"]["missing"]
    assert (answer.exit, [m["code"] for m in missing]) == (3, ["form"])


def test_an_urge_order_is_appended_told_and_printed(network):
    no = network.downloaded()
    urge = network.ok("agent", f"urge add {no} --text 有投诉倾向")
    assert next(iter(urge)) == "id" and urge["kind"] == "special_need"
    assert notices(network, no) == [("N9", "000001")]
    assert network.run("co1", f"urge add {no} --text x").exit == 4
    printed = network.run("co1", f"order print {no}", format="table")
    assert "有投诉倾向" in printed.out
    assert [u["id"] for u in network.ok("co1", f"urge list {no}")] == [urge["id"]]
    assert network.ok("co101", "urge list") == []
