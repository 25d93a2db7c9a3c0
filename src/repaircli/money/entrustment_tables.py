"""Entrustment forms: what a station is paid for the order of a special user."""

from datetime import datetime

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Stored, column, number

_STANDING = text("voided_at IS NULL")


class Entrustment(Stored):
    """An entrustment form (001-4.5.3); the paper is the master. Fees in fen.

    `fee` is what counts; `computed` is what the fee table gives, None where it had no row; `why` says why they differ.
    """

    __tablename__ = "entrustments"
    __travels__ = "new"
    __table_args__ = (
        Index("entrustments_order", "order_no"),
        Index("entrustments_standing", "order_no", unique=True, sqlite_where=_STANDING),
        Index("entrustments_paper", "paper_no", unique=True, sqlite_where=_STANDING),
    )

    id: int = number("entrustment form", "委托单")
    order_no: str = column("order", "维修单号", kind="number")
    station: str = column("station", "维修站", header="维修站编号", kind="station", filled=True)
    region: str = column("region", "大区", filled=True)
    paper_no: str = column("paper no.", "纸单号", kind="number")
    tier: str | None = column("tier", "结费等级")
    onsite_fee: int | None = column("on-site fee, first step", "第一台阶上门费", kind="money")
    carry_in_fee: int | None = column("carry-in fee, first step", "第一台阶送修费", kind="money")
    computed: int | None = column("computed", "计算值", kind="money")
    fee: int = column("entrustment fee", "委托费", kind="money")
    why: str | None = column("why", "说明")
    issued_by: str = column("by", "开单人", kind="number", filled=True)
    issued_at: datetime = column("issued", "开单时间")
    voided_by: str | None = column("taken back by", "作废人", kind="number")
    voided_at: datetime | None = column("taken back on", "作废时间")
    void_why: str | None = column("taken back because", "作废原因")
