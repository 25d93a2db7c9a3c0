"""The end of a service in one command, the questions before an order is closed, and internal notes."""

from __future__ import annotations

import pytest

DONE = ("--solution", "更换主板，测试正常")
CLOSED = "close order {no} (张三, 建国路一号)? It cannot be reopened."


def served(network):
    """A visit that took place: printed, promised and started."""
    no = network.downloaded(customer="张三", address="建国路一号")
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-04 10:00'")
    network.at("2026-06-04T10:00")
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    return no


def done(network, no, *words, **run):
    return network.run("eng1", "order", "done", no, *DONE, *words, **run)


def test_repair_signature_and_closing_are_one(network):
    no = served(network)
    network.at("2026-06-04T11:00")
    result = done(network, no)
    assert (result.exit, result.data["status"], result.data["close_basis"]) == (0, "resolved", "signed")
    assert result.data["repaired_at"] == result.data["signed_at"] == "2026-06-04T11:00:00+08:00"
    told = [e["what"] for e in network.ok("eng1", f"order history {no}")]
    assert told[-3:] == ["order.repaired", "order.signed", "order.closed"]


def test_what_was_recorded_before_stays(network):
    no = served(network)
    network.ok("eng1", f"order fact {no} reseat")
    network.at("2026-06-04T11:00")
    result = done(network, no)
    assert (result.exit, result.data["repaired_at"]) == (0, None)


@pytest.mark.parametrize(
    ("missing", "codes"),
    [
        ("t3", ["t31_missing"]),
        ("print", ["served_unprinted"]),
        ("print and t3", ["served_unprinted", "t31_missing"]),
        ("words", ["solution_missing"]),
    ],
)
def test_a_refusal_names_all_and_leaves_nothing(network, missing, codes):
    no = network.downloaded()
    if "t3" not in missing:
        network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-04 10:00'")
    network.at("2026-06-04T10:00")
    if "print" not in missing:
        network.ok("co1", f"order print {no}")
        network.ok("eng1", f"order start {no}")
    else:
        network.ok("eng1", f"order fact {no} reseat")
    before = network.show(no), network.ok("eng1", f"order history {no}")
    result = network.run("eng1", "order", "done", no, "--solution", " " if missing == "words" else "换主板")
    assert result.exit == 3
    assert [c["code"] for c in result.data["checks"]] == codes
    after = network.show(no), [e for e in network.ok("eng1", f"order history {no}") if e["what"] != "refused"]
    assert after == before


def test_the_hint_after_a_service_without_a_print_is_the_same_command_with_its_reason(network):
    no = network.downloaded()
    network.ok("eng1", f"order writeback-t3 {no} --at '2026-06-04 10:00'")
    network.at("2026-06-04T10:00")
    hint = network.run("eng1", "order", "done", no, "--solution", "换 主板").data["hint"]
    assert hint == f"repaircli order done {no} --solution '换 主板' --unprinted TEXT --as eng1"
    result = network.run("eng1", hint.removeprefix("repaircli ").replace("TEXT", "停电"))
    assert (result.exit, result.err, result.data["unprinted_why"]) == (0, "", "停电")
    assert [n["code"] for n in network.ok("admin", "notify list") if n["order_no"] == no].count("N37") == 1


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("order done {no} --solution 换主板", CLOSED),
        ("order close {no} --solution 换主板", CLOSED),
    ],
)
def test_closing_asks_on_a_terminal(network, line, question):
    no = served(network)
    if "close" in line:
        network.ok("eng1", f"order repaired {no}")
        network.ok("eng1", f"order sign {no}")
    line, question = line.format(no=no), question.format(no=no)
    declined = network.run("eng1", line, typed="n\n")
    assert declined.exit == 130 and question in declined.err
    assert network.show(no)["status"] != "resolved"
    assert network.run("eng1", line, typed="y\n").exit == 0
    assert network.show(no)["status"] == "resolved"


def test_a_phone_solution_asks_and_a_promise_does_not(network):
    no = network.downloaded(customer="张三", address="建国路一号")
    line = f"order writeback-t3 {no} --phone-resolved software"
    declined = network.run("eng1", line, typed="n\n")
    question = f"close order {no} (张三, 建国路一号) as solved by phone? It cannot be reopened."
    assert declined.exit == 130 and question in declined.err
    promised = network.run("eng1", f"order writeback-t3 {no} --at '2026-06-04 10:00'", typed="")
    assert promised.exit == 0 and "[y/N]" not in promised.err


def test_a_promise_far_away_asks(network):
    no = network.downloaded()
    line = f"order writeback-t3 {no} --at '2026-10-04 10:00'"
    declined = network.run("eng1", line, typed="n\n")
    assert (
        declined.exit == 130 and "2026-10-04 10:00 is more than 90 days away. Is it correct?" in declined.err
    )
    assert network.show(no)["t3"] == []
    assert network.run("eng1", line).exit == 0


@pytest.mark.parametrize("line", ["order close {no} --solution 换主板", "order done {no} --solution ' '"])
def test_nothing_is_asked_where_the_rule_refuses(network, line):
    no = served(network)
    refused = network.run("eng1", line.format(no=no), typed="")
    assert refused.exit == 3 and "[y/N]" not in refused.err


def test_a_note_is_kept_shown_and_told_in_the_history(network):
    no = network.downloaded()
    network.ok("co1", "order", "note", no, "--text", "用户下午在家")
    network.at("09:30")
    noted = network.ok("eng1", "order", "note", no, "--text", "机箱有旧划痕")
    assert [(n["text"], n["written_by"]) for n in noted["notes"]] == [
        ("用户下午在家", "co1"),
        ("机箱有旧划痕", "eng1"),
    ]
    assert network.show(no)["notes"] == noted["notes"]
    for command in ("show", "history"):
        drawn = network.run("co1", "order", command, no, format="table").out
        assert "用户下午在家" in drawn and "机箱有旧划痕" in drawn


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_note_is_none(network, text):
    no = network.downloaded()
    result = network.run("co1", "order", "note", no, "--text", text)
    assert result.exit == 2 and "--text is empty" in result.err
    assert network.show(no)["notes"] == []


def test_a_note_is_written_on_a_closed_order_and_by_its_own_station_alone(network):
    no = served(network)
    done(network, no)
    assert network.run("co1", "order", "note", no, "--text", "已回访").exit == 0
    assert network.run("co2", "order", "note", no, "--text", "别站").exit == 4
