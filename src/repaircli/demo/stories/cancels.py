"""Played: every family of cancel reason, who may ask, and many requests at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from repaircli.calendar import days as calendar_days
from repaircli.cancelling import decide as cancelling_decide
from repaircli.cancelling import requests as cancelling_requests
from repaircli.cancelling.requests import Asked
from repaircli.demo.stage import Case, Stage, Story, carried_in, has_software_fault
from repaircli.network import stations
from repaircli.orders import create as orders_create
from repaircli.orders import lineage as orders_lineage
from repaircli.orders import read as orders_read
from repaircli.orders import steps as orders_steps
from repaircli.platform.errors import (
    EXIT_BEYOND_CALENDAR,
    EXIT_DENIED,
    EXIT_NOT_FOUND,
    EXIT_PARTIAL,
    EXIT_REFUSED,
    EXIT_USAGE,
)
from repaircli.platform.text import msg


def reassigned(s: Stage) -> Story:
    """Dispatched to the wrong station: cancelled and reassigned in one go, the two orders linked."""
    network = s.do("admin", "station list", stations.list_)
    covering = {area: point["no"] for point in network if not point["head"] for area in point["areas"]}
    region = {point["no"]: point["region"] for point in network}

    def target(order: Mapping[str, Any]) -> str:
        return str(covering.get(order["area"], order["station"]))

    def near(order: Mapping[str, Any]) -> bool:
        return (
            target(order) != order["station"]
            and region[target(order)] == order["region"]
            and not order["special"]
        )

    def far(order: Mapping[str, Any]) -> bool:
        return bool(region[target(order)] != order["region"])

    yield "2026-06-12 09:40"
    wrong = s.case(near, today=False)
    request = wrong.ask("wrong_area", "用户地址不在本站服务区域", "region_cancel_reassign")
    wrong.approve(request, exit=EXIT_REFUSED)
    said = msg(
        "cancelled and a new order dispatched to {station} in the same moment", station=target(wrong.order)
    )
    new = wrong.approve(request, to_station=target(wrong.order), said=said)["new_order_no"]
    chain = s.do("admin", "order lineage", orders_lineage.lineage, new)["legs"]
    s.must([leg["order_no"] for leg in chain] == [wrong.no, new], msg("the two orders are linked"))
    s.shown["reassigned"] = str(new), wrong.liaison
    cross = s.case(far, today=False, service="onsite")
    request = cross.ask(
        "wrong_area_cross_region", "用户在外大区", "region_cancel_reassign", to_station=target(cross.order)
    )
    cross.approve(request, said=msg("to another region, whose liaison is told"))
    twice = s.case(lambda o: _reported_twice(s, o), today=False)
    request = twice.ask(
        "dispatch_error",
        "与前一张维修单重复派单",
        "region_cancel",
        said=msg("reported twice: cancelled without a new order"),
    )
    twice.approve(request)
    full = s.case(station="000202", service="onsite", special=None)
    request = full.ask(
        "capacity_exceeded", "今日已超出服务产能", "region_cancel_reassign", to_station="000201"
    )
    full.approve(request, said=msg("beyond today's capacity: to another station"))


def branch(s: Stage) -> Story:
    """A station becomes a branch point: the orders that it holds belong to its head station."""
    yield "2026-06-17 09:00"
    c = s.case(station="000203", service="onsite", today=False, special=None)
    c.ask("branch_received", "总站接单", "invalid_reason", said=msg("a head station is no branch point"))
    s.do(
        "cssd1",
        "station edit",
        stations.edit,
        {"no": "000203", "head": "000201"},
        said=msg("station 000203 becomes a branch point of 000201"),
    )
    request = c.ask("branch_received", "分点收到800派单，请改派总站", "region_cancel_reassign")
    new = c.approve(request, said=msg("reassigned to the head station"))["new_order_no"]
    shown = s.do("admin", "order show", orders_read.show, new)
    s.must(shown["station"] == "000201", msg("the new order is at the head station"))


def wrong_numbers(s: Stage) -> Story:
    """Every number must be proved wrong; missing information may be asked for."""
    yield "2026-06-12 10:05"
    c = s.case(lambda o: len(o["phones"]) > 1, station="000103", service="onsite", special=None, today=False)
    first, *others = c.numbers
    c.contact("number-invalid", number=first, prompt="您拨打的号码是空号")
    c.ask("wrong_phone", "首个号码为空号", "continue_repair")
    for number in others:
        c.contact("number-invalid", number=number, prompt="对方称不认识该用户")
    request = c.ask(
        "wrong_phone", "全部号码均不正确", "region_cancel", said=msg("every number is proved wrong")
    )
    c.approve(request, said=msg("cancelled; e-mail to the HQ liaison queued"))
    bare = s.case(station="000105", service="onsite", special=None, today=False)
    request = bare.ask("info_incomplete", "地址无门牌号，用户也说不清", "region_cancel")
    bare.approve(request)


def put_off(s: Stage) -> Story:
    """The customer wants another date: fifteen days or more and a new report, or an ordinary change."""
    yield "2026-06-15 09:30"
    c = s.case(station="000204", service="onsite", special=None, today=False)
    c.contact("reached", note="用户出差")
    too_soon = "用户希望6月25日再修，同意届时重新报修"
    c.ask("reschedule_rereport", too_soon, "continue_repair", wished="2026-06-25", agrees_rereport=True)
    c.check("reschedule_short", "continue_repair")
    c.ask("reschedule_rereport", "用户希望6月30日再修", "continue_repair", wished="2026-06-30")
    request = c.ask(
        "reschedule_rereport",
        "用户希望6月30日再修，同意届时重新报修",
        "region_cancel",
        wished="2026-06-30",
        agrees_rereport=True,
        said=msg("fifteen days to the day, and he will report again"),
    )
    c.approve(request)


def given_up(s: Stage) -> Story:
    """Reasons that lie with the customer, asked by the station and judged by the region."""
    yield "2026-06-15 11:20"
    for reason, detail in (
        ("self_resolved", "用户自行更换插座后正常，未经本站指导"),
        ("already_normal", "机器自行恢复正常，观察三天无异常"),
        ("complaint_refuse", "用户对等待时间不满，投诉并拒绝维修"),
        ("fee_refused_to_carry_in", "上门期外，用户不同意上门收费，改为自行送修"),
        ("special_request", "用户单位搬迁停业，要求本次不再派单，以后另行报修"),
    ):
        c = s.case(_paying(s) if "fee" in reason else None, service="onsite", special=None, today=False)
        c.contact("reached")
        c.approve(c.ask(reason, detail, "region_cancel"))
    refused = s.case(station="000101", service="onsite", special=None, today=False)
    refused.contact("reached")
    refused.ask("other_unlisted", "用户态度不好", "continue_repair")
    request = refused.ask("complaint_refuse", "用户抱怨后又说可以等", "region_cancel")
    said = msg("the region does not agree: the repair goes on")
    s.do(
        refused.liaison,
        "cancel reject",
        cancelling_decide.reject,
        [request],
        "用户仍愿维修，请继续联系",
        said=said,
    )
    known = s.case(station="000102", service="onsite", special=None, today=False)
    known.approve(
        known.ask("already_normal", "用户电话告知大区机器已恢复", "region_cancel", login=known.liaison),
        said=msg("the region may act on its own knowledge, under the same conditions"),
    )


def with_form(s: Stage) -> Story:
    """Refusals that need a special-case statement, agreed by the region, before the cancel."""
    yield "2026-06-15 13:30"
    plan = s.case(station="000003", service="onsite", special=None, today=False)
    plan.contact("reached")
    plan.check("plan_refused_onsite", "invalid_reason")
    plan.promise("2026-06-15 15:00")
    plan.print()
    plan.start()
    plan.ask("plan_refused_onsite", "用户不同意更换主板", "continue_repair", said=None)
    form = plan.form("更换主板", "用户认为应更换整机，不同意维修")
    plan.ask("plan_refused_onsite", "用户不同意更换主板", "continue_repair")
    plan.decide_form(
        form, True, "情况属实，同意撤单", said=msg("the region agrees to the special-case statement")
    )
    plan.approve(plan.ask("plan_refused_onsite", "用户不同意更换主板", "region_cancel_with_form"))
    soft = s.case(has_software_fault, station="000002", today=False, special=None)
    soft.contact("guided", note="电话指导未解决，需收费重装")
    form = soft.form("收费重装系统", "用户不同意付费")
    soft.decide_form(form, True, "同意")
    soft.approve(soft.ask("soft_oow_refused", "软件问题，用户不同意付费维修", "region_cancel_with_form"))
    carried = Case(
        s, s.do("coord-000102", "order create", orders_create.create, carried_in("000102", "夏思远"))
    )
    form = carried.form("等待主板到货后继续维修", "用户急用，不愿再等")
    carried.decide_form(form, False, "备件明日到货，请再与用户沟通")
    carried.ask("service_refused_carry_in", "用户不愿继续等待", "continue_repair")
    form = carried.form("备件到货后优先维修", "用户坚持取回机器")
    carried.decide_form(form, True, "同意，请退还机器")
    carried.approve(carried.ask("service_refused_carry_in", "用户坚持取回机器", "region_cancel_with_form"))
    carried(
        carried.coordinator,
        "order delivered",
        orders_steps.delivered,
        said=msg("cancelled, and the machine is given back"),
    )


def work_done(s: Stage) -> Story:
    """Once work took place the order is closed, whatever reason is stated and whoever asks."""
    yield "2026-06-16 09:30"
    c = s.case(station="000201", service="onsite", special=None, today=False)
    c.contact("reached")
    c.promise("2026-06-16 10:00")
    c.print()
    c.start()
    c.fact("reseat", "重新插拔内存后正常", said=msg("fixed on site by reseating"))
    c.ask("complaint_refuse", "用户投诉，不同意维修", "must_close")
    c.by_customer("self_resolved", "用户来电要求撤单", "must_close")
    c.sign()
    c.close("重新插拔内存后正常", said=msg("signed and closed"))
    for reason in ("software", "human_damage_second_level"):
        s.case(station="000201", service="onsite", today=False).check(reason, "must_close")
    tested = s.case(station="000202", service="onsite", today=False, special=None)
    tested.contact("reached")
    tested.promise("2026-06-16 11:00")
    tested.print()
    tested.start()
    tested.fact("oow_second_level", "已过保，主板需二级维修，用户不同意付费")
    tested.ask("fee_refused_to_carry_in", "用户不同意付费，改送修", "must_close")


def own_orders(s: Stage) -> Story:
    """A station's own orders: slips it cancels itself, the rest goes through the region."""
    yield "2026-06-16 11:00"
    slip = _own(s, "000105", "姚若曦")
    slip.check("wrong_phone", "edit_order")
    slip.check("wrong_area", "invalid_reason")
    slip.self_cancel(
        "entry_error", "序列号录入错误，重新生成", "station_self_cancel", said=msg("a slip in its own order")
    )
    begun = _own(s, "000105", "戴春生")
    begun.print()
    begun.start()
    begun.self_cancel("clerical_other", "与另一单重复录入", "region_cancel")
    begun.approve(
        begun.ask("clerical_other", "与另一单重复录入", "region_cancel"),
        said=msg("work has begun, so the region cancels"),
    )
    begun(begun.coordinator, "order picked-up", orders_steps.picked_up)
    dispatched = s.case(station="000105", service="onsite", today=False)
    dispatched.self_cancel("entry_error", "派单信息有误", "forbidden")
    dispatched.ask("entry_error", "派单信息有误", "invalid_reason")


def by_telephone(s: Stage) -> Story:
    """Calls to 800: the customer may, the station may not, and not through the customer either."""
    yield "2026-06-16 13:30"
    c = s.case(station="000001", service="onsite", today=False, special=None)
    c.by_customer(
        "self_resolved",
        "用户来电：已自行解决，不用上门",
        "cc_cancel",
        said=msg("the customer himself asks; station and region are told"),
    )
    moved = s.case(station="000001", service="onsite", today=False, special=None)
    moved.by_customer(
        "wrong_area",
        "用户已搬到朝阳区",
        "cc_cancel",
        to_station="000002",
        said=msg("cancelled and reassigned on the customer's call"),
    )
    phoned = s.case(station="000005", service="onsite", today=False, special=None)
    phoned.by_customer("capacity_exceeded", "维修站来电要求撤单", "forbidden", caller="station")
    induced = phoned.by_customer(
        "self_resolved", "用户说是维修站让打的", "forward_to_region", station_induced=True
    )
    reject = "引导用户拨打800，请继续维修"
    s.do(
        phoned.liaison,
        "cancel reject",
        cancelling_decide.reject,
        [induced["request_id"]],
        reject,
        said=msg("sent back to the station, the violation stays on record"),
    )
    own = s.case(station="000005", service="onsite", today=False, special=None)
    own.by_customer(
        "complaint_refuse",
        "维修站让打，但用户本人确实不修了",
        "cc_cancel",
        station_induced=True,
        gives_up=True,
    )
    frozen = s.case(station="000005", service="onsite", today=False, special=None)
    frozen.contact("reached")
    request = frozen.ask(
        "special_request",
        "用户要求暂缓，原因待大区判断",
        "region_cancel",
        said=msg("while a request is pending the order is frozen"),
    )
    frozen.promise("2026-06-17 10:00", exit=EXIT_REFUSED)
    s.do(
        frozen.coordinator,
        "cancel withdraw",
        cancelling_requests.withdraw,
        request,
        said=msg("the station takes its request back"),
    )
    frozen.promise("2026-06-17 10:00", said=msg("and the repair goes on"))
    s.shown["lively"] = frozen.no, frozen.coordinator


def not_allowed(s: Stage) -> Story:
    """What is no question of rules: identities, numbers, words and years."""
    yield "2026-06-17 13:30"
    c = s.case(station="000004", service="onsite", today=False)
    asked = Asked("self_resolved", "用户自行解决")
    c(c.engineer, "cancel request", cancelling_requests.request, asked, exit=EXIT_DENIED)
    c("coord-000001", "cancel request", cancelling_requests.request, asked, exit=EXIT_DENIED)
    request = c.ask("self_resolved", "用户自行解决", "region_cancel")
    s.do("liaison-hd", "cancel approve", cancelling_decide.approve, [request], exit=EXIT_DENIED)
    c.approve(request, said=msg("only the region of the station decides"))
    s.do(
        "coord-000004",
        "cancel check",
        cancelling_requests.check,
        "WX260699999",
        Asked("unreachable"),
        exit=EXIT_NOT_FOUND,
    )
    other = s.case(station="000004", service="onsite", today=False)
    other(other.coordinator, "cancel check", cancelling_requests.check, Asked("unreachabel"), exit=EXIT_USAGE)
    s.do(None, "calendar add-working-days", calendar_days.count, "2026-12-29", 5, exit=EXIT_BEYOND_CALENDAR)


def batch(s: Stage) -> Story:
    """Many requests of one region approved at once: each decided by itself on the facts of that moment."""
    yield "2026-06-17 14:00"
    cases = [s.case(station="000002", service="onsite", today=False, special=None) for _ in range(7)]
    normal, moved, put_off, special, reseated, answered, nowhere = cases
    ids = [
        normal.ask("self_resolved", "用户自行解决", "region_cancel"),
        moved.ask("capacity_exceeded", "维修站来电说明已超出服务产能", "region_cancel_reassign", to_station="000001"),
        put_off.ask("reschedule_rereport", "用户出国，7月中旬再修，同意重新报修", "region_cancel", wished="2026-07-15", agrees_rereport=True),
        special.ask("special_request", "用户单位统一换机，要求不再维修", "region_cancel"),
        reseated.ask("already_normal", "用户称已正常", "region_cancel"),
    ]  # fmt: skip
    for number in answered.numbers:
        answered.contact("number-invalid", number=number, prompt="您拨打的号码已停机")
    ids.append(answered.ask("wrong_phone", "号码均已停机", "region_cancel"))
    ids.append(nowhere.ask("capacity_exceeded", "两名工程师请假，无法按时上门", "region_cancel_reassign"))
    elsewhere = s.case(station="000104", service="onsite", today=False, special=None)
    ids.append(elsewhere.ask("already_normal", "用户称已正常", "region_cancel"))
    yield "2026-06-17 15:30"
    reseated.fact("reseat", "工程师已上门插拔内存条")
    answered.contact("reached", number=answered.numbers[0], note="号码已恢复，用户仍需维修")
    yield "2026-06-17 16:00"
    said = msg("one command, eight requests and a number that does not exist: four approved")
    found = s.approve("liaison-hb", [*ids, 99999], exit=EXIT_PARTIAL, said=said)
    s.shown["batch"] = found
    exits = [r["exit"] for r in found["results"]]
    s.must(
        exits == [0, 0, 0, 0, 3, 3, 3, EXIT_DENIED, EXIT_NOT_FOUND],
        msg("each request has a result of its own"),
    )
    nowhere.approve(
        ids[6], to_station="000009", said=msg("it was still pending: approved now that a station is named")
    )
    again = nowhere.approve(ids[6], said=msg("approved twice is approved once"))
    s.must(again["already"] is True, msg("the second approval says that it was approved already"))
    elsewhere.approve(ids[7])


def _paying(s: Stage) -> Callable[[Mapping[str, Any]], bool]:
    """Whose on-site period has ended."""
    return lambda order: order["onsite_until"] < s.now.date()


def _reported_twice(s: Stage, order: Mapping[str, Any]) -> bool:
    return any(o["serial"] == order["serial"] and o["t1"] < order["t1"] for o in s.loaded)


def _own(s: Stage, station: str, customer: str) -> Case:
    given = carried_in(station, customer)
    return Case(s, s.do(f"coord-{station}", "order create", orders_create.create, given))


STORIES = (
    (msg("wrong station"), reassigned),
    (msg("branch point"), branch),
    (msg("wrong numbers"), wrong_numbers),
    (msg("put off"), put_off),
    (msg("given up"), given_up),
    (msg("statement first"), with_form),
    (msg("work was done"), work_done),
    (msg("a station's own orders"), own_orders),
    (msg("calls to 800"), by_telephone),
    (msg("not allowed"), not_allowed),
    (msg("a batch"), batch),
)
"""What is played, and under which title."""
