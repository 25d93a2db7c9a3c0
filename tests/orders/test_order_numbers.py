"""The numbers of an order: one number however it is written, and every one that it has had (R-02, R-11)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from network import Network

from repaircli.orders.tables import Order
from repaircli.platform.db.session import opened


def wrong(network: Network, no: str, number: str | None = None, *more: str) -> None:
    named = () if number is None else ("--number", number)
    network.ok("co1", "contact", "log", no, "--result", "number-invalid", "--prompt", "空号", *named, *more)


def check(network: Network, no: str) -> Any:
    return network.run("co1", f"cancel check {no} --reason wrong_phone").data


def downloaded(network: Network, phone: str, **more: str) -> str:
    return network.downloaded("agent", phone=phone, **more)


def test_one_number_in_two_spellings_is_proved_wrong_once(network: Network) -> None:
    no = downloaded(network, "010-88880063", caller_no="01088880063")
    wrong(network, no, "（010）8888 0063")
    assert check(network, no)["outcome"] == "region_cancel"


def test_another_spelling_of_the_number_keeps_the_proof_and_changes_nothing(network: Network) -> None:
    no = downloaded(network, "13800000009")
    wrong(network, no)
    edited = network.run("agent", "order", "edit", no, "--phone", "+86 138 0000 0009")
    assert edited.exit == 0 and "already has these values" in edited.err
    assert check(network, no)["outcome"] == "region_cancel"


def test_an_order_keeps_how_a_number_was_written(network: Network) -> None:
    no = downloaded(network, "010-88880063转2，13800000009")
    order = network.show(no)
    assert order["phones"] == ["01088880063转2", "13800000009"]
    assert [(e["number"], e["typed"], e["set_role"]) for e in order["number_history"]] == [
        ("01088880063转2", "010-88880063转2", "agent")
    ]


def test_a_number_that_the_station_took_out_has_to_be_proved_wrong_too(network: Network) -> None:
    no = downloaded(network, "13800000001")
    network.at("10:00")
    edited = network.run("co1", "order", "edit", no, "--phone", "13700000000")
    assert "the region is informed that 13800000001 was removed" in edited.err
    told = network.ok("north", "notify list --code N48")
    assert [(n["order_no"], n["to"]) for n in told] == [(no, "华北区")]
    ended = network.show(no)["number_history"][0]
    assert (ended["number"], ended["ended_by"], ended["ended_role"]) == ("13800000001", "co1", "coordinator")
    assert ended["until"] == "2026-06-03T10:00:00+08:00"
    page = network.run("north", f"order show {no}", format="table").out
    assert "13800000001  co1名 (co1) (coordinator)" in page
    wrong(network, no)
    found = check(network, no)
    assert found["evidence"]["numbers_changed"] == [
        {"number": number, "on": "2026-06-03", "by": "co1", "role": "coordinator", "put_in": put_in}
        for number, put_in in (("13800000001", False), ("13700000000", True))
    ]
    shown = network.run("north", f"cancel check {no} --reason wrong_phone", format="table").out
    assert "13800000001 removed from the order on 2026-06-03 by co1 (coordinator)" in shown
    assert "13700000000 added to the order on 2026-06-03 by co1 (coordinator)" in shown
    assert found["outcome"] == "continue_repair" and [m["code"] for m in found["missing"]] == [
        "number_invalid"
    ]
    # a call on it now does not count: it is not the order's number
    network.at("11:00")
    wrong(network, no, "13800000001")
    assert check(network, no)["outcome"] == "continue_repair"
    # a call of the time when it was the order's counts
    wrong(network, no, "13800000001", "--at", "09:30")
    assert check(network, no)["outcome"] == "region_cancel"


def test_a_number_that_was_taken_out_can_come_back_and_be_proved_wrong(network: Network) -> None:
    no = downloaded(network, "13800000001")
    network.at("10:00")
    network.ok("co1", "order", "edit", no, "--phone", "13700000000")
    network.at("10:05")
    wrong(network, no)
    network.at("10:10")
    hint = network.run("co1", f"cancel check {no} --reason wrong_phone").err
    line = f"repaircli order edit {no} --phone 13700000000 --phone 13800000001"
    assert line in hint
    network.ok("co1", *line.split()[1:])
    network.at("10:20")
    wrong(network, no, "138 0000 0001")
    assert check(network, no)["outcome"] == "region_cancel"


@pytest.mark.parametrize("who", ["agent", "cisd", "north"])
def test_a_number_that_the_call_centre_or_the_region_replaced_needs_no_proof(
    network: Network, who: str
) -> None:
    no = downloaded(network, "13800000001")
    network.at("10:00")
    network.ok(who, "order", "edit", no, "--phone", "13700000000")
    assert network.ok("north", "notify list --code N48") == []
    wrong(network, no)
    assert check(network, no)["outcome"] == "region_cancel"


def test_a_number_that_the_region_confirms_as_gone_after_the_station_took_it_out(network: Network) -> None:
    """The last who took it out decides."""
    no = downloaded(network, "13800000001")
    for clock, who, phones in (
        ("10:00", "co1", ["2"]),
        ("10:10", "agent", ["1", "2"]),
        ("10:20", "agent", ["2"]),
    ):
        network.at(clock)
        network.ok(who, "order", "edit", no, *(w for p in phones for w in ("--phone", f"1380000000{p}")))
    wrong(network, no)
    assert check(network, no)["outcome"] == "region_cancel"


def test_a_call_on_a_number_that_the_order_has_not_is_kept_and_does_not_count(network: Network) -> None:
    no = downloaded(network, "13800000001")
    logged = network.run("co1", "contact", "log", no, "--result", "reached", "--number", "13999999999")
    assert logged.exit == 0 and "does not count" in logged.err
    assert network.show(no)["contacts"][0]["number"] == "13999999999"
    assert network.show(no)["first_contact_at"] is None
    wrong(network, no, "13999999999")
    assert check(network, no)["outcome"] == "continue_repair"


def test_a_call_from_before_the_order_had_the_number_does_not_count(network: Network) -> None:
    no = downloaded(network, "13800000001")
    network.at("10:00")
    network.ok("agent", "order", "edit", no, "--phone", "13700000000")
    logged = network.run(
        "co1", "contact", "log", no, "--result", "number-invalid", "--prompt", "空号", "--at", "09:30"
    )
    assert logged.exit == 0 and "does not count" in logged.err
    assert check(network, no)["outcome"] == "continue_repair"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("1", "it has 1 digits; a number has 7 to 15"),
        ("13800000001张", "a telephone number cannot contain 张"),
        ("1380000000113800000002", "it has 22 digits; a number has 7 to 15"),
    ],
)
def test_what_cannot_be_a_number_is_refused_everywhere_with_the_reason(
    network: Network, tmp_path: Path, given: str, why: str
) -> None:
    no = downloaded(network, "13800000001")
    for who, *words in (
        ("agent", "order", "edit", no, "--phone", given),
        ("agent", "order", "edit", no, "--caller-no", given),
        ("co1", "contact", "log", no, "--result", "reached", "--number", given),
    ):
        refused = network.run(who, *words)
        assert refused.exit == 2 and why in refused.err, words
    file = tmp_path / "orders.csv"
    file.write_text(
        "service,station,customer,phones,address,fault\n" + f"onsite,000001,甲,{given},一号,不开机\n"
    )
    refused = network.run("agent", "order", "import", str(file))
    assert refused.exit == 7 and why in refused.out


def test_several_numbers_in_one_value_are_several_numbers(network: Network, tmp_path: Path) -> None:
    order = network.show(downloaded(network, "13800000058,13800000059"))
    assert order["phones"] == ["13800000058", "13800000059"]
    file = tmp_path / "orders.csv"
    file.write_text(
        "order_no,service,station,customer,phones,caller_no,address,fault\n"
        'A1,onsite,000001,甲,"13800000056,13800000057",010-88880063,一号,不开机\n'
        "A2,onsite,000001,乙,13800000054/13800000055,,二号,不开机\n"
    )
    network.ok("agent", "order", "import", str(file))
    assert [network.show(no)["phones"] for no in ("A1", "A2")] == [
        ["13800000056", "13800000057"],
        ["13800000054", "13800000055"],
    ]
    typed = network.show("A1")["number_history"]
    assert [(e["number"], e["typed"], e["set_by"], e["set_role"]) for e in typed] == [
        ("01088880063", "010-88880063", "agent", "agent")
    ]
    two = network.run("agent", "order", "edit", "A1", "--caller-no", "13800000001;13800000002")
    assert two.exit == 2 and "expected one telephone number" in two.err


def test_a_mobile_number_of_another_length_is_warned_of(network: Network, tmp_path: Path) -> None:
    odd = "1380000000 looks like a mobile number but does not have 11 digits"
    words = "--service onsite --customer 甲 --address 一号 --fault 不开机 --station 000001"
    created = network.run("agent", f"order create {words} --phone 1380000000")
    assert created.exit == 0 and odd in created.err
    no = created.data["order_no"]
    assert odd not in network.run("agent", f"order edit {no} --customer 乙").err
    edited = network.run("agent", f"order edit {no} --phone 13800000001 --caller-no 138000000011")
    assert edited.exit == 0 and "138000000011 looks like" in edited.err
    file = tmp_path / "orders.csv"
    file.write_text(
        "service,station,customer,phones,address,fault\nonsite,000001,甲,1380000000,一号,不开机\n"
    )
    imported = network.run("agent", "order", "import", str(file))
    assert imported.exit == 0
    assert "1380000000 looks like a mobile number but does not have 11 digits" in imported.err


def test_orders_are_found_by_a_number_however_it_is_written(network: Network) -> None:
    no = downloaded(network, "010-88880063")
    for text in ("010 8888 0063", "+86 10 88880063", "8888-0063", "0063", "０１０８８８８"):
        assert [o["order_no"] for o in network.ok("agent", "order", "list", "--phone", text)] == [no], text
    assert network.ok("agent", "order list --phone 88880064") == []


def test_a_customer_of_the_day_is_known_by_the_number_in_another_spelling(network: Network) -> None:
    first = network.create("agent", phone="010-88880063", serial="A")
    second = network.run(
        "agent", "order create --service onsite --customer 张三 --address 北京市东城区一号 --fault 蓝屏 --serial B"
        " --station 000001 --phone '+86 10 88880063'"
    )  # fmt: skip
    assert first in second.out + second.err


def test_what_an_old_database_has_as_a_number_comes_back_as_it_was(network: Network, tmp_path: Path) -> None:
    no = downloaded(network, "13800000001")
    with opened(str(network.path)) as database, database.write() as tx:
        tx.update(
            Order, {"order_no": no}, phones=["13800000001", "不知 1"], caller_no="13800000002,13800000003"
        )
    folder, again = str(tmp_path / "out/"), Network(tmp_path / "again.db")
    assert again.run(None, "init --training").exit == 0
    network.ok("admin", "order", "export", "--output", folder + "/")
    network.ok("admin", "station", "export", "--output", str(tmp_path / "s.csv"))
    again.ok("admin", "station", "import", str(tmp_path / "s.csv"))
    again.ok("admin", "order", "import", "--history", folder)
    order = again.show(no)
    assert (order["phones"], order["caller_no"]) == (["13800000001", "不知 1"], "13800000002,13800000003")


def test_the_order_of_another_station_keeps_which_numbers_were_taken_out(network: Network) -> None:
    no = downloaded(network, "13800000001")
    network.at("10:00").ok("co1", "order", "edit", no, "--phone", "13700000000")
    network.ok("co1", f"cancel request {no} --reason wrong_area --to-station 000003 --detail 不在服务区")
    network.ok("north", "cancel approve --all")
    new = network.show(network.show(no)["reassigned_to"])
    assert new["phones"] == ["13700000000"]
    assert next((e["number"], e["ended_by"]) for e in new["number_history"]) == ("13800000001", "co1")


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 130)])
def test_an_odd_mobile_number_is_asked_about_on_a_terminal(network: Network, typed: str, code: int) -> None:
    no = downloaded(network, "13800000001")
    asked = network.run("agent", f"order edit {no} --phone '138 0000 000'", typed=typed)
    assert asked.exit == code
    assert "1380000000 looks like a mobile number but does not have 11 digits. Is it correct?" in asked.err
    assert network.run("agent", f"order edit {no} --phone 13800000002", typed="n\n").exit == 0
    assert network.run("agent", f"order edit {no} --phone 138000000 -y", typed="n\n").exit == 0
