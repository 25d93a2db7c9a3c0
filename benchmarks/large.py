"""A large database: single commands cost hardly more than their imports, and no more than on a small one."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import dataset
from measure import PYTHON, REPAIRCLI, Command, Ratio, ratio, show, timed

LARGE, SMALL = 200_000, 1_000
BASELINE = "import typer, sqlmodel"
GROWTH_BAR = 1.1
BARS = {"order show": 1.35, "cancel check": 1.35, "order writeback-t3": 1.5}


def _commands(path: Path) -> Iterator[tuple[str, Command]]:
    env = dataset.environment(path)
    eng, co = env | {"REPAIRCLI_AS": "eng"}, env | {"REPAIRCLI_AS": "co"}
    # an order of the middle, closed long ago, of the station that asks
    no = f"B-{(LARGE if 'large' in path.name else SMALL) // 24 * 12:07d}"
    yield "order show", Command([REPAIRCLI, "order", "show", no], co)
    yield "cancel check", Command([REPAIRCLI, "cancel", "check", "U-1", "--reason", "unreachable"], co)
    yield (
        "order writeback-t3",
        Command(
            [REPAIRCLI, "order", "writeback-t3", "--at", "2026-06-11 10:00"],
            eng,
            each=tuple(f"W-{i}" for i in range(1, 101)),
        ),
    )


def measured(rounds: int = 25) -> list[Ratio]:
    """Three commands on 200,000 orders against their imports, and against the same on 1,000."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.db", Path(folder) / "small.db"
        dataset.make(large, LARGE)
        dataset.make(small, SMALL)
        commands = {BASELINE: Command([PYTHON, "-c", BASELINE])}
        for path in (large, small):
            commands |= {f"{name} {path.stem}": command for name, command in _commands(path)}
        found = timed(commands, rounds)
    against_imports = [
        ratio(f"{name}, {LARGE:,} orders", BASELINE, found[f"{name} large"], found[BASELINE], bar)
        for name, bar in BARS.items()
    ]
    against_small = [
        ratio(
            f"{name}, {LARGE:,} orders",
            f"{SMALL:,} orders",
            found[f"{name} large"],
            found[f"{name} small"],
            GROWTH_BAR,
        )
        for name in BARS
    ]
    return against_imports + against_small


if __name__ == "__main__":
    sys.exit(0 if show(measured()) else 1)
