"""Step 4: how an order came to its end: service without a print, machines left behind, calls that a command entered."""

from __future__ import annotations

from collections.abc import Callable

from repaircli.platform.db.migrations.ddl import Ddl


def apply(run: Callable[[str], object], dialect: str) -> None:
    """Runs the step's statements. The codes in it are literals on purpose: a step never changes once released."""
    d = Ddl(run, dialect)
    _endings(d, run)


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
