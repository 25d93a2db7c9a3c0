"""Machines and the rows of the service policy."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint

from repaircli.platform.db.columns import Stored, column, number


class Machine(Stored):
    """A machine by its serial number (003-3.1.2). `serial_key` is the serial number as it is compared.

    `warranty_until` and `onsite_until` are dates that were promised for this machine alone; they win over the policy.
    """

    __tablename__ = "machines"
    __travels__ = "new"
    __table_args__ = (Index("machines_customer", "customer"), Index("machines_product", "product", "sold_on"))

    id: int = number()
    serial: str = column("serial no.", "序列号", kind="digits")
    serial_key: str = column(internal=True, unique=True)
    product: str = column("product", "产品", codes="product")
    model: str | None = column("model", "型号")
    configuration: str | None = column("configuration", "配置")
    customer: str = column("customer", "用户", header="用户姓名")
    phones: list[str] = column("phone", "联系电话", kind="phones", default_factory=list)
    address: str | None = column("address", "地址")
    area: str | None = column("area", "区域编码", kind="area")
    sold_on: date | None = column("sold", "销售日期")
    proof: str | None = column("proof of sale", "购机凭证")
    warranty_until: date | None = column("warranty until", "保修期至")
    onsite_until: date | None = column("on-site until", "上门期至")
    station: str | None = column("station", "维修站", header="维修站编号", kind="station")
    state: str = column("status", "状态", codes="machine_state", json="status", filled=True)
    replaces: str | None = column("replaces", "替换", kind="digits", travels="never")
    replaced_by: str | None = column("replaced by", "被替换为", kind="digits", travels="never")
    added_by: str = column("added by", "新增人", kind="number", travels="never")
    added_at: datetime = column("added", "新增时间", travels="never")


class ServicePolicy(Stored):
    """What a product has from the day of its sale (002-3.3): known by product, model and first day of sale.

    A row without a model is for every model of the product. What is empty is no right.
    """

    __tablename__ = "policies"
    __travels__ = "new"
    __table_args__ = (UniqueConstraint("product", "model", "from_day"),)

    id: int = number()
    product: str = column("product", "产品", codes="product")
    model: str = column("model", "型号", default="", filled=True)
    from_day: date = column("sold from", "销售起始日", json="from")
    warranty_months: int | None = column("months of warranty", "保修月数")
    onsite_months: int | None = column("months on site", "上门月数")
    refund_days: int | None = column("days to refund", "退货天数")
    exchange_days: int | None = column("days to exchange", "换货天数")
    doa_days: int | None = column("days of DOA", "开箱不良天数")
    exchange_repairs: int | None = column("repairs before exchange", "换机维修次数")
    set_by: str = column("set by", "设定人", kind="number", travels="never")
    set_at: datetime = column("set", "设定时间", travels="never")
