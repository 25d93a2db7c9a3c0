"""What `repaircli` alone shows on a terminal: what is due and where to begin, or how to start."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from repaircli.platform import invocation, settings
from repaircli.platform.i18n import tr
from repaircli.platform.text import N_, Msg, msg

_SHOWN = 5
"""Things that are due and shown; the summary above them counts all."""

_FIRST = (
    ("repaircli init --training --sample", N_("make a training database with sample data")),
    ("repaircli config set as coord-000001", N_("choose your identity; here a coordinator of the sample")),
    ("repaircli whoami", N_("show your identity")),
    ("repaircli help", N_("list all commands")),
)
_NOBODY = (
    ("repaircli user list --as admin", N_("list the identities")),
    ("repaircli config set as LOGIN", N_("choose your identity")),
    ("repaircli help", N_("list all commands")),
)
_DAILY = (
    ("repaircli due", N_("everything that is due")),
    ("repaircli order list", N_("the orders")),
    ("repaircli order show NO", N_("one order with what is next")),
    ("repaircli shell", N_("one command after another, with completion")),
    ("repaircli help", N_("list all commands")),
)


def begin(main: Callable[[list[str]], int]) -> int:
    """Shows where to begin; `main` runs `due` for an identity. Gives its exit code."""
    database = settings.value("db") or ""
    if "://" not in database and not os.path.exists(database):
        _tell(msg("There is no database yet. To begin:"), _FIRST)
        return 0
    if not settings.value("as"):
        _tell(msg("There is a database, but no identity is given. To begin:"), _NOBODY)
        return 0
    code = main(["due", "--limit", str(_SHOWN)])
    sys.stdout.write("\n")
    _tell(msg("Next steps:"), _DAILY)
    return code


def _tell(title: Msg, commands: tuple[tuple[str, str], ...]) -> None:
    lang = invocation.current().lang
    width = max(len(command) for command, _ in commands)
    lines = [tr(title, lang), *(f"  {command:<{width}}  {tr(what, lang)}" for command, what in commands)]
    sys.stdout.write("\n".join(lines) + "\n")
