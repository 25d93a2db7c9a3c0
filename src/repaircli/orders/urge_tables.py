"""Urge orders that are printed with a repair order."""

from datetime import datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Stored, UtcTime, column, number


class UrgeOrder(Stored, table=True):
    """An urge order that is printed with its repair order (001-4.5.1, 6.2.4)."""

    __tablename__ = "urge_orders"
    __table_args__ = (Index("urge_orders_order", "order_no"),)

    id: int = number()
    order_no: str = column()
    kind: str = column()
    text: str = column()
    created_by: str = column()
    created_at: datetime = column(UtcTime)
