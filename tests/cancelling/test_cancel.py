"""Cancelling through the commands: ask, request, decide, self-cancel, the customer's call."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from network import Network

from repaircli.cancelling import decide
from repaircli.cancelling.tables import CancelRequest
from repaircli.orders.followup_tables import Violation
from repaircli.orders.tables import Order
from repaircli.platform.notice_tables import Notification

REASSIGNED = "region_cancel_reassign"


def requested(network: Network, no: str, reason: str = "capacity_exceeded", *more: str) -> int:
    """The id of a station's request."""
    return int(
        network.ok("co1", "cancel", "request", no, "--reason", reason, "--detail", "详情", *more)["id"]
    )


def notices(network: Network, no: str) -> list[tuple[str, str, str]]:
    with network.tx() as tx:
        return [(n.code, n.to_kind, n.to_ref) for n in tx.find(Notification, order_no=no)]


def orders(network: Network) -> int:
    with network.tx() as tx:
        return len(tx.find(Order))


# ------------------------------------------------------------------------------------------------ check and request


def test_a_check_writes_nothing_whatever_it_says(network: Network) -> None:
    no = network.downloaded()
    before = network.ok("admin", "audit log")
    assert network.run("co1", f"cancel check {no} --reason wrong_area").exit == 0
    assert network.run("co1", f"cancel check {no} --reason parts_late").exit == 3
    assert network.ok("admin", "audit log") == before


def test_a_check_answers_with_the_keys_of_the_contract(network: Network) -> None:
    decision = network.run("co1", "cancel", "check", network.downloaded(), "--reason", "区域派错").data
    assert decision["outcome"] == "region_cancel_reassign"
    assert decision["allowed"] is True
    assert decision["clauses"] == ["001-3.4.3", "001-3.5.2"]
    assert decision["remark_word"] == "区域错"
    assert decision["policy"] == "manual"
    assert decision["missing"] == [] and decision["allowed_from"] is None


def test_a_request_freezes_the_order_and_leaves_calls_open(network: Network) -> None:
    no = network.downloaded()
    request = network.ok(
        "co1", f"cancel request {no} --reason wrong_area --detail 属天津 --to-station 000003"
    )
    assert (request["status"], request["asked_by"], request["requested_by"]) == ("pending", "station", "co1")
    assert network.show(no)["pending_request"] == request["id"]
    assert network.refused("eng1", f"order writeback-t3 {no} --at +1d") == {"request_pending"}
    assert network.ok("co1", f"contact log {no} --result no-answer")["status"] == "in_service"


def test_a_second_request_is_refused_while_one_waits(network: Network) -> None:
    no = network.downloaded()
    requested(network, no)
    second = network.run("co1", f"cancel request {no} --reason wrong_area --detail x")
    assert second.exit == 3
    assert second.data["outcome"] == "forbidden"
    assert [m["code"] for m in second.data["missing"]] == ["request_pending"]


def test_a_refused_request_makes_none_and_is_in_the_audit_log(network: Network) -> None:
    no = network.downloaded()
    assert network.run("co1", f"cancel request {no} --reason wrong_phone --detail x").exit == 3
    with network.tx() as tx:
        assert tx.find(CancelRequest) == []
    assert network.show(no)["pending_request"] is None
    assert "refused" in [e["what"] for e in network.ok("admin", f"audit log {no}")]


def test_empty_details_are_refused_with_the_clause(network: Network) -> None:
    answer = network.run(
        "co1", "cancel", "request", network.downloaded(), "--reason", "wrong_area", "--detail", "  "
    )
    assert answer.exit == 3
    assert answer.data["outcome"] == "forbidden"
    assert answer.data["clauses"] == ["001-3.6.4"]


@pytest.mark.parametrize("who", ["eng1", "agent", "admin", "visitor"])
def test_only_a_coordinator_or_the_region_requests(network: Network, who: str) -> None:
    assert (
        network.run(
            who, "cancel", "request", network.downloaded(), "--reason", "wrong_area", "--detail", "x"
        ).exit
        == 4
    )


def test_an_unknown_reason_is_a_usage_error_with_a_suggestion(network: Network) -> None:
    answer = network.run("co1", "cancel", "check", network.downloaded(), "--reason", "wrong_are")
    assert answer.exit == 2 and answer.out == ""
    assert "wrong_area" in json.loads(answer.err)["error"]["hint"]


def test_a_closed_order_answers_3_an_unknown_one_5_a_foreign_one_4(network: Network) -> None:
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --phone-resolved software")
    assert network.run("co1", f"cancel check {no} --reason wrong_area").exit == 3
    assert network.run("co1", "cancel check R990101-0001 --reason wrong_area").exit == 5
    assert network.run("co101", f"cancel check {no} --reason wrong_area").exit == 4


def test_the_agent_asking_for_a_station_is_forbidden(network: Network) -> None:
    answer = network.run(
        "agent", "cancel", "check", network.create(), "--reason", "wrong_area", "--asked-by", "station"
    )
    assert (answer.exit, answer.data["outcome"]) == (3, "forbidden")
    assert (
        network.run(
            "co1", "cancel", "check", network.create(), "--reason", "wrong_area", "--asked-by", "region"
        ).exit
        == 4
    )


# --------------------------------------------------------------------------------------------------------- decisions


def test_an_approval_cancels_and_reassigns_in_one_transaction_linked_both_ways(network: Network) -> None:
    no = network.downloaded("cisd", "--special", "media")
    network.ok("co1", f"contact log {no} --result reached")
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-04 10:00'")
    request = requested(network, no, "wrong_area_cross_region", "--to-station", "000101")
    network.at("11:00")
    answer = network.ok("north", f"cancel approve {request}")
    assert (answer["approved"], answer["refused"]) == (1, 0)
    new_no = answer["results"][0]["new_order_no"]
    old, new = network.show(no), network.show(new_no)
    assert (old["status"], old["reassigned_to"]) == ("cancelled", new_no)
    assert old["cancel_remark"] == "华北区/000001/区域错/详情/north名"
    assert old["t3"] and old["t2"] is not None
    assert (new["status"], new["reassigned_from"], new["origin"]) == ("dispatched", no, "region")
    assert (new["station"], new["region"], new["special"]) == ("000101", "华东区", "media")
    assert new["t1"] == "2026-06-03T11:00:00+08:00"
    assert (new["t2"], new["t3"], new["printed_at"], new["signed_at"]) == (None, [], None, None)
    assert [u["order_no"] for u in network.ok("admin", "urge list")].count(new_no) == 1
    assert {("N5", "station", "000001"), ("N35", "region", "华东区")} <= set(notices(network, no))


@pytest.mark.parametrize("target", [None, "999999", "000002", "000009", "000001"])
def test_a_target_that_cannot_be_leaves_the_order_open_and_the_request_pending(
    network: Network, target: str | None
) -> None:
    no = network.downloaded()
    request = requested(network, no)
    before = orders(network)
    words = ["--to-station", target] if target else []
    answer = network.run("north", "cancel", "approve", str(request), *words)
    assert answer.exit == 3
    assert answer.data["results"][0]["status"] == "pending"
    assert [m["code"] for m in answer.data["results"][0]["decision"]["missing"]] == ["target_station"]
    assert orders(network) == before
    assert network.show(no)["pending_request"] == request
    assert network.ok("north", f"cancel approve {request} --to-station 000101")["approved"] == 1


def test_an_approval_decides_again_and_ends_the_request_where_facts_have_changed(network: Network) -> None:
    no = network.downloaded()
    request = requested(network, no, "self_resolved")
    network.ok("eng1", f"order fact {no} reseat")
    answer = network.run("north", f"cancel approve {request}")
    assert answer.exit == 3
    result = answer.data["results"][0]
    assert (result["status"], result["decision"]["outcome"]) == ("refused", "must_close")
    order = network.show(no)
    assert (order["status"], order["pending_request"]) == ("in_service", None)
    assert ("N6", "station", "000001") in notices(network, no)


def test_approving_again_gives_the_same_result_as_already_done(network: Network) -> None:
    request = requested(network, network.downloaded())
    first = network.ok("north", f"cancel approve {request} --to-station 000101")["results"][0]
    second = network.ok("north", f"cancel approve {request}")
    assert (second["approved"], second["already"], second["refused"]) == (0, 1, 0)
    assert second["results"][0] == {**first, "already": True}


def test_a_batch_gives_a_line_for_each_id_in_input_order_and_exit_7(network: Network) -> None:
    good, closed, gone = (network.downloaded() for _ in range(3))
    a = requested(network, good, "self_resolved")
    b = requested(network, closed, "self_resolved")
    c = requested(network, gone, "self_resolved")
    network.ok("eng1", "order", "fact", closed, "nff_power")
    network.ok("co1", "cancel", "withdraw", str(c))
    answer = network.run("north", "cancel", "approve", str(c), "777", str(b), str(a), str(a))
    assert answer.exit == 7
    assert [(r["id"], r["status"], r["exit"]) for r in answer.data["results"]] == [
        (c, "withdrawn", 3),
        (777, None, 5),
        (b, "refused", 3),
        (a, "approved", 0),
    ]
    assert [answer.data[key] for key in ("approved", "already", "refused")] == [1, 0, 3]
    assert f"note: given more than once, answered once: {a}\n" in answer.err
    assert network.show(good)["status"] == "cancelled"
    assert network.show(closed)["status"] == "in_service"


def test_ids_come_from_standard_input_with_comments_or_as_json_lines(network: Network) -> None:
    ids = [requested(network, network.downloaded(), "self_resolved") for _ in range(3)]
    text = f"# today\n{ids[0]}  # first\n\n{json.dumps({'id': ids[1]})}\n{ids[2]}\n"
    answer = network.run("north", "cancel approve --from -", stdin=text)
    assert answer.exit == 0
    assert [r["id"] for r in answer.data["results"]] == ids


def test_a_bad_line_among_the_ids_is_named_and_nothing_is_approved(network: Network) -> None:
    request = requested(network, network.downloaded(), "self_resolved")
    answer = network.run("north", "cancel approve --from -", stdin=f"{request}\nzwölf\n")
    assert answer.exit == 2
    assert "line 2" in json.loads(answer.err)["error"]["message"]
    assert network.ok("north", f"cancel show {request}")["status"] == "pending"


def test_all_takes_every_pending_request_of_the_own_region_within_the_filters(network: Network) -> None:
    mine = requested(network, network.downloaded(), "self_resolved")
    other = network.create(station="000101")
    network.ok("co101", f"order download {other}")
    foreign = network.ok("co101", f"cancel request {other} --reason self_resolved --detail x")["id"]
    later = requested(network, network.downloaded(), "already_normal")
    assert [
        r["id"] for r in network.ok("north", "cancel approve --all --reason self_resolved")["results"]
    ] == [mine]
    assert [r["id"] for r in network.ok("north", "cancel approve --all")["results"]] == [later]
    assert network.ok("east", "cancel", "show", str(foreign))["status"] == "pending"


def test_a_dry_run_tells_and_writes_nothing(network: Network) -> None:
    no = network.downloaded()
    request = requested(network, no, "self_resolved")
    answer = network.ok("north", f"cancel approve {request} --dry-run")
    assert answer["results"][0]["decision"]["allowed"] is True
    assert network.show(no)["status"] == "downloaded"
    assert network.ok("north", f"cancel show {request}")["status"] == "pending"


@pytest.mark.parametrize("who", ["co1", "eng1", "east", "agent", "admin"])
def test_only_the_region_of_the_order_decides(network: Network, who: str) -> None:
    request = requested(network, network.downloaded(), "self_resolved")
    assert network.run(who, f"cancel approve {request}").exit == 4
    assert network.run(who, f"cancel reject {request} --why x").exit == 4


def test_nobody_approves_a_station_request_that_he_made_himself(network: Network) -> None:
    network.ok(
        "admin",
        "user add double --name 双 --role coordinator --role liaison --station 000001 --region 华北区",
    )
    no = network.downloaded()
    request = network.ok(
        "double", f"--role coordinator cancel request {no} --reason self_resolved --detail x"
    )
    assert network.run("double", "cancel", "approve", str(request["id"])).exit == 4
    other = network.downloaded()
    own = network.ok("double", f"--role liaison cancel request {other} --reason self_resolved --detail x")
    assert own["asked_by"] == "region"
    assert network.ok("double", "cancel", "approve", str(own["id"]))["approved"] == 1


def test_a_rejection_tells_the_station_why_and_the_repair_goes_on(network: Network) -> None:
    no = network.downloaded()
    request = requested(network, no)
    answer = network.ok("north", f"cancel reject {request} --why 站内可以完成")
    assert (answer["rejected"], answer["results"][0]["status"]) == (1, "rejected")
    assert network.show(no)["pending_request"] is None
    assert ("N6", "station", "000001") in notices(network, no)
    assert network.run("north", f"cancel reject {request} --why ' '").exit == 2
    assert network.run("north", f"cancel approve {request}").exit == 3


def test_a_withdrawn_request_frees_the_order(network: Network) -> None:
    no = network.downloaded()
    request = requested(network, no)
    assert network.run("north", f"cancel withdraw {request}").exit == 4
    taken_back = network.ok("co1", f"cancel withdraw {request}")
    assert (taken_back["withdrawn"], taken_back["results"][0]["status"]) == (1, "withdrawn")
    assert network.show(no)["pending_request"] is None
    assert network.ok("co1", f"cancel withdraw {request}")["already"] == 1
    assert network.run("co3", f"cancel withdraw {request}").exit == 4
    gone = requested(network, no)
    network.ok("north", f"cancel reject {gone} --why x")
    refused = network.run("co1", f"cancel withdraw {gone}")
    assert refused.exit == 3 and "rejected, no longer pending" in refused.err
    assert network.run("co1", "cancel withdraw 999").exit == 5


@pytest.mark.parametrize(
    ("who", "verb", "status"),
    [
        ("north", "approve", "approved"),
        ("north", "reject --why 请继续维修", "rejected"),
        ("co1", "withdraw", "withdrawn"),
    ],
)
def test_all_three_decisions_take_the_same_selectors(
    network: Network, who: str, verb: str, status: str
) -> None:
    ids = [
        requested(network, network.downloaded(), reason) for reason in ("self_resolved", "already_normal") * 3
    ]

    def decided(line: str, stdin: str = "") -> list[int]:
        ran = network.run(who, f"cancel {verb} {line}", stdin=stdin)
        assert (ran.exit, ran.data["refused"]) == (0, 0), ran
        new = [r["id"] for r in ran.data["results"] if not r["already"]]
        assert len(new) == ran.data[status]
        assert {r["status"] for r in ran.data["results"]} <= {"pending" if "--dry-run" in line else status}
        return new

    assert decided("--all --dry-run") == ids and decided(f"--dry-run {ids[0]}") == ids[:1]
    trial = network.run(who, f"cancel {verb} --all --dry-run")
    assert {r["would_be"] for r in trial.data["results"]} == {status} and trial.data["dry_run"]
    table = network.run(who, f"cancel {verb} --all --dry-run", format="table")
    assert table.out.splitlines()[-1] == f"would be: 6 {status}, 0 refused"
    assert {r["status"] for r in network.ok("north", "cancel list")} == {"pending"}
    assert decided("--from -") == []
    assert decided("--from -", f"{ids[1]} # x\n{json.dumps({'id': ids[0]})}\n") == [ids[1], ids[0]]
    assert decided(f"{ids[0]} {ids[2]} {ids[2]}") == [ids[2]]
    assert decided("--all --reason already_normal --station 000001 --region 华北区") == [ids[3], ids[5]]
    assert decided("--all --older-than 5") == []
    assert decided("--all") == [ids[4]]
    table = network.run(who, f"cancel {verb} {ids[0]} {ids[1]}", format="table")
    assert table.out.splitlines()[-1] == f"0 {status}, 2 already {status}, 0 refused"
    assert table.out.count(f"already {status}") == 3
    for line in ("", f"--all {ids[0]}", f"{ids[0]} --reason self_resolved"):
        assert network.run(who, f"cancel {verb} {line}").exit == 2


def test_each_side_withdraws_in_bulk_what_it_asked_for_itself(network: Network) -> None:
    own = requested(network, network.downloaded(), "self_resolved")
    regions = network.ok("north", f"cancel request {network.downloaded()} --reason self_resolved --detail x")[
        "id"
    ]
    both = network.run("north", f"cancel withdraw {own} {regions}")
    assert [(r["id"], r["exit"]) for r in both.data["results"]] == [(own, 4), (regions, 0)]
    assert network.ok("co3", "cancel withdraw --all")["results"] == []
    assert [r["id"] for r in network.ok("co1", "cancel withdraw --all")["results"]] == [own]


def test_the_cancel_of_a_wrong_phone_goes_to_headquarters_by_email(network: Network) -> None:
    no = network.downloaded("agent", "--caller-no", "010-5555")
    for number in ("13800000001", "010-5555"):
        network.ok("co1", f"contact log {no} --result number-invalid --number {number} --prompt 此号码不存在")
    request = requested(network, no, "wrong_phone")
    network.ok("north", f"cancel approve {request}")
    assert {"N1", "N2", "N5"} <= {code for code, _, _ in notices(network, no)}
    with network.tx() as tx:
        assert [n.medium for n in tx.find(Notification, code="N2")] == ["email"]


def test_the_same_request_id_gives_the_first_answer_and_writes_nothing(network: Network) -> None:
    no = network.downloaded()
    words = ["cancel", "request", no, "--reason", "wrong_area", "--detail", "x", "--request-id", "k1"]
    first = network.run("co1", *words)
    again = network.run("co1", *words)
    assert (first.exit, first.data) == (again.exit, again.data)
    with network.tx() as tx:
        assert len(tx.find(CancelRequest)) == 1
    words[words.index("x")] = "y"
    assert network.run("co1", *words).exit == 3


def test_a_batch_repeated_with_its_request_id_gives_the_same_results(network: Network) -> None:
    ids = [str(requested(network, network.downloaded(), "self_resolved")) for _ in range(3)]
    first = network.run("north", "cancel", "approve", *ids, "--request-id", "b1")
    again = network.run("north", "cancel", "approve", *ids, "--request-id", "b1")
    assert first.data == again.data
    assert not any(r["already"] for r in again.data["results"])


# ------------------------------------------------------------------------------------------------------- self-cancel


def test_a_station_cancels_its_own_slip_by_itself(network: Network) -> None:
    no = network.create("co1", service="carry-in")
    order = network.ok("co1", f"cancel self {no} --reason entry_error --detail 重复录入")
    assert (order["status"], order["decision"]["outcome"]) == ("cancelled", "station_self_cancel")
    assert order["cancel_remark"].split("/")[:3] == ["华北区", "000001", "信息不全"]


def test_a_station_cannot_cancel_a_dispatched_order_by_itself(network: Network) -> None:
    answer = network.run(
        "co1", "cancel", "self", network.downloaded(), "--reason", "entry_error", "--detail", "x"
    )
    assert (answer.exit, answer.data["outcome"]) == (3, "forbidden")
    assert "cancel request" in answer.data["hint"]


def test_after_service_has_begun_the_slip_goes_to_the_region(network: Network) -> None:
    no = network.create("co1", service="carry-in")
    network.ok("co1", f"order print {no}")
    network.ok("co1", f"order start {no}")
    answer = network.run("co1", f"cancel self {no} --reason entry_error --detail x")
    assert (answer.exit, answer.data["outcome"], answer.data["allowed"]) == (3, "region_cancel", False)
    assert network.ok("co1", f"cancel request {no} --reason entry_error --detail x")["status"] == "pending"


# --------------------------------------------------------------------------------------------------- customer's call


def test_the_agent_cancels_on_the_customers_call_and_voids_a_waiting_request(network: Network) -> None:
    no = network.downloaded()
    request = requested(network, no)
    order = network.ok(
        "agent", f"cancel by-customer {no} --reason self_resolved --detail 用户来电 --to-station 000101"
    )
    assert (order["status"], order["decision"]["outcome"]) == ("cancelled", "cc_cancel")
    assert network.show(order["new_order_no"])["origin"] == "cc"
    assert network.ok("north", f"cancel show {request}")["status"] == "withdrawn"
    assert {("N34", "station", "000001"), ("N34", "region", "华北区")} <= set(notices(network, no))


def test_a_failing_new_order_leaves_the_customers_order_open(network: Network) -> None:
    no = network.downloaded()
    assert network.refused(
        "agent", f"cancel by-customer {no} --reason self_resolved --detail x --to-station 000002"
    ) == {"target_station"}
    assert network.show(no)["status"] == "downloaded"


def test_finished_work_is_closed_even_for_the_customer(network: Network) -> None:
    no = network.downloaded()
    network.ok("eng1", f"order fact {no} nff_switch")
    answer = network.run("agent", f"cancel by-customer {no} --reason self_resolved --detail x")
    assert (answer.exit, answer.data["outcome"]) == (3, "must_close")


def test_a_station_that_phones_800_is_refused_and_recorded(network: Network) -> None:
    no = network.downloaded()
    answer = network.run(
        "agent", f"cancel by-customer {no} --reason wrong_area --detail 站方来电 --caller station"
    )
    assert (answer.exit, answer.data["outcome"]) == (3, "forbidden")
    with network.tx() as tx:
        assert [(v.kind, v.station) for v in tx.find(Violation)] == [("phoned_800", "000001")]
    assert network.show(no)["status"] == "downloaded"


def test_an_induced_customer_who_does_not_give_up_is_forwarded_to_the_region(network: Network) -> None:
    no = network.downloaded()
    answer = network.run(
        "agent", f"cancel by-customer {no} --reason self_resolved --detail x --station-induced"
    )
    assert (answer.exit, answer.data["outcome"]) == (3, "forward_to_region")
    request = network.ok("north", "cancel", "show", str(answer.data["request_id"]))
    assert (request["status"], request["asked_by"]) == ("pending", "station")
    with network.tx() as tx:
        assert [v.kind for v in tx.find(Violation)] == ["induced_customer"]
    gives_up = network.ok(
        "agent", f"cancel by-customer {no} --reason self_resolved --detail x --station-induced --gives-up"
    )
    assert gives_up["status"] == "cancelled"


def test_hostile_text_is_stored_whole_and_shown_harmless(network: Network) -> None:
    name = "[red]张\x1b[31m三\n" + "长" * 4000
    no = network.downloaded(customer=name)
    assert network.show(no)["customer"] == name
    for format in ("table", "json", "jsonl"):
        shown = network.run("admin", f"order show {no}", format=format)
        assert not [c for c in shown.out.replace("\n", "") if ord(c) < 32 or 0x7F <= ord(c) < 0xA0]
    assert "[red]" in network.run("admin", f"order show {no}", format="table").out


# ------------------------------------------------------------------------------------------------------------- lists


def test_a_list_shows_how_long_each_waits_in_working_time_and_what_the_rule_says_now(
    network: Network,
) -> None:
    first, second, third = network.downloaded(), network.downloaded(), network.downloaded()
    requested(network.at("2026-06-05T16:00:00"), first)
    requested(network, second)
    requested(network.at("2026-06-08T09:30:00"), third)
    network.ok("co1", f"order fact {second} reseat")
    network.ok("north", "cancel approve 3 --to-station 000003")
    rows = network.at("2026-06-08T11:00:00").ok("north", "cancel list")
    assert [row["waited_seconds"] for row in rows] == [4 * 3600, 4 * 3600, 0], "the weekend does not count"
    assert [row["outcome"] for row in rows] == [REASSIGNED, "must_close", REASSIGNED]
    assert [row["decision_now"] and row["decision_now"]["allowed"] for row in rows] == [True, False, None]
    assert rows[1]["decision"]["outcome"] == REASSIGNED, "that of its own moment stays"


def test_nothing_has_been_waited_where_the_clock_was_set_back(network: Network) -> None:
    requested(network.at("2026-06-04T10:00:00"), network.downloaded())
    rows = network.at("2026-06-03T09:00:00").ok("north", "cancel list")
    assert [row["waited_seconds"] for row in rows] == [0]


def test_older_than_leaves_out_what_is_decided(network: Network) -> None:
    for n in (1, 2):
        no = network.downloaded(phone=f"1390000000{n}", address=f"路{n}号")
        network.ok("co1", "cancel", "request", no, "--reason", "self_resolved", "--detail", "好了")
    network.ok("north", "cancel reject 1 --why 再联系")
    network.at("11:00:00")
    assert [row["id"] for row in network.ok("north", "cancel list --older-than 0")] == [2]
    assert [row["id"] for row in network.ok("north", "cancel list --older-than 0 --status rejected")] == [1]


def test_older_than_counts_working_days(network: Network) -> None:
    for now in ("2026-06-04T17:00:00", "2026-06-05T17:00:00", "2026-06-08T10:00:00"):
        requested(network.at(now), network.downloaded())
    network.at("2026-06-08T11:00:00")
    older = {n: network.ok("north", "cancel", "list", "--ids", "--older-than", str(n)) for n in (0, 1, 2)}
    assert older == {0: [1, 2, 3], 1: [1], 2: []}


def test_where_the_calendar_ends_a_list_still_shows_the_requests(network: Network) -> None:
    requested(network, network.downloaded())
    network.ok("admin", "calendar drop 2026")
    ran = network.run("north", "cancel list")
    assert ran.exit == 0 and ran.data[0]["waited_seconds"] is None and "2026" in ran.err
    assert network.run("north", "cancel list --older-than 1").exit == 6


def test_an_approval_to_another_region_is_noted_and_another_station_later_is_refused(
    network: Network,
) -> None:
    no = network.downloaded()
    id = requested(network, no, "wrong_area_cross_region")
    lacking = network.run("north", f"cancel approve {id}")
    assert lacking.exit == 3 and f"dispatch suggest {no}" in lacking.err
    done = network.run("north", f"cancel approve {id} --to-station 000101")
    assert done.exit == 0 and "another region, 华东区" in done.err
    assert network.ok("north", f"cancel approve {id} --to-station 000101")["already"] == 1
    other = network.run("north", f"cancel approve {id} --to-station 000003")
    new = done.data["results"][0]["new_order_no"]
    assert other.exit == 3 and f"{new} is at station 000101, not at 000003" in other.err


def test_one_id_of_a_file_is_a_batch(network: Network) -> None:
    assert network.run("north", "cancel approve 777").exit == 5
    assert network.run("north", "cancel approve --from -", stdin="777\n").exit == 7
    id = requested(network, network.downloaded(), "self_resolved")
    assert network.run("north", "cancel approve --from - --dry-run", stdin=f"{id}\n").exit == 0


def test_an_order_number_in_place_of_a_request_leads_to_its_requests(network: Network) -> None:
    no, other = network.downloaded(), network.downloaded()
    id = requested(network, no, "self_resolved")
    requested(network, other, "self_resolved")
    for line in (f"show {no}", f"approve {no}"):
        told = network.run("north", f"cancel {line}")
        assert told.exit == 2 and "cancel list --order NO" in told.err
    assert [r["id"] for r in network.ok("north", f"cancel list --order {no[-4:]}")] == [id]
    assert network.ok("north", f"cancel approve --all --order {no}")["approved"] == 1
    assert network.show(other)["status"] != "cancelled"


def test_stations_are_suggested_for_an_order_that_is_there(network: Network) -> None:
    no = network.create("agent", "--area", "110101")
    found = network.ok("north", f"dispatch suggest {no}")
    assert found["area"] == "110101" and found["candidates"]
    assert network.ok("north", f"dispatch suggest {no} --area 110103")["area"] == "110103"
    assert network.run("north", "dispatch suggest").exit == 2


def test_a_region_that_is_not_one_s_own_is_denied(network: Network) -> None:
    id = requested(network, network.downloaded(), "self_resolved")
    for who, line in (
        ("north", "cancel list"),
        ("north", "cancel approve --all"),
        ("north", "order list"),
        ("north", "due"),
        ("co1", "order list"),
    ):
        denied = network.run(who, *line.split(), "--region", "华东区")
        assert denied.exit == 4 and "foreign_region" in denied.err, line
        assert network.run(who, *line.split(), "--region", "华北区").exit == 0
        assert network.run(who, *line.split(), "--region", "华西区").exit == 5
    assert network.ok("admin", "cancel list --region 华东区") == []
    assert network.ok("north", f"cancel show {id}")["status"] == "approved"


def test_an_unfinished_batch_says_how_many_requests_are_decided(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [str(requested(network, network.downloaded(), "self_resolved")) for _ in range(3)]
    whole, ran = decide.decide_requests, []

    def one_then_none(*given: Any) -> list[decide.Verdict]:
        if ran:
            raise KeyboardInterrupt
        ran.append(given)
        return whole(*given)

    monkeypatch.setattr(decide, "decide_requests", one_then_none)
    monkeypatch.setattr(decide, "Chunks", partial(decide.Chunks, size=2))
    words = ("cancel", "approve", *ids, "--request-id", "k1")
    assert network.run("north", *words).exit == 130
    monkeypatch.undo()
    shown = network.ok("north", "op show k1")
    assert (shown["done"], shown["of"]) == (2, 3)
    told = network.run("north", "op show k1", format="table").err
    assert "type the command cancel approve again as before, with --request-id k1" in told
    foreign = network.run("east", "cancel", "approve", ids[0], "--request-id", "k1")
    assert foreign.exit == 3 and "op show" not in foreign.err
    assert network.run("north", *words).data["approved"] == 3
