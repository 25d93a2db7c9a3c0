"""Every message of the code is translated, nothing else is, and the compiled catalogue is the current one."""

from __future__ import annotations

import gettext
import importlib.util
import io
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "scripts" / "catalogue.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


catalogue = _load()


def test_the_originals_are_found_at_all() -> None:
    found = catalogue.originals()
    assert len(found) > 300
    assert "repaircli/cli.py" in found["settings and where they come from"]


def test_every_original_has_a_translation() -> None:
    assert catalogue.missing() == []


def test_no_translation_outlives_its_original() -> None:
    assert catalogue.stale() == []


def test_a_translation_has_the_gaps_of_its_original() -> None:
    assert catalogue.other_gaps(catalogue.read_po()) == []


def test_every_marked_text_is_a_literal_and_its_gaps_are_filled() -> None:
    assert catalogue.not_literal() == []
    assert catalogue.wrong_gaps() == []


def test_the_compiled_catalogue_is_current_and_gettext_reads_it() -> None:
    entries = {k: v for k, v in catalogue.read_po().items() if v}
    assert entries
    assert catalogue.MO.read_bytes() == catalogue.compiled(entries), (
        "run: python scripts/catalogue.py compile"
    )
    read = gettext.GNUTranslations(io.BytesIO(catalogue.MO.read_bytes()))
    assert {k: read.gettext(k) for k in entries} == entries


def test_writing_and_reading_the_catalogue_keeps_every_character(tmp_path: Path) -> None:
    entries = {'a "quoted" {gap}\nsecond line\t\\': "“引号” {gap}\n第二行\t\\", "plain": ""}
    catalogue.write_po(entries, tmp_path / "x.po")
    assert catalogue.read_po(tmp_path / "x.po") == entries


def test_a_message_without_translation_and_a_literal_that_is_none_are_found(tmp_path: Path) -> None:
    source = tmp_path / "code"
    source.mkdir()
    (source / "a.py").write_text(
        "x = msg('new {thing}', thing=1)\ny = N_(x)\nz = msg('one {gap}', other=2)\nw = msg('repaircli order list')\n"
    )
    assert list(catalogue.originals(source)) == ["new {thing}", "one {gap}"]
    assert catalogue.not_literal(source) == ["code/a.py:2"]
    assert catalogue.wrong_gaps(source) == ["code/a.py:3"]
    assert catalogue.other_gaps({"new {thing}": "新的 {ding}", "x": "{", "y {a}": "{a} 个"}) == [
        "new {thing}",
        "x",
    ]


def test_translations_are_added_from_a_file_unless_no_code_says_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogue, "PO", tmp_path / "zh.po")
    monkeypatch.setattr(catalogue, "MO", tmp_path / "zh.mo")
    monkeypatch.setattr(catalogue.read_po, "__defaults__", (tmp_path / "zh.po",))
    monkeypatch.setattr(catalogue.write_po, "__defaults__", (tmp_path / "zh.po",))
    given = tmp_path / "given.json"
    given.write_text(json.dumps({"settings and where they come from": "建立数据库", "never said": "从未"}))
    assert catalogue.main(["add", str(given)]) == 1
    assert "never said" in capsys.readouterr().err
    assert catalogue.read_po() == {"settings and where they come from": "建立数据库"}
    assert (tmp_path / "zh.mo").read_bytes() == catalogue.compiled(catalogue.read_po())
    assert "settings and where they come from" not in catalogue.missing()


def test_every_domain_word_has_its_chinese_word() -> None:
    from repaircli import domain

    for area, codes in {
        "role": domain.Role,
        "origin": domain.Origin,
        "service": domain.Service,
        "status": domain.Status,
        "t3_kind": domain.T3Kind,
        "contact": domain.ContactResult,
        "asked_by": domain.AskedBy,
        "request_status": domain.RequestStatus,
        "form_state": domain.FormState,
        "special": domain.Special,
        "product": domain.Product,
        "close_basis": domain.CloseBasis,
    }.items():
        assert set(domain.ZH[area]) == {str(code) for code in codes}, area
    for area, words in domain.ZH.items():
        assert all(not word.isascii() for word in words.values()), area
