"""The service network: regions, stations, what they can carry, areas without the 800 number."""

from datetime import date, datetime

from sqlalchemy import Index

from repaircli.store.columns import Day, Integer, Json, Stored, UtcTime, column, flag, key, number


class Region(Stored, table=True):
    """A region of the network, known by its name."""

    __tablename__ = "regions"

    name: str = key()
    created_at: datetime = column(UtcTime)


class Station(Stored, table=True):
    """A repair station. `no` is text and keeps its zeros; `head` is set on a branch only; `areas` are area codes."""

    __tablename__ = "stations"
    __table_args__ = (Index("stations_region", "region"), Index("stations_head", "head"))

    no: str = key()
    name: str = column()
    region: str = column()
    head: str | None = column()
    notebook: bool = flag()
    monthly_volume: int | None = column(Integer)
    areas: list[str] = column(Json, default_factory=list)
    kind: str | None = column()
    tier: str | None = column()
    phone: str | None = column()
    address: str | None = column()
    principal: str | None = column()
    closed: bool = flag()
    created_at: datetime = column(UtcTime)


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
