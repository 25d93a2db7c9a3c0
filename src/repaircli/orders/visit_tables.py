"""Return visits to the customers of closed orders."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from repaircli.platform.db.columns import Integer, Json, Stored, UtcTime, column, number


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
