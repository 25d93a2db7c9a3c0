"""Parts of an order: what was applied for, and what was replaced."""

from datetime import date, datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Day, Integer, Stored, UtcTime, column, flag, number


class PartsRequest(Stored, table=True):
    """One part of a parts order `po` of a station to CSSD (001-1.4.4, 1.5.5); `eta` is the promised delivery.

    `returned_at` is set where the part itself went back because it was not used.
    """

    __tablename__ = "parts_requests"
    __table_args__ = (
        Index("parts_requests_order", "order_no"),
        Index("parts_requests_status", "status", "eta"),
        Index("parts_requests_po", "po", "part_code", unique=True),
    )

    id: int = number()
    order_no: str = column()
    po: str = column()
    part_code: str = column()
    part_name: str | None = column()
    eta: date | None = column(Day)
    status: str = column()
    requested_by: str = column()
    requested_at: datetime = column(UtcTime)
    shipped_by: str | None = column()
    shipped_at: datetime | None = column(UtcTime)
    received_by: str | None = column()
    received_at: datetime | None = column(UtcTime)
    returned_by: str | None = column()
    returned_at: datetime | None = column(UtcTime)


class ReplacedPart(Stored, table=True):
    """A part that was replaced in the machine (001-6.8.3); `fee` in fen; `returned_at` once the old one went back."""

    __tablename__ = "replaced_parts"
    __table_args__ = (Index("replaced_parts_order", "order_no"),)

    id: int = number()
    order_no: str = column()
    part_code: str = column()
    name: str = column()
    old_barcode: str | None = column()
    new_barcode: str | None = column()
    monitor: bool = flag()
    fee: int | None = column(Integer)
    logged_by: str = column()
    logged_at: datetime = column(UtcTime)
    returned_by: str | None = column()
    returned_at: datetime | None = column(UtcTime)
