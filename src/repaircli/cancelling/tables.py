"""Cancel requests, what became of them, and special-situation forms."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Day, Integer, Json, Stored, UtcTime, column, flag, number


class CancelRequest(Stored, table=True):
    """A cancel request and what became of it.

    `decision` is the decision object of that moment, `facts` what it stood on (`rules.snapshot`; none before schema 3).
    """

    __tablename__ = "requests"
    __table_args__ = (
        Index("requests_status", "status", "region"),
        Index("requests_order", "order_no"),
        Index("requests_station", "station", "status"),
        Index("requests_one_pending", "order_no", unique=True, sqlite_where=text("status = 'pending'")),
    )

    id: int = number()
    order_no: str = column()
    region: str = column()
    station: str = column()
    asked_by: str = column()
    channel: str = column()
    reason: str = column()
    detail: str = column()
    wished: date | None = column(Day)
    asked_on: date | None = column(Day)
    agrees_rereport: bool = flag()
    to_station: str | None = column()
    station_induced: bool = flag()
    status: str = column()
    decision: dict[str, Any] | None = column(Json)
    requested_by: int = column(Integer)
    requested_login: str = column()
    requested_name: str = column()
    requested_at: datetime = column(UtcTime)
    decided_by: int | None = column(Integer)
    decided_login: str | None = column()
    decided_name: str | None = column()
    decided_at: datetime | None = column(UtcTime)
    why: str | None = column()
    remark: str | None = column()
    new_order_no: str | None = column()
    facts: dict[str, Any] | None = column(Json)


class SpecialForm(Stored, table=True):
    """A special-case statement of a station to its region (001-1.5.7, 2.5.6)."""

    __tablename__ = "forms"
    __table_args__ = (Index("forms_order", "order_no"), Index("forms_state", "state", "region"))

    id: int = number()
    order_no: str = column()
    station: str = column()
    region: str = column()
    proposal: str = column()
    refusal: str = column()
    submitted_by: str = column()
    submitted_at: datetime = column(UtcTime)
    state: str = column()
    opinion: str | None = column()
    decided_by: str | None = column()
    decided_at: datetime | None = column(UtcTime)
