"""One order on a page: what is next, who people are, what came before; and its history in words."""

from __future__ import annotations

import pytest
from network import Network


def page(network: Network, who: str, no: str, columns: int | None = 80, lang: str = "zh") -> str:
    return network.run(who, f"order show {no}", format="table", columns=columns, lang=lang).out


def test_the_page_ends_with_what_is_next_by_when_and_the_command(network):
    no = network.create()
    step = network.show(no)["next_step"]
    assert (step["code"], step["deadline"], step["next"]) == (
        "first_contact",
        "2026-06-03T13:00:00+08:00",
        f"repaircli order download {no}",
    )
    shown = page(network, "co1", no, None)
    assert f"（2026-06-03 13:00 前）\n  repaircli order download {no} --as co1\n" in shown
    network.at("13:00:01")
    assert "（2026-06-03 13:00 已到期）" in page(network, "co1", no, None)


def test_what_another_has_to_do_next_names_their_login(network):
    no = network.downloaded()
    network.ok("co1", f"order assign {no} --engineer eng1")
    network.ok("co1", f"contact log {no} --result reached")
    step = network.ok("co1", f"order show {no}")["next_step"]
    assert (step["yours"], step["who"], step["login"]) == (False, ["engineer"], "eng1")
    assert f"repaircli order writeback-t3 {no} --at 时间 --as eng1\n" in page(network, "co1", no, None)


def test_a_pending_request_is_what_is_next_and_a_closed_order_has_nothing_next(network):
    no = network.downloaded()
    network.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户自行解决")
    step = network.ok("co1", f"order show {no}")["next_step"]
    assert (step["code"], step["next"], step["login"]) == (
        "cancel_request",
        "repaircli cancel approve 1",
        "north",
    )
    network.ok("north", "cancel approve 1")
    assert network.show(no)["next_step"] is None


def test_a_late_part_is_what_is_next(network):
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at 2026-06-08T10:00")
    network.ok("co1", f"parts request {no} --part PWR-1 --parts-order PO7 --eta 2026-06-04")
    assert network.ok("co1", f"order show {no}")["next_step"]["code"] == "late_parts"


def test_a_login_has_the_name_of_its_person_and_one_who_left_is_marked(network):
    no = network.downloaded()
    network.ok("co1", f"order assign {no} --engineer eng1")
    assert network.show(no)["people"]["eng1"] == {"name": "eng1名", "disabled": False}
    network.ok("admin", "user edit eng1 --name 萧洋")
    assert "萧洋（eng1）" in page(network, "co1", no)
    network.ok("admin", "user disable eng1")
    assert "萧洋（eng1，已停用）" in page(network, "co1", no)
    assert network.show(no)["engineer"] == "eng1"


def test_a_special_user_is_marked_in_the_first_line(network):
    no = network.create(special="media", who="cisd")
    assert "媒体" in page(network, "co1", no, None).splitlines()[0]


def test_earlier_orders_of_the_number_or_the_machine_are_shown_the_latest_first(network):
    first = network.create(phone="138 0000 0009", customer="王一")
    network.at("2026-06-04T09:00:00")
    second = network.create(phone="13700000001", serial="SN-1")
    network.at("2026-06-05T09:00:00")
    other = network.create(phone="13800000008")
    no = network.create(phone="138-0000-0009", serial="SN-1", customer="王小姐")
    network.at("2026-06-06T09:00:00")
    network.create(phone="13800000009")
    assert [o["order_no"] for o in network.ok("co1", f"order show {no}")["earlier"]] == [second, first]
    assert first in page(network, "co1", no) and other not in page(network, "co1", no)
    assert network.ok("co1", f"order show {other}")["earlier"] == []


def test_earlier_orders_of_another_station_stay_its_own(network):
    network.create("east", station="000101")
    no = network.create()
    assert network.ok("co1", f"order show {no}")["earlier"] == []
    assert len(network.ok("admin", f"order show {no}")["earlier"]) == 1


def test_a_promise_with_a_long_reason_is_readable_at_80_columns(network):
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at 2026-06-05T10:00")
    network.ok("co1", f"parts request {no} --part PWR-1 --parts-order PO-WX260600499-1 --eta 2026-06-04")
    network.at("2026-06-05T11:00:00")
    network.ok(
        "eng1",
        f"order writeback-t3 {no} --at 2026-06-08T10:00 --parts-order PO-WX260600499-1 --part-code PWR-1",
    )
    shown = page(network, "co1", no)
    assert "备件原因  由于PO-WX260600499-1订单PWR-1编码的备件未按时配送" in shown.replace("│\n│      ", "")
    assert max(len(line) for line in shown.splitlines()) <= 80


# ---------------------------------------------------------------------------------------------------------- history


def history(network: Network, no: str, lang: str = "zh") -> list[str]:
    return network.run("co1", f"order history {no}", format="table", lang=lang).out.splitlines()


def test_one_act_is_one_entry(network):
    no = network.downloaded()
    network.at("10:00:00")
    network.ok("eng1", f"contact log {no} --result reached")
    network.ok("eng1", f"order writeback-t3 {no} --at '06-03 15:00'")
    told = [line for line in history(network, no) if not line.startswith(" ")]
    assert [line.split("  ")[1] for line in told] == ["生成", "已下载", "联系用户", "回写 T3"]
    assert "    T31 2026-06-03 15:00，T2 2026-06-03 10:00" in history(network, no)
    assert len(network.ok("co1", f"order history {no}")) == 6, "JSON has every event"


@pytest.mark.parametrize(("lang", "said"), [("zh", "不予受理：机器到站"), ("en", "refused: machine arrived")])
def test_refusals_are_folded_and_named_in_words(network, lang, said):
    no = network.downloaded()
    for _ in range(2):
        assert network.run("co1", f"order arrived {no}").exit == 3
        assert network.run("eng1", f"order close {no} --solution 换屏").exit == 3
    told = history(network, no, lang)
    assert [said in line for line in told].count(True) == 1
    assert not [line for line in told if "order arrived" in line or "order close" in line]
    assert len([line for line in told if line.endswith(("2 次", "2 times"))]) == 2


def test_codes_of_work_are_the_title_without_the_word_code(network):
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at +1h")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    network.ok("eng1", f"order fact {no} reseat")
    told = "\n".join(history(network, no))
    assert "  上门插拔解决  eng1名（eng1）" in told and "代码" not in told
