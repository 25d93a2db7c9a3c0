"""The demonstration on a terminal: a progress bar while it is played, then a screen a scene."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TextIO

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from repaircli.demo import scenes
from repaircli.demo.stage import Stage
from repaircli.platform import i18n, invocation
from repaircli.platform.output.aside import is_terminal
from repaircli.platform.output.clean import clean
from repaircli.platform.output.view import Column, Pen
from repaircli.platform.output.width import wrap
from repaircli.platform.text import N_, msg

_WIDEST = 100
"""Columns beyond which sentences are hard to read."""
_LOWEST = 24
"""Lines of a terminal for which scenes are cut even where it has less."""
_END = 4
"""Lines at the end of an output that stay: they say what is missing, and from when it is allowed."""


@contextmanager
def progress() -> Iterator[Callable[[Stage], None]]:
    """Shows on stderr how far the stories are; gives what is to be called after every command."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_console(sys.stderr, None), transient=True) as bar:
        task = bar.add_task(i18n.tr(msg("making a training database")), total=None)

        def watch(stage: Stage) -> None:
            day = msg("playing {day}", day=f"{stage.now:%Y-%m-%d}")
            bar.update(task, description=i18n.tr(day), completed=stage.ended, total=stage.planned or None)

        yield watch


def show(data: Mapping[str, Any], summary: Sequence[Column], rows: Sequence[Any], pen: Pen) -> None:
    """Shows the scenes one by one, each at most a screen high, then the summary.

    Between two scenes it waits for Enter where a person can type it; q goes to the summary.
    """
    height = max(shutil.get_terminal_size((80, _LOWEST)).lines, _LOWEST) - 1
    console = _console(pen.out, min(pen.columns or 80, _WIDEST), colour=pen.colour)
    told = data["scenes"]
    for number, scene in enumerate(told, start=1):
        console.print(panel(scene, f"{number}/{len(told)}", console, pen, height))
        if not _goes_on(pen, last=number == len(told)):
            break
    console.print(_table(summary, rows, pen))


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


def _console(out: TextIO, width: int | None, *, colour: bool = True) -> Console:
    return Console(
        file=out,
        width=width,
        force_terminal=True,
        color_system="auto" if colour else None,
        markup=False,
        emoji=False,
        highlight=False,
    )


def panel(scene: Mapping[str, Any], place: str, console: Console, pen: Pen, height: int) -> Panel:
    """The scene in a frame that is at most `height` lines high; `place` is its number."""
    width = console.width - 4

    def wrapped(text: str, style: str = "", indent: int = 0) -> list[Text]:
        # Rich breaks Chinese text only at blanks
        return [Text(" " * indent + line, style) for line in wrap(clean(text), width - indent)]

    def block(command: Mapping[str, Any]) -> _Block:
        inner = Pen(pen.out, pen.reader, width - 2, pen.colour)
        lines, left_out = scenes.printed(command, inner)
        output = [
            part for line in lines for part in Text.from_ansi(line).wrap(console, width - 2, overflow="fold")
        ]
        beside = [pen.tr(told) for told in scenes.aside(command, lines, pen)]
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
    pen.out.write(clean(pen.tr(ask)) + " ")
    pen.out.flush()
    typed = sys.stdin.readline()
    # the question makes place for the next scene
    pen.out.write("\x1b[1A\x1b[2K" if typed.endswith("\n") else "\n")
    return typed.strip().lower() != "q"


def _table(columns: Sequence[Column], rows: Sequence[Any], pen: Pen) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for column in columns:
        table.add_column(
            Text(clean(pen.tr(column.title))),
            justify="right" if column.right else "left",
            overflow="fold",
            no_wrap=column.keep,
        )
    for row in rows:
        table.add_row(*(Text(clean(pen.text(row[column.key], column.words))) for column in columns))
    return table
