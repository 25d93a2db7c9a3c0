"""Step 4: how orders come to an end, what a special-case statement is about, what an order is marked as; settings of the policy.

Telephone numbers get their one form, and an order keeps which it has had.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from repaircli.platform.db.migrations.ddl import Ddl
from repaircli.platform.telephone import Entry, changed_entries, first_entries, numbers


def apply(run: Callable[[str], object], dialect: str) -> None:
    """Runs the step's statements. The codes in it are literals on purpose: a step never changes once released."""
    d = Ddl(run, dialect)
    _endings(d, run)
    _statements(d)
    _calendar(d)
    _policy(d)
    _numbers(d)


def _endings(d: Ddl, run: Callable[[str], object]) -> None:
    d.add("orders", "unprinted_why TEXT")
    run("DROP INDEX orders_left")
    d.index("orders_left", "orders (station) WHERE in_custody AND status IN ('resolved', 'cancelled')")
    d.add("contacts", "command TEXT")
    d.add("contacts", d.time("agreed_at"))
    # SQLite changes no CHECK, so the table is made anew
    run("ALTER TABLE violations RENAME TO violations_3")
    for index in ("violations_order", "violations_station"):
        run(f"DROP INDEX {index}")
    d.table(
        "violations",
        d.ident,
        d.code("kind", "phoned_800 induced_customer unprinted") + " NOT NULL",
        "station TEXT NOT NULL",
        "order_no TEXT NOT NULL REFERENCES orders (order_no)",
        d.time("at") + " NOT NULL",
        "recorded_by TEXT NOT NULL",
        "detail TEXT",
    )
    columns = "kind, station, order_no, at, recorded_by, detail"
    run(f"INSERT INTO violations ({columns}) SELECT {columns} FROM violations_3 ORDER BY id")
    run("DROP TABLE violations_3")
    d.index("violations_order", "violations (order_no)")
    d.index("violations_station", "violations (station, at)")


def _statements(d: Ddl) -> None:
    """A statement of before is about what its order was at when it was submitted (001-1.5.7, 2.5.6, 6.3.6)."""
    d.add("orders", d.code("mark", "software out-of-warranty complaint batch"))
    d.add("forms", d.code("subject", "plan service software-oow", default="plan"))
    d.run("""
UPDATE forms SET subject = (
  SELECT CASE
    WHEN (o.arrived_at <= forms.submitted_at OR o.arrived_at IS NULL AND o.in_custody)
      AND COALESCE(o.picked_up_at, forms.submitted_at) >= forms.submitted_at
      AND COALESCE(o.delivered_at, forms.submitted_at) >= forms.submitted_at THEN 'service'
    WHEN o.started_at <= forms.submitted_at AND (o.service = 'onsite' OR o.paid_visit) THEN 'plan'
    WHEN o.origin <> 'station' THEN 'software-oow'
    WHEN o.service = 'onsite' OR o.paid_visit THEN 'plan'
    ELSE 'service' END
  FROM orders o WHERE o.order_no = forms.order_no)""")
    d.recode("forms", "state", "pending agreed refused withdrawn", index="forms_state", on="state, region")
    d.add("forms", "withdrawn_by TEXT")
    d.add("forms", d.time("withdrawn_at"))
    d.add("forms", "withdraw_why TEXT")


def _policy(d: Ddl) -> None:
    d.table(
        "policy_settings",
        d.ident,
        "key TEXT NOT NULL CHECK (key <> '')",
        "value TEXT",
        d.day("from_day") + " NOT NULL",
        "why TEXT NOT NULL CHECK (why <> '')",
        "set_by TEXT NOT NULL",
        d.time("set_at") + " NOT NULL",
    )
    d.index("policy_settings_key", "policy_settings (key, from_day)")


def _numbers(d: Ddl) -> None:
    d.add("orders", "number_history TEXT")
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


def _orders_numbers(d: Ddl) -> None:
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


def _rows(d: Ddl, query: str) -> list[Sequence[Any]]:
    found: Any = d.run(query)  # a cursor, whose class depends on the driver
    return [] if found is None else list(found.fetchall())


def _rewrite(
    d: Ddl,
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


def _calendar(d: Ddl) -> None:
    """A year that a few imported days had made covered is covered no more: it has fewer than 10 public holidays."""
    d.run("""
DELETE FROM calendar_years WHERE covered AND 10 > (
  SELECT COUNT(*) FROM calendar_days
  WHERE NOT working AND CAST(SUBSTR(day, 1, 4) AS INTEGER) = calendar_years.year)""")
