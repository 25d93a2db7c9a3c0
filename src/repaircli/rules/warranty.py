"""Whether a machine has its warranty and its on-site service on a day (003-3.1.1): derived on each question, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Answer = Literal["in", "out", "unknown"]
Basis = Literal["machine", "policy", "order", "said", "none"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the service policy; an empty `model` is every model."""

    id: int
    product: str
    model: str
    from_day: date
    warranty_months: int | None
    onsite_months: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a machine; the dates `of_order` stand in its order, `said` is what the caller says."""

    product: str | None = None
    model: str | None = None
    sold_on: date | None = None
    warranty_until: date | None = None
    onsite_until: date | None = None
    of_order: tuple[date | None, date | None] = (None, None)
    said: Answer | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One of the two rights: its last day, whether it holds, and what says so."""

    holds: Answer
    until: date | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Judgement:
    """The warranty and the on-site service of a machine on a day; `policy` is the row that counted."""

    on: date
    warranty: Term
    onsite: Term
    policy: int | None
    clause: str = "003-3.1.1"


def applying(rows: Iterable[Row], known: Known) -> Row | None:
    """The row for a machine: one of its model before one of its product, of several the latest that began by its sale."""
    if known.product is None or known.sold_on is None:
        return None
    fitting = [
        row
        for row in rows
        if row.product == known.product
        and row.model in ("", known.model or "")
        and row.from_day <= known.sold_on
    ]
    return max(fitting, key=lambda row: (row.model != "", row.from_day), default=None)


def judge(known: Known, rows: Iterable[Row], on: date) -> Judgement:
    """Warranty and on-site service on the day `on`, which is that of the report (S-11). The last day is included."""
    row = applying(rows, known)
    by_policy = (None, None) if row is None else (row.warranty_months or 0, row.onsite_months or 0)
    terms = [
        _term(explicit, known.sold_on, months, in_order, on)
        for explicit, months, in_order in zip(
            (known.warranty_until, known.onsite_until), by_policy, known.of_order, strict=True
        )
    ]
    warranty, onsite = terms
    if warranty.basis == "none" and known.said is not None:
        warranty = Term(known.said, None, "said")
    counted = row is not None and "policy" in (warranty.basis, onsite.basis)
    return Judgement(on, warranty, onsite, row.id if row is not None and counted else None)


def _term(
    explicit: date | None, sold_on: date | None, months: int | None, in_order: date | None, on: date
) -> Term:
    """`months` by the policy: 0 where it grants none, None where no row of it applies."""
    basis: Basis
    if explicit is not None:
        until, basis = explicit, "machine"
    elif months == 0:
        return Term("out", None, "policy")
    elif sold_on is not None and months is not None:
        until, basis = after_months(sold_on, months), "policy"
    elif in_order is not None:
        until, basis = in_order, "order"
    else:
        return Term("unknown", None, "none")
    return Term("in" if on <= until else "out", until, basis)


def after_months(day: date, months: int) -> date:
    """The same day of the month so many months later, the last day of a month that has none such (001-A-09)."""
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=months)
