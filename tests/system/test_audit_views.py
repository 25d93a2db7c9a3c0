"""What the audit log says of an event."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from network import Network

from repaircli.overview.history_views import WHAT
from repaircli.system.audit_views import OTHERS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "repaircli"
WRITES = {"event", "change", "Event"}


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
        if code not in known and not any(re.fullmatch(code.replace("*", ".+"), k) for k in known if "*" in code)
    ]
    assert lacking == []


def test_a_refusal_shows_clauses_and_sentences_without_codes(network: Network) -> None:
    no = network.create()
    network.refused("eng1", f"order writeback-t3 {no} --unreachable")
    shown = network.run("admin", f"audit log {no}", format="table").out
    assert "not_downloaded" not in shown and "001-1.3.2: " in shown
