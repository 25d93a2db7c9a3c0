"""Parts of an order: when one may be applied for and taken in, and what still has to go back (001-1.5.5 to 1.5.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from repaircli.platform.codes import PartsStatus, Status
from repaircli.platform.text import msg
from repaircli.rules.orders import steps
from repaircli.rules.orders.state import OrderState, Slot
from repaircli.rules.orders.writeback import PARTS_LATE, plain
from repaircli.rules.policy.decision import Check
from repaircli.rules.policy.limits import LIMITS, Limits


@dataclass(frozen=True, slots=True)
class Applied:
    """A part that was applied for: its code, where it is, its promised delivery, whether it went back unused."""

    code: str
    status: str
    eta: date | None = None
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Replaced:
    """A part that was replaced, as the fault description names it, and whether the old one went back."""

    code: str
    name: str = ""
    old: str | None = None
    new: str | None = None
    returned: bool = False


def request(order: OrderState) -> tuple[Check, ...]:
    """Whether a part may be applied for (001-1.5.5, 001-2.5.5)."""
    found = list(steps.may("parts", order))
    if not order.open or not order.downloaded:
        return tuple(found)
    if order.visit and not order.promised:
        text = msg(
            "no visit is promised yet; T31 is agreed by the delivery of the part, then it is applied for"
        )
        found.append(Check("t31_missing", "001-1.5.5", text))
    if not order.visit and order.status == Status.AWAITING_PICKUP:
        text = msg(
            "a pick-up time is agreed with the customer; parts are applied for while the repair goes on"
        )
        found.append(Check("pickup_agreed", "001-2.5.5", text))
    if not order.visit and order.status == Status.DOWNLOADED and not order.in_custody:
        text = msg("the customer has not been contacted and the machine is not in the station")
        found.append(Check("not_in_service", "001-1.5.5", text))
    return tuple(found)


def ship(order: OrderState, lines: Sequence[Applied]) -> tuple[Check, ...]:
    """Whether parts of a parts order may be shipped: the order is open, and one of them is not on its way yet."""
    found = list(steps.may("parts", order))
    if not found and all(line.status != PartsStatus.REQUESTED for line in lines):
        found.append(
            Check("already_shipped", "001-1.4.4", msg("the parts of this parts order are already shipped"))
        )
    return tuple(found)


def receive(
    order: OrderState,
    po: str,
    lines: Sequence[Applied],
    limits: Limits = LIMITS,
) -> tuple[Check, ...]:
    """Whether parts of the parts order `po` may be taken in. For late ones T3 is written first (001-1.5.6).

    What arrives for an order that is over is taken in all the same.
    """
    found = list(steps.may("parts", order)) if order.open else []
    coming = [line for line in lines if line.status != PartsStatus.RECEIVED]
    if not coming:
        found.append(
            Check("already_received", "001-1.5.6", msg("the parts of this parts order have already arrived"))
        )
    if order.visit and order.open and len(order.slots) < limits.slots:
        late = [
            line
            for line in coming
            if is_late(line.eta, order.now.date()) and told_late_at(order, po, line.eta) is None
        ]
        found += [
            Check(
                "late_not_promised",
                "001-1.5.6",
                msg(
                    "part {code} was promised for {eta} and is late; agree a new time with the customer first",
                    code=line.code,
                    eta=line.eta.isoformat() if line.eta else "",
                ),
            )
            for line in late[:1]
        ]
    return tuple(found)


def is_late(eta: date | None, today: date) -> bool:
    """Whether the day of the promised delivery has passed on `today`; on the day itself it has not."""
    return eta is not None and today > eta


def told_late_at(order: OrderState, po: str, eta: date | None) -> datetime | None:
    """When a T3 said that a part of `po` is late: it names the parts order, or was written after the promised day."""

    def tells(slot: Slot) -> bool:
        if slot.type != PARTS_LATE:
            return False
        after = eta is not None and order.local(slot.written_at).date() > eta
        return after or plain(po) in plain(slot.reason or "")

    return next((slot.written_at for slot in order.slots if tells(slot)), None)


def replace(order: OrderState) -> tuple[Check, ...]:
    """Whether a replaced part may be recorded."""
    return steps.may("parts", order)


def give_back(order: OrderState) -> tuple[Check, ...]:
    """Whether the return of a part may be recorded: also after the order is over, not while a cancel is undecided."""
    return steps.may("parts", order) if order.open else ()


def unused(applied: Sequence[Applied], replaced: Sequence[Replaced]) -> list[int]:
    """Positions in `applied` of parts of one order that arrived, were not built in, and have not gone back.

    Each replaced part stands for one arrived part of the same code, the earliest first.
    """
    built_in = Counter(part.code for part in replaced)
    found = []
    for position, line in enumerate(applied):
        if line.status != PartsStatus.RECEIVED or line.returned:
            continue
        if built_in[line.code] > 0:
            built_in[line.code] -= 1
        else:
            found.append(position)
    return found


FAILED, NEW = "故障件", "更换件"


def description(fault: str, replaced: Sequence[Replaced]) -> str:
    """The fault description of an order: failed and replaced parts with names and barcodes (001-6.8.3)."""
    if not replaced:
        return fault
    old = "、".join(f"{part.name}（{part.old or part.code}）" for part in replaced)
    new = "、".join(f"{part.name}（{part.new or part.code}）" for part in replaced)
    return f"{fault}；{FAILED}：{old}；{NEW}：{new}"
