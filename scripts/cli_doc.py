"""Writes docs/cli.md, every command with its arguments and options, from the command tree itself.

python scripts/cli_doc.py            writes the file
python scripts/cli_doc.py --check    exit 1 when the file is not what it would write
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer._click.core import Context

from repaircli import cli
from repaircli.commands.framework import help as framework_help
from repaircli.platform import invocation

TARGET = Path(__file__).resolve().parent.parent / "docs" / "cli.md"

_HEAD = """\
# Commands

The `--help` of every command in one place; `--lang zh` shows it in Chinese. `make docs` generates this page, and a test fails
when it is out of date. [operations.md](operations.md) explains answers, exit codes and scripts.
"""


def document() -> str:
    """The whole file: in English and 100 columns wide, whatever the environment says."""
    columns = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        with invocation.invoked(invocation.Invocation(lang="en")):
            root = cli.root()
            contents = [f"- [{entry.name}](#{entry.name}): {entry.help}" for entry in root.summaries()]
            lines = [_HEAD, *contents, "", *_command(framework_help.PROGRAM, root, None)]
            return "\n".join(lines).rstrip() + "\n"
    finally:
        if columns is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = columns


def _command(name: str, command: Any, parent: Context | None) -> Iterator[str]:
    """The help of the command, then that of the commands below it."""
    with Context(command, info_name=name, parent=parent) as ctx:
        path = framework_help.command_name(ctx)
        yield from (f"{'###' if ' ' in path else '##'} {path or name}", "")
        yield from ("```text", command.get_help(ctx), "```", "")
        if isinstance(command, framework_help.Group):
            for word in command.list_commands(ctx):
                yield from _command(word, command.get_command(ctx, word), ctx)


def main(args: list[str]) -> int:
    """Writes or checks the file; gives the exit code."""
    text = document()
    if args == ["--check"]:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"docs/{TARGET.name} is stale: make docs", file=sys.stderr)
        return 1
    if args:
        print(__doc__, file=sys.stderr)
        return 2
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
