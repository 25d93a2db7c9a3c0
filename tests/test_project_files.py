"""The files that describe the project to other programs agree with each other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SUPPORTED = sorted(
    line.rpartition(" ")[2]
    for line in PROJECT["project"]["classifiers"]
    if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", line)
)


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_workflow_runs_every_check_on_every_supported_python() -> None:
    workflow = _text(".github/workflows/ci.yml")
    matrix = re.search(r"^ +python: \[(.+)\]$", workflow, re.M)
    assert matrix is not None
    assert sorted(re.findall(r'"(.+?)"', matrix[1])) == SUPPORTED
    assert re.search(r"^ +- run: \.ci/run$", workflow, re.M)


def test_the_oldest_supported_python_is_the_required_one() -> None:
    oldest = min(SUPPORTED, key=lambda v: int(v.partition(".")[2]))
    assert PROJECT["project"]["requires-python"] == f">={oldest}"
    assert PROJECT["tool"]["mypy"]["python_version"] == oldest
    assert PROJECT["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")


def test_set_up_looks_for_every_supported_python() -> None:
    names = set(re.findall(r"\bpython(3\.\d+)\b", _text("scripts/environment.sh")))
    assert set(SUPPORTED) <= names


def test_the_licence_is_the_one_that_the_package_names() -> None:
    assert PROJECT["project"]["license"] == "MIT"
    assert PROJECT["project"]["license-files"] == ["LICENSE"]
    assert _text("LICENSE").startswith("MIT License\n\nCopyright (c) 2026 the repaircli authors\n")


def test_the_source_distribution_includes_files_that_exist() -> None:
    names = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert [name for name in names if not (ROOT / name).exists()] == []
    assert "LICENSE" in names


def test_the_hooks_use_the_project_s_own_programs() -> None:
    """A hook from a repository would need the network and have a version of its own."""
    hooks = _text(".pre-commit-config.yaml")
    assert re.findall(r"^  - repo: (.+)$", hooks, re.M) == ["local"]
    entries = re.findall(r"^        entry: (\S+)", hooks, re.M)
    assert len(entries) >= 4
    assert all(entry == "make" or entry.startswith(".venv/bin/") for entry in entries)


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    text = _text("CHANGELOG.md")
    versions = re.findall(r"^## (.+)$", text, re.M)
    assert versions[0] == "[Unreleased]"
    dated = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)", version) for version in versions[1:]]
    assert dated and all(dated)
    days = [match[2] for match in dated if match is not None]
    assert days == sorted(days, reverse=True)
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    for section in text.split("\n## ")[1:]:
        found = re.findall(r"^### (.+)$", section, re.M)
        assert found and len(found) == len(set(found)) and set(found) <= kinds, section[:20]
