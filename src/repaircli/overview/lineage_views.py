"""How a chain of reassigned orders looks: each with its own clock, the customer's beneath."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repaircli.deadlines.views import span
from repaircli.platform.output.view import Pen, Styled
from repaircli.platform.text import N_, Msg, msg
from repaircli.rules.cancelling.matrix import reason_word


def draw(data: Mapping[str, Any], pen: Pen) -> None:
    """Two or three lines an order, one for a gap, and the customer's clock."""
    gaps = {gap["before_order"]: gap["seconds"] for gap in data["gaps"]}
    for leg in data["legs"]:
        between = gaps.get(leg["order_no"], 0)
        if between:
            told = (
                msg("{time} between", time=_clock(between))
                if between > 0
                else msg("dispatched {time} before the other was cancelled", time=_clock(between))
            )
            pen.line(Styled(pen.tr(told), "yellow"), indent=2)
        _leg(leg, pen)
    _totals(data["totals"], pen)


def _leg(leg: Mapping[str, Any], pen: Pen) -> None:
    where = f"{leg['station']} {leg['region']}"
    number = Styled(str(leg["order_no"]), "bold")
    clock = pen.tr(_clock(leg["elapsed_seconds"]))
    pen.line(
        "▶ " if leg["this"] else "  ",
        number,
        "  ",
        where,
        "  ",
        pen.text(leg["status"], "status"),
        "  ",
        clock,
    )
    end = leg["closed_at"] or leg["cancelled_at"]
    times = [f"T1 {pen.text(leg['t1'])} → {pen.text(end) if end else pen.tr(N_('now'))}"]
    if leg["first_contact_seconds"] is not None:
        contact = msg("first contact after {time}", time=_clock(leg["first_contact_seconds"]))
        times.append(pen.tr(contact))
        if leg["late_contact"]:
            times.append(pen.tr(N_("late contact")))
    pen.say("  ".join(times), indent=4, hang=3)
    if not leg["visible"]:
        pen.say(Styled(pen.tr(N_("of another region or station: nothing else is shown")), "dim"), indent=4)
    elif leg["cancel_reason"]:
        why = pen.text(leg["cancel_reason"], reason_word)
        pen.say(f"{why}: {leg['cancel_remark']}" if leg["cancel_remark"] else why, indent=4, hang=2)


def _clock(seconds: int) -> Msg:
    """A length of time to the minute, so that a reader can add the legs up."""
    days, rest = divmod(abs(seconds), 86400)
    if not days:
        return span(seconds)
    return msg("{d} d {h} h {m} min", d=days, h=rest // 3600, m=rest % 3600 // 60)


def _totals(totals: Mapping[str, Any], pen: Pen) -> None:
    pen.line()
    lines: list[Msg] = [
        msg(
            "the customer has waited {time} since {start}",
            time=_clock(totals["elapsed_seconds"]),
            start=pen.text(totals["started"]),
        )
        if totals["ended"] is None
        else msg(
            "the customer waited {time}, from {start} to {end}",
            time=_clock(totals["elapsed_seconds"]),
            start=pen.text(totals["started"]),
            end=pen.text(totals["ended"]),
        )
    ]
    if totals["between_seconds"]:
        lines.append(
            msg(
                "{inside} in orders, {between} between them",
                inside=_clock(totals["in_orders_seconds"]),
                between=_clock(totals["between_seconds"]),
            )
        )
    if totals["first_contact_seconds"] is not None:
        lines.append(msg("first contact after {time}", time=_clock(totals["first_contact_seconds"])))
    for line in lines:
        pen.say(line)
