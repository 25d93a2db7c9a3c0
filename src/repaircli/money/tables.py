"""The fee table, and the months for which stations were settled."""

from datetime import date, datetime

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Day, Integer, Stored, UtcTime, column, key, number


class Settlement(Stored, table=True):
    """A station's settled month, as it was when it was locked; `hash` is that of its lines. Money in fen.

    `orders` is the month's volume, `since` and `until` the month in UTC.
    """

    __tablename__ = "settlements"
    __table_args__ = (
        Index("settlements_month", "month", "station", unique=True),
        Index("settlements_station", "station", "month"),
    )

    id: int = number()
    month: str = column()
    station: str = column()
    name: str = column()
    region: str = column()
    tier: str | None = column()
    since: datetime = column(UtcTime)
    until: datetime = column(UtcTime)
    orders: int = column(Integer)
    total: int = column(Integer)
    hash: str = column()
    locked_by: str = column()
    locked_at: datetime = column(UtcTime)


class SettlementLine(Stored, table=True):
    """One line of a settled month. `ref` is the replaced part or entrustment form that it is about, else 0.

    `of_month` is set on an adjustment: the month that it belongs to. `held` is what is not paid yet or at all.
    """

    __tablename__ = "settlement_lines"
    __table_args__ = (
        Index("settlement_lines_order", "order_no"),
        Index("settlement_lines_waiting", "order_no", sqlite_where=text("reason = 'not_returned'")),
    )

    settlement: int = key(Integer)
    seq: int = key(Integer)
    order_no: str = column()
    of_month: str | None = column()
    kind: str = column()
    ref: int = column(Integer)
    closed_on: date = column(Day)
    service: str = column()
    product: str | None = column()
    item: str | None = column()
    step: int | None = column(Integer)
    amount: int = column(Integer)
    held: int = column(Integer)
    reason: str = column()
    clause: str = column()
    score: int | None = column(Integer)


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
