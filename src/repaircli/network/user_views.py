"""How identities look."""

from __future__ import annotations

from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import View, nested
from repaircli.platform.text import N_
from repaircli.platform.user_tables import User

_USER = (
    of(User, "login", keep=True),
    *several(User, "name", "roles", "region"),
    of(User, "station", keep=True),
    of(User, "disabled"),
)
_CHANGED = View(fields=nested("user", _USER))

VIEWS = {
    "list": View(columns=_USER, empty=N_("no identities")),
    **dict.fromkeys(("add", "edit", "disable"), _CHANGED),
}
