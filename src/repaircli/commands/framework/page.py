"""The help page of a command or a group, in the reader's language."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from repaircli.commands.framework import examples, metavars
from repaircli.commands.framework.typer_names import Context, Parameter, TyperArgument, TyperOption
from repaircli.platform.i18n import tr
from repaircli.platform.text import N_, msg

if TYPE_CHECKING:
    from repaircli.commands.framework.bridge import Summary

_WIDEST = 100


class Described(Protocol):
    """A command or a group; `added` are the options that every one takes."""

    help: str | None
    params: list[Parameter]

    def added(self) -> list[TyperOption]:
        """The options that it does not declare itself."""


def page(command: Described, ctx: Context, program: str, name: str, verbs: Sequence[Summary] | None) -> str:
    """Usage, purpose, the commands of a group, arguments, options, and examples.

    `name` is the command as it is typed after `program`; `verbs` are the commands of a group with what each does.
    """
    from repaircli.platform.output.width import wrap

    columns = max(min(shutil.get_terminal_size((80, 24)).columns, _WIDEST), 40)
    typed = " ".join(filter(None, (program, name, usage(command, verbs is not None))))
    lines = [tr(msg("Usage: {usage}", usage=typed))]
    if command.help:
        lines.append("")
        for paragraph in tr(inspect.cleandoc(command.help)).splitlines():
            lines += [f"  {line}".rstrip() for line in wrap(paragraph, columns - 2)]
    left = max((len(verb.name) for verb in verbs or ()), default=0)
    for part, below in groupby(verbs or (), key=lambda verb: verb.part):
        lines += _listed(tr(part), [(verb.name, tr(verb.help)) for verb in below], columns, left)
    own = [p for p in command.params if not getattr(p, "hidden", False)]
    arguments = [(argument_name(p), explained(p)) for p in own if isinstance(p, TyperArgument)]
    options = [(option_names(p), explained(p)) for p in own if isinstance(p, TyperOption)]
    added = [(option_names(p), explained(p)) for p in command.added()]
    lines += _listed(tr(N_("Arguments:")), arguments, columns)
    if ctx.parent is None:
        lines += _listed(tr(N_("Options:")), options, columns)
        lines += _listed(tr(N_("Options of every command, anywhere before --:")), added, columns)
    else:
        lines += _listed(tr(N_("Options:")), options + added[-1:], columns)
    lines += _shown(program, examples.of_command(name, [verb.name for verb in verbs or ()]))
    if ctx.parent is not None:
        lines += ["", tr(msg("Options of every command: {program} --help", program=program))]
    return "\n".join(lines)


def _shown(program: str, found: Iterable[examples.Example]) -> list[str]:
    lines: list[str] = []
    for example in found:
        lines += [f"  # {example.text()}", f"  {program} {example.command}"]
    return ["", tr(N_("Examples:")), *lines] if lines else []


def argument_name(param: Parameter) -> str:
    """The argument as the usage line writes it, in the reader's language."""
    name = metavars.shown(param.metavar or (param.name or "").upper())
    return name + (" …" if param.nargs == -1 else "")


def option_names(param: Parameter) -> str:
    """The option with its short form first and a word for its value: `-f, --format table|json`."""
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        names += " / " + ", ".join(param.secondary_opts)
    if getattr(param, "is_flag", False) or getattr(param, "count", False):
        return names
    return f"{names} {metavars.shown(_metavar(param))}"


def _metavar(param: Parameter) -> str:
    if param.metavar:
        return param.metavar
    kind = param.type
    if kind.name == "choice":
        return "|".join(kind.choices)  # type: ignore[attr-defined]
    if kind.name == "integer":
        return "N"
    if kind.name in ("path", "file", "filename"):
        return "FILE"
    return "TEXT"


def usage(command: Described, is_group: bool) -> str:
    """What follows the name of the command: options, and the command of a group or the arguments."""
    words = [tr(N_("[OPTIONS]"))]
    if is_group:
        return " ".join([*words, tr(N_("COMMAND …"))])
    for param in command.params:
        if isinstance(param, TyperArgument) and not param.hidden:
            name = argument_name(param)
            words.append(name if param.required else f"[{name}]")
    return " ".join(words)


def explained(param: Parameter) -> str:
    """What the parameter is for, with its default and whether it is needed or may be repeated."""
    text = tr(getattr(param, "help", None) or "")
    marks: list[str] = []
    default = param.default
    if getattr(param, "multiple", False):
        marks.append(tr(N_("may be repeated")))
    if param.required:
        marks.append(tr(N_("required")))
    elif (
        getattr(param, "show_default", False)
        and default not in (None, False, "", (), [])
        and not callable(default)
    ):
        marks.append(tr(msg("default: {value}", value=str(default))))
    return "  ".join(part for part in (text, f"[{'; '.join(marks)}]" if marks else "") if part)


def _listed(title: str, rows: list[tuple[str, str]], columns: int, least: int = 0) -> list[str]:
    """The rows below their title, the explanations beside each other from column `least` on."""
    from repaircli.platform.output.width import pad, width, wrap

    if not rows:
        return []
    lines = ["", title]
    left = min(max(least, *(width(name) for name, _ in rows)), 28)
    for name, text in rows:
        told = wrap(text, max(columns - left - 4, 20))
        if width(name) > left:
            lines.append(f"  {name}")
        else:
            lines.append(f"  {pad(name, left)}  {told.pop(0)}".rstrip())
        lines += [f"  {' ' * left}  {line}".rstrip() for line in told]
    return lines
