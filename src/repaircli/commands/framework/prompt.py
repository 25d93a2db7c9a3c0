"""The line that a person types: asked for with editing, history and completion, where the platform has them."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from repaircli.commands.framework.completion import quoted
from repaircli.commands.framework.typer_names import CompletionItem, split_arg_string
from repaircli.platform import machine

Candidates = Callable[[Sequence[str], str], list[CompletionItem] | None]
"""What may stand where the last word is typed, after the others; None where it is a file."""

_KEPT = 1_000
"""Lines of history."""


class Prompt:
    """Asks for lines. `history` is the file of what was typed before, made for its owner alone."""

    def __init__(self, candidates: Candidates, history: Path) -> None:
        self._candidates = candidates
        self._history = history
        self._found: list[str] = []
        self._told: dict[str, str] = {}
        self._prompt = ""
        self._readline: Any = None  # the module, where the platform has it
        with suppress(ImportError):
            import readline

            self._readline = readline
            self._bind(readline)
            with suppress(OSError):
                self._remember(readline)

    def ask(self, prompt: str) -> str:
        """The next line. Raises EOFError at the end, KeyboardInterrupt where the person does not want the line."""
        self._prompt = prompt
        if self._readline is None or os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
            return input(prompt)
        # what stands between these marks takes no column
        return input(f"\x01\x1b[1m\x02{prompt}\x01\x1b[0m\x02")

    def keep(self, line: str) -> None:
        """Adds a line to the history, unless it begins with a blank or was the last one too."""
        rl = self._readline
        if (
            rl is None
            or line[:1] in ("", " ")
            or line == rl.get_history_item(rl.get_current_history_length())
        ):
            return
        rl.add_history(line)
        with suppress(OSError, AttributeError):
            rl.append_history_file(1, self._history)

    def _remember(self, rl: ModuleType) -> None:
        self._history.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(machine.open_private(self._history, os.O_CREAT))
        rl.read_history_file(self._history)
        rl.set_history_length(_KEPT)
        if rl.get_current_history_length() > 2 * _KEPT:
            rl.write_history_file(self._history)

    def _bind(self, rl: ModuleType) -> None:
        rl.set_auto_history(False)
        rl.set_completer(self._complete)
        rl.set_completer_delims(" \t\n")
        if "libedit" in (rl.__doc__ or ""):
            rl.parse_and_bind("bind ^I rl_complete")
            return
        rl.parse_and_bind("tab: complete")
        # not together with what all candidates have in common: readline would draw that into our list
        rl.parse_and_bind("set show-all-if-unmodified on")
        rl.set_completion_display_matches_hook(self._show)

    def _complete(self, text: str, state: int) -> str | None:
        if state == 0:
            try:
                self._found = self._offered(text)
            except Exception:
                self._found = []
        return self._found[state] if state < len(self._found) else None

    def _offered(self, text: str) -> list[str]:
        # the indices of readline count bytes
        before = self._readline.get_line_buffer().encode()[: self._readline.get_begidx()]
        found = self._candidates(split_arg_string(before.decode(errors="ignore")), text)
        self._told = {}
        if found is None:
            return sorted(_file(name) for name in glob.glob(glob.escape(text) + "*"))
        head, equals, _ = text.partition("=")
        front = f"{head}=" if equals and head.startswith("--") else ""
        self._told = {front + quoted(str(i.value)): i.help or "" for i in found}
        values = list(self._told)
        if len(values) == 1:
            return [f"{values[0]} "]
        # What all begin with takes the place of what is typed. Where one contains that elsewhere it would be lost;
        # beside an empty candidate nothing is common to all, and it stays.
        return values if all(value.startswith(text) for value in values) else ["", *values]

    def _show(self, text: str, matches: Sequence[str], longest: int) -> None:
        from repaircli.platform.output.clean import clean

        # readline has sorted them; ours come in the order in which they are wanted
        several = list(self._told) if set(matches) - {""} <= self._told.keys() else list(matches)
        width = max(map(len, several))
        lines = [f"{m:{width}}  {clean(self._told.get(m, ''))}".rstrip() for m in several]
        typed = self._readline.get_line_buffer()
        sys.stdout.write("\n" + "\n".join(lines) + f"\n{self._prompt}{typed}")
        sys.stdout.flush()


def _file(name: str) -> str:
    return quoted(name) + ("/" if os.path.isdir(name) else " ")
