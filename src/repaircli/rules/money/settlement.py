"""The payment of a station for a month: one fee for each order, the part with the highest fee, and the other items of the clauses (A16).

Every closed order has one service fee by the station's tier, at the step that the month's volume reaches.
Nothing is deducted, because no document gives a figure for the return visit or for late service. Money is in
fen throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from repaircli.platform.codes import FeeService, LineKind
from repaircli.platform.text import msg
from repaircli.rules.calendar.month import Month
from repaircli.rules.money.fees import FeeTable
from repaircli.rules.policy.decision import Check

CLOSED, CUSTOMER_PAYS, DEAREST, NOT_DEAREST = "closed", "customer_pays", "dearest", "not_dearest"
NOT_RETURNED, NO_PART_FEE, MONITOR, ENTRUSTED = "not_returned", "no_part_fee", "monitor", "entrusted"
FUND, NO_TIER, NO_FEE, GONE = "fund", "no_tier", "no_fee", "gone"
"""Why a line is paid or not (area `settle_reason` of the codes)."""

UNPAID = frozenset({CUSTOMER_PAYS, NOT_DEAREST, NOT_RETURNED, NO_PART_FEE, NO_TIER, NO_FEE})
"""Reasons for which a line of its own month pays nothing."""

ADJUSTMENT = "adjustment"
"""The kind under which totals hold the lines that belong to an earlier month."""


@dataclass(frozen=True, slots=True)
class Part:
    """A replaced part: `fee` as it was recorded, None where none was; `returned` once the failed one went back."""

    id: int
    item: str
    monitor: bool
    fee: int | None
    returned: bool


class Form(NamedTuple):
    """A valid entrustment form of the order."""

    id: int
    paper_no: str
    fee: int


Key = tuple[str, str, int]
"""What a line is about: its order, its kind, its part or form."""


class Paid(NamedTuple):
    """The total that locked months paid for one item, and its name there."""

    amount: int
    item: str | None = None


@dataclass(frozen=True, slots=True)
class ClosedOrder:
    """A closed order as it is settled; `closed_on` is the day in the configured zone.

    `fund`: its visit is paid from the special-user fund (001-6.3.7). `customer_pays`: software or out-of-warranty work
    that the customer agreed to pay (001-2.5.2). `score` is that of its return visit.
    """

    order_no: str
    closed_on: date
    service: str
    product: str | None
    fund: bool = False
    customer_pays: bool = False
    parts: Sequence[Part] = ()
    forms: Sequence[Form] = ()
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a settlement: an amount paid for an order, or the reason why it is not paid.

    `ref` is the replaced part or form that it is about, else 0. `held` is the amount that is not paid, or not
    yet. `of_month` is set on an adjustment: the locked month that it belongs to.
    """

    order_no: str
    kind: str
    ref: int
    closed_on: date
    service: str
    product: str | None
    item: str | None
    step: int | None
    amount: int
    held: int
    reason: str
    clause: str
    score: int | None = None
    of_month: str | None = None

    @property
    def key(self) -> Key:
        """The item of the line, independent of the amount."""
        return (self.order_no, self.kind, self.ref)


def statement(orders: Iterable[ClosedOrder], tier: str | None, table: FeeTable, volume: int) -> list[Line]:
    """The lines of a station's closed orders, by day and order; `volume` is the month's number of them."""
    found = sorted(orders, key=lambda order: (order.closed_on, order.order_no))
    return [line for order in found for line in order_lines(order, tier, table, volume)]


def order_lines(order: ClosedOrder, tier: str | None, table: FeeTable, volume: int) -> list[Line]:
    """The lines of one closed order: its service fee, the visit that the fund pays, its parts, its entrustment fees."""
    lines = [_service(order, tier, table, volume)]
    if order.fund:
        lines.append(_fee(order, LineKind.FUND, FeeService.VISIT, tier, table, volume, (FUND, "001-6.3.7")))
    lines += _parts(order)
    lines += [
        _line(
            order, LineKind.ENTRUST, ENTRUSTED, "001-4.5.3", ref=form.id, item=form.paper_no, amount=form.fee
        )
        for form in sorted(order.forms)
    ]
    return lines


def adjustments(now: Iterable[Line], before: Mapping[Key, Paid], month: str) -> list[Line]:
    """The amounts to pay or take back for orders of a locked month: their lines `now` minus the amounts paid
    `before`.

    `before` is by `Line.key`. Amounts without a line are taken back.
    """
    lines = list(now)
    nothing = Paid(0)
    found = [replace(line, amount=line.amount - before.get(line.key, nothing).amount) for line in lines]
    there = {line.key for line in lines}
    orders = {line.order_no: line for line in lines}
    for (no, kind, ref), paid in sorted(before.items()):
        if (no, kind, ref) not in there and no in orders:
            gone = replace(orders[no], kind=kind, ref=ref, item=paid.item, step=None)
            found.append(replace(gone, amount=-paid.amount, reason=GONE, clause=_CLAUSES[kind]))
    return [replace(line, held=0, score=None, of_month=month) for line in found if line.amount]


_CLAUSES: Mapping[str, str] = {
    LineKind.SERVICE: "001-3.5.2",
    LineKind.PART: "001-6.8.3",
    LineKind.MONITOR: "001-6.8.1",
    LineKind.ENTRUST: "001-4.5.3",
    LineKind.FUND: "001-6.3.7",
}


def _service(order: ClosedOrder, tier: str | None, table: FeeTable, volume: int) -> Line:
    """A closed order is paid for, a cancelled one is not (001-3.5.2); what the customer pays is not paid twice."""
    line = _fee(order, LineKind.SERVICE, order.service, tier, table, volume, (CLOSED, "001-3.5.2"))
    if not order.customer_pays:
        return line
    return replace(line, amount=0, held=line.amount, reason=CUSTOMER_PAYS, clause="001-2.5.2")


def _fee(
    order: ClosedOrder,
    kind: LineKind,
    service: str,
    tier: str | None,
    table: FeeTable,
    volume: int,
    why: tuple[str, str],
) -> Line:
    if tier is None:
        return _line(order, kind, NO_TIER, "001-1.4.4")
    row = table.at_volume(tier, service, order.product, order.closed_on, volume)
    if row is None:
        return _line(order, kind, NO_FEE, "001-1.4.4")
    return _line(order, kind, *why, amount=row.fee, step=row.step)


def _parts(order: ClosedOrder) -> list[Line]:
    """Of several replaced parts only the one with the highest fee, each monitor separately, and each after
    the failed part was returned.

    Of equal ones that counts which has gone back, else the one recorded first (A-52).
    """
    parts = sorted(order.parts, key=lambda part: part.id)
    best = min(
        (part for part in parts if not part.monitor and part.fee is not None),
        key=lambda part: (-(part.fee or 0), not part.returned, part.id),
        default=None,
    )
    return [_part(order, part, best) for part in parts]


def _part(order: ClosedOrder, part: Part, best: Part | None) -> Line:
    kind = LineKind.MONITOR if part.monitor else LineKind.PART
    fee = part.fee or 0
    if part.fee is None:
        reason, clause = NO_PART_FEE, "001-6.8.3"
    elif order.customer_pays:
        reason, clause = CUSTOMER_PAYS, "001-2.5.2"
    elif not part.monitor and part is not best:
        reason, clause = NOT_DEAREST, "001-6.8.3"
    elif not part.returned:
        reason, clause = NOT_RETURNED, "001-1.4.4"
    else:
        reason, clause = (MONITOR if part.monitor else DEAREST), _CLAUSES[kind]
    paid = reason in (MONITOR, DEAREST)
    return _line(
        order, kind, reason, clause, ref=part.id, item=part.item,
        amount=fee if paid else 0, held=0 if paid else fee,
    )  # fmt: skip


def _line(
    order: ClosedOrder,
    kind: LineKind,
    reason: str,
    clause: str,
    *,
    ref: int = 0,
    item: str | None = None,
    amount: int = 0,
    held: int = 0,
    step: int | None = None,
) -> Line:
    score = order.score if kind is LineKind.SERVICE else None
    return Line(
        order.order_no, str(kind), ref, order.closed_on, order.service, order.product, item, step, amount, held,
        reason, clause, score,
    )  # fmt: skip


def totals(lines: Iterable[Line]) -> dict[str, int]:
    """The amount paid for each kind, including kinds without payment; lines of earlier months count as
    `adjustment`.
    """
    found: dict[str, int] = {**{str(kind): 0 for kind in LineKind}, ADJUSTMENT: 0}
    for line in lines:
        found[line.kind if line.of_month is None else ADJUSTMENT] += line.amount
    return found


# -------------------------------------------------------------------------------------------------------------- months


def carries(month: Month, last_locked: Month | None) -> bool:
    """Whether adjustments of a station's locked months stand in `month`: in the first one after the last locked."""
    return last_locked is not None and month == last_locked.following


def lock(
    month: Month, today: date, last_locked: Month | None, lines: Sequence[Line], station: str
) -> tuple[Check, ...]:
    """Whether the month may be locked for a station: it is over, its fees are complete, no month before it is left out."""
    found = []
    if today < month.following.first:
        text = msg("month {month} is not over; until then its settlement is provisional", month=str(month))
        found.append(Check("month_not_over", "001-1.4.4", text))
    if last_locked is not None and month > last_locked.following:
        text = msg(
            "month {month} of station {station} comes first; it is not locked",
            month=str(last_locked.following),
            station=station,
        )
        found.append(Check("month_left_out", "001-1.4.4", text))
    without_tier = [line for line in lines if line.reason == NO_TIER]
    if without_tier:
        text = msg(
            "station {station} has no settlement tier; lines without a fee: {count}",
            station=station,
            count=len(without_tier),
        )
        found.append(Check("no_tier", "001-1.4.4", text))
    without_fee = [line for line in lines if line.reason == NO_FEE]
    if without_fee:
        text = msg(
            "the fee table lacks rows for station {station}; lines without a fee: {count}, the first is order {no}",
            station=station,
            count=len(without_fee),
            no=without_fee[0].order_no,
        )
        found.append(Check("no_fee", "001-1.4.4", text))
    return tuple(found)
