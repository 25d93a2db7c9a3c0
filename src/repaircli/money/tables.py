"""The fee table, and the months for which stations were settled."""

from datetime import date, datetime

from sqlalchemy import Index, text

from repaircli.platform.codes import LineKind
from repaircli.platform.db.columns import Stored, column, key, number


class Settlement(Stored):
    """A station's settled month, as it was when it was locked; `hash` is that of its lines. Money in fen.

    `orders` is the month's volume, `since` and `until` the month in UTC.
    """

    __tablename__ = "settlements"
    __table_args__ = (
        Index("settlements_month", "month", "station", unique=True),
        Index("settlements_station", "station", "month"),
    )

    id: int = number()
    month: str = column("month", "月份")
    station: str = column("station", "维修站")
    name: str = column("name", "名称")
    region: str = column()
    tier: str | None = column("tier", "结费等级")
    since: datetime = column()
    until: datetime = column()
    orders: int = column("orders", "维修单")
    total: int = column("total in yuan", "合计（元）")
    hash: str = column()
    locked_by: str = column()
    locked_at: datetime = column("locked", "锁定")


class SettlementLine(Stored):
    """One line of a settled month. `ref` is the replaced part or entrustment form that it is about, else 0.

    `of_month` is set on an adjustment: the month that it belongs to. `held` is what is not paid yet or at all.
    """

    __tablename__ = "settlement_lines"
    __table_args__ = (
        Index("settlement_lines_order", "order_no"),
        Index("settlement_lines_waiting", "order_no", sqlite_where=text("reason = 'not_returned'")),
    )

    settlement: int = key()
    seq: int = key()
    order_no: str = column("order", "维修单")
    of_month: str | None = column()
    kind: str = column(codes="settle_kind", one_of=tuple(LineKind))
    ref: int = column()
    closed_on: date = column("day of closing", "关单日")
    service: str = column(codes="service")
    product: str | None = column(codes="product")
    item: str | None = column("part or form", "备件或委托单")
    step: int | None = column()
    amount: int = column()
    held: int = column()
    reason: str = column("why", "说明", codes="settle_reason")
    clause: str = column("clause", "条款")
    score: int | None = column("score", "评分")


class Fee(Stored):
    """One row of the fee table: a tier's fee in fen for a service at a step of the month's volume, while it is valid."""

    __tablename__ = "fees"
    __travels__ = "new"
    __table_args__ = (Index("fees_once", "tier", "service", "product", "step", "valid_from", unique=True),)

    id: int = number()
    tier: str = column("tier", "结费等级", kind="number")
    service: str = column("service", "服务方式", codes="fee_service")
    product: str = column("product", "产品", codes="fee_product", filled=True)
    step: int = column("volume step", "台阶", filled=True)
    volume_from: int = column("orders a month from", "月单量起", filled=True)
    volume_to: int | None = column("orders a month to", "月单量止")
    fee: int = column("fee in yuan", "费用（元）", kind="money")
    valid_from: date = column("from day", "生效日期")
    valid_to: date | None = column("to day", "失效日期")
    set_by: str = column(travels="never")
    set_at: datetime = column(travels="never")
