"""Takes from Python, in this process and its children, what Unix alone has: as if it ran on Windows.

`make without-unix` runs the command tests so; `tests/test_without_unix.py` a part of them. Python reads this file by itself
where its folder is on PYTHONPATH.
"""

import os
import signal
import sys

MODULES = ("fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
FUNCTIONS = [
    "O_CLOEXEC",
    "O_DIRECTORY",
    "O_NOCTTY",
    "O_NOFOLLOW",
    "O_NONBLOCK",
    "O_SYNC",
    "chown",
    "chroot",
    "fchdir",
    "fchmod",
    "fchown",
    "fork",
    "forkpty",
    "getegid",
    "geteuid",
    "getgid",
    "getgroups",
    "getloadavg",
    "getpgid",
    "getpgrp",
    "getpriority",
    "getresuid",
    "getsid",
    "getuid",
    "initgroups",
    "killpg",
    "lchown",
    "lockf",
    "mkfifo",
    "mknod",
    "nice",
    "openpty",
    "posix_fadvise",
    "posix_fallocate",
    "pread",
    "pwrite",
    "pwritev",
    "sched_getaffinity",
    "setegid",
    "seteuid",
    "setgid",
    "setpgid",
    "setpriority",
    "setsid",
    "setuid",
    "statvfs",
    "sync",
    "sysconf",
    "tcgetpgrp",
    "ttyname",
    "uname",
    "wait3",
    "wait4",
]
SIGNALS = (
    "SIGALRM",
    "SIGCHLD",
    "SIGHUP",
    "SIGPIPE",
    "SIGQUIT",
    "SIGTSTP",
    "SIGUSR1",
    "SIGUSR2",
    "SIGWINCH",
    "pthread_kill",
)


def hide() -> None:
    """Hides it. The libraries that have a Windows of their own are loaded before, and keep what they need here."""
    import asyncio  # noqa: F401
    import getpass  # noqa: F401
    import pathlib  # noqa: F401
    import platform
    import shutil  # noqa: F401
    import subprocess  # noqa: F401
    import tempfile  # noqa: F401
    import uuid  # noqa: F401

    import filelock  # noqa: F401
    import platformdirs  # noqa: F401

    platform.uname()
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for where, names in ((os, FUNCTIONS), (signal, SIGNALS)):
        for name in names:
            if hasattr(where, name):
                delattr(where, name)


hide()

from repaircli.platform import machine  # noqa: E402 - after what it must do without is gone

machine.WINDOWS = True
