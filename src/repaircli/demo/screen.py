"""The demonstration on a terminal: a screen a scene."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from repaircli.demo.scenes import aside, printed
from repaircli.platform import invocation
from repaircli.platform.output.aside import asked, is_terminal
from repaircli.platform.output.clean import clean
from repaircli.platform.output.terminal import console
from repaircli.platform.output.view import Pen
from repaircli.platform.output.width import wrap
from repaircli.platform.text import N_, msg

_WIDEST = 100
"""Columns beyond which sentences are hard to read."""
_LOWEST = 24
"""Lines of a terminal for which scenes are cut even where it has less."""
_END = 4
"""Lines at the end of an output that stay: they say what is missing, and from when it is allowed."""


def show(scenes: Sequence[Mapping[str, Any]], pen: Pen) -> None:
    """Shows the scenes one by one, each at most a screen high.

    Between two scenes it waits for Enter where a person can type it; q goes to what follows them.
    """
    height = max(shutil.get_terminal_size((80, _LOWEST)).lines, _LOWEST) - 1
    screen = console(pen.out, min(pen.columns or 80, _WIDEST), colour=pen.colour)
    for number, scene in enumerate(scenes, start=1):
        screen.print(panel(scene, f"{number}/{len(scenes)}", screen, pen, height))
        if not _goes_on(pen, last=number == len(scenes)):
            break


@dataclass
class _Block:
    """A command of a scene as lines: what was typed, what was printed, and what stands beneath."""

    typed: list[Text]
    output: list[Text]
    left_out: int
    beside: list[Text]

    def leave_out_a_line(self) -> None:
        """Leaves out one more line, before the end of the output."""
        del self.output[max(len(self.output) - _END - 1, 0)]
        self.left_out += 1

    def height(self) -> int:
        return len(self.typed) + len(self.output) + bool(self.left_out) + len(self.beside) + 1


def panel(scene: Mapping[str, Any], place: str, console: Console, pen: Pen, height: int) -> Panel:
    """The scene in a frame that is at most `height` lines high; `place` is its number."""
    width = console.width - 4

    def wrapped(text: str, style: str = "", indent: int = 0) -> list[Text]:
        # Rich breaks Chinese text only at blanks
        return [Text(" " * indent + line, style) for line in wrap(clean(text), width - indent)]

    def block(command: Mapping[str, Any]) -> _Block:
        lines, left_out = printed(command, pen.like(pen.out, width - 2))
        output = [
            part for line in lines for part in Text.from_ansi(line).wrap(console, width - 2, overflow="fold")
        ]
        beside = [pen.tr(told) for told in aside(command, lines, pen)]
        at = f"{pen.reader.local(command['at']):%m-%d %H:%M:%S}"
        return _Block(
            wrapped(f"{at} $ {command['command']}", "bold"),
            output,
            left_out,
            [line for told in beside for line in wrapped(told, "cyan", 2)],
        )

    head = [*wrapped(pen.tr(scene["situation"])), Text()]
    foot = wrapped(f"{', '.join(scene['clauses'])}: {pen.tr(scene['why'])}", "green")
    blocks = [block(command) for command in scene["commands"]]
    _cut(blocks, height - 2 - len(head) - len(foot))
    body = list(head)
    for part in blocks:
        shown = [Text("  ") + line for line in part.output]
        if part.left_out:
            more = msg("⋯ {count} more lines", count=part.left_out)
            shown[-_END:-_END] = wrapped(pen.tr(more), "dim", 2)
        body += [*part.typed, *shown, *part.beside, Text()]
    title = Text(clean(f" {place} {pen.tr(scene['title'])} "), "bold")
    return Panel(Group(*body, *foot), title=title, title_align="left", width=console.width)


def _cut(blocks: Sequence[_Block], height: int) -> None:
    """Shortens the longest outputs until all blocks together fit."""
    while sum(block.height() for block in blocks) > height:
        longest = max(blocks, key=lambda block: len(block.output))
        if not longest.output:
            return
        longest.leave_out_a_line()


def _goes_on(pen: Pen, last: bool) -> bool:
    """Waits for Enter after a scene, where a person can type it; False if they want the summary at once."""
    if invocation.current().yes or not is_terminal(sys.stdin):
        pen.line()
        return True
    ask = N_("Enter: the summary") if last else N_("Enter: the next scene, q: the summary")
    typed = asked(pen.tr(ask))
    # the question makes place for the next scene
    pen.out.write("\x1b[1A\x1b[2K" if typed.endswith("\n") else "\n")
    return typed.strip().lower() != "q"
