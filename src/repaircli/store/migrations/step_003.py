"""Step 3: areas, coverage and applications to change the network; what travels between databases."""

from __future__ import annotations

from collections.abc import Callable

from repaircli.store.migrations.ddl import Ddl


def apply(run: Callable[[str], object], dialect: str) -> None:
    """Runs the step's statements. The codes in it are literals on purpose: a step never changes once released."""
    d = Ddl(run, dialect)
    _network(d)
    _travel(d)


def _network(d: Ddl) -> None:
    d.add("orders", "overload TEXT")
    d.index("orders_load", "orders (station, t1) WHERE status <> 'cancelled'")
    d.table(
        "areas",
        "code TEXT PRIMARY KEY NOT NULL CHECK (code <> '')",
        "name TEXT NOT NULL",
        "parent TEXT",
        "imported_by TEXT NOT NULL",
        d.time("imported_at") + " NOT NULL",
    )
    d.table(
        "changes",
        d.ident,
        "station TEXT NOT NULL REFERENCES stations (no)",
        "region TEXT NOT NULL REFERENCES regions (name)",
        d.code("cause", "area holiday emergency quality basic") + " NOT NULL",
        "form INTEGER CHECK (form IN (2, 3))",
        "daily INTEGER CHECK (daily >= 0)",
        "add_areas TEXT NOT NULL",
        "remove_areas TEXT NOT NULL",
        d.code("product", "desktop notebook server"),
        d.code("service", "onsite carry-in mail-in"),
        "data TEXT NOT NULL",
        "before TEXT NOT NULL",
        d.day("from_day") + " NOT NULL",
        d.day("to_day"),
        d.day("effective_from"),
        "reason TEXT NOT NULL",
        d.code("state", "applied agreed approved rejected withdrawn") + " NOT NULL",
        "applied_by TEXT NOT NULL",
        "applied_as TEXT NOT NULL",
        d.time("applied_at") + " NOT NULL",
        "agreed_by TEXT",
        d.time("agreed_at"),
        "region_opinion TEXT",
        "decided_by TEXT",
        d.time("decided_at"),
        "cssd_opinion TEXT",
        "CHECK (to_day >= from_day)",
    )
    d.index("changes_state", "changes (state, region)")
    d.index("changes_station", "changes (station)")
    d.table(
        "coverage",
        d.ident,
        "station TEXT NOT NULL REFERENCES stations (no)",
        "area TEXT NOT NULL",
        d.flag("covers"),
        d.code("product", "desktop notebook server"),
        d.code("service", "onsite carry-in mail-in"),
        d.day("from_day") + " NOT NULL",
        d.day("to_day"),
        "cause TEXT NOT NULL",
        "change INTEGER REFERENCES changes (id)",
        "set_by TEXT NOT NULL",
        d.time("set_at") + " NOT NULL",
        "CHECK (to_day >= from_day)",
    )
    d.index("coverage_station", "coverage (station, from_day)")


def _travel(d: Ddl) -> None:
    """Referrals, pending tickets and polls of an import that is not finished are nobody's to see."""
    for table in ("referrals", "pending_tickets", "polls"):
        d.add(table, "batch_id INTEGER REFERENCES batches (id)")
        d.index(f"{table}_batch", f"{table} (batch_id) WHERE batch_id IS NOT NULL")
