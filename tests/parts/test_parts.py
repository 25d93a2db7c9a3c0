"""Parts of an order from the application to the return, through the commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from network import Network


def promised(network: Network, **values: str) -> str:
    """An on-site order with a visit promised for the sixth."""
    no = network.downloaded("agent", **values)
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-06 10:00'")
    return no


def asked(network: Network, no: str, *more: str, part: str = "FRU-1") -> str:
    """A part applied for; the number of its parts order."""
    answer = network.ok("co1", "parts", "request", no, "--part", part, *more)
    return str(answer["parts_request"]["parts_order"])


def replaced(network: Network, no: str, part: str = "FRU-1", name: str = "内存", tag: str = "1") -> None:
    network.ok(
        "eng1",
        "parts",
        "replace",
        no,
        "--part",
        part,
        "--name",
        name,
        "--old",
        f"OLD{tag}",
        "--new",
        f"NEW{tag}",
    )


def status(network: Network, no: str) -> str:
    return str(network.show(no)["status"])


def test_an_on_site_order_waits_for_its_part_and_goes_on(network):
    no = network.downloaded()
    assert network.refused("co1", f"parts request {no} --part FRU-1") == {"t31_missing"}
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-06 10:00'")
    order = network.ok("co1", f"parts request {no} --part FRU-1 --name 内存 --eta 2026-06-05")
    assert (order["order_no"], order["status"]) == (no, "parts_requested")
    part = order["parts_request"]
    assert (part["part_code"], part["part_name"], part["eta"], part["status"], part["late"]) == (
        "FRU-1", "内存", "2026-06-05", "requested", False,
    )  # fmt: skip
    (notice,) = [n for n in network.ok("admin", "notify list") if n["code"] == "N26"]
    assert (notice["to_kind"], notice["order_no"]) == ("cssd", no)
    assert notice["args"] == {"parts_order": part["parts_order"], "part": "FRU-1", "eta": "2026-06-05"}

    assert network.run("co1", "parts", "ship", part["parts_order"]).exit == 4, "shipping is for CSSD"
    order = network.ok("parts", "parts", "ship", part["parts_order"])
    assert (order["parts_issued"], order["status"]) == (True, "parts_requested")
    assert order["parts_requests"][0]["status"] == "shipped"
    assert network.refused("parts", "parts", "ship", part["parts_order"]) == {"already_shipped"}

    assert network.run("parts", "parts", "receive", part["parts_order"]).exit == 4, (
        "receiving is for the station"
    )
    network.at("2026-06-05T10:00:00")
    order = network.ok("eng1", "parts", "receive", part["parts_order"])
    assert (order["status"], order["parts_requests"][0]["received_by"]) == ("in_service", "eng1")
    assert network.refused("eng1", "parts", "receive", part["parts_order"]) == {"already_received"}


def test_the_special_t31_is_no_promise_that_a_part_could_wait_for(network):
    no = network.downloaded()
    network.at("12:40:00").ok("co1", f"contact log {no} --result no-answer")
    network.ok("eng1", f"order writeback-t3 {no} --unreachable")
    assert network.refused("co1", f"parts request {no} --part FRU-1") == {"t31_missing"}
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-06 10:00' --type 客户原因 --reason 已联系上")
    assert asked(network, no)


def test_the_order_goes_on_with_its_last_part_only(network):
    no = promised(network)
    one, two = asked(network, no), asked(network, no, part="FRU-2")
    assert one != two
    assert network.ok("eng1", f"parts receive {one}")["status"] == "parts_requested"
    assert network.ok("eng1", f"parts receive {two}")["status"] == "in_service"


def test_a_parts_order_may_hold_several_parts_of_one_order(network):
    no, other = promised(network), promised(network, customer="李四", phone="13900000002", address="二号")
    assert asked(network, no, "--parts-order", "PO77") == "PO77"
    assert asked(network, no, "--parts-order", "PO77", part="FRU-2") == "PO77"
    words = ("--parts-order", "PO77")
    assert network.refused("co1", "parts", "request", no, "--part", "FRU-2", *words) == {"part_applied_for"}
    assert network.refused("co1", "parts", "request", other, "--part", "FRU-3", *words) == {
        "parts_order_taken"
    }
    one = network.ok("parts", "parts ship PO77 --part FRU-2")["parts_requests"]
    assert [(p["part_code"], p["status"]) for p in one] == [("FRU-2", "shipped")]
    assert [p["part_code"] for p in network.ok("parts", "parts ship PO77")["parts_requests"]] == ["FRU-1"]
    assert network.ok("co1", "parts receive PO77 --part FRU-1")["status"] == "parts_requested"
    assert network.ok("co1", "parts receive PO77")["status"] == "in_service"
    assert network.run("co1", "parts receive PO77 --part FRU-9").exit == 5
    assert network.run("co1", "parts receive PO78").exit == 5


def test_a_part_of_another_station_is_out_of_reach(network):
    po = asked(network, promised(network))
    assert network.run("co101", f"parts receive {po}").exit == 4
    assert network.ok("co101", "parts list") == []
    assert len(network.ok("co1", "parts list")) == len(network.ok("north", "parts list")) == 1


def test_a_late_part_is_told_of_in_t32_with_the_fixed_text_before_it_is_taken_in(network):
    no = promised(network)
    po = asked(network, no, "--parts-order", "PO5", "--eta", "2026-06-05")
    assert network.ok("parts", "parts list --late") == []
    network.at("2026-06-06T08:00:00")
    (late,) = network.ok("parts", "parts list --late")
    assert (late["parts_order"], late["late"], late["station"]) == (po, True, "000001")
    result = network.run("eng1", f"parts receive {po}")
    assert (result.exit, result.checks) == (3, {"late_not_promised"})
    hint = f"repaircli order writeback-t3 {no} --at TIME --type 备件原因 --parts-order PO5 --part-code FRU-1"
    assert result.data["hint"] == f"{hint} --as eng1"
    words = hint.replace("TIME", "2026-06-07T10:00").split()[1:]
    order = network.ok("eng1", *words)
    assert order["t3"][-1]["reason"] == "由于PO5订单FRU-1编码的备件未按时配送"
    assert order["status"] == "parts_requested"
    assert network.ok("eng1", f"parts receive {po}")["status"] == "in_service"


def test_the_day_of_the_promised_delivery_is_not_late(network):
    po = asked(network, promised(network), "--eta", "2026-06-05")
    network.at("2026-06-05T23:59:59")
    assert network.ok("parts", "parts list --late") == []
    assert network.ok("eng1", f"parts receive {po}")["parts_requests"][0]["late"] is False


def test_a_late_part_with_no_t3_left_is_taken_in_with_a_warning(network):
    no = promised(network)
    for day in ("07", "08"):
        network.ok(
            "eng1",
            "order",
            "writeback-t3",
            no,
            "--at",
            f"2026-06-{day} 10:00",
            "--type",
            "客户原因",
            "--reason",
            "改期",
        )
    po = asked(network, no, "--eta", "2026-06-05")
    result = network.at("2026-06-06T08:00:00").run("eng1", f"parts receive {po}")
    assert result.exit == 0 and "every T3 is used" in result.err


def test_a_visit_promised_before_the_delivery_is_warned_of(network):
    no = promised(network)
    result = network.run("co1", f"parts request {no} --part FRU-1 --eta 2026-06-07")
    assert result.exit == 0 and "promised 2026-06-06 10:00, before the delivery on 2026-06-07" in result.err
    assert "before the delivery" not in network.run("co1", f"parts request {no} --part F2 --eta 06-06").err


def test_a_delivery_promised_for_the_past_is_a_usage_error(network):
    no = promised(network)
    assert network.run("co1", f"parts request {no} --part FRU-1 --eta 2026-06-02").exit == 2
    assert network.run("co1", f"parts request {no} --part ' '").exit == 2


def test_a_second_service_may_need_parts_too(network):
    no = promised(network)
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-07 10:00' --type 多次维修 --reason 一次未修好")
    assert status(network, no) == "multi_repair"
    po = asked(network, no)
    assert status(network, no) == "parts_requested"
    assert network.ok("eng1", f"parts receive {po}")["status"] == "in_service"


def test_parts_wait_while_a_cancel_request_is_pending(network):
    no = promised(network)
    po = asked(network, no)
    replaced(network, no)
    request = network.ok(
        "co1", f"cancel request {no} --reason complaint_refuse --detail 用户投诉，不同意维修"
    )
    for who, words in (
        ("co1", ("request", no, "--part", "FRU-2")),
        ("parts", ("ship", po)),
        ("eng1", ("receive", po)),
        ("eng1", ("replace", no, "--part", "F", "--name", "主板", "--old", "O", "--new", "N")),
        ("eng1", ("return", no, "--part", "FRU-1")),
    ):
        result = network.run(who, "parts", *words)
        assert (result.exit, result.checks) == (3, {"request_pending"}), words
        assert f"repaircli cancel withdraw {request['id']}" in result.err
    assert network.run("co1", "parts list").exit == 0


def test_replaced_parts_stand_in_the_fault_description_of_the_order(network):
    no = promised(network)
    answer = network.ok(
        "eng1", f"parts replace {no} --part FRU-1 --name 内存 --old OLD1 --new NEW1 --fee 120.5")  # fmt: skip
    assert (answer["part"]["fee_fen"], answer["part"]["monitor"], answer["parts_issued"]) == (
        12050,
        False,
        True,
    )
    network.ok(
        "eng1", f"parts replace {no} --part MON --name 显示器 --old OLD2 --new NEW2 --monitor")  # fmt: skip
    order = network.show(no)
    assert order["fault"] == "开机无显示"
    assert (
        order["fault_description"]
        == "开机无显示；故障件：内存（OLD1）、显示器（OLD2）；更换件：内存（NEW1）、显示器（NEW2）"
    )
    assert [p["monitor"] for p in order["replaced_parts"]] == [False, True]
    shown = network.run("co1", f"order show {no}", format="table", lang="zh").out
    assert "故障描述" in shown and "120.50" in shown and "NEW2" in shown


def test_the_same_replacement_twice_is_kept_once(network):
    no = promised(network)
    replaced(network, no)
    result = network.run("eng1", f"parts replace {no} --part FRU-1 --name 内存 --old OLD1 --new NEW1")
    assert result.exit == 0 and "already recorded" in result.err
    assert len(network.show(no)["replaced_parts"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("--old", "X", "--new", "X"),
        ("--old", " ", "--new", "X"),
        ("--old", "A", "--new", "B", "--fee", "-3"),
        ("--old", "A", "--new", "B", "--fee", "12.345"),
    ],
)
def test_a_replacement_that_cannot_be_read_is_a_usage_error(network, words):
    no = promised(network)
    assert network.run("eng1", "parts", "replace", no, "--part", "F", "--name", "内存", *words).exit == 2


def test_an_issued_part_bars_the_station_from_cancelling_by_itself(network):
    words = ("--reason", "entry_error", "--detail", "用户姓名填错")
    free = network.create("co1", service="carry-in")
    issued = network.create("co1", service="carry-in", customer="李四", phone="13900000001", address="二号")
    po = asked(network, issued)
    decision = network.run(
        "co1", "cancel", "check", issued, "--reason", "entry_error", "--detail", "填错"
    ).data
    assert decision["outcome"] == "station_self_cancel", "applied for is not issued"
    network.ok("parts", f"parts ship {po}")
    assert network.run("co1", "cancel", "self", issued, *words).exit == 3
    assert network.run("co1", "cancel", "self", free, *words).exit == 0


def closed(network: Network, no: str):
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order repaired {no}")
    network.ok("eng1", f"order sign {no}")
    return network.run("eng1", f"order close {no} --solution 更换内存")


def test_parts_that_did_not_go_back_are_warned_of_at_the_closing_and_listed(network):
    no = promised(network)
    po = asked(network, no)
    network.ok("eng1", f"parts receive {po}")
    spare = asked(network, no, part="SPARE")
    network.ok("eng1", "parts", "receive", spare)
    replaced(network, no)
    result = closed(network, no)
    assert result.exit == 0 and "FRU-1, SPARE" in result.err
    left = [(p["kind"], p["part_code"]) for p in result.data["unreturned_parts"]]
    assert left == [("replaced", "FRU-1"), ("unused", "SPARE")]

    for who in ("parts", "north", "co1"):
        listed = network.ok(who, "parts list --unreturned")
        assert [(p["part_code"], p["order_status"]) for p in listed] == [
            ("FRU-1", "resolved"),
            ("SPARE", "resolved"),
        ]
    assert network.ok("east", "parts list --unreturned") == []

    answer = network.ok("eng1", f"parts return {no} --part FRU-1")
    assert (answer["returned"]["kind"], [p["part_code"] for p in answer["unreturned_parts"]]) == (
        "replaced",
        ["SPARE"],
    )
    network.ok("co1", f"parts return {no} --part SPARE")
    assert network.ok("parts", "parts list --unreturned") == []
    assert network.refused("eng1", f"parts return {no} --part FRU-1") == {"nothing_to_return"}
    assert network.run("eng1", f"parts return {no} --part NONE").exit == 5


def test_a_closing_with_every_part_back_warns_of_nothing(network):
    no = promised(network)
    network.ok("eng1", "parts", "receive", asked(network, no))
    replaced(network, no)
    network.ok("eng1", f"parts return {no} --part FRU-1")
    result = closed(network, no)
    assert result.exit == 0 and "unreturned_parts" not in result.data and "return record" not in result.err


def test_the_coordinator_hears_when_the_engineer_brought_the_last_part_back(network):
    no = promised(network)
    replaced(network, no)
    replaced(network, no, "FRU-2", "主板", "2")
    network.ok("eng1", f"order repaired {no}")

    def told() -> list[str]:
        return [
            n["to"] for n in network.ok("admin", "notify list") if n["code"] == "N25" and n["order_no"] == no
        ]

    before = len(told())
    network.ok("eng1", f"parts return {no} --part FRU-1")
    assert len(told()) == before
    network.ok("eng1", f"parts return {no} --part FRU-2")
    assert len(told()) == before + 1 and told()[-1] == "000001"


def test_a_part_that_arrives_after_the_end_of_the_order_is_taken_in_and_owed(network):
    no = promised(network)
    po = asked(network, no)
    network.ok("parts", f"parts ship {po}")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order fact {no} nff_power")
    network.ok("eng1", f"order sign {no}")
    network.ok("eng1", f"order close {no} --solution 电源插座无电")
    assert network.refused("parts", f"parts ship {po}") == {"order_closed"}
    assert network.ok("eng1", f"parts receive {po}")["status"] == "resolved"
    (owed,) = network.ok("parts", "parts list --unreturned")
    assert (owed["kind"], owed["parts_order"]) == ("unused", po)
    network.ok("eng1", f"parts return {no} --part FRU-1")
    assert network.ok("parts", "parts list --unreturned") == []


def test_the_list_of_parts_is_narrowed_by_order_status_station_and_region(network):
    one = promised(network)
    two = promised(network, customer="李四", phone="13900000001", address="二号")
    network.ok("parts", "parts", "ship", asked(network, one))
    asked(network, two, part="FRU-2")

    def codes(*words: str) -> list[str]:
        return [p["part_code"] for p in network.ok("parts", "parts", "list", *words)]

    assert codes() == ["FRU-2", "FRU-1"]
    assert codes("--order", one) == ["FRU-1"]
    assert codes("--status", "shipped") == codes("--status", "已发货") == ["FRU-1"]
    assert codes("--station", "000101") == codes("--region", "华东区") == []
    assert codes("--limit", "1") == ["FRU-2"]
    assert network.run("parts", "parts list --status lost").exit == 2
    assert network.run("parts", "parts list --unreturned --late").exit == 2


def test_the_same_request_id_applies_for_a_part_once(network):
    no = promised(network)
    words = ("parts", "request", no, "--part", "FRU-1", "--request-id", "key-1")
    assert network.ok("co1", *words) == network.ok("co1", *words)
    assert len(network.show(no)["parts_requests"]) == 1


def test_every_step_of_a_part_is_in_the_history(network):
    no = promised(network)
    po = asked(network, no)
    network.ok("parts", f"parts ship {po}")
    network.ok("eng1", f"parts receive {po}")
    replaced(network, no)
    network.ok("eng1", f"parts return {no} --part FRU-1")
    what = [e["what"] for e in network.ok("co1", f"order history {no}")]
    steps = [w for w in what if w.startswith("parts.")]
    assert steps == ["parts.requested", "parts.shipped", "parts.received", "parts.replaced", "parts.returned"]


def test_labels_carry_the_order_s_number_for_every_part(network, tmp_path: Path):
    no = promised(network)
    assert network.refused("co1", f"label print {no}") == {"no_parts"}
    replaced(network, no)
    replaced(network, no, "FRU-2", "<主板>", "2")
    answer = network.ok("co1", f"label print {no}")
    assert [(p["order_no"], p["name"], p["barcode"], p["station"], p["date"]) for p in answer["labels"]] == [
        (no, "内存", "OLD1", "000001", "2026-06-03"),
        (no, "<主板>", "OLD2", "000001", "2026-06-03"),
    ]
    file = tmp_path / "labels.html"
    network.ok("eng1", "label", "print", no, "--output", str(file), "--lang", "zh")
    html = file.read_text(encoding="utf-8")
    assert html.count(no) == 3 and html.count('class="label"') == 2 and html.count("<svg") == 2
    assert "内存" in html and "OLD2" in html and "&lt;主板&gt;" in html and "<主板>" not in html
    assert "http" not in html and "<script" not in html and "src=" not in html


def test_the_hint_after_a_special_t31_is_a_write_back_that_passes(network):
    no = network.downloaded()
    network.at("12:40:00")
    network.ok("co1", f"contact log {no} --result no-answer")
    network.ok("eng1", f"order writeback-t3 {no} --unreachable")
    refused = network.run("co1", f"parts request {no} --part FRU-1")
    assert refused.checks == {"t31_missing"}
    hint = refused.data["hint"]
    assert hint == f"repaircli order writeback-t3 {no} --at TIME --type 客户原因 --reason TEXT"
    typed = hint.removeprefix("repaircli ").replace("TIME", "+2h").replace("TEXT", "用户已联系上")
    network.ok("eng1", typed)
    network.ok("co1", f"parts request {no} --part FRU-1")


def test_a_barcode_that_is_in_another_machine_already_is_doubted(network: Network) -> None:
    first, second = network.downloaded(), network.downloaded(phone="13900000002", address="别处")
    for no in (first, second):
        network.ok("co1", f"contact log {no} --result reached")
    replaced(network, first)
    replaced(network, first)
    words = ["--part", "FRU-2", "--name", "硬盘", "--old", "OLD9", "--new"]
    result = network.run("eng1", "parts", "replace", second, *words, "NEW1")
    assert result.exit == 0
    assert f"barcode NEW1 was already built in with order {first} on 2026-06-03" in result.err
    assert "already built in" not in network.run("eng1", "parts", "replace", second, *words, "NEW2").err
