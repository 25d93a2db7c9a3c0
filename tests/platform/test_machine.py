"""What differs between operating systems: as each of them does it, where the system at hand can be told to be another."""

from __future__ import annotations

import errno
import getpass
import importlib
import io
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from network import Network

from repaircli import cli
from repaircli.commands.framework import lines
from repaircli.platform import machine
from repaircli.platform.db import failures
from repaircli.platform.db import write_lock as queue
from repaircli.platform.errors import Unusable, UsageProblem
from repaircli.platform.text import command_line
from repaircli.tabular import writer


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "WINDOWS", True)


@pytest.fixture
def no_fcntl(monkeypatch: pytest.MonkeyPatch) -> None:
    importlib.import_module("filelock")  # it may use what its system has
    monkeypatch.setitem(sys.modules, "fcntl", None)


def test_a_private_file_is_its_owners_alone_and_never_a_link(tmp_path: Path) -> None:
    path = tmp_path / "a"
    os.close(machine.open_private(path, os.O_CREAT))
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        machine.open_private(path, os.O_CREAT | os.O_EXCL)


@pytest.mark.skipif(os.name != "posix", reason="Windows asks for an administrator to make a link")
@pytest.mark.parametrize("missing", ["", "O_NOFOLLOW"])
def test_a_link_is_not_followed_on_any_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    if missing:
        monkeypatch.delattr(os, missing)
    with pytest.raises(OSError) as refused:
        machine.open_private(tmp_path / "link", os.O_CREAT)
    assert refused.value.errno == errno.ELOOP
    assert not (tmp_path / "target").exists()


def test_the_account_owns_what_it_makes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    assert machine.owns(path)
    assert machine.account() == getpass.getuser()


def test_where_the_system_cannot_tell_who_owns_a_file_nobody_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if hasattr(os, "getuid"):
        monkeypatch.delattr(os, "getuid")
    monkeypatch.setitem(sys.modules, "win32api", None)
    monkeypatch.setitem(sys.modules, "win32security", None)
    (tmp_path / "a").touch()
    assert not machine.owns(tmp_path / "a")
    assert machine.account() is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="there the system itself answers")
@pytest.mark.parametrize(("owner", "owned"), [("me", True), ("group", True), ("other", False)])
def test_on_windows_the_owner_is_the_account_or_what_the_system_gave_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: str, owned: bool
) -> None:
    monkeypatch.delattr(os, "getuid")
    about = SimpleNamespace(GetSecurityDescriptorOwner=lambda: owner)
    security = SimpleNamespace(
        OWNER_SECURITY_INFORMATION=1,
        TOKEN_QUERY=8,
        TokenUser=1,
        TokenOwner=4,
        GetFileSecurity=lambda path, asked: about,
        OpenProcessToken=lambda process, access: "token",
        GetTokenInformation=lambda token, asked: ("me", 0) if asked == 1 else "group",
    )
    monkeypatch.setitem(sys.modules, "win32security", security)  # type: ignore[arg-type]
    monkeypatch.setitem(
        sys.modules,
        "win32api",
        SimpleNamespace(GetCurrentProcess=lambda: 0, GetUserName=lambda: "李雷"),  # type: ignore[arg-type]
    )
    assert machine.owns(tmp_path) is owned
    assert machine.account() == "李雷"


# Words on a command line.


@pytest.mark.parametrize(
    "word", ["", "a b", "C:\\维修 单\\a.csv", "it's", 'say "so"', "end\\ \\", "50%&x", "plain"]
)
def test_a_quoted_word_is_one_word_to_windows(windows: None, word: str) -> None:
    assert machine.quoted(word) == word or machine.quoted(word).startswith('"')
    # the rules of its C library, by which every program there reads its line
    assert _windows_words(machine.quoted(word)) == [word]


def _windows_words(line: str) -> list[str]:
    found, word, inside, begun, at = [], "", False, False, 0
    while at < len(line):
        slashes = len(line[at:]) - len(line[at:].lstrip("\\"))
        at += slashes
        if line[at : at + 1] == '"':
            word += "\\" * (slashes // 2)
            begun = True
            if slashes % 2:
                word += '"'
            else:
                inside = not inside
            at += 1
            continue
        word += "\\" * slashes
        if at < len(line):
            if line[at].isspace() and not inside:
                found, word, begun = [*found, word], "", False
            else:
                word += line[at]
            at += 1
    return [*found, word] if word or begun else found


def test_the_reader_of_windows_words_reads_as_windows_does() -> None:
    for words in (["a b", "c"], ['x"y', "z\\"], ["", "\\\\server\\share"], ['\\"', "a\\\\ b\\"]):
        assert _windows_words(subprocess.list2cmdline(words)) == words


def test_hints_fit_the_shells_of_windows(windows: None, tmp_path: Path) -> None:
    line = command_line("db info", "--db {db}", db="C:\\my data\\a.db")
    assert str(line.id.format(**line.args)) == 'repaircli db info --db "C:\\my data\\a.db"'
    assert str(failures.look("C:\\my data\\a.db")) == 'icacls "C:\\my data\\a.db"'
    assert str(failures.room("x")).startswith("fsutil volume diskfree")


def test_a_program_of_the_settings_keeps_its_folders_on_windows(windows: None) -> None:
    assert machine.words(r"C:\tools\sms.exe --to '#1 x'") == [r"C:\tools\sms.exe", "--to", "#1 x"]


def test_a_program_of_the_settings_is_split_as_a_shell_does() -> None:
    if os.name == "posix":
        assert machine.words(r"/usr/bin/sms\ all --to '#1 x' #2") == [
            "/usr/bin/sms all",
            "--to",
            "#1 x",
            "#2",
        ]
    with pytest.raises(ValueError):
        machine.words("sms 'all")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (r"order import C:\new\x.csv", ["order", "import", r"C:\new\x.csv"]),
        (r'order import "C:\new folder\x.csv"', ["order", "import", r"C:\new folder\x.csv"]),
        (r"order import \\server\share\x.csv", ["order", "import", r"\\server\share\x.csv"]),
        (r"close X --solution say\ \"so\"", ["close", "X", "--solution", 'say "so"']),
    ],
)
def test_a_line_of_a_batch_may_name_a_windows_path(
    monkeypatch: pytest.MonkeyPatch, line: str, words: list[str]
) -> None:
    with monkeypatch.context() as there:
        there.setattr(machine, "WINDOWS", True)
        importlib.reload(lines)
        found = lines.words(line)
    importlib.reload(lines)
    assert found == words


# The queue of writers where the system has none.


def test_without_flock_one_writer_holds_the_lock_at_a_time(no_fcntl: None, tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    with queue.turn(lock), pytest.raises(Unusable) as waited, queue.turn(lock, wait=0.1):
        pass
    assert waited.value.code == "locked"
    inside, most, done = 0, 0, []

    def write() -> None:
        nonlocal inside, most
        for _ in range(20):
            with queue.turn(lock):
                inside += 1
                most = max(most, inside)
                time.sleep(0.0005)
                inside -= 1
        done.append(1)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join(30)
    assert len(done) == 4 and most == 1


def test_a_writer_of_another_process_is_waited_for(no_fcntl: None, tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    holding = """
import sys
from pathlib import Path
import filelock
sys.modules["fcntl"] = None
from repaircli.platform.db import write_lock
with write_lock.turn(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None and other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(Unusable), queue.turn(lock, wait=0.05):
            pass
        other.stdin.write(b"\n")
        other.stdin.flush()
        with queue.turn(lock, wait=10):
            pass


def test_with_flock_nothing_is_asked_again_and_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    monkeypatch.setattr(queue, "_poll", None)
    lock = tmp_path / "x.lock"
    with queue.turn(lock), pytest.raises(Unusable), queue.turn(lock, wait=0.05):
        pass


# A file that another program holds open.


def _denied(name: str) -> Callable[..., int]:
    real: Callable[..., int] = getattr(os, name)

    def call(*args: object, **named: object) -> int:
        if str(args[0]).endswith("held.csv") or (len(args) > 1 and str(args[1]).endswith("held.csv")):
            raise PermissionError(errno.EACCES, "Permission denied", str(args[0]))
        return real(*args, **named)

    return call


@pytest.mark.parametrize("when", ["open", "replace"])
def test_a_file_that_excel_holds_open_is_named_and_stays_as_it_was(
    windows: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, when: str
) -> None:
    held = tmp_path / "held.csv"
    held.write_text("old")
    monkeypatch.setattr(os, when, _denied(when))
    begun = []
    with pytest.raises(UsageProblem) as refused, writer.replaced(held) as temporary:
        begun.append(1)
        temporary.write_text("new")
    monkeypatch.undo()
    assert "open in another program" in str(refused.value.message.id)
    assert refused.value.hint is not None and "close it there" in refused.value.hint.id
    assert bool(begun) is (when == "replace")  # where it can be known before, nothing is begun
    assert held.read_text() == "old" and os.listdir(tmp_path) == ["held.csv"]


def test_a_read_only_file_is_not_said_to_be_open_elsewhere(
    windows: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = tmp_path / "held.csv"
    held.write_text("old")
    monkeypatch.setattr(os, "replace", _denied("replace"))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(UsageProblem) as refused, writer.replaced(held):
        pass
    assert "cannot be written" in refused.value.message.id


# What every module of the program must do without.


def test_no_module_needs_what_unix_alone_has_when_it_is_imported() -> None:
    """Each module of the program is imported without the modules that Windows lacks."""
    unix = ["fcntl", "pwd", "grp", "termios", "readline", "resource", "pty", "tty", "syslog"]
    probe = f"""
import sys, pkgutil, importlib
for name in {unix}: sys.modules[name] = None
import repaircli
names = [m.name for m in pkgutil.walk_packages(repaircli.__path__, "repaircli.")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 200


# A console in a code page.


class Console(io.TextIOWrapper):
    """A terminal that shows what its code page has."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self) -> bool:
        return True

    def shown(self) -> str:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(self.encoding)


@pytest.mark.parametrize(("encoding", "escaped"), [("gbk", "\\u2713\\U0001f642"), ("utf-8", "✓🙂")])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_console_shows_what_its_code_page_has_and_the_rest_as_escapes(
    network: Network, monkeypatch: pytest.MonkeyPatch, encoding: str, escaped: str, lang: str
) -> None:
    no = network.create(customer="张三✓🙂")
    out, err = Console(encoding), Console(encoding)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("REPAIRCLI_NOW", network.now)
    monkeypatch.setenv("COLUMNS", "100")
    cli._streams()
    acting = ["--db", str(network.path), "--as", "admin", "--lang", lang]
    for words in (["order", "show", no], ["order", "list"], ["due"], ["order", "close", no], ["--help"]):
        cli.main([*words, *acting])
    assert f"张三{escaped}" in out.shown()
    assert ("北京" if encoding == "gbk" else "🙂") in out.shown()
    assert "bug" not in err.shown() and "程序错误" not in err.shown()


def test_pipes_and_files_get_utf_8_and_line_feeds_on_every_system(tmp_path: Path) -> None:
    """As Windows opens them: in the code page, and with a carriage return before each line feed."""
    probe = """
import io, sys
sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="gbk", newline="\\r\\n")
sys.stdin = io.TextIOWrapper(sys.stdin.buffer, encoding="gbk")
from repaircli import cli
cli._streams()
print(sys.stdin.read())
"""
    done = subprocess.run(
        [sys.executable, "-c", probe], input="维修✓".encode(), capture_output=True, timeout=60
    )
    assert done.stdout == "维修✓\n".encode(), done.stderr
