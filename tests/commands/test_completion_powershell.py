"""Completion in PowerShell: the script that is installed, how it is read, and what it is answered.

Where PowerShell is not to be had, a grammar of it reads the script, and the test asks what the script would ask.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tree_sitter_powershell
from network import Network
from tree_sitter import Language, Node, Parser

from repaircli.commands.framework import completion
from repaircli.platform.errors import UsageProblem

SHELLS = ("powershell", "pwsh")


def _nodes(node: Node) -> list[Node]:
    return [node, *(n for child in node.children for n in _nodes(child))]


def _read(text: str) -> list[Node]:
    return _nodes(Parser(Language(tree_sitter_powershell.language())).parse(text.encode()).root_node)


def _is_whole(text: str) -> bool:
    return not any(node.is_error or node.is_missing for node in _read(text))


def test_the_script_is_whole_powershell_of_ascii() -> None:
    script = completion.script("powershell")
    assert script.isascii() and _is_whole(script)
    assert not _is_whole(script.replace("-eq 0) {", "-eq 0 {", 1))
    assert completion.script("pwsh") == script


def test_the_script_asks_with_the_names_that_the_program_reads() -> None:
    named = {
        node.text.decode()
        for node in _read(completion.script("pwsh"))
        if node.type == "variable" and node.text
    }
    assert {f"$env:{completion.VARIABLE}", f"$env:{completion.TYPED}"} <= named
    # a variable that is read is one that was given or set: a misspelt one would be empty, and nobody would be told
    known = {
        "$wordToComplete",
        "$commandAst",
        "$cursorPosition",
        "$element",
        "$words",
        "$encoding",
        "$found",
        "$code",
    }
    known |= {"$line", "$value", "$meaning", "$typed", "$env:_REPAIRCLI_COMPLETE", "$env:_REPAIRCLI_TYPED"}
    assert named == known | {"$false", "$LASTEXITCODE"}


def answered(network: Network, *words: str, lang: str = "zh") -> tuple[int, list[str]]:
    """What the program gives for the words before the cursor, the last of them unfinished, in bytes as a shell reads it."""
    environment = {
        **os.environ,
        completion.VARIABLE: "complete_powershell",
        completion.TYPED: "\n".join(("repaircli", *words)),
        "REPAIRCLI_DB": str(network.path),
        "REPAIRCLI_AS": "co1",
        "REPAIRCLI_NOW": network.now,
        "REPAIRCLI_LANG": lang,
    }
    done = subprocess.run(
        [sys.executable, "-m", "repaircli"], env=environment, capture_output=True, timeout=60
    )
    assert done.stderr == b"" and b"\r" not in done.stdout
    return done.returncode, done.stdout.decode("utf-8").splitlines()


def test_commands_options_and_values_are_offered(network: Network) -> None:
    no = network.create()
    code, found = answered(network, "ord")
    assert code == 0 and [line.split("\t")[0] for line in found] == ["order"]
    assert all("\t" in line for line in found)
    assert answered(network, "order", "list", "--station", "00010")[1][0].startswith("000101")
    assert answered(network, "order", "list", "--station=00010")[1][0].startswith("--station=000101")
    assert answered(network, "order", "show", no[-4:])[1][0].split("\t")[0] == no
    reasons = answered(network, "cancel", "check", "X", "--reason", "wrong_p")[1]
    assert reasons[0].split("\t") == ["wrong_phone", "用户电话错误"]


def test_a_word_with_blanks_and_backslashes_is_one_word(network: Network) -> None:
    assert answered(network, "--db", "C:\\my data\\none.db", "order", "wri")[1][0].startswith("writeback-t3")
    assert answered(network, "order", "note that", "") == (0, [])


def test_files_are_left_to_the_shell_and_an_unknown_word_offers_nothing(network: Network) -> None:
    assert answered(network, "order", "import", "a") == (completion.FILES, [])
    assert answered(network, "no-such-thing", "") == (0, [])


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The profile that a PowerShell on the path names."""
    place = tmp_path / "文档" / "PowerShell" / "profile.ps1"
    told = subprocess.CompletedProcess([], 0, stdout=f"{place}\r\n".encode())
    monkeypatch.setattr(subprocess, "run", lambda argv, **named: told)
    return place


@pytest.mark.parametrize("shell", SHELLS)
def test_the_profile_reads_the_script_once_and_keeps_what_it_held(
    profile: Path, shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    profile.parent.mkdir(parents=True)
    profile.write_bytes("# 我的设置".encode())
    for _ in range(2):
        assert completion.set_up(["--install-completion", shell]) == 0
    assert profile.read_text(encoding="utf-8").splitlines() == [
        "# 我的设置",
        '. "$PSScriptRoot/repaircli-completion.ps1"',
    ]
    script = profile.with_name("repaircli-completion.ps1")
    assert script.read_text(encoding="utf-8") == completion.script(shell)
    assert str(script) in capsys.readouterr().out


def test_a_profile_that_is_not_there_is_made(profile: Path) -> None:
    completion.set_up(["--install-completion", "pwsh"])
    assert profile.read_text(encoding="utf-8").strip() == '. "$PSScriptRoot/repaircli-completion.ps1"'


def test_a_profile_in_utf_16_stays_so(profile: Path) -> None:
    profile.parent.mkdir(parents=True)
    profile.write_bytes("\ufeff# 我的设置\r\n".encode("utf-16-le"))
    for _ in range(2):
        completion.set_up(["--install-completion", "powershell"])
    assert profile.read_bytes().decode("utf-16").splitlines() == [
        "# 我的设置",
        '. "$PSScriptRoot/repaircli-completion.ps1"',
    ]


def test_a_powershell_that_cannot_be_asked_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*argv: object, **named: object) -> None:
        raise FileNotFoundError(2, "No such file")

    monkeypatch.setattr(subprocess, "run", absent)
    with pytest.raises(UsageProblem) as refused:
        completion.set_up(["--install-completion", "pwsh"])
    assert str(refused.value.hint) == "repaircli --show-completion pwsh"


@pytest.mark.skipif(not any(map(shutil.which, SHELLS)), reason="no PowerShell on this machine")
def test_powershell_itself_completes(network: Network, tmp_path: Path) -> None:
    shell = next(filter(None, map(shutil.which, SHELLS)))
    (tmp_path / "c.ps1").write_text(completion.script("pwsh"))
    ask = (
        f". '{tmp_path / 'c.ps1'}'; "
        "(TabExpansion2 'repaircli order list --station 00010' 38).CompletionMatches | % { $_.CompletionText }"
    )
    done = subprocess.run(
        [shell, "-NoProfile", "-Command", ask],
        capture_output=True,
        text=True,
        timeout=120,
        env={
            **os.environ,
            "REPAIRCLI_DB": str(network.path),
            "REPAIRCLI_AS": "co1",
            "REPAIRCLI_NOW": network.now,
        },
    )
    assert done.stdout.split() == ["000101"], done.stderr
