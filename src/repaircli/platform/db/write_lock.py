"""The queue of writers: one lock file beside the database, one holder at a time, first come first served."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from repaircli.platform.errors import Unusable
from repaircli.platform.text import command_line, msg

WAIT_SECONDS = 30.0


@contextmanager
def turn(lock: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Holds the exclusive lock on the file `lock` (made 0600 when absent, never through a link).

    SQLite's own busy handler polls, so under load one writer may starve; the kernel's queue does not let it.
    Raises Unusable (`locked`) when the turn does not come within `wait` seconds, and when `lock` cannot be used.
    """
    held = _open(lock)
    try:
        _acquire(held, wait)
        yield
    finally:
        held.close()


class _Handle:
    """An open lock file; closing it gives the lock back. The last user closes it."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self._guard = threading.Lock()
        self._borrowed = False
        self._closing = False

    def borrow(self) -> None:
        self._borrowed = True

    def give_back(self) -> None:
        with self._guard:
            self._borrowed = False
            if self._closing:
                os.close(self.fd)

    def close(self) -> None:
        with self._guard:
            if self._borrowed:
                # a thread still waits on it: the lock it may yet get is given back there
                self._closing = True
            else:
                os.close(self.fd)


def _open(lock: Path) -> _Handle:
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        try:
            fd = os.open(lock, flags | os.O_CREAT | os.O_EXCL, 0o600)
            os.fchmod(fd, 0o600)
        except FileExistsError:
            fd = os.open(lock, flags)
    except OSError as e:
        why = os.strerror(e.errno) if e.errno not in (None, errno.ELOOP) else "symbolic link"
        raise Unusable(
            msg("the lock file {path} cannot be used: {why}", path=str(lock), why=why),
            msg("ls -l {path}", path=str(lock)),
            code="lock_file",
        ) from e
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise Unusable(
            msg("the lock file {path} cannot be used: {why}", path=str(lock), why="not a regular file"),
            msg("ls -l {path}", path=str(lock)),
            code="lock_file",
        )
    return _Handle(fd)


def _acquire(handle: _Handle, wait: float) -> None:
    try:
        fcntl.flock(handle.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    except BlockingIOError:
        pass
    got = threading.Event()
    handle.borrow()

    def queue_up() -> None:
        try:
            fcntl.flock(handle.fd, fcntl.LOCK_EX)
            got.set()
        finally:
            handle.give_back()

    # flock knows no time-out; a thread may block in it while this one watches the clock and stays interruptible
    threading.Thread(target=queue_up, name="write-queue", daemon=True).start()
    if not got.wait(wait):
        raise Unusable(
            msg("the database is locked: another command has been writing for {n} s", n=int(wait)),
            command_line("db info"),
            code="locked",
        )
