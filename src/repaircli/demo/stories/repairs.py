"""Played: orders from dispatch to closing, and the customer who never answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from repaircli.demo.stage import AGENT, Case, Stage, Story, carried_in, every, has_software_fault
from repaircli.network import capacity, coverage
from repaircli.orders import close as orders_close
from repaircli.orders import create as orders_create
from repaircli.orders import download
from repaircli.orders import steps as orders_steps
from repaircli.orders.inputs import NewOrder
from repaircli.platform.errors import EXIT_REFUSED
from repaircli.platform.text import msg

CALL_TIMES = ("09:05", "10:30", "11:45", "14:10", "16:00", "17:30")
"""Six calls a day to a customer who does not answer (001-1.5.2)."""


def morning(s: Stage) -> Story:
    """Every station fetches what was dispatched to it; the call centre adds a special user's order."""
    s.stock(every(s))
    heads = sorted({str(o["station"]) for o in s.loaded})
    fetched = 0
    for no in heads:
        said = None
        if no == heads[-1]:
            said = msg("all {count} head stations fetched the orders dispatched to them", count=len(heads))
        fetched += s.do(f"coord-{no}", "order download", download.download, [], said=said)["downloaded"]
    s.must(fetched == len(s.loaded), msg("every order is downloaded"))
    user = NewOrder(
        service="onsite",
        customer="晨星周刊社记者（林晓东）",
        phones=("13900000612",),
        address="北京市朝阳区望京街10号创业园B座1203",
        fault="编辑用机蓝屏，代码0x0000007E，今晚截稿",
        product="desktop",
        special="media",
        station="000002",
    )
    said = msg("a journalist's order, with its urge order to the station in the same moment")
    special = s.do("cisd1", "order create", orders_create.create, user, said=said)
    s.must(special["special"] == "media", msg("the order is marked as a special user's"))
    s.do(AGENT, "order create", orders_create.create, carried_in("000013", "陈国庆"), exit=EXIT_REFUSED)
    yield from ()


def visit(s: Stage) -> Story:
    """An ordinary visit, from the first call to the signature."""
    yield "2026-06-12 09:12"
    c = s.case(station="000001", service="onsite", special=None)
    c.contact("reached", said=msg("customer reached within four hours, a hardware fault"))
    order = c.promise("2026-06-12 14:30", said=msg("T31 promised; T2 set itself to the moment of writing"))
    s.must(order["t2"] is not None and not order["late_contact"], msg("T2 is in time"))
    c(c.coordinator, "order assign", orders_steps.assign, "eng-000001")
    c.start(exit=EXIT_REFUSED)
    c.print()
    yield "2026-06-12 14:30"
    c.start(said=msg("printed, so the visit may start"))
    yield "2026-06-12 15:20"
    c.repaired()
    c.close("更换电源后开机正常", exit=EXIT_REFUSED)
    c.sign()
    closed = c.close("更换电源后开机正常", said=msg("signed and closed; the return visit is queued"))
    s.must(closed["close_basis"] == "signed", msg("closed on the signature"))


def parts_late(s: Stage) -> Story:
    """Late parts, a second visit, and no fourth promise."""
    yield "2026-06-12 09:16"
    c = s.case(station="000002", service="onsite", special=None)
    c.contact("reached", note="需换硬盘，备件今日申领")
    c.promise("2026-06-15 10:00", said=msg("T31 agreed by the parts delivery"))
    yield "2026-06-15 09:10"
    c.promise("2026-06-16 14:00", exit=EXIT_REFUSED)
    late = c.promise(
        "2026-06-16 14:00",
        parts_order="PO26061207",
        part_code="HDD500S",
        said=msg("T32 with type 备件原因 and its fixed text"),
    )
    s.must(
        late["t3"][1]["reason"] == "由于PO26061207订单HDD500S编码的备件未按时配送",
        msg("the fixed text of late parts"),
    )
    c.check("parts_late", "continue_repair")
    yield "2026-06-16 14:00"
    c.print()
    c.start()
    again = c.promise(
        "2026-06-17 15:00",
        type="多次维修",
        reason="更换硬盘后仍蓝屏，需更换主板",
        said=msg("not fixed by one service: T33, status 多次维修中"),
    )
    s.must(again["status"] == "multi_repair", msg("the order is in multiple repair"))
    yield "2026-06-17 11:00"
    c.promise("2026-06-18 10:00", type="客户原因", reason="用户临时外出", exit=EXIT_REFUSED)
    yield "2026-06-17 15:00"
    c.repaired()
    c.sign()
    c.close("更换硬盘和主板后正常", said=msg("repaired at the second visit and closed"))


def by_phone(s: Stage) -> Story:
    """Faults solved on the telephone: closed with fixed texts, never cancelled."""
    yield "2026-06-12 09:20"
    software = s.case(has_software_fault, station="000101", service="onsite", special=None, today=False)
    software.contact("guided-solved", note="指导用户卸载弹窗软件并杀毒", said=msg("the call solved it"))
    closed = software.promise(
        phone_resolved="software", said=msg("phone solution written, order closed by it")
    )
    s.must(
        (closed["t3"][0]["reason"], closed["close_basis"]) == ("软件问题,电话解决", "phone"),
        msg("the fixed text of a phone solution"),
    )
    software.ask("self_resolved", "用户说已经好了", "forbidden")
    other = s.case(station="000201", service="onsite", special=None)
    other.contact("reached")
    other.promise("2026-06-15 09:30")
    yield "2026-06-15 08:40"
    other.contact("guided-solved", note="指导用户重插显示器信号线")
    said = msg("guided by telephone is no self-help: to be closed, not cancelled")
    other.ask("self_resolved", "用户来电称机器正常", "must_close", said=said)
    closed = other.promise(phone_resolved="other", said=msg("goes into the next free slot, T32"))
    s.must([p["kind"] for p in closed["t3"]] == ["normal", "phone_resolved"], msg("two slots are written"))


def carry_in(s: Stage) -> Story:
    """A machine carried in, whose check fails when it is fetched: repaired again and brought back."""
    yield "2026-06-15 09:20"
    given = carried_in("000004", "宋立新", recontact="2026-06-16 17:00")
    order = s.do(
        "coord-000004",
        "order create",
        orders_create.create,
        given,
        said=msg("carried in: pick-up voucher, machine in custody"),
    )
    c = Case(s, order)
    s.must(order["in_custody"] and order["voucher_no"], msg("the machine is in custody"))
    c.print()
    c.promise("2026-06-16 15:00", exit=EXIT_REFUSED)
    c.start()
    yield "2026-06-15 16:00"
    c.repaired()
    c.contact("reached", note="通知取机")
    ready = c.promise(
        "2026-06-16 10:00", said=msg("repaired, customer told: T31 is the pick-up time, T2 the notice")
    )
    s.must(ready["status"] == "awaiting_pickup", msg("the order awaits pick-up"))
    yield "2026-06-16 10:00"
    c(
        c.coordinator,
        "order check-failed",
        orders_steps.check_failed,
        said=msg("the check at pick-up failed: to be delivered back"),
    )
    c.check("pickup_change", "continue_repair")
    yield "2026-06-16 15:30"
    c.repaired()
    c.contact("reached", note="约定送回时间")
    c.promise("2026-06-17 11:00", type="故障复现", reason="取机验机时仍有异响")
    yield "2026-06-17 11:00"
    c.close("更换风扇", exit=EXIT_REFUSED)
    c(c.coordinator, "order delivered", orders_steps.delivered)
    c.sign()
    closed = c.close("更换风扇并清洁，已送回用户", said=msg("delivered, signed, closed"))
    s.must(closed["close_basis"] == "delivered", msg("closed by delivery"))


def counter(s: Stage) -> Story:
    """A repair on the spot, and a machine that the call centre had sent in."""
    yield "2026-06-12 09:34"
    sent = s.case(station="000103", service="carry-in", today=False)
    sent.contact("reached", note="用户下周一送来")
    yield "2026-06-15 10:00"
    order = s.do("coord-000201", "order create", orders_create.create, carried_in("000201", "梁海燕"))
    spot = Case(s, order)
    spot.print()
    spot.start()
    spot.repaired()
    spot.promise(
        "2026-06-15 10:02", said=msg("repaired on the spot: T31 is the actual pick-up time, T2 close to it")
    )
    spot(spot.coordinator, "order picked-up", orders_steps.picked_up)
    spot.sign()
    closed = spot.close("内存金手指氧化，清洁后正常")
    s.must(closed["close_basis"] == "pickup", msg("closed by pick-up"))
    yield "2026-06-15 14:00"
    sent(
        sent.coordinator,
        "order arrived",
        orders_steps.arrived,
        "2026-06-16 17:00",
        said=msg("the dispatched machine has come in"),
    )
    sent.print()
    sent.start()
    yield "2026-06-16 16:00"
    sent.repaired()
    sent.contact("reached")
    sent.promise("2026-06-17 09:30")
    yield "2026-06-17 09:40"
    sent(sent.coordinator, "order picked-up", orders_steps.picked_up)
    sent.sign()
    sent.close("更换主板电池并升级固件", said=msg("fetched, signed, closed"))


def generated(s: Stage) -> Story:
    """What a station may generate itself, and what its region looks after."""
    onsite = NewOrder(
        service="onsite",
        customer="曾建华",
        phones=("13800000131",),
        address="河北省石家庄市平山县冶河西路21号",
        area="130131",
        fault="开机后显示器黑屏",
        product="desktop",
    )
    create = orders_create.create
    yield "2026-06-15 10:20"
    s.do("coord-000005", "order create", create, onsite, exit=EXIT_REFUSED)
    said = msg("form 1: the area has no 800, filed beforehand")
    s.do(
        "liaison-hb",
        "coverage no800 add",
        coverage.add_no800,
        "130131",
        "000005",
        "当地未开通800电话",
        said=said,
    )
    s.do("coord-000005", "order create", create, onsite, said=msg("now the station may generate the visit"))
    own = NewOrder(
        service="onsite",
        customer="司徒明哲",
        phones=("13700000902",),
        address="北京市西城区德胜门外大街8号",
        fault="合上再打开后屏幕不亮",
        product="notebook",
    )
    s.do("duo-000009", "order create", create, own, said=msg("a notebook station generates on-site orders"))
    s.do(
        "liaison-hb",
        "capacity set",
        capacity.set_,
        "000001",
        34,
        said=msg("routine change of capacity, filed with the CSSD"),
    )
    s.do(
        "liaison-hb",
        "capacity set",
        capacity.set_,
        "000001",
        20,
        from_="2026-06-19",
        to="2026-06-21",
        cause="holiday",
        exit=EXIT_REFUSED,
    )


def unsigned(s: Stage) -> Story:
    """A finding that the customer will not sign: the region confirms the closing."""
    yield "2026-06-12 09:30"
    c = s.case(station="000102", service="onsite", special=None)
    c.contact("reached")
    c.promise("2026-06-12 16:00")
    c.print()
    yield "2026-06-12 16:00"
    c.start()
    c.fact(
        "nff_power", "主机正常，用户插线板损坏", said=msg("tested: no fault, the customer's own power strip")
    )
    c.ask("self_resolved", "用户要求撤单", "must_close")
    c.close("检测无故障，插线板损坏", exit=EXIT_REFUSED)
    yield "2026-06-15 11:00"
    closed = c(
        c.liaison,
        "order close",
        orders_close.close,
        "检测无故障，插线板损坏",
        "region_confirmed",
        "用户拒绝在检测结果上签字",
        said=msg("the customer will not sign a finding: the region confirms the closing"),
    )
    s.must(closed["close_basis"] == "region_confirmed", msg("closed by the region"))


# ---------------------------------------------------------------------------------------------------------- unreachable


def unreachable(s: Stage) -> Story:
    """A customer who never answers: special T31, six calls a day, five working days over a weekend and a holiday."""
    yield "2026-06-12 09:25"
    c = s.case(lambda o: len(o["phones"]) == 1, station="000105", service="onsite", special=None)
    t1 = c.order["t1"]
    c.contact("no-answer", said=msg("no answer; T1 was {t1}", t1=f"{t1:%H:%M:%S}"))
    earliest = t1 + timedelta(hours=3, minutes=30)
    yield _at(earliest - timedelta(seconds=1))
    c.promise(unreachable=True, exit=EXIT_REFUSED)
    yield _at(earliest)
    sentinel = c.promise(
        unreachable=True, said=msg("3.5 hours after T1 to the second: the special T31; the clock starts")
    )
    s.must(
        (sentinel["t3"][0]["kind"], sentinel["t3"][0]["at"]) == ("unreachable", "2010-01-01"),
        msg("the special T31"),
    )
    answers: list[dict[str, Any]] = []

    def asked(decision: Mapping[str, Any]) -> Mapping[str, Any]:
        missing = [m["text"] for m in decision["missing"]]
        kept = {key: decision[key] for key in ("outcome", "allowed", "allowed_from")}
        answers.append({"at": s.steps[-1]["at"], **kept, "missing": missing})
        return decision

    for day, calls in ((15, 6), (16, 5), (17, 6), (18, 6)):
        for number, time in enumerate(CALL_TIMES[:calls], start=1):
            yield f"2026-06-{day} {time}"
            said = msg("{calls} calls today, nobody answered", calls=calls) if number == calls else None
            c.contact("no-answer", said=said)
        if day > 15:
            yield f"2026-06-{day} 18:10"
            decision = asked(c.check("unreachable", "continue_repair"))
    s.must(
        [m["code"] for m in decision["missing"]] == ["working_days"]
        and _at(decision["allowed_from"]) == "2026-06-22T18:00:00+08:00",
        msg("only time is missing, until Monday at the close of business"),
    )
    yield "2026-06-22 17:59:59"
    asked(c.check("unreachable", "continue_repair"))
    yield "2026-06-22 18:00:00"
    asked(c.check("unreachable", "region_cancel"))
    request = c.ask(
        "unreachable", "五个工作日联系不上用户", "region_cancel", said=msg("five working days are complete")
    )
    result = c.approve(request, said=msg("cancelled; e-mail to the HQ liaison queued"))
    s.shown["unreachable"] = {
        "order_no": c.no,
        "station": c.order["station"],
        "t1": t1,
        "sentinel_at": sentinel["t2"],
        "asked": answers,
        "days": result["decision"]["days"],
    }


def _at(moment: datetime) -> str:
    return moment.isoformat()


STORIES = (
    (msg("dispatch"), morning),
    (msg("an ordinary visit"), visit),
    (msg("parts late"), parts_late),
    (msg("solved by telephone"), by_phone),
    (msg("unreachable"), unreachable),
    (msg("carried in"), carry_in),
    (msg("at the counter"), counter),
    (msg("generated by stations"), generated),
    (msg("a finding not signed"), unsigned),
)
"""What is played, and under which title."""
