"""Checks the records that belong to historical orders: calls, parts, visits, forms, requests, referrals"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repaircli.platform.codes import (
    FormState,
    PartsStatus,
    PendingState,
    ReferralKind,
    ReferralState,
    RequestStatus,
    VisitResult,
)
from repaircli.platform.text import Msg, msg
from repaircli.rules.orders import several, visits
from repaircli.rules.orders.create import REFERRED
from repaircli.rules.orders.history import TWO_TIMES, Finding, before_t1, in_future
from repaircli.rules.policy.limits import LIMITS, Limits

_TIMES: Mapping[str, tuple[str, ...]] = {
    "contacts": ("at", "recorded_at", "voided_at"),
    "facts": ("logged_at", "voided_at"),
    "urges": ("created_at",),
    "notes": ("written_at",),
    "attachments": ("attached_at",),
    "parts": ("requested_at", "shipped_at", "received_at", "returned_at"),
    "replaced": ("logged_at", "returned_at"),
    "visits": ("at",),
    "advices": ("given_at",),
    "entrustments": ("issued_at", "voided_at"),
    "forms": ("submitted_at", "decided_at", "withdrawn_at"),
    "requests": ("requested_at", "decided_at"),
    "violations": ("at",),
    "pending": ("created_at", "judged_at"),
    "referrals": ("created_at", "taken_at"),
    "polls": ("at",),
}
"""The times of a row, each not before the one ahead of it where both are there."""

_APART = frozenset({"contacts", "facts"})
"""Whose times are no sequence: a call is entered when it may, and taken back when it may."""

_CLAUSES = {
    "parts": "001-1.5.5",
    "replaced": "001-6.8.3",
    "visits": "001-1.5.9",
    "advices": "001-4.5.3",
    "entrustments": "001-4.5.3",
    "forms": "001-1.5.7",
    "requests": "001-3.6.2",
    "pending": "001-6.8.2",
}


@dataclass(frozen=True, slots=True)
class ParentOrder:
    """The order of a row: T1, and when and how it ended, if it did."""

    t1: datetime
    resolved: bool = False
    ended_at: datetime | None = None


def check(
    name: str,
    row: Mapping[str, Any],
    now: datetime,
    of: ParentOrder | None = None,
    limits: Limits = LIMITS,
) -> tuple[Finding, ...]:
    """Every rule that a row of the file `name` breaks.

    Its keys are those of the exchanged columns, absent ones being None, its times aware. `of` is None for what hangs
    on no order. `limits` are those of the day on which a pending ticket was made.
    """
    found = list(_time(name, row, now, of))
    more = _MORE.get(name)
    if more is not None:
        found += more(row, of)
    if name == "pending" and not several.is_pending(row["units"], same_fault=True, limits=limits):
        text = msg("a pending ticket is for {all} machines and more", all=limits.pending_units)
        fix = msg("correct the number, or remove this row")
        found.append(Finding("units", "too_few", "001-6.8.2", text, fix))
    return tuple(found)


def _time(name: str, row: Mapping[str, Any], now: datetime, of: ParentOrder | None) -> Iterator[Finding]:
    before: datetime | None = None
    for column in _TIMES[name]:
        at = row.get(column)
        if at is None:
            continue
        if at > now:
            yield in_future(column)
        elif of is not None and at < of.t1:
            yield before_t1(column)
        elif name not in _APART and before is not None and at < before:
            text = msg("this time is before that of the preceding step")
            yield Finding(column, "order_of_times", _clause(name, row), text, TWO_TIMES)
        before = at


def _clause(name: str, row: Mapping[str, Any]) -> str:
    return REFERRED[row["kind"]] if name == "referrals" else _CLAUSES[name]


def _goes(
    row: Mapping[str, Any], column: str, wanted: bool, code: str, clause: str, missing: Msg, idle: Msg
) -> Iterator[Finding]:
    """That `column` is filled exactly where it has to be."""
    there = row.get(column) is not None
    if wanted and not there:
        yield Finding(column, code, clause, missing, msg("fill it in"))
    if there and not wanted:
        yield Finding(column, code, clause, idle, msg("empty the cell, or correct the state"))


def _parts(row: Mapping[str, Any], of: ParentOrder | None) -> Iterator[Finding]:
    status = row["status"]
    received = status == PartsStatus.RECEIVED
    if status == PartsStatus.SHIPPED and row.get("shipped_at") is None:
        text = msg("a part that was shipped has the time of its shipping")
        yield Finding("shipped_at", "not_shipped", "001-1.4.4", text, msg("fill it in"))
    if status == PartsStatus.REQUESTED and row.get("shipped_at") is not None:
        text = msg("a part that is only applied for was not shipped")
        yield Finding("status", "shipped", "001-1.4.4", text, msg("shipped or received"))
    yield from _goes(
        row,
        "received_at",
        received,
        "received",
        "001-1.5.6",
        msg("a part that has arrived has the time of its arrival"),
        msg("a part with a time of arrival has the status received"),
    )
    if row.get("returned_at") is not None and not received:
        text = msg("only a part that has arrived can be returned")
        yield Finding("returned_at", "returned", "001-1.5.8", text, msg("empty the cell, or write received"))
    yield from _while_open(row, of, "requested_at", "001-1.5.5")
    yield from _while_open(row, of, "shipped_at", "001-1.4.4")


def _while_open(
    row: Mapping[str, Any], of: ParentOrder | None, column: str, clause: str
) -> Iterator[Finding]:
    at = row.get(column)
    if at is not None and of is not None and of.ended_at is not None and at > of.ended_at:
        text = msg("this time is after the order was closed or cancelled")
        yield Finding(column, "after_end", clause, text, TWO_TIMES)


def _replaced(row: Mapping[str, Any], of: ParentOrder | None) -> Iterator[Finding]:
    old = row.get("old_barcode")
    if old is not None and old == row.get("new_barcode"):
        text = msg("the failed part and the new one have different barcodes")
        yield Finding("new_barcode", "same_barcode", "001-6.8.3", text, msg("correct one of the two"))
    yield from _while_open(row, of, "logged_at", "001-6.8.3")


def _visits(row: Mapping[str, Any], of: ParentOrder | None) -> Iterator[Finding]:
    if of is not None and not of.resolved:
        text = msg("only closed orders are visited")
        yield Finding("order_no", "not_closed", "001-1.5.9", text, msg("remove this row"))
    elif of is not None and of.ended_at is not None and row["at"] < of.ended_at:
        text = msg("this time is before the closing of the order")
        yield Finding("at", "before_closing", "001-1.5.9", text, TWO_TIMES)
    score = row.get("score")
    if score is not None and score not in visits.SCORES:
        text = msg("a score is from 1 to 5")
        yield Finding("score", "score", "001-1.5.9", text, msg("correct the number"))
    reached = row["result"] != VisitResult.UNREACHABLE
    yield from _goes(
        row,
        "score",
        reached,
        "score",
        "001-1.5.9",
        msg("a customer who was reached gives a score"),
        msg("a customer who was not reached gives no score"),
    )


def _advices(row: Mapping[str, Any], of: ParentOrder | None) -> Iterator[Finding]:
    yield from _while_open(row, of, "given_at", "001-4.5.3")


def _entrustments(row: Mapping[str, Any], of: ParentOrder | None) -> Iterator[Finding]:
    if row["fee"] != row.get("computed") and row.get("why") is None:
        text = msg("a fee other than the computed one has its reason")
        yield Finding("why", "no_reason", "001-4.5.3", text, msg("fill it in"))
    for column in ("voided_by", "void_why"):
        yield from _goes(
            row,
            column,
            row.get("voided_at") is not None,
            "voided",
            "001-4.5.3",
            msg("a voided entrustment form has the person who voided it and the reason"),
            msg("a valid entrustment form has nobody who voided it"),
        )


def _forms(row: Mapping[str, Any], of: ParentOrder | None) -> Iterator[Finding]:
    if row["state"] in (FormState.AGREED, FormState.REFUSED) and row.get("decided_at") is None:
        text = msg("a decided statement has the time of its decision")
        yield Finding("decided_at", "undecided", "001-1.5.7", text, msg("write the time"))
    for column in ("withdrawn_by", "withdrawn_at"):
        yield from _goes(
            row,
            column,
            row["state"] == FormState.WITHDRAWN,
            "withdrawn",
            "001-1.5.7",
            msg("a statement that was withdrawn says by whom and when"),
            msg("a statement that was not withdrawn says nothing of a withdrawal"),
        )


def _requests(row: Mapping[str, Any], of: ParentOrder | None) -> Iterator[Finding]:
    if row["status"] != RequestStatus.PENDING:
        if row.get("decided_at") is None:
            text = msg("a request that is not pending has the time of its decision")
            yield Finding("decided_at", "undecided", "001-3.6.2", text, msg("write the time"))
    elif of is not None and of.ended_at is not None:
        text = msg("order {no} is closed or cancelled, so no request of it is pending", no=row["order_no"])
        clause = "001-1.3.4" if of.resolved else "001-3.3.1"
        yield Finding("status", "order_closed", clause, text, msg("decide or withdraw it"))


def _pending(row: Mapping[str, Any], of: ParentOrder | None) -> Iterator[Finding]:
    judged = row["state"] != PendingState.OPEN
    for column in ("judged_by", "judged_at"):
        yield from _goes(
            row,
            column,
            judged,
            "judged",
            "001-6.8.2",
            msg("a judged ticket has its judge and its time of judgement"),
            msg("a ticket that is not judged yet has no judge and no time of judgement"),
        )
    if row["state"] == PendingState.NOT_BATCH and not row.get("orders"):
        text = msg("a ticket judged as no batch problem has the orders that were generated")
        yield Finding("orders", "no_orders", "001-6.8.2", text, msg("fill it in"))
    if not isinstance(row["order_values"], Mapping) or "report" not in row["order_values"]:
        text = msg("a pending ticket has what was reported")
        yield Finding("order_values", "report", "001-6.8.2", text, msg("leave the cell as it was exported"))


def _referrals(row: Mapping[str, Any], of: ParentOrder | None) -> Iterator[Finding]:
    kind, clause = row["kind"], REFERRED[row["kind"]]
    for column in ("taken_by", "taken_at", "order_no"):
        yield from _goes(
            row,
            column,
            row["state"] == ReferralState.TAKEN,
            "taken",
            clause,
            msg("a referral that is taken has its taker, its time and its order"),
            msg("a referral that is not taken has no taker, no time and no order"),
        )
    if kind == ReferralKind.PROXY and not row.get("said_first"):
        text = msg("the customer is told first that the station reports on their behalf")
        yield Finding("said_first", "said_first", clause, text, msg("fill it in"))
    if (kind == ReferralKind.CARRIED_IN) != bool(row.get("in_station")):
        text = msg("only a carried-in referral has its machine in the station")
        yield Finding("in_station", "in_station", clause, text, msg("correct the kind or this cell"))
    if row.get("ticket") is not None and kind != ReferralKind.PENDING_CASE:
        text = msg("only a pending case belongs to a pending ticket")
        yield Finding("ticket", "ticket", clause, text, msg("empty the cell"))


_MORE = {
    "parts": _parts,
    "replaced": _replaced,
    "visits": _visits,
    "advices": _advices,
    "entrustments": _entrustments,
    "forms": _forms,
    "requests": _requests,
    "pending": _pending,
    "referrals": _referrals,
}
