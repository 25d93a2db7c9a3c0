"""Who acts: the identity of a call, checked against the roles that its command asks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import or_, select

from repaircli.platform import machine
from repaircli.platform.answers import Call
from repaircli.platform.codes import Role, choices, named
from repaircli.platform.db.session import Database, Tx
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.text import command_line, msg
from repaircli.platform.user_tables import User
from repaircli.rules.policy.authority import AUTHORITY, Scope, roles_for


@dataclass(frozen=True, slots=True)
class Acting:
    """A person with the role he acts in.

    `eligible` are all his roles that may run this command, `role` the one that counts: the first of them, or the
    one in whose scope the order turned out to be.
    """

    user_id: int
    login: str
    name: str
    role: Role
    roles: frozenset[Role]
    eligible: tuple[Role, ...]
    station: str | None
    region: str | None


def identify(tx: Tx, db: Database, call: Call) -> Acting | None:
    """The identity behind `call`; None where the command needs none.

    Raises Denied when there is none, it is unknown or disabled, or none of its roles may run the command, and
    UsageProblem when several may and it matters which.
    """
    authority = AUTHORITY.get(call.command)
    if authority is None:
        raise Denied(msg("command {command} has no rule that says who may run it", command=call.command))
    if call.login is None:
        if authority.scope is Scope.NOBODY:
            return None
        raise Denied(
            msg("not logged in: {command} needs an identity", command=call.command),
            command_line(call.command, "… --as LOGIN"),
            code="not_logged_in",
        )
    may_use_as(tx, db)
    user = tx.get(User, login=call.login)
    if user is None or user.disabled:
        raise Denied(
            msg("unknown or disabled identity {login}", login=call.login),
            command_line("user list", "--as admin"),
            code="unknown_identity",
        )
    held = frozenset(Role(r) for r in user.roles.split(",") if r)
    eligible = _eligible(call, held, authority.scope)
    if authority.matters and len(eligible) > 1:
        raise UsageProblem(
            msg(
                "{login} holds several roles that may do this: {roles}",
                login=user.login,
                roles=tuple(named("role", r, typed=True) for r in eligible),
            ),
            command_line(call.command, "… --role {role}", role=str(eligible[0])),
            code="role_ambiguous",
        )
    role = eligible[0] if eligible else next(iter(sorted(held)), Role.ADMIN)
    return Acting(user.id, user.login, user.name, role, held, eligible, user.station, user.region)


def _eligible(call: Call, held: frozenset[Role], scope: Scope) -> tuple[Role, ...]:
    if scope is Scope.NOBODY:
        return ()
    eligible = roles_for(call.command, held)
    if call.role is not None:
        if call.role not in tuple(Role):
            raise UsageProblem(
                msg(
                    "unknown role {role}; known are {known}",
                    role=call.role,
                    known=choices("role"),
                ),
                code="unknown_role",
            )
        if call.role not in held:
            raise Denied(
                msg(
                    "{login} does not hold the role {role}",
                    login=call.login or "",
                    role=named("role", call.role),
                )
            )
        eligible = tuple(r for r in eligible if r == call.role)
    if not eligible:
        raise Denied(
            msg(
                "{login} may not do this: {command} is for {roles}",
                login=call.login or "",
                command=call.command,
                roles=tuple(named("role", role) for role in AUTHORITY[call.command].roles),
            )
        )
    return eligible


def who_may(
    tx: Tx,
    roles: Collection[Role],
    *,
    stations: Collection[str | None] = (),
    region: str | None = None,
    rather: str | None = None,
) -> str | None:
    """The login of somebody who holds one of `roles`, `rather` or else the first by name; None where nobody does.

    A coordinator or engineer must belong to one of `stations`, a liaison to `region`; of other roles anybody counts.
    """
    users = User.__table__.c
    found = tx.all(
        select(users.login, users.roles, users.station, users.region)
        .where(~users.disabled, or_(*(users.roles.contains(str(role)) for role in roles)))
        .order_by(users.login != (rather or ""), users.login)
    )
    for row in found:
        for role in frozenset(row.roles.split(",")).intersection(roles):
            at_station = role in (Role.COORDINATOR, Role.ENGINEER)
            if row.station in stations if at_station else role != Role.LIAISON or row.region == region:
                return str(row.login)
    return None


def may_use_as(tx: Tx, db: Database) -> None:
    """Raises Denied where `--as` alone does not make an identity."""
    if tx.training:
        return
    path: Path | None = db.path
    if path is None or not machine.owns(path):
        raise Denied(
            msg(
                "in a real database only the operating-system account that owns the file may use --as; you are {account}",
                account=machine.account() or "?",
            ),
            code="as_not_allowed",
        )
