"""What stations can carry, and areas without the 800 number."""

from datetime import date, datetime

from sqlalchemy import Index

from repaircli.store.columns import Day, Integer, Stored, UtcTime, column, number


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


class No800Area(Stored, table=True):
    """An area without the 800 number, filed for a station (001 form 1)."""

    __tablename__ = "no800_areas"
    __table_args__ = (Index("no800_areas_once", "area", "station", unique=True),)

    id: int = number()
    area: str = column()
    station: str = column()
    region: str = column()
    reason: str | None = column()
    filed_by: str = column()
    filed_at: datetime = column(UtcTime)
