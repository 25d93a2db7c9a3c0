"""Codes, each with its Chinese word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from repaircli.platform.text import Word


class Role(StrEnum):
    """Identity a person acts with (requirements A3)."""

    AGENT = "agent"
    CISD = "cisd"
    LIAISON = "liaison"
    COORDINATOR = "coordinator"
    ENGINEER = "engineer"
    CSSD = "cssd"
    PARTS = "parts"
    VISITOR = "visitor"
    HOTLINE = "hotline"
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    CLERK = "clerk"
    ADMIN = "admin"


class Origin(StrEnum):
    """Who generated and dispatched the order (001-3.5.2, 001-3.5.3; `plan` is decided as `cc`)."""

    CC = "cc"
    REGION = "region"
    STATION = "station"
    PLAN = "plan"


class Service(StrEnum):
    ONSITE = "onsite"
    CARRY_IN = "carry-in"
    MAIL_IN = "mail-in"


class Status(StrEnum):
    """Order statuses (requirements A5); the last two are terminal."""

    DISPATCHED = "dispatched"
    DOWNLOADED = "downloaded"
    IN_SERVICE = "in_service"
    PARTS_REQUESTED = "parts_requested"
    MULTI_REPAIR = "multi_repair"
    AWAITING_PICKUP = "awaiting_pickup"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"


OPEN_STATUSES = tuple(s for s in Status if s not in (Status.RESOLVED, Status.CANCELLED))


class T3Kind(StrEnum):
    NORMAL = "normal"
    UNREACHABLE = "unreachable"
    PHONE_RESOLVED = "phone_resolved"


class ContactResult(StrEnum):
    """The result of a call to the customer, who was reached with REACHED, GUIDED and GUIDED_SOLVED."""

    REACHED = "reached"
    NO_ANSWER = "no-answer"
    NUMBER_INVALID = "number-invalid"
    GUIDED = "guided"
    GUIDED_SOLVED = "guided-solved"


SUCCESSFUL_CONTACTS = frozenset({ContactResult.REACHED, ContactResult.GUIDED, ContactResult.GUIDED_SOLVED})


class AskedBy(StrEnum):
    STATION = "station"
    REGION = "region"
    CUSTOMER = "customer"


class RequestStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class FormState(StrEnum):
    PENDING = "pending"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Subject(StrEnum):
    """What a special-case statement is about; it supports the cancel for that alone (001-1.5.7, 2.5.6, 6.3.6)."""

    PLAN = "plan"
    SERVICE = "service"
    SOFTWARE_OOW = "software-oow"


class Mark(StrEnum):
    """What an order turned out to be that needs no order (001-6.3.5)."""

    SOFTWARE = "software"
    OUT_OF_WARRANTY = "out-of-warranty"
    COMPLAINT = "complaint"
    BATCH = "batch"


class Special(StrEnum):
    """Special-identity users (001-4.3.1)."""

    MINISTRY = "ministry"
    MEDIA = "media"
    KEY_ACCOUNT = "key-account"
    RELATED = "related"


class Product(StrEnum):
    DESKTOP = "desktop"
    NOTEBOOK = "notebook"
    SERVER = "server"


class Level(StrEnum):
    """What an engineer is trained for, the highest first (002-1.3, S-14)."""

    EXPERT = "expert"
    SYSTEM = "system"
    SENIOR = "senior"
    PRODUCT = "product"
    REPAIR = "repair"
    ASSISTANT = "assistant"
    TRAINEE = "trainee"


class Tier(StrEnum):
    """The problems that an engineer can solve, the highest first (002-1.3)."""

    APPLICATION = "application"
    SYSTEM = "system"
    HARDWARE = "hardware"


class Platform(StrEnum):
    """Whether an engineer repairs some kinds of machines or all of them (002-1.3)."""

    SINGLE = "single"
    MULTI = "multi"


class MachineState(StrEnum):
    """What became of a machine."""

    IN_USE = "in_use"
    REPLACED = "replaced"
    RETURNED = "returned"
    RETIRED = "retired"


class CloseBasis(StrEnum):
    SIGNED = "signed"
    PHONE = "phone"
    PICKUP = "pickup"
    DELIVERED = "delivered"
    REGION_CONFIRMED = "region_confirmed"


class PartsStatus(StrEnum):
    """Where a part that was applied for is."""

    REQUESTED = "requested"
    SHIPPED = "shipped"
    RECEIVED = "received"


class ReferralKind(StrEnum):
    """Why a station passes a customer on instead of generating the order (001-2.5.1, 6.3.2, 6.3.4, 6.3.7)."""

    PROXY = "proxy"
    CARRIED_IN = "carried-in"
    OUT_OF_AREA = "out-of-area"
    PENDING_CASE = "pending-case"


class ReferralState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


class PendingState(StrEnum):
    """What the region made of a pending ticket (001-6.8.2)."""

    OPEN = "open"
    BATCH = "batch"
    NOT_BATCH = "not_batch"


class PollKind(StrEnum):
    """How a station was on line: it looked, or it took orders over."""

    POLL = "poll"
    DOWNLOAD = "download"


class Duty(StrEnum):
    """How often a station must be on line (001-6.2.1)."""

    REAL_TIME = "real_time"
    FOUR_TIMES = "four_times"


class ChangeState(StrEnum):
    """Where an application to change the network stands: with the region, with the CSSD, or decided."""

    APPLIED = "applied"
    AGREED = "agreed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ChangeCause(StrEnum):
    """Why capacity, areas or data of a station change; the cause decides the way (A-33)."""

    ROUTINE = "routine"
    AREA = "area"
    HOLIDAY = "holiday"
    EMERGENCY = "emergency"
    QUALITY = "quality"
    BASIC = "basic"


class VisitResult(StrEnum):
    """What came of a return visit."""

    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    UNREACHABLE = "unreachable"


class FeeService(StrEnum):
    """What the fee table has a fee for; `visit` is one paid from the special-user fund (001-6.3.7)."""

    ONSITE = "onsite"
    CARRY_IN = "carry-in"
    MAIL_IN = "mail-in"
    VISIT = "visit"


class FeeProduct(StrEnum):
    """Whose fee it is: every product's, or that of one, which goes before."""

    ANY = "any"
    DESKTOP = "desktop"
    NOTEBOOK = "notebook"
    SERVER = "server"


class LineKind(StrEnum):
    """What a line of a station's settlement is for (requirements A16)."""

    SERVICE = "service"
    PART = "part"
    MONITOR = "monitor"
    ENTRUST = "entrust"
    FUND = "fund"


T3_TYPES = ("承诺时间内", "备件原因", "多次维修", "客户原因", "故障复现")
"""承诺服务时间类型: the field's own words in every language (A-45)."""


def _words(codes: type[StrEnum], words: str) -> Mapping[str, str]:
    return dict(zip(map(str, codes), words.split(), strict=True))


ZH: Mapping[str, Mapping[str, str]] = {
    "role": _words(
        Role,
        "座席 客户信息支持部接口人 大区接口人 维修站协调员 维修站服务工程师 客户服务支持部接口人 客户服务支持部备件结费 回访员 热线工程师 服务经理 投诉监督岗 客服人员 管理员",
    ),
    "origin": _words(Origin, "座席派单 大区派单 站内生成 主动服务"),
    "service": _words(Service, "上门 送修 寄修"),
    "status": _words(Status, "已派单 已下载 处理中 备件申领中 多次维修中 待取机 已解决 已撤单"),
    "t3_kind": _words(T3Kind, "正常 联系不上 电话解决"),
    "contact": _words(ContactResult, "已联系上 无人接听 号码不正确 电话指导未解决 电话指导解决"),
    "asked_by": _words(AskedBy, "维修站 大区 用户"),
    "request_status": _words(RequestStatus, "待审批 已批准 已驳回 已撤回 不符合"),
    "plan_decision": {"approve": "批准", "reject": "驳回", "leave": "暂不处理"},
    "form_state": _words(FormState, "待审批 同意 不同意 已撤回"),
    "subject": _words(Subject, "服务方案 继续服务 软件/保外/委派"),
    "mark": _words(Mark, "软件 保外 投诉 批量"),
    "referral_kind": _words(ReferralKind, "代用户报修 期内送修 区域外上门 投诉待处理"),
    "referral_state": _words(ReferralState, "待受理 已受理 已撤回"),
    "pending_state": _words(PendingState, "待判断 批量问题 非批量问题"),
    "change_state": _words(ChangeState, "待大区同意 待客户服务支持部审批 已批准 已驳回 已撤回"),
    "change_cause": _words(ChangeCause, "常规 区域 节假日 突发 质量 基础信息"),
    "special": _words(Special, "部委机关 媒体记者 大客户 关系密切人员"),
    "product": _words(Product, "台式机 笔记本 服务器"),
    "level": _words(
        Level, "技术专家 系统工程师 资深工程师 产品工程师 维修服务工程师 维修助理工程师 维修产品工程师"
    ),
    "tier": _words(Tier, "应用级 系统级 硬件级"),
    "platform": _words(Platform, "单平台 多平台"),
    "close_basis": _words(CloseBasis, "用户签字 电话解决 用户取机 送回 大区确认"),
    "parts_status": _words(PartsStatus, "已申请 已发货 已到货"),
    "owed": {"replaced": "换下的故障件", "unused": "未用的备件"},
    "poll": _words(PollKind, "上网接单 下载"),
    "duty": _words(Duty, "实时在线 每天四次"),
    "visit": _words(VisitResult, "满意 不满意 联系不上"),
    "fee_service": _words(FeeService, "上门 送修 寄修 补偿金上门"),
    "fee_product": _words(FeeProduct, "全部 台式机 笔记本 服务器"),
    "settle_kind": {
        "service": "服务费",
        "part": "备件维修费",
        "monitor": "显示器维修费",
        "entrust": "委托费",
        "fund": "补偿金上门费",
        "adjustment": "前月调整",
    },
    "settle_reason": {
        "closed": "正常关单",
        "customer_pays": "用户付费，不结",
        "dearest": "维修费最高",
        "not_dearest": "非最高，不结",
        "not_returned": "未返还，暂不结",
        "no_part_fee": "未填维修费",
        "monitor": "显示器，单独结",
        "entrusted": "委托单",
        "fund": "补偿金",
        "no_tier": "未定结费等级",
        "no_fee": "费用表缺行",
        "gone": "不再结",
    },
    "settle_state": {"open": "未锁定", "provisional": "未满月", "locked": "已锁定", "partly": "部分锁定"},
    "bool": {"true": "是", "false": "否"},
    "import_state": {"loading": "导入中", "done": "已完成", "discarded": "已作废"},
    "outcome": {
        "cc_cancel": "座席撤单",
        "region_cancel": "大区撤单",
        "region_cancel_reassign": "撤单改派",
        "region_cancel_with_form": "凭特殊情况说明表撤单",
        "station_self_cancel": "站内自行撤单",
        "must_close": "正常关单，不予撤单",
        "continue_repair": "继续维修",
        "forward_to_region": "转大区",
        "edit_order": "更正维修单",
        "invalid_reason": "原因不适用",
        "forbidden": "不允许",
    },
    "urge_kind": {"special_user": "特殊用户", "special_need": "特殊需求"},
    "code_kind": {
        "fault-cause": "故障原因",
        "complaint-reason": "投诉原因",
        "visit-element": "回访要素",
        "order-type": "服务单类型",
        "carrier": "承运商",
        "expense-kind": "费用类别",
    },
    "machine_state": _words(MachineState, "在用 已换机 已退回 已报废"),
    "holds": {"in": "在期内", "out": "已过期", "unknown": "不详"},
    "warranty_basis": {
        "machine": "该机登记的日期",
        "policy": "服务政策",
        "order": "维修单上的日期",
        "said": "用户所述",
        "none": "无",
    },
    "fault_class": {
        "hardware": "硬件",
        "software": "软件",
        "network": "网络",
        "use": "使用不当",
        "transport": "运输",
        "none": "无故障",
    },
    "complaint_object": {"product": "产品", "department": "部门", "person": "人员"},
    "answer_type": {"score": "评分", "yes-no": "是否", "choice": "选项", "text": "文字"},
    "visit_subject": {"order": "维修单", "complaint": "投诉", "agreement": "服务协议", "customer": "用户"},
    "charged": {"parts": "配件", "items": "服务项目"},
    "violation": {
        "phoned_800": "维修站致电800撤单",
        "induced_customer": "引导用户拨打800撤单",
        "unprinted": "未打印维修单即服务",
    },
    "poll_rule": {"too_few": "上网次数不足", "gap": "间隔超过2小时", "waited": "派单等待下载过久"},
    "notification": {"queued": "待发", "sending": "发送中", "sent": "已发", "failed": "失败"},
}
"""Chinese words of the codes, by area. `rules.matrix` holds those of the cancel reasons."""


_PRINTED: Mapping[str, Mapping[str, str]] = {
    "origin": {"cc": "call centre", "plan": "planned service"},
    "poll_rule": {"too_few": "too few checks", "gap": "gap over 2 h", "waited": "order waited"},
    "settle_kind": {
        "service": "service fee",
        "part": "repair fee, part",
        "monitor": "repair fee, monitor",
        "entrust": "entrustment fee",
        "fund": "visit paid from the fund",
        "adjustment": "adjustment of",
    },
    "settle_reason": {
        "closed": "closed normally",
        "customer_pays": "paid by the customer",
        "dearest": "highest fee",
        "not_dearest": "not the highest fee, not paid",
        "not_returned": "part not returned, held back",
        "no_part_fee": "no repair fee entered",
        "monitor": "monitor, paid separately",
        "entrusted": "entrustment form",
        "fund": "compensation fund",
        "no_tier": "no settlement tier",
        "no_fee": "no row in the fee table",
        "gone": "no longer paid",
    },
}
"""English words of codes on printed pages; other codes read as words once their _ are blanks."""


def printed(area: str, code: str | None, lang: str) -> str:
    """The code on a page that people sign: a word in either language, never the code."""
    if lang == "zh" or code is None:
        return word(area, code, lang)
    return _PRINTED.get(area, {}).get(code) or code.replace("_", " ")


def word(area: str, code: str | None, lang: str) -> str:
    """The code as a person reads it: its Chinese word in Chinese, the code itself in English."""
    if code is None:
        return ""
    return ZH[area].get(code, code) if lang == "zh" else code


def named(area: str, code: str | None, *, typed: bool = False) -> Word:
    """The code as an argument of a sentence; `typed` where the reader may have to type it."""
    return Word(str(code or ""), ZH[area].get(str(code), str(code or "")), typed)


def choices(area: str) -> tuple[Word, ...]:
    """Every code of the area with its word, for a sentence that says what may be typed."""
    return tuple(named(area, code, typed=True) for code in ZH[area])


def code_of(area: str, text: str) -> str | None:
    """The code of `text`, which may be the code or its Chinese word; None when it is neither."""
    words = ZH[area]
    if text in words:
        return text
    return next((code for code, zh in words.items() if zh == text), None)


_BRACKETS = re.compile(r"\(.*?\)")


def plain(text: str) -> str:
    """`text` as words are compared: full-width characters made plain, small letters, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).replace("“", '"').replace("”", '"').casefold().split())


def exact(words: Mapping[str, str], text: str) -> str | None:
    """The code of `words` (code to Chinese word) whose code or word `text` is, brackets in the word left out or not."""
    wanted = plain(text)
    return next(
        (code for code, zh in words.items() if wanted in (code, plain(zh), _BRACKETS.sub("", plain(zh)))),
        None,
    )


def meant(
    words: Mapping[str, str], text: str, also: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, ...]:
    """The codes of `words` that `text` may stand for: the `exact` one, else every one that has `text` as a part.

    Looked at are the code, its word and its further words in `also`. A single character is no part.
    """
    if (found := exact(words, text)) is not None:
        return (found,)
    wanted = plain(text)
    return tuple(
        code
        for code, zh in words.items()
        if len(wanted) > 1 and any(wanted in known for known in (code, plain(zh), plain(also.get(code, ""))))
    )
