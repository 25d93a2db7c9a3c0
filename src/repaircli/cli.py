"""The program: the tree of nouns, and `main`, where every error becomes a message and an exit code."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from typing import Any, NamedTuple

import typer
from typer._click import types
from typer._click.core import Context
from typer._click.exceptions import ClickException
from typer.core import TyperOption

from repaircli import __version__, i18n, invocation, notice
from repaircli.commands import _completion, _help
from repaircli.errors import EXIT_BUG, EXIT_INTERRUPTED, EXIT_REFUSED, EXIT_USAGE, RepairError
from repaircli.text import N_, Msg, msg


class Stub(NamedTuple):
    """A noun before its module is imported."""

    module: str
    help: str


LAZY = {
    "init": Stub("init", N_("create the database")),
    "demo": Stub("demo", N_("play several days of a repair network and show what happened and why")),
    "order": Stub("order", N_("orders from dispatch to closing")),
    "contact": Stub("contact", N_("calls to the customer")),
    "cancel": Stub("cancel", N_("whether an order may be cancelled: ask, decide, carry out")),
    "form": Stub("form", N_("special-case statements of a station")),
    "urge": Stub("urge", N_("urge orders for special users and needs")),
    "capacity": Stub("capacity", N_("how many orders a station takes a day")),
    "coverage": Stub("coverage", N_("where a station serves, and areas without on-site service")),
    "rules": Stub("rules", N_("the rules with their clauses")),
    "region": Stub("region", N_("regions")),
    "station": Stub("station", N_("stations and their branches")),
    "user": Stub("user", N_("identities and their roles")),
    "whoami": Stub("whoami", N_("who is acting, and as what")),
    "calendar": Stub("calendar", N_("working days and holidays")),
    "notify": Stub("notify", N_("notices waiting to be sent")),
    "audit": Stub("audit", N_("who did what, and when")),
    "op": Stub("op", N_("what became of a request id")),
    "import": Stub("import_", N_("imports that were not finished")),
    "db": Stub("db", N_("the database itself")),
    "config": Stub("config", N_("settings and where they come from")),
}
"""Nouns in the order in which help lists them. One whose module is not there is not listed."""


class Root(_help.Group):
    """The program; a noun's module is imported only when one of its commands is resolved."""

    def __init__(self) -> None:
        super().__init__("", typer.Typer())
        self.help = N_("runs a computer-repair service network from the shell")
        self.params = [_version_option(), *_completion.options()]

    def list_commands(self, ctx: Context) -> list[str]:
        return [name for name, stub in LAZY.items() if _there(stub.module)]

    def summaries(self) -> list[_help.Summary]:
        return [_help.Summary(name, stub.help) for name, stub in LAZY.items() if _there(stub.module)]

    def get_command(self, ctx: Context, cmd_name: str) -> Any:
        stub = LAZY.get(cmd_name)
        if stub is None or not _there(stub.module):
            return None
        built = self.commands.get(cmd_name)
        if built is None:
            module = importlib.import_module(f"repaircli.commands.{stub.module}")
            built = self.commands[cmd_name] = _help.group_or_command(cmd_name, module.app, stub.help)
        return built


def main(argv: list[str] | None = None) -> int:
    """Runs one command and gives its exit code; `argv` is without the program, by default that of the process.

    Reads the environment at each call, keeps nothing between calls, writes to the `sys.stdout` of the moment.
    """
    args = list(sys.argv[1:] if argv is None else argv)
    if args == ["--version"]:
        return _version()
    said = invocation.Invocation(
        lang=_language(args), format=invocation.last_value(args, ("--format", "-f")) or None
    )
    notice.taken()
    with invocation.invoked(said):
        code = _answered(args, said)
        _say_training()
        return code


def run() -> None:
    """The script: `main`, and an end without noise when the reader of a pipe has left."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _answered(args: list[str], said: invocation.Invocation) -> int:
    try:
        _readable(args)
        if instruction := os.environ.get(_completion.VARIABLE):
            return _completion.complete(Root(), instruction)
        if args[:1] in ([_completion.SHOW], [_completion.INSTALL]) and len(args) <= 2:
            return _completion.set_up(args)
        if not args:
            args = ["--help"]
        with Root().make_context(_help.PROGRAM, args) as ctx:
            ctx.command.invoke(ctx)
        return said.exit
    except typer.Exit as stop:
        return stop.exit_code
    except ClickException as error:
        from repaircli.commands import _usage

        return _failed("usage", EXIT_USAGE, *_usage.explain(error))
    except RepairError as error:
        if error.exit == EXIT_REFUSED:
            return _refused(error)
        return _failed(error.code, error.exit, error.message, error.hint)
    except (KeyboardInterrupt, typer.Abort, EOFError) as stop:
        return _interrupted(stop)
    except BrokenPipeError:
        return said.exit
    except UnicodeEncodeError as error:
        return _failed(
            "usage", EXIT_USAGE, msg("text that is no Unicode: {text}", text=ascii(error.object)[:200]), None
        )
    except OverflowError:
        return _failed("usage", EXIT_USAGE, msg("a number is too large"), None)
    except Exception as error:
        return _bug(error)


def _readable(args: list[str]) -> None:
    """Raises UsageProblem for an argument with bytes that are no UTF-8: they could never be stored."""
    from repaircli.errors import UsageProblem

    for number, word in enumerate(args, start=1):
        try:
            word.encode()
        except UnicodeEncodeError:
            raise UsageProblem(
                msg("argument {number} is not UTF-8: {text}", number=number, text=ascii(word)),
                hint=msg("{program} --help", program=_help.PROGRAM),
            ) from None


def _failed(code: str, exit: int, message: Msg, hint: Msg | None) -> int:
    from repaircli.render import output

    output.tell_error(code, exit, message, hint)
    return exit


def _refused(error: RepairError) -> int:
    from repaircli.domain import refusal
    from repaircli.render import output

    output.show(refusal([(error.code, getattr(error, "clause", ""), error.message)], hint=error.hint))
    return error.exit


def _interrupted(stop: BaseException) -> int:
    from repaircli.render import output

    told = stop.args[0] if stop.args and isinstance(stop.args[0], Msg) else msg("interrupted")
    output.tell("")
    output.tell(i18n.tr(told))
    return EXIT_INTERRUPTED


def _bug(error: Exception) -> int:
    from repaircli.commands._seam import Declined

    if isinstance(error, Declined):
        from repaircli.render import output

        output.tell(i18n.tr(msg("not confirmed: nothing was done")))
        return EXIT_INTERRUPTED
    if os.environ.get("REPAIRCLI_DEBUG"):
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    what = f"{type(error).__name__}: {error}".splitlines()[0]
    return _failed(
        "bug",
        EXIT_BUG,
        msg("this is a bug, please report it: {what}", what=what),
        msg("REPAIRCLI_DEBUG=1 shows where it happened"),
    )


def _say_training() -> None:
    if notice.taken() and sys.stderr.isatty():
        from repaircli.render import output

        output.tell(i18n.tr(msg("training database")))


def _language(args: list[str]) -> str:
    from repaircli import settings

    found = invocation.language(args, default="")
    return found or settings.language()


def _version() -> int:
    sys.stdout.write(f"{_help.PROGRAM} {__version__}\n")
    return 0


def _version_option() -> TyperOption:
    def show(ctx: Context, param: Any, value: Any) -> None:
        if value and not ctx.resilient_parsing:
            _version()
            raise typer.Exit

    return TyperOption(
        param_decls=["--version"],
        type=types.BOOL,
        is_flag=True,
        expose_value=False,
        is_eager=True,
        help=N_("show the version and exit"),
        callback=show,
    )


def _there(module: str) -> bool:
    return importlib.util.find_spec(f"repaircli.commands.{module}") is not None
