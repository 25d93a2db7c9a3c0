"""What the README and the transcripts show is what the commands print."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
TRANSCRIPTS = sorted((ROOT / "tests" / "transcripts").glob("*.md"))


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("transcript", ROOT / "scripts" / "transcript.py")
    assert spec is not None and spec.loader is not None
    # a dataclass looks its module up by name
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


transcript = _load()


@pytest.mark.parametrize("path", [ROOT / "README.md", *TRANSCRIPTS], ids=lambda p: p.name)
def test_a_session_shows_what_its_commands_print(path: Path) -> None:
    assert transcript.difference(path) == ""


def test_the_readme_has_a_tour_with_answers() -> None:
    steps = [
        p
        for p in transcript.pieces((ROOT / "README.md").read_text(encoding="utf-8"))
        if not isinstance(p, str)
    ]
    assert sum(step.command.startswith("repaircli ") for step in steps) >= 10
    assert all(step.output for step in steps if step.command.startswith("repaircli "))


def test_a_changed_output_is_found(tmp_path: Path) -> None:
    path = tmp_path / "session.md"
    path.write_text(
        "```console\n$ repaircli --version\nrepaircli 0.0.0\n$ false\n$ echo $?\n1\n```\n", encoding="utf-8"
    )
    told = transcript.difference(path)
    assert "-repaircli 0.0.0" in told.splitlines()
    assert "-1" not in told.splitlines()
