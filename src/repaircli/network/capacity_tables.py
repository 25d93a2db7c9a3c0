"""What stations can carry."""

from datetime import date, datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Day, Integer, Stored, UtcTime, column, number


class Capacity(Stored, table=True):
    """Orders a day that a station can take from `from_day` on, or from `from_day` to `to_day`, both included."""

    __tablename__ = "capacity"
    __table_args__ = (Index("capacity_station", "station", "from_day"),)

    id: int = number()
    station: str = column()
    daily: int = column(Integer)
    from_day: date = column(Day)
    to_day: date | None = column(Day)
    cause: str = column()
    note: str | None = column()
    set_by: str = column()
    set_at: datetime = column(UtcTime)
