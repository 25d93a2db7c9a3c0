"""The columns of every exchanged file: key, headers in two languages, how a cell is read and written."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from repaircli.platform import codes
from repaircli.platform.codes import T3_TYPES
from repaircli.platform.inputs import one_cell, several
from repaircli.platform.text import Msg, msg
from repaircli.rules.cancelling.matrix import ROWS, named, reason_code
from repaircli.rules.money import amounts
from repaircli.rules.orders.close_facts import CLOSE_FACTS
from repaircli.tabular.delimited import place
from repaircli.tabular.rows import BadCell, Row, RowError, harmless, letter

SENTINEL = date(2010, 1, 1)
"""The day in T3 that stands for no real time (requirements A9)."""
LONGEST_TEXT = 10_000
"""Characters in one field of an order."""


@dataclass(slots=True)
class Reading:
    """What reading the cells needs from outside, and what was repaired on the way.

    `moment` and `day` read a time and a day (ValueError with a Msg as its argument where they cannot). `repaired`
    counts each repair by column, text and what it was read as.
    """

    moment: Callable[[str], datetime]
    day: Callable[[str], date]
    repaired: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def repair(self, column: str, text: str, value: str) -> None:
        known = (column, text, value)
        self.repaired[known] = self.repaired.get(known, 0) + 1


Parse = Callable[[str, Reading], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key (also its English header), its Chinese header, its parser.

    `history` marks what only a record with a past has. `write` is the text of a value where it is not that of its type.
    """

    key: str
    zh: str
    parse: Parse
    required: bool = False
    history: bool = False
    write: Callable[[Any], str] | None = None


def folded(header: str) -> str:
    """A header for comparing: full-width forms made plain, blanks at its ends and letter case left out."""
    return re.sub(r"[\s\-]+", "_", unicodedata.normalize("NFKC", header).strip().strip("﻿").lower())


def plain(text: str) -> str:
    """A code, number or date for reading: NFKC, without blanks at its ends."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


# Parsers. Each gets the text of a cell that is not empty.


def free_text(text: str, reading: Reading) -> str:
    """Text as it stands, blanks and line ends included."""
    if len(text) > LONGEST_TEXT:
        raise BadCell(
            "too_long", msg("longer than {limit} characters", limit=LONGEST_TEXT), msg("shorten the text")
        )
    return text


def number_text(text: str, reading: Reading) -> str:
    """An identifier such as an order number: no blanks at its ends, no control characters."""
    found = text.strip()
    if not found or not found.isprintable():
        raise BadCell("identifier", msg("not a number or name on one line"), msg("type it again"))
    _not_scientific(found)
    return free_text(found, reading)


def station_number(text: str, reading: Reading) -> str:
    """A station number: six digits as text; zeros that a spreadsheet dropped are put back and reported."""
    found = _digits(text)
    _not_scientific(found)
    if not re.fullmatch(r"[0-9]{1,6}", found):
        raise BadCell("station_no", msg("a station number has six digits"), msg("for example 000104"))
    if len(found) < 6:
        reading.repair("station", found, found.zfill(6))
        return found.zfill(6)
    return found


_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")


def phone(text: str, reading: Reading) -> str:
    """One telephone number, full-width digits made plain; what a spreadsheet rounded is refused."""
    found = _digits(text)
    _not_scientific(found)
    if re.fullmatch(r"[0-9]{7,}\.0+", found):
        found = found.partition(".")[0]
    if not any(c.isdigit() for c in found) or not found.isprintable():
        raise BadCell(
            "phone", msg("not a telephone number"), msg("digits, for example 010-61234567 or 13800000000")
        )
    return free_text(found, reading)


def phones(text: str, reading: Reading) -> list[str]:
    """One or more telephone numbers, each once."""
    found = list(dict.fromkeys(phone(part, reading) for part in several(text)))
    if not found:
        raise BadCell(
            "phone", msg("not a telephone number"), msg("digits, for example 010-61234567 or 13800000000")
        )
    return found


def area(text: str, reading: Reading) -> str:
    """An area code, as it stands."""
    _not_scientific(text)
    return free_text(text, reading)


def texts(text: str, reading: Reading) -> list[str]:
    """Several texts such as area codes, each once."""
    found = list(dict.fromkeys(several(text)))
    for part in found:
        _not_scientific(part)
    return [free_text(part, reading) for part in found]


def day(text: str, reading: Reading) -> date:
    try:
        return reading.day(_digits(text))
    except ValueError as error:
        if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", plain(text)):
            raise BadCell(
                "date",
                msg("a spreadsheet's day number, not a date"),
                msg("format the column as a date, for example 2026-06-01"),
            ) from None
        raise _bad_time("date", error, msg("for example 2026-06-01 or 2026/6/1")) from None


def moment(text: str, reading: Reading) -> datetime:
    """A time of a day; a day alone is refused, because midnight would be a guess."""
    found = _digits(text)
    try:
        at = reading.moment(found)
    except ValueError as error:
        raise _bad_time("time", error, msg("for example 2026-06-01 08:32:24 or 2026/6/1 8:32")) from None
    if ":" not in found:
        raise BadCell("time", msg("the time of day is missing"), msg("for example 2026-06-01 08:32"))
    return at


def promise(text: str, reading: Reading) -> datetime | date:
    """A promised time, or the day 2010-01-01 that stands for a sentinel."""
    found = _digits(text)
    if found.startswith("2010"):
        with suppress(ValueError):
            if reading.day(found) == SENTINEL:
                return SENTINEL
    return moment(text, reading)


def whole(text: str, reading: Reading) -> int:
    """A count: ASCII or full-width digits only."""
    found = _digits(text)
    if re.fullmatch(r"[0-9]{1,9}\.0+", found):
        found = found.partition(".")[0]
    if not re.fullmatch(r"[0-9]{1,9}", found):
        raise BadCell("integer", msg("not a whole number"), msg("digits only, for example 120"))
    return int(found)


def amount(text: str, reading: Reading) -> int:
    """An amount in amount, as fen."""
    try:
        return amounts.fen(_digits(text))
    except ValueError:
        raise BadCell("amount", msg("not an amount in yuan"), msg("for example 120 or 120.50")) from None


_YES = {"是", "yes", "y", "true", "1", "有", "√"}
_NO = {"否", "no", "n", "false", "0", "无", "×"}


def boolean(text: str, reading: Reading) -> bool:
    found = plain(text).lower()
    if found in _YES:
        return True
    if found in _NO:
        return False
    raise BadCell("boolean", msg("neither yes nor no"), msg("是 or 否, true or false"))


def code(area: str) -> Parse:
    """A code of `domain.ZH`, or its Chinese word."""

    @lru_cache(maxsize=256)
    def look_up(text: str) -> str | None:
        # some Chinese words hold a full-width comma, which `plain` makes another
        ways = (text.strip(), plain(text), plain(text).lower())
        return next((found for way in ways if (found := codes.code_of(area, way))), None)

    def parse(text: str, reading: Reading) -> str:
        found = look_up(text)
        if found is None:
            known = tuple(f"{c} {zh}" for c, zh in codes.ZH[area].items())
            raise BadCell("code", msg("unknown value"), msg("one of {known}", known=known))
        return found

    return parse


def one_of(known: Sequence[str]) -> Parse:
    """One of the words of `known`, compared after NFKC."""
    by_plain = {plain(word): word for word in known}

    def parse(text: str, reading: Reading) -> str:
        found = by_plain.get(plain(text))
        if found is None:
            raise BadCell("code", msg("unknown value"), msg("one of {known}", known=tuple(known)))
        return found

    return parse


def reason(text: str, reading: Reading) -> str:
    """A cancel reason: its code or the Chinese word of its row."""
    found = reason_code(text)
    if found is None:
        raise BadCell(
            "code",
            msg("unknown cancel reason"),
            msg("one of {known}", known=tuple(named(c, typed=True) for c in ROWS)),
        )
    return found


def facts(text: str, reading: Reading) -> list[str]:
    """Close facts by code or Chinese word, each once."""
    found = []
    for part in several(text):
        known = reason_code(part)
        if known not in CLOSE_FACTS:
            raise BadCell(
                "code",
                msg("unknown close fact"),
                msg("one of {known}", known=tuple(named(c, typed=True) for c in CLOSE_FACTS)),
            )
        found.append(known)
    return list(dict.fromkeys(found))


def json_value(text: str, reading: Reading) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise BadCell("json", msg("not JSON"), msg("leave the cell as it was exported")) from None


def _digits(text: str) -> str:
    # `="000104"` and a leading apostrophe are how people keep a spreadsheet from changing digits.
    found = plain(text)
    if found[:2] == '="' and found[-1:] == '"':
        found = found[2:-1]
    return found.removeprefix("'").strip()


def _not_scientific(found: str) -> None:
    found = plain(found)
    if ("E" in found or "e" in found) and _SCIENTIFIC.fullmatch(found):
        raise BadCell(
            "digits_lost",
            msg("a spreadsheet rounded this number and its digits are lost"),
            msg("format the column as text in the source, and type the number again"),
        )


def _bad_time(kind: str, error: ValueError, fix: Msg) -> BadCell:
    text = error.args[0] if error.args and isinstance(error.args[0], Msg) else msg("not a time")
    return BadCell(kind, text, fix)


def _slot(n: int) -> tuple[Column, ...]:
    key, zh = f"t3{n}", f"T3{n}"
    return (
        Column(key, zh, promise, history=True),
        Column(f"{key}_kind", f"{zh}种类", code("t3_kind"), history=True),
        Column(f"{key}_type", f"{zh}承诺服务时间类型", one_of(T3_TYPES), history=True),
        Column(f"{key}_reason", f"{zh}承诺服务原因描述", free_text, history=True),
        Column(f"{key}_written_at", f"{zh}回写时间", moment, history=True),
        Column(f"{key}_written_by", f"{zh}回写人", number_text, history=True),
    )


def _slot_more(n: int) -> tuple[Column, ...]:
    key, zh = f"t3{n}", f"T3{n}"
    return (
        Column(f"{key}_parts_order", f"{zh}备件订单", free_text, history=True),
        Column(f"{key}_part_code", f"{zh}备件编码", free_text, history=True),
        Column(f"{key}_remark", f"{zh}备注", free_text, history=True),
    )


ORDERS: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text),
    Column("origin", "派单来源", code("origin")),
    Column("service", "服务方式", code("service"), required=True),
    Column("station", "维修站编号", station_number, required=True),
    Column("branch", "分点编号", station_number),
    Column("engineer", "工程师", number_text),
    Column("customer", "用户姓名", free_text, required=True),
    Column("phones", "联系电话", phones, required=True),
    Column("caller_no", "主叫号码", phone),
    Column("address", "地址", free_text, required=True),
    Column("area", "区域编码", area),
    Column("product", "产品", code("product")),
    Column("model", "型号", free_text),
    Column("serial", "序列号", free_text),
    Column("onsite_until", "上门期至", day),
    Column("warranty_until", "保修期至", day),
    Column("fault", "故障现象", free_text, required=True),
    Column("special", "特殊身份", code("special")),
    Column("t1", "派单时间", moment),
    Column("paid_visit", "收费上门", boolean),
    Column("proxy_report", "代用户报修", boolean),
    Column("status", "状态", code("status"), history=True),
    Column("t2", "T2", moment, history=True),
    *_slot(1),
    *_slot(2),
    *_slot(3),
    Column("printed_at", "打印时间", moment, history=True),
    Column("signed_at", "用户签字时间", moment, history=True),
    Column("closed_at", "关单时间", moment, history=True),
    Column("close_basis", "关单依据", code("close_basis"), history=True),
    Column("solution", "实际故障描述及解决方案", free_text, history=True),
    Column("facts", "关单事实", facts, history=True),
    Column("cancel_reason", "撤单原因", reason, history=True),
    Column("cancel_remark", "撤单备注", free_text, history=True),
    Column("cancelled_by", "撤单人", number_text, history=True),
    Column("cancelled_at", "撤单时间", moment, history=True),
    Column("reassigned_from", "改派自", number_text, history=True),
    Column("reassigned_to", "改派至", number_text, history=True),
    Column("in_custody", "机器在站", boolean, history=True),
    Column("region", "大区", free_text, history=True),
    Column("late_contact", "联系超时", boolean, history=True),
    Column("first_contact_at", "首次联系时间", moment, history=True),
    Column("downloaded_at", "下载时间", moment, history=True),
    Column("downloaded_by", "下载人", number_text, history=True),
    Column("print_exception", "未打印原因", free_text, history=True),
    Column("started_at", "开始服务时间", moment, history=True),
    Column("repaired_at", "修复时间", moment, history=True),
    Column("arrived_at", "到站时间", moment, history=True),
    Column("voucher_no", "取机凭证", number_text, history=True),
    Column("recontact_at", "承诺再次联系时间", moment, history=True),
    Column("must_deliver_back", "须送回", boolean, history=True),
    Column("picked_up_at", "取机时间", moment, history=True),
    Column("delivered_at", "送回时间", moment, history=True),
    Column("parts_issued", "已发备件", boolean, history=True),
    Column("closed_by", "关单人", number_text, history=True),
    Column("close_why", "关单说明", free_text, history=True),
    Column("promise_type", "承诺服务时间类型", one_of(T3_TYPES), history=True),
    Column("promise_reason", "承诺服务原因描述", free_text, history=True),
    *_slot_more(1),
    *_slot_more(2),
    *_slot_more(3),
    Column("compensation_fund", "特殊用户补偿金", boolean, history=True),
    Column("reported_at", "报修时间", moment, history=True),
    Column("group_no", "一次多台", number_text, history=True),
    Column("special_notified_at", "特殊用户上报时间", moment, history=True),
    Column("special_notified_by", "特殊用户上报人", number_text, history=True),
    Column("overload", "超产能派单原因", free_text, history=True),
    Column("pending_request", "待审批申请", whole, history=True),
    Column("created_by", "创建人", number_text, history=True),
    Column("created_at", "创建时间", moment, history=True),
)

STATIONS: tuple[Column, ...] = (
    Column("no", "维修站编号", station_number, required=True),
    Column("name", "名称", free_text, required=True),
    Column("region", "大区", free_text, required=True),
    Column("head", "总站编号", station_number),
    Column("notebook", "笔记本站", boolean),
    Column("monthly_volume", "月维修量", whole),
    Column("daily", "日产能", whole),
    Column("areas", "服务区域", texts),
    Column("kind", "类型", free_text),
    Column("tier", "结费等级", free_text),
    Column("phone", "电话", phone),
    Column("address", "地址", free_text),
    Column("principal", "负责人", free_text),
    Column("closed", "已关闭", boolean),
)

FEES: tuple[Column, ...] = (
    Column("tier", "结费等级", number_text, required=True),
    Column("service", "服务方式", code("fee_service"), required=True),
    Column("product", "产品", code("fee_product")),
    Column("step", "台阶", whole),
    Column("volume_from", "月单量起", whole),
    Column("volume_to", "月单量止", whole),
    Column("fee", "费用（元）", amount, required=True),
    Column("valid_from", "生效日期", day, required=True),
    Column("valid_to", "失效日期", day),
)

CONTACTS: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text, required=True),
    Column("at", "联系时间", moment, required=True),
    Column("recorded_at", "记录时间", moment),
    Column("result", "结果", code("contact"), required=True),
    Column("number", "号码", phone, required=True),
    Column("prompt", "提示音", free_text),
    Column("note", "备注", free_text),
    Column("recorded_by", "记录人", number_text),
    Column("late", "补录", boolean),
    Column("voided_at", "作废时间", moment),
    Column("voided_by", "作废人", number_text),
    Column("void_why", "作废原因", free_text),
)


def _fact(text: str, reading: Reading) -> str:
    found = facts(text, reading)
    if len(found) != 1:
        raise BadCell(
            "code",
            msg("unknown close fact"),
            msg("one of {known}", known=tuple(named(c, typed=True) for c in CLOSE_FACTS)),
        )
    return found[0]


FACTS: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text, required=True),
    Column("code", "关单事实", _fact, required=True),
    Column("note", "备注", free_text),
    Column("logged_at", "记录时间", moment, required=True),
    Column("logged_by", "记录人", number_text),
    Column("voided_at", "作废时间", moment),
    Column("voided_by", "作废人", number_text),
    Column("void_why", "作废原因", free_text),
)

URGES: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text, required=True),
    Column("kind", "种类", one_of(("special_user", "special_need")), required=True),
    Column("text", "内容", free_text, required=True),
    Column("created_by", "创建人", number_text),
    Column("created_at", "创建时间", moment, required=True),
)

PARTS: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text, required=True),
    Column("po", "备件订单", number_text, required=True),
    Column("part_code", "备件编码", free_text, required=True),
    Column("part_name", "备件名称", free_text),
    Column("eta", "承诺到货日", day),
    Column("status", "状态", code("parts_status"), required=True),
    Column("requested_by", "申请人", number_text),
    Column("requested_at", "申请时间", moment, required=True),
    Column("shipped_by", "发货人", number_text),
    Column("shipped_at", "发货时间", moment),
    Column("received_by", "收货人", number_text),
    Column("received_at", "到货时间", moment),
    Column("returned_by", "归还人", number_text),
    Column("returned_at", "归还时间", moment),
)

REPLACED: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text, required=True),
    Column("part_code", "备件编码", free_text, required=True),
    Column("name", "备件名称", free_text, required=True),
    Column("old_barcode", "故障件条码", free_text),
    Column("new_barcode", "更换件条码", free_text),
    Column("monitor", "显示器", boolean),
    Column("fee", "费用", amount, write=amounts.yuan),
    Column("logged_by", "记录人", number_text),
    Column("logged_at", "记录时间", moment, required=True),
    Column("returned_by", "归还人", number_text),
    Column("returned_at", "归还时间", moment),
)

VISITS: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text, required=True),
    Column("at", "回访时间", moment, required=True),
    Column("visited_by", "回访员", number_text),
    Column("result", "回访结果", code("visit"), required=True),
    Column("score", "评分", whole),
    Column("answers", "回答", json_value),
    Column("note", "备注", free_text),
)

ADVICES: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text, required=True),
    Column("solution", "解决方案", free_text, required=True),
    Column("given_by", "大区接口人", number_text),
    Column("given_at", "时间", moment, required=True),
)

ENTRUSTMENTS: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text, required=True),
    Column("station", "维修站编号", station_number),
    Column("region", "大区", free_text),
    Column("paper_no", "纸单号", number_text, required=True),
    Column("tier", "结费等级", free_text),
    Column("onsite_fee", "第一台阶上门费", amount, write=amounts.yuan),
    Column("carry_in_fee", "第一台阶送修费", amount, write=amounts.yuan),
    Column("computed", "计算值", amount, write=amounts.yuan),
    Column("fee", "委托费", amount, required=True, write=amounts.yuan),
    Column("why", "说明", free_text),
    Column("issued_by", "开单人", number_text),
    Column("issued_at", "开单时间", moment, required=True),
    Column("voided_by", "作废人", number_text),
    Column("voided_at", "作废时间", moment),
    Column("void_why", "作废原因", free_text),
)

VIOLATIONS: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text, required=True),
    Column("kind", "种类", one_of(("phoned_800", "induced_customer")), required=True),
    Column("station", "维修站编号", station_number, required=True),
    Column("at", "时间", moment, required=True),
    Column("recorded_by", "记录人", number_text),
    Column("detail", "具体情况", free_text),
)

PENDING: tuple[Column, ...] = (
    Column("id", "待处理单编号", whole, required=True),
    Column("region", "大区", free_text, required=True),
    Column("station", "维修站编号", station_number),
    Column("customer", "用户姓名", free_text, required=True),
    Column("phones", "联系电话", phones, required=True),
    Column("address", "地址", free_text, required=True),
    Column("units", "台数", whole, required=True),
    Column("fault", "故障现象", free_text, required=True),
    Column("order_values", "报修内容", json_value, required=True),
    Column("state", "状态", code("pending_state"), required=True),
    Column("created_by", "创建人", number_text, required=True),
    Column("created_at", "创建时间", moment, required=True),
    Column("judged_by", "判断人", number_text),
    Column("judged_at", "判断时间", moment),
    Column("why", "说明", free_text),
    Column("orders", "维修单", texts),
)

REFERRALS: tuple[Column, ...] = (
    Column("id", "转报编号", whole, required=True),
    Column("kind", "种类", code("referral_kind"), required=True),
    Column("station", "维修站编号", station_number, required=True),
    Column("branch", "分点编号", station_number),
    Column("region", "大区", free_text, required=True),
    Column("customer", "用户姓名", free_text, required=True),
    Column("phones", "联系电话", phones, required=True),
    Column("caller_no", "主叫号码", phone),
    Column("address", "地址", free_text, required=True),
    Column("area", "区域编码", area),
    Column("product", "产品", code("product")),
    Column("model", "型号", free_text),
    Column("serial", "序列号", free_text),
    Column("onsite_until", "上门期至", day),
    Column("warranty_until", "保修期至", day),
    Column("fault", "故障现象", free_text, required=True),
    Column("said_first", "事先说明", free_text),
    Column("in_station", "机器在站", boolean),
    Column("note", "备注", free_text),
    Column("ticket", "待处理单编号", whole),
    Column("state", "状态", code("referral_state"), required=True),
    Column("created_by", "创建人", number_text, required=True),
    Column("created_at", "创建时间", moment, required=True),
    Column("taken_by", "受理人", number_text),
    Column("taken_at", "受理时间", moment),
    Column("order_no", "维修单号", number_text),
)

POLLS: tuple[Column, ...] = (
    Column("station", "维修站编号", station_number, required=True),
    Column("at", "时间", moment, required=True),
    Column("login", "登录名", number_text, required=True),
    Column("role", "角色", code("role"), required=True),
    Column("kind", "种类", code("poll"), required=True),
)

FORMS: tuple[Column, ...] = (
    Column("order_no", "维修单号", number_text, required=True),
    Column("station", "维修站编号", station_number),
    Column("region", "大区", free_text),
    Column("proposal", "服务方案", free_text, required=True),
    Column("refusal", "用户意见", free_text, required=True),
    Column("submitted_by", "提交人", number_text),
    Column("submitted_at", "提交时间", moment, required=True),
    Column("state", "状态", code("form_state"), required=True),
    Column("opinion", "大区意见", free_text),
    Column("decided_by", "审批人", number_text),
    Column("decided_at", "审批时间", moment),
)

REQUESTS: tuple[Column, ...] = (
    Column("id", "申请编号", whole, required=True),
    Column("order_no", "维修单号", number_text, required=True),
    Column("region", "大区", free_text),
    Column("station", "维修站编号", station_number),
    Column("asked_by", "申请方", code("asked_by"), required=True),
    Column("channel", "渠道", one_of(("web", "phone800", "region"))),
    Column("reason", "撤单原因", reason, required=True),
    Column("detail", "具体情况", free_text, required=True),
    Column("wished", "希望日期", day),
    Column("asked_on", "提出日期", day),
    Column("agrees_rereport", "同意再次报修", boolean),
    Column("to_station", "改派维修站", station_number),
    Column("station_induced", "站端引导", boolean),
    Column("status", "状态", code("request_status"), required=True),
    Column("decision", "判定", json_value),
    Column("facts", "判定依据", json_value),
    Column("requested_login", "申请人", number_text, required=True),
    Column("requested_name", "申请人姓名", free_text),
    Column("requested_at", "申请时间", moment, required=True),
    Column("decided_login", "审批人", number_text),
    Column("decided_name", "审批人姓名", free_text),
    Column("decided_at", "审批时间", moment),
    Column("why", "说明", free_text),
    Column("remark", "撤单备注", free_text),
    Column("new_order_no", "新维修单号", number_text),
)


# Layout of one file.


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of the file is which: the header as it stands and, by place, the column or None."""

    header: tuple[str, ...]
    columns: tuple[Column | None, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(c.key for c in self.columns if c is not None)

    def at(self, key: str) -> int | None:
        """The place of the column `key` in the file."""
        return next((i for i, c in enumerate(self.columns) if c is not None and c.key == key), None)

    def error(
        self, row: Row, key: str | None, code: str, text: Msg, fix: Msg, clause: str | None = None
    ) -> RowError:
        """An error of `row`, at its cell of the column `key` where the file has one."""
        index = self.at(key) if key else None
        if index is None:
            return RowError(row.line, code, text, fix, clause=clause)
        value = harmless(row.cells[index])
        where, name = letter(index), self.header[index]
        return RowError(place(row, index), code, text, fix, where, name, value, clause=clause)


def names(columns: Iterable[Column]) -> Mapping[str, Column]:
    """The columns by folded header, English and Chinese."""
    return {folded(name): c for c in columns for name in (c.key, c.zh)}


def known_headers(columns: Iterable[Column]) -> Callable[[str], bool]:
    """Whether a header is that of one of the columns."""
    found = names(columns)
    return lambda header: folded(header) in found


def lay_out(
    header: Sequence[str], line: int, columns: Sequence[Column]
) -> tuple[Layout, list[RowError], list[Msg]]:
    """Finds the columns of the file `header`; missing and doubled ones are errors, unknown ones warnings."""
    known = names(columns)
    found = tuple(known.get(folded(name)) for name in header)
    errors: list[RowError] = []
    seen: dict[str, str] = {}
    for i, (name, column) in enumerate(zip(header, found, strict=True)):
        if column is None:
            continue
        if column.key in seen:
            text = msg("column {name} is there twice, as {first} too", name=name, first=seen[column.key])
            errors.append(
                RowError(
                    line,
                    "duplicate_column",
                    text,
                    msg("remove one of the two columns"),
                    letter(i),
                    name,
                    harmless(name),
                )
            )
        seen.setdefault(column.key, name)
    for column in columns:
        if column.required and column.key not in seen:
            text = msg("column {key} ({zh}) is missing", key=column.key, zh=column.zh)
            errors.append(
                RowError(line, "missing_column", text, msg("add the column to the file"), None, column.key)
            )
    unknown = tuple(
        harmless(name) for name, column in zip(header, found, strict=True) if column is None and name.strip()
    )
    warnings = [msg("unknown columns are left out: {names}", names=unknown)] if unknown else []
    return Layout(tuple(header), found), errors, warnings


def read_cells(row: Row, layout: Layout, reading: Reading) -> tuple[dict[str, Any], list[RowError]]:
    """The values of one row by key, None for an empty cell, and every error in its cells."""
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    for cell, column in zip(row.cells, layout.columns, strict=True):
        if column is None:
            continue
        values[column.key] = None
        text = unguarded(cell) if cell[:1] == "'" else cell
        if not text or (text.isspace() and (column.required or column.parse is not free_text)):
            if column.required:
                errors.append(
                    layout.error(row, column.key, "empty", msg("the cell is empty"), msg("fill it in"))
                )
            continue
        try:
            values[column.key] = column.parse(text, reading)
        except BadCell as bad:
            errors.append(layout.error(row, column.key, bad.code, bad.text, bad.fix))
    return values, errors


# Writing cells.

_FORMULA = "=+-@\t\r\n＝＋－＠"
_GUARDED = re.compile(rf"'+[{re.escape(_FORMULA)}]", re.S)


def unguarded(cell: str) -> str:
    """The text of a cell without the apostrophe that `guarded` put before it."""
    return cell[1:] if cell[:1] == "'" and _GUARDED.match(cell) else cell


def guarded(text: str, against_formulas: bool) -> str:
    """`text` so that `unguarded` gives it back; with `against_formulas` no spreadsheet takes it for a formula."""
    if not text:
        return text
    if text[0] == "'":
        return "'" + text if _GUARDED.match(text) else text
    return "'" + text if against_formulas and text[0] in _FORMULA else text


def cell_text(value: Any) -> str:
    """A value as its column's parser reads it back. Times must already be in the zone that is wanted."""
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return one_cell([str(v) for v in value])
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)
