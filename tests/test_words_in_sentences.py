"""Codes inside sentences: in Chinese the word, with the code behind it where it may have to be typed."""

from __future__ import annotations

import re

import pytest
from network import Network

from repaircli.platform.codes import ZH, Role, choices, named
from repaircli.platform.db import codec
from repaircli.platform.i18n import tr
from repaircli.platform.text import Word, msg
from repaircli.rules.cancelling.matrix import ROWS


def test_a_word_is_its_code_in_english_and_its_word_in_chinese():
    sentence = msg(
        "possible values: {known}", known=(named("role", Role.LIAISON), named("status", "x", typed=True))
    )
    assert tr(sentence, "en") == str(sentence) == "possible values: liaison, x"
    assert "大区接口人、x" in tr(sentence, "zh")
    typed = tr(msg("possible values: {known}", known=choices("service")), "zh")
    assert "上门（onsite）、送修（carry-in）、寄修（mail-in）" in typed


def test_a_stored_answer_keeps_its_words():
    sentence = msg("{a} {b}", a=named("role", "liaison"), b=(Word("x", "词", typed=True), "y"))
    kept = codec.load(codec.dump({"text": sentence}))["text"]
    assert tr(kept, "zh") == tr(sentence, "zh") == "大区接口人 词（x）、y"
    assert tr(kept, "en") == "liaison x, y"


_CODES = {
    c
    for area in ("role", "request_status", "status", "form_state", "close_basis", "import_state")
    for c in ZH[area]
}


@pytest.fixture
def told(network: Network) -> list[str]:
    """What commands that go wrong in many ways say in Chinese."""
    no, other = network.downloaded(), network.downloaded(customer="李四", address="二号")
    id_ = str(
        network.ok("co1", "cancel", "request", other, "--reason", "self_resolved", "--detail", "x")["id"]
    )
    network.ok("co1", "cancel", "withdraw", id_)
    network.ok("eng1", "order", "fact", no, "reseat")
    tried = [
        ("north", "cancel", "approve", id_),
        ("north", "cancel", "withdraw", id_),
        ("co1", "cancel", "check", no, "--reason", "self_resolved", "--asked-by", "customer"),
        ("co1", "cancel", "check", no, "--reason", "self_resolved", "--asked-by", "nobody"),
        ("eng1", "order", "fact", no, "reseat"),
        ("north", "order", "fact", no, "software", "--void", "--why", "x"),
        ("eng1", "order", "fact", no, "unheard_of"),
        ("co1", "order", "list", "--status", "nonsense"),
        ("north", "cancel", "list", "--status", "nonsense"),
        ("co1", "form", "list", "--status", "nonsense"),
        ("north", "order", "close", no, "--solution", "x", "--basis", "pickup"),
        ("co1", "order", "import", "--history", "/nonexistent"),
        ("admin", "user", "add", "x", "--name", "x", "--role", "liaison"),
        ("admin", "user", "add", "x", "--name", "x", "--role", "nobody"),
        ("both1", "order", "fact", no, "reseat", "--role", "admin"),
        ("eng1", "cancel", "approve", id_),
        ("north", "order", "create", "--service", "onsite", "--customer", "a", "--phone", "13800000001", "--address", "a",
         "--fault", "a", "--station", "000001", "--special", "media"),
    ]  # fmt: skip
    said = []
    for who, *words in tried:
        result = network.run(who, *words, lang="zh", format="table")
        said += [line for line in result.err.splitlines() if not line.startswith("提示")]
    assert len(said) >= len(tried) - 2
    return said


def test_no_code_stands_alone_in_a_chinese_sentence(told):
    for line in told:
        bare = re.sub(r"（[a-z_-]+）|--[a-z-]+|repaircli .*", "", line)
        found = set(re.findall(r"[a-z_]{4,}(?:-[a-z]+)*", bare)) & (_CODES | set(ROWS))
        assert not found, line
