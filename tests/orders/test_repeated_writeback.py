"""The same write-back sent twice within a minute is one (001-6.1.2, 001-6.1.6, A-68)."""

from __future__ import annotations

import pytest

SAID = "this is already written; the repeated write-back changes nothing"
AT = ("--at", "2026-06-05 10:00")
AGAIN = ("--at", "2026-06-08 10:00", "--type", "客户原因", "--reason", "用户出差")


def write(network, no, *words, who="eng1"):
    return network.run(who, "order", "writeback-t3", no, *words)


def written(network, no):
    """Everything that a write leaves behind."""
    events = [(e["what"], e["at"]) for e in network.ok("admin", f"order history {no}")]
    return network.show(no)["t3"], network.show(no)["t2"], network.show(no)["status"], events


@pytest.mark.parametrize(("seconds", "repeated"), [(0, True), (1, True), (60, True), (61, False)])
def test_within_sixty_seconds_it_changes_nothing_and_says_so(network, seconds, repeated):
    no = network.downloaded()
    write(network, no, *AT)
    assert write(network, no, *AGAIN).exit == 0
    before = written(network, no)
    network.at(f"09:{seconds // 60:02d}:{seconds % 60:02d}")
    result = write(network, no, *AGAIN)
    assert result.exit == 0
    assert (SAID in result.err) is repeated
    assert (written(network, no) == before) is repeated
    assert len(result.data["t3"]) == (2 if repeated else 3)


@pytest.mark.parametrize(
    "other",
    [
        ("--at", "2026-06-08 10:01", "--type", "客户原因", "--reason", "用户出差"),
        ("--at", "2026-06-08 10:00", "--type", "故障复现", "--reason", "用户出差"),
        ("--at", "2026-06-08 10:00", "--type", "客户原因", "--reason", "用户外出"),
    ],
)
def test_another_time_type_or_reason_is_a_write_of_its_own(network, other):
    no = network.downloaded()
    write(network, no, *AT)
    write(network, no, *AGAIN)
    result = write(network, no, *other)
    assert (result.exit, len(result.data["t3"]), SAID in result.err) == (0, 3, False)


def test_the_reason_in_full_width_is_the_same_reason(network):
    no = network.downloaded()
    write(network, no, *AT)
    write(network, no, "--at", "2026-06-08 10:00", "--type", "客户原因", "--reason", "用户出差，下周(周一)")
    result = write(
        network, no, "--at", "2026-06-08 10:00", "--type", "客户原因", "--reason", "用户出差,下周（周一）"
    )
    assert SAID in result.err


def test_only_the_latest_slot_repeats(network):
    no = network.downloaded()
    write(network, no, *AT)
    write(network, no, *AGAIN)
    assert write(network, no, *AT).exit == 3


def test_the_special_t31_repeats_too(network):
    no = network.downloaded()
    network.at("12:30:00")
    network.ok("eng1", f"contact log {no} --result no-answer")
    write(network, no, "--unreachable")
    before = written(network, no)
    network.at("12:30:30")
    result = write(network, no, "--unreachable")
    assert (result.exit, SAID in result.err, written(network, no)) == (0, True, before)
    network.at("12:31:01")
    assert write(network, no, "--unreachable").exit == 3


def test_a_phone_solution_repeated_finds_the_order_closed_and_says_so(network):
    no = network.downloaded()
    write(network, no, "--phone-resolved", "software")
    before = written(network, no)
    network.at("09:00:59")
    result = write(network, no, "--phone-resolved", "software")
    assert (result.exit, SAID in result.err, written(network, no)) == (0, True, before)
    assert len(network.ok("admin", "notify list --code N27")) == 1
    assert write(network, no, "--phone-resolved", "other").exit == 3


def test_a_repeat_with_a_request_id_of_its_own_is_still_a_repeat(network):
    no = network.downloaded()
    write(network, no, *AT, "--request-id", "k1")
    result = write(network, no, *AT, "--request-id", "k2")
    assert (result.exit, SAID in result.err, len(result.data["t3"])) == (0, True, 1)


def test_a_frozen_order_repeats_nothing(network):
    no = network.downloaded()
    write(network, no, *AT)
    network.ok("co1", f"cancel request {no} --reason self_resolved --detail 用户自行解决")
    assert "request_pending" in network.refused("eng1", "order", "writeback-t3", no, *AT)
