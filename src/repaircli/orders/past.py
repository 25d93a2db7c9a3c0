"""The past of an imported order: what its rows tell and the audit log, which began later, does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from repaircli.orders import queries as rows
from repaircli.orders import record_json
from repaircli.orders.record import OrderRecord
from repaircli.platform.transaction import Transaction

_STAMPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "order.downloaded": ("downloaded_at", ("downloaded_by",)),
    "order.printed": ("printed_at", ()),
    "order.started": ("started_at", ("print_exception",)),
    "order.repaired": ("repaired_at", ()),
    "order.arrived": ("arrived_at", ("voucher_no",)),
    "order.signed": ("signed_at", ()),
    "order.picked_up": ("picked_up_at", ()),
    "order.delivered": ("delivered_at", ()),
    "order.closed": ("closed_at", ("closed_by", "close_basis", "solution", "close_why")),
    "order.cancelled": ("cancelled_at", ("cancelled_by", "cancel_reason", "cancel_remark", "reassigned_to")),
}
"""The time that an event leaves in the order's row, and what stands beside it."""

_CREATED = ("origin", "service", "station", "customer", "phones", "fault")


def events(tx: Transaction, record: OrderRecord, logged: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Events made from the rows, by their times, for an order whose creation `logged` does not hold; else none.

    What a command did since is logged: one act may fill several rows, all at its time and by its login.
    """
    if any(event["what"] == "order.created" for event in logged):
        return []
    found = [
        *_created(record),
        *_calls(tx, record),
        *_slots(tx, record),
        *_facts(tx, record),
        *_stamps(record),
    ]
    known = {_identity(event["what"], event["after"]) for event in logged}
    acts = {(event["at"], event["by"]) for event in logged}
    past = [
        e for e in found if _identity(e["what"], e["after"]) not in known and (e["at"], e["by"]) not in acts
    ]
    past.sort(key=lambda e: e["at"])
    return [
        {
            **e,
            "order_no": record.no,
            "seq": None,
            "at": tx.local(e["at"]),
            "role": None,
            "command": None,
            "before": None,
        }
        for e in past
    ]


def _identity(what: str, after: object) -> tuple[str, object]:
    """The key that distinguishes two events of one kind: the call, the slot or the code; a time stamp is set once."""
    after = after if isinstance(after, Mapping) else {}
    return what, after.get("id") or after.get("slot") or after.get("code")


def _event(at: datetime, what: str, by: str | None, after: Mapping[str, Any]) -> dict[str, Any]:
    return {"at": at, "what": what, "by": by, "after": {k: v for k, v in after.items() if v is not None}}


def _created(record: OrderRecord) -> Iterator[dict[str, Any]]:
    yield _event(
        record.order.t1,
        "order.imported",
        record.order.created_by,
        {k: getattr(record.order, k) for k in _CREATED},
    )


def _calls(tx: Transaction, record: OrderRecord) -> Iterator[dict[str, Any]]:
    for c in rows.contacts(tx, [record.no], voided=True).get(record.no, []):
        after = {
            "id": c.id,
            "at": tx.local(c.at),
            "result": c.result,
            "number": c.number,
            "prompt": c.prompt,
            "note": c.note,
        }
        yield _event(c.recorded_at, "contact.logged", c.recorded_by, after)


def _slots(tx: Transaction, record: OrderRecord) -> Iterator[dict[str, Any]]:
    for p in record.promises:
        after = record_json.promise_data(tx, p)
        kept = {k: after[k] for k in ("slot", "kind", "at", "type", "reason")}
        yield _event(p.written_at, "t3.written", p.written_by, kept)


def _facts(tx: Transaction, record: OrderRecord) -> Iterator[dict[str, Any]]:
    for f in rows.all_facts(tx, record.no):
        yield _event(f.logged_at, "fact.logged", f.logged_by, {"code": f.code, "note": f.note})


def _stamps(record: OrderRecord) -> Iterator[dict[str, Any]]:
    for what, (stamp, beside) in _STAMPS.items():
        at = getattr(record.order, stamp)
        if at is not None:
            values = {name: getattr(record.order, name) for name in beside}
            by = next((v for name, v in values.items() if name.endswith("_by")), None)
            yield _event(at, what, by, values)
