"""Special users: the region's solutions, and its entrustment forms."""

from datetime import datetime

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Integer, Stored, UtcTime, column, number


class SpecialAdvice(Stored, table=True):
    """What the region told the station to do for a special user (001-4.5.3); an order may have several."""

    __tablename__ = "special_advices"
    __table_args__ = (Index("special_advices_order", "order_no"),)

    id: int = number()
    order_no: str = column()
    solution: str = column()
    given_by: str = column()
    given_at: datetime = column(UtcTime)


_STANDING = text("voided_at IS NULL")


class Entrustment(Stored, table=True):
    """An entrustment form (001-4.5.3); the paper is the master. Fees in fen.

    `fee` is what counts; `computed` is what the fee table gives, None where it had no row; `why` says why they differ.
    """

    __tablename__ = "entrustments"
    __table_args__ = (
        Index("entrustments_order", "order_no"),
        Index("entrustments_standing", "order_no", unique=True, sqlite_where=_STANDING),
        Index("entrustments_paper", "paper_no", unique=True, sqlite_where=_STANDING),
    )

    id: int = number()
    order_no: str = column()
    station: str = column()
    region: str = column()
    paper_no: str = column()
    tier: str | None = column()
    onsite_fee: int | None = column(Integer)
    carry_in_fee: int | None = column(Integer)
    computed: int | None = column(Integer)
    fee: int = column(Integer)
    why: str | None = column()
    issued_by: str = column()
    issued_at: datetime = column(UtcTime)
    voided_by: str | None = column()
    voided_at: datetime | None = column(UtcTime)
    void_why: str | None = column()
