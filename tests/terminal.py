"""A terminal as a person sees it: a program behind a pseudo-terminal, its screen, and keys that are pressed."""

from __future__ import annotations

import os
import select
import signal
import struct
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte
import pytest

try:
    import fcntl
    import pty
    import termios
except ImportError:
    PSEUDO_TERMINALS = False
else:
    PSEUDO_TERMINALS = True

TAB, ENTER, INTERRUPT, END, KILL_LINE, UP = "\t", "\r", "\x03", "\x04", "\x15", "\x1b[A"


class Terminal:
    """Runs `argv` in `folder`, in a window of `columns` and `rows`; ended with the block."""

    def __init__(
        self,
        argv: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        columns: int = 100,
        rows: int = 30,
    ) -> None:
        if not PSEUDO_TERMINALS:
            pytest.skip("this system has no pseudo-terminals")
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(folder)
                os.execvpe(argv[0], list(argv), dict(environment))
            finally:
                os._exit(127)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._fd)
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass

    def press(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def sees(self, *texts: str, within: float = 30.0) -> str:
        """Waits until every text stands on the screen; what it then shows. Fails after `within` seconds."""
        until = time.monotonic() + within
        while not all(text in self.screen for text in texts):
            if time.monotonic() > until:
                raise AssertionError(f"not seen: {[t for t in texts if t not in self.screen]}\n{self.screen}")
            self._take(0.2)
        return self.screen

    def quiet(self, seconds: float = 0.7) -> str:
        """Waits until nothing is written for so long; what the screen then shows."""
        while self._take(seconds):
            pass
        return self.screen

    def ended(self, within: float = 30.0) -> int:
        """Waits for the program to end; its exit code."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            self._take(0.05)
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"still running\n{self.screen}")

    @property
    def screen(self) -> str:
        # the second half of a wide character is an empty cell
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    @property
    def line(self) -> str:
        """The line with the cursor, up to it."""
        return self._screen.display[self._screen.cursor.y].rstrip()

    def _take(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self._stream.feed(data)
        self._answer(data)
        return bool(data)

    def _answer(self, data: bytes) -> None:
        """A terminal tells where the cursor is, and what it is, when it is asked."""
        if b"\x1b[6n" in data:
            self.press(f"\x1b[{self._screen.cursor.y + 1};{self._screen.cursor.x + 1}R")
        if b"\x1b[c" in data or b"\x1b[0c" in data:
            self.press("\x1b[?62;c")
