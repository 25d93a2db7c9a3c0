"""A long answer on a terminal, shown a screen at a time by the pager of the person."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from repaircli.platform import invocation, machine, settings
from repaircli.platform.errors import UsageProblem
from repaircli.platform.output.aside import is_terminal

NONE = ("", "cat", "off")
"""Values of the setting `pager` that show every answer at once."""

_FOR_PAGERS = {"LESS": "FRX", "LV": "-c", "LESSCHARSET": "utf-8"}
"""What pagers need to keep colours and Chinese, and to end where the text fits the screen; a person may have set others."""


class _Screen(io.StringIO):
    """Collects what is written as a terminal shows it."""

    def isatty(self) -> bool:
        return True


@contextmanager
def paged(out: TextIO) -> Iterator[TextIO]:
    """Where to write an answer for `out`: what is longer than the screen is shown by the pager when the block ends.

    Off a terminal, without a keyboard, with --no-pager and on Windows that is `out` itself.
    """
    # On Windows a pager gets no colours, and the console scrolls back anyway.
    if machine.WINDOWS or invocation.current().no_pager or not (_is_screen(out) and is_terminal(sys.stdin)):
        yield out
        return
    screen = _Screen()
    yield screen
    text = screen.getvalue()
    command = _pager() if text.count("\n") >= shutil.get_terminal_size((80, 24)).lines else None
    if command is None:
        out.write(text)
    else:
        out.flush()
        _run(command, text)


def _is_screen(out: TextIO) -> bool:
    """Whether `out` is the terminal of this process, to which a pager writes too."""
    try:
        return is_terminal(out) and out.fileno() == 1
    except (OSError, ValueError):
        return False


def _pager() -> str | None:
    """The command of the setting or of PAGER, else `less` or `more`; None where none is wanted or can be run."""
    try:
        chosen = settings.value("pager")
        if chosen is None:
            chosen = os.environ.get("PAGER")
        words = shlex.split(chosen or "")
    except (UsageProblem, ValueError):
        return None
    if chosen in NONE or os.environ.get("TERM") == "dumb":
        return None
    if chosen is not None:
        return chosen if words and shutil.which(words[0]) else None
    return next((known for known in ("less", "more") if shutil.which(known)), None)


def _run(command: str, text: str) -> None:
    """Shows `text` by `command`, and returns when the person leaves it."""
    import subprocess

    # not by the standard library's `pydoc`, which from Python 3.13 on overrules what the person has set for `less`
    env = {**_FOR_PAGERS, **os.environ}
    shown = subprocess.Popen(
        command, shell=True, stdin=subprocess.PIPE, encoding="utf-8", errors="backslashreplace", env=env
    )
    assert shown.stdin is not None
    with suppress(OSError, KeyboardInterrupt), shown.stdin as pipe:  # the person left before the end
        pipe.write(text)
    while True:
        try:
            shown.wait()
            return
        except KeyboardInterrupt:  # it is for the pager, which goes on
            continue
