"""Completion as it is typed in the real shells, installed by the program's own command."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
import tools
from network import Network
from terminal import INTERRUPT, TAB, Terminal

SHELLS = {"bash": ["bash", "-i"], "zsh": ["zsh", "-i"], "fish": ["fish", "-i"]}


class Typist:
    """A person at the prompt of a shell in which completion is installed, with two orders in his station."""

    def __init__(self, shell: str, terminal: Terminal, orders: tuple[str, str]) -> None:
        self.shell = shell
        self.terminal = terminal
        self.first, self.second = orders

    def types(self, text: str) -> None:
        """Types `text` on an empty line."""
        self.terminal.press(INTERRUPT)
        self.terminal.quiet(0.3)
        self.terminal.press("clear\r")
        self.terminal.quiet(0.3)
        self.terminal.press(text)

    def sees(self, *texts: str) -> str:
        return self.terminal.sees(*texts)


@pytest.fixture(params=SHELLS)
def typist(request: pytest.FixtureRequest, network: Network, tmp_path: Path) -> Iterator[Typist]:
    shell = str(request.param)
    tools.needed(shell, shell)
    orders = (network.create(), network.create())
    (tmp_path / "orders-of-june.csv").write_text("")
    # where it is missing, fish reads every manual page of the machine behind the first prompt
    (tmp_path / ".local" / "share" / "fish" / "generated_completions").mkdir(parents=True)
    environment = {
        "HOME": str(tmp_path),
        "PATH": f"{_scripts(tmp_path)}:{os.environ['PATH']}",
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "PS1": "> ",
        "REPAIRCLI_DB": str(network.path),
        "REPAIRCLI_AS": "co1",
        "REPAIRCLI_NOW": network.now,
        "REPAIRCLI_LANG": "zh",
    }
    done = subprocess.run(
        ["repaircli", "--install-completion", shell], env=environment, capture_output=True, check=True
    )
    assert str(tmp_path) in done.stdout.decode()
    with Terminal(SHELLS[shell], environment, tmp_path) as terminal:
        terminal.quiet(1.5)
        yield Typist(shell, terminal, orders)


def _scripts(folder: Path) -> Path:
    """A folder with the program in it, for where it is not installed as a script."""
    place = Path(sysconfig.get_path("scripts"))
    if (place / "repaircli").exists():
        return place
    (folder / "bin").mkdir()
    script = folder / "bin" / "repaircli"
    script.write_text(f"#!{sys.executable}\nfrom repaircli.cli import run\nrun()\n")
    script.chmod(0o755)
    return script.parent


def test_commands_options_and_values_are_completed(typist: Typist) -> None:
    for typed, completed in (
        ("ord", "order"),
        ("order writeb", "order writeback-t3"),
        ("order list --eng", "order list --engineer"),
        ("order assign X --engineer en", "order assign X --engineer eng"),
        ("--as nor", "--as north"),
        ("order list --station 00010", "order list --station 000101"),
        ("order list --status downl", "order list --status downloaded"),
        ("cancel check X --reason wrong_p", "cancel check X --reason wrong_phone"),
        ("order fact X resea", "order fact X reseat"),
        ("contact log X --result gui", "contact log X --result guided"),
        ("order writeback-t3 X --type 备", "--type 备件原因"),
        ("user list --role liai", "user list --role liaison"),
        ("user add x --region 华东", "user add x --region 华东区"),
        ("order import orders-of", "order import orders-of-june.csv"),
    ):
        typist.types(f"repaircli {typed}{TAB}")
        typist.sees(completed if completed.startswith("--type") else f"repaircli {completed}")


def test_an_order_is_completed_from_any_part_of_its_number(typist: Typist) -> None:
    typist.types(f"repaircli order show {typist.first[-4:]}{TAB}")
    typist.sees(f"order show {typist.first}")


def test_several_orders_with_that_part_are_listed_the_newest_first_and_nothing_typed_is_lost(
    typist: Typist,
) -> None:
    part = typist.first[2:9]
    assert part in typist.first and part in typist.second
    typist.types(f"repaircli order show {part}{TAB}")
    if typist.shell == "bash":
        typist.terminal.quiet()
        typist.terminal.press(TAB)
    screen = typist.sees(typist.first, typist.second)
    kept = typist.second if typist.shell == "zsh" else part
    assert f"repaircli order show {kept}\n" in f"{screen}\n"
    listed = screen[screen.index("\n") :]
    assert listed.index(typist.second) < listed.index(typist.first)


@pytest.mark.parametrize("typist", ["zsh", "fish"], indirect=True)
def test_what_a_code_means_stands_beside_it_where_the_shell_can_show_it(typist: Typist) -> None:
    typist.types(f"repaircli cancel check X --reason wrong_{TAB}")
    typist.sees("区域派错", "用户电话错误")


def test_where_the_database_cannot_be_read_nothing_is_offered_and_nothing_is_said(typist: Typist) -> None:
    typist.types(f"repaircli --db none.db order show 0{TAB}")
    typist.terminal.quiet(2)
    assert typist.terminal.screen.splitlines()[-1].rstrip().endswith("repaircli --db none.db order show 0")
