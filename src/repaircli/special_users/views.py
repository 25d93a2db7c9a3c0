"""How steps with a special user's order look to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repaircli.orders.views import written
from repaircli.platform.output.view import Pen, View
from repaircli.platform.text import N_

_ADVISED = written(N_("the station has the region's solution for order {no}"))


def _draw_advised(data: Mapping[str, Any], pen: Pen) -> None:
    assert _ADVISED.draw is not None
    _ADVISED.draw(data, pen)
    draw_advices(data, pen)


VIEWS = {"notified": written(N_("the region is told of order {no}")), "advised": View(draw=_draw_advised)}


def draw_advices(data: Mapping[str, Any], pen: Pen) -> None:
    """The region's solutions for a special user, in their order (001-4.5.3)."""
    if not data.get("advices"):
        return
    pen.heading(pen.tr(N_("the region's solutions")))
    for advice in data["advices"]:
        pen.say(
            f"{pen.text(advice['given_at'])}  {advice['given_by']}  {advice['solution']}", indent=2, hang=2
        )
