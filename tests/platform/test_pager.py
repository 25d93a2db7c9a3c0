"""A long answer on a terminal goes through the pager; nothing else does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import tools
from terminal import Terminal

pytestmark = tools.on_unix

CLI = [sys.executable, "-m", "repaircli"]
SHOWN = "<shown by the pager>"


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    own = {"REPAIRCLI_LANG": "en", "HOME": str(tmp_path), "TERM": "xterm", "PATH": os.environ["PATH"]}
    return own | more


def script(tmp_path: Path) -> str:
    """A pager that says that it ran, with the settings that it was given, before what it shows."""
    file = tmp_path / "pager"
    file.write_text(f'#!/bin/sh\necho "{SHOWN} LESS=$LESS"\nexec head -n 12\n')
    file.chmod(0o700)
    return str(file)


def shown(tmp_path: Path, *words: str, rows: int = 30, **more: str) -> str:
    with Terminal([*CLI, *words], environment(tmp_path, **more), tmp_path, 100, rows) as window:
        assert window.ended() == 0
        return window.screen


def test_a_long_answer_goes_through_the_pager_of_the_person(tmp_path: Path) -> None:
    pager = script(tmp_path)
    assert f"{SHOWN} LESS=FRX" in shown(tmp_path, "docs", "glossary", PAGER=pager)
    assert f"{SHOWN} LESS=S" in shown(tmp_path, "docs", "glossary", PAGER=pager, LESS="S")
    assert SHOWN in shown(tmp_path, "docs", "glossary", PAGER="cat", REPAIRCLI_PAGER=pager)


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["docs", "glossary", "--no-pager"], {}),
        (["docs", "glossary"], {"REPAIRCLI_PAGER": "off"}),
        (["docs", "glossary"], {"PAGER": "cat"}),
        (["docs", "glossary"], {"PAGER": ""}),
        (["docs", "glossary"], {"PAGER": "no-such-pager"}),
        (["docs", "glossary"], {"TERM": "dumb"}),
        (["docs"], {}),
    ],
)
def test_a_short_answer_or_one_without_a_pager_is_written_at_once(
    tmp_path: Path, words: list[str], more: dict[str, str]
) -> None:
    screen = shown(tmp_path, *words, **({"PAGER": script(tmp_path)} | more))
    assert SHOWN not in screen
    assert screen.strip()


def test_less_shows_the_beginning_and_waits(tmp_path: Path) -> None:
    tools.needed("less", "less")
    with Terminal([*CLI, "docs", "glossary"], environment(tmp_path), tmp_path, 100, 20) as window:
        assert "Glossary" in window.sees("Glossary", ":")
        window.press("q")
        assert window.ended() == 0


def test_the_settings_file_turns_the_pager_off(tmp_path: Path) -> None:
    pager = script(tmp_path)
    assert "off" in shown(tmp_path, "config", "set", "pager", "off", PAGER=pager)
    assert SHOWN not in shown(tmp_path, "docs", "glossary", PAGER=pager)
