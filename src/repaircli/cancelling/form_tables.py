"""Special-case statements of a station to its region."""

from datetime import datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Stored, UtcTime, column, number


class SpecialForm(Stored, table=True):
    """A special-case statement of a station to its region (001-1.5.7, 2.5.6)."""

    __tablename__ = "forms"
    __table_args__ = (Index("forms_order", "order_no"), Index("forms_state", "state", "region"))

    id: int = number()
    order_no: str = column()
    station: str = column()
    region: str = column()
    proposal: str = column()
    refusal: str = column()
    submitted_by: str = column()
    submitted_at: datetime = column(UtcTime)
    state: str = column()
    opinion: str | None = column()
    decided_by: str | None = column()
    decided_at: datetime | None = column(UtcTime)
