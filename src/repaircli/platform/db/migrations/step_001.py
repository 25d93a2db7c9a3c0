"""Step 1: the first schema, with the constraints that the table classes leave to the database."""

from __future__ import annotations

from collections.abc import Callable

from repaircli.platform.db.migrations.ddl import Ddl


def apply(run: Callable[[str], object], dialect: str) -> None:
    """Runs the step's statements. The codes in it are literals on purpose: a step never changes once released."""
    d = Ddl(run, dialect)
    ident, flag, time, day, code, table, index = d.ident, d.flag, d.time, d.day, d.code, d.table, d.index

    table("settings", "key TEXT PRIMARY KEY NOT NULL", "value TEXT NOT NULL")
    table(
        "operations",
        "request_id TEXT PRIMARY KEY NOT NULL",
        "user_id INTEGER",
        "command TEXT NOT NULL",
        "content_hash TEXT NOT NULL",
        code("state", "running done") + " NOT NULL",
        "exit INTEGER",
        "answer TEXT",
        time("started_at") + " NOT NULL",
        time("finished_at"),
        "CHECK (state = 'running' OR (exit IS NOT NULL AND answer IS NOT NULL AND finished_at IS NOT NULL))",
    )
    table(
        "operation_parts",
        "request_id TEXT NOT NULL REFERENCES operations (request_id) ON DELETE CASCADE",
        "part INTEGER NOT NULL",
        "answer TEXT NOT NULL",
        "PRIMARY KEY (request_id, part)",
    )
    table(
        "audit",
        "seq INTEGER PRIMARY KEY NOT NULL CHECK (seq > 0)",
        "prev TEXT NOT NULL CHECK (length(prev) = 64)",
        "hash TEXT NOT NULL CHECK (length(hash) = 64)",
        time("at") + " NOT NULL",
        "who TEXT",
        "role TEXT",
        "command TEXT NOT NULL",
        "what TEXT NOT NULL",
        "order_no TEXT",
        "before TEXT",
        "after TEXT",
        "request_id TEXT",
    )
    index("audit_prev", "audit (prev)", unique=True)
    index("audit_hash", "audit (hash)", unique=True)
    index("audit_order", "audit (order_no, seq)")
    table(
        "batches",
        ident,
        code("kind", "orders stations history") + " NOT NULL",
        code("state", "loading done discarded") + " NOT NULL",
        "file_name TEXT NOT NULL",
        "sha256 TEXT NOT NULL",
        "total INTEGER NOT NULL CHECK (total >= 0)",
        "done INTEGER NOT NULL CHECK (done >= 0)",
        "options TEXT NOT NULL",
        "started_by TEXT NOT NULL",
        time("started_at") + " NOT NULL",
        time("finished_at"),
        "request_id TEXT",
    )
    index("batches_sha256", "batches (sha256)")
    index("batches_state", "batches (state)")

    table("regions", "name TEXT PRIMARY KEY NOT NULL CHECK (name <> '')", time("created_at") + " NOT NULL")
    table(
        "stations",
        "no TEXT PRIMARY KEY NOT NULL CHECK (no <> '')",
        "name TEXT NOT NULL",
        "region TEXT NOT NULL REFERENCES regions (name)",
        # deferred: a file may name a branch before its head
        "head TEXT REFERENCES stations (no) DEFERRABLE INITIALLY DEFERRED CHECK (head <> no)",
        flag("notebook"),
        "monthly_volume INTEGER CHECK (monthly_volume >= 0)",
        "areas TEXT NOT NULL",
        "kind TEXT",
        "tier TEXT",
        "phone TEXT",
        "address TEXT",
        "principal TEXT",
        flag("closed"),
        time("created_at") + " NOT NULL",
    )
    index("stations_region", "stations (region)")
    index("stations_head", "stations (head)")
    table(
        "users",
        ident,
        "login TEXT NOT NULL UNIQUE CHECK (login <> '')",
        "name TEXT NOT NULL",
        "roles TEXT NOT NULL CHECK (roles <> '')",
        "region TEXT REFERENCES regions (name)",
        "station TEXT REFERENCES stations (no)",
        flag("disabled"),
        time("created_at") + " NOT NULL",
    )
    table(
        "capacity",
        ident,
        "station TEXT NOT NULL REFERENCES stations (no)",
        "daily INTEGER NOT NULL CHECK (daily >= 0)",
        day("from_day") + " NOT NULL",
        day("to_day"),
        "cause TEXT NOT NULL",
        "note TEXT",
        "set_by TEXT NOT NULL",
        time("set_at") + " NOT NULL",
        "CHECK (to_day >= from_day)",
    )
    index("capacity_station", "capacity (station, from_day)")
    table(
        "no800_areas",
        ident,
        "area TEXT NOT NULL",
        "station TEXT NOT NULL REFERENCES stations (no)",
        "region TEXT NOT NULL REFERENCES regions (name)",
        "reason TEXT",
        "filed_by TEXT NOT NULL",
        time("filed_at") + " NOT NULL",
    )
    index("no800_areas_once", "no800_areas (area, station)", unique=True)

    # Old records of other systems may name people and linked orders that are not in this database: no reference there.
    table(
        "orders",
        "order_no TEXT PRIMARY KEY NOT NULL CHECK (order_no <> '')",
        code("origin", "cc region station plan") + " NOT NULL",
        code("service", "onsite carry-in mail-in") + " NOT NULL",
        flag("paid_visit"),
        "station TEXT NOT NULL REFERENCES stations (no)",
        "branch TEXT REFERENCES stations (no)",
        "engineer TEXT",
        "region TEXT NOT NULL REFERENCES regions (name)",
        "customer TEXT NOT NULL",
        "phones TEXT NOT NULL",
        "caller_no TEXT",
        "address TEXT NOT NULL",
        "area TEXT",
        code("product", "desktop notebook server"),
        "model TEXT",
        "serial TEXT",
        day("onsite_until"),
        day("warranty_until"),
        "fault TEXT NOT NULL",
        code("special", "ministry media key-account related"),
        flag("proxy_report"),
        code(
            "status",
            "dispatched downloaded in_service parts_requested multi_repair awaiting_pickup resolved cancelled",
        )
        + " NOT NULL",
        time("t1") + " NOT NULL",
        time("t2"),
        flag("late_contact"),
        time("first_contact_at"),
        time("downloaded_at"),
        "downloaded_by TEXT",
        time("printed_at"),
        "print_exception TEXT",
        time("started_at"),
        time("repaired_at"),
        time("signed_at"),
        time("arrived_at"),
        flag("in_custody"),
        "voucher_no TEXT",
        time("recontact_at"),
        flag("must_deliver_back"),
        time("picked_up_at"),
        time("delivered_at"),
        flag("parts_issued"),
        time("closed_at"),
        "closed_by TEXT",
        code("close_basis", "signed phone pickup delivered region_confirmed"),
        "close_why TEXT",
        "solution TEXT",
        "promise_type TEXT",
        "promise_reason TEXT",
        "pending_request INTEGER",
        "cancel_reason TEXT",
        "cancel_remark TEXT",
        "cancelled_by TEXT",
        time("cancelled_at"),
        "reassigned_from TEXT",
        "reassigned_to TEXT",
        "created_by TEXT",
        time("created_at") + " NOT NULL",
        "batch_id INTEGER REFERENCES batches (id)",
        "CHECK (status <> 'resolved' OR (closed_at IS NOT NULL AND close_basis IS NOT NULL))",
        "CHECK (status <> 'cancelled' OR (cancelled_at IS NOT NULL AND cancel_remark IS NOT NULL))",
        "CHECK (status NOT IN ('resolved', 'cancelled') OR pending_request IS NULL)",
    )
    index("orders_station", "orders (station, status)")
    index("orders_region", "orders (region, status)")
    index("orders_status", "orders (status, t1)")
    index("orders_t1", "orders (t1)")
    index("orders_customer", "orders (customer)")
    index("orders_engineer", "orders (engineer, status)")
    index("orders_branch", "orders (branch) WHERE branch IS NOT NULL")
    index("orders_batch", "orders (batch_id) WHERE batch_id IS NOT NULL")
    table(
        "promises",
        "order_no TEXT NOT NULL REFERENCES orders (order_no)",
        "slot INTEGER NOT NULL CHECK (slot BETWEEN 1 AND 3)",
        code("kind", "normal unreachable phone_resolved") + " NOT NULL",
        time("at"),
        "type TEXT",
        "reason TEXT",
        "parts_order TEXT",
        "part_code TEXT",
        time("written_at") + " NOT NULL",
        "written_by TEXT NOT NULL",
        "remark TEXT",
        "PRIMARY KEY (order_no, slot)",
        "CHECK ((kind = 'normal') = (at IS NOT NULL))",
        "CHECK (kind <> 'unreachable' OR slot = 1)",
        "CHECK (slot = 1 OR (type IS NOT NULL AND reason IS NOT NULL))",
    )
    table(
        "contacts",
        ident,
        "order_no TEXT NOT NULL REFERENCES orders (order_no)",
        time("at") + " NOT NULL",
        time("recorded_at") + " NOT NULL",
        code("result", "reached no-answer number-invalid guided guided-solved") + " NOT NULL",
        "number TEXT NOT NULL",
        "prompt TEXT",
        "note TEXT",
        "recorded_by TEXT NOT NULL",
        flag("late"),
        time("voided_at"),
        "voided_by TEXT",
        "void_why TEXT",
    )
    index("contacts_order", "contacts (order_no, at)")
    table(
        "facts",
        ident,
        "order_no TEXT NOT NULL REFERENCES orders (order_no)",
        "code TEXT NOT NULL",
        "note TEXT",
        time("logged_at") + " NOT NULL",
        "logged_by TEXT NOT NULL",
        time("voided_at"),
        "voided_by TEXT",
        "void_why TEXT",
    )
    index("facts_order", "facts (order_no)")
    table(
        "urge_orders",
        ident,
        "order_no TEXT NOT NULL REFERENCES orders (order_no)",
        code("kind", "special_user special_need") + " NOT NULL",
        "text TEXT NOT NULL",
        "created_by TEXT NOT NULL",
        time("created_at") + " NOT NULL",
    )
    index("urge_orders_order", "urge_orders (order_no)")

    table(
        "requests",
        ident,
        "order_no TEXT NOT NULL REFERENCES orders (order_no)",
        "region TEXT NOT NULL",
        "station TEXT NOT NULL",
        code("asked_by", "station region customer") + " NOT NULL",
        code("channel", "web phone800 region") + " NOT NULL",
        "reason TEXT NOT NULL",
        "detail TEXT NOT NULL",
        day("wished"),
        day("asked_on"),
        flag("agrees_rereport"),
        "to_station TEXT",
        flag("station_induced"),
        code("status", "pending approved rejected withdrawn refused") + " NOT NULL",
        "decision TEXT",
        "requested_by INTEGER NOT NULL",
        "requested_login TEXT NOT NULL",
        "requested_name TEXT NOT NULL",
        time("requested_at") + " NOT NULL",
        "decided_by INTEGER",
        "decided_login TEXT",
        "decided_name TEXT",
        time("decided_at"),
        "why TEXT",
        "remark TEXT",
        "new_order_no TEXT",
    )
    index("requests_status", "requests (status, region)")
    index("requests_order", "requests (order_no)")
    index("requests_station", "requests (station, status)")
    index("requests_one_pending", "requests (order_no) WHERE status = 'pending'", unique=True)
    table(
        "forms",
        ident,
        "order_no TEXT NOT NULL REFERENCES orders (order_no)",
        "station TEXT NOT NULL",
        "region TEXT NOT NULL",
        "proposal TEXT NOT NULL",
        "refusal TEXT NOT NULL",
        "submitted_by TEXT NOT NULL",
        time("submitted_at") + " NOT NULL",
        code("state", "pending agreed refused") + " NOT NULL",
        "opinion TEXT",
        "decided_by TEXT",
        time("decided_at"),
    )
    index("forms_order", "forms (order_no)")
    index("forms_state", "forms (state, region)")
    table(
        "violations",
        ident,
        code("kind", "phoned_800 induced_customer") + " NOT NULL",
        "station TEXT NOT NULL",
        "order_no TEXT NOT NULL REFERENCES orders (order_no)",
        time("at") + " NOT NULL",
        "recorded_by TEXT NOT NULL",
        "detail TEXT",
    )
    index("violations_order", "violations (order_no)")
    index("violations_station", "violations (station, at)")

    table(
        "notifications",
        ident,
        "code TEXT NOT NULL",
        "order_no TEXT REFERENCES orders (order_no)",
        "request_id INTEGER REFERENCES requests (id)",
        "to_kind TEXT NOT NULL",
        "to_ref TEXT NOT NULL",
        "medium TEXT NOT NULL",
        "args TEXT NOT NULL",
        code("status", "queued sent failed") + " NOT NULL",
        time("created_at") + " NOT NULL",
        time("sent_at"),
        "tries INTEGER NOT NULL CHECK (tries >= 0)",
        "error TEXT",
        "dedupe TEXT",
    )
    index("notifications_status", "notifications (status, id)")
    index("notifications_order", "notifications (order_no)")
    index("notifications_dedupe", "notifications (dedupe)", unique=True)

    table(
        "calendar_days",
        day("day") + " PRIMARY KEY NOT NULL",
        flag("working"),
        "name TEXT",
        "source TEXT NOT NULL",
    )
    table(
        "calendar_years",
        "year INTEGER PRIMARY KEY NOT NULL CHECK (year BETWEEN 1 AND 9999)",
        flag("covered"),
        "source TEXT NOT NULL",
    )
