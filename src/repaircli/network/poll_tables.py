"""When a station was on line to take its orders."""

from datetime import datetime

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Integer, Stored, UtcTime, column, number


class Poll(Stored, table=True):
    """One visit of a station to its orders (001-6.2.1); `kind` is poll or download."""

    __tablename__ = "polls"
    __table_args__ = (
        Index("polls_station", "station", "at"),
        Index("polls_at", "at"),
        Index("polls_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
    )

    id: int = number()
    station: str = column()
    at: datetime = column(UtcTime)
    login: str = column()
    role: str = column()
    kind: str = column()
    batch_id: int | None = column(Integer)
