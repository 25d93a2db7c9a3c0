"""`rules limit` and `rules edition`: show what is in force, and set it from a day on (requirements R-12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from repaircli.platform.answers import Answer
from repaircli.platform.db import system_tables
from repaircli.platform.errors import UsageProblem
from repaircli.platform.inputs import optional
from repaircli.platform.text import N_, Msg, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.policy.in_force import policy_of, read_policy
from repaircli.policy.tables import PolicySetting
from repaircli.rules.policy.editions import EDITIONS, MANUAL, Edition, Entry, Policy
from repaircli.rules.policy.limits import EDITION, SETTINGS, BadLimit, as_json, parsed, setting, typed

DEFAULT = "default"
"""What is typed to have the value of the edition again."""


@reads
def listed(tx: Transaction, day: str | None = None) -> Answer:
    """The edition and every setting as in force on `day` (today), with default, clause, and who set it since when."""
    asked = tx.today if day is None else tx.day(day, "--on")
    policy = policy_of(tx)
    return Answer("rules.limits", [_row(policy, key, asked) for key in (EDITION, *SETTINGS)])


@writes
def set_(tx: Transaction, key: str, value: str, since: str, why: str) -> Answer:
    """Sets a setting from the day `since` on until another entry begins; `default` gives it back to the edition.

    Raises UsageProblem for an unknown setting, a value that it cannot have, and a day that may not be named.
    """
    return _store(tx, entry(tx, key, value, since, why))


@writes
def use(tx: Transaction, edition: str, since: str, why: str) -> Answer:
    """Puts an edition of the policy in force from the day `since` on; what is set by itself stays. Raises as `set_`."""
    return _store(tx, entry(tx, EDITION, edition, since, why))


def entry(tx: Transaction, key: str, value: str, since: str, why: str | None) -> Entry:
    """What was typed, as an entry of the policy. Raises UsageProblem as `set_` does."""
    reason = optional(why)
    if reason is None:
        raise UsageProblem(msg("{option} is missing", option="--why"))
    day = tx.day(since, "--from")
    text = _value(key.strip(), value.strip())
    _require_open_day(tx, day)
    return Entry(key.strip(), text, day, tx.now, tx.acting.login, reason)


def _value(key: str, value: str) -> str | None:
    """The value as it is stored; None for that of the edition."""
    if key == EDITION:
        if value not in EDITIONS:
            raise UsageProblem(
                msg("unknown edition: {text}", text=value),
                msg("possible values: {known}", known=tuple(EDITIONS)),
            )
        return value
    try:
        known = setting(key)
        return None if value == DEFAULT else typed(parsed(known.key, value))
    except BadLimit as error:
        raise UsageProblem(error.text, error.hint, code="bad_setting") from None


def _require_open_day(tx: Transaction, day: date) -> None:
    """A past day stays as it was, once anything happened to an order since: what was decided then stays explained."""
    if day >= tx.today:
        return
    audit, midnight = system_tables.audit.c, datetime.combine(day, time(), tx.zone)
    happened = select(audit.seq).where(audit.order_no.is_not(None), audit.at >= midnight).limit(1)
    if tx.one(happened) is not None:
        raise UsageProblem(
            msg("--from: {day} is past, and orders were worked on since then", day=day.isoformat()),
            msg("the earliest day is today, {day}", day=tx.today.isoformat()),
            code="past_day",
        )
    tx.note(msg("{day} is past; no order was worked on since then", day=day.isoformat()))


def _store(tx: Transaction, new: Entry) -> Answer:
    policy = policy_of(tx)
    standing = policy.standing(new.from_day).get(new.key)
    before = _in_force(policy.on(new.from_day), new.key)
    if (standing.value if standing else None) == new.value and (standing or new.value is None):
        tx.note(msg("this is already set; nothing changes"))
        return Answer("rules.limit", _row(policy, new.key, new.from_day))
    tx.insert(PolicySetting, **new._asdict())
    policy = read_policy(tx)
    row = _row(policy, new.key, new.from_day)
    tx.event(
        "policy.set",
        before={"value": before},
        after={"setting": new.key, "value": row["value"], "from": new.from_day, "why": new.why},
    )
    if row["next"] is not None:
        tx.note(
            msg(
                "from {day} on {value} is already set",
                day=str(row["next"]["from"]),
                value=row["next"]["value"],
            )
        )
    return Answer("rules.limit", row)


def _row(policy: Policy, key: str, day: date) -> dict[str, Any]:
    """One setting as in force on `day`, and what is set for later; `since` None where nobody set it."""
    edition = policy.on(day)
    since = policy.standing(day).get(key)
    later = next((e for e in policy.entries if e.key == key and e.from_day > day), None)
    return {
        "setting": key,
        "value": _in_force(edition, key),
        "default": _in_force(EDITIONS[edition.name] if key != EDITION else MANUAL, key),
        "since": since and since.from_day,
        "set_by": since and since.set_by,
        "why": since and since.why,
        "next": later and {"from": later.from_day, "value": later.value or DEFAULT},
        **_about(key),
    }


def _about(key: str) -> Mapping[str, Any]:
    if key == EDITION:
        title = N_("the edition of the policy in force")
        return {"clause": None, "reading": "A-01", "title": Msg(title)}
    known = SETTINGS[key]
    return {"clause": known.clause, "reading": known.reading or None, "title": Msg(known.title)}


def _in_force(edition: Edition, key: str) -> int | bool | str:
    return edition.name if key == EDITION else as_json(getattr(edition.limits, SETTINGS[key].field))
