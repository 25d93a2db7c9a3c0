"""Violations of who may ask whom for a cancel."""

from datetime import datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Stored, UtcTime, column, number


class Violation(Stored, table=True):
    """A station phoned the call centre to cancel, or led a customer to (001-3.6.1)."""

    __tablename__ = "violations"
    __table_args__ = (Index("violations_order", "order_no"), Index("violations_station", "station", "at"))

    id: int = number()
    kind: str = column()
    station: str = column()
    order_no: str = column()
    at: datetime = column(UtcTime)
    recorded_by: str = column()
    detail: str | None = column()
