"""Regions and stations."""

from datetime import date, datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Stored, column, flag, key


class Station(Stored):
    """A repair station. `no` is text and keeps its zeros; `head` is set on a branch only.

    `areas` are the codes of the areas that it was set up with. `closed` holds until the day of the next of `closes_on`
    and `reopens_on`.
    """

    __tablename__ = "stations"
    __travels__ = "new"
    __table_args__ = (Index("stations_region", "region"), Index("stations_head", "head"))

    no: str = key("station", "维修站", header="维修站编号", kind="station", json="station")
    name: str = column("name", "名称")
    region: str = column("region", "大区")
    head: str | None = column("head station", "总站编号", kind="station")
    notebook: bool = flag("notebook station", "笔记本站")
    monthly_volume: int | None = column("orders a month", "月维修量")
    areas: list[str] = column("areas", "服务区域", kind="texts", filled=True, default_factory=list)
    kind: str | None = column("type", "类型")
    tier: str | None = column("tier", "结费等级")
    phone: str | None = column("phone", "电话", kind="shown_phone")
    address: str | None = column("address", "地址")
    principal: str | None = column("person in charge", "负责人")
    closed: bool = flag("closed", "已关闭")
    created_at: datetime = column(travels="never")
    closes_on: date | None = column("closes on", "关闭日", travels="never")
    reopens_on: date | None = column("opens again on", "重开日", travels="never")


class Region(Stored):
    """A region of the network, known by its name."""

    __tablename__ = "regions"

    name: str = key("region", "大区", json="region")
    created_at: datetime = column("added", "新增时间")
