"""Requests, statements and entrustment forms of one order, in brief."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, select

from repaircli.cancelling.tables import CancelRequest, SpecialForm
from repaircli.money.entrustment_tables import Entrustment
from repaircli.platform.db.columns import Stored
from repaircli.platform.db.session import Tx


def _brief(table: type[Stored], *names: str) -> Select[Any]:
    c = table.__table__.c
    columns = (c.id, c.order_no, *(c[name] for name in names))
    return select(*columns).where(c.order_no == bindparam("order")).order_by(c.id)


_REQUESTS = _brief(
    CancelRequest, "status", "reason", "detail", "requested_name", "decided_name", "why", "new_order_no"
)
_FORMS = _brief(SpecialForm, "state", "subject", "proposal", "refusal", "opinion")
_ENTRUSTMENTS = _brief(
    Entrustment, "paper_no", "computed", "fee", "why", "issued_by", "issued_at", "voided_at"
)


def requests(tx: Tx, no: str) -> list[dict[str, Any]]:
    """The cancel requests of an order, in the order of asking."""
    return _found(tx, _REQUESTS, no)


def forms(tx: Tx, no: str) -> list[dict[str, Any]]:
    """The special-case statements of an order, in the order of submission."""
    return _found(tx, _FORMS, no)


def entrustments(tx: Tx, no: str) -> list[dict[str, Any]]:
    """The entrustment forms of an order, voided ones included, in the order of issuing."""
    return _found(tx, _ENTRUSTMENTS, no)


def _found(tx: Tx, statement: Select[Any], no: str) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in tx.all(statement, {"order": no})]
