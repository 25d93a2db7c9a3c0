"""Special users: when the region gives its solution, and when it issues an entrustment form (001-4.5.3)."""

from __future__ import annotations

from repaircli.platform.codes import Status
from repaircli.platform.text import msg
from repaircli.rules.orders.state import OrderState
from repaircli.rules.orders.steps import over
from repaircli.rules.policy.decision import Check

_CLAUSE = "001-4.5.3"


def advise(order: OrderState) -> tuple[Check, ...]:
    """Whether the region's solution may be given: the order of a special user is open.

    The station's report comes first (001-4.5.2), but one that is late must not keep the solution from the station.
    """
    found = list(_special(order))
    if not order.open:
        found.append(over(order))
    return tuple(found)


def entrust(order: OrderState, paper_no: str | None) -> tuple[Check, ...]:
    """Whether an entrustment form may be issued; `paper_no` is that of the order's standing form.

    A closed order may still get one, a cancelled one carries no fee.
    """
    found = list(_special(order))
    if order.status == Status.CANCELLED:
        found.append(Check("order_cancelled", "001-3.5.2", msg("the order is cancelled and carries no fee")))
    if paper_no is not None:
        text = msg("the order has entrustment form {paper} already", paper=paper_no)
        found.append(Check("already_entrusted", _CLAUSE, text))
    return tuple(found)


def _special(order: OrderState) -> tuple[Check, ...]:
    if order.special is not None:
        return ()
    return (
        Check(
            "not_special", _CLAUSE, msg("the customer is not a special user; this is for special users only")
        ),
    )
