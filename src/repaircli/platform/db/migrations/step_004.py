"""Step 4: how orders come to an end, what a special-case statement is about, what an order is marked as; settings of the policy."""

from __future__ import annotations

from collections.abc import Callable

from repaircli.platform.db.migrations.ddl import Ddl


def apply(run: Callable[[str], object], dialect: str) -> None:
    """Runs the step's statements. The codes in it are literals on purpose: a step never changes once released."""
    d = Ddl(run, dialect)
    _endings(d, run)
    _statements(d)
    _policy(d)


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
