"""What is to be done next on an order, and by when: the clock of it that ends first."""

from __future__ import annotations

from typing import Any

from repaircli.calendar.working import calendar_of, hours_of
from repaircli.orders.tables import Order
from repaircli.platform.codes import Status
from repaircli.platform.identity import who_may
from repaircli.platform.text import CommandLine, Msg, command_line, msg
from repaircli.platform.transaction import Transaction
from repaircli.policy.in_force import in_force, policy_of
from repaircli.rules.deadlines import due, texts
from repaircli.rules.deadlines.due import DeadlineCalendar
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.authority import AUTHORITY


def deadline_calendar(tx: Transaction) -> DeadlineCalendar:
    """The calendar, the hours and the policy of the database, for reckoning deadlines."""
    return DeadlineCalendar(calendar_of(tx), hours_of(tx), in_force(tx), policy_of(tx))


def waiting(row: Order) -> dict[str, Any] | None:
    """What an order waits for that stands still: the region's decision on a cancel request, parts; else None."""
    if row.pending_request is not None:
        number = str(row.pending_request)
        text = msg("waits for the region's decision on cancel request {id}", id=number)
        return _standing("cancel_request", "own-1", text, command_line("cancel show", "{id}", id=number))
    if row.status == Status.PARTS_REQUESTED:
        text = msg("waits for the parts that were applied for")
        command = command_line("parts list", "--order {no}", no=row.order_no)
        return _standing("parts", "001-1.5.6", text, command)
    return None


def _standing(code: str, clause: str, text: Msg, command: CommandLine) -> dict[str, Any]:
    """As `of`, of what has no time and is done by somebody else; the command shows how it stands."""
    about = {
        "code": code,
        "clause": clause,
        "text": text,
        "deadline": None,
        "overdue": False,
        "next": command,
    }
    return {**about, "who": [], "yours": True, "login": None}


def of(tx: Transaction, row: Order, order: OrderState) -> dict[str, Any] | None:
    """The step with the earliest deadline; None where nothing is to be done, or nothing by a time.

    `order` is the state of `row` with the calls and parts that its clocks look at. `login` may do it where the identity
    may not.
    """
    calendar = deadline_calendar(tx)
    running = [
        (found.deadline, found)
        for found in due.find(order, calendar)
        if found.deadline is not None and found.done_at is None and not due.is_stopped(order, found)
    ]
    if not running:
        return None
    deadline, found = min(running, key=lambda one: one[0])
    command = texts.command(order, found, calendar)
    may = [role for role in AUTHORITY[command.name].roles if role in due.side(found)]
    yours = not (tx.acting.roles | tx.acting.also).isdisjoint(may)
    places = {row.station, row.branch}
    return {
        "code": found.code,
        "clause": found.clause,
        "text": texts.text(order, found, calendar),
        "deadline": order.local(deadline),
        "overdue": deadline < order.now,
        "next": command,
        "who": [str(role) for role in may],
        "yours": yours,
        "login": None if yours else who_may(tx, may, stations=places, region=row.region, rather=row.engineer),
    }
