"""Pending tickets: five and more machines with the same fault, for the region to judge."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Integer, Json, Stored, UtcTime, column, number


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
