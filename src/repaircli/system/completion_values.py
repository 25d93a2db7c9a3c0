"""What may be typed where an order, a station, a person … is named: short lists, within the scope of who types."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from repaircli.platform.codes import (
    OPEN_STATUSES,
    Answer,
    Call,
    ChangeState,
    FormState,
    PartsStatus,
    PendingState,
    ReferralState,
    RequestStatus,
)
from repaircli.rules.cancelling.matrix import ENGLISH, ROWS
from repaircli.rules.orders.close_facts import CLOSE_FACTS
from repaircli.rules.policy.limits import KEYS, LIMITS

if TYPE_CHECKING:
    from repaircli.platform.transaction import Transaction

MOST = 20
"""More do not fit on a screen with the line that is typed."""


class Offer(NamedTuple):
    """A value that may be typed; `told` says what it means, `english` is an original for who reads no Chinese.

    `status` is where an order stands.
    """

    value: str
    told: tuple[str, ...] = ()
    english: str = ""
    status: str | None = None


def reasons(text: str) -> list[Offer]:
    """The cancel reasons whose code begins with `text`, in the order of the policy."""
    return _of_policy(tuple(ROWS), text)


def facts(text: str) -> list[Offer]:
    """The close facts whose code begins with `text`."""
    return _of_policy(CLOSE_FACTS, text)


def limits(text: str) -> list[Offer]:
    """The limits of the policy that begin with `text`, with their usual value and ready for another."""
    return [Offer(f"{key}=", (str(getattr(LIMITS, key)),), "") for key in KEYS if key.startswith(text)]


def _of_policy(codes: tuple[str, ...], text: str) -> list[Offer]:
    return [Offer(code, (ROWS[code].zh,), ENGLISH[code]) for code in codes if code.startswith(text)]


def orders(call: Call, text: str, *first: str) -> list[Offer]:
    """Orders whose number contains `text`, newest first, but before all others those of the statuses `first`.

    These are by default the open ones. Raises what a command would.
    """
    return _read(call, "order show", lambda tx: _orders(tx, text, first or OPEN_STATUSES))


def _orders(tx: Transaction, text: str, first: Collection[str]) -> list[Offer]:
    from repaircli.orders import scope
    from repaircli.orders import scope_queries as rows

    found = rows.offered(tx, text, scope.bounds(tx), first, MOST)
    return [Offer(row.order_no, (row.customer,), status=row.status) for row in found]


def stations(call: Call, text: str) -> list[Offer]:
    """Stations whose number or name contains `text`, by number. Raises what a command would."""
    return _read(call, "station list", lambda tx: _stations(tx, text))


def _stations(tx: Transaction, text: str) -> list[Offer]:
    from repaircli.network import queries as network_queries
    from repaircli.orders.scope_queries import Bounds

    rows = network_queries.stations(tx, Bounds(everywhere=True), open_on=tx.now.date())
    return [Offer(row.no, (row.name,)) for row in rows if text in row.no or text in row.name]


def regions(call: Call, text: str) -> list[Offer]:
    """Regions whose name contains `text`. Raises what a command would."""
    return _read(call, "region list", lambda tx: _regions(tx, text))


def _regions(tx: Transaction, text: str) -> list[Offer]:
    from repaircli.network import queries as network_queries

    return [Offer(row.name) for row in network_queries.regions(tx) if text in row.name]


def people(call: Call, text: str, role: str = "") -> list[Offer]:
    """Identities whose login or name contains `text`, by login; only those that hold `role`, where it is given.

    Raises what a command would.
    """
    return _read(call, "user list", lambda tx: _people(tx, text, role))


def _people(tx: Transaction, text: str, role: str) -> list[Offer]:
    from repaircli.network import user_queries as rows
    from repaircli.orders import scope

    return [
        Offer(row.login, (row.name,))
        for row in rows.users(tx, scope.bounds(tx))
        if (text in row.login or text in row.name) and (not role or role in row.roles.split(","))
    ]


def logins(call: Call, text: str) -> list[Offer]:
    """Identities that `--as` takes. Raises Denied where it takes none."""
    return _read(replace(call, login=None), "db info", lambda tx: _logins(tx, text))


def _logins(tx: Transaction, text: str) -> list[Offer]:
    from repaircli.network import user_queries as rows
    from repaircli.orders.scope_queries import Bounds
    from repaircli.platform.identity import may_use_as

    may_use_as(tx, tx.db)
    found = rows.users(tx, Bounds(everywhere=True))
    return [Offer(r.login, (r.name, r.roles)) for r in found if text in r.login or text in r.name]


def requests(call: Call, text: str) -> list[Offer]:
    """The cancel requests that wait for a decision and whose number begins with `text`. Raises what a command would."""
    return _read(call, "cancel list", lambda tx: _requests(tx, text))


def _requests(tx: Transaction, text: str) -> list[Offer]:
    from repaircli.cancelling import queries as rows
    from repaircli.orders import scope

    wanted = rows.RequestFilter(scope.bounds(tx), statuses=(str(RequestStatus.PENDING),))
    found = rows.listed(tx, wanted, None)
    kept = [row for row in found if str(row.id).startswith(text)][:MOST]
    return [Offer(str(row.id), (row.order_no, ROWS[row.reason].zh, row.customer)) for row in kept]


def parts_orders(call: Call, text: str) -> list[Offer]:
    """The parts orders that have not all arrived and whose number contains `text`. Raises what a command would."""
    return _read(call, "parts list", lambda tx: _parts_orders(tx, text))


def _parts_orders(tx: Transaction, text: str) -> list[Offer]:
    from repaircli.orders import scope
    from repaircli.parts import queries as rows

    found = rows.listed(tx, rows.PartsFilter(scope.bounds(tx)), MOST)
    waiting = [row for row in found if row.status != PartsStatus.RECEIVED and text in row.po]
    return list({row.po: Offer(row.po, (row.part_code, row.order_no)) for row in waiting}.values())


def forms(call: Call, text: str) -> list[Offer]:
    """The statements that wait for a decision and whose number begins with `text`. Raises what a command would."""
    return _read(call, "form list", lambda tx: _forms(tx, text))


def _forms(tx: Transaction, text: str) -> list[Offer]:
    from repaircli.cancelling import form_queries as rows
    from repaircli.orders import scope

    found = rows.listed(tx, scope.bounds(tx), state=str(FormState.PENDING), order_no=None, limit=MOST)
    return [Offer(str(row.id), (row.order_no,)) for row in found if str(row.id).startswith(text)]


def changes(call: Call, text: str) -> list[Offer]:
    """The applications that wait for a decision and whose number begins with `text`. Raises what a command would."""
    return _read(call, "change list", lambda tx: _changes(tx, text))


def _changes(tx: Transaction, text: str) -> list[Offer]:
    from repaircli.network import change_queries as rows
    from repaircli.orders import scope

    waiting = (str(ChangeState.APPLIED), str(ChangeState.AGREED))
    found = rows.listed(tx, rows.ChangeFilter(scope.bounds(tx), waiting), None)
    return [Offer(str(r.id), (r.station, r.reason)) for r in found if str(r.id).startswith(text)][:MOST]


def referrals(call: Call, text: str) -> list[Offer]:
    """The referrals that nobody has taken and whose number begins with `text`. Raises what a command would."""
    return _read(call, "referral list", lambda tx: _referrals(tx, text))


def _referrals(tx: Transaction, text: str) -> list[Offer]:
    from repaircli.orders import scope
    from repaircli.referrals import queries as rows

    found = rows.referrals(tx, scope.bounds(tx), state=str(ReferralState.OPEN))
    kept = [row for row in found if str(row.id).startswith(text)][:MOST]
    return [Offer(str(row.id), (row.kind, row.station)) for row in kept]


def tickets(call: Call, text: str) -> list[Offer]:
    """The pending tickets that wait to be judged and whose number begins with `text`. Raises what a command would."""
    return _read(call, "pending list", lambda tx: _tickets(tx, text))


def _tickets(tx: Transaction, text: str) -> list[Offer]:
    from repaircli.orders import scope
    from repaircli.referrals import queries as rows

    found = rows.tickets(tx, scope.bounds(tx), state=str(PendingState.OPEN))
    kept = [row for row in found if str(row.id).startswith(text)][:MOST]
    return [Offer(str(row.id), (row.address,)) for row in kept]


def _read(call: Call, command: str, offered: Callable[[Transaction], list[Offer]]) -> list[Offer]:
    """What `offered` finds in a read transaction, in the scope that `command` has for the identity of `call`."""
    from repaircli.platform.transaction import reading

    found: list[Offer] = reading(
        replace(call, command=command, role=None), lambda tx: Answer("offers", offered(tx))
    ).data
    return found
