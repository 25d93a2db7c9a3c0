"""When a station was on line to take its orders."""

from datetime import datetime

from sqlalchemy import Index

from repaircli.store.columns import Stored, UtcTime, column, number


class Poll(Stored, table=True):
    """One visit of a station to its orders (001-6.2.1); `kind` is poll or download."""

    __tablename__ = "polls"
    __table_args__ = (Index("polls_station", "station", "at"), Index("polls_at", "at"))

    id: int = number()
    station: str = column()
    at: datetime = column(UtcTime)
    login: str = column()
    role: str = column()
    kind: str = column()
