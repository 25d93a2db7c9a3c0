"""Runs every benchmark and prints one table: ratio, bar, kept or missed.

python benchmarks/run.py                 all
python benchmarks/run.py light large …   only these
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import approving
import batch
import deciding
import due
import large
import light
import waiting
from measure import Ratio, show

BENCHMARKS: dict[str, Callable[[], list[Ratio]]] = {
    "light": light.measured,
    "large": large.measured,
    "due": due.measured,
    "approving": approving.measured,
    "deciding": deciding.measured,
    "waiting": waiting.measured,
    "batch": batch.measured,
}


def main(args: list[str]) -> int:
    """Runs the named benchmarks; 1 when a bar was missed."""
    if unknown := [name for name in args if name not in BENCHMARKS]:
        print(f"no such benchmark: {', '.join(unknown)}\n{__doc__}", file=sys.stderr)
        return 2
    found: list[Ratio] = []
    for name in args or BENCHMARKS:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        found += BENCHMARKS[name]()
    return 0 if show(found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
