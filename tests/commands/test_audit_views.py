"""The audit log as a person reads it: words for fields and events, a refusal as its code, clauses and sentence."""

from __future__ import annotations

import re

import pytest
from network import Network


@pytest.fixture
def logged(network: Network) -> Network:
    no = network.downloaded()
    network.refused("eng1", "order", "start", no)
    assert network.run("co1", "cancel", "request", no, "--reason", "unreachable", "--detail", "x").exit == 3
    network.ok("co1", "referral", "create", "--customer", "张三", "--phone", "13800000001", "--address", "一号", "--fault", "黑屏",
               "--kind", "carried-in")  # fmt: skip
    network.ok("admin", "calendar", "hours", "08:30-12:00", "13:00-17:30")
    network.ok("admin", "user", "add", "neu", "--name", "新人", "--role", "visitor")
    return network


def shown(network: Network, lang: str, columns: int | None = None) -> str:
    return network.run("admin", "audit", "log", format="table", lang=lang, columns=columns).out


def test_fields_and_events_have_their_words(logged):
    out = shown(logged, "zh")
    for word in (
        "状态：已派单 → 已下载",
        "转报",
        "设置工作时间",
        "工作时间：09:00-12:00、13:00-18:00 → 08:30-12:00",
        "新增账号",
        "角色：回访员",
    ):
        assert word in out
    said = re.sub(r"0000|R\d+-\d+", "", "".join(line[60:] for line in out.splitlines()))
    assert not re.search(r"\b(status|region|station|customer|roles|hours)\b", said)
    assert "status: dispatched → downloaded" in shown(logged, "en")


@pytest.mark.parametrize(("lang", "outcome"), [("zh", "继续维修（"), ("en", "continue_repair (")])
def test_a_refusal_is_its_code_clauses_and_sentence(logged, lang, outcome):
    out = shown(logged, lang)
    printed = "not_printed（001-1.5.6）：" if lang == "zh" else "not_printed (001-1.5.6): "
    assert printed in out and f"{outcome}001-1.5.2" in out
    assert "{" not in out and '"checks"' not in out


def test_json_keeps_everything(logged):
    refused = [e for e in logged.ok("admin", "audit", "log") if e["what"] == "refused"]
    assert refused[0]["after"]["answer"]["checks"][0]["code"] == "not_printed"
    assert refused[1]["after"]["answer"]["outcome"] == "continue_repair"


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_the_terminal(logged, columns, lang):
    from repaircli.platform.output.width import width

    assert all(width(line) <= columns for line in shown(logged, lang, columns).splitlines())
