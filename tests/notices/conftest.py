"""A mail server, and a settings file that points at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import smtp_server
from smtp_server import Server

ADDRESSES = """
[addresses]
hq = "hq@example.com"
cssd = "cssd@example.com"
visitors = ["v1@example.com", "v2@example.com"]
[addresses.region]
"华北区" = "north@example.com"
"华东区" = "east@example.com"
[addresses.station]
"000001" = "s1@example.com"
"""


@pytest.fixture
def server() -> Iterator[Server]:
    with smtp_server.running() as running:
        yield running


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Writes a settings file: `configured(port)` for a plain server, `configured(text=…)` for all of it."""
    folder = tmp_path / "config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.delenv("REPAIRCLI_MAIL_PASSWORD", raising=False)

    def write(port: int | None = None, more: str = "", text: str | None = None) -> Path:
        if text is None:
            text = (
                f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
                f'from = "维修网络 <repair@example.com>"\n{more}\n{ADDRESSES}'
            )
        file = folder / "repaircli" / "config.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write
