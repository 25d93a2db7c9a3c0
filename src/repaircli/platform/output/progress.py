"""How far long work is: a bar on stderr with what is done, how fast, and the time left. On a terminal only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from repaircli.platform import i18n, invocation
from repaircli.platform.output.aside import bars, is_terminal
from repaircli.platform.text import msg

if TYPE_CHECKING:
    import threading

    from rich.progress import Progress, Task
    from rich.text import Text

_AFTER = 0.5
"""Seconds after which the bar appears: short work loads no Rich."""


class Work:
    """Long work with the name `what`: so many of `total` (None: unknown) are `done`."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.done = 0
        self.total: int | None = None
        self._started = time.monotonic()
        self._begun: tuple[float, int] | None = None
        # another thread draws, which knows nothing of the command
        self._lang = invocation.current().lang
        self._timer: threading.Timer | None = None
        self._bar: Progress | None = None

    def figures(self) -> str:
        """What is done of all, how many a second, and the time left at that pace; else the time taken."""
        now = time.monotonic()
        since, before = self._begun or (now, self.done)
        done, parts = self.done - before, []
        if self.done or self.total:
            parts.append(f"{self.done:,}" if self.total is None else f"{self.done:,}/{self.total:,}")
        if done:
            pace = done / (now - since)
            parts.append(f"{pace:,.0f}/s" if pace >= 10 else f"{pace:.1f}/s")
        if done and self.total is not None:
            left = _clock((self.total - self.done) * (now - since) / done)
            parts.append(i18n.tr(msg("{time} left", time=left), self._lang))
        else:
            parts.append(_clock(now - self._started))
        return "  ".join(parts)

    def count(self, done: int, total: int | None) -> None:
        if self._begun is None or done < self.done:
            # what an earlier run or pass has done says nothing about the pace of this one
            self._begun = time.monotonic(), done
        self.done, self.total = done, total
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done, total=total)

    def show_soon(self) -> None:
        import threading

        self._timer = threading.Timer(_AFTER, self._show)
        self._timer.daemon = True
        self._timer.start()

    def hide(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._bar is not None:
            bars.remove(self._bar.console)
            self._bar.stop()

    def _show(self) -> None:
        from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn
        from rich.text import Text

        from repaircli.platform.output.terminal import console

        class Figures(ProgressColumn):
            def render(self, task: Task) -> Text:
                return Text(work.figures())

        work = self
        bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            Figures(),
            console=console(sys.stderr),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        bar.add_task(self.what, completed=self.done, total=self.total)
        bar.start()
        bars.append(bar.console)
        self._bar = bar


def _clock(seconds: float) -> str:
    minutes, left = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{left:02}"


_running: list[Work] = []
"""The work of the command, and within it that of commands which it runs."""


@contextmanager
def shown(what: str, *, silent: bool = False) -> Iterator[Work]:
    """Shows how far the work in the block is, unless it is a part of other work. `silent`: it writes to the terminal."""
    work = Work(what)
    looked_at = is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
    visible = looked_at and not (silent or _running or invocation.current().ear)
    _running.append(work)
    try:
        if visible:
            work.show_soon()
        yield work
    finally:
        _running.pop()
        work.hide()


def reached() -> tuple[int, int]:
    """How much of the running work is done, and of how much."""
    return (_running[-1].done, _running[-1].total or 0) if _running else (0, 0)


def count(done: int, total: int | None = None) -> None:
    """Says how much of the running work is done."""
    if _running:
        _running[-1].count(done, total)
