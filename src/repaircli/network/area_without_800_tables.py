"""Areas without the 800 number."""

from datetime import datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Stored, UtcTime, column, number


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
