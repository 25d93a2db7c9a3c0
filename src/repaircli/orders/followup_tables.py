"""What follows an order: urges, return visits, violations."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from repaircli.platform.db.columns import Integer, Json, Stored, UtcTime, column, number


class UrgeOrder(Stored, table=True):
    """An urge order that is printed with its repair order (001-4.5.1, 6.2.4)."""

    __tablename__ = "urge_orders"
    __table_args__ = (Index("urge_orders_order", "order_no"),)

    id: int = number()
    order_no: str = column()
    kind: str = column()
    text: str = column()
    created_by: str = column()
    created_at: datetime = column(UtcTime)


class Visit(Stored, table=True):
    """A return visit (001-1.5.9, 2.5.9): a score from 1 to 5, answers, and what came of it."""

    __tablename__ = "visits"
    __table_args__ = (Index("visits_order", "order_no"), Index("visits_at", "at"))

    id: int = number()
    order_no: str = column()
    at: datetime = column(UtcTime)
    visited_by: str = column()
    result: str = column()
    score: int | None = column(Integer)
    answers: dict[str, Any] | None = column(Json)
    note: str | None = column()


class Violation(Stored, table=True):
    """A station phoned the call centre to cancel, or led a customer to (001-3.6.1)."""

    __tablename__ = "violations"
    __table_args__ = (Index("violations_order", "order_no"), Index("violations_station", "station", "at"))

    id: int = number()
    kind: str = column()
    station: str = column()
    order_no: str = column()
    at: datetime = column(UtcTime)
    recorded_by: str = column()
    detail: str | None = column()
