"""How the reminders that a tick queued look."""

from __future__ import annotations

from repaircli.notices.views import receiver
from repaircli.platform.output.view import Column, Data, Pen, Styled, View
from repaircli.platform.text import N_, msg

_LEVELS = {"soon": N_("soon"), "due": N_("due"), "late": N_("overdue")}


def _level(value: str, pen: Pen) -> Styled:
    return Styled(pen.tr(_LEVELS[str(value)]), "red" if value == "late" else "yellow")


_COLUMNS = (
    Column("level", N_("level"), show=_level),
    Column("order_no", N_("order"), keep=True),
    Column("about", N_("about")),
    Column("to_kind", N_("receiver"), words=receiver),
    Column("to", N_("to")),
    Column("deadline", N_("deadline"), keep=True),
    Column("text", N_("text")),
)


def _draw(data: Data, pen: Pen) -> None:
    if data["results"]:
        pen.table(_COLUMNS, data["results"])
    count = data["queued"]
    pen.say(pen.tr(msg("new reminders: {count}", count=count) if count else N_("no new reminders")))


VIEWS = {
    "done": View(
        draw=_draw,
        rows="results",
        csv=("code", "level", "order_no", "to_kind", "to", "deadline", "text"),
    )
}
