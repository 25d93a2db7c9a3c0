"""Options that had another name in the first release: the old one is read for this release, with a note.

Help and completion do not show them, because only the parser of a command knows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from repaircli.platform.text import msg


class OldName(NamedTuple):
    """An option's old name, its name now, and the commands that had it."""

    old: str
    new: str
    commands: tuple[str, ...]


_ON_A_DAY = ("capacity show", "capacity load", "coverage show", "dispatch suggest")

OLD_NAMES = (
    OldName("--state", "--status", ("change list", "form list", "pending list", "referral list")),
    OldName("--opinion", "--why", ("change agree", "change approve", "form decide")),
    OldName("--reason", "--why", ("change apply", "coverage no800 add")),
    OldName("--date", "--on", (*_ON_A_DAY, "rules limit list", "station poll-check")),
    OldName("--as-of", "--on", _ON_A_DAY),
    OldName(
        "--check",
        "--dry-run",
        ("area import", "calendar import", "fee import", "order import", "station import"),
    ),
    OldName("--who", "--by", ("audit log",)),
    OldName("--policy", "--edition", ("rules replay",)),
)


def of_command(name: str) -> Mapping[str, str]:
    """The old names of the options of a command (`form list`), with the names they have now."""
    return {known.old: known.new for known in OLD_NAMES if name in known.commands}


def tell(old: str, new: str) -> None:
    """Notes on stderr that an option has another name now."""
    from repaircli.platform.output import aside

    aside.tell_note(
        msg("{old} is now called {new}; the old name works in this release only", old=old, new=new)
    )
