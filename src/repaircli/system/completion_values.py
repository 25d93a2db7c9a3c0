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
    from repaircli.platform.transaction import Work

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
    return _read(call, "order show", lambda w: _orders(w, text, first or OPEN_STATUSES))


def _orders(w: Work, text: str, first: Collection[str]) -> list[Offer]:
    from repaircli.orders import scope
    from repaircli.orders import scope_queries as rows

    found = rows.offered(w.tx, text, scope.bounds(w), first, MOST)
    return [Offer(row.order_no, (row.customer,), status=row.status) for row in found]


def stations(call: Call, text: str) -> list[Offer]:
    """Stations whose number or name contains `text`, by number. Raises what a command would."""
    return _read(call, "station list", lambda w: _stations(w, text))


def _stations(w: Work, text: str) -> list[Offer]:
    from repaircli.network import queries as network_queries
    from repaircli.orders.scope_queries import Bounds

    rows = network_queries.stations(w.tx, Bounds(everywhere=True), open_on=w.now.date())
    return [Offer(row.no, (row.name,)) for row in rows if text in row.no or text in row.name]


def regions(call: Call, text: str) -> list[Offer]:
    """Regions whose name contains `text`. Raises what a command would."""
    return _read(call, "region list", lambda w: _regions(w, text))


def _regions(w: Work, text: str) -> list[Offer]:
    from repaircli.network import queries as network_queries

    return [Offer(row.name) for row in network_queries.regions(w.tx) if text in row.name]


def people(call: Call, text: str, role: str = "") -> list[Offer]:
    """Identities whose login or name contains `text`, by login; only those that hold `role`, where it is given.

    Raises what a command would.
    """
    return _read(call, "user list", lambda w: _people(w, text, role))


def _people(w: Work, text: str, role: str) -> list[Offer]:
    from repaircli.network import user_queries as rows
    from repaircli.orders import scope

    return [
        Offer(row.login, (row.name,))
        for row in rows.users(w.tx, scope.bounds(w))
        if (text in row.login or text in row.name) and (not role or role in row.roles.split(","))
    ]


def logins(call: Call, text: str) -> list[Offer]:
    """Identities that `--as` takes. Raises Denied where it takes none."""
    return _read(replace(call, login=None), "db info", lambda w: _logins(w, text))


def _logins(w: Work, text: str) -> list[Offer]:
    from repaircli.network import user_queries as rows
    from repaircli.orders.scope_queries import Bounds
    from repaircli.platform.identity import may_use_as

    may_use_as(w.tx, w.db)
    found = rows.users(w.tx, Bounds(everywhere=True))
    return [Offer(r.login, (r.name, r.roles)) for r in found if text in r.login or text in r.name]


def requests(call: Call, text: str) -> list[Offer]:
    """The cancel requests that wait for a decision and whose number begins with `text`. Raises what a command would."""
    return _read(call, "cancel list", lambda w: _requests(w, text))


def _requests(w: Work, text: str) -> list[Offer]:
    from repaircli.cancelling import queries as rows
    from repaircli.orders import scope

    wanted = rows.RequestFilter(scope.bounds(w), statuses=(str(RequestStatus.PENDING),))
    found = rows.listed(w.tx, wanted, None)
    kept = [row for row in found if str(row.id).startswith(text)][:MOST]
    return [Offer(str(row.id), (row.order_no, ROWS[row.reason].zh, row.customer)) for row in kept]


def parts_orders(call: Call, text: str) -> list[Offer]:
    """The parts orders that have not all arrived and whose number contains `text`. Raises what a command would."""
    return _read(call, "parts list", lambda w: _parts_orders(w, text))


def _parts_orders(w: Work, text: str) -> list[Offer]:
    from repaircli.orders import scope
    from repaircli.parts import queries as rows

    found = rows.listed(w.tx, rows.PartsFilter(scope.bounds(w)), MOST)
    waiting = [row for row in found if row.status != PartsStatus.RECEIVED and text in row.po]
    return list({row.po: Offer(row.po, (row.part_code, row.order_no)) for row in waiting}.values())


def forms(call: Call, text: str) -> list[Offer]:
    """The statements that wait for a decision and whose number begins with `text`. Raises what a command would."""
    return _read(call, "form list", lambda w: _forms(w, text))


def _forms(w: Work, text: str) -> list[Offer]:
    from repaircli.cancelling import form_queries as rows
    from repaircli.orders import scope

    found = rows.listed(w.tx, scope.bounds(w), state=str(FormState.PENDING), order_no=None, limit=MOST)
    return [Offer(str(row.id), (row.order_no,)) for row in found if str(row.id).startswith(text)]


def changes(call: Call, text: str) -> list[Offer]:
    """The applications that wait for a decision and whose number begins with `text`. Raises what a command would."""
    return _read(call, "change list", lambda w: _changes(w, text))


def _changes(w: Work, text: str) -> list[Offer]:
    from repaircli.network import change_queries as rows
    from repaircli.orders import scope

    waiting = (str(ChangeState.APPLIED), str(ChangeState.AGREED))
    found = rows.listed(w.tx, rows.ChangeFilter(scope.bounds(w), waiting), None)
    return [Offer(str(r.id), (r.station, r.reason)) for r in found if str(r.id).startswith(text)][:MOST]


def referrals(call: Call, text: str) -> list[Offer]:
    """The referrals that nobody has taken and whose number begins with `text`. Raises what a command would."""
    return _read(call, "referral list", lambda w: _referrals(w, text))


def _referrals(w: Work, text: str) -> list[Offer]:
    from repaircli.orders import scope
    from repaircli.referrals import queries as rows

    found = rows.referrals(w.tx, scope.bounds(w), state=str(ReferralState.OPEN))
    kept = [row for row in found if str(row.id).startswith(text)][:MOST]
    return [Offer(str(row.id), (row.kind, row.station)) for row in kept]


def tickets(call: Call, text: str) -> list[Offer]:
    """The pending tickets that wait to be judged and whose number begins with `text`. Raises what a command would."""
    return _read(call, "pending list", lambda w: _tickets(w, text))


def _tickets(w: Work, text: str) -> list[Offer]:
    from repaircli.orders import scope
    from repaircli.referrals import queries as rows

    found = rows.tickets(w.tx, scope.bounds(w), state=str(PendingState.OPEN))
    kept = [row for row in found if str(row.id).startswith(text)][:MOST]
    return [Offer(str(row.id), (row.address,)) for row in kept]


def _read(call: Call, command: str, offered: Callable[[Work], list[Offer]]) -> list[Offer]:
    """What `offered` finds in a read transaction, in the scope that `command` has for the identity of `call`."""
    from repaircli.platform.transaction import reading

    found: list[Offer] = reading(
        replace(call, command=command, role=None), lambda w: Answer("offers", offered(w))
    ).data
    return found
