"""The engineer whom a person means: by login, or by any part of login or name that only one engineer has."""

from __future__ import annotations

from repaircli.network import queries, scope
from repaircli.platform import logins
from repaircli.platform.codes import Role
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.platform.user_tables import User


def engineer(tx: Transaction, text: str) -> User:
    """The enabled engineer that `text` names among those that the identity may see; a whole login among all.

    Raises NotFound where nobody fits, UsageProblem naming those who do where several fit.
    """
    wanted = text.strip()
    exact = logins.find(tx, wanted)
    if exact is not None and _works(exact):
        return exact
    seen = [user for user in queries.users(tx, scope.bounds(tx)) if _works(user)]
    named = [user for user in seen if user.name == wanted]
    part = wanted.casefold()
    fitting = named or [u for u in seen if part and (part in u.name.casefold() or part in u.login.casefold())]
    if len(fitting) > 1:
        raise UsageProblem(
            msg(
                "{text} fits several engineers: {names}",
                text=text,
                names=tuple(f"{user.name} ({user.login})" for user in fitting),
            ),
            code="ambiguous",
        )
    if not fitting:
        raise NotFound(
            msg("no such engineer: {login}", login=text),
            command_line("user list", "--role engineer"),
            code="no_engineer",
        )
    return fitting[0]


def filtered(tx: Transaction, text: str | None) -> str | None:
    """The login that a filter by engineer asks for; also that of somebody who works no more. Raises as `engineer`."""
    if text is None:
        return None
    known = logins.find(tx, text)
    return engineer(tx, text).login if known is None else known.login


def _works(user: User) -> bool:
    return not user.disabled and Role.ENGINEER in user.roles.split(",")
