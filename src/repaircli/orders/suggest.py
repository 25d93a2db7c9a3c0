"""Which stations could get an order that is there already."""

from __future__ import annotations

from dataclasses import replace

from repaircli.network import dispatch
from repaircli.network.dispatch import DispatchInput
from repaircli.orders import lookup
from repaircli.platform.answers import Answer
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, reads


@reads
def suggest(tx: Transaction, no: str | None, asked: DispatchInput) -> Answer:
    """Shows which stations can take the order `no`, or an order as `asked`, best first, and why others cannot.

    What is asked goes before what the order has. Raises UsageProblem where neither names an area.
    """
    if no is not None:
        order = lookup.order(tx, no)
        asked = replace(
            asked,
            area=asked.area or order.area,
            product=asked.product or order.product,
            service=asked.service or order.service,
        )
        if asked.area is None:
            raise UsageProblem(
                msg("order {no} has no area", no=order.order_no),
                command_line("dispatch suggest", "{no} --area CODE", no=order.order_no),
            )
    if asked.area is None:
        raise UsageProblem(
            msg("expected an order number, or --area CODE"), command_line("dispatch suggest", "--help")
        )
    return dispatch.suggest(tx, asked.area, asked)
