"""The order and what is written into it: promised times, contacts, facts."""

from datetime import date, datetime

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Day, Integer, Json, Stored, UtcTime, column, flag, key, number


class Order(Stored, table=True):
    """A repair order. `station` is always the head station; rows of a batch still loading are invisible."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("orders_station", "station", "status"),
        Index("orders_region", "region", "status"),
        Index("orders_status", "status", "t1"),
        Index("orders_t1", "t1"),
        Index("orders_customer", "customer"),
        Index("orders_engineer", "engineer", "status"),
        Index("orders_branch", "branch", sqlite_where=text("branch IS NOT NULL")),
        Index("orders_group", "group_no", sqlite_where=text("group_no IS NOT NULL")),
        Index("orders_open", "station", "t1", sqlite_where=text("status NOT IN ('resolved', 'cancelled')")),
        Index("orders_load", "station", "t1", sqlite_where=text("status <> 'cancelled'")),
        Index("orders_left", "station", sqlite_where=text("in_custody AND status = 'cancelled'")),
        Index("orders_closed", "station", "closed_at", sqlite_where=text("closed_at IS NOT NULL")),
        Index("orders_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
    )

    order_no: str = key()
    origin: str = column()
    service: str = column()
    paid_visit: bool = flag()
    station: str = column()
    branch: str | None = column()
    engineer: str | None = column()
    region: str = column()
    customer: str = column()
    phones: list[str] = column(Json, default_factory=list)
    caller_no: str | None = column()
    address: str = column()
    area: str | None = column()
    product: str | None = column()
    model: str | None = column()
    serial: str | None = column()
    onsite_until: date | None = column(Day)
    warranty_until: date | None = column(Day)
    fault: str = column()
    special: str | None = column()
    proxy_report: bool = flag()
    status: str = column()
    t1: datetime = column(UtcTime)
    t2: datetime | None = column(UtcTime)
    late_contact: bool = flag()
    first_contact_at: datetime | None = column(UtcTime)
    downloaded_at: datetime | None = column(UtcTime)
    downloaded_by: str | None = column()
    printed_at: datetime | None = column(UtcTime)
    print_exception: str | None = column()
    started_at: datetime | None = column(UtcTime)
    repaired_at: datetime | None = column(UtcTime)
    signed_at: datetime | None = column(UtcTime)
    arrived_at: datetime | None = column(UtcTime)
    in_custody: bool = flag()
    voucher_no: str | None = column()
    recontact_at: datetime | None = column(UtcTime)
    must_deliver_back: bool = flag()
    picked_up_at: datetime | None = column(UtcTime)
    delivered_at: datetime | None = column(UtcTime)
    parts_issued: bool = flag()
    closed_at: datetime | None = column(UtcTime)
    closed_by: str | None = column()
    close_basis: str | None = column()
    close_why: str | None = column()
    solution: str | None = column()
    promise_type: str | None = column()
    promise_reason: str | None = column()
    pending_request: int | None = column(Integer)
    cancel_reason: str | None = column()
    cancel_remark: str | None = column()
    cancelled_by: str | None = column()
    cancelled_at: datetime | None = column(UtcTime)
    reassigned_from: str | None = column()
    reassigned_to: str | None = column()
    created_by: str | None = column()
    created_at: datetime = column(UtcTime)
    batch_id: int | None = column(Integer)
    group_no: str | None = column()
    compensation_fund: bool = flag()
    reported_at: datetime | None = column(UtcTime)
    special_notified_at: datetime | None = column(UtcTime)
    special_notified_by: str | None = column()
    overload: str | None = column()


class Promise(Stored, table=True):
    """One written T3 slot (1 = T31 … 3 = T33); `at` is NULL for the sentinels."""

    __tablename__ = "promises"

    order_no: str = key()
    slot: int = key(Integer)
    kind: str = column()
    at: datetime | None = column(UtcTime)
    type: str | None = column()
    reason: str | None = column()
    parts_order: str | None = column()
    part_code: str | None = column()
    written_at: datetime = column(UtcTime)
    written_by: str = column()
    remark: str | None = column()


class Contact(Stored, table=True):
    """One call to the customer: `at` when it was made, `recorded_at` when it was entered."""

    __tablename__ = "contacts"
    __table_args__ = (Index("contacts_order", "order_no", "at"),)

    id: int = number()
    order_no: str = column()
    at: datetime = column(UtcTime)
    recorded_at: datetime = column(UtcTime)
    result: str = column()
    number: str = column()
    prompt: str | None = column()
    note: str | None = column()
    recorded_by: str = column()
    late: bool = flag()
    voided_at: datetime | None = column(UtcTime)
    voided_by: str | None = column()
    void_why: str | None = column()


class Fact(Stored, table=True):
    """Transaction or a test that took place, which decides between closing and cancelling."""

    __tablename__ = "facts"
    __table_args__ = (Index("facts_order", "order_no"),)

    id: int = number()
    order_no: str = column()
    code: str = column()
    note: str | None = column()
    logged_at: datetime = column(UtcTime)
    logged_by: str = column()
    voided_at: datetime | None = column(UtcTime)
    voided_by: str | None = column()
    void_why: str | None = column()
