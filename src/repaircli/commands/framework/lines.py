"""Lines of commands: taken from a file or a stream, and split into words as a shell does."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from repaircli.commands.framework.help import PROGRAM
from repaircli.platform import machine
from repaircli.platform.errors import UsageProblem, reason
from repaircli.platform.text import Msg, msg

# shlex, which splits alike, would also end a line at a number sign inside of a word
_PIECE = re.compile(r"""([ \t\r\n]+)|([^ \t\r\n'"\\]+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)""", re.S)
# on Windows a backslash stands between folders, and only before these does it make an ordinary sign of them
_ESCAPED = re.compile(r"\\(\")" if machine.WINDOWS else r"\\([\"\\])")
_ESCAPABLE = " \t'\""


def words(line: str) -> list[str]:
    """The words of a line without its comment and without the program's name in front; none of an empty one.

    Raises UsageProblem for a quotation that does not end.
    """
    found: list[str] = []
    word: str | None = None
    at = 0
    while at < len(line):
        piece = _PIECE.match(line, at)
        if piece is None:
            raise UsageProblem(
                msg("a quotation mark is not closed: {text}", text=line.strip()),
                Msg(f"{PROGRAM} batch --help"),
            )
        blank, plain, single, double, escaped = piece.groups()
        if blank is not None:
            found += [] if word is None else [word]
            word = None
        elif plain is not None and word is None and plain.startswith("#"):
            break
        else:
            if double is not None:
                double = _ESCAPED.sub(r"\1", double)
            if escaped is not None and machine.WINDOWS and escaped not in _ESCAPABLE:
                escaped = "\\" + escaped
            word = (word or "") + (plain or single or double or escaped or "")
        at = piece.end()
    found += [] if word is None else [word]
    return found[1:] if found[:1] == [PROGRAM] else found


@contextmanager
def source(name: str) -> Iterator[Iterator[str]]:
    """The lines of the file `name`, or of standard input for `-`, each as soon as it is there.

    Where lines come from standard input, other readers find nothing there. Raises UsageProblem where the file cannot
    be opened.
    """
    if name != "-":
        try:
            stream = open(name, "rb")  # noqa: SIM115
        except (OSError, ValueError) as error:
            raise UsageProblem(
                msg("{file}: {why}", file=name, why=reason(error)), Msg(f"{PROGRAM} batch --help")
            ) from None
        with stream:
            yield _decoded(stream)
        return
    before = sys.stdin
    if not before.isatty():
        sys.stdin = io.StringIO()
    try:
        yield _decoded(getattr(before, "buffer", before))
    finally:
        sys.stdin = before


def _decoded(stream: IO[Any]) -> Iterator[str]:  # of bytes, or of text where a test put it
    first = True
    # Iteration reads ahead, but a program may wait for the answer of one line before it sends the next.
    while line := stream.readline():
        text = line if isinstance(line, str) else line.decode("utf-8", "surrogateescape")
        yield text.removeprefix("\ufeff") if first else text
        first = False
