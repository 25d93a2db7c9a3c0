"""Urge orders: a special need or a special user's information, appended to the order and printed with it."""

from __future__ import annotations

from repaircli.orders import record as orders_record
from repaircli.orders import record_json, scope
from repaircli.orders import urge_queries as rows
from repaircli.orders.urge_tables import UrgeOrder
from repaircli.platform.codes import Answer, Call
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Work, reading, writing
from repaircli.rules.orders import steps as orders_steps


def add(call: Call, no: str, text: str) -> Answer:
    """Appends an urge order (001-4.5.1, 001-6.2.4); N9 tells the station."""
    if not text.strip():
        raise UsageProblem(msg("{option} is missing", option="--text"))
    return writing(call, lambda w: _add(w, no, text.strip()))


def listing(call: Call, no: str | None = None, limit: int = 50) -> Answer:
    """The urge orders of one order, or the latest within the identity's scope."""

    def work(w: Work) -> Answer:
        if no is not None:
            order_no = scope.order(w, no).order_no
            found = rows.of_orders(w.tx, [order_no]).get(order_no, [])
            return Answer("urge.list", [record_json.urge_data(row, w.zone) for row in found])
        latest = rows.listed(w.tx, scope.bounds(w), limit)
        extra = ("station", "region", "status", "customer")
        return Answer(
            "urge.list",
            [
                record_json.urge_data(row, w.zone) | {name: getattr(row, name) for name in extra}
                for row in latest
            ],
        )

    return reading(call, work)


def _add(w: Work, no: str, text: str) -> Answer:
    d = orders_record.find(w, no)
    checks = orders_steps.may("urge", orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    kind = "special_need" if d.order.special is None else "special_user"
    id_ = w.tx.insert(
        UrgeOrder, order_no=d.no, kind=kind, text=text, created_by=w.acting.login, created_at=w.now
    )
    w.event("urge.added", order_no=d.no, after={"id": id_, "kind": kind, "text": text})
    w.notify("N9", to_kind="station", to=d.order.station, order_no=d.no, args={"text": text})
    return Answer("urge.added", record_json.urge_data(w.tx.get(UrgeOrder, id=id_), w.zone))
