"""Completion of nouns, verbs, options and their words in bash, zsh and fish, on the light path."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from typer._click.shell_completion import CompletionItem, ShellComplete
from typer._completion_classes import BashComplete, FishComplete, ZshComplete

from repaircli.commands._help import PROGRAM, Group
from repaircli.errors import UsageProblem
from repaircli.text import Msg, msg

VARIABLE = "_REPAIRCLI_COMPLETE"
SHELLS = ("bash", "zsh", "fish")


class _Zsh(ZshComplete):
    def format_completion(self, item: CompletionItem) -> str:
        # Typer's own asks Rich to take markup out of the help, which costs more than all the rest.
        value, told = _zsh(str(item.value)), _zsh(item.help or "")
        return f'"{value}":"{told}"' if told else f'"{value}"'


class _Fish(FishComplete):
    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.value}\t{' '.join(item.help.split())}" if item.help else str(item.value)


_CLASSES: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": _Zsh, "fish": _Fish}


def complete(root: Group, instruction: str) -> int:
    """Answers the shell, which put what is typed into the environment. Never an error: no answer is no completion."""
    kind, _, shell = instruction.partition("_")
    found = _CLASSES.get(shell)
    if found is None or kind not in ("complete", "source"):
        return 1
    completer = found(root, {}, PROGRAM, VARIABLE)
    try:
        text = completer.source() if kind == "source" else completer.complete()
    except SystemExit as answer:
        return answer.code if isinstance(answer.code, int) else 1
    except Exception:
        if os.environ.get("REPAIRCLI_DEBUG"):
            raise
        return 1
    sys.stdout.write(text + "\n")
    return 0


def set_up(args: Sequence[str]) -> int:
    """`--show-completion [SHELL]` and `--install-completion [SHELL]`. Raises UsageProblem for an unknown shell."""
    from typer._completion_shared import get_completion_script, install

    shell = args[1] if len(args) > 1 else _running_shell()
    if shell not in SHELLS:
        raise UsageProblem(
            msg("no completion for this shell: {shell}", shell=shell or "?"),
            hint=Msg(f"{PROGRAM} {args[0]} {'|'.join(SHELLS)}"),
        )
    if args[0] == "--show-completion":
        text = get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=shell)
        sys.stdout.write(text + "\n")
        return 0
    from repaircli.i18n import tr

    _, where = install(shell=shell, prog_name=PROGRAM, complete_var=VARIABLE)
    sys.stdout.write(
        tr(msg("{shell} completion is in {file}; it works in the next shell", shell=shell, file=str(where)))
        + "\n"
    )
    return 0


def _running_shell() -> str | None:
    from typer._completion_shared import _get_shell_name

    return _get_shell_name()


def _zsh(text: str) -> str:
    for char, escaped in (('"', '""'), ("'", "''"), ("$", "\\$"), ("`", "\\`"), (":", r"\\:")):
        text = text.replace(char, escaped)
    return text
