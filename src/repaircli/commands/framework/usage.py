"""What is wrong with a command line, in the reader's language: one message for each class of Typer's errors."""

from __future__ import annotations

from repaircli.commands.framework import help as framework_help
from repaircli.commands.framework.page import argument_name, option_names
from repaircli.commands.framework.typer_names import Context, Parameter, TyperArgument
from repaircli.commands.framework.typer_names import exceptions as wrong
from repaircli.platform.text import Msg, msg


def explain(error: wrong.ClickException) -> tuple[Msg, Msg | None]:
    """The message, and as hint the help command to type."""
    ctx = getattr(error, "ctx", None)
    return _message(error, ctx), _quoting(error) or _hint(ctx)


def _message(error: wrong.ClickException, ctx: Context | None) -> Msg:
    match error:
        case wrong.NoSuchOption():
            params = ctx.command.get_params(ctx) if ctx is not None else []
            from repaircli.platform.near import nearest

            close = nearest(
                error.option_name, (name for p in params for name in (*p.opts, *p.secondary_opts))
            )
            if close:
                return msg(
                    "no such option: {option}; did you mean {close}", option=error.option_name, close=close
                )
            return msg("no such option: {option}", option=error.option_name)
        case framework_help.NoSuchCommand():
            if error.close:
                return msg(
                    "no such command: {name}; did you mean {close}", name=error.name, close=error.close
                )
            return msg("no such command: {name}", name=error.name)
        case framework_help.MissingCommand():
            return msg("a command is missing")
        case framework_help.ExtraArguments():
            return msg("unexpected argument: {words}", words=error.words)
        case wrong.BadOptionUsage():
            return _bad_option(error, ctx)
        case wrong.MissingParameter():
            return _missing(error.param, ctx)
        case wrong.BadParameter():
            text = (
                error.text if isinstance(error, framework_help.WrongValue) else Msg(_braceless(error.message))
            )
            if error.param is None:
                return text
            return msg("{parameter}: {text}", parameter=_name(error.param), text=text)
        case wrong.FileError():
            return msg("cannot open {file}: {why}", file=error.ui_filename, why=error.message)
        case _:
            return Msg(_braceless(error.format_message()))


def _bad_option(error: wrong.BadOptionUsage, ctx: Context | None) -> Msg:
    params = ctx.command.get_params(ctx) if ctx is not None else []
    for param in params:
        if error.option_name in (*param.opts, *param.secondary_opts) and getattr(param, "is_flag", False):
            return msg("option {option} takes no value", option=error.option_name)
    return msg("option {option} needs a value", option=error.option_name)


def _missing(param: Parameter | None, ctx: Context | None) -> Msg:
    """Everything that is missing at once; what was given is read before the first of it is missed."""
    params = [] if ctx is None else [p for p in ctx.command.params if p.required]
    missing = [p for p in params if ctx is None or ctx.params.get(p.name or "") in (None, (), [])]
    if param is not None and param not in missing:
        missing.append(param)
    if not missing:
        return msg("the command is incomplete")
    return msg("missing: {names}", names=tuple(map(_called, missing)))


def _called(param: Parameter) -> str:
    return argument_name(param) if isinstance(param, TyperArgument) else option_names(param)


def _name(param: Parameter) -> str:
    return argument_name(param) if isinstance(param, TyperArgument) else max(param.opts, key=len)


def _quoting(error: wrong.ClickException) -> Msg | None:
    """Where the words that are left over belong to the value before them: the same in quotes."""
    if not isinstance(error, framework_help.ExtraArguments) or error.before is None:
        return None
    option, value = error.before
    whole = " ".join((value, *error.words)).replace("'", " ")
    return msg("put text with blanks in quotes: {example}", example=f"{option} '{whole}'")


def _hint(ctx: Context | None) -> Msg | None:
    name = framework_help.command_name(ctx) if ctx is not None else ""
    return Msg(f"{framework_help.PROGRAM} {name}".rstrip() + " --help")


def _braceless(text: str) -> str:
    # A foreign message is an original without gaps; it is never formatted.
    return text.rstrip(".")
