"""Step 3: areas, coverage, changes of the network; travelling; special users, fees, settlements; kept facts."""

from __future__ import annotations

from collections.abc import Callable

from repaircli.platform.db.migrations.ddl import Ddl


def apply(run: Callable[[str], object], dialect: str) -> None:
    """Runs the step's statements. The codes in it are literals on purpose: a step never changes once released."""
    d = Ddl(run, dialect)
    _network(d)
    _travel(d)
    _special(d)
    _settlement(d)
    _requests(d)


def _network(d: Ddl) -> None:
    d.add("orders", "overload TEXT")
    d.add("stations", d.day("closes_on"))
    d.add("stations", d.day("reopens_on"))
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


def _special(d: Ddl) -> None:
    of_order = "order_no TEXT NOT NULL REFERENCES orders (order_no)"
    d.table(
        "special_advices",
        d.ident,
        of_order,
        "solution TEXT NOT NULL",
        "given_by TEXT NOT NULL",
        d.time("given_at") + " NOT NULL",
    )
    d.index("special_advices_order", "special_advices (order_no)")
    d.table(
        "entrustments",
        d.ident,
        of_order,
        "station TEXT NOT NULL",
        "region TEXT NOT NULL",
        "paper_no TEXT NOT NULL CHECK (paper_no <> '')",
        "tier TEXT",
        "onsite_fee INTEGER CHECK (onsite_fee >= 0)",
        "carry_in_fee INTEGER CHECK (carry_in_fee >= 0)",
        "computed INTEGER CHECK (computed >= 0)",
        "fee INTEGER NOT NULL CHECK (fee >= 0)",
        "why TEXT",
        "issued_by TEXT NOT NULL",
        d.time("issued_at") + " NOT NULL",
        "voided_by TEXT",
        d.time("voided_at"),
        "void_why TEXT",
    )
    standing = "WHERE voided_at IS NULL"
    d.index("entrustments_order", "entrustments (order_no)")
    d.index("entrustments_standing", f"entrustments (order_no) {standing}", unique=True)
    d.index("entrustments_paper", f"entrustments (paper_no) {standing}", unique=True)


def _settlement(d: Ddl) -> None:
    d.index("orders_closed", "orders (station, closed_at) WHERE closed_at IS NOT NULL")
    services = "onsite carry-in mail-in visit"
    d.table(
        "fees",
        d.ident,
        "tier TEXT NOT NULL CHECK (tier <> '')",
        d.code("service", services) + " NOT NULL",
        d.code("product", "any desktop notebook server") + " NOT NULL",
        "step INTEGER NOT NULL CHECK (step >= 1)",
        "volume_from INTEGER NOT NULL CHECK (volume_from >= 0)",
        "volume_to INTEGER",
        "fee INTEGER NOT NULL CHECK (fee >= 0)",
        d.day("valid_from") + " NOT NULL",
        d.day("valid_to"),
        "set_by TEXT NOT NULL",
        d.time("set_at") + " NOT NULL",
        "CHECK (volume_to >= volume_from)",
        "CHECK (valid_to >= valid_from)",
    )
    d.index("fees_once", "fees (tier, service, product, step, valid_from)", unique=True)
    d.table(
        "settlements",
        d.ident,
        "month TEXT NOT NULL CHECK (length(month) = 7)",
        "station TEXT NOT NULL REFERENCES stations (no)",
        "name TEXT NOT NULL",
        "region TEXT NOT NULL",
        "tier TEXT",
        d.time("since") + " NOT NULL",
        d.time("until") + " NOT NULL",
        "orders INTEGER NOT NULL CHECK (orders >= 0)",
        "total INTEGER NOT NULL",
        "hash TEXT NOT NULL CHECK (length(hash) = 64)",
        "locked_by TEXT NOT NULL",
        d.time("locked_at") + " NOT NULL",
    )
    d.index("settlements_month", "settlements (month, station)", unique=True)
    d.index("settlements_station", "settlements (station, month)")
    d.table(
        "settlement_lines",
        "settlement INTEGER NOT NULL REFERENCES settlements (id)",
        "seq INTEGER NOT NULL",
        "order_no TEXT NOT NULL REFERENCES orders (order_no)",
        "of_month TEXT CHECK (length(of_month) = 7)",
        d.code("kind", "service part monitor entrust fund") + " NOT NULL",
        "ref INTEGER NOT NULL",
        "closed_on TEXT NOT NULL CHECK (length(closed_on) = 10)",
        d.code("service", "onsite carry-in mail-in") + " NOT NULL",
        d.code("product", "desktop notebook server"),
        "item TEXT",
        "step INTEGER",
        "amount INTEGER NOT NULL",
        "held INTEGER NOT NULL CHECK (held >= 0)",
        "reason TEXT NOT NULL",
        "clause TEXT NOT NULL",
        "score INTEGER CHECK (score BETWEEN 1 AND 5)",
        "PRIMARY KEY (settlement, seq)",
    )
    d.index("settlement_lines_order", "settlement_lines (order_no)")
    d.index("settlement_lines_waiting", "settlement_lines (order_no) WHERE reason = 'not_returned'")


def _requests(d: Ddl) -> None:
    """What a decision stood on, to be asked again; requests of before have none."""
    d.add("requests", "facts TEXT")
