"""What a station passes to the call centre or its region instead of generating an order itself."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Stored, column, flag, number


class Referral(Stored):
    """A report on a customer's behalf (001-2.5.1, 6.3.2, 6.3.4, 6.3.7); `order_no` once it was taken.

    `station` is the head station, `branch` its point that made the report. `ticket`: the pending ticket that a
    pending case belongs to (A-60).
    """

    __tablename__ = "referrals"
    __travels__ = "new"
    __table_args__ = (
        Index("referrals_state", "state", "region"),
        Index("referrals_station", "station"),
        Index("referrals_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
    )

    id: int = number("referral", "转报编号", travels="new")
    kind: str = column("kind", "种类", codes="referral_kind")
    station: str = column("station", "维修站", header="维修站编号", kind="station")
    branch: str | None = column("branch point", "分点", header="分点编号", kind="station")
    region: str = column("region", "大区")
    customer: str = column("customer", "用户", header="用户姓名")
    phones: list[str] = column("phone", "联系电话", kind="phones", default_factory=list)
    caller_no: str | None = column("called from", "主叫号码", kind="phone")
    address: str = column("address", "地址")
    area: str | None = column("area", "区域编码", kind="area")
    product: str | None = column("product", "产品", codes="product")
    model: str | None = column("model", "型号")
    serial: str | None = column("serial no.", "序列号", kind="digits")
    onsite_until: date | None = column("on-site until", "上门期至")
    warranty_until: date | None = column("warranty until", "保修期至")
    fault: str = column("fault", "故障现象")
    said_first: str | None = column("said first", "事先说明")
    in_station: bool = flag("machine in station", "机器在站")
    note: str | None = column("note", "备注")
    ticket: int | None = column("pending ticket", "待处理单编号")
    state: str = column("status", "状态", codes="referral_state", json="status")
    created_by: str = column("reported by", "创建人", kind="number")
    created_at: datetime = column("reported", "创建时间")
    taken_by: str | None = column("taken by", "受理人", kind="number")
    taken_at: datetime | None = column("taken", "受理时间")
    order_no: str | None = column("order", "维修单号", kind="number")
    batch_id: int | None = column(internal=True)


class PendingTicket(Stored):
    """A pending ticket of the call centre to a region (001-6.8.2); `order_values` is what its orders will hold."""

    __tablename__ = "pending_tickets"
    __travels__ = "new"
    __table_args__ = (
        Index("pending_tickets_state", "state", "region"),
        Index("pending_tickets_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
    )

    id: int = number("pending ticket", "待处理单编号", travels="new")
    region: str = column("region", "大区")
    station: str | None = column("station", "维修站", header="维修站编号", kind="station")
    customer: str = column("customer", "用户", header="用户姓名")
    phones: list[str] = column("phone", "联系电话", kind="phones", default_factory=list)
    address: str = column("address", "地址")
    units: int = column("machines", "台数")
    fault: str = column("fault", "故障现象")
    order_values: dict[str, Any] = column("report", "报修内容")
    state: str = column("status", "状态", codes="pending_state", json="status")
    created_by: str = column("by", "创建人", kind="number")
    created_at: datetime = column("written", "创建时间")
    judged_by: str | None = column("judged by", "判断人", kind="number")
    judged_at: datetime | None = column("judged", "判断时间")
    why: str | None = column("why", "说明")
    orders: list[str] = column("orders", "维修单", kind="texts", filled=True, default_factory=list)
    batch_id: int | None = column(internal=True)
