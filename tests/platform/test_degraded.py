"""A database that cannot be used: one error with its exit code and a hint, and nothing changed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
import tools

from repaircli.platform.db import session, system_tables
from repaircli.platform.db.migrations import runner
from repaircli.platform.db.session import Database, driver
from repaircli.platform.errors import Conflict, RepairError, Unusable, UsageProblem


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "repair.db"
    runner.create(str(path), training=True, genesis=lambda tx: tx.set("n", 0)).close()
    return path


def complaint(target: Path | str, *, write: bool = False) -> RepairError:
    with (
        pytest.raises(RepairError) as refused,
        session.opened(str(target)) as database,
        database.write() if write else database.read() as tx,
    ):
        tx.set("n", 1) if write else tx.settings
    assert refused.value.hint is not None
    assert "\n" not in str(refused.value.message)
    return refused.value


def test_a_missing_file_is_unusable_and_not_made(tmp_path: Path) -> None:
    for target in (tmp_path / "none.db", tmp_path / "none" / "x.db"):
        found = complaint(target)
        assert (found.exit, found.code) == (8, "no_database")
        assert "init" in str(found.hint)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_a_text_and_another_programs_database_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("station,name\n" * 100)
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE settings (key TEXT, value TEXT)")
    other.execute("PRAGMA user_version = 1")
    other.close()
    for name in (".", "text", "other.db"):
        found = complaint(tmp_path / name)
        assert (found.exit, found.code) == (8, "not_a_database")


def test_an_empty_file_was_never_finished(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    found = complaint(tmp_path / "empty.db", write=True)
    assert (found.exit, found.code) == (8, "no_database")


@pytest.mark.parametrize(
    ("version", "code"), [(system_tables.SCHEMA_VERSION + 1, "too_new"), (-1, "too_old")]
)
def test_another_schema_version_is_refused(path: Path, version: int, code: str) -> None:
    with sqlite3.connect(path) as file:
        file.execute(f"PRAGMA user_version = {version}")
    file.close()
    found = complaint(path, write=True)
    assert (found.exit, found.code) == (8, code)


def test_a_damaged_file_is_told_apart_from_a_bug(path: Path) -> None:
    with path.open("r+b") as file:
        # the root page of every table but the first, so that the header still says whose file it is
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    found = complaint(path)
    assert (found.exit, found.code) == (8, "corrupt")


def test_a_file_that_was_cut_short_is_damaged(path: Path) -> None:
    os.truncate(path, 8192)
    found = complaint(path, write=True)
    assert (found.exit, found.code) == (8, "corrupt")


def test_a_program_that_holds_the_file_makes_a_locked_database(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_PRAGMAS", ("busy_timeout=20",))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for write in (False, True):
        found = complaint(path, write=write)
        assert (found.exit, found.code) == (8, "locked")
    other.close()


def test_a_full_disk_is_named_and_changes_nothing(path: Path) -> None:
    with session.opened(str(path)) as database, pytest.raises(Unusable) as refused, database.write() as tx:
        raw = driver(tx.conn)
        raw.execute(f"PRAGMA max_page_count = {raw.execute('PRAGMA page_count').fetchone()[0]}")
        tx.set("n", "x" * 1_000_000)
    assert refused.value.code == "full"
    with session.opened(str(path)) as database, database.write() as tx:
        assert tx.settings["n"] == 0


@tools.on_unix
def test_a_read_only_file_can_be_read_but_not_written() -> None:
    # root may write everywhere, so the script steps down first, in a folder that anybody may enter
    script = textwrap.dedent(
        """
        import os, sys
        from pathlib import Path
        from repaircli.platform.errors import RepairError
        from repaircli.platform.db.session import Database
        from repaircli.platform.db.migrations import runner
        path = Path(sys.argv[1])
        def use(path):
            database = Database.open(str(path))
            with database.read() as tx:
                print(tx.settings["n"])
            try:
                with database.write() as tx:
                    tx.set("n", 1)
                print("written")
            except RepairError as error:
                print(error.exit, error.code)
            database.close()
        for name in ("own.db", "others.db"):
            runner.create(str(path / name), training=True, genesis=lambda tx: tx.set("n", 0)).close()
        use(path / "own.db")
        (path / "others.db").chmod(0o444)
        (path / "others.db.lock").chmod(0o666)
        path.chmod(0o755)
        if os.geteuid() == 0:
            os.seteuid(65534)
        use(path / "others.db")
        """
    )
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        done = subprocess.run(
            [sys.executable, "-c", script, folder], capture_output=True, text=True, check=False
        )
    assert (done.stdout, done.stderr) == ("0\nwritten\n0\n8 readonly\n", "")


@tools.on_unix
def test_an_input_output_error_at_commit_leaves_the_outcome_unknown_and_the_file_usable(path: Path) -> None:
    # a limit on the size of files is the one way to a failing write that needs no special disk
    script = textwrap.dedent(
        """
        import resource, sys
        from repaircli.platform.errors import OutcomeUnknown
        from repaircli.platform.db.session import Database
        from repaircli.platform.db.migrations import runner
        database = Database.open(sys.argv[1])
        size = database.path.stat().st_size
        try:
            with database.write() as tx:
                tx.set("n", "x" * 300_000)
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        except OutcomeUnknown as error:
            print(error.exit, error.code)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("9 outcome_unknown\n", "")
    with session.opened(str(path)) as database, database.write() as tx:
        assert tx.settings["n"] == 0
        tx.set("n", 1)


@pytest.mark.parametrize(
    "target",
    ["", "mysql://u@h/d", "nonsense://x", "sqlite://", "sqlite:///:memory:", "a\0b"],
)
def test_what_names_no_database_is_a_usage_error(target: str) -> None:
    assert isinstance(complaint(target), UsageProblem)


def test_a_password_in_a_url_is_never_shown() -> None:
    assert "secret" not in Database("postgresql+psycopg://u:secret@host/d").name
    with pytest.raises(UsageProblem) as refused:
        Database("nonsense://u:secret@host/d")
    assert "secret" not in str(refused.value.message)


def test_a_url_of_a_sqlite_file_is_that_file(path: Path) -> None:
    assert Database.open(f"sqlite:///{path}").path == path


def test_init_takes_no_file_that_is_already_there(path: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("kept")
    before = path.read_bytes()
    for name in ("repair.db", "text"):
        with pytest.raises(Conflict):
            runner.create(str(tmp_path / name), training=False)
    assert path.read_bytes() == before
    assert (tmp_path / "text").read_text() == "kept"


def test_init_takes_over_what_an_interrupted_one_left(tmp_path: Path) -> None:
    (tmp_path / "repair.db").touch()
    with closing(runner.create(str(tmp_path / "repair.db"), training=False)) as database:
        assert not database.training


def test_an_init_that_fails_leaves_no_database(tmp_path: Path) -> None:
    def stumble(tx: session.Tx) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        runner.create(str(tmp_path / "repair.db"), training=False, genesis=stumble)
    assert not (tmp_path / "repair.db").exists()


@tools.on_unix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o177, 0o777])
def test_files_are_for_their_owner_alone_under_every_umask(tmp_path: Path, umask: int) -> None:
    script = textwrap.dedent(
        """
        import os, sys
        from pathlib import Path
        from repaircli.platform.db import maintenance
        from repaircli.platform.db.session import Database
        from repaircli.platform.db.migrations import runner
        os.umask(int(sys.argv[2]))
        database = runner.create(sys.argv[1], training=True)
        with database.write() as tx:
            tx.set("n", 1)
            for file in database.path.parent.iterdir():
                print(oct(file.stat().st_mode & 0o777), file.name)
        maintenance.backup(database, database.path.with_name("copy.db"))
        for file in (database.path.with_name("copy.db"), database.path.parent, database.path.parent.parent):
            print(oct(file.stat().st_mode & 0o777), file.name)
        """
    )
    target = tmp_path / "a" / "b" / "repair.db"
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, str(target), str(umask)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert sorted(done.stdout.split("\n")) == sorted(
        [
            "",
            "0o600 copy.db",
            "0o600 repair.db",
            "0o600 repair.db-journal",
            "0o600 repair.db.lock",
            "0o700 a",
            "0o700 b",
        ]
    )
