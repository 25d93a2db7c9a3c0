"""The queue of writers: one lock file beside the database, one holder at a time, first come first served."""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from repaircli.platform import machine
from repaircli.platform.db import failures
from repaircli.platform.errors import Unusable
from repaircli.platform.text import command_line, msg

WAIT_SECONDS = 30.0

_POLL_SECONDS = (0.002, 0.02)
"""Where the system keeps no queue: how long a writer waits before it tries again, at random between the two."""


@contextmanager
def turn(lock: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Holds the exclusive lock on the file `lock` (made 0600 when absent, never through a link).

    SQLite's own busy handler polls, so under load one writer may starve; the kernel's queue does not let it. Windows has
    no such queue: there each writer asks again after a short time.
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
        self.end: Callable[[int], None] = os.close
        self._guard = threading.Lock()
        self._borrowed = False
        self._closing = False

    def borrow(self) -> None:
        self._borrowed = True

    def give_back(self) -> None:
        with self._guard:
            self._borrowed = False
            if self._closing:
                self.end(self.fd)

    def close(self) -> None:
        with self._guard:
            if self._borrowed:
                # a thread still waits on it: the lock it may yet get is given back there
                self._closing = True
            else:
                self.end(self.fd)


def _open(lock: Path) -> _Handle:
    try:
        try:
            fd = machine.open_private(lock, os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            fd = machine.open_private(lock)
    except OSError as e:
        why = os.strerror(e.errno) if e.errno not in (None, errno.ELOOP) else "symbolic link"
        raise Unusable(
            msg("the lock file {path} cannot be used: {why}", path=str(lock), why=why),
            failures.look(lock),
            code="lock_file",
        ) from e
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise Unusable(
            msg("the lock file {path} cannot be used: {why}", path=str(lock), why="not a regular file"),
            failures.look(lock),
            code="lock_file",
        )
    return _Handle(fd)


def _acquire(handle: _Handle, wait: float) -> None:
    try:
        import fcntl
    except ImportError:
        _poll(handle, wait)
        return
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
        raise _locked(wait)


def _poll(handle: _Handle, wait: float) -> None:
    import random

    from filelock import lock_descriptor

    until = time.monotonic() + wait
    while not lock_descriptor(handle.fd, blocking=False):
        if time.monotonic() >= until:
            raise _locked(wait)
        time.sleep(random.uniform(*_POLL_SECONDS))
    handle.end = _unlock


def _unlock(fd: int) -> None:
    """Gives the lock back at once: Windows takes its time with the locks of a file that is only closed."""
    from filelock import unlock_descriptor

    try:
        unlock_descriptor(fd)
    finally:
        os.close(fd)


def _locked(wait: float) -> Unusable:
    return Unusable(
        msg("the database is locked: another command has been writing for {n} s", n=int(wait)),
        command_line("db info"),
        code="locked",
    )
