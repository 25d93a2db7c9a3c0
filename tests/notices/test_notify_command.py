"""Notices that a program takes over, and settings that say what cannot be."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from network import Network
from smtp_server import Server

Configured = Callable[..., Path]

PROGRAM = """
import os, sys
folder = os.path.dirname(os.path.abspath(__file__))
text = sys.stdin.buffer.read().decode("utf-8")
told = {k[len("REPAIRCLI_NOTICE_"):]: v for k, v in os.environ.items() if k.startswith("REPAIRCLI_NOTICE_")}
secrets = [k for k in ("REPAIRCLI_MAIL_PASSWORD", "REPAIRCLI_TOKEN") if k in os.environ]
with open(os.path.join(folder, "told"), "a", encoding="utf-8") as out:
    out.write(repr((sys.argv[1:], told, secrets, text)) + "\\n")
if os.path.exists(os.path.join(folder, "fail")):
    sys.exit("no line today")
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "a folder; touch pwned"
    folder.mkdir()
    file = folder / "tell.py"
    file.write_text(PROGRAM, encoding="utf-8")
    return file


def told(program: Path) -> list[tuple[list[str], dict[str, str], list[str], str]]:
    file = program.with_name("told")
    return [eval(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def command(program: Path, more: str = "") -> str:
    words = f"{sys.executable} '{program}' --from '$HOME' '`id`'"
    return f'[media]\ncommand = """{words}"""\n{more}\n'


def urged(network: Network) -> str:
    no = network.create()
    network.ok("agent", f"urge add {no} --text 请尽快")
    return no


def test_a_program_gets_the_text_on_its_input_and_no_shell_is_between(
    network: Network, configured: Configured, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(text=command(program))
    monkeypatch.setenv("REPAIRCLI_MAIL_PASSWORD", "x")
    no = urged(network)
    assert network.ok("admin", "notify send")["sent"] == 1
    ((words, environment, secrets, text),) = told(program)
    assert words == ["--from", "$HOME", "`id`"]
    assert secrets == []
    assert environment["CODE"] == "N9" and environment["TO"] == "000001" and environment["ORDER_NO"] == no
    assert no in text.splitlines()[0] and text.splitlines()[1] == "" and "请尽快" in text
    assert network.ok("admin", "notify send")["sent"] == 0


def test_a_program_that_fails_is_asked_again_later(
    network: Network, configured: Configured, program: Path
) -> None:
    configured(text=command(program))
    program.with_name("fail").touch()
    urged(network)
    result = network.run("admin", "notify send")
    assert result.exit == 7 and "no line today" in result.err
    (row,) = network.ok("admin", "notify list")
    assert row["status"] == "queued" and row["next_try_at"] == "2026-06-03T09:01:00+08:00"
    program.with_name("fail").unlink()
    network.at("09:01")
    assert network.ok("admin", "notify send")["sent"] == 1


def test_a_program_that_is_not_there_loses_nothing(network: Network, configured: Configured) -> None:
    configured(text='[media]\ncommand = "/no/such/program"\n')
    urged(network)
    result = network.run("admin", "notify send")
    assert result.data["put_off"] == 1 and "/no/such/program" in result.err


def test_mail_comes_first_and_the_program_gets_what_has_no_address_or_is_taken(
    network: Network, server: Server, configured: Configured, program: Path
) -> None:
    mail = (
        f'[mail]\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nfrom = "r@example.com"\n'
        '[addresses.station]\n"000001" = "s1@example.com"\n'
    )
    urged(network)
    other = network.create(station="000101")
    network.ok("agent", f"urge add {other} --text 另一单")
    configured(text=mail + command(program))
    plan = network.ok("admin", "notify send --dry-run")
    assert [(r["to"], r["by"]) for r in plan["results"]] == [("000001", "mail"), ("000101", "command")]
    configured(text=mail + command(program, 'takes = ["form", "phone"]'))
    plan = network.ok("admin", "notify send --dry-run")
    assert [r["by"] for r in plan["results"]] == ["command", "command"]
    assert network.ok("admin", "notify send")["sent"] == 2
    assert len(told(program)) == 2 and server.taken == []


def test_without_server_and_program_nothing_is_sent_and_the_hint_says_where_to_look(
    network: Network, configured: Configured
) -> None:
    configured(text="")
    result = network.run("admin", "notify send")
    assert result.exit == 2 and "neither a mail server nor a command" in result.err
    trial = network.run("admin", "notify send --dry-run")
    assert (trial.exit, trial.data["would_send"]) == (0, 0)
    assert "neither a mail server nor a command" in trial.err and trial.data["unaddressed"] >= 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[mail]\nhost = "h"\n', "mail.from"),
        ('[mail]\nfrom = "a@b.c"\n', "mail.host"),
        ('[mail]\nhost = "h"\nfrom = "nobody"\n', "mail.from"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\nport = "25"\n', "mail.port"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\nport = true\n', "mail.port"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\nsecurity = "ssl"\n', "mail.security"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\npassword = "x"\n', "mail.password"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\nuser = "u"\n', "mail.user"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\nuser = "u"\npassword_file = "none"\n', "mail.password_file"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\nlang = "fr"\n', "mail.lang"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\nhots = "x"\n', "mail.hots"),
        ('mail = "h"\n', "mail"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\n[addresses]\nhq = "a b@c"\n', "addresses.hq"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\n[addresses]\nhq = "a@b\\nBcc: c@d"\n', "addresses.hq"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\n[addresses]\nboss = "a@b.c"\n', "addresses.boss"),
        ('[mail]\nhost = "h"\nfrom = "a@b.c"\n[addresses.region]\n"华北区" = 3\n', "addresses.region.华北区"),
        ("[media]\n", "media.command"),
        ('[media]\ncommand = "a \'b"\n', "media.command"),
        ('[media]\ncommand = "a"\ntakes = ["email"]\n', "media.takes"),
        ('[media]\ncommand = "a"\ntakes = "phone"\n', "media.takes"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    network: Network, configured: Configured, text: str, why: str
) -> None:
    file = configured(text=text)
    result = network.run("admin", "notify send")
    assert result.exit == 2
    assert f"{file}: {why}: " in result.err


def test_the_settings_are_shown_without_a_password(network: Network, configured: Configured) -> None:
    configured(text='[mail]\nhost = "h"\npassword = "a secret"\n[addresses]\nhq = ["a@b.c", "d@e.f"]\n')
    result = network.run(None, "config show")
    shown = {row["name"]: row["value"] for row in result.data["settings"]}
    assert shown["mail.host"] == "h" and shown["addresses.hq"] == "a@b.c, d@e.f"
    assert "a secret" not in result.out + result.err
    assert "no setting" not in result.err


OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def test_the_settings_that_the_operations_document_shows_are_understood(
    network: Network, configured: Configured
) -> None:
    shown = re.findall(r"```toml\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.S)
    assert len(shown) == 1
    file = configured(text=shown[0])
    file.with_name("mail-password").write_text("x\n")
    urged(network)
    plan = network.ok("admin", "notify send --dry-run")
    assert plan["results"][0]["addresses"] == ["s000001@example.com"]


def test_every_line_of_the_crontab_in_the_operations_document_runs_a_command_of_ours() -> None:
    text = OPERATIONS.read_text(encoding="utf-8")
    lines = re.findall(r"^[\d*]+ +[\d*]+ .*", text.split("## Cron")[1].split("## Backup")[0], re.M)
    named = [re.search(r"repaircli ((?:[a-z]+ ?)+)", line) for line in lines]
    assert [match[1].strip() for match in named if match] == [
        "tick",
        "notify send",
        "db backup",
        "db check",
        "report sla",
        "settle station",
        "audit verify",
    ]
    assert not [line for line in lines if re.search(r"(?<!\\)%", line)], (
        "cron takes a bare % for a line break"
    )
