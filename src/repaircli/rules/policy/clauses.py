"""Every clause that a rule cites: its document, its title and a summary in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

DOCUMENTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "000": ("统一报修撤单流程 V2.0", "cancelling under unified repair reporting, V2.0"),
        "001": ("报修流程及规范", "repair reporting: flows and rules"),
        "002": (
            "客户服务中心技术支持流程及规范",
            "a customer service centre's technical support: flows and rules",
        ),
        "003": ("售后服务操作手册", "after-sales service: a manual"),
        "own": ("本程序的补充规定", "rules of this program, where the documents are silent"),
    }
)
"""Documents by number with their titles in Chinese and English. 000 prints no clause numbers; requirements X1 gives them. 002 is a
presentation whose pages are numbered here; of its parts 4 to 8 only the titles are left.

`own` are this program's own rules, so that no answer cites a clause for what the clause does not say."""


class Clause(NamedTuple):
    """One clause. `id` is document and number (`001-1.5.2`); title and summary in Chinese and in English."""

    id: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str

    @property
    def document(self) -> str:
        return self.id[:3]

    @property
    def number(self) -> str:
        return self.id[4:]

    def title(self, lang: str) -> str:
        """The title in `zh` or `en`."""
        return self.title_zh if lang == "zh" else self.title_en

    def summary(self, lang: str) -> str:
        """The summary of the clause, in `zh` or `en`."""
        return self.summary_zh if lang == "zh" else self.summary_en


# id | title zh | title en | summary zh | summary en
_TEXT = """
000-1     | 目的 | purpose | 统一报修后，撤单要处理得快而准 | cancels are handled quickly and correctly
000-2     | 适用范围 | scope | 厂商客服、客户信息部门和台式机维修渠道 | the maker's support departments and the desktop repair channel
000-3.1   | 撤单的含义 | meaning of a cancel | 在电话中心系统里作废已生成的维修单 | an existing order is made void in the call-centre system
000-3.2   | 撤单改派的含义 | meaning of cancel and reassign | 作废旧单的同时给合适的站生成新单 | the old order is made void and a new one goes to the right station at the same time
000-4.1   | 座席职责 | duties of the agent | 接用户的撤单请求，操作撤单并按实际改派 | accepts customers' cancel requests, cancels, and reassigns if the case requires it
000-4.2   | 大区接口人职责 | duties of the region's liaison | 受理维修站的撤单请求，操作撤单和改派 | accepts stations' cancel requests, cancels and reassigns
000-4.3   | 维修站协调员职责 | duties of the coordinator | 派错的单要找大区渠道专员撤 | asks the region's channel specialist to cancel a wrongly dispatched order
000-5.1   | 座席只受理用户 | agents accept requests from customers only | 座席不受理维修站的撤单请求 | an agent does not accept a cancel request from a station
000-5.2   | 撤单与关单的界限 | when to cancel and when to close | 派来的单向大区申请撤单；软件、插拔、投诉已修、无故障等正常关单 | dispatched orders: the region cancels; software, reseating, repaired complaints and no-fault are closed
000-5.3   | 站内单自行撤单 | a station's own orders | 站内生成单填错等，站里可以自己撤 | the station may cancel its own order after an entry error or a similar mistake
000-6.1   | 维修站先判断 | the station judges first | 够条件的交大区撤，不够的照常修；不得打800撤单 | requests that meet the conditions go to the region, other orders are repaired; a station must not phone 800 to cancel
000-6.2   | 大区判断并告知 | the region judges and tells | 可撤则撤并通知维修站，不可撤则继续修 | the region cancels and informs the station, or the repair continues
000-6.3   | 撤单备注与原因词 | cancel remark and reason words | 备注写五项，用斜杠分开；原因用规定的词 | the remark has five fields separated by slashes; the reason is one of the given words
000-6.4   | 用户要求撤单（原文残缺） | the customer asks (text cut off) | 座席接到用户的撤单请求之后的步骤，下文缺失 | the steps of the agent after a customer's request; the rest of the text is lost
001-1.3.1 | 站端网站 | the station's site | 维修站在这个网站上处理派来的单 | stations handle the orders dispatched to them on this site
001-1.3.2 | 下载 | download | 以协调员身份取走派给本站的单 | fetched as coordinator, only the own station's orders
001-1.3.3 | 回写 | write-back | 以工程师身份填写单上的内容 | the content of the order is filled in as engineer
001-1.3.4 | 关闭维修单 | closing | 以工程师身份改为已解决，须有用户签字 | set to resolved as engineer, only with the customer's signature
001-1.3.5 | T2 | T2 | 上门是联系用户的时间，送修是通知取机的时间 | on site: the time of contact with the customer; carry-in: the time of the pick-up notice
001-1.3.6 | T3 | T3 | 上门是承诺时间，送修是约定取机时间，共三格 | the promised time or the agreed pick-up time; three slots, T31 to T33
001-1.3.7 | T2由系统产生 | T2 is set by the system | 首次填写T31的时刻就是T2 | T2 is the moment at which T31 is first written
001-1.4.1 | 协调员 | coordinator | 接单、改状态、打印交工程师、回写并关单 | receives orders, updates the status, prints, writes back and closes
001-1.4.2 | 工程师 | engineer | 给用户做服务 | serves the customer
001-1.4.3 | 客户信息支持部 | information support department | 受理报修、派单、回访已关的单 | receives reports, dispatches, makes return visits for closed orders
001-1.4.4 | 客户服务支持部 | service support department | 发收备件，监控服务，考评结费 | ships and receives parts, monitors service, assesses and pays stations
001-1.5.1 | 接单，只派总站 | receiving; head stations only | 协调员凭本站口令接单；一站多点只派给总站 | the coordinator receives orders with the station's password; orders are dispatched to head stations only
001-1.5.2 | 四小时联系与联系不上 | contact in four hours, and the unreachable | 四小时内联系；联系不上写特殊T31，再按天数和次数联系后交大区撤；号码不对也交大区 | contact within 4 hours; for an unreachable customer the special T31, then calls on several days, then a cancel by the region; also for wrong numbers
001-1.5.3 | 电话解决 | solved by phone | 写特殊T31和固定字样并关单，不得撤单；否则约时间上门 | special T31 and fixed texts, closed and never cancelled; otherwise a visit is agreed
001-1.5.4 | 有备件 | parts in stock | 按用户的时间约定上门并填T31 | a visit is agreed at the customer's convenience and written into T31
001-1.5.5 | 没有备件 | no parts | 说明原因、申请备件、约时间填T31，状态改为备件申领中 | explain the reason, apply for the part, agree T31, set the status parts requested
001-1.5.6 | 先打印后服务；备件晚到 | print first; late parts | 服务前必须打印，系统故障除外；备件晚到写T32和固定原因 | no service before printing, except after a system failure; late parts: T32 with the fixed reason
001-1.5.7 | 用户不同意方案 | plan refused on site | 填特殊情况说明表，大区同意后才撤单 | a special-case statement is submitted; the order is cancelled only after the region agrees
001-1.5.8 | 一次没修好 | not fixed at once | 再约时间写T32，状态为多次维修中；修好则还备件、回写、关单 | a new time in T32, status repeated repair; once fixed: return parts, write back, close
001-1.5.9 | 回访 | return visit | 已关的单由客户信息支持部回访 | the information department makes return visits for closed orders
001-2.3.1 | 站端网站 | the station's site | 与1.3.1相同 | as 1.3.1
001-2.3.2 | 生成 | generate | 站里接到报修后自己录入成单 | the station enters a reported repair as an order
001-2.3.3 | 回写 | write-back | 与1.3.3相同 | as 1.3.3
001-2.3.4 | 关闭维修单 | closing | 站内单同样要用户签字 | a station's own order also needs the customer's signature
001-2.3.5 | T2 | T2 | 与1.3.5相同 | as 1.3.5
001-2.3.6 | T3 | T3 | 与1.3.6相同 | as 1.3.6
001-2.3.7 | T2由系统产生 | T2 is set by the system | 与1.3.7相同 | as 1.3.7
001-2.4.1 | 协调员生成送修单 | the coordinator generates carry-in orders | 生成、派工、保持状态、回写并关单 | generates and assigns orders, updates the status, writes back and closes
001-2.4.2 | 工程师接待送修 | the engineer receives carry-ins | 检测故障并实施服务 | tests the machine and serves the customer
001-2.4.3 | 回访 | return visit | 客户信息支持部回访结果 | the information department asks for the result in a return visit
001-2.4.4 | 备件与结费 | parts and settlement | 与1.4.4相同 | as 1.4.4
001-2.5.1 | 用户来电报修 | the customer phones the station | 上门期内引导打800或代报；期外引导送修，愿付费上门的立即生成单 | in the on-site period guide the customer to 800 or report on their behalf; after it guide to carry-in, or generate a paid visit at once
001-2.5.2 | 送修检验 | inspecting a carry-in | 软件或保外先讲明收费，同意才继续 | software or out of warranty: explain the charge first, continue only if the customer agrees
001-2.5.3 | 确认故障 | confirming the fault | 确认机器确有故障 | the fault is confirmed
001-2.5.4 | 当场修复 | repaired on the spot | 生成并打印；当场取机时T31就是取机时间，T2应很接近 | generate and print the order; T31 is the real pick-up time, and T2 is close to it
001-2.5.5 | 留站维修 | left for repair | 给取机凭证和查询电话，承诺联系时间，此时不得填T31 | give the voucher and the query phone, promise a call; T31 must not be written yet
001-2.5.6 | 完成后通知取机 | pick-up notice after the repair | 修完通知用户再填T31；用户不同意继续则填说明表，大区同意后撤单 | T31 is written after the repair and the notice; if the customer refuses further service: a statement, then a cancel with the region's agreement
001-2.5.7 | 取机时间改变 | pick-up changed | 复现或用户改期写T32；验机没过的修好后送回 | fault recurs or the customer changes the time: T32; after a failed check the machine is repaired and delivered
001-2.5.8 | 取走或送回后关单 | close after hand-over | 机器交还用户后及时关单 | the order is closed promptly after the customer has the machine
001-2.5.9 | 回访 | return visit | 与1.5.9相同 | as 1.5.9
001-3.3.1 | 撤单的含义 | meaning of a cancel | 与000第3.1条相同 | as 000-3.1
001-3.3.2 | 撤单改派的含义 | meaning of cancel and reassign | 与000第3.2条相同 | as 000-3.2
001-3.4.1 | 座席职责 | duties of the agent | 接用户的撤单请求，操作撤单并按实际改派 | accepts customers' cancel requests, cancels, and reassigns if the case requires it
001-3.4.2 | 大区接口人职责 | duties of the region's liaison | 受理维修站的撤单请求，操作撤单和改派 | accepts stations' cancel requests, cancels and reassigns
001-3.4.3 | 维修站协调员职责 | duties of the coordinator | 派错的单要找大区渠道专员撤 | asks the region's channel specialist to cancel a wrongly dispatched order
001-3.5.1 | 座席只受理用户 | agents accept requests from customers only | 座席不受理维修站的撤单请求 | an agent does not accept a cancel request from a station
001-3.5.2 | 撤单与关单的界限 | when to cancel and when to close | 派来的单由大区撤，列明七种情形；软件、插拔、投诉已修、无故障、上门检测需二级维修等正常关单 | dispatched orders: the region cancels in seven named cases; software, reseating, repaired complaints, no-fault, second-level findings are closed
001-3.5.3 | 站内单自行撤单 | a station's own orders | 站内生成单填错等，站里可以自己撤 | the station may cancel its own order after an entry error or a similar mistake
001-3.6.1 | 维修站先判断 | the station judges first | 够条件的交大区，不够的照常修；不得打800撤单，也不得引导用户去打 | what qualifies goes to the region, the rest is repaired; no phoning 800, no leading the customer to
001-3.6.2 | 大区判断并告知 | the region judges and tells | 可撤则撤并通知维修站，不可撤则继续修 | the region cancels and informs the station, or the repair continues
001-3.6.3 | 用户要求撤单 | the customer asks | 座席在系统里撤单 | the agent cancels in the system
001-3.6.4 | 必填撤单原因 | a reason is required | 无论谁撤单都要写原因 | every cancel needs a reason, by anyone who cancels
001-4.3.1 | 特殊身份用户 | special-identity users | 部委机关、重要媒体、大客户和关系密切人员 | ministries, media, key accounts, closely related people
001-4.4.1 | 客户信息支持部接口人 | information department's liaison | 生成维修单，同时发催上门单 | generates the order and an urge order at the same time
001-4.4.2 | 大区接口人 | region's liaison | 给出解决方案并监控服务 | gives a solution and monitors the service
001-4.4.3 | 维修站 | station | 接单并服务 | receives the order and serves the customer
001-4.5.1 | 特殊用户派单 | dispatching a special user | 派单同时发催上门单，写明用户信息 | an urge order with the customer's details is sent with the order
001-4.5.2 | 半个工作日内报大区 | report within half a working day | 维修站接单后半个工作日内告知大区 | the station tells the region within half a working day
001-4.5.3 | 解决方案与委托单 | solution and entrustment form | 大区给方案并监控，需要时开委托单，费用取差价 | the region gives a solution and monitors it; an entrustment form if needed, whose fee is a difference of two fees
001-5.4.1 | 维修站上报变更 | stations report changes | 渠道变更及时告诉大区 | stations report channel changes to the region in time
001-5.4.2 | 大区维护变更 | the region maintains changes | 及时维护；建站撤站按各自流程 | changes are maintained promptly; new and closed stations follow their own procedures
001-5.4.3 | 客户服务支持部审批区域 | areas are approved | 区域变更先审批后修改 | area changes are made only after approval
001-5.5.1 | 仅产能变化 | capacity only | 大区自行维护，邮件备案 | the region maintains it and files it by e-mail
001-5.5.2 | 服务区域变化 | coverage area | 用附表二向渠道管理支持处申请 | a change is applied for on form 2
001-5.5.3 | 审批后修改区域 | areas after approval | 客户服务支持部接口人审批后修改 | areas are changed only after approval
001-5.6.1 | 重大节假日调整 | holidays | 大区同意后用附表三申请 | after the region agrees, form 3 is submitted
001-5.6.2 | 突发事件 | sudden events | 一日内能解决的原则上不调；必须调的提前一个工作日申请 | no change if it can be solved within a day; otherwise apply one working day ahead
001-5.6.3 | 质量等原因调整 | quality and the like | 按调整原则，用附表三申请 | by the principles of adjustment, with form 3
001-5.6.4 | 基本信息与建撤站 | basic data, new and closed stations | 按原流程，由渠道接口人维护 | by the existing procedures, maintained by the channel liaison
001-6.1.1 | 少开窗口 | few windows | 每站一个协调员和一个工程师窗口 | one coordinator window and one engineer window for each station
001-6.1.2 | 不要重复点击 | do not click twice | 慢的时候不重复提交 | do not submit again when the system is slow
001-6.1.3 | 每次用新窗口 | a new window each time | 用“新建窗口”会造成信息不准 | a cloned window gives wrong data
001-6.1.4 | 查询跨度 | query span | 最好不超过三天，一次看一张单 | preferably three days at most, and one order at a time
001-6.1.5 | 号码要可靠 | reliable numbers | 用主叫号码等有把握的信息 | use the caller number and other reliable information
001-6.1.6 | 一次改一单 | one edit at a time | 不同时改多张单，不重复点击 | edit one order at a time and do not click twice
001-6.2.1 | 在线接单 | being online | 超过100件实时在线，不足的每天四次 | above 100 orders in real time, otherwise four times a day
001-6.2.2 | 立即联系 | contact at once | 接单后马上联系用户 | the customer is called as soon as the order is received
001-6.2.3 | 特殊时间需求 | special time needs | 座席写在故障现象里 | noted by the agent in the fault text
001-6.2.4 | 其他特殊需求 | other special needs | 以催上门单追加在维修单后 | appended to the order as an urge order
001-6.3.1 | 站内只生成送修单 | stations generate carry-ins | 笔记本站除外，站里不生成上门单 | only notebook stations generate on-site orders
001-6.3.2 | 期内送修后送回 | in-period carry-in, delivered back | 立即请大区代报，由大区生成上门单 | the region generates the on-site order on the station's report
001-6.3.3 | 未开通800地区 | areas without 800 | 事先备案的地区可以生成上门单 | on-site orders are allowed there if the area was filed in advance
001-6.3.4 | 区域外上门 | out-of-area visits | 报大区，由大区派单 | reported to the region, which dispatches
001-6.3.5 | 可以不生成单 | no order needed | 站内软件、保外和大区委派的事可不生成单 | software, out-of-warranty and commissioned work need no order
001-6.3.6 | 座席生成的此类单 | such orders by an agent | 同意则正常关单并注明字样，不同意则经大区撤单 | if the customer agrees: closed with the required words; if not: cancelled through the region
001-6.3.7 | 配合大区上门 | visits for the region | 期内大区生成上门单，期外站里生成送修单，费用由补偿金出 | in the on-site period the region generates an on-site order, after it the station a carry-in order, paid from the fund
001-6.3.8 | 一站多点 | head station and branches | 一切以总站名义；分点接到单立即申请改派总站 | everything runs in the name of the head station; a branch that receives an order asks to reassign it to the head station
001-6.4   | 填写规范（原文缺失） | filling in (lost) | 只有标题 | only the heading exists
001-6.5   | 录入规范（原文缺失） | entering data (lost) | 只有标题 | only the heading exists
001-6.6.1 | 打印字体 | print font | 字体设为较小 | the smaller font
001-6.6.2 | 打印页面 | print page | B5，去掉页眉页脚，规定页边距 | B5, no header or footer, given margins
001-6.6.3 | 打印范围 | print range | 只打印选定框架 | the selected frame only
001-6.7.1 | 普通部件标签（原文缺失） | labels of ordinary parts (lost) | 只有标题 | only the heading exists
001-6.7.2 | 部件标签（原文缺失） | labels of parts (lost) | 只有标题 | only the heading exists
001-6.8.1 | 一次多台、一台多件的含义 | several machines, several parts | 同人同日同地多台；同机同日多件，显示器不计 | several machines: same user, day and place; several parts: same machine and day, monitors not counted
001-6.8.2 | 一次多台 | several machines at once | 一张上门单其余送修；五台以上同故障交大区判断 | one on-site order, the others carry-in; five or more with the same fault are judged by the region
001-6.8.3 | 一台多件 | several parts in one machine | 只填一张单，写清各件；按最高费用结一件 | one order that names every part; only the part with the highest fee is paid
002-1.1   | 合并服务体系 | one service system | 服务器与PC合为一个售后体系，岗位衔接清楚，行为统一 | servers and PCs are served by one system with clear responsibilities
002-1.2   | 技术支持的结构 | structure of support | 技术中心、维修中心、分中心、呼叫中心各司其职，并能支持各地 | technical centre, repair centre, branch centres and call centre, which support each other
002-1.3   | 技术级别 | levels of engineers | 七级三档，单平台或多平台；级别不限地点和部门，互相支持 | seven levels, three tiers, one or several platforms; bound to no place; engineers support each other
002-2.1   | 流程总体 | the flows | 来电后转上门、送寄修、疑难提升、退换机、有偿服务或投诉 | a call leads to a visit, carry-in or mail-in, escalation, exchange, paid service or complaint
002-2.2   | 信息传递 | passing on information | 任务单、咨询服务单、服务记录单、疑难升级单，汇总为统计和资料库 | task, consult, service and escalation records become statistics and a knowledge base
002-3.1   | 话务代表接听 | the agent answers | 三声内接起，问全四项信息，定服务级别和方式，信息完整，不丢失不延误 | picked up within three rings; four blocks of information; level and mode; nothing lost or delayed
002-3.2   | 热线工程师接听 | the hotline engineer answers | 电话直接转接；忙时任务单15分钟内转交 | the call is put through; if busy, the ticket is handed over within 15 minutes
002-3.3   | 话务代表目前的任务 | what agents do now | 电话和传真统一入口，按保修政策和用户类别初步过滤，解答咨询 | one entry for phone and fax; first filtering by warranty and customer; inquiries answered
002-4     | 上门服务流程（原文缺失） | on-site flow (lost) | 只有标题 | only the heading exists
002-5     | 疑难问题提升流程（原文缺失） | escalation flow (lost) | 只有标题 | only the heading exists
002-6     | 送修、寄修流程（原文缺失） | carry-in and mail-in flow (lost) | 只有标题 | only the heading exists
002-7     | 退换机工作流程（原文缺失） | exchange flow (lost) | 只有标题 | only the heading exists
002-8     | 投诉处理流程（原文缺失） | complaint flow (lost) | 只有标题 | only the heading exists
003-1.1   | 服务协议流程 | service agreements | 记录协议金额和减免；审核后按收费项目结算；按拜访条目生成计划 | amount and waivers are kept; settled once audited; visits become plans
003-1.1.1 | 服务协议 | the agreement | 服务用户、服务收费、产品约定、收费计划、拜访时间 | customer, charges, products, collection plan, times of visits
003-1.1.2 | 服务协议结算 | settling an agreement | 按收款条目结算，形成应收 | settled by its collection items into receivables
003-2.1   | 主动服务流程 | planned service | 按保养周期或协议拜访生成计划；联系用户确认后下达为服务单 | plans from maintenance cycles or visits; released as orders once the customer confirmed
003-2.1.1 | 主动服务设置 | settings of plans | 设置来源、提前量和产品保养周期 | source, lead time and cycle of each product
003-2.1.2 | 主动服务计划生成 | generating plans | 按规则自动生成计划 | plans are generated by the rules
003-2.1.3 | 计划维护及下达 | keeping and releasing plans | 与用户落实细节后下达；逾期未下达的要提醒 | released once agreed with the customer; overdue ones are reminded of
003-3.1   | 现场服务流程 | on-site service | 请求、分配、执行、领用、结算、费用、回访 | request, assignment, work, parts, settlement, expenses, visit
003-3.1.1 | 现场服务说明 | on-site service explained | 先咨询解决；经理分配；系统判断保修，工程师最终判断收费；记录故障原因 | answered first if possible; assigned by the manager; the engineer decides finally on charging; causes are kept
003-3.1.2 | 服务请求 | service requests | 记录用户、联系人、产品、故障；可派单，可查配件存量和维修历史 | customer, contact, product, fault; becomes an order; stock and repair history can be seen
003-3.1.3 | 现场服务 | on-site service | 需要上门的故障由服务人员上门解决 | faults that need a visit are solved on site
003-3.1.4 | 服务分配及执行 | assignment and work | 经理分配，服务人员记录执行情况，业务数据可联查 | the manager assigns, the engineer records, related data can be looked up
003-3.1.5 | 服务分配及执行（原文缺失） | assignment and work (lost) | 只有标题 | only the heading exists
003-3.1.6 | 服务配件领用 | issuing parts | 按服务单的配件表出库 | parts are issued by the order's list
003-3.1.7 | 服务结算 | settling an order | 依次按保修期、服务协议、服务单类型定是否免费；收费形成应收 | free by warranty, agreement or order type, in this order; what is charged becomes a receivable
003-3.1.8 | 服务费用 | expenses | 记录服务中的费用，可形成供应商应付 | expenses of the service, which may become payables
003-3.1.9 | 回访要素及预警 | elements and alerts of visits | 定义评级要素，设置回访预警 | elements of rating are defined, alerts are set
003-3.1.10 | 服务回访 | follow-up visits | 客服人员回访，预警可自动生成回访记录 | customers are visited; an alert may make the record
003-4.1   | 客户投诉流程 | complaints | 对象为产品、部门、人员；标准流程或只记录结果；监督岗回访 | about products, departments or people; by the standard flow or record only; a supervisor visits
003-4.1.1 | 投诉原因 | complaint reasons | 按产品、部门、人员设置原因并分析 | reasons by product, department and person, and their analysis
003-4.1.2 | 投诉受理 | receiving complaints | 不能当时解决的分配处理 | what cannot be solved at once is assigned
003-4.1.3 | 投诉分配及处理 | assigning and handling | 分配给相关人员，处理人登录查看并更新 | assigned to a person, who sees and updates their own
003-4.1.4 | 投诉回访（原文缺失） | complaint visits (lost) | 只有标题 | only the heading exists
own-1     | 申请待审批期间 | while a cancel request is pending | 一张单同时只有一件撤单申请；审批或撤回前不得回写T3、改状态、签字和关单 | an order has one cancel request at a time; until it is decided or withdrawn, T3, status, signing and closing are frozen
own-2     | 大区确认关单 | closing confirmed by the region | 已完成但用户不签字或不取机的，由大区接口人写明原因确认关单 | if work or a test took place and the customer does not sign or collect, the liaison closes the order and states the reason
own-3     | 已完成服务的单不予撤单 | no cancel after finished work | 已登记完成的服务或检测，用户本人来电也不再撤单，正常关单 | after work or a test is logged, the order is not cancelled even if the customer calls; 001-3.5.2 states this for stations only
own-4     | T3的撤回 | taking back a T3 | 写错的T3由填写人在限定时间内写明原因撤回；通知已发出或已有后续步骤的，不得撤回 | the writer of a wrong T3 may take it back within a limit, with a reason, unless a notice of it was sent or a later step is recorded
"""


@cache
def clauses() -> Mapping[str, Clause]:
    """Every clause by id, in the order of the documents."""
    rows = (line.split("|") for line in _TEXT.strip().splitlines())
    return MappingProxyType({row[0].strip(): Clause(*(cell.strip() for cell in row)) for row in rows})


def clause(id: str) -> Clause:
    """The clause with this id. Raises KeyError for one that is not in the table."""
    return clauses()[id]


def find(text: str) -> Clause | None:
    """The clause that a person means by `001-1.5.2`, `001 §1.5.2`, `1.5.2` or `§6.3`; 001 where no document is named."""
    words = text.replace("§", " ").replace("-", " ").split()
    if not words or len(words) > 2:
        return None
    document, number = words if len(words) == 2 else ("", words[0])
    return next(
        (
            found
            for each in ([document] if document else ["001", "000"])
            if (found := clauses().get(f"{each}-{number}")) is not None
        ),
        None,
    )
