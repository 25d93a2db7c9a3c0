"""Records that follow an order: urge orders, notes, attachments, return visits, violations."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from repaircli.platform.db.columns import Stored, column, number


class UrgeOrder(Stored):
    """An urge order that is printed with its repair order (001-4.5.1, 6.2.4)."""

    __tablename__ = "urge_orders"
    __travels__ = "new"
    __table_args__ = (Index("urge_orders_order", "order_no"),)

    id: int = number("urge order", "催上门单")
    order_no: str = column("order", "维修单号", kind="number")
    kind: str = column("kind", "种类", codes="urge_kind", one_of=("special_user", "special_need"))
    text: str = column("text", "内容")
    created_by: str = column("by", "创建人", kind="number", filled=True)
    created_at: datetime = column("written", "创建时间")


class OrderNote(Stored):
    """A remark of the station or the region about an order; it is internal and never printed."""

    __tablename__ = "order_notes"
    __travels__ = "new"
    __table_args__ = (Index("order_notes_order", "order_no"),)

    id: int = number("note", "备注编号")
    order_no: str = column("order", "维修单号", kind="number")
    text: str = column("text", "内容")
    written_by: str = column("by", "填写人", kind="number", filled=True)
    written_at: datetime = column("written", "填写时间")


class Attachment(Stored):
    """A photo or scan that belongs to an order, such as the signed sheet; the file is kept under its SHA-256."""

    __tablename__ = "attachments"
    __travels__ = "new"
    __table_args__ = (Index("attachments_order", "order_no"),)

    id: int = number("attachment", "附件编号")
    order_no: str = column("order", "维修单号", kind="number")
    file_name: str = column("file", "文件名")
    kind: str = column("kind", "种类")
    bytes: int = column("bytes", "字节数")
    sha256: str = column("SHA-256", "SHA-256")
    attached_by: str = column("by", "上传人", kind="number", filled=True)
    attached_at: datetime = column("attached", "上传时间")


class Visit(Stored):
    """A return visit (001-1.5.9, 2.5.9): a score from 1 to 5, answers, and what came of it."""

    __tablename__ = "visits"
    __travels__ = "new"
    __table_args__ = (Index("visits_order", "order_no"), Index("visits_at", "at"))

    id: int = number("visit", "回访编号")
    order_no: str = column("order", "维修单号", kind="number")
    at: datetime = column("visited", "回访时间")
    visited_by: str = column("by", "回访员", kind="number", filled=True)
    result: str = column("result", "回访结果", codes="visit")
    score: int | None = column("score", "评分")
    answers: dict[str, Any] | None = column("answers", "回答")
    note: str | None = column("note", "备注")


class Violation(Stored):
    """What a station must not do: phone 800 to cancel or send a customer to (001-3.6.1), serve unprinted (001-1.5.6)."""

    __tablename__ = "violations"
    __travels__ = "new"
    __table_args__ = (Index("violations_order", "order_no"), Index("violations_station", "station", "at"))

    id: int = number()
    order_no: str = column("order", "维修单号", kind="number")
    kind: str = column("kind", "种类", codes="violation")
    station: str = column("station", "维修站", header="维修站编号", kind="station")
    at: datetime = column("time", "时间")
    recorded_by: str = column("by", "记录人", kind="number", filled=True)
    detail: str | None = column("details", "具体情况")
