"""What operating systems do differently, in one place: private files, who owns a file, the account, quotation marks."""

from __future__ import annotations

import errno
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WINDOWS = os.name == "nt"

_UNSAFE = re.compile(r"[\s\"'`$&|;<>()*?!#\\\[\]{}~]")
_UNSAFE_ON_WINDOWS = re.compile(r"[\s\"'`$&|;<>()*?!#\[\]{}~^%,@]")


def open_private(path: Path, flags: int = 0) -> int:
    """Opens `path` to read and write, for its owner alone, and gives the descriptor.

    `flags` such as os.O_CREAT are added. Raises OSError, with ELOOP where `path` is a symbolic link. Where the system has
    no file modes (Windows), the file has the rights of its folder.
    """
    # Windows has no O_NOFOLLOW; making a link there takes an administrator
    if not hasattr(os, "O_NOFOLLOW") and os.path.islink(path):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    flags |= os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    fd = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)
    if flags & os.O_CREAT and hasattr(os, "fchmod"):
        os.fchmod(fd, 0o600)
    return fd


def owns(path: Path) -> bool:
    """Whether the account that runs the program owns the file `path`; no where the system cannot tell."""
    if hasattr(os, "getuid"):
        return path.stat().st_uid == os.getuid()
    try:
        import win32api
        import win32security
    except ImportError:
        return False
    about = win32security.GetFileSecurity(str(path), win32security.OWNER_SECURITY_INFORMATION)
    token = win32security.OpenProcessToken(win32api.GetCurrentProcess(), win32security.TOKEN_QUERY)
    user, _ = win32security.GetTokenInformation(token, win32security.TokenUser)
    # what an administrator makes may belong to the group Administrators, which is then the owner that they give
    given = win32security.GetTokenInformation(token, win32security.TokenOwner)
    return about.GetSecurityDescriptorOwner() in (user, given)


def account() -> str | None:
    """The name of the account that runs the program, as the system knows it; None where it cannot tell."""
    if hasattr(os, "getuid"):
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            return None
    try:
        import win32api
    except ImportError:
        return None
    return str(win32api.GetUserName())


def quoted(word: str) -> str:
    """`word` as it is typed in a shell: in quotation marks where the shell would split or change it.

    On Windows they are double ones, which both of its shells take.
    """
    if WINDOWS:
        if word and not _UNSAFE_ON_WINDOWS.search(word):
            return word
        # backslashes before a quotation mark would count as its escape
        inside = re.sub(r'(\\*)(?="|$)', r"\1\1", word).replace('"', '\\"')
        return f'"{inside}"'
    return "'" + word.replace("'", "'\"'\"'") + "'" if not word or _UNSAFE.search(word) else word


def words(line: str) -> list[str]:
    """The words of a command line of this system. Raises ValueError for a quotation that does not end."""
    import shlex

    pieces = shlex.shlex(line, posix=True, punctuation_chars=False)
    pieces.whitespace_split = True
    pieces.commenters = ""
    if WINDOWS:
        pieces.escape = ""  # there a backslash stands between folders
    return list(pieces)
