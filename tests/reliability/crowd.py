"""Many processes at once: started together, each doing its work, each handing back what it found."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import Any, NamedTuple

FULL = os.environ.get("REPAIRCLI_RELIABILITY") == "full"
"""Whether to run at the size of the bars, which takes minutes, instead of that of a daily test."""


class Said(NamedTuple):
    """What a command answered in a process of the crowd."""

    words: tuple[str, ...]
    exit: int
    out: str
    err: str


def run(work: Callable[..., Any], arguments: list[tuple[Any, ...]]) -> list[Any]:
    """Runs `work(*a)` for every `a` in a fresh process of its own, all released at the same moment."""
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(len(arguments)), context.Queue()
    crowd = [
        context.Process(target=_one, args=(start, answers, number, work, args))
        for number, args in enumerate(arguments)
    ]
    for process in crowd:
        process.start()
    found = dict(answers.get(timeout=300) for _ in crowd)
    for process in crowd:
        process.join()
    return [found[number] for number in range(len(crowd))]


def _one(start: Barrier, answers: Any, number: int, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
    import repaircli.platform.db.session  # noqa: F401  what every command loads, loaded before the clock runs

    start.wait()
    answers.put((number, work(*args)))


def command(path: str, who: str | None, *words: str, now: str = "2026-06-03T09:00:00") -> Said:
    """One command through the program's own `main`, in this process."""
    from repaircli import cli

    os.environ["REPAIRCLI_NOW"] = now
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        identity = ["--as", who] if who else []
        exit_code = cli.main([*words, "--db", path, *identity, "-f", "json", "--lang", "en"])
    return Said(words, exit_code, out.getvalue(), err.getvalue())
