"""Special-identity users: the station reports them to the region."""

from __future__ import annotations

from repaircli.actions import dossier
from repaircli.actions.dossier import Dossier
from repaircli.actions.transaction import Work, writing
from repaircli.domain import OPEN_STATUSES, Answer, Call
from repaircli.rules.decision import Check
from repaircli.rules.due import Almanac
from repaircli.text import msg


def notify(call: Call, no: str, note: str | None = None) -> Answer:
    """The station tells the region of a special user's order, within half a working day of T1 (001-4.5.2).

    N10 goes to the region. Once is enough: a second report is refused, and says who made the first one and when.
    """
    return writing(call, lambda w: _notify(w, dossier.find(w, no), (note or "").strip() or None))


def _notify(w: Work, d: Dossier, note: str | None) -> Answer:
    order = d.order
    checks = _checks(w, d)
    if checks:
        return dossier.refused(d, checks)
    deadline = Almanac(w.calendar()).half_day(w.local(order.t1))
    if w.now > deadline:
        w.note(
            msg(
                "reported later than half a working day after T1, which ended {time} (001-4.5.2)",
                time=f"{deadline:%Y-%m-%d %H:%M}",
            )
        )
    dossier.change(
        w, d, "order.special_notified", special_notified_at=w.now, special_notified_by=w.acting.login
    )
    args = {"special": order.special, "customer": order.customer, "station": order.station}
    w.notify(
        "N10",
        to_kind="region",
        to=order.region,
        order_no=d.no,
        args=args | ({} if note is None else {"note": note}),
    )
    return dossier.answer(w, "special.notified", d.no)


def _checks(w: Work, d: Dossier) -> list[Check]:
    order = d.order
    if order.status not in OPEN_STATUSES:
        return [Check("order_closed", "001-1.3.4", msg("the order is closed or cancelled; that is final"))]
    if order.special is None:
        return [
            Check(
                "not_special", "001-4.5.2", msg("the customer is no special user; nothing is to be reported")
            )
        ]
    if order.special_notified_at is not None:
        text = msg(
            "the region was already told, by {login} on {time}",
            login=order.special_notified_by or "",
            time=f"{w.local(order.special_notified_at):%Y-%m-%d %H:%M}",
        )
        return [Check("already_notified", "001-4.5.2", text)]
    return []
