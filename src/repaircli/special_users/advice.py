"""Special-identity users: the station reports them to the region, which gives the station its solution."""

from __future__ import annotations

from typing import Any

from repaircli.calendar.working import calendar_of, hours_of
from repaircli.orders import record
from repaircli.orders.record import OrderRecord
from repaircli.platform.answers import Answer
from repaircli.platform.inputs import optional, required
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, writes
from repaircli.policy.in_force import in_force, policy_of
from repaircli.rules import special_users as rules
from repaircli.rules.deadlines.due import DeadlineCalendar, special_report
from repaircli.rules.orders.steps import over
from repaircli.rules.policy.decision import Check
from repaircli.special_users.tables import SpecialAdvice


@writes
def notify(tx: Transaction, no: str, note: str | None = None) -> Answer:
    """The station tells the region of a special user's order, within half a working day of T1 (001-4.5.2).

    N10 goes to the region. A second report is refused, with the login and time of the first one.
    """
    d, note = record.find(tx, no), optional(note)
    order = d.order
    checks = _checks(tx, d)
    if checks:
        return record.refused(d, checks)
    calendar = DeadlineCalendar(calendar_of(tx), hours_of(tx), in_force(tx), policy_of(tx))
    for clock in special_report(d.state, calendar):
        if clock.deadline is not None and tx.now > clock.deadline:
            tx.note(
                msg(
                    "reported later than half a working day allows, which ended {time} (001-4.5.2)",
                    time=f"{clock.deadline:%Y-%m-%d %H:%M}",
                )
            )
    record.change(
        tx, d, "order.special_notified", special_notified_at=tx.now, special_notified_by=tx.acting.login
    )
    args = {"special": str(order.special), "customer": order.customer, "station": order.station}
    tx.notify(
        "N10",
        to_kind="region",
        to=order.region,
        order_no=d.no,
        args=args | ({} if note is None else {"note": note}),
    )
    return record.answer(tx, "special.notified", d.no)


@writes
def advise(tx: Transaction, no: str, solution: str) -> Answer:
    """The region gives the station its solution for a special user's order (001-4.4.2, 001-4.5.3); N11 tells it.

    An order may get several, in their order. Raises UsageProblem for an empty one.
    """
    solution = required(solution, "--solution", hint=None)
    d = record.find(tx, no)
    order = d.order
    checks = rules.advise(d.state)
    if checks:
        return record.refused(d, checks)
    if order.special_notified_at is None:
        tx.note(
            msg("the station has not reported this special user yet (001-4.5.2); it gets the solution anyway")
        )
    values = {"solution": solution, "given_by": tx.acting.login}
    made = tx.add(SpecialAdvice, order_no=d.no, **values, given_at=tx.now)
    tx.event("special.advised", order_no=d.no, after={"id": made.id, "advice": solution})
    tx.notify("N11", to_kind="station", to=order.station, order_no=d.no, args={"solution": solution})
    return record.answer(tx, "special.advised", d.no, advices=advices_of(tx, d.no))


def advices_of(tx: Transaction, no: str) -> list[dict[str, Any]]:
    """The region's solutions for the order, in the order in which they were given."""
    return [
        {
            "id": row.id,
            "solution": row.solution,
            "given_by": row.given_by,
            "given_at": tx.local(row.given_at),
        }
        for row in tx.find(SpecialAdvice, order_no=no)
    ]


def _checks(tx: Transaction, d: OrderRecord) -> list[Check]:
    order = d.order
    if not d.state.open:
        return [over(d.state)]
    if order.special is None:
        return [
            Check(
                "not_special",
                "001-4.5.2",
                msg("the customer is not a special user; nothing has to be reported"),
            )
        ]
    if order.special_notified_at is not None:
        text = msg(
            "the region was already informed by {login} on {time}",
            login=order.special_notified_by or "",
            time=f"{tx.local(order.special_notified_at):%Y-%m-%d %H:%M}",
        )
        return [Check("already_notified", "001-4.5.2", text)]
    return []
