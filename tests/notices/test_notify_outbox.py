"""`notify list`, `show`, `retry` and `mark-sent`: what a person sees and changes of the outbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from network import Network
from smtp_server import Server

from repaircli.notices import letter
from repaircli.platform import codes, i18n
from repaircli.platform.text import Msg
from repaircli.rules.cancelling.matrix import ENGLISH, ROWS

Configured = Callable[..., Path]


def urged(network: Network, **values: str) -> str:
    no = network.create(**values)
    network.ok("agent", f"urge add {no} --text 请尽快")
    return no


def ids(network: Network, who: str, *words: str) -> list[int]:
    return [n["id"] for n in network.ok(who, "notify", "list", *words)]


def test_show_has_the_full_text_in_the_readers_language(network: Network) -> None:
    no = urged(network, customer="欧阳娜娜")
    (one,) = ids(network, "admin")
    english = network.ok("co1", f"notify show {one}")
    assert english["subject"] == f"[training] special remark on an order: order {no}"
    assert "customer: 欧阳娜娜" in english["text"].splitlines()
    assert f"next: repaircli order show {no}" in english["text"].splitlines()
    table = network.run("co1", f"notify show {one}", format="table", lang="zh").out
    assert "用户：欧阳娜娜" in table and "请尽快" in table and "\\n" not in table


def test_show_keeps_to_what_the_identity_may_see(network: Network) -> None:
    urged(network)
    (one,) = ids(network, "admin")
    assert network.run("co101", f"notify show {one}").exit == 5
    assert network.run("admin", "notify show 99").exit == 5
    assert network.run("co101", f"notify mark-sent {one}").exit == 5


def test_the_list_is_filtered_by_status_code_receiver_and_medium(network: Network) -> None:
    first, second = urged(network), urged(network, station="000101")
    no = network.downloaded()
    network.ok("co1", f"form submit {no} --proposal 换主板 --refusal 嫌贵")
    n9, other, n7 = ids(network, "admin")
    assert ids(network, "admin", "--code", "n9") == [n9, other]
    assert ids(network, "admin", "--station", "000101") == [other]
    assert ids(network, "admin", "--region", "华北区") == [n7]
    assert ids(network, "admin", "--to", "station") == [n9, other]
    assert ids(network, "admin", "--medium", "form", "--limit", "1") == [n7]
    assert ids(network, "admin", "--order", first) == [n9]
    network.ok("co1", "notify", "mark-sent", str(n9))
    assert ids(network, "admin", "--status", "sent") == [n9]
    assert ids(network, "admin", "--status", "queued") == [other, n7]
    assert second
    for words in (["--status", "gone"], ["--code", "X1"], ["--to", "boss"], ["--medium", "pigeon"]):
        assert network.run("admin", "notify", "list", *words).exit == 2
    assert network.run("admin", "notify list --region 华北区 --station 000001").exit == 2


def test_what_a_person_told_himself_is_not_sent_any_more(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    no = urged(network)
    (one,) = ids(network, "co1")
    answer = network.ok("co1", f"notify mark-sent {one}")
    assert answer["marked"] == 1 and answer["results"][0]["status"] == "sent"
    network.ok("co1", f"notify mark-sent {one}")
    assert network.ok("admin", "notify send")["results"] == [] and server.taken == []
    whats = [e["what"] for e in network.ok("admin", f"audit log {no}")]
    assert whats.count("notice.marked") == 1


def test_retry_starts_the_tries_anew_and_refuses_what_was_sent(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    server.rcpt = lambda address: "550 unknown"
    urged(network)
    urged(network)
    one, two = ids(network, "admin")
    assert network.run("admin", "notify send").data["failed"] == 2
    server.rcpt = lambda address: None
    assert network.ok("admin", "notify send")["results"] == []
    declined = network.run("admin", "notify retry --all", typed="n\n")
    assert declined.exit == 130 and "send 2 failed notices again? [y/N]" in declined.err
    answer = network.ok("admin", f"notify retry {one}")
    assert (answer["retried"], answer["results"][0]["tries"]) == (1, 0)
    assert network.ok("admin", "notify send")["sent"] == 1
    assert network.refused("admin", f"notify retry {one}") == {"sent"}
    several = network.run("admin", f"notify retry {one} {two}")
    assert several.exit == 7 and [r["exit"] for r in several.data["results"]] == [3, 0]
    assert network.run("admin", "notify retry").exit == 2
    assert network.run("admin", f"notify retry --all {one}").exit == 2
    assert network.run("co1", f"notify retry {two}").exit == 4


def test_a_notice_that_waits_for_its_next_try_can_be_sent_at_once(
    network: Network, server: Server, configured: Configured
) -> None:
    configured(server.port)
    server.rcpt = lambda address: "450 later"
    urged(network)
    assert network.run("admin", "notify send").data["put_off"] == 1
    server.rcpt = lambda address: None
    waiting = network.ok("admin", "notify send")
    assert waiting["results"] == [] and waiting["waiting"] == 1
    network.ok("admin", "notify", "retry", *map(str, ids(network, "admin")))
    assert network.ok("admin", "notify send")["sent"] == 1


@pytest.mark.parametrize("area", sorted(letter.WORDS))
def test_the_words_of_letters_are_the_fields_own_in_chinese(area: str) -> None:
    for code, word in letter.WORDS[area].items():
        assert i18n.tr(word, "zh") == codes.ZH[area][code], code


def test_a_cancel_reason_is_told_in_the_words_of_its_row() -> None:
    assert set(ENGLISH) == set(ROWS)
    for code, english in ENGLISH.items():
        assert i18n.tr(Msg(english), "zh") != english, code


def test_a_customer_is_addressed_as_one_and_sees_nothing_of_ours(network: Network) -> None:
    from datetime import datetime

    order = {"customer": "张三", "voucher_no": "V1", "station_name": "一站", "station_phone": "010-1"}
    notice = letter.Notice(1, "N24", "customer", "张三", "phone", datetime(2026, 6, 3, 9), "R1", order=order)
    text = i18n.tr(letter.letter(notice).body, "en")
    assert "Dear 张三," in text and "ready to be picked up" in text and "010-1" in text
    assert "repaircli" not in text


def test_one_line_leaves_nothing_that_could_end_a_header() -> None:
    assert letter.one_line("a\r\nb\x00c\u2028d\u202ee\tf  g\u3000h") == "a b c d e f g h"
