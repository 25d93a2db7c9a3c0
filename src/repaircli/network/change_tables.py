"""Applications to change what stations serve and can take (001 forms 2 and 3), and their basic data."""

from datetime import date, datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Day, Integer, Json, Stored, UtcTime, column, number


class Change(Stored, table=True):
    """One application with its way from station over region to the CSSD.

    `before` holds areas, capacity or data as they were when it was made. `effective_from` is the day from which it
    counts, once approved.
    """

    __tablename__ = "changes"
    __table_args__ = (Index("changes_state", "state", "region"), Index("changes_station", "station"))

    id: int = number()
    station: str = column()
    region: str = column()
    cause: str = column()
    form: int | None = column(Integer)
    daily: int | None = column(Integer)
    add_areas: list[str] = column(Json)
    remove_areas: list[str] = column(Json)
    product: str | None = column()
    service: str | None = column()
    data: dict[str, str] = column(Json)
    before: dict[str, object] = column(Json)
    from_day: date = column(Day)
    to_day: date | None = column(Day)
    effective_from: date | None = column(Day)
    reason: str = column()
    state: str = column()
    applied_by: str = column()
    applied_as: str = column()
    applied_at: datetime = column(UtcTime)
    agreed_by: str | None = column()
    agreed_at: datetime | None = column(UtcTime)
    region_opinion: str | None = column()
    decided_by: str | None = column()
    decided_at: datetime | None = column(UtcTime)
    cssd_opinion: str | None = column()
