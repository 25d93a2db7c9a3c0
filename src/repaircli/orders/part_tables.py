"""Parts of an order: what was applied for, and what was replaced."""

from datetime import date, datetime

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Stored, column, flag, number


class PartsRequest(Stored):
    """One part of a parts order `po` of a station to CSSD (001-1.4.4, 1.5.5); `eta` is the promised delivery.

    `returned_at` is set where the part itself went back because it was not used.
    """

    __tablename__ = "parts_requests"
    __travels__ = "new"
    __table_args__ = (
        Index("parts_requests_order", "order_no"),
        Index("parts_requests_status", "status", "eta"),
        Index("parts_requests_po", "po", "part_code", unique=True),
    )

    id: int = number()
    order_no: str = column("order", "维修单号", kind="number")
    po: str = column("parts order", "备件订单", kind="number")
    part_code: str = column("part code", "备件编码", kind="digits")
    part_name: str | None = column("part", "备件名称")
    eta: date | None = column("promised for", "承诺到货日")
    status: str = column("status", "状态", codes="parts_status")
    requested_by: str = column("applied for by", "申请人", kind="number", filled=True)
    requested_at: datetime = column("applied for", "申请时间")
    shipped_by: str | None = column("shipped by", "发货人", kind="number")
    shipped_at: datetime | None = column("shipped", "发货时间")
    received_by: str | None = column("received by", "收货人", kind="number")
    received_at: datetime | None = column("arrived", "到货时间")
    returned_by: str | None = column("given back by", "归还人", kind="number")
    returned_at: datetime | None = column("given back", "归还时间")


class ReplacedPart(Stored):
    """A part that was replaced in the machine (001-6.8.3); `fee` in fen; `returned_at` once the old one went back."""

    __tablename__ = "replaced_parts"
    __travels__ = "new"
    __table_args__ = (
        Index("replaced_parts_order", "order_no"),
        Index("replaced_parts_new", "new_barcode", sqlite_where=text("new_barcode IS NOT NULL")),
    )

    id: int = number()
    order_no: str = column("order", "维修单号", kind="number")
    part_code: str = column("part code", "备件编码", kind="digits")
    name: str = column("part", "备件名称")
    old_barcode: str | None = column("failed part", "故障件条码", kind="digits")
    new_barcode: str | None = column("part built in", "更换件条码", kind="digits")
    monitor: bool = flag("monitor", "显示器")
    fee: int | None = column("fee", "费用", kind="money")
    logged_by: str = column("by", "记录人", kind="number", filled=True)
    logged_at: datetime = column("replaced", "记录时间")
    returned_by: str | None = column("given back by", "归还人", kind="number")
    returned_at: datetime | None = column("given back", "归还时间")
