"""Identities: login, name, roles, and the station or region that bounds them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repaircli.network import engineer_data, queries, scope
from repaircli.network.engineer_data import EngineerInput
from repaircli.platform import logins
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import ZH, Role, named
from repaircli.platform.errors import Denied, NotFound, UsageProblem
from repaircli.platform.inputs import chosen
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.platform.user_tables import User

MAX_LOGIN = 64
MAX_NAME = 200

_LOGIN = re.compile(rf"\w[\w.\-]{{0,{MAX_LOGIN - 1}}}")


@dataclass(frozen=True, slots=True)
class UserInput:
    """What a person gives for an identity; None where nothing was given, `roles` replace the old ones."""

    name: str | None = None
    roles: Sequence[str] | None = None
    region: str | None = None
    station: str | None = None


NOTHING = EngineerInput()


@writes
def add(tx: Transaction, login: str, given: UserInput) -> Answer:
    """Adds an identity; a coordinator or engineer needs a station, a liaison a region (requirements A3).

    Raises UsageProblem and NotFound; refused where the login is taken.
    """
    wanted = _login(login)
    name = _name(given.name or "")
    roles = _roles(given.roles or ())
    region, station = _bounds(tx, roles, given.region, given.station)
    if tx.get(User, login=wanted) is not None:
        return refusal(
            [("exists", "A-61", msg("login {login} is taken", login=wanted))],
            command_line("user edit", "{login} …", login=wanted),
        )
    return Answer("user.add", {"user": data(tx, create(tx, wanted, name, roles, region, station))})


@writes
def edit(
    tx: Transaction,
    login: str,
    given: UserInput,
    engineer: EngineerInput = NOTHING,
    *,
    enable: bool = False,
) -> Answer:
    """Changes what is given; `enable` enables a disabled identity. Raises as `add`, and Denied.

    A manager may change what an engineer can do, how they are reached, and when they are away (003-3.1.4).
    """
    user = _user(tx, login)
    if Role.ADMIN not in tx.acting.eligible and (given != UserInput() or enable):
        raise Denied(
            msg(
                "{login} may change level, tier, platform, products, abilities, e-mail, mobile and absences only",
                login=tx.acting.login,
            ),
            command_line("user edit", "--help"),
        )
    roles = _roles(given.roles) if given.roles else [Role(role) for role in user.roles.split(",")]
    region, station = _bounds(tx, roles, given.region or user.region, given.station or user.station)
    wanted: dict[str, Any] = {"roles": _stored(roles), "region": region, "station": station}
    if given.name is not None:
        wanted["name"] = _name(given.name)
    if enable:
        wanted["disabled"] = False
    wanted |= engineer_data.read(tx, user, roles, engineer)
    if given == UserInput() and engineer == NOTHING and not enable:
        raise UsageProblem(
            msg("nothing to change was given"), command_line("user edit", "--help"), code="nothing_given"
        )
    if Role.ADMIN not in roles and (last := _last_admin(tx, user)):
        return last
    changed = {field: value for field, value in wanted.items() if getattr(user, field) != value}
    return Answer("user.edit", {"user": data(tx, _change(tx, user, changed))})


@writes
def disable(tx: Transaction, login: str) -> Answer:
    """Disables an identity. Refused for the last one that may administer."""
    user = _user(tx, login)
    if last := _last_admin(tx, user):
        return last
    after = user if user.disabled else _change(tx, user, {"disabled": True})
    return Answer("user.disable", {"user": data(tx, after), "already": user.disabled})


@writes
def enable(tx: Transaction, login: str) -> Answer:
    """Lets a disabled identity act again. Raises as `edit`."""
    already = not _user(tx, login).disabled
    answer = edit.within(tx, login, UserInput(), enable=True)
    return answer if answer.exit else Answer("user.enable", {**answer.data, "already": already})


@reads
def list_(tx: Transaction, *, role: str | None = None, disabled: bool = False) -> Answer:
    """The identities of one's own station or region, or all; those of one role; `disabled` ones too."""
    wanted = _roles([role])[0] if role else None
    users = queries.users(tx, scope.bounds(tx), disabled=disabled)
    return Answer("user.list", [data(tx, u) for u in users if wanted is None or wanted in u.roles.split(",")])


@reads
def show(tx: Transaction, login: str) -> Answer:
    """One identity of one's own station or region, or any, disabled or not. Raises NotFound and Denied."""
    user = _user(tx, login)
    seen = {one.id for one in queries.users(tx, scope.bounds(tx), disabled=True)} | {tx.acting.user_id}
    if user.id not in seen:
        raise Denied(
            msg("{login} belongs to another station or region", login=user.login), code="foreign_user"
        )
    return Answer("user.show", data(tx, user))


def data(tx: Transaction, user: User) -> dict[str, Any]:
    """The JSON object of an identity."""
    return {**tx.as_json(User, user), "roles": user.roles.split(",")}


def create(
    tx: Transaction, login: str, name: str, roles: Sequence[Role], region: str | None, station: str | None
) -> User:
    """Stores an identity that has been checked, with its event; returns its row."""
    values = {"login": login, "name": name, "roles": _stored(roles), "region": region, "station": station}
    tx.insert(User, **values, disabled=False, created_at=tx.now)
    tx.event("user.added", after=values)
    return tx.one_row(User, login=login)


def _change(tx: Transaction, user: User, changed: Mapping[str, Any]) -> User:
    if not changed:
        return user
    tx.update(User, {"id": user.id}, **changed)
    before = {field: getattr(user, field) for field in changed}
    tx.event("user.changed", before={"login": user.login, **before}, after={"login": user.login, **changed})
    return tx.one_row(User, id=user.id)


def _last_admin(tx: Transaction, row: User) -> Answer | None:
    """The refusal where this identity is the last that may administer."""
    if (
        row.disabled
        or Role.ADMIN not in row.roles.split(",")
        or queries.other_holders(tx, Role.ADMIN, row.id)
    ):
        return None
    return refusal(
        [("last_admin", "A-61", msg("{login} is the last identity with the role admin", login=row.login))],
        command_line("user add", "LOGIN --name N --role admin"),
    )


def _user(tx: Transaction, login: str) -> User:
    row = logins.find(tx, login)
    if row is None:
        raise NotFound(
            msg("no such identity: {login}", login=login), command_line("user list"), code="no_user"
        )
    return row


def _login(text: str) -> str:
    login = logins.plain(text)
    if not _LOGIN.fullmatch(login):
        raise UsageProblem(
            msg("not a login: {login}", login=text),
            msg("1 to {most} letters, digits, dots, hyphens and underscores", most=MAX_LOGIN),
            code="bad_login",
        )
    other = logins.stranger(login)
    if other is not None:
        raise UsageProblem(
            msg(
                "not a login: {login}: {letter} ({name}) belongs to another script than the other letters",
                login=text,
                letter=other.letter,
                name=other.name,
            ),
            msg("type it with Latin or Chinese letters"),
            code="bad_login",
        )
    return login


def _name(text: str) -> str:
    name = text.strip()
    if not name or len(name) > MAX_NAME:
        raise UsageProblem(
            msg("--name: a name has 1 to {most} characters", most=MAX_NAME),
            msg("--name 王芳"),
            code="bad_name",
        )
    return name


def _roles(texts: Sequence[str]) -> list[Role]:
    """The roles of `texts`, codes or Chinese words, each once in the order of `Role`."""
    found = set()
    for text in texts:
        found.add(chosen(ZH["role"], text, "--role", unknown="unknown_role"))
    if not found:
        raise UsageProblem(
            msg("an identity needs at least one role"), msg("--role coordinator"), code="no_role"
        )
    return [role for role in Role if role in found]


def _stored(roles: Sequence[Role]) -> str:
    return ",".join(str(role) for role in roles)


def _bounds(
    tx: Transaction, roles: Sequence[Role], region: str | None, station: str | None
) -> tuple[str | None, str | None]:
    """The region and the number of the station, checked against the roles and each other."""
    if station is None and (
        needs := next((r for r in (Role.COORDINATOR, Role.ENGINEER) if r in roles), None)
    ):
        raise UsageProblem(
            msg("the role {role} requires a station", role=named("role", needs)),
            msg("--station 000001"),
            code="no_station_given",
        )
    if region is None and Role.LIAISON in roles:
        raise UsageProblem(
            msg("the role {role} requires a region", role=named("role", Role.LIAISON)),
            msg("--region 华北区"),
            code="no_region_given",
        )
    region = scope.region_filter(tx, region)
    home = scope.station(tx, station) if station is not None else None
    if home is not None and region is not None and home.region != region:
        raise UsageProblem(
            msg("station {no} belongs to {region}", no=home.no, region=home.region),
            msg("--region {region}", region=home.region),
            code="region_and_station",
        )
    return region, home.no if home is not None else None
