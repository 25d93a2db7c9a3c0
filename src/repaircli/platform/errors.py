"""The errors a person may meet, each with its exit code; nothing else ends a command."""

from __future__ import annotations

from repaircli.platform.text import Msg

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


class UsageProblem(RepairError):
    """The command line, or a value on it, is wrong."""

    exit = EXIT_USAGE
    code = "usage"


class Conflict(RepairError):
    """Refused without a decision object: a request id used for something else, for example."""

    exit = EXIT_REFUSED
    code = "refused"


class Denied(RepairError):
    """Not logged in, or this identity may not do that."""

    exit = EXIT_DENIED
    code = "denied"


class NotFound(RepairError):
    """No such order, request, station or other thing."""

    exit = EXIT_NOT_FOUND
    code = "not_found"


class BeyondCalendar(RepairError):
    """A working-day question outside the years that the calendar covers."""

    exit = EXIT_BEYOND_CALENDAR
    code = "beyond_calendar"


class Unusable(RepairError):
    """The database cannot be used: locked past the time-out, full, read-only, corrupt or too new."""

    exit = EXIT_UNUSABLE
    code = "unusable"


class OutcomeUnknown(RepairError):
    """An I/O error while committing: the change may or may not be there."""

    exit = EXIT_OUTCOME_UNKNOWN
    code = "outcome_unknown"
