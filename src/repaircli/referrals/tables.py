"""What a station passes to the call centre or its region instead of generating an order itself."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Day, Integer, Json, Stored, UtcTime, column, flag, number


class Referral(Stored, table=True):
    """A report on a customer's behalf (001-2.5.1, 6.3.2, 6.3.4, 6.3.7); `order_no` once it was taken.

    `station` is the head station, `branch` its point that made the report. `ticket`: the pending ticket that a
    pending case belongs to (A-60).
    """

    __tablename__ = "referrals"
    __table_args__ = (
        Index("referrals_state", "state", "region"),
        Index("referrals_station", "station"),
        Index("referrals_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
    )

    id: int = number()
    kind: str = column()
    station: str = column()
    branch: str | None = column()
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
    said_first: str | None = column()
    in_station: bool = flag()
    note: str | None = column()
    ticket: int | None = column(Integer)
    state: str = column()
    created_by: str = column()
    created_at: datetime = column(UtcTime)
    taken_by: str | None = column()
    taken_at: datetime | None = column(UtcTime)
    order_no: str | None = column()
    batch_id: int | None = column(Integer)


class PendingTicket(Stored, table=True):
    """A pending ticket of the call centre to a region (001-6.8.2); `order_values` is what its orders will hold."""

    __tablename__ = "pending_tickets"
    __table_args__ = (
        Index("pending_tickets_state", "state", "region"),
        Index("pending_tickets_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
    )

    id: int = number()
    region: str = column()
    station: str | None = column()
    customer: str = column()
    phones: list[str] = column(Json, default_factory=list)
    address: str = column()
    units: int = column(Integer)
    fault: str = column()
    order_values: dict[str, Any] = column(Json)
    state: str = column()
    created_by: str = column()
    created_at: datetime = column(UtcTime)
    judged_by: str | None = column()
    judged_at: datetime | None = column(UtcTime)
    why: str | None = column()
    orders: list[str] = column(Json, default_factory=list)
    batch_id: int | None = column(Integer)
