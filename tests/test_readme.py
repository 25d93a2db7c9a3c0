"""What the README, the tour and the transcripts show is what the commands print."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SESSIONS = {"README.md": 3, "README.zh.md": 3, "docs/tour.md": 15, "docs/tour.zh.md": 15}
"""Documents for readers, with the number of commands of the program that each shows at least."""
TRANSCRIPTS = sorted((ROOT / "tests" / "transcripts").glob("*.md"))


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("transcript", ROOT / "scripts" / "transcript.py")
    assert spec is not None and spec.loader is not None
    # a dataclass looks its module up by name
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


transcript = _load()


@pytest.mark.parametrize("path", [*(ROOT / name for name in SESSIONS), *TRANSCRIPTS], ids=lambda p: p.name)
def test_a_session_shows_what_its_commands_print(path: Path) -> None:
    assert transcript.difference(path) == ""


@pytest.mark.parametrize("name", SESSIONS)
def test_a_document_shows_commands_with_answers(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    steps = [piece for piece in transcript.pieces(text) if not isinstance(piece, str)]
    assert sum(step.command.startswith("repaircli ") for step in steps) >= SESSIONS[name]
    assert all(step.output for step in steps if step.command.startswith("repaircli "))


@pytest.mark.parametrize(("name", "title"), [("README.md", "## Example"), ("README.zh.md", "## 示例")])
def test_the_example_begins_within_sixty_lines(name: str, title: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert lines.index(title) <= 60


def test_both_readmes_have_the_same_parts_links_and_commands() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    assert english.count("\n## ") == chinese.count("\n## ")
    # a document that is there in Chinese is named to Chinese readers
    for name in re.findall(r"\]\((docs/\w+)\.md", chinese):
        assert not (ROOT / f"{name}.zh.md").exists(), name
    chinese = chinese.replace(".zh.md)", ".md)")
    for kind in (
        r"\]\((docs/[^)]+\.md|C[A-Z]+\.md)\)",
        r"^\$ repaircli (.+)$",
        r"^(?:make|pipx|uv|repaircli) [a-z.-][^#\n]*(?=#)",
    ):
        assert sorted(set(re.findall(kind, english, re.M))) == sorted(set(re.findall(kind, chinese, re.M)))


def test_the_pictures_are_of_what_the_commands_show() -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "picture_doc.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    for lang in ("en", "zh"):
        picture = (ROOT / "docs" / "images" / f"terminal-{lang}.svg").read_text(encoding="utf-8")
        assert "WX260600538" in picture and "@font-face" not in picture


def test_a_document_links_only_to_files_that_exist() -> None:
    for name in SESSIONS:
        path = ROOT / name
        links = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
        assert links and [link for link in links if not (path.parent / link).exists()] == []


BRANCHES = {
    "dispatched-orders.md": (
        "001-1.5.1-a 001-1.5.1-b 001-1.5.2-a 001-1.5.2-b 001-1.5.2-c 001-1.5.2-d 001-1.5.2-e 001-1.5.3-a 001-1.5.3-b"
        " 001-1.5.3-c 001-1.5.3-d 001-1.5.4-a 001-1.5.5-a 001-1.5.6-a 001-1.5.6-b 001-1.5.6-c 001-1.5.6-d 001-1.5.7-a"
        " 001-1.5.8-a 001-1.5.8-b 001-1.5.9-a"
    ),
    "own-orders.md": (
        "001-2.5.1-a 001-2.5.1-b 001-2.5.1-c 001-2.5.1-d 001-2.5.2-a 001-2.5.3-a 001-2.5.4-a 001-2.5.4-b 001-2.5.5-a"
        " 001-2.5.5-b 001-2.5.5-c 001-2.5.6-a 001-2.5.6-b 001-2.5.6-c 001-2.5.7-a 001-2.5.7-b 001-2.5.8-a 001-2.5.9-a"
    ),
    "operating-rules.md": (
        "001-6.1.2-a 001-6.1.4-a 001-6.1.5-a 001-6.1.6-a 001-6.2.1-a 001-6.2.2-a 001-6.2.3-a 001-6.2.4-a 001-6.3.1-a"
        " 001-6.3.2-a 001-6.3.3-a 001-6.3.4-a 001-6.3.5-a 001-6.3.6-a 001-6.3.7-a 001-6.3.8-a 001-6.3.8-b 001-6.3.8-c"
        " 001-6.3.8-d 001-6.3.8-e 001-6.6.2-a 001-6.8.2-a 001-6.8.2-b 001-6.8.2-c 001-6.8.3-a 001-6.8.3-b 001-6.8.3-c"
    ),
}
"""Every requirement of 001 sections 1.5 and 2.5, and those of section 6 that a command can take, by transcript."""


@pytest.mark.parametrize("name", BRANCHES)
def test_a_transcript_takes_every_branch_of_its_section_once(name: str) -> None:
    lines = (ROOT / "tests" / "transcripts" / name).read_text(encoding="utf-8").splitlines()
    headed = transcript.headings(lines)
    assert sorted(clause for clause, _ in headed) == BRANCHES[name].split()
    for heading in (f"### {clause} {title}" for clause, title in headed):
        below = lines[lines.index(heading) + 1 :]
        block = below[: next((n for n, line in enumerate(below) if line.startswith("#")), len(below))]
        assert any(line.startswith("$ repaircli ") for line in block), heading


def test_a_branch_names_a_clause_that_the_rules_know() -> None:
    from repaircli.rules.policy import clauses

    known = {clause.id for clause in clauses.clauses().values()}
    told = {branch.rpartition("-")[0] for branches in BRANCHES.values() for branch in branches.split()}
    assert told <= known
    assert {id for id in told if id[4] in "12"} == {
        id for id in known if id.startswith(("001-1.5.", "001-2.5."))
    }


def _played(tmp_path: Path, *typed: str) -> str:
    text = "\n".join(("```session", *typed, "```"))
    return str(transcript.replayed(text))


def test_a_session_shows_exit_codes_and_feeds_pipes_and_lines(tmp_path: Path) -> None:
    told = _played(
        tmp_path,
        "$ export REPAIRCLI_DB=x.db REPAIRCLI_LANG=en",
        "$ repaircli init --training -f json | repaircli batch --quiet --as admin",
        "$ repaircli batch --quiet --as admin <<END",
        "> region add 华北区",
        "> END",
        "$ repaircli region list --as admin -f csv",
        "$ repaircli order show 7 --as admin",
    ).splitlines()
    assert "[7]" in told and any("华北区" in line for line in told)
    assert told[-3:] == ["hint: repaircli order list --as admin", "[5]", "```"]


def test_a_session_knows_no_other_program_and_leaves_the_environment_as_it_was(tmp_path: Path) -> None:
    before = dict(os.environ), os.getcwd()
    with pytest.raises(ValueError, match="not rm"):
        _played(tmp_path, "$ export REPAIRCLI_LANG=zh", "$ rm -r x")
    assert (dict(os.environ), os.getcwd()) == before


def test_the_table_of_a_transcript_is_made_of_its_headings() -> None:
    text = "| clause | block |\n|---|---|\n| 001-9 | old |\n\n### 001-2 second\n\n### 001-1 first\n"
    assert transcript.replayed(text).splitlines()[2:5] == ["| 001-1 | first |", "| 001-2 | second |", ""]


def test_a_changed_output_is_found(tmp_path: Path) -> None:
    path = tmp_path / "session.md"
    path.write_text(
        "```console\n$ repaircli --version\nrepaircli 0.0.0\n$ false\n$ echo $?\n1\n```\n", encoding="utf-8"
    )
    told = transcript.difference(path)
    assert "-repaircli 0.0.0" in told.splitlines()
    assert "-1" not in told.splitlines()
