"""The script `repaircli`, and `python -m repaircli`: to be interrupted from the first moment on."""

from __future__ import annotations

import os
import signal
import sys


def run() -> None:
    """Runs `cli.run`. An interrupt while it is loading has nothing to undo."""
    given = signal.getsignal(signal.SIGINT)
    # a shell that runs it in the background has SIGINT ignored; that stays so
    if given is signal.default_int_handler:
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from repaircli import cli

    signal.signal(signal.SIGINT, given)
    try:
        cli.run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
