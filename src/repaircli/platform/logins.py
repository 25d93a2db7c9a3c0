"""Logins as people type them: one form for each, and no letters that only look like others."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from repaircli.platform.db.session import Tx
from repaircli.platform.user_tables import User


class Stranger(NamedTuple):
    """A letter of another script than the rest of a login."""

    letter: str
    name: str
    """Its name in Unicode, such as CYRILLIC SMALL LETTER A."""


def plain(text: str) -> str:
    """The one form of a login: full-width letters made plain, small letters, no blanks around it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).strip(" ").casefold())


def find(tx: Tx, text: str) -> User | None:
    """The identity of this login, in any letter case; one that was stored otherwise is found as it is written."""
    typed = text.strip()
    return tx.get(User, login=typed) or tx.get(User, login=plain(typed))


def stranger(login: str) -> Stranger | None:
    """A letter that is of another script than the others, None where all go together.

    Latin and Chinese letters may stand together, as they do in names of companies; a Cyrillic or Greek letter beside them
    may look exactly like a Latin one (Unicode TS 39, highly restrictive).
    """
    found: dict[str, Stranger] = {}
    for letter in filter(str.isalpha, login):
        name = unicodedata.name(letter, "UNKNOWN")
        script = name.split()[0]
        found.setdefault("LATIN" if script == "CJK" else script, Stranger(letter, name))
    others = [first for script, first in found.items() if script != "LATIN"]
    return others[0] if len(found) > 1 else None
