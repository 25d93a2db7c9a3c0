"""Who acts: the identity of a call, checked against the roles that its command asks for."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import or_, select

from repaircli.platform import invocation, logins, machine
from repaircli.platform.answers import Call
from repaircli.platform.codes import Role, choices, named
from repaircli.platform.db.session import Database, Tx
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.text import command_line, msg, retyped
from repaircli.platform.user_tables import User
from repaircli.rules.policy.authority import AUTHORITY, Authority, Scope, roles_for


@dataclass(frozen=True, slots=True)
class Acting:
    """A person with the role they act in.

    `eligible` are all their roles that may run this command, `role` the one that counts: the first of them, or the
    one in whose scope the order turned out to be. `also` are the roles of the other identities that the person named,
    `logins` all whom they named, this one too.
    """

    user_id: int
    login: str
    name: str
    role: Role
    roles: frozenset[Role]
    eligible: tuple[Role, ...]
    station: str | None
    region: str | None
    also: frozenset[Role] = frozenset()
    logins: tuple[str, ...] = ()


def identify(tx: Tx, db: Database, call: Call) -> Acting | None:
    """The identity behind `call`; None where the command needs none.

    Raises Denied when there is none, it is unknown or disabled, or none of its roles may run the command, and
    UsageProblem when several may and it matters which.
    """
    authority = AUTHORITY.get(call.command)
    if authority is None:
        raise Denied(msg("command {command} has no rule that says who may run it", command=call.command))
    typed = logins_of(call.login)
    if not typed:
        if authority.scope is Scope.NOBODY:
            return None
        raise _unknown_person(tx, call, authority)
    may_use_as(tx, db)
    users = [_user(tx, login) for login in typed]
    acting = next((user for user in users if roles_for(call.command, _held(user))), users[0])
    held = _held(acting)
    eligible = _eligible(tx, call, acting, authority.scope)
    if authority.matters and len(eligible) > 1:
        raise UsageProblem(
            msg(
                "{login} holds several roles that may do this: {roles}",
                login=acting.login,
                roles=tuple(named("role", r, typed=True) for r in eligible),
            ),
            command_line(call.command, "… --role {role}", role=str(eligible[0])),
            code="role_ambiguous",
        )
    role = eligible[0] if eligible else next(iter(sorted(held)), Role.ADMIN)
    also = frozenset().union(*(_held(user) for user in users)) - held
    named_ = tuple(dict.fromkeys(user.login for user in users))
    return Acting(
        acting.id,
        acting.login,
        acting.name,
        role,
        held,
        eligible,
        acting.station,
        acting.region,
        also,
        named_,
    )


def logins_of(text: str | None) -> list[str]:
    """The identities that a person named: one, or several with commas between."""
    return list(dict.fromkeys(filter(None, re.split(r"[,，、\s]+", text or ""))))


def _user(tx: Tx, login: str) -> User:
    """The identity `login`. Raises Denied where it is unknown or disabled."""
    user = logins.find(tx, login)
    if user is None or user.disabled:
        raise Denied(
            msg("unknown or disabled identity {login}", login=login),
            command_line("user list", "--as admin"),
            code="unknown_identity",
        )
    return user


def _held(user: User) -> frozenset[Role]:
    return frozenset(Role(role) for role in user.roles.split(",") if role)


def _unknown_person(tx: Tx, call: Call, authority: Authority) -> Denied:
    """The error of a command without an identity, with one that may run it where the database is for training."""
    login = (who_may(tx, authority.roles, stations=None) if tx.training else None) or "LOGIN"
    return Denied(
        msg("no identity given: add --as LOGIN, for example --as {login}", login=login),
        retyped(call.command, invocation.current().words or [call.command], login),
        code="not_logged_in",
    )


def _eligible(tx: Tx, call: Call, user: User, scope: Scope) -> tuple[Role, ...]:
    held = _held(user)
    if scope is Scope.NOBODY:
        return ()
    eligible = roles_for(call.command, held)
    if call.role is not None:
        if call.role not in tuple(Role):
            raise UsageProblem(
                msg(
                    "unknown role {role}; possible roles: {known}",
                    role=call.role,
                    known=choices("role"),
                ),
                code="unknown_role",
            )
        if call.role not in held:
            raise Denied(
                msg(
                    "{login} does not hold the role {role}",
                    login=user.login,
                    role=named("role", call.role),
                )
            )
        eligible = tuple(r for r in eligible if r == call.role)
    if not eligible:
        raise _not_theirs(tx, call, user)
    return eligible


def _not_theirs(tx: Tx, call: Call, user: User) -> Denied:
    """The error of a role that may not run the command, with the same line for somebody of the place who may."""
    roles = AUTHORITY[call.command].roles
    other = who_may(tx, roles, stations={user.station}, region=user.region)
    return Denied(
        msg(
            "{login} may not do this; {command} requires the role {roles}",
            login=user.login,
            command=call.command,
            roles=tuple(named("role", role) for role in roles),
        ),
        None if other is None else retyped(call.command, invocation.current().words or [call.command], other),
    )


def who_may(
    tx: Tx,
    roles: Collection[Role],
    *,
    stations: Collection[str | None] | None = (),
    region: str | None = None,
    rather: str | None = None,
) -> str | None:
    """The login of somebody who holds one of `roles`, `rather` or else the first by name; None where nobody does.

    A coordinator or engineer must belong to one of `stations`, a liaison to `region`; of other roles anybody counts, and
    of every role where `stations` is None.
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
            if stations is None or (
                row.station in stations if at_station else role != Role.LIAISON or row.region == region
            ):
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
