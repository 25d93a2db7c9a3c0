"""Urge orders: a special need or a special user's information, appended to the order and printed with it."""

from __future__ import annotations

from typing import cast

from repaircli.network import scope
from repaircli.orders import lookup, record_json
from repaircli.orders import record as orders_record
from repaircli.orders import urge_queries as rows
from repaircli.orders.followup_tables import UrgeOrder
from repaircli.platform.answers import Answer, Call
from repaircli.platform.errors import UsageProblem
from repaircli.platform.text import msg
from repaircli.platform.transaction import Transaction, reading, writing
from repaircli.rules.orders import steps as orders_steps


def add(call: Call, no: str, text: str) -> Answer:
    """Appends an urge order (001-4.5.1, 001-6.2.4); N9 tells the station."""
    if not text.strip():
        raise UsageProblem(msg("{option} is missing", option="--text"))
    return writing(call, lambda tx: _add(tx, no, text.strip()))


def listing(call: Call, no: str | None = None, limit: int = 50) -> Answer:
    """The urge orders of one order, or the latest within the identity's scope."""

    def work(tx: Transaction) -> Answer:
        if no is not None:
            order_no = lookup.order(tx, no).order_no
            found = rows.of_orders(tx, [order_no]).get(order_no, [])
            return Answer("urge.list", [record_json.urge_data(row, tx.zone) for row in found])
        latest = rows.listed(tx, scope.bounds(tx), limit)
        extra = ("station", "region", "status", "customer")
        return Answer(
            "urge.list",
            [
                record_json.urge_data(cast("UrgeOrder", row), tx.zone)
                | {name: getattr(row, name) for name in extra}
                for row in latest
            ],
        )

    return reading(call, work)


def _add(tx: Transaction, no: str, text: str) -> Answer:
    d = orders_record.find(tx, no)
    checks = orders_steps.may("urge", orders_record.flow_facts(d))
    if checks:
        return orders_record.refused(d, checks)
    kind = "special_need" if d.order.special is None else "special_user"
    id_ = tx.insert(
        UrgeOrder, order_no=d.no, kind=kind, text=text, created_by=tx.acting.login, created_at=tx.now
    )
    tx.event("urge.added", order_no=d.no, after={"id": id_, "kind": kind, "text": text})
    tx.notify("N9", to_kind="station", to=d.order.station, order_no=d.no, args={"text": text})
    return Answer("urge.added", record_json.urge_data(tx.one_row(UrgeOrder, id=id_), tx.zone))
