"""The light path: what needs no database costs hardly more than importing Typer."""

from __future__ import annotations

import sys

from measure import PYTHON, REPAIRCLI, Command, Ratio, ratio, show, timed

BAR = 1.6
COMMANDS = {
    "--version": Command([REPAIRCLI, "--version"]),
    "--help": Command([REPAIRCLI, "--help"]),
    "cancel --help": Command([REPAIRCLI, "cancel", "--help"]),
    "cancel request --help": Command([REPAIRCLI, "cancel", "request", "--help"]),
    "--help in Chinese": Command([REPAIRCLI, "--help", "--lang", "zh"]),
    "a usage error": Command([REPAIRCLI, "order", "show", "--colour"], exit=2),
    "a completion": Command(
        [REPAIRCLI],
        {
            "_REPAIRCLI_COMPLETE": "complete_bash",
            "COMP_WORDS": "repaircli cancel request --de",
            "COMP_CWORD": "3",
        },
    ),
}
BASELINE = "import typer"


def measured(rounds: int = 25) -> list[Ratio]:
    """Every command of the light path against the baseline."""
    base = Command([PYTHON, "-c", BASELINE])
    found = timed({BASELINE: base, **COMMANDS}, rounds)
    return [ratio(name, BASELINE, found[name], found[BASELINE], BAR) for name in COMMANDS]


if __name__ == "__main__":
    sys.exit(0 if show(measured()) else 1)
