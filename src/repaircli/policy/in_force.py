"""The policy of a database: which edition and settings were in force on a day, read once in a transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from repaircli.platform.db.session import Tx
from repaircli.platform.errors import Unusable
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.policy.tables import PolicySetting
from repaircli.rules.policy.editions import EDITIONS, Edition, Entry, Policy
from repaircli.rules.policy.limits import EDITION, BadLimit, Limits, parsed


def policy_of(tx: Transaction) -> Policy:
    """The policy as `tx` sees it."""
    return tx.once(read_policy)


def in_force(tx: Transaction, day: date | None = None) -> Edition:
    """The edition in force on `day` (today) with its settings."""
    return policy_of(tx).on(day or tx.today)


def limits_of(tx: Transaction, day: date | None = None, *, since: datetime | None = None) -> Limits:
    """The numbers and readings in force on `day` (today).

    With `since`, the T1 of an order, the time to its first contact is that of the day of T1, from which it is counted.
    """
    found = in_force(tx, day).limits
    if since is None:
        return found
    return replace(found, contact=contact_limit(tx, since))


def contact_limit(tx: Transaction, t1: datetime) -> timedelta:
    """The time to the first contact of an order, as in force on the day of its T1."""
    return in_force(tx, tx.local(t1).date()).limits.contact


def read_policy(tx: Tx) -> Policy:
    """The policy as the database has it now. Raises Unusable for an entry that this program cannot read."""
    rows = tx.rows(PolicySetting, _ALL)
    return Policy(
        Entry(_checked(row), row.value, row.from_day, row.set_at, row.set_by, row.why) for row in rows
    )


_ALL = select(PolicySetting.__table__).order_by("id")


def _checked(row: PolicySetting) -> str:
    try:
        known = row.value is None or (
            row.value in EDITIONS if row.key == EDITION else parsed(row.key, row.value) is not None
        )
    except BadLimit:
        known = False
    if not known:
        raise Unusable(
            msg(
                "this program does not know the database setting {key}={value}; use a newer version",
                key=row.key,
                value=row.value,
            ),
            command_line("db info"),
            code="unknown_setting",
        )
    return row.key
