"""The fee table by which stations are settled."""

from datetime import date, datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Day, Integer, Stored, UtcTime, column, number


class Fee(Stored, table=True):
    """One row of the fee table: a tier's fee in fen for a service at a step of the month's volume, while it is valid."""

    __tablename__ = "fees"
    __table_args__ = (Index("fees_once", "tier", "service", "product", "step", "valid_from", unique=True),)

    id: int = number()
    tier: str = column()
    service: str = column()
    product: str = column()
    step: int = column(Integer)
    volume_from: int = column(Integer)
    volume_to: int | None = column(Integer)
    fee: int = column(Integer)
    valid_from: date = column(Day)
    valid_to: date | None = column(Day)
    set_by: str = column()
    set_at: datetime = column(UtcTime)
