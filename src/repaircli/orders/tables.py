"""The order with its promised times, contacts and facts."""

from datetime import date, datetime

from sqlalchemy import Index, text

from repaircli.platform.codes import T3_TYPES
from repaircli.platform.db.columns import Stored, column, flag, key, number


class Order(Stored):
    """A repair order. `station` is always the head station; rows of a batch still loading are invisible."""

    __tablename__ = "orders"
    __travels__ = "history"
    __table_args__ = (
        Index("orders_station", "station", "status"),
        Index("orders_region", "region", "status"),
        Index("orders_status", "status", "t1"),
        Index("orders_t1", "t1"),
        Index("orders_customer", "customer"),
        Index("orders_engineer", "engineer", "status"),
        Index("orders_branch", "branch", sqlite_where=text("branch IS NOT NULL")),
        Index("orders_group", "group_no", sqlite_where=text("group_no IS NOT NULL")),
        Index("orders_open", "station", "t1", sqlite_where=text("status NOT IN ('resolved', 'cancelled')")),
        Index("orders_load", "station", "t1", sqlite_where=text("status <> 'cancelled'")),
        Index(
            "orders_left", "station", sqlite_where=text("in_custody AND status IN ('resolved', 'cancelled')")
        ),
        Index("orders_closed", "station", "closed_at", sqlite_where=text("closed_at IS NOT NULL")),
        Index("orders_phones", "phones"),
        Index("orders_serial", "serial", sqlite_where=text("serial IS NOT NULL")),
        Index("orders_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
    )

    order_no: str = key("order", "维修单号", travels="new", kind="number", filled=True, file=1)
    origin: str = column("origin", "派单来源", travels="new", codes="origin", filled=True, file=2)
    service: str = column("service", "服务方式", travels="new", codes="service", file=3)
    status: str = column("status", "状态", codes="status", filled=True, file=22)
    station: str = column(
        "station", "维修站", header="维修站编号", group="where", travels="new", kind="station", file=4
    )
    region: str = column("region", "大区", group="where", filled=True, file=38)
    branch: str | None = column(
        "branch point",
        "分点",
        header="分点编号",
        group="where",
        travels="new",
        kind="station",
        edit="station",
        file=5,
    )
    engineer: str | None = column("engineer", "工程师", group="where", travels="new", kind="number", file=6)
    overload: str | None = column("beyond capacity because", "超产能派单原因", group="where", file=63)
    paid_visit: bool = flag("paid visit", "收费上门", travels="new", file=20)
    compensation_fund: bool = flag("visit paid by the fund", "特殊用户补偿金", file=58)
    group_no: str | None = column("group", "一次多台", kind="number", file=60)
    proxy_report: bool = flag("reported for the customer", "代用户报修", travels="new", file=21)
    customer: str = column(
        "customer", "用户", header="用户姓名", group="who", travels="new", edit="contact", file=7
    )
    phones: list[str] = column(
        "phone",
        "联系电话",
        default_factory=list,
        group="who",
        travels="new",
        kind="phones",
        edit="contact",
        file=8,
    )
    caller_no: str | None = column(
        "called from", "主叫号码", group="who", travels="new", kind="phone", edit="contact", file=9
    )
    number_history: list[dict[str, str | None]] | None = column(
        "numbers changed", "号码变更", kind="numbers", travels="history", file=68
    )
    """Of each number that was taken out, put in later, or written otherwise: see `platform.telephone.Entry`."""
    address: str = column("address", "地址", group="who", travels="new", edit="contact", file=10)
    area: str | None = column(
        "area", "区域编码", group="who", travels="new", kind="area", edit="contact", file=11
    )
    product: str | None = column(
        "product", "产品", group="machine", travels="new", codes="product", edit="station", file=12
    )
    model: str | None = column("model", "型号", group="machine", travels="new", edit="station", file=13)
    serial: str | None = column(
        "serial no.",
        "序列号",
        group="machine",
        travels="new",
        kind="digits",
        edit="station",
        file=14,
    )
    onsite_until: date | None = column(
        "on-site until", "上门期至", group="machine", travels="new", edit="station", file=15
    )
    warranty_until: date | None = column(
        "warranty until", "保修期至", group="machine", travels="new", edit="station", file=16
    )
    mark: str | None = column(
        "marked as", "单据标记", group="machine", travels="new", codes="mark", edit="contact", file=68
    )
    special: str | None = column(
        "special user", "特殊身份", group="who", travels="new", codes="special", file=18
    )
    fault: str = column("fault", "故障现象", group="who", travels="new", edit="station", file=17)
    reported_at: datetime | None = column("reported", "报修时间", group="times", file=59)
    t1: datetime = column("T1", "T1", header="派单时间", group="times", travels="new", filled=True, file=19)
    t2: datetime | None = column("T2", "T2", group="times", file=23)
    late_contact: bool = flag("late contact", "联系超时", file=39)
    first_contact_at: datetime | None = column("first call", "首次联系时间", group="times", file=40)
    special_notified_at: datetime | None = column(
        "special user reported", "特殊用户上报时间", group="times", file=61
    )
    special_notified_by: str | None = column(
        "special user reported by", "特殊用户上报人", kind="number", file=62
    )
    downloaded_at: datetime | None = column("downloaded", "下载时间", group="times", file=41)
    downloaded_by: str | None = column("downloaded by", "下载人", kind="number", file=42)
    printed_at: datetime | None = column("printed", "打印时间", group="times", file=25)
    print_exception: str | None = column("system failure", "未打印原因", group="times", file=43)
    agreed_at: datetime | None = column("time agreed beyond T33", "T33后约定时间", group="times", file=69)
    unprinted_why: str | None = column(
        "served unprinted because", "未打印即服务的原因", group="times", file=67
    )
    started_at: datetime | None = column("service started", "开始服务时间", group="times", file=44)
    repaired_at: datetime | None = column("repaired", "修复时间", group="times", file=45)
    signed_at: datetime | None = column("signed", "用户签字时间", group="times", file=26)
    arrived_at: datetime | None = column("machine arrived", "到站时间", group="times", file=46)
    in_custody: bool = flag("machine in station", "机器在站", file=37)
    voucher_no: str | None = column("pick-up voucher", "取机凭证", group="times", kind="number", file=47)
    recontact_at: datetime | None = column(
        "call again by", "承诺再次联系时间", group="times", edit="station", file=48
    )
    must_deliver_back: bool = flag("deliver back", "须送回", file=49)
    picked_up_at: datetime | None = column("picked up", "取机时间", group="times", file=50)
    delivered_at: datetime | None = column("delivered", "送回时间", group="times", file=51)
    parts_issued: bool = flag("part issued", "已发备件", file=52)
    closed_at: datetime | None = column("closed", "关单时间", group="end", file=27)
    closed_by: str | None = column("closed by", "关单人", group="end", kind="number", file=53)
    close_basis: str | None = column("basis", "关单依据", group="end", codes="close_basis", file=28)
    solution: str | None = column("actual fault and solution", "实际故障描述及解决方案", group="end", file=29)
    close_why: str | None = column("remark", "关单说明", group="end", file=54)
    promise_type: str | None = column("promise type", "承诺服务时间类型", one_of=T3_TYPES, file=55)
    promise_reason: str | None = column("promise reason", "承诺服务原因描述", file=56)
    pending_request: int | None = column("pending request", "待审批申请", file=64)
    cancelled_at: datetime | None = column("cancelled", "撤单时间", group="end", file=34)
    cancelled_by: str | None = column("cancelled by", "撤单人", group="end", kind="number", file=33)
    cancel_reason: str | None = column("cancel reason", "撤单原因", group="end", kind="reason", file=31)
    cancel_remark: str | None = column("cancel remark", "撤单备注", group="end", file=32)
    reassigned_from: str | None = column("reassigned from", "改派自", group="end", kind="number", file=35)
    reassigned_to: str | None = column("reassigned to", "改派至", group="end", kind="number", file=36)
    created_by: str | None = column("created by", "创建人", kind="number", file=65)
    created_at: datetime = column("created", "创建时间", filled=True, file=66)
    batch_id: int | None = column(internal=True)


class Promise(Stored):
    """One written T3 slot (1 = T31 … 3 = T33); `at` is NULL for the sentinels."""

    __tablename__ = "promises"
    __travels__ = "history"

    order_no: str = key(travels="never")
    slot: int = key(travels="never")
    at: datetime | None = column("time", "时间", header="", kind="promise", file=24)
    kind: str = column("kind", "种类", codes="t3_kind", file=24)
    type: str | None = column("type", "承诺服务时间类型", one_of=T3_TYPES, file=24)
    reason: str | None = column("reason", "承诺服务原因描述", file=24)
    parts_order: str | None = column("parts order", "备件订单", kind="number", file=57)
    part_code: str | None = column("part code", "备件编码", kind="digits", file=57)
    written_at: datetime = column("written", "回写时间", file=24)
    written_by: str = column("by", "回写人", kind="number", file=24)
    remark: str | None = column("remark", "备注", file=57)
    # what the order had before, for taking the T3 back
    status_before: str | None = column(internal=True)


class Contact(Stored):
    """One call to the customer: `at` when it was made, `recorded_at` when it was entered.

    `command` entered it beside its own work; `agreed_at` is a time agreed with the customer that no T3 holds.
    """

    __tablename__ = "contacts"
    __travels__ = "new"
    __table_args__ = (Index("contacts_order", "order_no", "at"),)

    id: int = number("no.", "编号")
    order_no: str = column("order", "维修单号", kind="number")
    at: datetime = column("called", "联系时间")
    recorded_at: datetime = column("entered", "记录时间", filled=True)
    result: str = column("result", "结果", codes="contact")
    number: str = column("number", "号码", kind="phone")
    prompt: str | None = column("heard", "提示音")
    note: str | None = column("note", "备注")
    recorded_by: str = column("by", "记录人", kind="number", filled=True)
    late: bool = flag("entered late", "补录")
    agreed_at: datetime | None = column("time agreed", "约定时间")
    command: str | None = column("entered by command", "录入命令")
    voided_at: datetime | None = column("voided", "作废时间")
    voided_by: str | None = column("voided by", "作废人", kind="number")
    void_why: str | None = column("voided because", "作废原因")


class Fact(Stored):
    """Transaction or a test that took place, which decides between closing and cancelling."""

    __tablename__ = "facts"
    __travels__ = "new"
    __table_args__ = (Index("facts_order", "order_no"),)

    id: int = number("no.", "编号")
    order_no: str = column("order", "维修单号", kind="number")
    code: str = column("work or test", "关单事实", kind="close_fact")
    note: str | None = column("note", "备注")
    logged_at: datetime = column("logged", "记录时间")
    logged_by: str = column("logged by", "记录人", kind="number", filled=True)
    voided_at: datetime | None = column("voided", "作废时间")
    voided_by: str | None = column("voided by", "作废人", kind="number")
    void_why: str | None = column("voided because", "作废原因")
