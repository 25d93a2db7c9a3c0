"""Every reading that an answer, a setting or a document cites is there to be shown, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

from network import Network

from repaircli.rules.policy.readings import find, readings

ROOT = Path(__file__).resolve().parents[2]


def test_every_reading_that_is_cited_is_there() -> None:
    files = [*(ROOT / "src" / "repaircli").rglob("*.py"), *(ROOT / "docs").glob("*.md")]
    cited = {
        one: file.name
        for file in files
        for one in re.findall(r"\bA-\d\d\b", file.read_text(encoding="utf-8"))
    }
    assert {one: file for one, file in cited.items() if one not in readings()} == {}
    assert list(readings()) == sorted(readings()) and set(readings()) <= set(cited)
    assert all(all(row) for row in readings().values())
    assert find("a6") == find("A-06") == find(" A06 ") and find("A-99") is None


def test_a_reading_is_shown_with_the_settings_that_follow_from_it(network: Network) -> None:
    shown = network.ok("co1", "rules show A-06")
    assert shown["clause"] == "A-06"
    assert {"contact.sla_hours", "unreachable.min_gap"} <= {s["setting"] for s in shown["settings"]}
    assert "超时联系" in network.run("co1", "rules show A-06", format="table", lang="zh").out
