"""docs/cli.md is what the command tree says today."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from repaircli import cli
from repaircli.commands.framework.typer_names import Context

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_the_document_is_not_stale() -> None:
    ran = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "cli_doc.py"), "--check"],
        env=os.environ | {"REPAIRCLI_LANG": "zh", "COLUMNS": "40"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_every_noun_and_verb_has_its_heading() -> None:
    root = cli.root()
    ctx = Context(root, info_name="repaircli")
    headings = {line.lstrip("# ") for line in TEXT.splitlines() if line.startswith("##")}
    nouns = root.list_commands(ctx)
    assert len(nouns) > 15
    assert set(nouns) <= headings
    verbs = {
        f"{noun} {verb}"
        for noun in ("order", "cancel")
        for verb in root.get_command(ctx, noun).list_commands(ctx)
    }
    assert len(verbs) > 25
    assert verbs <= headings
