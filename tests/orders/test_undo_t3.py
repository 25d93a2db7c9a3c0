"""A T3 written by mistake is taken back by who wrote it, within a quarter of an hour, while nothing rests on it (own-4)."""

from __future__ import annotations

import pytest

AT = ("--at", "2026-06-05 10:00")
LATER = ("--at", "2026-06-08 10:00", "--type", "客户原因", "--reason", "用户出差")
UNDO = ("--undo", "--why", "时间填错")


def write(network, no, *words, who="eng1"):
    return network.run(who, "order", "writeback-t3", no, *words)


def standing(network, no):
    """Everything that a T3 changes, and every clock."""
    shown = network.show(no)
    clocks = network.ok("eng1", f"order clock {no}")
    return {key: shown[key] for key in ("t2", "t3", "status", "late_contact")}, clocks


@pytest.mark.parametrize("first", [AT, ("--unreachable",)], ids=["a visit", "not reached"])
def test_the_order_is_as_it_was_before_the_t3(network, first):
    no = network.downloaded()
    network.at("10:00")
    network.ok("eng1", f"contact log {no} --result no-answer")
    network.at("12:40")
    before = standing(network, no)
    assert write(network, no, *first).exit == 0
    assert standing(network, no) != before
    result = write(network, no, *UNDO)
    assert (result.exit, result.data["t3"], result.data["t2"]) == (0, [], None)
    assert standing(network, no) == before
    assert write(network, no, *AT).exit == 0


def test_the_second_t3_goes_and_the_first_stays(network):
    no = network.downloaded()
    write(network, no, *AT)
    before = standing(network, no)
    write(network, no, *LATER)
    assert write(network, no, *UNDO).exit == 0
    assert standing(network, no) == before


def test_the_history_keeps_both(network):
    no = network.downloaded()
    write(network, no, *AT)
    network.at("09:05")
    write(network, no, *UNDO)
    told = [(e["what"], e["after"]) for e in network.ok("eng1", f"order history {no}")]
    taken_back = [after for what, after in told if what == "t3.taken_back"]
    assert [after["why"] for after in taken_back] == ["时间填错"] and taken_back[0]["slot"] == 1
    assert "t3.written" in [what for what, _ in told]
    drawn = network.run("eng1", "order", "history", no, format="table").out
    assert "taken back" in drawn and "时间填错" in drawn


@pytest.mark.parametrize(("minute", "code"), [("09:15:00", None), ("09:15:01", "undo_too_late")])
def test_a_quarter_of_an_hour_is_the_limit(network, minute, code):
    no = network.downloaded()
    write(network, no, *AT)
    network.at(minute)
    result = write(network, no, *UNDO)
    assert ([c["code"] for c in result.data["checks"]] if code else []) == ([code] if code else [])
    assert result.exit == (3 if code else 0)


def test_everything_against_it_is_said_at_once(network):
    no = network.downloaded()
    write(network, no, *AT)
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    network.at("10:00")
    result = write(network, no, *UNDO, who="both1")
    assert result.exit == 3
    assert [c["code"] for c in result.data["checks"]] == ["not_the_writer", "undo_too_late", "later_step"]
    assert len(network.show(no)["t3"]) == 1


@pytest.mark.parametrize("end", ["withdraw", "reject"])
def test_a_request_that_was_judged_by_the_t3_keeps_it_also_when_it_is_over(network, end):
    no = network.downloaded()
    write(network, no, *AT)
    asked = network.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户自行解决")
    if end == "withdraw":
        network.ok("co1", f"cancel withdraw {asked['id']}")
    else:
        network.ok("north", f"cancel reject {asked['id']} --why 继续维修")
    assert write(network, no, *UNDO).data["checks"][0]["code"] == "asked_since"
    assert write(network, no, *LATER).exit == 0
    # the next T3 was judged by nobody
    assert write(network, no, *UNDO).exit == 0


def news(network):
    return network.ok("co1", "notify list --code N23")


def test_news_that_wait_are_withdrawn_and_sent_ones_keep_the_t3(network):
    no = network.downloaded()
    write(network, no, *AT)
    network.ok("co1", f"order print {no}")
    network.ok("eng1", f"order start {no}")
    network.at("09:05")
    late = ("--at", "2026-06-08 10:00", "--type", "多次维修", "--reason", "更换后仍不能开机")
    assert write(network, no, *late).exit == 0
    assert len(news(network)) == 1
    assert write(network, no, *UNDO).exit == 0
    assert news(network) == []
    write(network, no, *late)
    (sent,) = news(network)
    network.ok("co1", f"notify mark-sent {sent['id']}")
    result = write(network, no, *UNDO)
    assert [c["code"] for c in result.data["checks"]] == ["notice_sent"]


def test_without_a_t3_there_is_none_to_take_back(network):
    no = network.downloaded()
    assert [c["code"] for c in write(network, no, *UNDO).data["checks"]] == ["t3_none"]


@pytest.mark.parametrize(
    "words", [("--undo",), (*UNDO, "--slot", "1"), (*UNDO, *AT), (*UNDO, "--unreachable")]
)
def test_it_goes_with_a_reason_and_nothing_else(network, words):
    no = network.downloaded()
    write(network, no, *AT)
    result = write(network, no, *words)
    assert result.exit == 2 and "--undo" in result.err
    assert len(network.show(no)["t3"]) == 1
