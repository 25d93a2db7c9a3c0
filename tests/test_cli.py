"""The program as a whole: global options, errors as messages and exits, languages, what goes to which stream."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NoReturn

import pytest
import typer

from repaircli import __version__, cli
from repaircli.commands.framework import help
from repaircli.commands.framework.bridge import Noun, call, confirm, finish
from repaircli.commands.framework.options import NO, Param, flag, number, text, texts
from repaircli.platform import errors, i18n, invocation, training
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.text import N_, Msg, msg


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


probe = Noun()
raised: dict[str, BaseException] = {}


@probe.command(
    "say",
    N_("show the version and exit"),
    no=NO,
    detail=text("--detail", "").needed(),
    count=number("--count", "", 3, low=1),
    colour=Param("--colour", "", Literal["red", "blue"], "red"),
    dry=flag("--dry-run", ""),
)
def say(no: str, detail: str, count: int, colour: str, dry: bool) -> None:
    at = call(no=no, detail=detail)
    told = {
        "command": at.command,
        "db": at.database,
        "login": at.login,
        "role": at.role,
        "key": at.request_id,
    }
    told |= {
        "zone": at.zone,
        "now": at.now,
        "no": no,
        "detail": detail,
        "count": count,
        "colour": colour,
        "dry": dry,
    }
    finish(Answer("probe.say", told))


@probe.command("role", "", role=texts("--role", "").needed())
def role(role: list[str]) -> None:
    finish(Answer("probe.role", {"own": role, "acting": invocation.current().role}))


@probe.command("fail", "")
def fail() -> None:
    raise raised["error"]


@probe.command("refuse", "")
def refuse() -> None:
    finish(
        refusal(
            [("late", "001-1.5.2", msg("order {no} is closed", no="R-1"))],
            hint=Msg("repaircli order show R-1"),
        )
    )


@probe.command("partly", "")
def partly() -> None:
    results = [{"id": 1, "exit": 0}, {"id": 2, "exit": 3}]
    finish(Answer("probe.partly", {"results": results}, exit=7, complaint=msg("one of two was refused")))


@probe.command("train", "")
def train() -> None:
    training.training("x.db")
    finish(
        Answer(
            "probe.train", {"at": datetime(2026, 6, 4, 2, 0, tzinfo=UTC)}, notes=[msg("something to know")]
        )
    )


@probe.command("ask", "")
def ask() -> None:
    confirm(msg("cancel {n} orders", n=3))
    finish(Answer("probe.ask", {"done": True}))


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in [n for n in os.environ if n.startswith(("REPAIRCLI_", "LC_", "LANG", "_REPAIRCLI"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")
    cli.root().commands["probe"] = help.Group("probe", probe, "a noun of this test")
    yield
    del cli.root().commands["probe"]


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.out)
        return found

    @property
    def error(self) -> dict[str, object]:
        assert self.out == ""
        found: dict[str, object] = json.loads(self.err)["error"]
        return found


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Iterator[object]:
    def ran(*argv: str) -> Ran:
        capsys.readouterr()
        code = cli.main(list(argv))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    yield ran


SAY = ("probe", "say", "R-1", "--detail", "x")


# --- global options


@pytest.mark.parametrize(
    "argv",
    [
        ("--db", "a.db", *SAY, "-f", "json"),
        ("probe", "--db=a.db", "say", "R-1", "--detail", "x", "--format=json"),
        (*SAY, "--db", "a.db", "--format", "json"),
        (*SAY[:2], "--format", "json", "--db", "a.db", *SAY[2:]),
    ],
)
def test_a_global_option_is_taken_anywhere(run, argv) -> None:
    answer = run(*argv)
    assert (answer.code, answer.json["db"]) == (0, "a.db")


def test_the_call_carries_what_the_shell_said(run, monkeypatch) -> None:
    monkeypatch.setenv("REPAIRCLI_NOW", "2026-06-04T10:00:00+08:00")
    monkeypatch.setenv("REPAIRCLI_AS", "somebody")
    answer = run(
        *SAY, "--as", "li", "--role", "liaison", "--request-id", "k1", "--db", "x", "-f", "json"
    ).json
    assert answer["command"] == "probe say"
    assert (answer["login"], answer["role"], answer["key"]) == ("li", "liaison", "k1")
    assert (answer["zone"], answer["now"]) == ("Asia/Shanghai", "2026-06-04T10:00:00+08:00")


def test_nothing_of_one_call_is_left_for_the_next(run) -> None:
    run(*SAY, "--as", "li", "--db", "x", "--lang", "zh", "--request-id", "k", "-f", "json", "--count", "5")
    answer = run(*SAY, "-f", "json").json
    assert (answer["login"], answer["key"], answer["count"]) == (None, None, 3)


def test_the_value_of_an_option_may_look_like_a_global_option(run) -> None:
    assert run("probe", "say", "R-1", "--detail", "--db", "-f", "json").json["detail"] == "--db"


def test_after_two_dashes_everything_is_an_argument(run) -> None:
    assert run("probe", "say", "--detail", "x", "-f", "json", "--", "--db").json["no"] == "--db"


def test_a_command_keeps_its_own_option_where_a_global_one_has_the_same_name(run) -> None:
    answer = run("--role", "admin", "probe", "role", "--role", "agent", "--role", "cssd", "-f", "json").json
    assert answer == {"own": ["agent", "cssd"], "acting": "admin"}


def test_option_comes_before_environment_before_settings_file_before_default(
    run, monkeypatch, tmp_path
) -> None:
    assert run(*SAY, "-f", "json").json["db"] == str(tmp_path / "data" / "repaircli" / "repaircli.db")
    (tmp_path / "config" / "repaircli").mkdir(parents=True)
    (tmp_path / "config" / "repaircli" / "config.toml").write_text(
        'db = "file.db"\nformat = "json"\ntimezone = "UTC"\nlang = "zh"\n'
    )
    answer = run(*SAY).json
    assert (answer["db"], answer["zone"]) == ("file.db", "UTC")
    monkeypatch.setenv("REPAIRCLI_DB", "env.db")
    assert run(*SAY).json["db"] == "env.db"
    assert run(*SAY, "--db", "option.db").json["db"] == "option.db"
    sources = {s["name"]: s["source"] for s in run("config", "show", "--db", "x").json["settings"]}
    assert sources == {
        "db": "option",
        "as": "default",
        "lang": "file",
        "format": "file",
        "timezone": "file",
        "files": "default",
        "pager": "default",
    }


@pytest.mark.parametrize("text", ["format = xml", 'format = "xml"', "db = 3", "\xff"])
def test_a_broken_settings_file_stops_a_command_but_not_help_nor_the_way_to_it(run, tmp_path, text) -> None:
    file = tmp_path / "config" / "repaircli" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_bytes(text.encode("latin-1"))
    answer = run(*SAY)
    assert answer.code == 2 and str(file) in answer.err and "repaircli config path" in answer.err
    assert run("config", "path").out == f"{file}\n"
    assert run("--help").code == 0


def test_an_unknown_setting_is_told(run, tmp_path) -> None:
    file = tmp_path / "config" / "repaircli" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('data_base = "x"\n')
    answer = run("config", "show")
    assert answer.code == 0 and "data_base" in answer.err


# --- usage errors


@pytest.mark.parametrize(
    ("argv", "message", "hint"),
    [
        (("prob",), "no such command: prob", "repaircli --help"),
        (("confg",), "no such command: confg; did you mean config", "repaircli --help"),
        (("probe", "sy"), "no such command: sy; did you mean say", "repaircli probe --help"),
        (("probe",), "a command is missing", "repaircli probe --help"),
        (("probe", "say"), "missing: NO, --detail TEXT", "repaircli probe say --help"),
        (("probe", "say", "R-1"), "missing: --detail TEXT", "repaircli probe say --help"),
        ((*SAY, "more", "words"), "unexpected argument: more, words", "in quotes: --detail 'x more words'"),
        (
            (*SAY, "--cuont", "3"),
            "no such option: --cuont; did you mean --count",
            "repaircli probe say --help",
        ),
        ((*SAY, "-z"), "no such option: -z", "repaircli probe say --help"),
        ((*SAY, "--count"), "option --count needs a value", "repaircli probe say --help"),
        ((*SAY, "--dry-run=yes"), "option --dry-run takes no value", "repaircli probe say --help"),
        ((*SAY, "--count", "1_0"), "--count: 1_0 is not a whole number", "repaircli probe say --help"),
        ((*SAY, "--count", "３"), "--count: ３ is not a whole number", "repaircli probe say --help"),
        ((*SAY, "--count", "0"), "--count: 0 is less than 1", "repaircli probe say --help"),
        (
            (*SAY, "--count", "9" * 5000),
            "--count: the number has more than 18 digits",
            "repaircli probe say --help",
        ),
        (
            (*SAY, "--colour", "rde"),
            "--colour: rde is not one of red, blue; did you mean red",
            "probe say --help",
        ),
        ((*SAY, "--lang", "fr"), "--lang: fr is not one of zh, en", "repaircli probe say --help"),
        (("--db",), "option --db needs a value", "repaircli --help"),
        ((*SAY, "--db", ""), "option --db needs a value", "repaircli probe say --help"),
        ((*SAY, "--request-id="), "option --request-id needs a value", "repaircli probe say --help"),
        ((*SAY, "\udcff"), r"argument 6 is not UTF-8: '\udcff'", "repaircli --help"),
    ],
)
def test_a_wrong_command_line_is_answered_in_one_line_with_a_command_to_type(
    run, argv, message, hint
) -> None:
    answer = run(*argv)
    assert (answer.code, answer.out) == (2, "")
    lines = answer.err.splitlines()[-2:]
    assert lines[0].startswith("error: ") and message in lines[0]
    assert lines[1].startswith("hint: ") and lines[1].endswith(hint)
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("said", [["--format", "json"], ["--format=json"], ["-f", "json"], ["-fjson"]])
def test_the_format_of_an_error_is_seen_however_it_is_spelled(run, said) -> None:
    assert run(*said, "probe", "sy").error["exit"] == 2


@pytest.mark.parametrize("where", [0, 1, 2])
def test_with_json_a_usage_error_is_one_object_on_stderr_wherever_the_format_stands(run, where) -> None:
    argv = ["probe", "sy"]
    argv[where:where] = ["--format", "json"]
    error = run(*argv).error
    assert error["exit"] == 2 and error["code"] == "usage" and error["hint"] == "repaircli probe --help"


def test_a_format_in_the_environment_that_does_not_exist_is_refused_before_anything_is_done(
    run, monkeypatch
) -> None:
    monkeypatch.setenv("REPAIRCLI_FORMAT", "xml")
    raised["error"] = AssertionError("ran")
    answer = run("probe", "fail")
    assert answer.code == 2 and "REPAIRCLI_FORMAT: xml is not one of" in answer.err


# --- errors of a command


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.UsageProblem, 2),
        (errors.Denied, 4),
        (errors.NotFound, 5),
        (errors.BeyondCalendar, 6),
        (errors.Unusable, 8),
        (errors.OutcomeUnknown, 9),
    ],
)
def test_an_error_is_a_line_and_a_hint_or_one_object(run, error, code) -> None:
    raised["error"] = error(msg("no such order: {no}", no="R\x1b[31m\n9"), msg("repaircli order list"))
    answer = run("probe", "fail")
    assert (answer.code, answer.out) == (code, "")
    assert answer.err == "error: no such order: R\\x1b[31m\\n9\nhint: repaircli order list\n"
    told = run("probe", "fail", "-f", "json").error
    assert told == {
        "code": error.code,
        "exit": code,
        "message": "no such order: R\x1b[31m\n9",
        "hint": "repaircli order list",
    }


def test_a_conflict_is_a_refusal_with_its_object_on_stdout(run) -> None:
    raised["error"] = errors.Conflict(
        msg("request id {key} was used for something else", key="k"), code="reused"
    )
    answer = run("probe", "fail", "-f", "json")
    assert answer.code == 3
    assert answer.json["refused"] is True
    assert answer.json["checks"] == [
        {"code": "reused", "clause": "", "text": "request id k was used for something else"}
    ]
    assert answer.err == "refused: request id k was used for something else\n"


def test_a_bug_is_one_line_and_a_traceback_only_when_asked_for(run, monkeypatch) -> None:
    raised["error"] = ZeroDivisionError("a [red] thing\nbroke")
    answer = run("probe", "fail")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.splitlines()[0].endswith("please report it: ZeroDivisionError: a [red] thing")
    assert "Traceback" not in answer.err
    assert run("probe", "fail", "-f", "json").error["exit"] == 1
    monkeypatch.setenv("REPAIRCLI_DEBUG", "1")
    assert "Traceback" in run("probe", "fail").err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (OverflowError("Python int too large to convert to SQLite INTEGER"), 2, "a number is too large"),
        (PermissionError(13, "Permission denied", "/nowhere/x.csv"), 2, "/nowhere/x.csv: permission denied"),
        (
            OSError(28, "No space left on device"),
            8,
            "the output cannot be written: no space is left on the disk",
        ),
        (KeyboardInterrupt(), 130, "interrupted"),
        (
            KeyboardInterrupt(msg("interrupted: {done} of {all}", done=500, all=900)),
            130,
            "interrupted: 500 of 900",
        ),
        (typer.Exit(5), 5, ""),
    ],
)
def test_what_else_can_end_a_command(run, error, code, said) -> None:
    raised["error"] = error
    answer = run("probe", "fail")
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err and "Traceback" not in answer.err


def test_text_that_cannot_be_stored_is_a_usage_error(run) -> None:
    def encode() -> NoReturn:
        "x\ud800".encode()
        raise AssertionError

    with pytest.raises(UnicodeEncodeError) as caught:
        encode()
    raised["error"] = caught.value
    answer = run("probe", "fail")
    assert answer.code == 2 and r"x\ud800" in answer.err


# --- answers


def test_a_refusal_is_data_on_stdout_and_one_line_with_a_hint_on_stderr(run) -> None:
    answer = run("probe", "refuse", "-f", "json")
    assert answer.code == 3
    assert answer.json == {
        "refused": True,
        "checks": [{"code": "late", "clause": "001-1.5.2", "text": "order R-1 is closed"}],
        "hint": "repaircli order show R-1",
    }
    assert answer.err == "refused: order R-1 is closed\nhint: repaircli order show R-1\n"
    table = run("probe", "refuse").out
    assert "001-1.5.2" in table and "order R-1 is closed" in table


def test_a_batch_that_is_partly_refused_says_so_on_stderr(run) -> None:
    answer = run("probe", "partly", "-f", "jsonl")
    assert answer.code == 7
    assert [json.loads(line)["id"] for line in answer.out.splitlines()] == [1, 2]
    assert answer.err == "one of two was refused\n"


def test_a_training_database_is_named_on_a_terminal_only(run, monkeypatch) -> None:
    answer = run("probe", "train", "-f", "json")
    assert answer.json == {"at": "2026-06-04T10:00:00+08:00"}
    assert answer.err == "note: something to know\n"
    monkeypatch.setattr(sys, "stderr", Terminal())
    cli.main(["probe", "train"])
    assert "training database" in sys.stderr.getvalue()
    monkeypatch.setattr(sys, "stderr", Terminal())
    cli.main(["config", "path"])
    assert sys.stderr.getvalue() == ""


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("是\n", 0), ("n\n", 130), ("", 130)])
def test_a_confirmation_is_asked_on_a_terminal(monkeypatch, capsys, typed, code) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert cli.main(["probe", "ask"]) == code
    assert sys.stderr.getvalue().startswith("cancel 3 orders [y/N] ")
    assert bool(capsys.readouterr().out) is (code == 0)


def test_no_confirmation_is_asked_off_a_terminal_or_with_yes(run, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert run("probe", "ask").code == 0
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert cli.main(["probe", "ask", "-y"]) == 0
    assert sys.stderr.getvalue() == ""


def test_the_answer_goes_to_the_stdout_of_the_moment(monkeypatch) -> None:
    for _ in range(2):
        out = io.StringIO()
        monkeypatch.setattr(sys, "stdout", out)
        assert cli.main(["config", "path"]) == 0
        assert out.getvalue().endswith("config.toml\n")


def test_a_command_may_run_commands_without_losing_its_own_invocation(run) -> None:
    with invocation.invoked(invocation.Invocation(lang="zh", request_id="outer")) as outer:
        assert cli.main([*SAY, "--request-id", "inner"]) == 0
        assert invocation.current() is outer and outer.request_id == "outer"


# --- language


@pytest.mark.parametrize(
    ("environment", "argv", "lang"),
    [
        ({}, (), "en"),
        ({"LANG": "zh_CN.UTF-8"}, (), "zh"),
        ({"LANG": "de_DE.UTF-8"}, (), "en"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, (), "en"),
        ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, (), "zh"),
        ({"REPAIRCLI_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, (), "en"),
        ({"REPAIRCLI_LANG": "zh"}, ("--lang", "en"), "en"),
        ({}, ("--lang=zh",), "zh"),
        ({"LANG": "C.UTF-8"}, (), "en"),
    ],
)
def test_the_language_is_chosen_by_option_variable_and_locale(
    run, monkeypatch, environment, argv, lang
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = run("config", "show", "-f", "json", *argv).json["settings"]
    assert next(s["value"] for s in settings if s["name"] == "lang") == lang


def test_two_calls_in_one_process_speak_each_its_own_language(run) -> None:
    english = run("probe", "say", "--help", "--lang", "en").out
    chinese = run("probe", "say", "--help", "--lang", "zh").out
    assert english != chinese and run("probe", "say", "--help", "--lang", "en").out == english
    assert i18n.tr("Options:", "zh") in chinese and "Options:" not in chinese


def test_a_message_inside_a_message_is_translated_too() -> None:
    inner = msg("interrupted")
    outer = msg("note: {text}", text=(inner, 3, "x{y}"))
    assert i18n.tr(outer, "en") == "note: interrupted, 3, x{y}"
    assert i18n.tr(outer, "zh").endswith(f"{i18n.tr('interrupted', 'zh')}、3、x{{y}}")


# --- help and version


def test_version_is_the_literal_of_the_package(run) -> None:
    assert run("--version").out == run("--lang", "zh", "--version").out == f"repaircli {__version__}\n"


def test_help_shows_what_a_command_takes(run) -> None:
    page = run("probe", "say", "--help").out
    assert page.startswith("Usage: repaircli probe say [OPTIONS] NO\n")
    assert "order number, or a unique part of it  [required]" in page
    assert "--count N" in page and "[default: 3]" in page
    assert "--colour red|blue" in page and "[default: red]" in page
    assert page.endswith("Options of every command: repaircli --help\n")
    assert run("probe", "say", "-h").out == page


def test_every_noun_and_verb_has_help_in_the_table_and_a_page_of_its_own(run) -> None:
    listed = run("--help").out
    names = cli.root().list_commands(cli.root().make_context("repaircli", ["config"]))
    assert "config" in names
    for name in names:
        assert f"\n  {name}" in listed
        answer = run(name, "--help")
        assert answer.code == 0 and answer.out.startswith(f"Usage: repaircli {name} ")
        group = cli.root().commands[name]
        assert help.first_line(group.help) == cli.LAZY[name].help
        if isinstance(group, help.Group):
            for summary in group.summaries():
                assert summary.help, f"{name} {summary.name} has no help"
                assert run(name, summary.name, "--help").code == 0


def test_no_command_takes_a_global_option_for_itself_unless_it_must(run) -> None:
    allowed = {("user", "add", "--role"), ("user", "edit", "--role"), ("user", "list", "--role")}
    everywhere = {name for of in help.GLOBALS for name in of.names}
    ctx = cli.root().make_context("repaircli", ["config"])
    for noun_name in cli.root().list_commands(ctx):
        group = cli.root().get_command(ctx, noun_name)
        for verb in group.list_commands(ctx) if isinstance(group, help.Group) else []:
            command = group.get_command(ctx, verb)
            own = {name for p in command.params for name in p.opts} & everywhere
            assert {(noun_name, verb, name) for name in own} <= allowed


def test_the_program_alone_shows_its_help(run) -> None:
    answer = run()
    assert answer.code == 0 and answer.out == run("--help").out


def test_a_noun_alone_shows_its_help_beside_the_error(run) -> None:
    answer = run("probe")
    assert "Usage: repaircli probe [OPTIONS] COMMAND" in answer.err and "say" in answer.err
    assert run("probe", "-f", "json").error["message"] == "a command is missing"


def test_columns_of_a_chinese_help_page_line_up(run, monkeypatch) -> None:
    from repaircli.platform.output.width import width

    monkeypatch.setenv("COLUMNS", "60")
    for line in run("--help", "--lang", "zh").out.splitlines():
        assert width(line) <= 60


# --- completion


def completed(monkeypatch, capsys, shell: str, typed: str) -> str:
    monkeypatch.setenv("_REPAIRCLI_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("_REPAIRCLI_TYPED", typed.replace(" ", "\n") if shell == "bash" else typed)
    capsys.readouterr()
    assert cli.main([]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("repaircli con", ["config"]),
        ("repaircli --db x con", ["config"]),
        ("repaircli config ", ["show", "path"]),
        ("repaircli config sh", ["show"]),
        ("repaircli config show --f", ["--format"]),
        ("repaircli config show --format j", ["json", "jsonl"]),
        ("repaircli probe say R-1 --colour b", ["blue"]),
        ("repaircli nonsense ", []),
    ],
)
def test_bash_is_offered_nouns_verbs_options_and_words(monkeypatch, capsys, typed, offered) -> None:
    found = completed(monkeypatch, capsys, "bash", typed).split()
    assert [w for w in found if w in offered] == offered and bool(found) is bool(offered)
    assert all(w.startswith(typed.split(" ")[-1]) for w in found)


def test_zsh_and_fish_get_the_help_in_the_readers_language(monkeypatch, capsys) -> None:
    monkeypatch.setenv("REPAIRCLI_LANG", "zh")
    told = i18n.tr(cli.LAZY["config"].help, "zh")
    assert told in completed(monkeypatch, capsys, "zsh", "repaircli con")
    assert f"config\t{told}" in completed(monkeypatch, capsys, "fish", "repaircli con")


def test_the_completion_script_is_printed_for_each_shell_and_an_unknown_one_is_refused(run) -> None:
    for shell in ("bash", "zsh", "fish"):
        answer = run("--show-completion", shell)
        assert answer.code == 0 and f"_REPAIRCLI_COMPLETE=complete_{shell}" in answer.out
    answer = run("--show-completion", "tcsh")
    assert answer.code == 2 and "repaircli --show-completion bash|zsh|fish" in answer.err


def test_completion_can_be_installed(run, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    answer = run("--install-completion", "fish")
    file = tmp_path / ".config" / "fish" / "completions" / "repaircli.fish"
    assert answer.code == 0 and str(file) in answer.out and "complete_fish" in file.read_text()


# --- the process


def script(*argv: str, **more: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "repaircli", *argv], timeout=60, **more)  # type: ignore[call-overload]


def test_the_script_ends_with_the_exit_code_and_writes_utf_8_whatever_the_locale() -> None:
    done = script(
        "--help", "--lang", "zh", capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 0
    assert i18n.tr("Options:", "zh") in done.stdout.decode("utf-8")
    assert script("nonsense", capture_output=True).returncode == 2


def test_a_reader_who_left_causes_no_noise() -> None:
    read, write = os.pipe()
    os.close(read)
    done = script("config", "show", stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert done.stderr == b""
    assert done.returncode == 0


def test_a_full_disk_behind_stdout_is_told_without_a_traceback() -> None:
    with open("/dev/full", "w") as full:
        done = script("config", "show", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 8
    assert done.stderr.decode().startswith("error: the output cannot be written: ")
    assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr
