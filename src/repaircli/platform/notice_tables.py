"""Notifications queued in the change's own transaction and sent later."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from repaircli.platform.db.columns import Stored, column, number


class Notification(Stored):
    """One notice (N1 … N36) or reminder (R-…) to one receiver; `dedupe` keeps it from being queued twice.

    `next_try_at` is when a delivery that failed may be tried again; `claim` names the sender that has it since
    `claimed_at`, and stays after an attempt whose outcome nobody knows.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        Index("notifications_status", "status", "id"),
        Index("notifications_order", "order_no"),
        Index("notifications_dedupe", "dedupe", unique=True),
    )

    id: int = number()
    code: str = column()
    order_no: str | None = column()
    request_id: int | None = column()
    to_kind: str = column()
    to_ref: str = column()
    medium: str = column()
    args: dict[str, Any] = column(default_factory=dict)
    status: str = column(default="queued", codes="notification")
    created_at: datetime = column()
    sent_at: datetime | None = column()
    tries: int = column(default=0)
    error: str | None = column()
    dedupe: str | None = column()
    next_try_at: datetime | None = column()
    claim: str | None = column()
    claimed_at: datetime | None = column()
