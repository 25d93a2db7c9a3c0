"""The cancel rule alone: decisions a second on one core."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from measure import Ratio, per_second, show

from repaircli.calendar.national import OverlayCalendar
from repaircli.rules.cancelling.decide import Question, decide
from repaircli.rules.cancelling.matrix import CELLS
from repaircli.rules.orders.state import Attempt, OrderState, Slot

EVERY_CELL_BAR, UNREACHABLE_BAR = 100_000, 20_000
ACTORS = {"station": "coordinator", "region": "liaison", "customer": "agent"}

_ZONE = ZoneInfo("Asia/Shanghai")
_CALENDAR = OverlayCalendar()
_NOW = datetime(2026, 6, 10, 18, tzinfo=_ZONE)
_PLAIN = OrderState(
    order_no="R260603-0001",
    origin="cc",
    service="onsite",
    status="in_service",
    t1=datetime(2026, 6, 3, 9, tzinfo=_ZONE),
    now=_NOW,
    numbers=("13800000000",),
)


def measured() -> list[Ratio]:
    """Every cell of table 1.2 once, over and over; and the unreachable customer with his days."""
    cells = [
        (replace(_PLAIN, origin=origin), Question(reason, asker, ACTORS[asker], detail="用户来电说明"))
        for origin, asker, reason in CELLS
    ]
    attempts = tuple(
        Attempt(datetime(2026, 6, day, hour, tzinfo=_ZONE), "no-answer", "13800000000")
        for day in (3, 4, 5, 8, 9, 10)
        for hour in range(9, 15)
    )
    t2 = datetime(2026, 6, 3, 12, 30, tzinfo=_ZONE)
    gone = replace(_PLAIN, t2=t2, slots=(Slot(1, "unreachable", None, t2),), attempts=attempts)
    early = replace(gone, now=_NOW - timedelta(seconds=1))
    asked = Question("unreachable", "station", "coordinator")
    if not decide(gone, asked, _CALENDAR).allowed or decide(early, asked, _CALENDAR).allowed:
        raise RuntimeError("the unreachable customer is not decided as the policy says")
    return [
        per_second(f"decide(), mean of {len(cells)} cells", _over(cells), EVERY_CELL_BAR),
        per_second("decide(), unreachable, its days", _over([(gone, asked)]), UNREACHABLE_BAR),
        per_second("decide(), unreachable, a second early", _over([(early, asked)]), UNREACHABLE_BAR),
    ]


def _over(cases: list[tuple[OrderState, Question]]) -> Callable[[], int]:
    times = max(1, 1000 // len(cases))

    def act() -> int:
        for _ in range(times):
            for facts, question in cases:
                decide(facts, question, _CALENDAR)
        return times * len(cases)

    return act


if __name__ == "__main__":
    sys.exit(0 if show(measured()) else 1)
