"""The prompt for a person: who acts and on what, history, completion, and nothing that ends it but he."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from network import Network
from terminal import END, ENTER, INTERRUPT, KILL_LINE, TAB, UP, Terminal


class Session:
    """Starts the prompt as `who`, in a home folder of its own."""

    def __init__(self, network: Network, home: Path) -> None:
        self.network = network
        self.home = home

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "REPAIRCLI_LANG": "en",
            "REPAIRCLI_DB": str(self.network.path),
            "REPAIRCLI_NOW": self.network.now,
        }

    @property
    def history(self) -> Path:
        return self.home / ".local" / "state" / "repaircli" / "history"

    def start(self, *more: str, who: str | None = "co1") -> Terminal:
        argv = [sys.executable, "-m", "repaircli", "shell", *more]
        return Terminal(argv + (["--as", who] if who else []), self.environment, self.home, 100, 40)


@pytest.fixture
def session(network: Network, tmp_path: Path) -> Iterator[Session]:
    home = tmp_path / "home"
    home.mkdir()
    yield Session(network, home)


PROMPT = "co1@network.db [training]>"


def test_the_prompt_shows_who_acts_on_which_database_and_commands_follow_one_another(
    session: Session,
) -> None:
    no = session.network.create()
    with session.start() as terminal:
        terminal.sees("training database: nothing in it is real", PROMPT)
        terminal.press(f"order download {no}{ENTER}")
        terminal.sees("downloaded")
        terminal.press(f"repaircli order assign {no} --engineer eng1 # as in a file{ENTER}")
        terminal.sees("engineer")
        terminal.press(f"exit{ENTER}")
        assert terminal.ended() == 0
    assert session.network.show(no)["engineer"] == "eng1"


def test_no_error_ends_it_and_ctrl_d_does(session: Session) -> None:
    with session.start() as terminal:
        terminal.sees(PROMPT)
        for typed, told in (
            ("order show R-none", "error: no such order: R-none"),
            ("ordr", "error: no such command: ordr; did you mean order"),
            ("order show 'x", "error: a quotation mark is not closed"),
            ("as", "error: change the identity: as LOGIN"),
            ("shell", "error: a shell cannot run inside of shell"),
            ("", PROMPT),
            ("# nothing", PROMPT),
        ):
            terminal.press(typed + ENTER)
            terminal.sees(told)
        terminal.press(END)
        assert terminal.ended() == 0


def test_ctrl_c_drops_the_line_that_is_typed(session: Session) -> None:
    no = session.network.create()
    with session.start() as terminal:
        terminal.sees(PROMPT)
        terminal.press(f"order download {no}")
        terminal.sees(no)
        terminal.press(INTERRUPT)
        terminal.quiet(0.5)
        terminal.press(f"whoami{ENTER}")
        terminal.sees("coordinator")
        terminal.press(END)
        assert terminal.ended() == 0
    assert session.network.show(no)["status"] == "dispatched"


def test_identity_role_language_and_database_change_by_a_word(session: Session, tmp_path: Path) -> None:
    with session.start() as terminal:
        terminal.sees(PROMPT)
        terminal.press(f"as both1{ENTER}")
        terminal.sees("both1@network.db [training]>")
        terminal.press(f"role engineer{ENTER}")
        terminal.sees("both1/engineer@network.db [training]>")
        terminal.press(f"as nobody{ENTER}")
        terminal.sees("error: unknown or disabled identity nobody")
        terminal.press(f"whoami{ENTER}")
        terminal.sees("acts as            engineer")
        terminal.press(f"lang zh{ENTER}whoami{ENTER}")
        terminal.sees("维修站服务工程师")
        terminal.press(f"lang en{ENTER}db {tmp_path}/none.db{ENTER}")
        terminal.sees("no database")
        terminal.press(f"as admin{ENTER}init --training --db {tmp_path}/other.db{ENTER}")
        terminal.sees("try next")
        terminal.press(f"db {tmp_path}/other.db{ENTER}")
        terminal.sees("admin@other.db [training]>")
        terminal.press(f"region list{ENTER}")
        terminal.sees("no regions")


def test_tab_completes_commands_orders_and_codes_and_lists_what_they_mean(session: Session) -> None:
    first, second = session.network.create(), session.network.create()
    with session.start() as terminal:
        terminal.sees(PROMPT)
        terminal.press(f"ord{TAB}sh{TAB}{first[-4:]}{TAB}")
        terminal.sees(f"{PROMPT} order show {first}")
        terminal.press(KILL_LINE + f"order show {first[2:9]}{TAB}{TAB}")
        screen = terminal.sees(f"{second}  张三, dispatched", f"{first}  张三, dispatched")
        assert screen.index(second) < screen.rindex(first)
        assert terminal.line == f"{PROMPT} order show {first[2:9]}"
        terminal.press(KILL_LINE + f"cancel check X --reason wrong_{TAB}{TAB}")
        terminal.sees("wrong_phone              用户电话错误")
        terminal.press(KILL_LINE + f"as nor{TAB}{ENTER}")
        terminal.sees("north@network.db [training]>")
        terminal.press(f"lan{TAB}z{TAB}{ENTER}")
        terminal.sees("lang zh")


def test_what_was_typed_is_there_the_next_time_and_for_nobody_else(session: Session) -> None:
    with session.start() as terminal:
        terminal.sees(PROMPT)
        terminal.press(f"order list --customer 李雷{ENTER} whoami{ENTER}region list{ENTER}region list{ENTER}")
        terminal.quiet()
        terminal.press(END)
        assert terminal.ended() == 0
    assert session.history.read_text().splitlines() == ["order list --customer 李雷", "region list"]
    assert stat.S_IMODE(session.history.stat().st_mode) == 0o600
    assert stat.S_IMODE(session.history.parent.stat().st_mode) == 0o700
    with session.start() as terminal:
        terminal.sees(PROMPT)
        terminal.press(UP + UP)
        terminal.sees(f"{PROMPT} order list --customer 李雷")


def test_a_history_that_cannot_be_kept_is_no_reason_not_to_work(session: Session) -> None:
    (session.home / ".local").write_text("")
    with session.start() as terminal:
        terminal.sees(PROMPT)
        terminal.press(f"whoami{ENTER}")
        terminal.sees("coordinator")
        terminal.press(END)
        assert terminal.ended() == 0


def test_help_lists_commands_and_the_words_to_the_shell(session: Session) -> None:
    with session.start() as terminal:
        terminal.sees(PROMPT)
        terminal.press(f"help{ENTER}")
        terminal.sees("Commands of the shell itself:", "exit   leave, as Ctrl-D does")
        terminal.press(f"help order show{ENTER}")
        terminal.sees("Usage: repaircli order show")


def test_a_batch_may_be_run_from_it(session: Session) -> None:
    (session.home / "lines.txt").write_text("region list\nwhoami\n")
    with session.start() as terminal:
        terminal.sees(PROMPT)
        terminal.press(f"batch lines.txt{ENTER}")
        terminal.sees("1  region list", "2  whoami", "coordinator")


def test_without_a_person_there_is_no_prompt(session: Session) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "repaircli", "shell", "--as", "co1"],
        input="whoami\n",
        capture_output=True,
        text=True,
        env=session.environment,
    )
    assert (done.returncode, done.stdout) == (2, "") and "hint: repaircli batch -" in done.stderr


def test_it_starts_without_an_identity_and_takes_one(session: Session) -> None:
    with session.start(who=None) as terminal:
        terminal.sees("-@network.db [training]>")
        terminal.press(f"whoami{ENTER}")
        terminal.sees("error: no identity given")
        terminal.press(f"as co1{ENTER}")
        terminal.sees(PROMPT)
