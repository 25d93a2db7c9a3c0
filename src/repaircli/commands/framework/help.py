"""Typer's commands and groups in the reader's language: help written at the moment it is shown, verbs built when asked for."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from repaircli import __version__
from repaircli.commands.framework import old_names
from repaircli.commands.framework.bridge import Noun, Summary
from repaircli.commands.framework.typer_names import (
    BadOptionUsage,
    BadParameter,
    CommandInfo,
    CompletionItem,
    Context,
    Parameter,
    ParameterSource,
    TyperCommand,
    TyperGroup,
    TyperOption,
    UsageError,
    add_old_name,
    command_word,
    get_command_from_info,
    keep_command_word,
    types,
)
from repaircli.platform import invocation
from repaircli.platform.errors import UsageProblem
from repaircli.platform.i18n import tr
from repaircli.platform.text import LONGEST_TEXT, N_, Msg, msg

if TYPE_CHECKING:
    from repaircli.commands.framework.bridge import Verb

PROGRAM = "repaircli"
_DIGITS = 18
"""More do not fit an integer of the database."""


class WrongValue(BadParameter):
    """A value that its parameter does not take; `text` says why in the reader's language."""

    def __init__(self, text: Msg, param: Parameter | None, ctx: Context | None) -> None:
        super().__init__(str(text), ctx, param)
        self.text = text


class NoSuchCommand(UsageError):
    """A word that is no command of its group."""

    def __init__(self, name: str, close: Sequence[str], ctx: Context) -> None:
        super().__init__(name, ctx)
        self.name = name
        self.close = tuple(close)


class MissingCommand(UsageError):
    """A group without the command that must follow."""

    def __init__(self, ctx: Context) -> None:
        super().__init__("", ctx)


class ExtraArguments(UsageError):
    """Words beyond those that the command takes; `before`: the option and its value that stand in front of them."""

    def __init__(self, words: Sequence[str], ctx: Context, typed: Sequence[str]) -> None:
        super().__init__(" ".join(words), ctx)
        self.words = tuple(words)
        at = typed.index(words[0]) if words[0] in typed else 0
        option, value = typed[max(at - 2, 0) : at] if at > 1 else ("", "")
        self.before = (option, value) if option.startswith("--") and not value.startswith("-") else None


class WholeNumber(types.ParamType):
    """Digits with an optional sign, nothing else that `int` would let pass."""

    name = "integer"

    def __init__(self, low: float | None = None) -> None:
        self.low = low

    def convert(self, value: object, param: Parameter | None, ctx: Context | None) -> int:
        if isinstance(value, int):
            return value
        text = str(value)
        digits = text[1:] if text[:1] in ("-", "+") else text
        if not (digits.isascii() and digits.isdigit()):
            raise WrongValue(self.refusal(text), param, ctx)
        if len(digits) > _DIGITS:
            raise WrongValue(msg("the number has more than {count} digits", count=_DIGITS), param, ctx)
        number = int(text)
        if self.low is not None and number < self.low:
            raise WrongValue(msg("{value} is less than {limit}", value=text, limit=int(self.low)), param, ctx)
        return number

    def refusal(self, text: str) -> Msg:
        """What is said of a text that is no number."""
        return msg("{value} is not a whole number", value=text)


class RequestNumber(WholeNumber):
    """The number of a cancel request."""

    def refusal(self, text: str) -> Msg:
        return msg(
            "{value} is not the number of a request; repaircli cancel list --order NO shows those of an order",
            value=text,
        )


class HowMany(WholeNumber):
    """A number of rows from 1, or `all`."""

    def __init__(self) -> None:
        super().__init__(1)

    def convert(self, value: object, param: Parameter | None, ctx: Context | None) -> int:
        from repaircli.commands.framework.options import EVERY

        return EVERY if value in ("all", "全部") else min(super().convert(value, param, ctx), EVERY)


class OneOf(types.ParamType):
    """One of a few words, exactly as listed."""

    name = "choice"

    def __init__(self, choices: Iterable[object]) -> None:
        self.choices = tuple(map(str, choices))

    def convert(self, value: object, param: Parameter | None, ctx: Context | None) -> str:
        text = str(value)
        if text not in self.choices:
            from repaircli.platform.near import nearest

            near = nearest(text, self.choices, 1)
            said = (
                msg(
                    "{value} is not one of {choices}; did you mean {near}",
                    value=text,
                    choices=self.choices,
                    near=near[0],
                )
                if near
                else msg("{value} is not one of {choices}", value=text, choices=self.choices)
            )
            raise WrongValue(said, param, ctx)
        return text

    def shell_complete(self, ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(c) for c in self.choices if c.startswith(incomplete)]


def _own_type(param: Parameter) -> types.ParamType:
    kind = param.type
    if param.metavar == "N|all":
        return HowMany()
    if kind is types.INT and param.metavar == "REQUEST":
        return RequestNumber()
    if isinstance(kind, types.IntRange):
        return WholeNumber(kind.min)
    if kind is types.INT:
        return WholeNumber()
    if kind.name == "choice" and not isinstance(kind, OneOf):
        return OneOf(kind.choices)  # type: ignore[attr-defined]
    return kind


class Global(NamedTuple):
    """An option that every command takes: its field of the invocation and what its value may be."""

    field: str
    names: tuple[str, ...]
    metavar: str | None
    help: str
    choices: tuple[str, ...] = ()


GLOBALS = (
    Global("db", ("--db",), "URL|PATH", N_("database: a SQLite file or an SQLAlchemy URL")),
    Global("login", ("--as",), "LOGIN", N_("the identity to act as")),
    Global("role", ("--role",), "ROLE", N_("the role to act in, if you have several")),
    Global("lang", ("--lang",), "zh|en", N_("language of messages, help and headers"), invocation.LANGUAGES),
    Global(
        "format",
        ("--format", "-f"),
        "table|json|jsonl|csv|tsv",
        N_("output format"),
        invocation.FORMATS,
    ),
    Global(
        "fields", ("--fields",), "FIELDS", N_("only these fields, by their keys in JSON or their titles: a,b")
    ),
    Global(
        "request_id",
        ("--request-id",),
        "KEY",
        N_("repeating the command with the same key returns the first answer and writes nothing"),
    ),
    Global("yes", ("--yes", "-y"), None, N_("do not ask for confirmation")),
    Global("no_pager", ("--no-pager",), None, N_("do not show a long answer screen by screen")),
)


def _global_option(of: Global, names: list[str]) -> TyperOption:
    def keep(ctx: Context, param: Parameter, value: object) -> None:
        if ctx.resilient_parsing:
            return
        if value == "":
            # an unset shell variable: the database of the environment, or no protection at all, is not what was meant
            raise BadOptionUsage(names[0], "", ctx)
        if value:
            setattr(invocation.current(), of.field, value)

    return TyperOption(
        param_decls=[f"global_{of.field}", *names],
        type=OneOf(of.choices) if of.choices else types.BOOL if of.metavar is None else types.STRING,
        is_flag=of.metavar is None,
        metavar=of.metavar,
        help=of.help,
        callback=keep,
        expose_value=False,
        is_eager=True,
    )


def _help_option(names: list[str]) -> TyperOption:
    def show(ctx: Context, param: Parameter, value: object) -> None:
        if value and not ctx.resilient_parsing:
            sys.stdout.write(ctx.get_help() + "\n")
            raise typer.Exit

    return TyperOption(
        param_decls=names,
        type=types.BOOL,
        is_flag=True,
        expose_value=False,
        is_eager=True,
        help=N_("show this message and exit"),
        callback=show,
    )


class _Spoken:
    """What a command and a group have in common: the options that all take, and help in the reader's language."""

    params: list[Parameter]
    help: str | None
    _added: list[TyperOption] | None = None
    _parser: Any = None  # see `make_parser`

    def added(self) -> list[TyperOption]:
        """The options that every command takes, less those names that this one uses for itself."""
        if self._added is None:
            own = {name for p in self.params for name in (*p.opts, *p.secondary_opts)}
            self._added = [
                _global_option(of, names)
                for of in GLOBALS
                if (names := [n for n in of.names if n not in own])
            ]
            if names := [n for n in ("--help", "-h") if n not in own]:
                self._added.append(_help_option(names))
        return self._added

    def get_params(self, ctx: Context) -> list[Parameter]:
        return [*self.params, *self.added()]

    def make_parser(self, ctx: Context) -> Any:  # a class of Typer's that has no public name
        # It keeps nothing of a line, and many lines may be parsed in one process.
        if self._parser is None:
            self._parser = super().make_parser(ctx)  # type: ignore[misc]
            for old, new in old_names.of_command(command_name(ctx)).items():
                add_old_name(self._parser, old, new, partial(self._tell_old_name, old, new))
        self._parser.ctx = ctx
        return self._parser

    def _tell_old_name(self, old: str, new: str) -> None:
        if not self._parser.ctx.resilient_parsing:
            old_names.tell(old, new)

    def get_help(self, ctx: Context) -> str:
        from repaircli.commands.framework.page import page

        verbs = self.summaries() if isinstance(self, Group) else None
        return page(self, ctx, PROGRAM, command_name(ctx), verbs)

    def get_short_help_str(self, limit: int = 45) -> str:
        return tr(first_line(self.help))

    def complete_options(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """The options that start with what is typed so far."""
        if not incomplete.startswith("-"):
            return []
        return [
            CompletionItem(name, help=tr(first_line(getattr(param, "help", None))))
            for param in self.get_params(ctx)
            if isinstance(param, TyperOption) and not param.hidden
            for name in (*param.opts, *param.secondary_opts)
            if name.startswith(incomplete)
        ]


@contextmanager
def _placed(ctx: Context) -> Iterator[None]:
    """Tells a usage error the command it belongs to where typer.Typer forgets it."""
    try:
        yield
    except UsageError as error:
        error.ctx = error.ctx or ctx
        raise


class Command(_Spoken, TyperCommand):
    """A verb."""

    # What is left over is answered by `parse_args` in words of our own.
    allow_extra_args = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # whatever Typer gives its commands
        super().__init__(*args, **kwargs)
        for param in self.params:
            param.type = _own_type(param)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        typed = list(args)
        with _placed(ctx):
            rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise ExtraArguments(rest, ctx, typed)
        return rest

    def invoke(self, ctx: Context) -> object:
        from repaircli.platform import settings

        said = invocation.current()
        said.command = command_name(ctx)
        said.given = {
            name: value
            for name, value in ctx.params.items()
            if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT
        }
        settings.check_environment()
        for param in self.params:
            _refuse_unmeant(param, said.given.get(param.name or ""))
        return super().invoke(ctx)

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        return self.complete_options(ctx, incomplete)


def _refuse_unmeant(param: Parameter, given: object) -> None:
    """Refuses what nobody means, before a database is opened: a text longer than any is kept, a value outside a closed
    list, a placeholder as it was printed (`--solution TEXT`)."""
    texts = [v for v in (given if isinstance(given, (list, tuple)) else (given,)) if isinstance(v, str)]
    if not texts:
        return
    from repaircli.commands.framework import metavars

    option = (
        param.opts[0] if param.param_type_name == "option" else metavars.shown(param.metavar or param.opts[0])
    )
    known = metavars.choices(param.metavar or "")
    for value in texts:
        if len(value) > LONGEST_TEXT:
            from repaircli.platform.inputs import refuse_longer

            refuse_longer(value, option)
        if "+" in value and (param.metavar or "") in ("SERIAL", "BARCODE"):
            from repaircli.platform.inputs import refuse_rounded

            refuse_rounded(value, option)
        if metavars.is_placeholder(value.strip(), param.metavar or ""):
            raise UsageProblem(
                msg("{option}: {text} is a placeholder", option=option, text=value.strip()),
                msg("write the real value in its place"),
                code="placeholder",
            )
        for part in filter(None, map(str.strip, value.replace("，", ",").split(","))) if known else ():
            from repaircli.platform.inputs import chosen

            chosen(known, part if part in known else part.replace("_", "-"), option)


class Group(_Spoken, TyperGroup):
    """A noun; its verbs are built only when they are asked for."""

    def __init__(self, name: str, noun: Noun, help: str = "") -> None:
        super().__init__(name=name, help=help, rich_markup_mode=None)
        self._noun = noun

    def list_commands(self, ctx: Context) -> list[str]:
        return [*self._noun.verbs, *self._noun.nouns]

    def summaries(self) -> list[Summary]:
        """Every command with the first line of its help, in the order in which they are declared."""
        below: dict[str, Verb | Noun] = {**self._noun.verbs, **self._noun.nouns}
        return [Summary(name, first_line(of.help)) for name, of in below.items()]

    def get_command(self, ctx: Context, cmd_name: str) -> Any:  # a group or a command
        if cmd_name not in self.commands:
            if verb := self._noun.verbs.get(cmd_name):
                self.commands[cmd_name] = build(verb)
            elif below := self._noun.nouns.get(cmd_name):
                self.commands[cmd_name] = Group(cmd_name, below, below.help)
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Any, list[str]]:
        command = self.get_command(ctx, args[0])
        if command is None:
            if ctx.resilient_parsing:
                return None, None, args[1:]
            if args[0] == "help":
                show_help(ctx, args[1:])
            raise _no_such_command(self, args[0], ctx)
        return args[0], command, args[1:]

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-"):
            # the command follows at once: no option of the group is there to be looked at
            return keep_command_word(ctx, args)
        with _placed(ctx):
            rest = super().parse_args(ctx, args)
        if not command_word(ctx) and not ctx.resilient_parsing:
            raise MissingCommand(ctx)
        return rest

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        words = [
            CompletionItem(s.name, help=tr(s.help)) for s in self.summaries() if s.name.startswith(incomplete)
        ]
        return words + self.complete_options(ctx, incomplete)


def version() -> int:
    """Writes the version; gives the exit code."""
    sys.stdout.write(f"{PROGRAM} {__version__}\n")
    return 0


def show_help(ctx: Context, words: Sequence[str]) -> None:
    """Shows the page of the command that `words` name below the group of `ctx`, and ends the command.

    Raises NoSuchCommand for a word that is no command, and ExtraArguments for words behind a command.
    """
    at = ctx
    for word in words:
        if not isinstance(at.command, Group):
            raise ExtraArguments(words, ctx, ())
        below = at.command.get_command(at, word)
        if below is None:
            raise _no_such_command(at.command, word, at)
        at = Context(below, info_name=word, parent=at)
    sys.stdout.write(at.command.get_help(at) + "\n")
    raise typer.Exit


def _no_such_command(group: Group, word: str, ctx: Context) -> NoSuchCommand:
    from repaircli.platform.near import nearest

    return NoSuchCommand(word, nearest(word, group.list_commands(ctx)), ctx)


def build(verb: Verb) -> Command:
    """The command, as Typer makes it of a function with such a signature."""
    from repaircli.commands.framework.options import NEEDED

    def run(**given: object) -> None:
        verb.run(**given)

    run.__annotations__ = {}
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if param.default is NEEDED else param.default,
                annotation=param.annotation(),
            )
            for name, param in verb.params.items()
        ]
    )
    info = CommandInfo(
        verb.name, cls=Command, context_settings=dict(verb.settings), callback=run, help=verb.help
    )
    command = get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
    assert isinstance(command, Command)
    return command


def group_or_command(name: str, noun: Noun, help: str) -> Group | Command:
    """What the noun stands for: its group, or its only command where that has the noun's own name."""
    if list(noun.verbs) == [name] and not noun.nouns:
        return build(noun.verbs[name])
    return Group(name, noun, help)


def first_line(text: str | None) -> str:
    """The first line of `text`."""
    return (text or "").strip().partition("\n")[0]


def command_name(ctx: Context) -> str:
    """The command without the program: `order assign`."""
    names: list[str] = []
    at: Context | None = ctx
    while at is not None and at.parent is not None:
        names.append(at.info_name or "")
        at = at.parent
    return " ".join(reversed(names))
