"""A program that is missing skips a test on a desk and fails it on a build server."""

from __future__ import annotations

from pathlib import Path

import pytest
import tools


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, the only one on the path."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_first_name_that_is_there_is_taken(folder: Path) -> None:
    for name in ("third", "second"):
        (folder / name).touch(0o755)
    assert tools.needed("It", "first", "second", "third") == str(folder / "second")


@pytest.mark.parametrize("ci", [None, "", "false"])
def test_a_desk_skips(folder: Path, monkeypatch: pytest.MonkeyPatch, ci: str | None) -> None:
    monkeypatch.delenv("CI", raising=False)
    if ci is not None:
        monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.skip.Exception, match="It is not installed"):
        tools.needed("It", "first", "second")


def test_a_build_server_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="It is not installed"):
        tools.needed("It", "first", "second")
