"""How this program reads the documents where they are silent, ambiguous or at odds; answers cite these beside clauses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from repaircli.rules.policy.clauses import Clause

TITLES = ("对规定的理解", "readings of this program, where the documents can be read in more than one way")

# id | title zh | title en | reading zh | reading en
_TEXT = """
A-01 | 两份文件不一致时 | where the two documents differ | 000与001不一致的以001为准，001没写的用000 | 001 goes before 000; 000 fills what 001 left out
A-03 | 电话解决的特殊T31 | the special T31 of a phone solution | 文件中年份缺失，用2010-01-01，并另记是哪一种 | the year is missing in the document; 2010-01-01 is used, and its kind is kept apart
A-04 | T1 | T1 | T1是派给维修站的时间，不是下载时间；改派的新单另有T1 | T1 is the dispatch to the station, not the download; a reassigned order gets a new one
A-06 | 3.5小时与4小时 | 3.5 hours and 4 hours | T1后3小时30分起可写“联系不上”，超过4小时仍可写，但记为超时联系；按钟点计 | an unreachable customer may be recorded from 3 h 30 min after T1; after 4 hours too, as late contact; clock hours count
A-07 | 哪三个工作日 | which three working days | T2当天不算，从次日起的三个工作日；当天和非工作日打的电话只登记 | the three working days after the day of T2; calls on that day or on days off are logged but do not count
A-08 | 5日的算法 | how the 5 days count | 按工作日，从“联系不上”的T2起算，当天为第0天，满5个才可撤 | working days from the T2 of the unreachable record; that day is day 0, and 5 must be complete
A-09 | 以上、以内、至少 | at least, within | 含本数 | the figure itself counts
A-10 | 改约15天的算法 | how the 15 days of a new date count | 按日历日，从用户提出之日到希望的日期；两个条件都要满足 | calendar days from the day on which the customer asked to the wished date; both conditions are needed
A-11 | 3天电话与5天撤单 | 3 days of calls, 5 days to cancel | 第1至3个工作日每天6次；不足的由以后的工作日补足；联系上后重新起算 | six calls on working days 1 to 3; a later day makes up for a short one; a contact starts the count anew
A-12 | 只有三次T3 | only three T3 | 联系不上之后的承诺写T32、T33；第四次不能写 | after an unreachable record promises go into T32 and T33; there is no fourth
A-15 | 维修站引导用户来电 | a customer whom the station told to call | 记维修站违规；用户本人放弃维修才撤单，否则转大区 | a violation of the station; it is cancelled only if the customer gives up the repair, else it goes to the region
A-18 | 用户撤单与关单事实 | a customer's cancel and finished work | 没有做过维修的可以撤；已登记关单事实的一律正常关单 | possible while no work is done; after a close fact everybody's order is closed normally
A-19 | 撤单备注的项数 | fields of the cancel remark | 必须五项；例子漏了最后一项；各项不能含“/” | five are needed, the example left out the last; none may contain a slash
A-22 | 过保、人为损坏与用户不同意 | out of warranty, damage, and refusal | 上门检测为过保或人为损坏且需二级维修的关单；不同意费用的按其环节撤单 | tested on site and in need of second-level repair: closed; a refused charge is cancelled by its stage
A-25 | 申请待审批期间 | while a request is pending | 不能关单、写T3、改状态，可以登记通话；可以撤回；超过1个工作日的要提醒 | no closing, T3 or status; calls may be logged; it may be withdrawn; after 1 working day it is reminded of
A-27 | 大区接口人与渠道专员 | liaison and channel specialist | 同一角色的两个名称 | two titles of one role
A-28 | 以什么身份操作 | the identity that acts | 一人可有两种身份；T3和关单用工程师身份，下载、打印、派工、生成和撤单申请用协调员身份 | a person may have both: engineers write T3 and close, coordinators download, print, assign, generate and ask for cancels
A-30 | 维修站能否生成上门单 | may a station make on-site orders | 只有笔记本站和备案的未开通800地区可以；付费上门是带上门的送修单 | only notebook stations and filed areas without 800; a paid visit is a carry-in order with a visit
A-31 | 上门期外与保外 | out of on-site period, out of warranty | 是两个日期，两回事 | two dates, and not the same
A-32 | 站内自行撤单的范围 | what a station may cancel itself | 只限录入差错，且未开始服务、未发备件、无关单事实 | slips of entry only, before service, parts or close facts
A-33 | 只变更产能 | a change of capacity alone | 无节假日、突发事件、质量原因的由大区改并备案；有的用附表三 | by the region and filed; for holidays, sudden events or quality by form 3
A-34 | 突发事件须提前一个工作日 | a sudden event, one working day ahead | 两条都按字面：一天以内的须在前一工作日下班前申请 | both hold as written: up to one day, asked for by the close of the working day before
A-35 | 维修量100 | volume of 100 orders | 按上个日历月；正好100张算实时在线；实时站15分钟未下载要提示 | orders of the previous calendar month; 100 counts as real-time; 15 minutes without download are shown
A-36 | 半个工作日 | half a working day | 4个工作小时；默认09:00–12:00、13:00–18:00 | 4 working hours; by default 09:00–12:00 and 13:00–18:00
A-37 | 工作日历 | working calendar | 国家节假日和调休；没有数据的年份不作判定 | national holidays and make-up days; a year without data gives no decision
A-38 | 用户电话错误的证明 | proof of a wrong number | 每个已知号码，含主叫号码，都要有“号码无效”的通话记录 | every known number, the caller's too, needs a call that shows it to be wrong
A-40 | 逐单办理与批量审批 | one by one, and in bulk | 大区可以批量审批，每张单各自判定 | the region may approve in bulk; each order is decided by itself
A-45 | 承诺类型 | types of promise | 列表缺失；用已知的两种，再加多次维修、客户原因、故障复现 | the list is lost; the two known ones and three more are used
A-46 | 故障标签 | fault label | 单号、部件名、条码、维修站、日期 | order number, part, barcode, station and date
A-51 | 一次多台 | several machines at once | 第一台为上门单，其余送修；同时5台同一故障的提示转待处理单 | the first gets the visit, the others are carried in; at 5 with one fault a ticket is offered
A-52 | 一台多件与显示器 | several parts, and the monitor | 显示器不算在内，另列一行 | the monitor does not count and is paid on its own line
A-53 | 委托费“原则上” | the entrustment fee | 按标准算出，大区可写明原因更改，不得为负 | computed; the region may change it with a reason, never below zero
A-54 | 电话中心派的送修单 | carry-in orders of the call centre | 机器到站以前可写“联系不上”；四小时按联系记录计 | an unreachable customer may be recorded until the machine is in the station; the 4 hours run to the first call
A-55 | 大区自己撤单 | a cancel by the region itself | 文件没有写；按维修站申请同样的条件 | not in the documents; the conditions are those of a station's request
A-56 | 打印纸B5 | paper B5 | 用JIS B5，182×257毫米 | JIS B5, 182 × 257 mm
A-57 | 文字的比较 | comparing texts | 全角半角标点视为相同 | full-width and plain marks are equal
A-60 | 待处理与待处理单 | pending cases and pending tickets | 前者是大区处理的未了结情况，都要写明待处理单 | the former are open cases of the region; both name a ticket
A-61 | 口令 | passwords | 每人有自己的账号和角色；口令不在命令行中输入，也不显示 | everybody has an identity with roles; a password is never typed on a command line and never shown
A-62 | 服务单类型 | types of a service order | 列表缺失；用保修、协议服务、收费服务、主动服务 | the list is lost; warranty, agreement, paid and proactive are used
A-63 | 关单文字中的字样 | words in the closing text | 投诉、批量的单分别写明“投诉”“批量” | orders of complaints and batches name 投诉 or 批量
A-65 | 总站的在线要求 | head stations on line | 有分点的总站不论维修量都须实时在线 | head stations with branches are real-time whatever their volume
A-67 | 改派时带走什么 | what travels on a reassignment | 用户、机器、故障、催上门单和特殊标记；T值、通话、打印、签字不带 | customer, machine, fault, urge orders and special mark; not T values, calls, prints or signatures
A-68 | 重复回写 | writing back twice | 60秒内相同的回写只算一次 | the same again within 60 seconds counts once
"""


@cache
def readings() -> Mapping[str, Clause]:
    """Every reading by id, in the form of a clause."""
    rows = (line.split("|") for line in _TEXT.strip().splitlines())
    return MappingProxyType({row[0].strip(): Clause(*(cell.strip() for cell in row)) for row in rows})


def find(text: str) -> Clause | None:
    """The reading that a person means by `A-06`, `a06` or `A-6`."""
    letter, digits = text.strip()[:1].upper(), text.strip()[1:].lstrip("-")
    return readings().get(f"A-{digits.zfill(2)}") if letter == "A" and digits.isdigit() else None
