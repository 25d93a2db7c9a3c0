"""Special-case statements: what each may be about at which stage of the order (001-1.5.7, 001-2.5.6, 001-6.3.6)."""

from __future__ import annotations

from datetime import datetime

from repaircli.platform.codes import Origin, Subject
from repaircli.rules.orders.state import OrderState


def usual(order: OrderState, at: datetime) -> Subject:
    """What a statement that was submitted `at` is about, by the stage of its order then."""
    if order.held_at(at):
        return Subject.SERVICE
    if order.visit and order.started_at is not None and order.started_at <= at:
        return Subject.PLAN
    if order.origin != Origin.STATION:
        return Subject.SOFTWARE_OOW
    return Subject.PLAN if order.visit else Subject.SERVICE
