"""Help: pages for every command, with examples that can be typed, in the order that helps the reader."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_actions import every_verb

from repaircli import cli
from repaircli.commands.framework import examples, metavars
from repaircli.commands.framework import help as framework_help
from repaircli.commands.framework.page import argument_name, option_names
from repaircli.commands.framework.typer_names import Context
from repaircli.platform import invocation
from repaircli.platform.codes import Role
from repaircli.platform.i18n import tr
from repaircli.platform.near import nearest
from repaircli.rules.policy.authority import AUTHORITY

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(
    name.removeprefix(f"{name.split()[0]} ") if len(set(name.split())) == 1 else name for name in every_verb()
)
"""Every command as it is typed: `order show`, and `due` for the only command of its noun."""

PEOPLE = {
    Role.AGENT: "agent1",
    Role.CISD: "cisd1",
    Role.LIAISON: "liaison-hb",
    Role.COORDINATOR: "coord-000001",
    Role.ENGINEER: "eng-000001",
    Role.CSSD: "cssd1",
    Role.PARTS: "parts1",
    Role.VISITOR: "visitor1",
    Role.ADMIN: "admin",
}

NOT_RUN = {"demo", "shell", "config edit"}
"""One plays for seconds, the others wait for a person."""

ENDS = {0, 3, 5, 7}
"""How an example may end: done, refused by a rule or nothing there yet in the sample; never as wrong usage."""

FINDS = re.compile(
    r"^(?!cancel check)(.* )?(list|due|matrix|clock|history|lineage|load|stats|suggest|check|info|path|whoami|docs|help|version)$"
)
"""Commands that read and find in the sample what their examples name."""


def of(name: str) -> list[examples.Example]:
    return list(examples.of_command(name, []))


def parts(example: examples.Example) -> list[list[str]]:
    """The command lines of an example, without the program; a pipe joins several."""
    lines: list[list[str]] = [[]]
    for word in shlex.split(example.command):
        if word == "|":
            lines.append([])
        else:
            lines[-1].append(word)
    return [lines[0], *(line[1:] for line in lines[1:] if line[0] == framework_help.PROGRAM)]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the sample database and the files that examples read."""
    folder = tmp_path_factory.mktemp("examples")
    before = dict(os.environ)
    os.environ |= {
        "REPAIRCLI_NOW": "2026-06-12T09:00",
        "REPAIRCLI_LANG": "en",
        "XDG_CONFIG_HOME": str(folder),
    }
    (folder / "repaircli").mkdir()
    (folder / "repaircli" / "config.toml").write_text('[media]\ncommand = "true"\n', encoding="utf-8")
    try:
        assert run(["--db", str(folder / "sample.db"), "init", "--training", "--sample"])[0] == 0
        for name in ("orders", "stations", "fees", "codes", "machines", "policy"):
            shutil.copy(ROOT / "data" / "sample" / f"{name}.csv", folder)
        shutil.copy(ROOT / "data" / "areas.csv", folder)
        (folder / "holidays.csv").write_text("day,working,name\n2027-01-01,no,元旦\n", encoding="utf-8")
        shutil.copy(folder / "sample.db", folder / "practice.db")
        (folder / "commands.txt").write_text("region list\n", encoding="utf-8")
        (folder / "numbers.txt").write_text("WX260600538\nWX260600544\n", encoding="utf-8")
        (folder / "order.json").write_text(
            '{"service": "onsite", "customer": "张伟", "phones": ["13800000001"], "address": "北京市海淀区中关村大街1号",'
            ' "fault": "无法开机", "area": "110108"}',
            encoding="utf-8",
        )
        (folder / "signed.jpg").write_bytes(b"\xff\xd8\xff\xe0")
        (folder / "scan.pdf").write_bytes(b"%PDF-1.7\n")
        yield folder
    finally:
        os.environ.clear()
        os.environ |= before


def run(argv: list[str]) -> tuple[int, str]:
    """The exit code of a command, and what it says."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        stdin, sys.stdin = sys.stdin, io.StringIO("")
        try:
            code = cli.main(argv)
        finally:
            sys.stdin = stdin
    return code, out.getvalue()


def ending(argv: list[str], folder: Path, name: str) -> tuple[int, str]:
    """How a line of an example of the command `name` ends, for the first of those who may run it."""
    row = AUTHORITY.get(name)
    people = [PEOPLE[role] for role in row.roles if role in PEOPLE] if row else []
    if name == "init":
        # a clock may be set in a training database only
        os.environ.pop("REPAIRCLI_NOW", None)
    code, told = 4, ""
    for login in people or ["admin"]:
        start = [] if "--db" in argv else ["--db", str(folder / "sample.db")]
        start += [] if "--as" in argv else ["--as", login]
        code, told = run([*start, *argv])
        if code != 4:
            break
    return code, told


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_examples_in_both_languages(name: str) -> None:
    found = of(name)
    assert len(found) >= examples.LEAST
    assert len({example.command for example in found}) == len(found)
    for example in found:
        assert example.en and re.search("[一-鿿]", example.zh), example
        assert example.en.isascii(), example


def test_no_examples_are_left_of_a_command_that_is_gone() -> None:
    written = {name for file in examples.FOLDER.glob("*.txt") for name in examples.of_noun(file.stem)}
    assert written - set(NAMES) == {framework_help.PROGRAM}


def test_every_example_can_be_typed(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is played in the sample: its options exist, its values are read, and what reads finds something."""
    monkeypatch.chdir(sample)
    wrong = []
    for name in sorted(NAMES, key=lambda name: name == "init"):
        for example in of(name):
            for argv in parts(example) if name not in NOT_RUN else []:
                code, told = ending(argv, sample, name)
                if code not in (ENDS if "--exit-code" in argv or not FINDS.search(name) else {0}):
                    wrong.append(f"{example.command}: {code} {told[-200:]}")
    assert wrong == []


@pytest.mark.parametrize("line", [e.command for name in sorted(NOT_RUN) for e in of(name)])
def test_an_example_that_is_not_played_can_be_parsed(line: str) -> None:
    ctx = cli.root().make_context(framework_help.PROGRAM, shlex.split(line), resilient_parsing=False)
    name, command, rest = ctx.command.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
    assert command.make_context(name, rest, parent=ctx)


def test_the_program_shows_where_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    shown = page("en")
    assert "repaircli init --training --sample" in shown and "repaircli --as coord-000001 due" in shown


def page(lang: str, *words: str, **said: str) -> str:
    """The help page of the command `words`."""
    with invocation.invoked(invocation.Invocation(lang=lang, **said)):
        root = cli.root()
        ctx = Context(root, info_name=framework_help.PROGRAM)
        for word in words:
            ctx = Context(ctx.command.get_command(ctx, word), info_name=word, parent=ctx)
        return ctx.command.get_help(ctx)


TITLES = ["Daily work:", "Cancels:", "Network:", "Money and reports:", "Rules:", "System:"]


def test_the_commands_stand_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPAIRCLI_AS", raising=False)
    titles = [line for line in page("en").splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert [title for title in titles if title in TITLES] == TITLES


@pytest.mark.parametrize("said", [{"login": "eng-000001"}, {"login": "engineer7"}, {"role": "engineer"}])
def test_what_a_role_never_uses_stands_last(said: dict[str, str]) -> None:
    shown = page("en", **said)
    last = shown.index("Rarely used in your role (engineer):")
    for noun in ("settle", "user", "visit", "dispatch"):
        assert shown.index(f"\n  {noun} ") > last
    for noun in ("order", "contact", "parts", "cancel", "calendar"):
        assert noun == "cancel" or shown.index(f"\n  {noun} ") < last
    assert {line.split()[0] for line in shown.splitlines() if line.startswith("  ")} >= set(cli.LAZY)


@pytest.mark.parametrize("login", ["", "zhang", "co", "c1", "a-1", "x-eng"])
def test_a_login_that_tells_no_role_changes_nothing(login: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPAIRCLI_AS", raising=False)
    assert page("en", login=login) == page("en")


def test_help_is_a_command_and_a_word_of_every_group() -> None:
    wanted = run(["--lang", "en", "cancel", "approve", "--help"])
    assert wanted[0] == 0
    assert run(["--lang", "en", "help", "cancel", "approve"]) == wanted
    assert run(["--lang", "en", "cancel", "help", "approve"]) == wanted
    assert run(["--lang", "en", "cancel", "help"]) == run(["--lang", "en", "cancel", "--help"])
    assert run(["--lang", "en", "help"]) == run(["--lang", "en", "--help"])
    code, told = run(["--lang", "en", "help", "cancel", "aprove"])
    assert code == 2 and "no such command: aprove; did you mean approve" in told
    assert run(["--lang", "en", "help", "due", "now"])[0] == 2


@pytest.mark.parametrize("argv", [["-V"], ["version"], ["--lang", "zh", "-V"]])
def test_the_version_has_several_names(argv: list[str]) -> None:
    assert run(argv) == run(["--version"])


def test_the_common_options_stand_once() -> None:
    assert "--request-id" in page("en")
    shown = page("en", "order", "show")
    assert "--request-id" not in shown
    assert shown.endswith("Options of every command: repaircli --help")


def every_page(lang: str) -> Iterator[tuple[str, str]]:
    for name in NAMES:
        yield name, page(lang, *name.split())


def test_a_page_says_once_that_an_option_may_be_repeated() -> None:
    for name, shown in every_page("en"):
        for line in re.sub(r"\n {4,}", " ", shown).splitlines():
            assert line.count("may be repeated") < 2 and "several times" not in line, f"{name}: {line}"


def test_metavars_are_words_of_the_list_and_have_chinese_ones() -> None:
    for name in NAMES:
        ctx = Context(cli.root(), info_name=framework_help.PROGRAM)
        for word in name.split():
            ctx = Context(ctx.command.get_command(ctx, word), info_name=word, parent=ctx)
        for param in ctx.command.params:
            for word in re.findall(r"[A-Z][A-Z-]*", param.metavar or ""):
                assert word in metavars.METAVARS, f"{name}: {param.metavar}"
    untranslated = {"URL"}
    assert {w for w in metavars.METAVARS if tr(w, "zh") == w} <= untranslated


def test_choices_are_chinese_where_they_have_words_of_their_own() -> None:
    with invocation.invoked(invocation.Invocation(lang="zh")):
        shown = [metavars.shown(spec) for spec in ("reached|no-answer", "FILE|-", "table|json")]
    assert shown == ["已联系上|无人接听", "文件|-", "table|json"]
    assert metavars.shown("reached|no-answer") == "reached|no-answer"


def test_a_chinese_page_has_chinese_metavars() -> None:
    with invocation.invoked(invocation.Invocation(lang="zh")):
        command = cli.root().get_command(None, "order").get_command(None, "writeback-t3")
        names = [argument_name(command.params[0]), *(option_names(p) for p in command.params[1:])]
    assert names[0] == "单号"
    assert "--at 时间" in names and "--phone-resolved software|other" in names


@pytest.mark.parametrize(
    ("value", "metavar", "refused"),
    [
        ("TEXT", "NO", True),
        ("…", "TEXT", True),
        ("单号", "NO", True),
        ("时间", "TIME", True),
        ("大区", "REGION", True),
        ("大区", "NAME", False),
        ("N", "N", False),
    ],
)
def test_a_placeholder_is_no_value_in_either_language(value: str, metavar: str, refused: bool) -> None:
    assert metavars.is_placeholder(value, metavar) is refused


PLAIN = re.compile(
    r"\b(whoever|goes? by|hear of|by itself|for good|dearest|slip|heals?|on line|turns it round|wait for|stands? in"
    r"|what is given|he|him|his|himself)\b|\bis no \b"
)
"""Words that style.md bans from help: metaphors, riddles, and "he" for every person."""


def test_help_is_plain_english() -> None:
    for name, shown in every_page("en"):
        assert PLAIN.findall(shown) == [], f"{name}: {shown}"
    assert PLAIN.findall(page("en")) == []


@pytest.mark.parametrize(
    ("typed", "known", "near"),
    [
        ("nosuch", ["nff_switch", "nff_power"], ()),
        ("--json", ["--as", "--version", "--db", "--format"], ()),
        ("version", ["region", "station"], ()),
        ("lsit", ["list", "show"], ("list",)),
        ("orders", ["order", "op"], ("order",)),
        ("aprove", ["approve", "apply"], ("approve",)),
        ("resched", ["reschedule_rereport", "reseat"], ("reschedule_rereport",)),
        ("华北", ["华北区", "华东区"], ("华北区",)),
        ("Write Back", ["writeback-t3"], ("writeback-t3",)),
        ("sy", ["say"], ("say",)),
        ("x", ["y", "z"], ()),
        ("", ["a"], ()),
    ],
)
def test_only_what_is_near_is_suggested(typed: str, known: list[str], near: tuple[str, ...]) -> None:
    assert nearest(typed, known) == near


def test_the_nearest_comes_first_and_no_more_than_three() -> None:
    assert nearest("000001", ["000201", "000002", "000001x", "000011", "000101"])[0] == "000001x"
    assert len(nearest("000009", [f"00000{n}" for n in range(9)])) == 3
