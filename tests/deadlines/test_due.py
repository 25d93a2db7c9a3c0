"""What is due: the list of a station's, a region's, a person's day, and the clocks of one order."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from network import NORTH, Network

from repaircli.calendar.working import calendar_of
from repaircli.cancelling.tables import CancelRequest, SpecialForm
from repaircli.deadlines import due, order_states
from repaircli.orders.part_tables import PartsRequest
from repaircli.orders.tables import Contact, Fact, Order, Promise
from repaircli.platform.answers import Answer, Call
from repaircli.platform.db.session import Tx
from repaircli.platform.transaction import Transaction, reading
from repaircli.rules.deadlines.due import DeadlineCalendar
from repaircli.rules.deadlines.due import due as due_on


def lines(network: Network, who: str, *words: str) -> list[tuple[str, str]]:
    return [(line["order_no"], line["code"]) for line in network.ok(who, "due", *words)]


def codes(network: Network, who: str, no: str, *words: str) -> set[str]:
    return {code for found, code in lines(network, who, *words) if found == no}


def do(network: Network, who: str, line: dict[str, Any], **filled: str) -> Any:
    """Types what the line says, its words in capitals filled in; a call reached the customer unless said otherwise."""
    words, given = str(line["next"]).split()[1:], {"RESULT": "reached", **filled}
    return network.ok(who, *(given.get(word, word) for word in words))


def line(network: Network, who: str, no: str) -> dict[str, Any]:
    """The only thing due on the order."""
    (found,) = (x for x in network.ok(who, "due") if x["order_no"] == no)
    return dict(found)


def test_a_line_names_the_order_the_clause_the_deadline_and_what_to_type(network):
    no = network.create()
    network.at("09:30:00")
    assert network.ok("co1", "due") == [
        {
            "order_no": no,
            "code": "first_contact",
            "clause": "001-1.5.2",
            "started": "2026-06-03T09:00:00+08:00",
            "deadline": "2026-06-03T13:00:00+08:00",
            "overdue": False,
            "left_seconds": 12600,
            "text": "not downloaded yet: download it and call the customer",
            "next": f"repaircli order download {no}",
            "ref": None,
            "provisional": False,
            "station": "000001",
            "branch": None,
            "region": NORTH,
            "engineer": None,
            "customer": "张三",
            "phone": "13800000001",
            "special": None,
            "who": ["coordinator"],
            "yours": True,
            "login": None,
        }
    ]
    network.at("13:00:01")
    late = network.ok("co1", "due")[0]
    assert (late["overdue"], late["left_seconds"]) == (True, -1)


def test_an_on_site_order_is_led_from_dispatch_to_closing_by_what_the_list_says(network):
    no = network.create()
    do(network, "co1", line(network, "co1", no))
    do(network, "eng1", line(network, "eng1", no))
    network.at("10:00:00")
    do(network, "eng1", line(network, "eng1", no), TIME="2026-06-03T15:00")
    assert line(network, "co1", no)["code"] == "promise"
    do(network, "co1", line(network, "co1", no))
    network.at("14:50:00")
    do(network, "eng1", line(network, "eng1", no))
    assert lines(network, "co1") == []
    network.ok("eng1", f"order repaired {no}")
    do(network, "eng1", line(network, "eng1", no))
    assert line(network, "co1", no)["code"] == "close"
    do(network, "eng1", line(network, "eng1", no), TEXT="更换电源")
    assert lines(network, "co1", "--within", "1000") == []
    assert network.show(no)["status"] == "resolved"


def test_a_machine_left_in_the_station_is_led_home(network):
    no = network.create("co1", "--recontact", "2026-06-04T10:00", service="carry-in")
    network.ok("co1", f"order print {no}")
    assert lines(network, "co1") == []
    network.at("2026-06-04T10:30:00")
    late = line(network, "co1", no)
    assert (late["code"], late["overdue"]) == ("recontact", True)
    do(network, "co1", late)
    assert line(network, "eng1", no)["code"] == "repair"
    do(network, "eng1", line(network, "eng1", no))
    do(network, "eng1", line(network, "eng1", no), TIME="2026-06-04T17:00")
    assert line(network, "eng1", no)["code"] == "pickup"
    do(network, "eng1", line(network, "eng1", no))
    do(network, "eng1", line(network, "eng1", no))
    do(network, "eng1", line(network, "eng1", no), TEXT="更换内存")
    assert (lines(network, "co1"), network.show(no)["close_basis"]) == ([], "pickup")


def test_an_unreachable_customer_is_called_six_times_a_day_then_the_region_is_asked(network):
    no = network.downloaded()
    network.at("12:30:00")
    network.ok("eng1", f"contact log {no} --result no-answer")
    do(network, "eng1", line(network, "eng1", no))
    assert codes(network, "co1", no) == set()
    for day in ("2026-06-04", "2026-06-05", "2026-06-08"):
        for n in range(6):
            network.at(f"{day}T{9 + n:02d}:00:00")
            entry = line(network, "co1", no)
            assert f"{n} of 6 calls on {day}" in entry["text"]
            do(network, "co1", entry, RESULT="no-answer")
        assert codes(network, "co1", no) == set()
    network.at("2026-06-10T17:59:00")
    soon = line(network, "co1", no)
    assert (soon["code"], soon["left_seconds"]) == ("unreachable_cancel", 60)
    assert network.run("co1", *str(soon["next"]).replace("TEXT", "无人接听").split()[1:]).exit == 3
    network.at("2026-06-10T18:00:00")
    do(network, "co1", line(network, "co1", no), TEXT="五个工作日联系不上")
    # the station has done its part; now it waits for the region
    assert codes(network, "co1", no) == set()
    assert codes(network, "north", no) == {"cancel_request"}
    do(network, "north", line(network, "north", no))
    assert codes(network, "north", no) == set()


def test_late_parts_lead_to_t32_with_the_fixed_text(network):
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at 2026-06-05T10:00")
    network.ok("co1", f"parts request {no} --part PWR-1 --parts-order PO7 --eta 2026-06-04")
    network.at("2026-06-04T09:00:00")
    assert line(network, "co1", no)["next"] == "repaircli parts receive PO7"
    network.at("2026-06-05T00:00:00")
    late = next(x for x in network.ok("co1", "due") if x["code"] == "late_parts")
    assert (late["clause"], late["overdue"], late["ref"]) == ("001-1.5.6", True, "PO7/PWR-1")
    do(network, "eng1", late, TIME="2026-06-08T10:00")
    slot = network.show(no)["t3"][1]
    assert (slot["type"], slot["reason"]) == ("备件原因", "由于PO7订单PWR-1编码的备件未按时配送")
    assert codes(network, "co1", no) == set()


def test_a_cancelled_carry_in_whose_machine_is_here_is_given_back(network):
    no = network.create("co1", service="carry-in")
    network.ok("co1", f"cancel self {no} --reason entry_error --detail 录入重复")
    found = line(network, "co1", no)
    assert found["code"] == "return_machine"
    do(network, "co1", found)
    assert lines(network, "co1") == []


# ------------------------------------------------------------------------------------------------------------ scope


def test_everybody_sees_his_own(network):
    here, there, far = network.create(), network.create(station="000003"), network.create(station="000101")
    for who, seen in (
        ("co1", {here}),
        ("eng1", {here}),
        ("co3", {there}),
        ("co101", {far}),
        ("north", {here, there}),
        ("east", {far}),
        ("agent", {here, there, far}),
        ("admin", {here, there, far}),
    ):
        assert {no for no, _ in lines(network, who)} == seen, who


def test_station_region_and_engineer_narrow_it(network):
    here, there, far = (
        network.downloaded(),
        network.create(station="000003"),
        network.create(station="000101"),
    )
    network.ok("co1", "order", "assign", here, "--engineer", "eng1")
    for words, seen in (
        (("--station", "000003"), {there}),
        (("--region", "华东区"), {far}),
        (("--engineer", "eng1"), {here}),
        (("--station", "000003", "--engineer", "eng1"), set()),
    ):
        assert {no for no, _ in lines(network, "admin", *words)} == seen, words
    assert {no for no, _ in lines(network, "eng1", "--mine")} == {here}
    assert lines(network, "co1", "--mine") == []
    assert network.run("co1", "due", "--station", "000003").exit == 4
    assert network.run("eng1", "due --mine --engineer eng1").exit == 2


def test_a_branch_sees_what_was_handed_to_it(network):
    no = network.downloaded()
    assert lines(network, "co2") == []
    network.ok("co1", f"order assign {no} --engineer eng2")
    assert {found for found, _ in lines(network, "co2")} == {no}


def test_forms_and_requests_wait_for_the_region_alone(network):
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at 2026-06-10T10:00")
    network.ok("co1", f"form submit {no} --proposal 更换主板 --refusal 嫌贵")
    network.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户自行解决")
    assert lines(network, "co1") == lines(network, "east") == []
    assert codes(network, "north", no) == codes(network, "admin", no) == {"form", "cancel_request"}
    assert lines(network, "north", "--engineer", "eng1") == []
    network.at("2026-06-04T18:00:01")
    assert all(x["overdue"] for x in network.ok("north", "due"))
    for entry in network.ok("north", "due"):
        do(network, "north", entry)
    assert lines(network, "north") == []


def test_the_region_s_own_comes_first_and_a_station_s_lateness_is_told_as_the_station_s(network):
    late, asked = network.create(), network.downloaded()
    network.at("2026-06-03T12:00:00")
    network.ok("co1", "cancel", "request", asked, "--reason", "self_resolved", "--detail", "用户自行解决")
    network.at("2026-06-03T14:00:00")
    mine, told = network.ok("north", "due")
    assert (mine["code"], mine["yours"], mine["who"]) == ("cancel_request", True, ["liaison"])
    assert (told["order_no"], told["yours"], told["who"]) == (late, False, ["coordinator"])
    assert told["deadline"] < mine["deadline"]
    network.at("2026-06-05T14:00:00")
    (first,) = network.ok("north", "due --limit 1")
    assert first["code"] == "cancel_request"
    shown = network.run("north", "due", format="table", columns=80).out
    own, others = f"repaircli cancel approve {first['ref']}", f"repaircli order download {late} --as both1"
    assert shown.index(own) < shown.index("overdue, for information: 1") < shown.index(others)


def test_a_station_has_one_list_that_says_what_the_others_have_to_do(network):
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result reached")
    other = network.create()
    assert [(x["yours"], x["who"]) for x in network.ok("co1", "due")] == [
        (False, ["engineer"]),
        (True, ["coordinator"]),
    ]
    assert [x["yours"] for x in network.ok("eng1", "due")] == [True, False]
    assert [x["yours"] for x in network.ok("both1", "due")] == [True, True]
    shown = network.run("co1", "due", format="table", lang="zh", columns=80).out
    assert f"repaircli order writeback-t3 {no} --at 时间 --as both1\n" in shown
    assert f"repaircli order download {other} --as co1\n" in shown


def test_the_engineer_of_the_order_is_named_else_anybody_of_the_station_who_may(network):
    no = network.downloaded()
    network.ok("co1", f"contact log {no} --result reached")
    assert [x["login"] for x in network.ok("co1", "due")] == ["both1"]
    network.ok("co1", f"order assign {no} --engineer eng1")
    assert [x["login"] for x in network.ok("co1", "due")] == ["eng1"]
    network.ok("admin", "user disable eng1")
    assert [x["login"] for x in network.ok("co1", "due")] == ["both1"]
    network.ok("admin", "user disable both1")
    assert [(x["login"], x["who"]) for x in network.ok("co1", "due")] == [(None, ["engineer"])]
    assert "由维修站服务工程师办理" in network.run("co1", "due", format="table", lang="zh", columns=80).out


def test_what_can_still_be_done_in_time_comes_before_what_is_late(network):
    late = network.create()
    network.at("2026-06-03T13:30:00")
    early = network.create()
    assert [no for no, _ in lines(network, "co1")] == [early, late]
    assert [no for no, _ in lines(network, "co1", "--not-overdue")] == [early]
    network.at("2026-06-03T17:31:00")
    assert [no for no, _ in lines(network, "co1")] == [late, early], "of late ones the oldest first"


def test_only_some_kinds_are_asked_for_by_code_or_name(network):
    first, visit = network.create(), network.downloaded()
    network.ok("eng1", f"order writeback-t3 {visit} --at 2026-06-03T18:00")
    assert lines(network, "co1", "--kind", "promise") == [(visit, "promise")]
    assert lines(network, "co1", "--kind", "首次联系") == [(first, "first_contact")]
    assert lines(network, "co1", "--kind", "promised visit", "--kind", "first_contact") == lines(
        network, "co1"
    )
    assert network.run("co1", "due --kind nonsense").exit == 2


@pytest.mark.parametrize("columns", [80, 100, 140, 200, None])
def test_summary_phone_and_the_command_in_one_piece_are_there_at_every_width(network, columns):
    late, soon = network.create(), network.downloaded()
    network.ok("eng1", f"order writeback-t3 {soon} --at 2026-06-03T18:00")
    tomorrow = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {tomorrow} --at '2026-06-04 09:00'")
    network.at("13:30:00")
    shown = network.run("co1", "due", format="table", columns=columns, lang="zh").out
    assert shown.startswith("逾期 1 项，今天还有 1 项，明天到期 1 项\n")
    assert shown.count("13800000001") == 2 and tomorrow not in shown
    for no, command in ((late, "order download"), (soon, "order print")):
        assert f"repaircli {command} {no} --as co1\n" in shown
    assert columns is None or shown.index("来得及：1") < shown.index(soon) < shown.index("已逾期：1")


def test_how_a_call_went_is_for_the_person_to_say(network):
    no = network.downloaded()
    shown = network.run("co1", "due", format="table", columns=80, lang="zh").out
    assert f"repaircli contact log {no} --result 结果" in shown
    assert "“结果”可填：已联系上（reached）、无人接听（no-answer）" in shown.replace("\n  ", "")
    pasted = network.run("co1", f"contact log {no} --result 结果")
    assert (pasted.exit, network.show(no)["contacts"]) == (2, [])


def test_whoever_ships_parts_sees_the_parts_orders_that_wait_and_no_station_s_calls(network):
    no, late = network.downloaded(), network.create()
    network.ok("co1", f"contact log {no} --result reached")
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-20 10:00'")
    for part in ("P1", "P2"):
        network.ok(
            "co1", "parts", "request", no, "--part", part, "--parts-order", "PO1", "--eta", "2026-06-08"
        )
    (line,) = network.ok("parts", "due")
    assert (line["order_no"], line["code"], line["clause"], line["ref"]) == (
        no,
        "shipment",
        "001-1.4.4",
        "PO1",
    )
    assert (line["deadline"], line["yours"], line["who"]) == ("2026-06-04T18:00:00+08:00", True, ["parts"])
    assert "P1, P2" in line["text"]
    assert {x["code"] for x in network.ok("admin", "due")} == {"first_contact"}
    network.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户自行解决")
    assert network.ok("parts", "due") == [], "a frozen order gets no parts"
    network.ok("co1", "cancel withdraw 1")
    assert late in {x["order_no"] for x in network.ok("co1", "due")}
    do(network, "parts", line)
    assert network.ok("parts", "due") == []
    network.at("2026-06-09T09:00:00")
    told = network.ok("parts", "due")
    assert [(x["code"], x["ref"], x["yours"]) for x in told] == [
        ("late_parts", "PO1/P1", False),
        ("late_parts", "PO1/P2", False),
    ]


CUSTOMER = ("--customer", "张三", "--phone", "13800000001", "--address", "一号", "--fault", "黑屏")


def test_referrals_and_pending_tickets_wait_for_those_who_take_and_judge_them(network):
    refer = ("referral", "create", *CUSTOMER, "--kind")
    network.ok("co1", *refer, "proxy", "--said-first")
    network.ok("co1", *refer, "carried-in")
    network.ok("co1", *refer, "out-of-area")
    network.ok("co1", *refer, "pending-case")
    network.ok("agent", "order", "create", "--service", "onsite", *CUSTOMER, "--units", "5", "--same-fault",
               "--station", "000001")  # fmt: skip

    def seen(who: str, *words: str) -> list[tuple[str, str, str]]:
        return [(x["ref"], x["clause"], x["next"]) for x in network.ok(who, "due", *words)]

    region = [
        ("2", "001-6.3.2", "repaircli referral take 2"),
        ("1", "001-6.8.2", "repaircli pending judge 1 --not-batch"),
        ("3", "001-6.3.4", "repaircli referral take 3 --station STATION"),
        ("4", "001-6.3.7", "repaircli referral take 4"),
    ]
    assert seen("north", "--within", "48") == region
    assert seen("agent", "--within", "48")[0] == ("1", "001-2.5.1", "repaircli referral take 1")
    assert len(seen("admin", "--within", "48")) == len(seen("cisd", "--within", "48")) == 5
    assert seen("north") == region
    assert (
        seen("co1", "--within", "48")
        == seen("eng1", "--within", "48")
        == seen("east", "--within", "48")
        == []
    )
    assert (
        seen("north", "--within", "48", "--station", "000003")
        == seen("north", "--within", "48", "--mine")
        == []
    )
    network.at("2026-06-03T09:00:01")
    late = {x["ref"]: x["overdue"] for x in network.ok("north", "due --within 48")}
    assert late == {"2": True, "1": False, "3": False, "4": False}, "at once is at once"
    network.at("2026-06-04T18:00:01")
    assert all(x["overdue"] and x["order_no"] is None for x in network.ok("north", "due"))
    for words in (
        ("referral", "take", "2"),
        ("referral", "take", "4"),
        ("referral", "take", "3", "--station", "000003"),
    ):
        network.ok("north", *words)
    network.ok("north", "pending judge 1 --not-batch")
    assert [x for x in network.ok("north", "due") if x["order_no"] is None] == []


def test_a_branch_s_order_is_to_be_reassigned_at_once(network):
    no = network.downloaded()
    with network.writing() as tx:
        tx.update(Order, {"order_no": no}, station="000002")
    network.ok("co2", f"cancel request {no} --reason branch_received --detail 分点接单")
    (line,) = [x for x in network.ok("north", "due") if x["code"] == "cancel_request"]
    assert (line["clause"], line["deadline"]) == ("001-6.3.8", "2026-06-03T09:00:00+08:00")
    (clock,) = [
        c for c in network.ok("north", f"order clock {no}")["clocks"] if c["code"] == "cancel_request"
    ]
    assert clock["how"] == "at once, as the text says"


@pytest.mark.parametrize(
    ("columns", "lang", "said"), [(80, "zh", "转报单 1"), (140, "zh", "转报单 1"), (80, "en", "referral 1")]
)
def test_a_person_reads_what_is_no_order_yet(network, columns, lang, said):
    network.ok("co1", "referral", "create", *CUSTOMER, "--kind", "carried-in")
    shown = network.run("north", "due", format="table", lang=lang, columns=columns).out
    assert said in shown and "repaircli referral take 1" in " ".join(shown.split())


def test_what_an_unfinished_import_brought_is_not_there_yet(network):
    from repaircli.platform.db.system_tables import batches

    no = network.create()
    with network.writing() as tx:
        id_ = tx.insert(
            batches,
            kind="orders", state="loading", file_name="x.csv", sha256="0" * 64, total=1, done=0, options={},
            started_by="admin", started_at=datetime(2026, 6, 3, tzinfo=UTC),
        )  # fmt: skip
        tx.update(Order, {"order_no": no}, batch_id=id_)
    assert lines(network, "co1") == []


# ---------------------------------------------------------------------------------------------- horizon, limit, exit


def test_the_list_reaches_to_the_end_of_today_or_so_many_hours(network):
    today, tomorrow = network.downloaded(), network.downloaded()
    network.ok("eng1", "order", "writeback-t3", today, "--at", "2026-06-03T23:59")
    network.ok("eng1", "order", "writeback-t3", tomorrow, "--at", "2026-06-04T09:00")
    assert {no for no, _ in lines(network, "co1")} == {today}
    assert lines(network, "co1", "--within", "0") == []
    assert {no for no, _ in lines(network, "co1", "--within", "23")} == {today}
    assert {no for no, _ in lines(network, "co1", "--within", "24")} == {today, tomorrow}
    assert network.run("co1", "due --within -1").exit == 2


def test_the_most_urgent_comes_first_and_the_rest_is_counted(network):
    first = network.create()
    network.at("09:05:00")
    second = network.create()
    network.at("09:10:00")
    third = network.create()
    assert [no for no, _ in lines(network, "co1")] == [first, second, third]
    network.at("13:05:01")
    result = network.run("co1", "due --limit 1")
    assert [x["order_no"] for x in result.data] == [third]
    assert "2 more due and not shown, 2 overdue in all" in result.err
    assert "more" not in network.run("co1", "due --limit 3").err


def test_the_exit_code_says_whether_something_is_overdue(network):
    network.create()
    network.at("13:00:00")
    assert network.run("co1", "due --exit-code").exit == 0
    network.at("13:00:01")
    assert network.run("co1", "due").exit == 0
    overdue = network.run("co1", "due --exit-code")
    assert (overdue.exit, len(overdue.data)) == (7, 1)
    assert "1 overdue" in overdue.err
    assert network.run("co101", "due --exit-code").exit == 0


def test_the_list_of_orders_that_are_due_names_the_same_orders(network):
    waits, later, frozen = network.create(), network.downloaded(), network.downloaded()
    network.ok("eng1", "order", "writeback-t3", later, "--at", "2026-06-03T10:00")
    network.ok("co1", "cancel", "request", frozen, "--reason", "self_resolved", "--detail", "已好")

    def named(who: str) -> set[str]:
        return {x["order_no"] for x in network.ok(who, "order list --due")}

    assert named("co1") == {waits}
    assert named("north") == {waits, frozen}
    network.at("10:00:00")
    assert named("co1") == {waits, later} == {no for no, _ in lines(network, "co1", "--within", "0")}
    assert {x["order_no"] for x in network.ok("co1", "order list --due --status dispatched")} == {waits}


def test_nothing_due_is_said(network):
    result = network.run("co1", "due", format="table")
    assert (result.exit, result.out, result.err) == (0, "", "nothing is due\n")


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize(("lang", "said"), [("en", "1 min late"), ("zh", "用户")])
def test_a_person_reads_it_at_either_width(network, columns, lang, said):
    no = network.create(special="media", who="cisd")
    network.at("13:01:30")
    result = network.run("co1", "due", format="table", columns=columns, lang=lang)
    assert no in result.out
    assert said in result.out
    assert f"repaircli order download {no}" in " ".join(result.out.split())


def test_csv_has_the_stable_columns(network):
    network.create()
    head, row = network.run("co1", "due", format="csv").out.splitlines()
    assert head.split(",")[:7] == [
        "order_no", "code", "clause", "started", "deadline", "overdue", "left_seconds",
    ]  # fmt: skip
    assert row.split(",")[1] == "first_contact"


# ------------------------------------------------------------------------------------------------------ order clock


def test_the_clocks_of_an_order_show_days_hours_and_what_is_left(network):
    network.at("2026-06-18T17:00:00")
    no = network.create("cisd", special="ministry")
    network.at("2026-06-22T10:00:00")
    found = network.ok("co1", f"order clock {no}")
    contact, special = found["clocks"]
    assert (contact["code"], contact["status"], contact["left_seconds"]) == (
        "first_contact",
        "overdue",
        -306000,
    )
    assert (special["deadline"], special["working_used_seconds"], special["working_left_seconds"]) == (
        "2026-06-22T12:00:00+08:00", 7200, 7200,
    )  # fmt: skip
    assert [(d["day"], d["kind"], d["used_seconds"]) for d in special["days"]] == [
        ("2026-06-18", "weekday", 3600),
        ("2026-06-19", "holiday", 0),
        ("2026-06-20", "holiday", 0),
        ("2026-06-21", "holiday", 0),
        ("2026-06-22", "weekday", 10800),
    ]


def test_a_person_sees_the_derivation_only_when_he_asks(network):
    network.at("2026-05-08T17:00:00")
    no = network.create("cisd", special="ministry")
    plain = network.run("co1", f"order clock {no}", format="table").out
    assert "2026-05-08 21:00:00" in plain
    assert "make-up" not in plain
    explained = network.run("co1", f"order clock {no} --explain", format="table").out
    assert "make-up working day" in explained
    assert "4 h by the clock from T1, to the second" in explained


def test_the_clocks_keep_to_the_scope(network):
    no = network.create()
    assert network.run("co101", f"order clock {no}").exit == 4
    assert network.run("co1", "order clock R999").exit == 5


def test_a_year_that_nothing_covers_makes_a_deadline_provisional_and_stops_nothing(network):
    network.at("2026-12-31T17:30:00")
    no = network.create("cisd", special="ministry")
    (special,) = (
        c for c in network.ok("co1", f"order clock {no}")["clocks"] if c["code"] == "special_report"
    )
    assert (special["deadline"], special["provisional"]) == ("2027-01-01T13:30:00+08:00", True)
    assert {x["code"]: x["provisional"] for x in network.ok("co1", "due --within 24")} == {
        "first_contact": False,
        "special_report": True,
    }


# -------------------------------------------------------------------------- the narrow query, against every order whole

NOW = datetime(2026, 6, 10, 8, tzinfo=UTC)


def moment(chance: random.Random) -> datetime:
    return NOW - timedelta(minutes=chance.randrange(-3000, 14000))


def some_order(tx: Tx, no: str, chance: random.Random) -> None:
    """An order with any of its columns filled, in a way that the rules would hardly let happen."""

    def maybe(share: float) -> datetime | None:
        return moment(chance) if chance.random() < share else None

    status = chance.choice(
        [
            "dispatched",
            "downloaded",
            "in_service",
            "in_service",
            "parts_requested",
            "awaiting_pickup",
            "cancelled",
        ]
    )
    over = {"cancelled_at": NOW, "cancel_remark": "x"} if status == "cancelled" else {}
    t1 = moment(chance)
    written = sorted(moment(chance) for _ in range(chance.choice([0, 1, 1, 2, 3])))
    tx.insert(
        Order, order_no=no, origin=chance.choice(["cc", "cc", "region", "station"]),
        service=chance.choice(["onsite", "onsite", "carry-in"]), paid_visit=chance.random() < 0.1,
        station="000001", region=NORTH, customer="张三", phones=["13800000001"], address="x", fault="x",
        status=status, t1=t1, created_at=t1, special=chance.choice([None, None, "media"]),
        special_notified_at=maybe(0.3), t2=written[0] if written else maybe(0.6), first_contact_at=maybe(0.5), started_at=maybe(0.2),
        repaired_at=maybe(0.15), signed_at=maybe(0.1), in_custody=chance.random() < 0.3, arrived_at=maybe(0.2),
        recontact_at=maybe(0.2), picked_up_at=maybe(0.05), delivered_at=maybe(0.05),
        must_deliver_back=chance.random() < 0.1, **over,
    )  # fmt: skip
    sentinel = chance.random() < 0.3
    for slot, written_at in enumerate(written, 1):
        kind = "unreachable" if sentinel and slot == 1 else "normal"
        more = {} if slot == 1 else {"type": "备件原因", "reason": f"由于PO-{no}订单A编码的备件未按时配送"}
        ahead = NOW + timedelta(days=chance.randrange(3, 20))
        at = None if kind == "unreachable" else chance.choice([moment(chance), ahead])
        tx.insert(
            Promise,
            order_no=no,
            slot=slot,
            kind=kind,
            at=at,
            written_at=written_at,
            written_by="e",
            **more,
        )
    for _ in range(chance.choice([0, 0, 1, 3, 25])):
        at = moment(chance)
        voided = NOW if chance.random() < 0.3 else None
        result = chance.choice(["no-answer"] * 4 + ["number-invalid", "reached", "reached"])
        late = chance.random() < 0.2
        tx.insert(
            Contact, order_no=no, at=at, recorded_at=NOW if late else at, late=late, result=result, number="13800000001", recorded_by="e",
            voided_at=voided,
        )  # fmt: skip
    for code in chance.choice(
        [(), (), (), ("phone_resolved",), ("repaired", "reseat"), ("soft_oow_agreed",)]
    ):
        tx.insert(Fact, order_no=no, code=code, logged_at=moment(chance), logged_by="e")
    if chance.random() < 0.3:
        eta = (NOW + timedelta(days=chance.randrange(-3, 4))).date()
        state = chance.choice(["requested", "shipped", "received"])
        tx.insert(
            PartsRequest, order_no=no, po=f"PO-{no}", part_code="A", eta=eta, status=state, requested_by="e",
            requested_at=t1, received_at=NOW if state == "received" else None, returned_at=maybe(0.2),
        )  # fmt: skip
    if chance.random() < 0.1:
        state, at = chance.choice(["pending", "agreed"]), NOW - timedelta(minutes=chance.randrange(5000))
        tx.insert(
            SpecialForm, order_no=no, station="000001", region=NORTH, proposal="x", refusal="x", submitted_by="e",
            submitted_at=at, state=state, decided_at=None if state == "pending" else NOW,
        )  # fmt: skip
    if chance.random() < 0.15 and status != "cancelled":
        id_ = tx.insert(
            CancelRequest, order_no=no, region=NORTH, station="000001", asked_by="station", channel="web",
            reason="self_resolved", detail="x", status="pending", requested_by=1, requested_login="e",
            requested_name="e", requested_at=NOW - timedelta(minutes=chance.randrange(5000)),
        )  # fmt: skip
        tx.update(Order, {"order_no": no}, pending_request=id_)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("within", [None, 0, 30])
def test_the_narrow_query_finds_exactly_what_the_whole_orders_show(network, seed, within):
    chance = random.Random(seed)
    numbers = [f"X-{n:03d}" for n in range(400)]
    with network.writing() as tx:
        for no in numbers:
            some_order(tx, no, chance)

    def work(tx: Transaction) -> Answer:
        by = due.horizon(tx.now, within)
        calendar = DeadlineCalendar(calendar_of(tx))
        found = due.candidates(tx, due.scope(tx, due.DueFilter()), by)
        narrow = {(c.order_no, c.found.code, c.found.ref, c.deadline) for c in found}
        orders = order_states.order_states(tx, numbers)
        whole = {
            (no, one.code, one.ref, one.deadline)
            for no, (order, _) in orders.items()
            for one in due_on(order_states.full_state(tx, order), calendar, by)
        }
        assert narrow - whole == whole - narrow == set()
        assert len({code for _, code, _, _ in narrow}) > 10
        return Answer("x", [])

    reading(Call("due", str(network.path), {}, login="admin", now="2026-06-10T16:00:00+08:00"), work)
