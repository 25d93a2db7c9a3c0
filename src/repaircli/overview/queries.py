"""Requests, statements and entrustment forms of one order, in brief."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, bindparam, select

from repaircli.cancelling.tables import CancelRequest, SpecialForm
from repaircli.platform.db.columns import Stored, described
from repaircli.platform.db.session import Tx
from repaircli.platform.user_tables import User


def _brief(table: type[Stored], *names: str) -> Select[Any]:
    c = table.__table__.c
    columns = (c.id, c.order_no, *(c[name].label(described(table)[name].key) for name in names))
    return select(*columns).where(c.order_no == bindparam("order")).order_by(c.id)


_REQUESTS = _brief(
    CancelRequest, "status", "reason", "detail", "requested_name", "decided_name", "why", "new_order_no"
)
_FORMS = _brief(SpecialForm, "state", "subject", "proposal", "refusal", "opinion")
_ENTRUSTMENT = ("paper_no", "computed", "fee", "why", "issued_by", "issued_at", "voided_at")


def requests(tx: Tx, no: str) -> list[dict[str, Any]]:
    """The cancel requests of an order, in the order of asking."""
    return _found(tx, _REQUESTS, no)


def forms(tx: Tx, no: str) -> list[dict[str, Any]]:
    """The special-case statements of an order, in the order of submission."""
    return _found(tx, _FORMS, no)


def entrustments(tx: Tx, no: str) -> list[dict[str, Any]]:
    """The entrustment forms of an order, voided ones included, in the order of issuing."""
    from repaircli.money.entrustment_tables import Entrustment

    return _found(tx, _brief(Entrustment, *_ENTRUSTMENT), no)


_PEOPLE = (
    select(User.__table__)
    .where(User.__table__.c.login.in_(bindparam("logins", expanding=True)))
    .order_by(User.__table__.c.id)
)


def people(tx: Tx, logins: Collection[str]) -> dict[str, dict[str, Any]]:
    """The name of each of `logins` that there is, and whether it is disabled, in the order in which they were added."""
    found = tx.rows(User, _PEOPLE, {"logins": sorted(logins)}) if logins else []
    return {row.login: {"name": row.name, "disabled": bool(row.disabled)} for row in found}


def _found(tx: Tx, statement: Select[Any], no: str) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in tx.all(statement, {"order": no})]
