"""The roles that may run each command, and on whose orders: one row for each command (requirements A3, interface 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from repaircli.platform.codes import Role


class Scope(StrEnum):
    """The orders and stations that the command may touch.

    `own`: a coordinator's or engineer's station, a liaison's region; other roles everywhere. `everywhere`: no
    bound. `nobody`: needs no identity.
    """

    OWN = "own"
    EVERYWHERE = "everywhere"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Authority:
    """Roles in order of preference; `matters` says that which of them acts changes the result."""

    roles: tuple[Role, ...]
    scope: Scope = Scope.OWN
    matters: bool = False


_R = Role
EVERY = tuple(Role)
STATION = (_R.COORDINATOR, _R.ENGINEER)
READERS = (
    _R.COORDINATOR,
    _R.ENGINEER,
    _R.LIAISON,
    _R.AGENT,
    _R.CISD,
    _R.CSSD,
    _R.PARTS,
    _R.VISITOR,
    _R.HOTLINE,
    _R.MANAGER,
    _R.SUPERVISOR,
    _R.CLERK,
    _R.ADMIN,
)
TOLD = (_R.ADMIN, _R.LIAISON, _R.COORDINATOR, _R.ENGINEER, _R.CSSD, _R.VISITOR, _R.AGENT, _R.CISD)
"""The roles that read the outbox; each sees the notices for its own side."""
ANYONE = Authority((), Scope.NOBODY)

AUTHORITY: dict[str, Authority] = {
    # the house
    "init": ANYONE,
    "demo": ANYONE,
    "help": ANYONE,
    "docs": ANYONE,
    "version": ANYONE,
    "rules list": ANYONE,
    "rules show": ANYONE,
    "rules matrix": ANYONE,
    "rules limit list": Authority(READERS, Scope.EVERYWHERE),
    "rules limit set": Authority((_R.ADMIN,)),
    "rules edition use": Authority((_R.ADMIN,)),
    "rules replay": Authority((_R.LIAISON, _R.CSSD, _R.MANAGER, _R.SUPERVISOR, _R.ADMIN)),
    "db info": ANYONE,
    "db check": ANYONE,
    "db migrate": ANYONE,
    "db backup": Authority((_R.ADMIN,)),
    "whoami": Authority(EVERY),
    "op show": Authority(EVERY),
    "config show": ANYONE,
    "batch": ANYONE,
    "shell": ANYONE,
    "config path": ANYONE,
    "config get": ANYONE,
    "config set": ANYONE,
    "config unset": ANYONE,
    "config edit": ANYONE,
    "audit log": Authority(READERS),
    "audit verify": Authority((_R.ADMIN,)),
    "notify list": Authority(TOLD),
    "notify show": Authority(TOLD),
    "notify mark-sent": Authority(TOLD),
    "notify retry": Authority((_R.ADMIN,)),
    "notify send": Authority((_R.ADMIN,)),
    "tick": Authority((_R.ADMIN,)),
    # reference data
    "region add": Authority((_R.ADMIN,)),
    "region list": Authority(READERS, Scope.EVERYWHERE),
    "station add": Authority((_R.ADMIN, _R.CSSD)),
    "station edit": Authority((_R.ADMIN, _R.CSSD)),
    "station close": Authority((_R.ADMIN, _R.CSSD)),
    "station reopen": Authority((_R.ADMIN, _R.CSSD)),
    "station import": Authority((_R.ADMIN, _R.CSSD)),
    "station export": Authority((_R.ADMIN, _R.CSSD)),
    "station list": Authority(READERS, Scope.EVERYWHERE),
    "station show": Authority(READERS, Scope.EVERYWHERE),
    "station poll": Authority(STATION),
    "station poll-check": Authority(READERS),
    "user add": Authority((_R.ADMIN,)),
    # a manager: only what an engineer can do, how they are reached, and absences (003-3.1.4)
    "user edit": Authority((_R.ADMIN, _R.MANAGER)),
    "user disable": Authority((_R.ADMIN,)),
    "user enable": Authority((_R.ADMIN,)),
    "user list": Authority(READERS),
    "user show": Authority(READERS),
    "calendar show": ANYONE,
    "calendar check": ANYONE,
    "calendar add-working-days": ANYONE,
    "calendar import": Authority((_R.ADMIN,)),
    "calendar hours": Authority((_R.ADMIN,)),
    "calendar confirm": Authority((_R.ADMIN,)),
    "calendar drop": Authority((_R.ADMIN,)),
    "coverage no800 add": Authority((_R.LIAISON,)),
    "coverage no800 list": Authority(READERS),
    "capacity set": Authority((_R.LIAISON,)),
    "capacity show": Authority(READERS),
    "capacity load": Authority(READERS),
    "coverage show": Authority(READERS, Scope.EVERYWHERE),
    "area list": Authority(READERS, Scope.EVERYWHERE),
    "area show": Authority(READERS, Scope.EVERYWHERE),
    "area import": Authority((_R.ADMIN, _R.CSSD)),
    "change apply": Authority((_R.COORDINATOR, _R.LIAISON), matters=True),
    "change agree": Authority((_R.LIAISON,)),
    "change approve": Authority((_R.CSSD,)),
    "change reject": Authority((_R.LIAISON, _R.CSSD)),
    "change withdraw": Authority((_R.COORDINATOR, _R.LIAISON)),
    "change list": Authority(READERS),
    "change show": Authority(READERS),
    "dispatch suggest": Authority((_R.AGENT, _R.CISD, _R.LIAISON, _R.CSSD, _R.ADMIN), matters=True),
    "dispatch engineer": Authority((_R.COORDINATOR, _R.MANAGER, _R.CLERK, _R.ADMIN)),
    # orders
    "order create": Authority((_R.AGENT, _R.CISD, _R.LIAISON, _R.COORDINATOR), matters=True),
    "order list": Authority(READERS),
    "order show": Authority(READERS),
    "order clock": Authority(READERS),
    "due": Authority(READERS),
    "order history": Authority(READERS),
    "order lineage": Authority(READERS),
    "order edit": Authority((_R.COORDINATOR, _R.LIAISON, _R.AGENT, _R.CISD)),
    "order download": Authority((_R.COORDINATOR,)),
    "order assign": Authority((_R.COORDINATOR,)),
    "order print": Authority((_R.COORDINATOR,)),
    "order start": Authority(STATION),
    "order writeback-t3": Authority((_R.ENGINEER,)),
    "order attach": Authority((*STATION, _R.LIAISON)),
    "order attachments": Authority(READERS),
    "order note": Authority((*STATION, _R.LIAISON, _R.AGENT, _R.CISD, _R.CSSD)),
    "order done": Authority((_R.ENGINEER,)),
    "order fact": Authority((*STATION, _R.LIAISON)),
    "order arrived": Authority((_R.COORDINATOR, _R.ENGINEER)),
    "order repaired": Authority((_R.ENGINEER, _R.COORDINATOR)),
    "order sign": Authority((_R.ENGINEER, _R.COORDINATOR)),
    "order picked-up": Authority((_R.COORDINATOR, _R.ENGINEER)),
    "order check-failed": Authority((_R.COORDINATOR, _R.ENGINEER)),
    "order delivered": Authority((_R.COORDINATOR, _R.ENGINEER)),
    "order close": Authority((_R.ENGINEER, _R.LIAISON)),
    "order import": Authority((_R.AGENT, _R.CISD, _R.LIAISON, _R.ADMIN), matters=True),
    "order export": Authority(READERS),
    "import list": Authority((_R.ADMIN, _R.AGENT, _R.CISD, _R.LIAISON, _R.CSSD), Scope.EVERYWHERE),
    "import resume": Authority((_R.ADMIN, _R.AGENT, _R.CISD, _R.LIAISON, _R.CSSD)),
    "import discard": Authority((_R.ADMIN, _R.AGENT, _R.CISD, _R.LIAISON, _R.CSSD)),
    "contact log": Authority(STATION),
    "contact void": Authority((_R.LIAISON,)),
    "special notify": Authority((_R.COORDINATOR,)),
    "special advise": Authority((_R.LIAISON,)),
    "entrust issue": Authority((_R.LIAISON,)),
    "entrust void": Authority((_R.LIAISON,)),
    "entrust list": Authority(READERS),
    "entrust show": Authority(READERS),
    "referral create": Authority((_R.COORDINATOR,)),
    "referral list": Authority(READERS),
    "referral show": Authority(READERS),
    "referral take": Authority((_R.AGENT, _R.CISD, _R.LIAISON)),
    "referral withdraw": Authority((_R.COORDINATOR,)),
    "pending create": Authority((_R.AGENT, _R.CISD)),
    "pending list": Authority(READERS),
    "pending show": Authority(READERS),
    "pending judge": Authority((_R.LIAISON,)),
    "urge add": Authority((_R.AGENT, _R.CISD)),
    "urge list": Authority(READERS),
    "form submit": Authority((_R.COORDINATOR, _R.ENGINEER)),
    "form withdraw": Authority((_R.COORDINATOR, _R.ENGINEER)),
    "form decide": Authority((_R.LIAISON,)),
    "form list": Authority(READERS),
    "parts request": Authority(STATION),
    "parts ship": Authority((_R.PARTS,)),
    "parts receive": Authority(STATION),
    "parts replace": Authority((_R.ENGINEER, _R.COORDINATOR)),
    "parts return": Authority((_R.ENGINEER, _R.COORDINATOR)),
    "parts list": Authority(READERS),
    "label print": Authority(STATION),
    "visit due": Authority(READERS),
    "visit record": Authority((_R.VISITOR,)),
    "visit stats": Authority(READERS),
    **{
        f"report {kind}": Authority(READERS)
        for kind in ("sla", "cancels", "capacity", "polls", "visits", "day")
    },
    # money
    "codes list": Authority(READERS, Scope.EVERYWHERE),
    "codes export": Authority(READERS, Scope.EVERYWHERE),
    **{
        f"codes {verb}": Authority((_R.MANAGER, _R.CSSD, _R.ADMIN), Scope.EVERYWHERE)
        for verb in ("add", "edit", "retire", "import")
    },
    **{f"machine {verb}": Authority(READERS) for verb in ("list", "show", "check", "policy list")},
    **{
        f"machine {verb}": Authority((_R.CLERK, _R.AGENT, _R.CISD, _R.HOTLINE, _R.CSSD), Scope.EVERYWHERE)
        for verb in ("add", "edit")
    },
    **{
        f"machine {verb}": Authority((_R.CSSD, _R.ADMIN), Scope.EVERYWHERE)
        for verb in ("import", "export", "policy import")
    },
    "fee import": Authority((_R.PARTS, _R.CSSD, _R.ADMIN), Scope.EVERYWHERE),
    "fee list": Authority(READERS, Scope.EVERYWHERE),
    "settle station": Authority((_R.PARTS, _R.CSSD, _R.LIAISON, _R.COORDINATOR, _R.MANAGER, _R.ADMIN)),
    "settle list": Authority((_R.PARTS, _R.CSSD, _R.LIAISON, _R.COORDINATOR, _R.MANAGER, _R.ADMIN)),
    # cancelling
    "cancel check": Authority((_R.COORDINATOR, _R.LIAISON, _R.AGENT), matters=True),
    "cancel request": Authority((_R.COORDINATOR, _R.LIAISON), matters=True),
    "cancel list": Authority((_R.LIAISON, _R.COORDINATOR, _R.ENGINEER, _R.AGENT, _R.CISD, _R.CSSD, _R.ADMIN)),
    "cancel show": Authority((_R.LIAISON, _R.COORDINATOR, _R.ENGINEER, _R.AGENT, _R.CISD, _R.CSSD, _R.ADMIN)),
    "cancel approve": Authority((_R.LIAISON,)),
    "cancel reject": Authority((_R.LIAISON,)),
    "cancel withdraw": Authority((_R.COORDINATOR, _R.LIAISON), matters=True),
    "cancel self": Authority((_R.COORDINATOR,)),
    "cancel by-customer": Authority((_R.AGENT,)),
}
"""Every command that reads or writes has a row; a command without one is denied to everybody."""


def roles_for(command: str, held: Iterable[Role]) -> tuple[Role, ...]:
    """The roles of `held` that may run `command`, preferred first; empty when none may."""
    authority = AUTHORITY.get(command)
    if authority is None:
        return ()
    mine = frozenset(held)
    return tuple(role for role in authority.roles if role in mine)
