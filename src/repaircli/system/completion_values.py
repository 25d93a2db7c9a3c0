"""Values that complete an order number, a station, a person and so on: short lists, within the scope of the identity."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from repaircli.platform.answers import Call
from repaircli.platform.codes import (
    OPEN_STATUSES,
    ChangeState,
    FormState,
    PartsStatus,
    PendingState,
    ReferralState,
    RequestStatus,
)
from repaircli.platform.i18n import tr
from repaircli.rules.cancelling.matrix import ENGLISH, ROWS
from repaircli.rules.deadlines.texts import KINDS
from repaircli.rules.orders.close_facts import CLOSE_FACTS
from repaircli.rules.policy.limits import SETTINGS, typed

if TYPE_CHECKING:
    from repaircli.platform.transaction import Transaction

P = ParamSpec("P")


class _Numbered(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=_Numbered)

MOST = 20
"""More do not fit on a screen with the line that is typed."""


class Offer(NamedTuple):
    """A value that may be typed.

    `meaning` says what it means, in Chinese or as data; `english` is what a reader of English gets beside it. `status`
    is the status of an order.
    """

    value: str
    meaning: tuple[str, ...] = ()
    english: str = ""
    status: str | None = None


def reasons(text: str) -> list[Offer]:
    """The cancel reasons whose code begins with `text`, in the order of the policy."""
    return _of_policy(tuple(ROWS), text)


def facts(text: str) -> list[Offer]:
    """The close facts whose code begins with `text`."""
    return _of_policy(CLOSE_FACTS, text)


def clock_kinds(text: str) -> list[Offer]:
    """What can be due, by code, with its name."""
    return [Offer(code, (tr(title),)) for code, title in KINDS.items() if code.startswith(text)]


def limits(text: str) -> list[Offer]:
    """The settings of the policy that begin with `text`, with what they mean and their usual value."""
    found = (known for key, known in SETTINGS.items() if key.startswith(text))
    return [Offer(known.key, (typed(known.default), tr(known.title))) for known in found]


def told_by_rules(text: str) -> list[Offer]:
    """The reasons and settings that begin with `text`."""
    return [*reasons(text), *limits(text)]


def changes_of(text: str) -> list[Offer]:
    """As `limits`, ready for another value; behind the sign the values that the setting may have."""
    key, equals, value = text.partition("=")
    if equals:
        return [offer._replace(value=f"{key}={offer.value}") for offer in limit_values(value, key)]
    return [offer._replace(value=f"{offer.value}=") for offer in limits(text)]


def limit_values(text: str, key: str) -> list[Offer]:
    """The named values that the setting `key` may have, with what each means, and its usual one."""
    known = SETTINGS.get(key)
    if known is None:
        return []
    words = {"yes": "", "no": ""} if isinstance(known.default, bool) else dict(known.choices)
    told = words or {typed(known.default): ""}
    return [
        Offer(v, (tr(means),) if means else ())
        for v, means in {**told, "default": ""}.items()
        if v.startswith(text)
    ]


def _of_policy(codes: tuple[str, ...], text: str) -> list[Offer]:
    return [Offer(code, (ROWS[code].zh,), ENGLISH[code]) for code in codes if code.startswith(text)]


def _offered(
    command: str,
) -> Callable[
    [Callable[Concatenate[Transaction, P], list[Offer]]], Callable[Concatenate[Call, P], list[Offer]]
]:
    """Runs a function in a read transaction, in the scope that `command` has for the identity of the call.

    What is made of it raises what `command` would.
    """

    def made(
        function: Callable[Concatenate[Transaction, P], list[Offer]],
    ) -> Callable[Concatenate[Call, P], list[Offer]]:
        @wraps(function)
        def offered(call: Call, /, *args: P.args, **kwargs: P.kwargs) -> list[Offer]:
            from repaircli.platform.transaction import reading

            call = replace(call, command=command, role=None)
            return reading(call, lambda tx: function(tx, *args, **kwargs))

        return offered

    return made


def _numbered(rows: Iterable[R], text: str) -> list[R]:
    """Those of `rows` whose number begins with `text`, as many as fit."""
    return [row for row in rows if str(row.id).startswith(text)][:MOST]


@_offered("order show")
def orders(tx: Transaction, text: str, *first: str) -> list[Offer]:
    """Orders whose number contains `text`, newest first, but before all others those of the statuses `first`.

    These are by default the open ones.
    """
    from repaircli.network import scope
    from repaircli.orders import lookup_queries as rows

    found = rows.offered(tx, text, scope.bounds(tx), first or OPEN_STATUSES, MOST)
    return [Offer(row.order_no, (row.customer,), status=row.status) for row in found]


@_offered("station list")
def stations(tx: Transaction, text: str) -> list[Offer]:
    """Stations whose number or name contains `text`, by number."""
    from repaircli.network.queries import all_stations, is_closed

    found = [row for row in all_stations(tx) if text in row.no or text in row.name]
    return [Offer(row.no, (row.name,)) for row in found if not is_closed(row, tx.today)]


@_offered("region list")
def regions(tx: Transaction, text: str) -> list[Offer]:
    """Regions whose name contains `text`."""
    from repaircli.network import queries as network_queries

    return [Offer(row.name) for row in network_queries.regions(tx) if text in row.name]


@_offered("user list")
def people(tx: Transaction, text: str, role: str = "") -> list[Offer]:
    """Identities whose login or name contains `text`, by login; only those that hold `role`, where it is given."""
    from repaircli.network import queries as rows
    from repaircli.network import scope
    from repaircli.platform.logins import plain

    wanted = plain(text)
    return [
        Offer(row.login, (row.name,))
        for row in rows.users(tx, scope.bounds(tx))
        if (wanted in plain(row.login) or text in row.name) and (not role or role in row.roles.split(","))
    ]


def logins(call: Call, text: str) -> list[Offer]:
    """Identities that `--as` takes. Raises Denied where it takes none."""
    before, comma, last = text.rpartition(",")
    return [
        offer._replace(value=before + comma + offer.value)
        for offer in _logins(replace(call, login=None), last)
        if offer.value not in before.split(",")
    ]


@_offered("db info")
def _logins(tx: Transaction, text: str) -> list[Offer]:
    from repaircli.network import queries as rows
    from repaircli.network.scope import Bounds
    from repaircli.platform.identity import may_use_as
    from repaircli.platform.logins import plain

    may_use_as(tx, tx.db)
    found = rows.users(tx, Bounds(everywhere=True))
    wanted = plain(text)
    return [Offer(r.login, (r.name, r.roles)) for r in found if wanted in plain(r.login) or text in r.name]


@_offered("cancel list")
def requests(tx: Transaction, text: str) -> list[Offer]:
    """The pending cancel requests whose number begins with `text`."""
    from repaircli.cancelling import queries as rows
    from repaircli.network import scope

    pending = rows.conditions(tx, scope.bounds(tx), statuses=(str(RequestStatus.PENDING),))
    kept = [found for found in rows.listed(tx, pending) if str(found.request.id).startswith(text)][:MOST]
    return [Offer(str(r.id), (r.order_no, ROWS[r.reason].zh, customer)) for r, customer in kept]


@_offered("parts list")
def parts_orders(tx: Transaction, text: str) -> list[Offer]:
    """The parts orders that have not all arrived and whose number contains `text`."""
    from repaircli.network import scope
    from repaircli.orders.lookup_queries import within
    from repaircli.parts import queries as rows

    found = rows.listed(tx, within(tx, scope.bounds(tx)), MOST)
    waiting = [row for row, _ in found if row.status != PartsStatus.RECEIVED and text in row.po]
    return list({row.po: Offer(row.po, (row.part_code, row.order_no)) for row in waiting}.values())


@_offered("form list")
def forms(tx: Transaction, text: str) -> list[Offer]:
    """The pending statements whose number begins with `text`."""
    from repaircli.cancelling import form_queries as rows
    from repaircli.network import scope

    found = rows.listed(tx, scope.bounds(tx), state=str(FormState.PENDING), order_no=None, limit=MOST)
    return [Offer(str(row.id), (row.order_no,)) for row in _numbered(found, text)]


@_offered("change list")
def changes(tx: Transaction, text: str) -> list[Offer]:
    """The undecided applications whose number begins with `text`."""
    from repaircli.network import change_queries as rows
    from repaircli.network import scope

    waiting = (str(ChangeState.APPLIED), str(ChangeState.AGREED))
    found = rows.listed(tx, rows.ChangeFilter(scope.bounds(tx), waiting), None)
    return [Offer(str(row.id), (row.station, row.reason)) for row in _numbered(found, text)]


@_offered("referral list")
def referrals(tx: Transaction, text: str) -> list[Offer]:
    """The open referrals whose number begins with `text`."""
    from repaircli.network import scope
    from repaircli.orders.lookup_queries import newest
    from repaircli.referrals.tables import Referral

    found = newest(tx, Referral, scope.bounds(tx), state=str(ReferralState.OPEN))
    return [Offer(str(row.id), (row.kind, row.station)) for row in _numbered(found, text)]


@_offered("pending list")
def tickets(tx: Transaction, text: str) -> list[Offer]:
    """The open pending tickets whose number begins with `text`."""
    from repaircli.network import scope
    from repaircli.orders.lookup_queries import newest
    from repaircli.referrals.tables import PendingTicket

    found = newest(tx, PendingTicket, scope.bounds(tx), state=str(PendingState.OPEN))
    return [Offer(str(row.id), (row.address,)) for row in _numbered(found, text)]
