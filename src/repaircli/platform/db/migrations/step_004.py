"""Step 4, after its statements: telephone numbers get their one form, and an order keeps which it has had."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from repaircli.platform.telephone import Entry, changed_entries, first_entries, numbers


class _Database(NamedTuple):
    run: Callable[[str], object]
    dialect: str

    def literal(self, value: str | None) -> str:
        """A text as it stands in a statement."""
        if value is None:
            return "NULL"
        quoted = value.replace("'", "''")
        return f"'{quoted}'" if self.dialect == "sqlite" else f"'{quoted.replace('%', '%%')}'"


def apply(run: Callable[[str], object], dialect: str) -> None:
    """Rewrites the rows that are there."""
    d = _Database(run, dialect)
    _orders_numbers(d)
    for table in ("referrals", "pending_tickets"):
        for id_, phones in _rows(d, f"SELECT id, phones FROM {table}"):
            _rewrite(d, table, f"id = {id_}", {"phones": (phones, _dump(_one_form(json.loads(phones))))})
    for id_, caller in _rows(d, "SELECT id, caller_no FROM referrals WHERE caller_no IS NOT NULL"):
        _rewrite(d, "referrals", f"id = {id_}", {"caller_no": (caller, _one(caller))})
    for id_, number in _rows(d, "SELECT id, number FROM contacts"):
        _rewrite(d, "contacts", f"id = {id_}", {"number": (number, _one(number))})
    for id_, kept in _rows(d, "SELECT id, order_values FROM pending_tickets"):
        values = json.loads(kept)
        report = values.get("report", {})
        report |= {"phones": _one_form(report.get("phones") or ())}
        report |= {"caller_no": _one(report["caller_no"])} if report.get("caller_no") else {}
        _rewrite(d, "pending_tickets", f"id = {id_}", {"order_values": (kept, _dump(values))})


def _orders_numbers(d: _Database) -> None:
    """The numbers of every order in their one form, and from the audit log which it had before."""
    edited = defaultdict(list)
    for order_no, *event in _rows(
        d,
        "SELECT order_no, at, who, role, before, after FROM audit WHERE what = 'order.edited' ORDER BY seq",
    ):
        edited[order_no].append(event)
    orders = _rows(d, "SELECT order_no, t1, created_by, phones, caller_no FROM orders")
    for order_no, t1, created_by, phones, caller in orders:
        steps, now = [], {"phones": json.loads(phones), "caller_no": caller}
        for at, who, role, before, after in reversed(edited.get(order_no, ())):
            before, after = (
                {k: v for k, v in json.loads(text or "{}").items() if k in now} for text in (before, after)
            )
            then = {**now, **before}
            if before:
                steps.append((_known(then), _known({**now, **after}), at, who, role))
            now = then
        history: list[Entry] = first_entries(_known(now), t1, created_by, None)
        for had, has, at, who, role in reversed(steps):
            history = changed_entries(history, had, has, since=t1, at=at, by=who, role=role)
        where = f"order_no = {d.literal(order_no)}"
        # the caller's further numbers are numbers of the customer
        of_caller: list[str | None] = [*_one_form([caller] if caller else [])] or [None]
        values = {
            "phones": (
                phones,
                _dump(list(dict.fromkeys([*_one_form(json.loads(phones)), *filter(None, of_caller[1:])]))),
            ),
            "caller_no": (caller, of_caller[0]),
            "number_history": (None, _dump(history) if history else None),
        }
        _rewrite(d, "orders", where, values)


def _known(values: dict[str, Any]) -> list[str]:
    """Every number of an order, the caller's included, each once."""
    caller = values["caller_no"]
    return list(dict.fromkeys(_read([*values["phones"], *([caller] if caller else [])])))


def _read(texts: Sequence[str]) -> Iterator[str]:
    """The numbers in their one form; what cannot be a number stays as it was typed."""
    for text in texts:
        try:
            yield from numbers(text)
        except ValueError:
            yield text


def _one_form(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(map(str, _read(texts))))


def _one(text: str) -> str:
    """The one number of `text`. Several in one value are none of the order's numbers, so they stay as they are."""
    found = _one_form([text])
    return found[0] if len(found) == 1 else text


def _rows(d: _Database, query: str) -> list[Sequence[Any]]:
    found: Any = d.run(query)  # a cursor, whose class depends on the driver
    return [] if found is None else list(found.fetchall())


def _rewrite(
    d: _Database,
    table: str,
    where: str,
    values: dict[str, tuple[str | None, str | None]],
) -> None:
    """Writes the values that are others than before."""
    new = [f"{name} = {d.literal(after)}" for name, (before, after) in values.items() if before != after]
    if new:
        d.run(f"UPDATE {table} SET {', '.join(new)} WHERE {where}")


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
