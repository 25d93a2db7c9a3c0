"""What `repaircli` alone shows: on a terminal where to begin, elsewhere the help."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from pathlib import Path

import pytest
from network import Network, Terminal

from repaircli import cli


def alone(monkeypatch: pytest.MonkeyPatch, out: io.StringIO, **environ: str) -> str:
    for name in ("REPAIRCLI_AS", "REPAIRCLI_DB", "REPAIRCLI_FORMAT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"REPAIRCLI_LANG": "en", "NO_COLOR": "1", **environ}.items():
        monkeypatch.setenv(name, value)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        assert cli.main([]) == 0
    return out.getvalue()


def test_with_an_identity_it_shows_what_is_due_and_where_to_go_on(network: Network, monkeypatch):
    no = network.create()
    shown = alone(
        monkeypatch, Terminal(), REPAIRCLI_DB=str(network.path), REPAIRCLI_AS="co1", REPAIRCLI_NOW=network.now
    )
    assert shown.startswith("0 overdue, 1 still due today, 0 due tomorrow\n")
    assert shown.index(f"repaircli order download {no}") < shown.index("Next steps:")


def test_without_an_identity_or_a_database_it_says_how_to_begin(network: Network, monkeypatch, tmp_path):
    shown = alone(monkeypatch, Terminal(), REPAIRCLI_DB=str(network.path))
    assert "repaircli config set as LOGIN" in shown and "repaircli user list --as admin" in shown
    shown = alone(monkeypatch, Terminal(), REPAIRCLI_DB=str(tmp_path / "none.db"), REPAIRCLI_LANG="zh")
    assert shown.startswith("还没有数据库。") and "  repaircli init --training --sample  " in shown
    assert not (tmp_path / "none.db").exists()


def test_off_a_terminal_it_is_the_help(network: Network, monkeypatch):
    shown = alone(monkeypatch, io.StringIO(), REPAIRCLI_DB=str(network.path), REPAIRCLI_AS="co1")
    assert "Daily work" in shown and "Where to go on" not in shown


def test_without_a_database_nothing_heavy_is_loaded(tmp_path: Path):
    code = """
import io, sys
from repaircli import cli
class Terminal(io.StringIO):
    def isatty(self): return True
sys.stdout = Terminal()
assert cli.main([]) == 0
sys.stderr.write(" ".join(sorted(sys.modules)))
"""
    environ = {"REPAIRCLI_DB": str(tmp_path / "none.db"), "HOME": str(tmp_path), "PATH": "/usr/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    )
    assert not {"sqlalchemy", "rich.table", "repaircli.platform.transaction"} & set(done.stderr.split())
