"""Areas, what each station serves and can take, when it was on line, and the applications to change it."""

from datetime import date, datetime

from sqlalchemy import Index, text

from repaircli.platform.codes import ChangeCause
from repaircli.platform.db.columns import Stored, column, flag, key, number


class ImportedArea(Stored):
    """An area that was imported, over the list that is shipped."""

    __tablename__ = "areas"

    code: str = key("area", "区域")
    name: str = column("name", "名称")
    parent: str | None = column("lies in", "上级")
    imported_by: str = column()
    imported_at: datetime = column()


class AreaWithout800(Stored):
    """An area without the 800 number, filed for a station (001 form 1)."""

    __tablename__ = "areas_without_800"
    __table_args__ = (Index("areas_without_800_once", "area", "station", unique=True),)

    id: int = number()
    area: str = column("area", "区域")
    station: str = column("station", "维修站")
    region: str = column("region", "大区")
    reason: str | None = column("reason", "原因", json="why")
    filed_by: str = column("filed by", "备案人")
    filed_at: datetime = column("filed at", "备案时间")


class Capacity(Stored):
    """Orders a day that a station can take from `from_day` on, or from `from_day` to `to_day`, both included."""

    __tablename__ = "capacity"
    __table_args__ = (Index("capacity_station", "station", "from_day"),)

    id: int = number()
    station: str = column("station", "维修站")
    daily: int = column("orders a day", "日产能", filled=True)
    from_day: date = column("from", "自", json="from")
    to_day: date | None = column("to", "至", json="to")
    cause: str = column("cause", "事由", codes="change_cause")
    note: str | None = column("note", "备注")
    set_by: str = column("set by", "设置人")
    set_at: datetime = column("set at", "设置时间")


_CAUSES = tuple(str(cause) for cause in ChangeCause if cause is not ChangeCause.ROUTINE)
"""A routine change needs no application."""


class Change(Stored):
    """One application with its way from station over region to the CSSD.

    `before` holds areas, capacity or data as they were when it was made. `effective_from` is the day from which it
    counts, once approved.
    """

    __tablename__ = "changes"
    __table_args__ = (Index("changes_state", "state", "region"), Index("changes_station", "station"))

    id: int = number("application", "申请")
    station: str = column("station", "维修站")
    region: str = column("region", "大区")
    cause: str = column("cause", "事由", codes="change_cause", one_of=_CAUSES)
    form: int | None = column()
    daily: int | None = column("orders a day", "日产能")
    add_areas: list[str] = column("areas added", "增加区域")
    remove_areas: list[str] = column("areas removed", "取消区域")
    product: str | None = column("product", "产品", codes="product")
    service: str | None = column("service", "服务方式", codes="service")
    data: dict[str, str] = column("data after", "变更后信息")
    before: dict[str, object] = column()
    from_day: date = column("from", "自", json="from")
    to_day: date | None = column("to", "至", json="to")
    effective_from: date | None = column("counts from", "实际生效日")
    reason: str = column("reason", "原因", json="why")
    state: str = column("status", "状态", codes="change_state", json="status")
    applied_by: str = column("applied by", "申请人")
    applied_as: str = column("applied as", "申请身份", codes="role")
    applied_at: datetime = column("applied at", "申请时间")
    agreed_by: str | None = column("agreed by", "大区同意人")
    agreed_at: datetime | None = column("agreed at", "大区同意时间")
    region_opinion: str | None = column("opinion of the region", "大区意见")
    decided_by: str | None = column("decided by", "审批人")
    decided_at: datetime | None = column("decided at", "审批时间")
    cssd_opinion: str | None = column("opinion of the CSSD", "客户服务支持部意见")


class Coverage(Stored):
    """From `from_day` on, or until `to_day`, a station serves an area, or with `covers` false no longer does.

    `product` and `service` limit it to one line of products or one way of service; `change` is the application that
    brought it.
    """

    __tablename__ = "coverage"
    __table_args__ = (Index("coverage_station", "station", "from_day"),)

    id: int = number()
    station: str = column("station", "维修站")
    area: str = column("area", "区域")
    covers: bool = flag("serves", "服务")
    product: str | None = column("product", "产品", codes="product")
    service: str | None = column("service", "服务方式", codes="service")
    from_day: date = column("from", "自", json="from")
    to_day: date | None = column("to", "至", json="to")
    cause: str = column("cause", "事由", codes="change_cause")
    change: int | None = column("application", "申请")
    set_by: str = column("set by", "设置人")
    set_at: datetime = column("set at", "设置时间")


class Poll(Stored):
    """One visit of a station to its orders (001-6.2.1); `kind` is poll or download."""

    __tablename__ = "polls"
    __travels__ = "new"
    __table_args__ = (
        Index("polls_station", "station", "at"),
        Index("polls_at", "at"),
        Index("polls_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
    )

    id: int = number()
    station: str = column("station", "维修站", header="维修站编号", kind="station")
    at: datetime = column("online", "时间")
    login: str = column("by", "账号", kind="number")
    role: str = column("role", "角色", codes="role")
    kind: str = column("kind", "种类", codes="poll")
    batch_id: int | None = column(internal=True)
