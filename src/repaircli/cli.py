"""The program: the tree of nouns, and `main`, where every error becomes a message and an exit code."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import typer

from repaircli.commands.framework import help as framework_help
from repaircli.commands.framework.bridge import Declined, Noun, Summary
from repaircli.commands.framework.typer_names import ClickException, Context, TyperOption, types
from repaircli.platform import i18n, invocation, machine, training
from repaircli.platform.errors import (
    EXIT_BUG,
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_REFUSED,
    EXIT_UNUSABLE,
    EXIT_USAGE,
    FULL,
    RepairError,
    reason,
)
from repaircli.platform.text import N_, Msg, msg, shortened

_COMMANDS = os.path.join(os.path.dirname(__file__), "commands")


class Stub(NamedTuple):
    """A noun before its module is imported."""

    module: str
    help: str


GROUPS = {
    N_("Daily work:"): {
        "due": Stub("due", N_("list due tasks: first what can still be done in time")),
        "order": Stub("order", N_("create, find, work on and close orders")),
        "contact": Stub("contact", N_("log calls to the customer")),
        "parts": Stub("parts", N_("apply for parts, replace them, and send them back")),
        "label": Stub("label", N_("print fault labels for replaced parts")),
        "visit": Stub("visit", N_("record follow-up calls to customers of closed orders")),
        "urge": Stub("urge", N_("urge orders: tell a station about a special user or a special need")),
        "special": Stub("special", N_("report special users to the region, and answer the station")),
        "entrust": Stub("entrust", N_("record the region's entrustment forms for special users")),
        "referral": Stub("referral", N_("pass a customer on to the call centre or to the region")),
        "pending": Stub("pending", N_("judge tickets for five or more machines with the same fault")),
    },
    N_("Call centre:"): {
        "machine": Stub("machine", N_("look up machines, their warranty and their repairs")),
    },
    N_("Cancels:"): {
        "cancel": Stub("cancel", N_("check, request and decide the cancelling of orders")),
        "form": Stub("form", N_("submit and decide special-case statements of a station")),
    },
    N_("Network:"): {
        "station": Stub("station", N_("manage stations and their branch points")),
        "user": Stub("user", N_("manage identities and their roles")),
        "region": Stub("region", N_("manage regions")),
        "area": Stub("area", N_("look up administrative areas")),
        "coverage": Stub("coverage", N_("show which areas a station serves")),
        "capacity": Stub("capacity", N_("show and set how many orders a station takes a day")),
        "change": Stub("change", N_("apply for changes to a station's areas, capacity or data")),
        "dispatch": Stub("dispatch", N_("show which station would get an order, and why")),
    },
    N_("Money and reports:"): {
        "report": Stub("report", N_("show the figures of a month, as tables or charts")),
        "settle": Stub("settle", N_("compute and lock what stations are paid for a month")),
        "fee": Stub("fee", N_("manage the fee table used for settlement")),
    },
    N_("Rules:"): {
        "rules": Stub("rules", N_("show the rules with their clauses, and change their numbers")),
        "calendar": Stub("calendar", N_("show and import working days and holidays")),
        "codes": Stub("codes", N_("keep the company's own lists, such as fault causes and order types")),
    },
    N_("System:"): {
        "help": Stub("help", N_("show the help of a command")),
        "docs": Stub("docs", N_("read the manual: tour, glossary, operations and more")),
        "init": Stub("init", N_("create the database, with the identity admin")),
        "demo": Stub("demo", N_("play several days of a repair network and explain each step")),
        "whoami": Stub("whoami", N_("show who is acting, and in which role")),
        "config": Stub("config", N_("show the settings and where they come from")),
        "shell": Stub("shell", N_("type one command after another, with history and completion")),
        "batch": Stub("batch", N_("run many commands from a file, one per line")),
        "notify": Stub("notify", N_("list and send notices")),
        "tick": Stub("tick", N_("queue the reminders that are due; for cron")),
        "audit": Stub("audit", N_("show who did what and when, and verify the log")),
        "op": Stub("op", N_("look up the answer to a request id")),
        "import": Stub("import_", N_("resume or discard unfinished imports")),
        "db": Stub("db", N_("inspect, check, back up and migrate the database")),
        "version": Stub("version", N_("show the version")),
    },
}
"""By title, the nouns in the order in which help lists them."""

LAZY = {name: stub for group in GROUPS.values() for name, stub in group.items()}
"""Nouns in the order in which help lists them. One whose module is not there is not listed."""


class Root(framework_help.Group):
    """The program; a noun's module is imported only when one of its commands is resolved."""

    def __init__(self) -> None:
        super().__init__("", Noun())
        self.help = N_("run a computer-repair service network from the command line")
        self.params = [
            _flag(
                ("--version", "-V"), N_("show the version and exit"), lambda name: framework_help.version()
            ),
            _flag(
                ("--show-completion",),
                N_("print the completion script for bash, zsh, fish or PowerShell"),
                _set_up_completion,
            ),
            _flag(
                ("--install-completion",),
                N_("install completion for bash, zsh, fish or PowerShell"),
                _set_up_completion,
            ),
        ]

    def list_commands(self, ctx: Context) -> list[str]:
        return [name for name, stub in LAZY.items() if _there(stub.module)]

    def summaries(self) -> list[Summary]:
        found = [
            Summary(name, stub.help, title)
            for title, group in GROUPS.items()
            for name, stub in group.items()
            if _there(stub.module)
        ]
        said = invocation.current()
        login = said.login or os.environ.get("REPAIRCLI_AS")
        if not (said.role or login):
            return found
        from repaircli.commands.framework import reader

        return reader.unused_last(found, reader.role(said.role, login))

    def get_command(self, ctx: Context, cmd_name: str) -> Any:  # as `Group.get_command`
        built = self.commands.get(cmd_name)
        if built is None:
            stub = LAZY.get(cmd_name)
            if stub is None or not _there(stub.module):
                return None
            module = importlib.import_module(f"repaircli.commands.{stub.module}")
            built = self.commands[cmd_name] = framework_help.group_or_command(cmd_name, module.app, stub.help)
        return built


@cache
def root() -> Root:
    """The tree; what is built of it stays, since it holds nothing of a command line."""
    return Root()


def main(argv: list[str] | None = None) -> int:
    """Runs one command and gives its exit code; `argv` is without the program, by default that of the process.

    Reads the environment at each call, keeps nothing between calls, writes to the `sys.stdout` of the moment.
    """
    args = list(sys.argv[1:] if argv is None else argv)
    if args in (["--version"], ["-V"]):
        return framework_help.version()
    said = invocation.line(args) or _begun(args)
    inner = invocation.inside()
    if not inner:
        training.taken()
    with invocation.invoked(said):
        code = _answered(args, said)
        _say_unknown_settings(said)
        if not inner:
            _say_training()
        return code


def run() -> None:
    """The script: `main`, and an end without noise when the reader of a pipe has left."""
    _streams()
    # a command is over before a collection of cycles pays for itself
    gc.set_threshold(100_000, 50, 50)
    code = main()
    # nor does the one with which the interpreter ends: all of this goes with the process
    gc.freeze()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        if code == EXIT_OK and not isinstance(error, BrokenPipeError):
            code = EXIT_UNUSABLE
        # The interpreter flushes again when it ends, and would tell of it in words of its own.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.dup2(nowhere, sys.stderr.fileno())
    sys.exit(code)


def _streams() -> None:
    """UTF-8 and line feeds in files and pipes on every system; what a terminal cannot show becomes an escape; a closed
    stream swallows all.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            terminal = stream.isatty()
            stream.reconfigure(
                encoding=None if terminal else "utf-8",
                errors="backslashreplace",
                newline=None if terminal else "\n",
            )
    if sys.stdin is not None and hasattr(sys.stdin, "reconfigure") and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8", errors=sys.stdin.errors)


def _answered(args: list[str], said: invocation.Invocation) -> int:
    try:
        return _run(args, said)
    except BaseException as error:
        found = next((act for kinds, act in _ENDINGS if isinstance(error, kinds)), None)
        if found is None:
            raise
        return found(error, said)


def _run(args: list[str], said: invocation.Invocation) -> int:
    _readable(args)
    if instruction := os.environ.get("_REPAIRCLI_COMPLETE"):
        from repaircli.commands.framework import completion

        return completion.complete(root(), instruction)
    if args[:1] in (["--show-completion"], ["--install-completion"]) and len(args) <= 2:
        return _set_up_completion(args)
    if not args and _on_terminal():
        from repaircli.commands.framework import start

        return start.begin(main)
    # `batch` and `shell` run other commands through `main`
    with root().make_context(framework_help.PROGRAM, args or ["--help"], obj=main) as ctx:
        ctx.command.invoke(ctx)
    return said.exit


def _on_terminal() -> bool:
    """Whether a person reads the answer; `batch` and `shell` run lines of their own."""
    return not invocation.current().within and sys.stdout.isatty()


def _misused(error: ClickException, said: invocation.Invocation) -> int:
    from repaircli.commands.framework import usage

    read_by_a_person = said.ear is None and said.format not in ("json", "jsonl")
    if read_by_a_person and isinstance(error, framework_help.MissingCommand) and error.ctx:
        sys.stderr.write(error.ctx.get_help() + "\n\n")
    return _failed("usage", EXIT_USAGE, *usage.explain(error))


def _told(error: RepairError, said: invocation.Invocation) -> int:
    if error.exit == EXIT_REFUSED:
        return _refused(error)
    return _failed(error.code, error.exit, error.message, error.hint)


def _no_unicode(error: UnicodeEncodeError, said: invocation.Invocation) -> int:
    text = msg("text that is not Unicode: {text}", text=ascii(error.object)[:200])
    return _failed("usage", EXIT_USAGE, text, None)


def _readable(args: list[str]) -> None:
    """Raises UsageProblem for an argument that is no UTF-8 and could never be stored, or with a NUL that no path has."""
    from repaircli.platform.errors import UsageProblem

    for number, word in enumerate(args, start=1):
        try:
            word.encode()
            if "\0" in word:
                raise UsageProblem(
                    msg("argument {number} holds a NUL character: {text}", number=number, text=ascii(word)),
                    hint=Msg(f"{framework_help.PROGRAM} --help"),
                )
        except UnicodeEncodeError:
            raise UsageProblem(
                msg("argument {number} is not UTF-8: {text}", number=number, text=ascii(word)),
                hint=Msg(f"{framework_help.PROGRAM} --help"),
            ) from None


def _failed(code: str, exit: int, message: Msg, hint: Msg | None) -> int:
    message = shortened(message)
    ear = invocation.current().ear
    if ear is not None:
        ear.error(code, exit, message, hint)
        return exit
    from repaircli.platform.output import aside

    aside.tell_error(code, exit, message, hint)
    return exit


def _refused(error: RepairError) -> int:
    from repaircli.platform.answers import refusal
    from repaircli.platform.output import show as output_show

    output_show.show(
        refusal([(error.code, getattr(error, "clause", ""), shortened(error.message))], hint=error.hint)
    )
    return error.exit


def _interrupted(stop: BaseException) -> int:
    told = stop.args[0] if stop.args and isinstance(stop.args[0], Msg) else msg("interrupted")
    if (ear := invocation.current().ear) is not None:
        ear.error("interrupted", EXIT_INTERRUPTED, told, None)
        return EXIT_INTERRUPTED
    from repaircli.platform.output import aside

    aside.tell("")
    aside.tell(i18n.tr(told))
    return EXIT_INTERRUPTED


def _declined() -> int:
    told = msg("not confirmed: nothing was done")
    if (ear := invocation.current().ear) is not None:
        ear.error("declined", EXIT_INTERRUPTED, told, None)
        return EXIT_INTERRUPTED
    from repaircli.platform.output import aside

    aside.tell(i18n.tr(told))
    return EXIT_INTERRUPTED


def _unwritten(error: OSError, said: invocation.Invocation) -> int:
    """A file that was named cannot be used, or the answer could not be written where stdout leads."""
    if machine.WINDOWS and error.errno == errno.EINVAL and error.filename is None:
        return said.exit  # so Windows says that the reader of a pipe has left
    _trace(error)
    why = reason(error)
    if error.filename is not None and error.errno not in FULL:
        return _failed("usage", EXIT_USAGE, msg("{file}: {why}", file=str(error.filename), why=why), None)
    return _failed("output", EXIT_UNUSABLE, msg("the output cannot be written: {why}", why=why), None)


def _bug(error: Exception) -> int:
    _trace(error)
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    return _failed(
        "bug",
        EXIT_BUG,
        msg("this is a bug, please report it: {what}", what=what),
        msg("REPAIRCLI_DEBUG=1 shows where it happened"),
    )


_ENDINGS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Callable[..., int]], ...] = (
    (typer.Exit, lambda stop, said: int(stop.exit_code)),
    (ClickException, _misused),
    (RepairError, _told),
    ((KeyboardInterrupt, typer.Abort, EOFError), lambda stop, said: _interrupted(stop)),
    (SystemExit, lambda stop, said: stop.code if isinstance(stop.code, int) else EXIT_BUG),
    (Declined, lambda error, said: _declined()),
    (BrokenPipeError, lambda error, said: said.exit),
    (OSError, _unwritten),
    (UnicodeEncodeError, _no_unicode),
    (OverflowError, lambda error, said: _failed("usage", EXIT_USAGE, msg("a number is too large"), None)),
    (Exception, lambda error, said: _bug(error)),
)
"""How each class of error ends a command; the first that fits counts."""


def _trace(error: Exception) -> None:
    if os.environ.get("REPAIRCLI_DEBUG"):
        import traceback

        traceback.print_exception(error, file=sys.stderr)


def _say_unknown_settings(said: invocation.Invocation) -> None:
    """Prints a note about an unknown setting after every command that read the file, but not during
    completion.
    """
    if not said.unknown_settings or os.environ.get("_REPAIRCLI_COMPLETE"):
        return
    from repaircli.platform import settings
    from repaircli.platform.output import aside

    file, names = str(settings.path()), said.unknown_settings
    aside.tell_note(msg("unknown setting in {file}: {names}", file=file, names=names))


def _say_training() -> None:
    if not training.taken():
        return
    from repaircli.platform.output import aside

    if aside.is_terminal(sys.stderr):
        aside.tell_dimmed(msg("training database"))


def _begun(args: list[str]) -> invocation.Invocation:
    lang, lang_from = _language(args)
    form = invocation.last_value(args, "--format", "-f")
    return invocation.Invocation(words=tuple(args), lang=lang, lang_from=lang_from, format=form)


def _language(args: list[str]) -> tuple[str, str]:
    found = invocation.language(args)
    if found is None:
        from repaircli.platform import settings

        found = settings.language()
    return found


def _set_up_completion(args: list[str]) -> int:
    from repaircli.commands.framework import completion

    return completion.set_up(args)


def _flag(names: tuple[str, ...], help: str, act: Callable[[list[str]], int]) -> TyperOption:
    """An option that does one thing and ends the program."""

    def run(ctx: Context, param: object, value: object) -> None:
        if value and not ctx.resilient_parsing:
            raise typer.Exit(act([names[0]]))

    return TyperOption(
        param_decls=list(names),
        type=types.BOOL,
        is_flag=True,
        expose_value=False,
        is_eager=True,
        help=help,
        callback=run,
    )


def _there(module: str) -> bool:
    # in a bundle the modules lie in one file
    return getattr(sys, "frozen", False) or os.path.exists(os.path.join(_COMMANDS, f"{module}.py"))
