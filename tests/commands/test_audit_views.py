"""The audit log as a person reads it: words for fields and events, a refusal as its clauses and sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from network import Network

from repaircli.overview.history_views import WHAT
from repaircli.system.audit_views import OTHERS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "repaircli"
WRITES = {"event", "change", "Event"}


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
def test_a_refusal_is_its_clauses_and_sentence(logged, lang, outcome):
    out = shown(logged, lang)
    printed = "001-1.5.6：" if lang == "zh" else "001-1.5.6: "
    assert "not_printed" not in out
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


def _events() -> Iterator[str]:
    """Every event that the code writes, as its code; one that is put together shows a star for what is filled in."""
    for path in SOURCE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or ast.unparse(call.func).rpartition(".")[2] not in WRITES:
                continue
            for part in (node for argument in call.args for node in ast.walk(argument)):
                if isinstance(part, ast.Constant) and re.fullmatch(r"[a-z0-9]+\.[a-z0-9_]+", str(part.value)):
                    yield str(part.value)
                if isinstance(part, ast.JoinedStr):
                    yield "".join(p.value if isinstance(p, ast.Constant) else "*" for p in part.values)


def test_every_event_has_words() -> None:
    known = {**WHAT, **OTHERS}
    found = set(_events())
    assert {"order.downloaded", "cancel.approved", "machine.added", "*.imported"} <= found
    lacking = [
        code
        for code in found
        if code not in known
        and not any(re.fullmatch(code.replace("*", ".+"), k) for k in known if "*" in code)
    ]
    assert lacking == []
