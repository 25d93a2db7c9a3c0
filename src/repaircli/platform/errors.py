"""The errors a person may meet, each with its exit code; nothing else ends a command."""

from __future__ import annotations

import errno

from repaircli.platform.text import Msg, msg

EXIT_OK = 0
EXIT_BUG = 1
EXIT_USAGE = 2
EXIT_REFUSED = 3
EXIT_DENIED = 4
EXIT_NOT_FOUND = 5
EXIT_BEYOND_CALENDAR = 6
EXIT_PARTIAL = 7
EXIT_UNUSABLE = 8
EXIT_OUTCOME_UNKNOWN = 9
EXIT_INTERRUPTED = 130


FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS))
"""Errors of a disk, for which no name on the command line is to blame."""

_REASONS = {
    errno.ENOENT: msg("no such file or folder"),
    errno.EACCES: msg("permission denied"),
    errno.EPERM: msg("permission denied"),
    errno.EISDIR: msg("it is a folder"),
    errno.ENOTDIR: msg("a part of its path is not a folder"),
    errno.EEXIST: msg("it exists already"),
    errno.ENAMETOOLONG: msg("its name is too long"),
    errno.ENOSPC: msg("no space is left on the disk"),
    errno.EDQUOT: msg("no space is left on the disk"),
    errno.EROFS: msg("the disk is read-only"),
    errno.EIO: msg("the disk cannot be read or written"),
}


def reason(error: Exception) -> Msg:
    """What the system says of a file, in the reader's language where it is one of the common reasons."""
    if isinstance(error, UnicodeDecodeError):
        return msg(
            "byte {byte} at position {position} is not {encoding}",
            byte=f"0x{error.object[error.start]:02x}",
            position=error.start,
            encoding=error.encoding.upper(),
        )
    known = _REASONS.get(error.errno or 0) if isinstance(error, OSError) else None
    return known or Msg((getattr(error, "strerror", None) or str(error)).replace("{", "(").replace("}", ")"))


class RepairError(Exception):
    """What could not be asked or done. A refusal by a rule is no error but an answer.

    `message` and `hint` are translated where they are shown; `code` never changes.
    """

    exit = EXIT_BUG
    code = "bug"

    def __init__(self, message: Msg, hint: Msg | None = None, *, code: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code

    def __init_subclass__(cls, *, exit: int, code: str) -> None:
        cls.exit, cls.code = exit, code


class UsageProblem(RepairError, exit=EXIT_USAGE, code="usage"):
    """The command line, or a value on it, is wrong."""


class Conflict(RepairError, exit=EXIT_REFUSED, code="refused"):
    """Refused without a decision object: a request id used for something else, for example."""


class Denied(RepairError, exit=EXIT_DENIED, code="denied"):
    """Not logged in, or this identity may not do that."""


class NotFound(RepairError, exit=EXIT_NOT_FOUND, code="not_found"):
    """No such order, request, station or other thing."""


class BeyondCalendar(RepairError, exit=EXIT_BEYOND_CALENDAR, code="beyond_calendar"):
    """A working-day question outside the years that the calendar covers."""


class Unusable(RepairError, exit=EXIT_UNUSABLE, code="unusable"):
    """The database cannot be used: locked past the time-out, full, read-only, corrupt or too new."""


class OutcomeUnknown(RepairError, exit=EXIT_OUTCOME_UNKNOWN, code="outcome_unknown"):
    """An I/O error while committing: the change may or may not be there."""
