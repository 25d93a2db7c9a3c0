"""`docs`: every document comes with the program and is shown for reading; the man pages come with the wheel."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import network as networks
import pytest

from repaircli import cli
from repaircli.system import docs

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.name.partition(".")[0] for path in (ROOT / "docs").glob("*.md"))
WHEEL: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
    "build"
]["targets"]["wheel"]


def answered(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = cli.main(["--lang", "en", "docs", *argv])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_list_names_every_document_and_begins_with_the_tour(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = answered(capsys, "-f", "json")
    listed = json.loads(out)
    assert code == 0 and listed[0]["name"] == "tour"
    assert sorted(row["name"] for row in listed) == sorted(set(NAMES)) and all(row["about"] for row in listed)
    assert "hint" not in err or "repaircli docs tour" in err


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_a_document_is_written_as_it_is_off_a_terminal(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answered(capsys, name)
    lines = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8").splitlines()
    assert code == 0 and out.splitlines() == [line.rstrip() for line in lines]


def test_a_document_is_found_by_the_name_of_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert answered(capsys, "docs/rules.md") == answered(capsys, "rules")


def test_on_a_terminal_a_document_is_set_for_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    out = networks.Terminal()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("PAGER", "cat")
    assert cli.main(["--lang", "en", "docs", "operations"]) == 0
    shown = out.getvalue()
    assert "Operations" in shown and "# Operations" not in shown and "```" not in shown
    assert "notify retry" in shown


def test_a_name_that_is_no_document_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = answered(capsys, "operation")
    assert code == 5 and "no such document: operation" in err and "did you mean operations?" in err
    assert "hint: repaircli docs" in answered(capsys, "xyzzy")[2].splitlines()


def test_a_document_in_the_language_of_the_reader_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("tour.md", "# Tour"), ("tour.zh.md", "# 导览"), ("rules.md", "# Rules")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(docs, "_folder", lambda: tmp_path)
    assert docs.names() == ["tour", "rules"]
    texts = {
        (name, lang): docs.page(name, lang).data["text"] for name in docs.names() for lang in ("en", "zh")
    }
    assert texts == {
        ("tour", "en"): "# Tour",
        ("tour", "zh"): "# 导览",
        ("rules", "en"): "# Rules",
        ("rules", "zh"): "# Rules",
    }


def test_a_chinese_reader_is_told_which_documents_are_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--lang", "zh", "docs", "rules"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("# 规则") and "英文" not in shown.err
    assert cli.main(["--lang", "zh", "docs", "reliability"]) == 0
    shown = capsys.readouterr()
    assert "只有英文" in shown.err
    assert cli.main(["--lang", "zh", "docs", "-f", "json"]) == 0
    about = {row["name"]: row["about"] for row in json.loads(capsys.readouterr().out)}
    assert about["reliability"].endswith("（英文）") and "英文" not in about["rules"] + about["operations"]
    assert cli.main(["--lang", "en", "docs", "-f", "json"]) == 0
    assert "in English)" not in capsys.readouterr().out


def test_the_chinese_operations_say_what_the_english_ones_say() -> None:
    def parts(name: str) -> tuple[list[str], list[str], set[str], list[int]]:
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        blocks = re.findall(r"^```.*?^```$", text, re.S | re.M)
        told = re.sub(r"^```.*?^```$", "", text, flags=re.S | re.M)
        options = {
            word for code in re.findall(r"`([^`]+)`", told) for word in re.findall(r"--[a-z][a-z-]+", code)
        }
        lines = [re.sub(r"\s+#\s.*", "", line) for block in blocks for line in block.splitlines()]
        tables = [len(part.splitlines()) for part in re.findall(r"(?:^\|.*\n)+", told, re.M)]
        return re.findall(r"^#+", told, re.M), lines, options, tables

    assert parts("operations.zh.md") == parts("operations.md")


def test_the_wheel_carries_every_document_and_man_page() -> None:
    carried = {
        source: target for source, target in WHEEL["force-include"].items() if source.startswith("docs/")
    }
    files = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert carried == {name: f"repaircli/{name}" for name in files}
    assert WHEEL["shared-data"] == {"docs/man": "share/man/man1"}


def test_every_noun_has_a_man_page_and_none_is_stale() -> None:
    pages = {path.name for path in (ROOT / "docs" / "man").iterdir()}
    assert pages == {"repaircli.1", *(f"repaircli-{noun}.1" for noun in cli.LAZY)}
    ran = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "man_doc.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_a_man_page_is_set_without_a_warning() -> None:
    for page in sorted((ROOT / "docs" / "man").iterdir()):
        ran = subprocess.run(
            ["groff", "-K", "utf8", "-man", "-Tutf8", "-ww", str(page)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, ""), page.name
        assert "Examples" in ran.stdout
