"""docs/rules.md and the list of checks are what the rules say now."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rules_doc", ROOT / "scripts" / "rules_doc.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


rules_doc = _load()


def test_the_list_of_checks_is_current() -> None:
    assert rules_doc.CITATIONS.read_text(encoding="utf-8") == rules_doc.citations_module(), (
        "run: python scripts/rules_doc.py"
    )


def test_the_document_is_current() -> None:
    assert rules_doc.DOCUMENT.read_text(encoding="utf-8") == rules_doc.document(), (
        "run: python scripts/rules_doc.py"
    )


def test_the_chinese_document_is_current_and_has_no_english_word() -> None:
    text = rules_doc.CHINESE.read_text(encoding="utf-8")
    assert text == rules_doc.document("zh"), "run: python scripts/rules_doc.py"
    english = rules_doc.document("en")
    assert text.count("\n|") == english.count("\n|") and text.count("\n## ") == english.count("\n## ")
    # single codes may stand in a sentence, where they are to be typed
    plain = re.sub(r"`[^`]*`", "", text).replace("<br>", "")
    assert re.findall(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}", plain) == []


def test_a_stale_file_is_named_and_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rules_doc, "ROOT", tmp_path)
    for name in ("DOCUMENT", "CHINESE", "CITATIONS"):
        monkeypatch.setattr(rules_doc, name, tmp_path / name)
    (tmp_path / "DOCUMENT").write_text("old", encoding="utf-8")
    assert rules_doc.main(["--check"]) == 1
    assert "DOCUMENT" in capsys.readouterr().err
    assert rules_doc.main([]) == 0 and rules_doc.main(["--check"]) == 0


def test_every_check_in_the_code_is_found() -> None:
    # Counted another way: the codes that stand first in a check, a missing condition or a forbidden answer.
    made = set()
    for name in rules_doc._modules():
        text = (rules_doc.RULES / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")
        patterns = (r'\bCheck\(\s*"(\w+)"', r'issing\(\s*(?:case,\s*)?"(\w+)"', r'_forbidden\([^"]*?"(\w+)"')
        made |= {(name, code) for pattern in patterns for code in re.findall(pattern, text)}
    area_of = {rules_doc._area(name)[0]: name for name, _ in made}
    assert len(made) > 60
    assert {(area_of[c.area], c.code) for c in rules_doc.checks()} == made


def test_the_document_prints_the_table_as_the_policy_does() -> None:
    from csv import DictReader

    text = rules_doc.DOCUMENT.read_text(encoding="utf-8")
    with (ROOT / "tests" / "rules" / "matrix.csv").open(encoding="utf-8", newline="") as file:
        for row in DictReader(file):
            reason, *rest = row.values()
            assert "| " + " | ".join([f"`{reason}`", *rest]) + " |" in text
