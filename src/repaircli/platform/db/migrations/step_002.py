"""Step 2: parts, referrals, pending tickets, polls and return visits; what orders and notices carry for them."""

from __future__ import annotations

from collections.abc import Callable

from repaircli.platform.db.migrations.ddl import Ddl


def apply(run: Callable[[str], object], dialect: str) -> None:
    """Runs the step's statements. The codes in it are literals on purpose: a step never changes once released."""
    d = Ddl(run, dialect)
    of_order = "order_no TEXT NOT NULL REFERENCES orders (order_no)"

    d.add("orders", "group_no TEXT")
    d.add("orders", d.flag("compensation_fund", default=False))
    d.add("orders", d.time("reported_at"))
    d.add("orders", d.time("special_notified_at"))
    d.add("orders", "special_notified_by TEXT")
    d.index("orders_group", "orders (group_no) WHERE group_no IS NOT NULL")
    d.index("orders_open", "orders (station, t1) WHERE status NOT IN ('resolved', 'cancelled')")
    d.index("orders_left", "orders (station) WHERE in_custody AND status = 'cancelled'")
    _notices(run, d, dialect)

    d.table(
        "parts_requests",
        d.ident,
        of_order,
        "po TEXT NOT NULL",
        "part_code TEXT NOT NULL",
        "part_name TEXT",
        d.day("eta"),
        d.code("status", "requested shipped received") + " NOT NULL",
        "requested_by TEXT NOT NULL",
        d.time("requested_at") + " NOT NULL",
        "shipped_by TEXT",
        d.time("shipped_at"),
        "received_by TEXT",
        d.time("received_at"),
        "returned_by TEXT",
        d.time("returned_at"),
    )
    d.index("parts_requests_order", "parts_requests (order_no)")
    d.index("parts_requests_status", "parts_requests (status, eta)")
    d.index("parts_requests_po", "parts_requests (po, part_code)", unique=True)
    d.table(
        "replaced_parts",
        d.ident,
        of_order,
        "part_code TEXT NOT NULL",
        "name TEXT NOT NULL",
        "old_barcode TEXT",
        "new_barcode TEXT",
        d.flag("monitor"),
        "fee INTEGER CHECK (fee >= 0)",
        "logged_by TEXT NOT NULL",
        d.time("logged_at") + " NOT NULL",
        "returned_by TEXT",
        d.time("returned_at"),
    )
    d.index("replaced_parts_order", "replaced_parts (order_no)")
    d.table(
        "referrals",
        d.ident,
        d.code("kind", "proxy carried-in out-of-area pending-case") + " NOT NULL",
        "station TEXT NOT NULL REFERENCES stations (no)",
        "branch TEXT REFERENCES stations (no)",
        "region TEXT NOT NULL REFERENCES regions (name)",
        "customer TEXT NOT NULL",
        "phones TEXT NOT NULL",
        "caller_no TEXT",
        "address TEXT NOT NULL",
        "area TEXT",
        d.code("product", "desktop notebook server"),
        "model TEXT",
        "serial TEXT",
        d.day("onsite_until"),
        d.day("warranty_until"),
        "fault TEXT NOT NULL",
        "said_first TEXT",
        d.flag("in_station"),
        "note TEXT",
        "ticket INTEGER",
        d.code("state", "open taken withdrawn") + " NOT NULL",
        "created_by TEXT NOT NULL",
        d.time("created_at") + " NOT NULL",
        "taken_by TEXT",
        d.time("taken_at"),
        "order_no TEXT",
    )
    d.index("referrals_state", "referrals (state, region)")
    d.index("referrals_station", "referrals (station)")
    d.table(
        "pending_tickets",
        d.ident,
        "region TEXT NOT NULL REFERENCES regions (name)",
        "station TEXT REFERENCES stations (no)",
        "customer TEXT NOT NULL",
        "phones TEXT NOT NULL",
        "address TEXT NOT NULL",
        "units INTEGER NOT NULL CHECK (units > 0)",
        "fault TEXT NOT NULL",
        "order_values TEXT NOT NULL",
        d.code("state", "open batch not_batch") + " NOT NULL",
        "created_by TEXT NOT NULL",
        d.time("created_at") + " NOT NULL",
        "judged_by TEXT",
        d.time("judged_at"),
        "why TEXT",
        "orders TEXT NOT NULL",
    )
    d.index("pending_tickets_state", "pending_tickets (state, region)")
    d.table(
        "polls",
        d.ident,
        "station TEXT NOT NULL REFERENCES stations (no)",
        d.time("at") + " NOT NULL",
        "login TEXT NOT NULL",
        "role TEXT NOT NULL",
        d.code("kind", "poll download") + " NOT NULL",
    )
    d.index("polls_station", "polls (station, at)")
    d.index("polls_at", "polls (at)")
    d.table(
        "visits",
        d.ident,
        of_order,
        d.time("at") + " NOT NULL",
        "visited_by TEXT NOT NULL",
        d.code("result", "satisfied unsatisfied unreachable") + " NOT NULL",
        "score INTEGER CHECK (score BETWEEN 1 AND 5)",
        "answers TEXT",
        "note TEXT",
    )
    d.index("visits_order", "visits (order_no)")
    d.index("visits_at", "visits (at)")


def _notices(run: Callable[[str], object], d: Ddl, dialect: str) -> None:
    """A notice that is being sent has a status of its own, and says which sender has it since when."""
    statuses = "queued sending sent failed"
    new = (d.time("next_try_at"), "claim TEXT", d.time("claimed_at"))
    if dialect != "sqlite":
        run("ALTER TABLE notifications DROP CONSTRAINT notifications_status_check")
        run(f"ALTER TABLE notifications ADD {d.code('status', statuses).removeprefix('status TEXT ')}")
        for column in new:
            d.add("notifications", column)
        return
    # SQLite changes a CHECK only by a new table; nothing refers to this one
    old = "id, code, order_no, request_id, to_kind, to_ref, medium, args, status, created_at, sent_at, tries, error, dedupe"
    d.table(
        "notifications_new",
        d.ident,
        "code TEXT NOT NULL",
        "order_no TEXT REFERENCES orders (order_no)",
        "request_id INTEGER REFERENCES requests (id)",
        "to_kind TEXT NOT NULL",
        "to_ref TEXT NOT NULL",
        "medium TEXT NOT NULL",
        "args TEXT NOT NULL",
        d.code("status", statuses) + " NOT NULL",
        d.time("created_at") + " NOT NULL",
        d.time("sent_at"),
        "tries INTEGER NOT NULL CHECK (tries >= 0)",
        "error TEXT",
        "dedupe TEXT",
        *new,
    )
    run(f"INSERT INTO notifications_new ({old}) SELECT {old} FROM notifications")
    run("DROP TABLE notifications")
    run("ALTER TABLE notifications_new RENAME TO notifications")
    d.index("notifications_status", "notifications (status, id)")
    d.index("notifications_order", "notifications (order_no)")
    d.index("notifications_dedupe", "notifications (dedupe)", unique=True)
