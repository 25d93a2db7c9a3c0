"""Which areas stations serve beside those they were set up with."""

from datetime import date, datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Day, Integer, Stored, UtcTime, column, flag, number


class Coverage(Stored, table=True):
    """From `from_day` on, or until `to_day`, a station serves an area, or with `covers` false no longer does.

    `product` and `service` limit it to one line of products or one way of service; `change` is the application that
    brought it.
    """

    __tablename__ = "coverage"
    __table_args__ = (Index("coverage_station", "station", "from_day"),)

    id: int = number()
    station: str = column()
    area: str = column()
    covers: bool = flag()
    product: str | None = column()
    service: str | None = column()
    from_day: date = column(Day)
    to_day: date | None = column(Day)
    cause: str = column()
    change: int | None = column(Integer)
    set_by: str = column()
    set_at: datetime = column(UtcTime)
