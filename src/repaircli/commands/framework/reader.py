"""What is known of the reader of a help page without a look into the database."""

from __future__ import annotations

from collections.abc import Sequence

from repaircli.commands.framework.bridge import Summary
from repaircli.platform import invocation
from repaircli.platform.codes import Role, word
from repaircli.platform.text import msg


def role(asked: str | None, login: str | None) -> Role | None:
    """The role `asked` for, else the one with which the login begins (`coord-000001`); None where neither tells."""
    if asked in tuple(Role):
        return Role(asked)
    start = (login or "").rstrip("0123456789").partition("-")[0].rstrip("0123456789")
    fitting = [role for role in Role if len(start) > 2 and role.startswith(start)]
    return fitting[0] if len(fitting) == 1 else None


def unused_last(nouns: Sequence[Summary], of_reader: Role | None) -> list[Summary]:
    """The nouns with those last, under a title of their own, that the role of the reader never uses."""
    if of_reader is None:
        return list(nouns)
    used = _used(of_reader)
    lang = invocation.current().lang
    title = msg("Rarely used in your role ({role}):", role=word("role", of_reader, lang))
    rest = [noun._replace(part=title) for noun in nouns if noun.name not in used]
    return [noun for noun in nouns if noun.name in used] + rest


def _used(of_reader: Role) -> set[str]:
    """The nouns with a command that few roles may run, this one among them, or that asks for no role."""
    from repaircli.rules.policy.authority import AUTHORITY, EVERY, READERS, TOLD

    open_to_many = (READERS, EVERY, TOLD)
    return {
        command.partition(" ")[0]
        for command, row in AUTHORITY.items()
        if not row.roles or (of_reader in row.roles and row.roles not in open_to_many)
    } | {"due", "order", "whoami", "report"}
