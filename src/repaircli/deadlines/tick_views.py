"""How the reminders that a tick queued look."""

from __future__ import annotations

from repaircli.notices.views import receiver
from repaircli.platform.output.view import Column, Pen, Styled, View
from repaircli.platform.text import N_

_LEVELS = {"soon": N_("soon"), "due": N_("due"), "late": N_("overdue")}


def _level(value: str, pen: Pen) -> Styled:
    return Styled(pen.tr(_LEVELS[str(value)]), "red" if value == "late" else "yellow")


VIEWS = {
    "done": View(
        columns=[
            Column("level", N_("level"), show=_level),
            Column("order_no", N_("order"), keep=True),
            Column("about", N_("about")),
            Column("to_kind", N_("receiver"), words=receiver),
            Column("to", N_("to")),
            Column("deadline", N_("deadline"), keep=True),
            Column("text", N_("text")),
        ],
        empty=N_("no new reminders"),
        csv=("code", "level", "order_no", "to_kind", "to", "deadline", "text"),
    )
}
