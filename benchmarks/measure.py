"""What every benchmark uses: commands timed in turn with their baseline, and the ratio that comes out."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

PYTHON = sys.executable
REPAIRCLI = str(Path(sysconfig.get_path("scripts")) / "repaircli")


@dataclass(frozen=True, slots=True)
class Ratio:
    """One bar: what was measured, against what, and how it came out.

    `value` may be at most `bar`, or where `least` at least `bar`. `told` are the figures behind it, in words.
    """

    name: str
    against: str
    value: float
    bar: float
    told: str
    least: bool = False

    @property
    def ok(self) -> bool:
        return self.value >= self.bar if self.least else self.value <= self.bar


@dataclass(frozen=True, slots=True)
class Command:
    """A command line as a new process, the environment it needs beside the plain one, the exit code it must end with.

    With `each`, the last word is another one in every run: what it changes it changes once.
    """

    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    exit: int = 0
    each: Iterable[str] = ()


class Run(NamedTuple):
    """Seconds that one run took: on the clock, and of the processor."""

    wall: float
    processor: float


def timed(commands: Mapping[str, Command], rounds: int) -> dict[str, list[Run]]:
    """Every command `rounds` times, all of them once a round, so that noise hits all alike.

    A round before the first writes bytecode and fills the disk cache; it does not count.
    Raises RuntimeError where a command ends with another exit code than it must.
    """
    found: dict[str, list[Run]] = {name: [] for name in commands}
    more = {name: iter(command.each) for name, command in commands.items()}
    with tempfile.TemporaryDirectory() as home:
        for number in range(rounds + 1):
            for name, command in commands.items():
                argv = [*command.argv, *([next(more[name])] if command.each else [])]
                run = once(argv, command, home)
                if number:
                    found[name].append(run)
    return found


def once(argv: Sequence[str], command: Command, home: str) -> Run:
    """One run of `argv` in the environment of `command`, with the home folder `home`. Raises as `timed` does."""
    # Whatever the caller's shell says of Python (no bytecode, other paths) must not decide what is measured.
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "REPAIRCLI", "XDG"))}
    environment = kept | {"HOME": home, "LC_ALL": "C.UTF-8"} | dict(command.environment)
    began, spent = time.perf_counter(), _processor()
    ran = subprocess.run(argv, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    run = Run(time.perf_counter() - began, _processor() - spent)
    if ran.returncode != command.exit:
        raise RuntimeError(
            f"{' '.join(argv)}: exit {ran.returncode}, not {command.exit}\n{ran.stderr.decode()}"
        )
    return run


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def ratio(name: str, against: str, ours: Sequence[Run], base: Sequence[Run], bar: float) -> Ratio:
    """The median over the rounds of ours to the baseline that ran next to it, by the clock.

    The same of processor time is told beside it: where the two differ much, something else kept the machine busy.
    """
    wall = statistics.median(a.wall / b.wall for a, b in zip(ours, base, strict=True))
    processor = statistics.median(a.processor / b.processor for a, b in zip(ours, base, strict=True))
    each, other = (statistics.median(run.wall for run in runs) * 1000 for runs in (ours, base))
    return Ratio(name, against, wall, bar, f"{each:.0f} ms against {other:.0f} ms; processor {processor:.2f}")


def per_second(name: str, act: Callable[[], int], bar: float, seconds: float = 2.0) -> Ratio:
    """How many a second of one core: `act` does some and says how many; the best of five stretches."""
    act()
    best = 0.0
    for _ in range(5):
        done = 0
        began = time.process_time()
        while (passed := time.process_time() - began) < seconds / 5:
            done += act()
        best = max(best, done / passed)
    return Ratio(name, "a second", best, bar, f"{best:,.0f} a second", least=True)


def show(ratios: Iterable[Ratio]) -> bool:
    """Prints the table; whether every bar was kept."""
    found = list(ratios)
    rows = [("measured", "against", "ratio", "bar", "", "figures")]
    for r in found:
        form = "{:,.0f}" if r.least else "{:.2f}"
        bar = f"{'≥' if r.least else '≤'} {form.format(r.bar)}"
        rows.append((r.name, r.against, form.format(r.value), bar, "ok" if r.ok else "MISSED", r.told))
    wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [
            c.rjust(w) if i in (2, 3) else c.ljust(w) for i, (c, w) in enumerate(zip(row, wide, strict=True))
        ]
        print("  ".join(cells).rstrip(), flush=True)
    return all(r.ok for r in found)
