"""The transcripts give the same answers on PostgreSQL as on SQLite, key by key.

`REPAIRCLI_TEST_POSTGRES` is the URL of a database of a server on which databases can be made and dropped, such as
`postgresql+psycopg://postgres@localhost/postgres`; `make postgres` installs the driver and runs this.
"""

from __future__ import annotations

import difflib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import URL, create_engine, make_url, text

if "REPAIRCLI_TEST_POSTGRES" not in os.environ:
    pytest.skip(
        "REPAIRCLI_TEST_POSTGRES names no server: nothing is compared with PostgreSQL",
        allow_module_level=True,
    )

ROOT = Path(__file__).resolve().parents[2]
TRANSCRIPTS = sorted((ROOT / "tests" / "transcripts").glob("*.md"))
SERVER = make_url(os.environ["REPAIRCLI_TEST_POSTGRES"])
HERE = "REPAIRCLI_DB=day.db"


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "transcript_on_postgres", ROOT / "scripts" / "transcript.py"
    )
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


transcript = _load()


@pytest.fixture
def empty() -> Iterator[URL]:
    """An empty database on the server."""
    name = f"repaircli_test_{os.getpid()}"
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as server:
        server.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
        yield SERVER.set(database=name)
        server.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def played(document: str, database: str) -> list[str]:
    """What the commands of `document` answer on `database`, as JSON where they do not name another format."""
    told = transcript.replayed(document.replace(HERE, f"REPAIRCLI_FORMAT=json REPAIRCLI_DB={database}"))
    return (
        str(told)
        .replace(database, "DATABASE")
        .replace(f"{transcript.HOME}/DATABASE", "DATABASE")
        .splitlines()
    )


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.name)
def test_the_answers_are_those_of_sqlite(path: Path, empty: URL) -> None:
    document = path.read_text(encoding="utf-8")
    assert HERE in document
    ours, theirs = played(document, "day.db"), played(document, empty.render_as_string(hide_password=False))
    assert len(ours) > 1000, "answers were given"
    assert "\n".join(difflib.unified_diff(ours, theirs, "SQLite", "PostgreSQL", lineterm="", n=2)) == ""
