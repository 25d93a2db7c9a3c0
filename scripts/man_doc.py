"""Writes docs/man: the man page of the program, and one of each noun, from the command tree itself.

python scripts/man_doc.py            writes the pages
python scripts/man_doc.py --check    exit 1 when one of them is not what it would write
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer._click.core import Context

from repaircli import cli
from repaircli.commands.framework import examples
from repaircli.commands.framework import help as framework_help
from repaircli.commands.framework.page import argument_name, explained, option_names, usage
from repaircli.commands.framework.typer_names import TyperArgument
from repaircli.platform import invocation

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "man"
PROGRAM = framework_help.PROGRAM

_EXIT = """\
0 done; 2 wrong usage; 3 refused by a rule; 4 not allowed to this identity; 5 no such thing; 7 some of many were refused;
8 the database cannot be used; 9 the outcome is unknown. repaircli docs operations explains each."""


def pages() -> dict[str, str]:
    """By name of the file, the pages in English."""
    with invocation.invoked(invocation.Invocation(lang="en")):
        root = cli.root()
        ctx = Context(root, info_name=PROGRAM)
        found = {f"{PROGRAM}.1": _join(_program(root, ctx))}
        for name in root.list_commands(ctx):
            found[f"{PROGRAM}-{name}.1"] = _join(_noun(name, root.get_command(ctx, name), ctx))
        return found


def _join(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _program(root: Any, ctx: Context) -> Iterator[str]:
    yield from _top(PROGRAM, root, usage(root, True))
    part = None
    for noun in root.summaries():
        if noun.part != part:
            part = noun.part
            yield f".SH {_safe(str(part)).rstrip(':').upper()}"
        yield from (".TP", f".BR {PROGRAM}\\-{_safe(noun.name)} (1)", _text(noun.help))
    yield ".SH OPTIONS OF EVERY COMMAND"
    yield from _params([*root.params, *root.added()])
    yield from _examples("", [])
    yield from (".SH EXIT STATUS", _text(_EXIT))
    yield from (".SH SEE ALSO", f'.BR {PROGRAM}\\ docs ", " {PROGRAM}\\ help')


def _noun(name: str, command: Any, parent: Context) -> Iterator[str]:
    ctx = Context(command, info_name=name, parent=parent)
    group = isinstance(command, framework_help.Group)
    yield from _top(f"{PROGRAM}-{name}", command, usage(command, group))
    if group:
        yield ".SH COMMANDS"
        yield from _below(command, ctx)
    else:
        yield from (".SH OPTIONS", *_params([*command.params, command.added()[-1]]), *_examples(name, []))
    yield from (".SH SEE ALSO", f".BR {PROGRAM} (1)")


def _below(group: Any, ctx: Context) -> Iterator[str]:
    for word in group.list_commands(ctx):
        command = group.get_command(ctx, word)
        at = Context(command, info_name=word, parent=ctx)
        if isinstance(command, framework_help.Group):
            yield from _below(command, at)
            continue
        path = framework_help.command_name(at)
        yield from (f".SS {PROGRAM} {_safe(path)} {_safe(usage(command, False))}", _text(command.help))
        yield from _params(command.params)
        yield from _examples(path, [])


def _top(name: str, command: Any, words: str) -> Iterator[str]:
    told = inspect.cleandoc(command.help or "")
    first, _, rest = told.partition("\n")
    yield from (f'.TH {_safe(name.upper())} 1 "" "{PROGRAM}" "{PROGRAM}"', ".SH NAME")
    yield f"{_safe(name)} \\- {_safe(first)}"
    yield from (".SH SYNOPSIS", f".B {_safe(name.replace('-', ' ', 1))}", _safe(words))
    if rest.strip():
        yield from (".SH DESCRIPTION", *(_text(line) for line in rest.splitlines() if line))


def _params(params: list[Any]) -> Iterator[str]:
    for param in params:
        if not getattr(param, "hidden", False):
            name = argument_name(param) if isinstance(param, TyperArgument) else option_names(param)
            yield from (".TP", f".B {_safe(name)}", _text(explained(param)) or "\\ ")


def _examples(name: str, verbs: list[str]) -> Iterator[str]:
    found = examples.of_command(name, verbs)
    if found:
        yield from (".PP", "Examples:", ".PP", ".nf", ".RS")
        for example in found:
            yield from (f"# {_safe(example.en)}", f"{PROGRAM} {_safe(example.command)}")
        yield from (".RE", ".fi")


def _text(text: str) -> str:
    """Running text: a line that begins like a request is kept from being one."""
    return "\n".join(_safe(line) for line in text.splitlines())


def _safe(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace('"', "\\(dq")
    return "\\&" + escaped if escaped.startswith(".") else escaped


def main(args: list[str]) -> int:
    """Writes or checks the pages; gives the exit code."""
    wanted = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.1")}
    if args == ["--check"]:
        stale = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
        if stale:
            print(f"docs/man is stale: make docs ({', '.join(stale)})", file=sys.stderr)
        return 1 if stale else 0
    if args:
        print(__doc__, file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    for name in there.keys() - wanted.keys():
        (FOLDER / name).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
