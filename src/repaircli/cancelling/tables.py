"""Cancel requests, what became of them, and special-situation forms."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Stored, column, flag, number


class CancelRequest(Stored):
    """A cancel request and what became of it.

    `decision` is the decision object of that moment, `facts` what it stood on (`rules.snapshot`; none before schema 3).
    """

    __tablename__ = "requests"
    __travels__ = "new"
    __table_args__ = (
        Index("requests_status", "status", "region"),
        Index("requests_order", "order_no"),
        Index("requests_station", "station", "status"),
        Index("requests_one_pending", "order_no", unique=True, sqlite_where=text("status = 'pending'")),
    )

    id: int = number("request", "申请编号", travels="new")
    order_no: str = column("order no.", "维修单号", kind="number")
    region: str = column("region", "大区", filled=True)
    station: str = column("station", "维修站", header="维修站编号", kind="station", filled=True)
    asked_by: str = column("asked by", "申请方", codes="asked_by")
    channel: str = column("channel", "渠道", one_of=("web", "phone800", "region"), filled=True)
    reason: str = column("reason", "撤单原因", kind="reason")
    detail: str = column("details", "具体情况")
    wished: date | None = column("wished date", "希望日期")
    asked_on: date | None = column("asked on", "提出日期")
    agrees_rereport: bool = flag("agrees to report again", "同意再次报修")
    to_station: str | None = column("target station", "改派维修站", kind="station")
    station_induced: bool = flag("led by the station", "站端引导")
    status: str = column("status", "状态", codes="request_status")
    decision: dict[str, Any] | None = column("decision", "判定")
    facts: dict[str, Any] | None = column("facts", "判定依据")
    requested_by: int = column(travels="never")
    requested_login: str = column("requested by", "申请人", kind="number")
    requested_name: str = column("name of the requester", "申请人姓名", filled=True)
    requested_at: datetime = column("requested at", "申请时间")
    decided_by: int | None = column(travels="never")
    decided_login: str | None = column("decided by", "审批人", kind="number")
    decided_name: str | None = column("name of the decider", "审批人姓名")
    decided_at: datetime | None = column("decided at", "审批时间")
    why: str | None = column("why", "说明")
    remark: str | None = column("remark", "撤单备注")
    new_order_no: str | None = column("new order", "新维修单号", kind="number")


class SpecialForm(Stored):
    """A special-case statement of a station to its region, about its `subject` alone (001-1.5.7, 2.5.6, 6.3.6)."""

    __tablename__ = "forms"
    __travels__ = "new"
    __table_args__ = (Index("forms_order", "order_no"), Index("forms_state", "state", "region"))

    id: int = number("statement", "说明表编号")
    order_no: str = column("order", "维修单号", kind="number")
    station: str = column("station", "维修站", header="维修站编号", kind="station", filled=True)
    region: str = column("region", "大区", filled=True)
    subject: str = column("about", "事由", codes="subject", filled=True)
    proposal: str = column("proposed", "服务方案")
    refusal: str = column("refused because", "用户意见")
    submitted_by: str = column("submitted by", "提交人", kind="number", filled=True)
    submitted_at: datetime = column("submitted", "提交时间")
    state: str = column("status", "状态", codes="form_state", json="status")
    opinion: str | None = column("opinion", "大区意见")
    decided_by: str | None = column("decided by", "审批人", kind="number")
    decided_at: datetime | None = column("decided", "审批时间")
    withdrawn_by: str | None = column("withdrawn by", "撤回人", kind="number")
    withdrawn_at: datetime | None = column("withdrawn", "撤回时间")
    withdraw_why: str | None = column("withdrawn because", "撤回原因")
