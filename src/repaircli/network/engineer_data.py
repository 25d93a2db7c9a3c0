"""What engineers can do, how they are reached, and when they are away (002-1.3, 003-3.1.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from repaircli.platform.codes import Role, named
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import code, optional, phone
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.platform.user_tables import User
from repaircli.rules.network import absences
from repaircli.rules.network.absences import Absence

MAX_EMAIL = 254

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


@dataclass(frozen=True, slots=True)
class EngineerInput:
    """What is given of an engineer; None where nothing was given, an empty text takes a value out.

    `products` and `abilities` replace the old ones.
    """

    level: str | None = None
    tier: str | None = None
    platform: str | None = None
    products: Sequence[str] = ()
    abilities: Sequence[str] = ()
    email: str | None = None
    mobile: str | None = None
    away: str | None = None
    back: bool = False


def read(tx: Transaction, user: User, roles: Sequence[Role], given: EngineerInput) -> dict[str, Any]:
    """What was given, as the columns of `user` hold it. Raises UsageProblem."""
    found = {
        name: None if optional(text) is None else code(name, text, f"--{name}")
        for name, text in (("level", given.level), ("tier", given.tier), ("platform", given.platform))
        if text is not None
    }
    lists = {
        "products": [code("product", text, "--product") for text in _filled(given.products)],
        "abilities": _filled(given.abilities),
    }
    values: dict[str, Any] = found | {
        name: list(dict.fromkeys(texts)) for name, texts in lists.items() if getattr(given, name)
    }
    if values and not {Role.ENGINEER, Role.HOTLINE} & set(roles):
        tx.note(
            msg(
                "{login} is neither {engineer} nor {hotline}; level, tier, platform, products and abilities have no effect",
                login=user.login,
                engineer=named("role", Role.ENGINEER),
                hotline=named("role", Role.HOTLINE),
            )
        )
    if given.email is not None:
        values["email"] = _email(given.email)
    if given.mobile is not None:
        values["mobile"] = None if optional(given.mobile) is None else str(phone(given.mobile, "--mobile"))
    if given.away is not None or given.back:
        values["away"] = absences.stored(_absences(tx, user, given))
    return values


def _filled(texts: Sequence[str]) -> list[str]:
    return [text.strip() for text in texts if optional(text) is not None]


def _email(text: str) -> str | None:
    found = optional(text)
    if found is not None and not (_EMAIL.fullmatch(found) and len(found) <= MAX_EMAIL):
        raise UsageProblem(
            msg("--email: expected one e-mail address, got {text}", text=text),
            msg("--email wang@example.com"),
        )
    return found


def _absences(tx: Transaction, user: User, given: EngineerInput) -> list[Absence]:
    """The absences of `user` with what was given; those that are over are left out."""
    known = [one for one in absences.read(user.away) if one.last >= tx.today]
    if given.away is not None and given.back:
        raise UsageProblem(msg("give either --away or --back"), command_line("user edit", "--help"))
    if given.away is not None:
        return list({*known, _absence(tx, given.away)})
    if not known:
        tx.note(msg("{login} is not away, and no absence is planned", login=user.login))
    return absences.back(known, tx.today)


def _absence(tx: Transaction, text: str) -> Absence:
    """The days of `FROM..TO`; one day alone is both. Raises UsageProblem."""
    first, dots, last = text.partition("..")
    days = [tx.day(part, "--away", future=True) for part in ((first, last) if dots else (text, text))]
    if days[1] < max(days[0], tx.today):
        raise UsageProblem(
            msg(
                "--away: {last} is before {first}",
                last=days[1].isoformat(),
                first=max(days[0], tx.today).isoformat(),
            ),
            msg("--away {today}..{later}", today=tx.today.isoformat(), later=max(days).isoformat()),
        )
    return Absence(*days)
