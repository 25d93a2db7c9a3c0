"""Stories of repairs: orders from dispatch to closing, and the customer who never answers."""

from __future__ import annotations

import shlex
from datetime import timedelta

from repaircli.demo.stage import AGENT, Data, OrderRow, Stage, Story
from repaircli.files import sample
from repaircli.platform.errors import EXIT_REFUSED
from repaircli.platform.text import msg

CALL_TIMES = ("09:05", "10:30", "11:45", "14:10", "16:00", "17:30")
"""Six calls a day to a customer who does not answer (001-1.5.2)."""

_SOFTWARE = ("怀疑中毒", "需要重装")
"""What the sample's customers say about a software fault."""


def has_software_fault(order: OrderRow) -> bool:
    """Whether the customer describes a software fault."""
    return any(words in order["fault"] for words in _SOFTWARE)


def carried_in(station: str, customer: str, recontact: str | None = None) -> str:
    """The command that creates an order for a machine brought to the counter after its on-site period."""
    phone = f"13600000{station[-3:]}"
    again = f" --recontact '{recontact}'" if recontact else ""
    return (
        f"order create --service carry-in --customer {shlex.quote(customer)} --phone {phone} --station {station}"
        " --address 用户到站送修 --fault 主机噪音很大，开机半小时后自动重启 --product desktop --model 启程D3100"
        f" --serial DT77{station} --onsite-until 2025-03-01 --warranty-until 2027-03-01{again}"
    )


def morning(s: Stage) -> Story:
    """Every station downloads its orders; a special user's order is added."""
    s.stock(s.every())
    heads = sorted({order["station"] for order in s.orders})
    fetched = 0
    for no in heads:
        done = msg(
            "all {count} head stations have downloaded the orders dispatched to them", count=len(heads)
        )
        note = done if no == heads[-1] else None
        fetched += s.run(f"coord-{no}", "order download", note=note)["downloaded"]
    s.expect(fetched == len(s.orders), msg("every order is downloaded"))
    special = s.run(
        "cisd1",
        "order create --service onsite --customer 晨星周刊社记者（林晓东） --phone 13900000612"
        " --address 北京市朝阳区望京街10号创业园B座1203 --fault 编辑用机蓝屏，代码0x0000007E，今晚截稿"
        " --product desktop --special media --station 000002",
        note=msg("a journalist's order, with its urge order to the station in the same moment"),
    )
    s.expect(special["special"] == "media", msg("the order is marked as a special user's"))
    s.run(AGENT, carried_in("000013", "陈国庆"), exit=EXIT_REFUSED)
    yield from ()


def visit(s: Stage) -> Story:
    """An ordinary visit, from the first call to the signature."""
    yield "2026-06-12 09:12"
    c = s.case("000001", today=True)
    c.contact("reached", note=msg("customer reached within four hours, a hardware fault"))
    order = c.writeback(
        "--at '2026-06-12 14:30'", note=msg("T31 is promised; T2 is set to the time of writing")
    )
    s.expect(order["t2"] is not None and not order["late_contact"], msg("T2 is in time"))
    c.coordinator("order assign {no} --engineer eng-000001")
    c.step("start", exit=EXIT_REFUSED)
    c.step("print")
    yield "2026-06-12 14:30"
    c.step("start", note=msg("printed, so the visit may start"))
    yield "2026-06-12 15:20"
    c.step("repaired")
    c.close("更换电源后开机正常", exit=EXIT_REFUSED)
    c.step("sign")
    closed = c.close("更换电源后开机正常", note=msg("signed and closed; the return visit is queued"))
    s.expect(closed["close_basis"] == "signed", msg("closed on the signature"))


def parts_late(s: Stage) -> Story:
    """Late parts, a second visit, and no fourth promise."""
    yield "2026-06-12 09:16"
    c = s.case("000002", today=True)
    c.contact("reached", "--note 需换硬盘，备件今日申领")
    c.writeback("--at '2026-06-15 10:00'", note=msg("T31 agreed by the parts delivery"))
    yield "2026-06-15 09:10"
    c.writeback("--at '2026-06-16 14:00'", exit=EXIT_REFUSED)
    late = c.writeback(
        "--at '2026-06-16 14:00' --parts-order PO26061207 --part-code HDD500S",
        note=msg("T32 with type 备件原因 and its fixed text"),
    )
    s.expect(
        late["t3"][1]["reason"] == "由于PO26061207订单HDD500S编码的备件未按时配送",
        msg("the fixed text of late parts"),
    )
    c.check("parts_late", "continue_repair")
    yield "2026-06-16 14:00"
    c.order_steps("print", "start")
    again = c.writeback(
        "--at '2026-06-17 15:00' --type 多次维修 --reason 更换硬盘后仍蓝屏，需更换主板",
        note=msg("not fixed by one service: T33, status 多次维修中"),
    )
    s.expect(again["status"] == "multi_repair", msg("the order is in repeated repair"))
    yield "2026-06-17 11:00"
    c.writeback("--at '2026-06-18 10:00' --type 客户原因 --reason 用户临时外出", exit=EXIT_REFUSED)
    yield "2026-06-17 15:00"
    for part, name, fee in (("HDD500S", "硬盘", "80"), ("MB-B560", "主板", "120.50")):
        c.engineer(
            f"parts replace {{no}} --part {part} --name {name} --old O{part} --new N{part} --fee {fee}"
        )
        c.engineer(f"parts return {{no}} --part {part}")
    c.order_steps("repaired", "sign")
    c.close("更换硬盘和主板后正常", note=msg("repaired at the second visit and closed"))


def by_phone(s: Stage) -> Story:
    """Faults solved on the telephone: closed with fixed texts, never cancelled."""
    yield "2026-06-12 09:20"
    software = s.case("000101", fits=has_software_fault)
    software.contact("guided-solved", "--note 指导用户卸载弹窗软件并杀毒", note=msg("the call solved it"))
    closed = software.writeback(
        "--phone-resolved software", note=msg("phone solution written, order closed by it")
    )
    s.expect(
        (closed["t3"][0]["reason"], closed["close_basis"]) == ("软件问题,电话解决", "phone"),
        msg("the fixed text of a phone solution"),
    )
    software.ask("self_resolved", "用户说已经好了", "forbidden")
    other = s.case("000201", today=True)
    other.contact("reached")
    other.writeback("--at '2026-06-15 09:30'")
    yield "2026-06-15 08:40"
    other.contact("guided-solved", "--note 指导用户重插显示器信号线")
    note = msg("a customer guided by telephone did not solve it alone: close the order, do not cancel it")
    other.ask("self_resolved", "用户来电称机器正常", "must_close", note=note)
    closed = other.writeback("--phone-resolved other", note=msg("written into the next free slot, T32"))
    s.expect([p["kind"] for p in closed["t3"]] == ["normal", "phone_resolved"], msg("two slots are written"))


def carry_in(s: Stage) -> Story:
    """A machine carried in, whose check fails when it is fetched: repaired again and brought back."""
    yield "2026-06-15 09:20"
    c = s.created(
        "coord-000004",
        carried_in("000004", "宋立新", recontact="2026-06-16 17:00"),
        note=msg("carried in: pick-up voucher, machine in custody"),
    )
    s.expect(bool(c.order["in_custody"] and c.order["voucher_no"]), msg("the machine is in custody"))
    c.step("print")
    c.writeback("--at '2026-06-16 15:00'", exit=EXIT_REFUSED)
    c.step("start")
    yield "2026-06-15 16:00"
    c.step("repaired")
    c.contact("reached", "--note 通知取机")
    ready = c.writeback(
        "--at '2026-06-16 10:00'",
        note=msg("repaired, customer told: T31 is the pick-up time, T2 the notice"),
    )
    s.expect(ready["status"] == "awaiting_pickup", msg("the order awaits pick-up"))
    yield "2026-06-16 10:00"
    c.step("check-failed", note=msg("the check at pick-up failed: to be delivered back"))
    c.check("pickup_change", "continue_repair")
    yield "2026-06-16 15:30"
    c.step("repaired")
    c.contact("reached", "--note 约定送回时间")
    c.writeback("--at '2026-06-17 11:00' --type 故障复现 --reason 取机验机时仍有异响")
    yield "2026-06-17 11:00"
    c.close("更换风扇", exit=EXIT_REFUSED)
    c.order_steps("delivered", "sign")
    closed = c.close("更换风扇并清洁，已送回用户", note=msg("delivered, signed, closed"))
    s.expect(closed["close_basis"] == "delivered", msg("closed by delivery"))


def counter(s: Stage) -> Story:
    """A repair on the spot, and a machine that the call centre had sent in."""
    yield "2026-06-12 09:34"
    sent = s.case("000103", "carry-in")
    sent.contact("reached", "--note 用户下周一送来")
    yield "2026-06-15 10:00"
    spot = s.created("coord-000201", carried_in("000201", "梁海燕"))
    spot.order_steps("print", "start", "repaired")
    spot.writeback(
        "--at '2026-06-15 10:02'",
        note=msg("repaired on the spot: T31 is the actual pick-up time, T2 close to it"),
    )
    spot.order_steps("picked-up", "sign")
    closed = spot.close("内存金手指氧化，清洁后正常")
    s.expect(closed["close_basis"] == "pickup", msg("closed by pick-up"))
    yield "2026-06-15 14:00"
    sent.coordinator(
        "order arrived {no} --recontact '2026-06-16 17:00'", note=msg("the dispatched machine has come in")
    )
    sent.order_steps("print", "start")
    yield "2026-06-16 16:00"
    sent.step("repaired")
    sent.contact("reached")
    sent.writeback("--at '2026-06-17 09:30'")
    yield "2026-06-17 09:40"
    sent.order_steps("picked-up", "sign")
    sent.close("更换主板电池并升级固件", note=msg("picked up, signed, closed"))


def generated(s: Stage) -> Story:
    """What a station may generate itself, and what its region looks after."""
    onsite = (
        "order create --service onsite --customer 曾建华 --phone 13800000131 --area 130131"
        " --address 河北省石家庄市平山县冶河西路21号 --fault 开机后显示器黑屏 --product desktop"
    )
    yield "2026-06-15 10:20"
    s.run("coord-000005", onsite, exit=EXIT_REFUSED)
    s.run(
        "liaison-hb",
        "coverage no800 add 130131 --station 000005 --why 当地未开通800电话",
        note=msg("form 1: the area has no 800 and was filed in advance"),
    )
    s.run("coord-000005", onsite, note=msg("now the station may generate the visit"))
    s.run(
        "duo-000009",
        "order create --service onsite --customer 司徒明哲 --phone 13700000902"
        " --address 北京市西城区德胜门外大街8号 --fault 合上再打开后屏幕不亮 --product notebook",
        note=msg("a notebook station generates on-site orders"),
    )
    s.run(
        "liaison-hb",
        "capacity set 000001 34",
        note=msg("routine change of capacity, filed with the CSSD"),
    )
    holiday = "capacity set 000001 20 --from 2026-06-19 --to 2026-06-21 --cause holiday"
    s.run("liaison-hb", holiday, exit=EXIT_REFUSED)


def unsigned(s: Stage) -> Story:
    """A finding that the customer will not sign: the region confirms the closing."""
    yield "2026-06-12 09:30"
    c = s.case("000102", today=True)
    c.contact("reached")
    c.writeback("--at '2026-06-12 16:00'")
    c.step("print")
    yield "2026-06-12 16:00"
    c.step("start")
    c.engineer(
        "order fact {no} nff_power --note 主机正常，用户插线板损坏",
        note=msg("tested: no fault, the customer's own power strip"),
    )
    c.ask("self_resolved", "用户要求撤单", "must_close")
    c.close("检测无故障，插线板损坏", exit=EXIT_REFUSED)
    yield "2026-06-15 11:00"
    closed = c.region(
        "order close {no} --solution 检测无故障，插线板损坏 --basis region_confirmed --why 用户拒绝在检测结果上签字",
        note=msg("the customer will not sign a finding: the region confirms the closing"),
    )
    s.expect(closed["close_basis"] == "region_confirmed", msg("closed by the region"))


def unreachable(s: Stage) -> Story:
    """A customer who never answers: special T31, six calls a day, five working days over a weekend and a holiday."""
    yield "2026-06-12 09:25"
    c = s.case("000105", fits=lambda o: len(o["phones"]) == 1, today=True)
    c.contact("no-answer", note=msg("no answer; T1 was {t1}", t1=f"{c.t1:%H:%M:%S}"))
    earliest = c.t1 + timedelta(hours=3, minutes=30)
    yield earliest - timedelta(seconds=1)
    c.writeback("--unreachable", exit=EXIT_REFUSED, scene="t31")
    yield earliest
    sentinel = c.writeback(
        "--unreachable",
        scene="t31",
        note=msg("exactly 3.5 hours after T1: the special T31; the clock starts"),
    )
    first = sentinel["t3"][0]
    s.expect((first["kind"], first["at"]) == ("unreachable", "2010-01-01"), msg("the special T31"))
    answers: list[Data] = []

    def asked(outcome: str, scene: str | None = None) -> Data:
        decision = c.check("unreachable", outcome, scene=scene)
        answers.append(
            {"at": s.steps[-1].at, "missing": [m["text"] for m in decision["missing"]]}
            | {key: decision[key] for key in ("outcome", "allowed", "allowed_from")}
        )
        return decision

    for day, calls in ((15, 6), (16, 5), (17, 6), (18, 6)):
        for number, time in enumerate(CALL_TIMES[:calls], start=1):
            yield f"2026-06-{day} {time}"
            last = msg("calls today: {calls}; nobody answered", calls=calls)
            c.contact("no-answer", note=last if number == calls else None)
        if day > 15:
            yield f"2026-06-{day} 18:10"
            decision = asked("continue_repair")
    s.expect(
        [m["code"] for m in decision["missing"]] == ["working_days"]
        and f"{s.local(decision['allowed_from'])}" == "2026-06-22 18:00:00",
        msg("only time is missing, until Monday at the close of business"),
    )
    yield "2026-06-22 17:59:59"
    asked("continue_repair", "monday")
    yield "2026-06-22 18:00:00"
    asked("region_cancel", "monday")
    request = c.ask(
        "unreachable", "五个工作日联系不上用户", "region_cancel", note=msg("five working days are complete")
    )
    result = c.approve(request, note=msg("cancelled; e-mail to the HQ liaison queued"))
    s.highlights["unreachable"] = {
        "order_no": c.no,
        "station": c.station,
        "t1": c.order["t1"],
        "sentinel_at": sentinel["t2"],
        "asked": answers,
        "days": result["decision"]["days"],
    }


def settled(s: Stage) -> Story:
    """The month is over: what one station is paid for the orders that it closed."""
    yield "2026-07-01 09:30"
    s.run("cssd1", f"fee import {shlex.quote(str(sample.folder() / 'fees.csv'))}")
    s.run(
        "liaison-hb",
        "settle station --month 2026-06 --station 000002",
        note=msg("the month's settlement of station 000002"),
        scene="settled",
    )


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
    (msg("settlement"), settled),
)
"""What is played, and under which title."""
