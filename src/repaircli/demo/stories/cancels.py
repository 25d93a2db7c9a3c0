"""Stories of cancels: every family of reasons, who may ask, and many requests at once."""

from __future__ import annotations

from collections.abc import Callable

from repaircli.demo.stage import Case, OrderRow, Stage, Story
from repaircli.demo.stories.repairs import carried_in, has_software_fault
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
    network = s.rows("admin", "station list")
    covering = {area: point["station"] for point in network if not point["head"] for area in point["areas"]}
    region = {point["station"]: point["region"] for point in network}

    def target(order: OrderRow) -> str:
        return str(covering.get(order["area"], order["station"]))

    def near(order: OrderRow) -> bool:
        return target(order) != order["station"] and region[target(order)] == order["region"]

    def far(order: OrderRow) -> bool:
        return bool(region[target(order)] != order["region"])

    yield "2026-06-12 09:40"
    wrong = s.case(service=None, fits=near)
    request = wrong.ask("wrong_area", "用户地址不在本站服务区域", "region_cancel_reassign")
    wrong.approve(request, exit=EXIT_REFUSED)
    there = target(wrong.order)
    note = msg("cancelled and a new order dispatched to {station} in the same moment", station=there)
    new = wrong.approve(request, f"--to-station {there}", note=note, scene="reassign")["new_order_no"]
    chain = s.run("admin", f"order lineage {new}", scene="reassign")["legs"]
    s.expect(
        [leg["order_no"] for leg in chain] == [wrong.no, new], msg("the old and the new order are linked")
    )
    s.highlights["reassigned"] = {"order_no": str(new), "liaison": wrong.liaison}
    cross = s.case(fits=far)
    request = cross.ask(
        "wrong_area_cross_region",
        "用户在外大区",
        "region_cancel_reassign",
        f"--to-station {target(cross.order)}",
    )
    cross.approve(request, note=msg("to another region, whose liaison is notified"))
    twice = s.case(service=None, fits=lambda order: _reported_twice(s, order))
    request = twice.ask(
        "dispatch_error",
        "与前一张维修单重复派单",
        "region_cancel",
        note=msg("reported twice: cancelled without a new order"),
    )
    twice.approve(request)
    full = s.case("000202", today=True)
    request = full.ask(
        "capacity_exceeded", "今日已超出服务产能", "region_cancel_reassign", "--to-station 000201"
    )
    full.approve(request, note=msg("beyond today's capacity: to another station"))


def branch(s: Stage) -> Story:
    """A station becomes a branch point: the orders that it holds belong to its head station."""
    yield "2026-06-17 09:00"
    c = s.case("000203")
    c.ask("branch_received", "总站接单", "invalid_reason", note=msg("a head station is not a branch point"))
    s.run(
        "cssd1",
        "station edit 000203 --head 000201",
        note=msg("station 000203 becomes a branch point of 000201"),
    )
    request = c.ask("branch_received", "分点收到800派单，请改派总站", "region_cancel_reassign")
    new = c.approve(request, note=msg("reassigned to the head station"))["new_order_no"]
    shown = s.run("admin", f"order show {new}")
    s.expect(shown["station"] == "000201", msg("the new order is at the head station"))


def wrong_numbers(s: Stage) -> Story:
    """Every number must be proved wrong; missing information may be asked for."""
    yield "2026-06-12 10:05"
    c = s.case("000103", fits=lambda order: len(order["phones"]) > 1)
    first, *others = c.numbers
    c.contact("number-invalid", f"--number {first} --prompt 您拨打的号码是空号")
    c.ask("wrong_phone", "首个号码为空号", "continue_repair", scene="numbers")
    for number in others:
        c.contact("number-invalid", f"--number {number} --prompt 对方称不认识该用户")
    note = msg("every number is proved wrong")
    request = c.ask("wrong_phone", "全部号码均不正确", "region_cancel", note=note, scene="numbers")
    c.approve(request, note=msg("cancelled; e-mail to the HQ liaison queued"))
    bare = s.case("000105")
    bare.approve(bare.ask("info_incomplete", "地址无门牌号，用户也说不清", "region_cancel"))


def put_off(s: Stage) -> Story:
    """The customer wants another date: fifteen days or more and a new report, or an ordinary change."""
    yield "2026-06-15 09:30"
    c = s.case("000204")
    c.contact("reached", "--note 用户出差")
    too_soon, later = "用户希望6月25日再修", "用户希望6月30日再修"
    c.ask("reschedule_rereport", too_soon, "continue_repair", "--wished 2026-06-25", scene="put_off")
    c.check("reschedule_short", "continue_repair")
    c.ask("reschedule_rereport", later, "continue_repair", "--wished 2026-06-30")
    request = c.ask(
        "reschedule_rereport",
        f"{later}，同意届时重新报修",
        "region_cancel",
        "--wished 2026-06-30 --agrees-rereport",
        note=msg("exactly fifteen days, and the customer agrees to report again"),
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
        c = s.case(fits=_paying(s)) if "fee" in reason else s.case()
        c.contact("reached")
        c.approve(c.ask(reason, detail, "region_cancel"))
    refused = s.case("000101")
    refused.contact("reached")
    refused.ask("other_unlisted", "用户态度不好", "continue_repair")
    request = refused.ask("complaint_refuse", "用户抱怨后又说可以等", "region_cancel")
    refused.region(
        f"cancel reject {request} --why 用户仍愿维修，请继续联系",
        note=msg("the region does not agree: the repair goes on"),
    )
    known = s.case("000102")
    known.approve(
        known.ask("already_normal", "用户电话告知大区机器已恢复", "region_cancel", login=known.liaison),
        note=msg("the region may act on its own knowledge, under the same conditions"),
    )


def with_form(s: Stage) -> Story:
    """Refusals that need a special-case statement, agreed by the region, before the cancel."""
    yield "2026-06-15 13:30"
    plan = s.case("000003")
    plan.contact("reached")
    plan.check("plan_refused_onsite", "invalid_reason")
    plan.writeback("--at '2026-06-15 15:00'")
    plan.order_steps("print", "start")
    plan.ask("plan_refused_onsite", "用户不同意更换主板", "continue_repair")
    form = plan.form("更换主板", "用户认为应更换整机，不同意维修")
    plan.ask("plan_refused_onsite", "用户不同意更换主板", "continue_repair")
    plan.region(
        f"form decide {form} --agree --why 情况属实，同意撤单",
        note=msg("the region agrees to the special-case statement"),
    )
    plan.approve(plan.ask("plan_refused_onsite", "用户不同意更换主板", "region_cancel_with_form"))
    soft = s.case("000002", service=None, fits=has_software_fault)
    soft.contact("guided", "--note 电话指导未解决，需收费重装")
    soft.coordinator("order edit {no} --mark software")
    form = soft.form("收费重装系统", "用户不同意付费")
    soft.region(f"form decide {form} --agree --why 同意")
    soft.approve(soft.ask("soft_oow_refused", "软件问题，用户不同意付费维修", "region_cancel_with_form"))
    carried = s.created("coord-000102", carried_in("000102", "夏思远"))
    form = carried.form("等待主板到货后继续维修", "用户急用，不愿再等")
    carried.region(f"form decide {form} --refuse --why 备件明日到货，请再与用户沟通")
    carried.ask("service_refused_carry_in", "用户不愿继续等待", "continue_repair")
    form = carried.form("备件到货后优先维修", "用户坚持取回机器")
    carried.region(f"form decide {form} --agree --why 同意，请退还机器")
    carried.approve(carried.ask("service_refused_carry_in", "用户坚持取回机器", "region_cancel_with_form"))
    carried.step("delivered", note=msg("cancelled, and the machine is given back"))


def work_done(s: Stage) -> Story:
    """Once work took place the order is closed, for every reason and every role."""
    yield "2026-06-16 09:30"
    c = s.case("000201")
    c.contact("reached")
    c.writeback("--at '2026-06-16 10:00'")
    c.order_steps("print", "start")
    c.engineer("order fact {no} reseat --note 重新插拔内存后正常", note=msg("fixed on site by reseating"))
    c.ask("complaint_refuse", "用户投诉，不同意维修", "must_close", scene="done")
    c.by_customer("self_resolved", "用户来电要求撤单", "must_close")
    c.step("sign")
    c.close("重新插拔内存后正常", note=msg("signed and closed"))
    for reason in ("software", "nff_power"):
        s.case("000201").check(reason, "must_close")
    tested = s.case("000202")
    tested.contact("reached")
    tested.writeback("--at '2026-06-16 11:00'")
    tested.order_steps("print", "start")
    tested.engineer("order fact {no} oow_second_level --note 已过保，主板需二级维修，用户不同意付费")
    tested.ask("fee_refused_to_carry_in", "用户不同意付费，改送修", "must_close")


def own_orders(s: Stage) -> Story:
    """A station's own orders: entry errors it cancels itself, the rest goes through the region."""
    yield "2026-06-16 11:00"
    slip = s.created("coord-000105", carried_in("000105", "姚若曦"))
    slip.check("wrong_phone", "edit_order")
    slip.check("wrong_area", "invalid_reason")
    note = msg("an entry error in its own order")
    slip.self_cancel("entry_error", "序列号录入错误，重新生成", "station_self_cancel", note=note)
    begun = s.created("coord-000105", carried_in("000105", "戴春生"))
    begun.order_steps("print", "start")
    begun.self_cancel("clerical_other", "与另一单重复录入", "region_cancel")
    begun.approve(
        begun.ask("clerical_other", "与另一单重复录入", "region_cancel"),
        note=msg("work has begun, so the region cancels"),
    )
    begun.step("picked-up")
    dispatched = s.case("000105")
    dispatched.self_cancel("entry_error", "派单信息有误", "forbidden")
    dispatched.ask("entry_error", "派单信息有误", "invalid_reason")


def by_telephone(s: Stage) -> Story:
    """Calls to 800: the customer may, the station may not, and not through the customer either."""
    yield "2026-06-16 13:30"
    s.case("000001").by_customer(
        "self_resolved",
        "用户来电：已自行解决，不用上门",
        "cc_cancel",
        note=msg("the customer asks in person; station and region are notified"),
        scene="solved",
    )
    s.case("000001").by_customer(
        "wrong_area",
        "用户已搬到朝阳区",
        "cc_cancel",
        "--to-station 000002",
        note=msg("cancelled and reassigned on the customer's call"),
    )
    phoned = s.case("000005")
    call = "--caller station"
    phoned.by_customer("capacity_exceeded", "维修站来电要求撤单", "forbidden", call, scene="phoned")
    induced = phoned.by_customer(
        "self_resolved", "用户说是维修站让打的", "forward_to_region", "--station-induced"
    )
    phoned.region(
        f"cancel reject {induced['request_id']} --why 引导用户拨打800，请继续维修",
        note=msg("sent back to the station; the violation stays on record"),
    )
    s.case("000005").by_customer(
        "complaint_refuse",
        "维修站让打，但用户本人确实不修了",
        "cc_cancel",
        "--station-induced --gives-up",
    )
    frozen = s.case("000005")
    frozen.contact("reached")
    request = frozen.ask(
        "special_request",
        "用户要求暂缓，原因待大区判断",
        "region_cancel",
        note=msg("while a request is pending the order is frozen"),
    )
    frozen.writeback("--at '2026-06-17 10:00'", exit=EXIT_REFUSED)
    frozen.coordinator(f"cancel withdraw {request}", note=msg("the station takes its request back"))
    frozen.writeback("--at '2026-06-17 10:00'", note=msg("and the repair goes on"))
    s.highlights["open"] = {"order_no": frozen.no, "login": f"coord-{frozen.station}"}


def not_allowed(s: Stage) -> Story:
    """Refusals that have nothing to do with the rules: identities, numbers, words and years."""
    yield "2026-06-17 13:30"
    c = s.case("000004")
    line = "cancel request {no} --reason self_resolved --detail 用户自行解决"
    c.engineer(line, exit=EXIT_DENIED)
    c.by("coord-000001", line, exit=EXIT_DENIED)
    request = c.ask("self_resolved", "用户自行解决", "region_cancel")
    s.run("liaison-hd", f"cancel approve {request}", exit=EXIT_DENIED)
    c.approve(request, note=msg("only the region of the station decides"))
    s.run("coord-000004", "cancel check WX260699999 --reason unreachable", exit=EXIT_NOT_FOUND)
    s.case("000004").coordinator("cancel check {no} --reason unreachabel", exit=EXIT_USAGE)
    s.run(None, "calendar add-working-days 2026-12-29 5", exit=EXIT_BEYOND_CALENDAR)


def batch(s: Stage) -> Story:
    """One command approves many requests of a region; each is decided on the facts of that moment."""
    yield "2026-06-17 14:00"
    cases: list[Case] = [s.case("000002") for _ in range(7)]
    normal, moved, put_off, special, reseated, answered, nowhere = cases
    moving = "region_cancel_reassign"
    later = "--wished 2026-07-15 --agrees-rereport"
    ids = [
        normal.ask("self_resolved", "用户自行解决", "region_cancel"),
        moved.ask("capacity_exceeded", "维修站来电说明已超出服务产能", moving, "--to-station 000001"),
        put_off.ask("reschedule_rereport", "用户出国，7月中旬再修，同意重新报修", "region_cancel", later),
        special.ask("special_request", "用户单位统一换机，要求不再维修", "region_cancel"),
        reseated.ask("already_normal", "用户称已正常", "region_cancel"),
    ]
    for number in answered.numbers:
        answered.contact("number-invalid", f"--number {number} --prompt 您拨打的号码已停机")
    ids.append(answered.ask("wrong_phone", "号码均已停机", "region_cancel"))
    ids.append(nowhere.ask("capacity_exceeded", "两名工程师请假，无法按时上门", moving))
    elsewhere = s.case("000104")
    ids.append(elsewhere.ask("already_normal", "用户称已正常", "region_cancel"))
    yield "2026-06-17 15:30"
    reseated.engineer("order fact {no} reseat --note 工程师已上门插拔内存条")
    answered.contact("reached", f"--number {answered.numbers[0]} --note 号码已恢复，用户仍需维修")
    yield "2026-06-17 16:00"
    note = msg("one command, eight requests and a number that does not exist: four approved")
    found = s.approve("liaison-hb", [*ids, 99999], exit=EXIT_PARTIAL, note=note, scene="batch")
    s.highlights["batch"] = found
    exits = [result["exit"] for result in found["results"]]
    s.expect(
        exits == [0, 0, 0, 0, EXIT_REFUSED, EXIT_REFUSED, EXIT_REFUSED, EXIT_DENIED, EXIT_NOT_FOUND],
        msg("each request gets its own result"),
    )
    nowhere.approve(
        ids[6],
        "--to-station 000009",
        note=msg("it was still pending: approved now that a station is named"),
    )
    again = nowhere.approve(ids[6], note=msg("approved twice is approved once"))
    s.expect(again["already"] is True, msg("the second approval says that it was approved already"))
    elsewhere.approve(ids[7])


def _paying(s: Stage) -> Callable[[OrderRow], bool]:
    """Whether the on-site period has ended."""
    return lambda order: order["onsite_until"] < s.now.date()


def _reported_twice(s: Stage, order: OrderRow) -> bool:
    return any(o["serial"] == order["serial"] and o["t1"] < order["t1"] for o in s.orders)


STORIES = (
    (msg("wrong station"), reassigned),
    (msg("branch point"), branch),
    (msg("wrong numbers"), wrong_numbers),
    (msg("postponed"), put_off),
    (msg("given up"), given_up),
    (msg("statement first"), with_form),
    (msg("work was done"), work_done),
    (msg("a station's own orders"), own_orders),
    (msg("calls to 800"), by_telephone),
    (msg("not allowed"), not_allowed),
    (msg("a batch"), batch),
)
"""What is played, and under which title."""
