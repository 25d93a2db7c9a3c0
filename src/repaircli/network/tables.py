"""Regions and stations."""

from datetime import date, datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Day, Integer, Json, Stored, UtcTime, column, flag, key


class Station(Stored, table=True):
    """A repair station. `no` is text and keeps its zeros; `head` is set on a branch only.

    `areas` are the codes of the areas that it was set up with. `closed` holds until the day of the next of `closes_on`
    and `reopens_on`.
    """

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
    closes_on: date | None = column(Day)
    reopens_on: date | None = column(Day)


class Region(Stored, table=True):
    """A region of the network, known by its name."""

    __tablename__ = "regions"

    name: str = key()
    created_at: datetime = column(UtcTime)
