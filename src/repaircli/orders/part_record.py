"""The parts of an order as JSON: applied for, replaced, and still to be returned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from repaircli.orders.part_tables import PartsRequest, ReplacedPart
from repaircli.orders.queries import by_order
from repaircli.orders.record import OrderRecord
from repaircli.platform.db.session import Tx
from repaircli.platform.transaction import Transaction
from repaircli.rules import parts as rules
from repaircli.rules.parts import Applied, Replaced


def of_order(tx: Transaction, d: OrderRecord) -> dict[str, Any]:
    """The parts that the page of an order shows, with the fault description that names them."""
    replaced = replaced_in(tx, d.no)
    return {
        "parts_requests": [request_data(tx, row) for row in applied_for(tx, d.no)],
        "replaced_parts": [replaced_data(tx, row) for row in replaced],
        "fault_description": rules.description(d.order.fault, replaced_facts(replaced)),
    }


def owed(tx: Transaction, d: OrderRecord, over: bool = True) -> list[dict[str, Any]]:
    """The parts of the order that must be returned and have no return record.

    `over`: the repair is over, so that parts that arrived and were not built in have to go back too.
    """
    applied, replaced = applied_for(tx, d.no), replaced_in(tx, d.no)
    found = [owed_old(tx, row) for row in replaced if row.returned_at is None]
    return found + [owed_unused(tx, row) for row in unused(applied, replaced)] if over else found


def unused(applied: Sequence[PartsRequest], replaced: Sequence[ReplacedPart]) -> list[PartsRequest]:
    """The parts of one order that arrived, were not built in, and have not gone back."""
    return [applied[i] for i in rules.unused(applied_facts(applied), replaced_facts(replaced))]


def applied_facts(lines: Sequence[PartsRequest]) -> list[Applied]:
    """The parts applied for as the rules read them."""
    return [Applied(row.part_code, row.status, row.eta, row.returned_at is not None) for row in lines]


def replaced_facts(lines: Sequence[ReplacedPart]) -> list[Replaced]:
    """The replaced parts as the rules read them."""
    return [
        Replaced(row.part_code, row.name, row.old_barcode, row.new_barcode, row.returned_at is not None)
        for row in lines
    ]


def request_data(tx: Transaction, row: PartsRequest) -> dict[str, Any]:
    """The JSON object of a part that was applied for; `late` once the promised day passed before it arrived."""
    arrived = tx.today if row.received_at is None else tx.local(row.received_at).date()
    return {
        "id": row.id,
        "order_no": row.order_no,
        "parts_order": row.po,
        "part_code": row.part_code,
        "part_name": row.part_name,
        "eta": row.eta,
        "status": row.status,
        "late": rules.is_late(row.eta, arrived),
        "requested_by": row.requested_by,
        "requested_at": tx.local(row.requested_at),
        "shipped_by": row.shipped_by,
        "shipped_at": tx.local(row.shipped_at),
        "received_by": row.received_by,
        "received_at": tx.local(row.received_at),
        "returned_by": row.returned_by,
        "returned_at": tx.local(row.returned_at),
    }


def replaced_data(tx: Transaction, row: ReplacedPart) -> dict[str, Any]:
    """The JSON object of a replaced part."""
    return {
        "id": row.id,
        "order_no": row.order_no,
        "part_code": row.part_code,
        "name": row.name,
        "old_barcode": row.old_barcode,
        "new_barcode": row.new_barcode,
        "monitor": row.monitor,
        "fee_fen": row.fee,
        "logged_by": row.logged_by,
        "logged_at": tx.local(row.logged_at),
        "returned_by": row.returned_by,
        "returned_at": tx.local(row.returned_at),
    }


def owed_old(tx: Transaction, row: ReplacedPart) -> dict[str, Any]:
    """The JSON object of the failed part of a replacement, which has to go back."""
    since = tx.local(row.logged_at)
    return _owed(row.order_no, "replaced", row.part_code, row.name, since, old_barcode=row.old_barcode)


def owed_unused(tx: Transaction, row: PartsRequest) -> dict[str, Any]:
    """The JSON object of a part that arrived and was not built in, which has to go back."""
    since = tx.local(row.received_at)
    return _owed(row.order_no, "unused", row.part_code, row.part_name, since, parts_order=row.po)


def _owed(
    order_no: str,
    kind: str,
    part_code: str,
    name: str | None,
    since: datetime | None,
    *,
    old_barcode: str | None = None,
    parts_order: str | None = None,
) -> dict[str, Any]:
    return {
        "order_no": order_no,
        "kind": kind,
        "part_code": part_code,
        "name": name,
        "old_barcode": old_barcode,
        "parts_order": parts_order,
        "since": since,
    }


def applied(tx: Tx, numbers: Sequence[str]) -> dict[str, list[PartsRequest]]:
    """The parts applied for, by order, in the order of asking."""
    return by_order(tx, PartsRequest, numbers, PartsRequest.__table__.c.id)


def replaced(tx: Tx, numbers: Sequence[str]) -> dict[str, list[ReplacedPart]]:
    """The replaced parts, by order, in the order of recording."""
    return by_order(tx, ReplacedPart, numbers, ReplacedPart.__table__.c.id)


def applied_for(tx: Tx, no: str) -> list[PartsRequest]:
    """The parts applied for with the order `no`, in the order of asking."""
    return tx.find(PartsRequest, order_no=no)


def replaced_in(tx: Tx, no: str) -> list[ReplacedPart]:
    """The replaced parts of the order `no`, in the order of recording."""
    return tx.find(ReplacedPart, order_no=no)
