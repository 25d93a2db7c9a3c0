"""Plays a month of three regions in a new training database, step by step through the program's own commands.

python scripts/make_month.py FILE.db                        June 2026, 600 orders
python scripts/make_month.py FILE.db --orders 3000 --seed 7 --month 2026-03

Every step is a command line, run as one of the sample's people at a time of the month. The same arguments make the same
orders. A step with an unexpected result ends the play. What is not finished when the month ends stays open, as it would
in practice. The calendar must cover the month.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar, Unpack

from repaircli import cli
from repaircli.calendar.national import NationalCalendar
from repaircli.demo.stage import (
    LIAISONS,
    Case,
    Data,
    Expected,
    OrderRow,
    Stage,
    Story,
    Unexpected,
    coordinator,
)
from repaircli.platform import transaction
from repaircli.platform.errors import EXIT_REFUSED
from repaircli.platform.i18n import tr

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
T = TypeVar("T")

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
FOUR_LOOKS = (time(9, 5), time(10, 55), time(12, 50), time(14, 45), time(16, 35), time(18, 25))
CALLS = (time(9, 12), time(10, 34), time(11, 48), time(14, 15), time(16, 2), time(17, 31))
AGENTS = ("agent1", "agent2", "agent3")
CALENDAR = NationalCalendar()
REFUSED: Expected = {"exit": EXIT_REFUSED}


class Dice:
    """Choices from a seed. Only `random()` is used, whose numbers Python promises to keep from release to release."""

    def __init__(self, seed: int | str) -> None:
        self._random = random.Random(seed).random

    def below(self, count: int) -> int:
        return int(self._random() * count)

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def minutes(self, low: int, high: int) -> timedelta:
        """So many minutes, and some seconds."""
        return timedelta(seconds=self.between(low * 60, high * 60))

    def one(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]

    def often(self, share: float) -> bool:
        """True in that share of all cases."""
        return self._random() < share

    def weighted(self, values: Mapping[T, int]) -> T:
        left = self.below(sum(values.values()))
        for value, weight in values.items():
            left -= weight
            if left < 0:
                return value
        raise AssertionError


class Month(Stage):
    """The month on the stage: the choices, the network, and when its stations look for orders."""

    def __init__(self, db: str, first: date, after: date, seed: int) -> None:
        super().__init__(cli.main, db, datetime.combine(first, time(7, 0)))
        self.first = first
        self.end = datetime.combine(after, time())
        self.dice = Dice(seed)
        self.stations: dict[str, dict[str, str]] = {}
        self.looks: dict[str, list[datetime]] = defaultdict(list)
        self.slack: set[str] = set()
        """Stations that are not online as often as they should be."""

    def days(self) -> list[date]:
        return [self.first + DAY * n for n in range((self.end.date() - self.first).days)]


# ------------------------------------------------------------------------------------------------------------ network

QUALITY = (96, 93, 88, 80, 97, 90, 85, 92, 94, 75, 89, 95, 83, 91, 87)
"""Of a hundred promised visits, how many begin in time; one figure a station."""


def network(p: Month, orders: int) -> None:
    """The sample's stations and people, and what each station can take a day for a month of so many orders."""
    p.run(None, "init --training")
    p.run("admin", f"station import {SAMPLE / 'stations.csv'}")
    with (SAMPLE / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = "".join(f" --role {role}" for role in row["角色"].split(";"))
            words += f" --region {row['大区']}" if row["大区"] else ""
            words += f" --station {row['维修站编号']}" if row["维修站编号"] else ""
            p.run("admin", f"user add {row['账号']} --name {row['姓名']}{words}")
    with (SAMPLE / "stations.csv").open(encoding="utf-8", newline="") as file:
        p.stations = {row["维修站编号"]: row for row in csv.DictReader(file) if not row["总站编号"]}
    volume = sum(int(row["月维修量"]) for row in p.stations.values())
    for no, row in p.stations.items():
        usual = orders * int(row["月维修量"]) / volume / 22
        daily = max(2, round(usual * 1.5))
        p.run(LIAISONS[row["大区"]], f"capacity set {no} {daily} --from {p.first}")
    short = p.first + 9 * DAY
    p.run("liaison-hb", f"capacity set 000002 1 --from {short} --to {short + 4 * DAY} --note 两名工程师培训")


def on_line(p: Month) -> None:
    """Stations of a small volume look four times a day and more; the slack ones leave looks out."""
    p.slack = {no for n, no in enumerate(p.stations) if n % 3 == 1}
    heads = {"000003", "000004", "000103"}
    for no, row in p.stations.items():
        if int(row["月维修量"]) >= 100 or no in heads:
            continue
        for day in p.days():
            kept = [at for at in FOUR_LOOKS if not (no in p.slack and p.dice.often(0.35))]
            p.looks[no] += [datetime.combine(day, at) + p.dice.minutes(0, 4) for at in kept]
        for moment in p.looks[no]:
            p.plan(moment, look(p, no))


def look(p: Month, no: str) -> Story:
    p.run(coordinator(no), "order download")
    yield from ()


# -------------------------------------------------------------------------------------------------------------- orders

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗"
GIVEN = (*"伟芳娜敏静强磊洋勇艳杰涛", "明哲", "秀兰", "桂英", "建华", "文博", "若曦")
FAULTS = (
    "开机无显示", "开机后蓝屏", "无法进入系统", "主机噪音很大", "显示器黑屏", "键盘部分按键无反应", "上网时频繁断线",
    "开机半小时后自动重启", "硬盘有异响", "电源灯不亮",
)  # fmt: skip
PARTS = (
    ("HDD500S", "硬盘", "80"),
    ("MB-B560", "主板", "120.50"),
    ("PSU300", "电源", "60"),
    ("RAM8G", "内存", "45"),
    ("FAN-CPU", "风扇", "30"),
    ("ODD-SATA", "光驱", "35.80"),
    ("LCD23", "显示器", "100 --monitor"),
)


class Job(Case):
    """An order of a station on its way."""

    def __init__(self, p: Month, order: OrderRow) -> None:
        super().__init__(p, order)
        self.p = p
        self.dice = p.dice
        self.quality = QUALITY[list(p.stations).index(self.station) % len(QUALITY)] / 100

    def promise(self, at: datetime, options: str = "") -> None:
        self.writeback(f"--at {at.isoformat(timespec='minutes')} {options}".rstrip())

    def request(self, reason: str, detail: str, options: str = "", **expected: Unpack[Expected]) -> int:
        """Requests a cancel; the number of the request, 0 if refused."""
        line = f"cancel request {{no}} --reason {reason} --detail {detail} {options}".rstrip()
        return int(self.coordinator(line, **expected).get("id", 0))

    def others(self, same_region: bool = True) -> str:
        """Another head station, of the same region or of another one."""
        return self.dice.one(
            [
                no
                for no, row in self.p.stations.items()
                if no != self.station and (row["大区"] == self.order["region"]) == same_region
            ]
        )

    def taken_over(self, no: str, station: str) -> Job:
        """The order `no` of `station` that takes the place of this one."""
        region = self.p.stations[station]["大区"]
        return Job(
            self.p, {**self.order, "order_no": no, "station": station, "region": region, "t1": self.p.moment}
        )


def create(p: Month, who: str, station: str, service: str, options: str = "") -> Job:
    """A new order of `station`, now."""
    d = p.dice
    numbers = [f"1{d.between(30, 89)}0000{d.between(0, 9999):04}" for _ in range(1 + d.often(0.1))]
    street = p.stations[station]["地址"].split("路")[0]
    line = f"order create --service {service} --station {station}"
    line += "".join(f" --phone {number}" for number in numbers)
    line += f" --customer {d.one(SURNAMES)}{d.one(GIVEN)} --fault {d.one(FAULTS)}"
    line += f" --address {street}路{d.between(1, 400)}号{d.between(1, 18)}栋"
    line += f" --serial DT{d.between(10**7, 10**8 - 1)} {options}"
    return Job(p, p.created(who, line.rstrip()).order)


def dispatched(p: Month, station: str, service: str = "onsite") -> Job:
    """An order that the call centre, now and then the region, dispatches."""
    region = LIAISONS[p.stations[station]["大区"]]
    who = region if p.dice.often(0.06) else p.dice.one(AGENTS)
    free = "--product desktop --onsite-until 2027-06-30 --warranty-until 2028-06-30"
    return create(p, who, station, service, free)


def received(j: Job) -> Story:
    """The station downloads the order: at its next look, or soon where it is online all day."""
    p = j.p
    if j.station in p.looks:
        at = next((look for look in p.looks[j.station] if look >= j.t1), p.end)
        yield at + MINUTE
        return
    late = j.station in p.slack and p.dice.often(0.15)
    yield j.t1 + (p.dice.minutes(17, 150) if late else p.dice.minutes(1, 12))
    j.step("download")


def by_day(at: datetime, dice: Dice) -> datetime:
    """`at`, or the next morning where people do not call any more."""
    if at.time() > time(20, 15) or at.time() < time(8, 0):
        morning = at.date() + (DAY if at.hour > 12 else timedelta())
        return datetime.combine(morning, time(8, 35)) + dice.minutes(0, 50)
    return at


def half_hour(at: datetime) -> datetime:
    """The next half hour at which a visit may be agreed."""
    at = at.replace(second=0, microsecond=0) + timedelta(minutes=-at.minute % 30)
    if at.time() > time(18, 0):
        at = datetime.combine(at.date() + DAY, time(9, 0))
    return at if at.time() >= time(9, 0) else datetime.combine(at.date(), time(9, 0))


def called(j: Job) -> Story:
    """Downloaded, and the customer called: mostly soon, now and then after the four hours."""
    yield from received(j)
    wait = j.dice.minutes(250, 520) if j.dice.often(0.07) else j.dice.minutes(2, 150)
    yield by_day(j.p.now + wait, j.dice)


def agreed(j: Job) -> Story:
    """Downloaded, called, and reached."""
    yield from called(j)
    j.contact("reached")


def some_day(j: Job, least: int = 2, most: int = 60) -> datetime:
    """A time for a visit, so many hours from now."""
    return half_hour(j.p.now + timedelta(hours=j.dice.between(least, most)))


def arrival(j: Job, promised: datetime) -> datetime:
    """When the engineer comes: mostly before the promised time, else after it; never before now."""
    if j.dice.often(j.quality):
        return max(j.p.now + MINUTE, promised - j.dice.minutes(0, 35))
    return max(j.p.now, promised) + j.dice.minutes(6, 280)


def visit_begins(j: Job, promised: datetime) -> Story:
    at = arrival(j, promised)
    if at - 20 * MINUTE > j.p.now:
        yield at - 20 * MINUTE
    j.step("print")
    yield at
    j.step("start")


def visited(j: Job, promised: datetime) -> Story:
    """The whole visit, up to the closing."""
    yield from visit_begins(j, promised)
    yield from work_done(j)


def repaired(j: Job) -> Story:
    """A visit is agreed and made."""
    promised = some_day(j)
    j.promise(promised)
    yield from visited(j, promised)


def work_done(j: Job, parts: float = 0.5) -> Story:
    """Repaired, signed, the parts given back, closed; then it waits for its return visit."""
    yield j.p.now + j.dice.minutes(20, 110)
    replaced = replace(j) if j.dice.often(parts) else []
    j.order_steps("repaired", "sign")
    yield from closed(j, "更换备件后正常", replaced)


def replace(j: Job) -> list[str]:
    wanted = j.dice.weighted({1: 70, 2: 22, 3: 8})
    chosen = list(dict.fromkeys(j.dice.below(len(PARTS)) for _ in range(wanted)))
    return [replaced(j, index, str(n)) for n, index in enumerate(chosen)]


def replaced(j: Job, index: int, mark: str) -> str:
    code, name, fee = PARTS[index]
    bars = f"--old O{j.no[1:]}{mark} --new N{j.no[1:]}{mark}"
    j.engineer(f"parts replace {{no}} --part {code} --name {name} {bars} --fee {fee}")
    return code


def closed(j: Job, solution: str, replaced: Sequence[str]) -> Story:
    yield by_day(j.p.now + (j.dice.minutes(5, 90) if j.dice.often(0.8) else 16 * HOUR), j.dice)
    for code in replaced:
        if j.dice.often(0.9):
            j.engineer(f"parts return {{no}} --part {code}")
    j.close(solution)
    later(j)


def later(j: Job) -> None:
    """Four of five customers are asked in the days after."""
    if j.dice.often(0.8):
        day = (j.p.now + DAY * j.dice.between(1, 4)).date()
        j.p.plan(datetime.combine(day, time(9, 30)) + j.dice.minutes(0, 480), asked(j))


def asked(j: Job) -> Story:
    if j.dice.often(0.12):
        j.by("visitor1", "visit record {no} --result unreachable")
        yield j.p.now + DAY
    good = j.dice.often(j.quality)
    score = j.dice.weighted({5: 6, 4: 3, 3: 1} if good else {1: 2, 2: 3, 3: 4, 4: 2})
    j.by("visitor1", f"visit record {{no}} --score {score}")


# ------------------------------------------------------------------------------------------------------------- repairs


def visit(p: Month, station: str) -> Story:
    j = dispatched(p, station)
    yield from agreed(j)
    yield from repaired(j)


def put_off(p: Month, station: str) -> Story:
    """The customer changes the day before the first promise is over, or after it."""
    j = dispatched(p, station)
    yield from agreed(j)
    first = some_day(j, 6, 30)
    j.promise(first)
    yield first - 2 * HOUR if j.dice.often(0.7) else first + 30 * MINUTE
    j.contact("reached")
    again = some_day(j, 20, 70)
    j.promise(again, "--type 客户原因 --reason 用户临时外出，改约")
    yield from visited(j, again)


def with_parts(p: Month, station: str) -> Story:
    """A part is applied for; now and then it comes late, and the customer is told."""
    j = dispatched(p, station)
    yield from agreed(j)
    part = j.dice.below(4)
    code, name, _ = PARTS[part]
    eta = j.p.now.date() + DAY * j.dice.between(2, 4)
    promised = datetime.combine(eta, time(14, 0))
    j.promise(promised)
    po = f"PO-{j.no}"
    j.coordinator(f"parts request {{no}} --part {code} --parts-order {po} --eta {eta}")
    yield datetime.combine(eta - DAY, time(15, 0)) + j.dice.minutes(0, 100)
    p.run("parts1", f"parts ship {po}")
    if j.dice.often(0.45):
        yield datetime.combine(eta, time(9, 5)) + j.dice.minutes(0, 150)
        j.contact("reached")
        promised = datetime.combine(eta + DAY * j.dice.between(1, 2), time(15, 0))
        j.promise(promised, f"--parts-order {po} --part-code {code}")
    yield promised - 4 * HOUR - j.dice.minutes(0, 30)
    j.coordinator(f"parts receive {po}")
    yield from visit_begins(j, promised)
    yield j.p.now + j.dice.minutes(20, 90)
    replaced(j, part, "P")
    j.order_steps("repaired", "sign")
    yield from closed(j, f"更换{name}后正常", [code])


def twice(p: Month, station: str) -> Story:
    """Not fixed by the first visit."""
    j = dispatched(p, station)
    yield from agreed(j)
    promised = some_day(j)
    j.promise(promised)
    yield from visit_begins(j, promised)
    yield j.p.now + j.dice.minutes(40, 90)
    again = some_day(j, 18, 60)
    j.promise(again, "--type 多次维修 --reason 更换后仍有故障，需再次上门")
    yield arrival(j, again)
    j.step("start")
    yield from work_done(j, parts=1)


def no_fault(p: Month, station: str) -> Story:
    """Tested without a fault, or out of warranty; a customer who will not sign leaves it to the region."""
    j = dispatched(p, station)
    yield from agreed(j)
    promised = some_day(j)
    j.promise(promised)
    yield from visit_begins(j, promised)
    yield j.p.now + j.dice.minutes(15, 40)
    facts = ("nff_power", "nff_switch", "nff_wiring", "nff_inherent", "reseat", "oow_second_level")
    found = j.dice.one(facts)
    j.engineer(f"order fact {{no}} {found} --note 现场检测")
    if found == "reseat" or j.dice.often(0.8):
        j.step("sign")
        yield from closed(j, "现场检测无故障", ())
        return
    yield by_day(j.p.now + 20 * HOUR, j.dice)
    why = "--basis region_confirmed --why 用户拒绝在检测结果上签字"
    j.region(f"order close {{no}} --solution 现场检测无故障 {why}")
    later(j)


def by_phone(p: Month, station: str) -> Story:
    j = dispatched(p, station)
    yield from called(j)
    if j.dice.often(0.2):
        j.contact("reached")
        promised = some_day(j, 20, 40)
        j.promise(promised)
        yield promised - 2 * HOUR
    j.contact("guided-solved")
    j.writeback(f"--phone-resolved {j.dice.one(('software', 'software', 'other'))}")
    later(j)


def not_reached(j: Job) -> Story:
    """The first calls fail, and the special T31 is written, mostly within the four hours."""
    yield from received(j)
    yield by_day(j.p.now + j.dice.minutes(2, 60), j.dice)
    j.contact("no-answer")
    earliest = j.t1 + 3 * HOUR + 31 * MINUTE
    late = j.dice.often(0.15)
    yield by_day(
        max(earliest, j.p.now + MINUTE) + (j.dice.minutes(40, 90) if late else j.dice.minutes(0, 25)), j.dice
    )
    j.contact("no-answer")
    j.writeback("--unreachable")


def lost(p: Month, station: str) -> Story:
    """Six calls on three working days, five working days: cancelled. A first try is made too early."""
    j = dispatched(p, station)
    yield from not_reached(j)
    days = 0
    day = j.p.now.date()
    while days < 5:
        day += DAY
        if not CALENDAR.is_working(day):
            continue
        days += 1
        for call in CALLS if days <= 3 else CALLS[:2]:
            yield datetime.combine(day, call) + j.dice.minutes(0, 9)
            j.contact("no-answer")
        if days == 3 and j.dice.often(0.3):
            yield datetime.combine(day, time(18, 10))
            j.request("unreachable", "三天联系不上用户", **REFUSED)
    yield datetime.combine(day, time(18, 0)) + j.dice.minutes(1, 40)
    yield from approved(j, j.request("unreachable", "五个工作日联系不上用户"))


def found_again(p: Month, station: str) -> Story:
    """Not reached at first, reached a day later: the first real promise is T32."""
    j = dispatched(p, station)
    yield from not_reached(j)
    yield by_day(j.p.now + j.dice.minutes(900, 1500), j.dice)
    j.contact("reached")
    promised = some_day(j)
    j.promise(promised, "--type 客户原因 --reason 首次联系不上，重新约定")
    yield from visited(j, promised)


def next_morning(j: Job) -> Story:
    """The region reads its requests within a day."""
    wait = j.dice.minutes(20, 240) if j.dice.often(0.5) else j.dice.minutes(700, 1500)
    yield by_day(j.p.now + wait, j.dice)


def approved(j: Job, request: int) -> Story:
    """The region approves the request when it reads it."""
    yield from next_morning(j)
    j.region(f"cancel approve {request}")


def special(p: Month, station: str) -> Story:
    kind = p.dice.one(("ministry", "media", "key-account", "related"))
    j = create(p, "cisd1", station, "onsite", f"--product desktop --special {kind} --onsite-until 2027-06-30")
    yield from received(j)
    yield by_day(j.p.now + (j.dice.minutes(5, 120) if j.dice.often(0.8) else 20 * HOUR), j.dice)
    j.coordinator("special notify {no}")
    j.contact("reached")
    promised = some_day(j, 2, 20)
    j.promise(promised)
    yield from visited(j, promised)


# ------------------------------------------------------------------------------------------------------ at the station


def counter(p: Month, station: str, options: str = "") -> Job:
    return create(
        p, coordinator(station), station, "carry-in", f"--onsite-until 2025-03-01 {options}".rstrip()
    )


def carried_in(p: Month, station: str) -> Story:
    """A machine left for repair: the pick-up is agreed once it is done; some come late, some find it not in order."""
    j = counter(p, station)
    j.step("print")
    yield by_day(j.p.now + j.dice.minutes(60, 2000), j.dice)
    j.step("start")
    yield by_day(j.p.now + j.dice.minutes(40, 400), j.dice)
    parts = replace(j) if j.dice.often(0.6) else []
    j.step("repaired")
    j.contact("reached")
    pickup = some_day(j, 3, 40)
    j.promise(pickup)
    if j.dice.often(0.15):
        yield pickup - 10 * MINUTE
        j.step("check-failed")
        yield by_day(j.p.now + j.dice.minutes(100, 900), j.dice)
        j.step("repaired")
        j.contact("reached")
        again = some_day(j, 3, 20)
        j.promise(again, "--type 故障复现 --reason 取机验机时故障复现")
        yield arrival(j, again)
        j.step("delivered")
    else:
        yield pickup - j.dice.minutes(0, 90) if j.dice.often(0.8) else pickup + j.dice.minutes(10, 600)
        j.step("picked-up")
    j.step("sign")
    yield from closed(j, "维修后正常", parts)


def on_the_spot(p: Month, station: str) -> Story:
    j = counter(p, station)
    j.order_steps("print", "start")
    yield j.p.now + j.dice.minutes(15, 60)
    j.step("repaired")
    j.promise(j.p.now.replace(second=0) + 2 * MINUTE)
    yield j.p.now.replace(second=0) + 2 * MINUTE + timedelta(seconds=20)
    j.order_steps("picked-up", "sign")
    yield from closed(j, "清洁内存后正常", ())


def sent_in(p: Month, station: str) -> Story:
    """Dispatched as a carry-in order: the customer is called and brings the machine."""
    j = dispatched(p, station, "carry-in")
    yield from agreed(j)
    yield by_day(j.p.now + j.dice.minutes(400, 2500), j.dice)
    j.order_steps("arrived", "print", "start")
    yield by_day(j.p.now + j.dice.minutes(60, 1500), j.dice)
    j.step("repaired")
    j.contact("reached")
    pickup = some_day(j, 3, 30)
    j.promise(pickup)
    yield pickup - j.dice.minutes(0, 60) if j.dice.often(0.85) else pickup + j.dice.minutes(5, 300)
    j.order_steps("picked-up", "sign")
    yield from closed(j, "维修后正常", ())


def paid_visit(p: Month, station: str) -> Story:
    j = counter(p, station, "--paid-visit")
    yield j.p.now + j.dice.minutes(2, 30)
    j.contact("reached")
    promised = some_day(j, 2, 30)
    j.promise(promised)
    yield from visited(j, promised)


# ------------------------------------------------------------------------------------------------------------- cancels

Begin = Callable[[Month, str], Story]
"""Begins the story of an order of a station."""


def asked_for(reason: str, detail: str) -> Begin:
    """The customer is reached, the station asks for the cancel, the region approves."""

    def story(p: Month, station: str) -> Story:
        j = dispatched(p, station)
        yield from agreed(j)
        yield from approved(j, j.request(reason, detail))

    return story


def moved(reason: str, detail: str, same_region: bool) -> Begin:
    """Cancelled and reassigned; the new order is repaired by the other station."""

    def story(p: Month, station: str) -> Story:
        j = dispatched(p, station)
        yield from received(j)
        target = j.others(same_region)
        request = j.request(reason, detail, f"--to-station {target}")
        yield from next_morning(j)
        data = j.region(f"cancel approve {request}")
        new = j.taken_over(data["results"][0]["new_order_no"], target)
        yield from agreed(new)
        yield from repaired(new)

    return story


def reported_twice(p: Month, station: str) -> Story:
    j = dispatched(p, station)
    yield from received(j)
    yield from approved(j, j.request("dispatch_error", "与前一张维修单重复派单"))


def wrong_phone(p: Month, station: str) -> Story:
    j = dispatched(p, station)
    yield from received(j)
    yield by_day(j.p.now + j.dice.minutes(2, 60), j.dice)
    if len(j.numbers) > 1:
        j.contact("number-invalid", f"--number {j.numbers[0]} --prompt 您拨打的号码是空号")
        j.request("wrong_phone", "号码为空号", **REFUSED)
    for number in j.numbers[1:] or j.numbers:
        j.contact("number-invalid", f"--number {number} --prompt 您拨打的号码已停机")
    yield from approved(j, j.request("wrong_phone", "全部号码均不正确"))


def postponed(p: Month, station: str) -> Story:
    j = dispatched(p, station)
    yield from agreed(j)
    early, far = (f"--agrees-rereport --wished {(p.now + DAY * days).date()}" for days in (9, 20))
    reason, detail = "reschedule_rereport", "用户出差，同意届时重新报修"
    if j.dice.often(0.4):
        j.request(reason, detail, early, **REFUSED)
    yield from approved(j, j.request(reason, detail, far))


def plan_refused(p: Month, station: str) -> Story:
    """Refused on site: without the region's agreed statement no cancel."""
    j = dispatched(p, station)
    yield from agreed(j)
    promised = some_day(j)
    j.promise(promised)
    yield from visit_begins(j, promised)
    yield j.p.now + j.dice.minutes(10, 40)
    reason = ("plan_refused_onsite", "用户不同意更换主板")
    j.request(*reason, **REFUSED)
    yield from statement(j, "更换主板", "用户要求换整机", "情况属实")
    yield j.p.now + j.dice.minutes(5, 60)
    yield from approved(j, j.request(*reason))


def statement(j: Job, proposal: str, refusal: str, opinion: str) -> Story:
    """A special-case statement, to which the region agrees."""
    form = j.form(proposal, refusal)
    yield from next_morning(j)
    j.region(f"form decide {form} --agree --why {opinion}")


def paying_refused(p: Month, station: str) -> Story:
    """A software fault that the customer will not pay for: the region agrees to the statement, then to the cancel."""
    j = dispatched(p, station)
    yield from agreed(j)
    j.coordinator("order edit {no} --mark software")
    yield from statement(j, "收费重装系统", "用户不同意付费", "同意")
    yield from approved(j, j.request("soft_oow_refused", "软件问题，用户不同意付费维修"))


def became_branch(p: Month) -> Story:
    """A station becomes a branch point: what it holds goes to its head station."""
    p.run(
        "cssd1",
        "station add 000006 --name 北京通州维修站 --region 华北区 --monthly-volume 20 --phone 010-11100006",
    )
    p.run("admin", "user add coord-000006 --name 周敏 --role coordinator --station 000006")
    yield p.now + 90 * MINUTE
    c = p.created(
        "agent1",
        "order create --service onsite --station 000006 --customer 吴建华 --phone 13900000006"
        " --address 北京市通州区新华大街9号 --fault 开机无显示 --onsite-until 2027-06-30 --product desktop",
    )
    yield p.now + 5 * MINUTE
    c.step("download")
    yield p.now + HOUR
    p.run("cssd1", "station edit 000006 --head 000001")
    yield p.now + HOUR
    why = "--reason branch_received --detail 分点收到800派单，请改派总站"
    request = c.coordinator(f"cancel request {{no}} {why}")["id"]
    yield p.now + HOUR
    c.region(f"cancel approve {request}")


def wait_refused(p: Month, station: str) -> Story:
    """A carried-in machine whose owner does not want to wait any more."""
    j = counter(p, station)
    j.order_steps("print", "start")
    yield by_day(j.p.now + j.dice.minutes(900, 2500), j.dice)
    yield from statement(j, "等待主板到货", "用户急用，不愿再等", "同意，请退还机器")
    yield from approved(j, j.request("service_refused_carry_in", "用户坚持取回机器"))
    yield by_day(j.p.now + 3 * HOUR, j.dice)
    j.step("picked-up")


def slip(p: Month, station: str) -> Story:
    """A station's own order, entered wrongly: it cancels itself."""
    j = counter(p, station)
    yield j.p.now + j.dice.minutes(3, 40)
    reason = j.dice.one(("entry_error", "entry_error", "clerical_other"))
    j.coordinator(f"cancel self {{no}} --reason {reason} --detail 录入有误，重新生成")


def slip_seen_late(p: Month, station: str) -> Story:
    """Work has begun, so the station may not any more, and asks its region."""
    j = counter(p, station)
    j.order_steps("print", "start")
    yield j.p.now + j.dice.minutes(20, 90)
    reason = ("clerical_other", "与另一单重复录入")
    j.self_cancel(*reason, "region_cancel")
    yield from approved(j, j.request(*reason))
    j.step("picked-up")


REFUSED_AT_ONCE = (
    ("other_unlisted", "用户态度不好"),
    ("parts_late", "备件未按时配送"),
    ("not_fixed_once", "一次服务未修好"),
    ("software", "软件问题"),
    ("nff_power", "电源问题"),
    ("unreachable", "联系不上用户"),
    ("reschedule_short", "用户改约三天后"),
    ("entry_error", "派单信息有误"),
    ("soft_oow_refused", "保外，用户不同意付费"),
)
"""Requests that no rule lets through for an order on which nothing has happened but a call."""


def not_cancelled(p: Month, station: str) -> Story:
    """Refused by the rule; the repair goes on."""
    j = dispatched(p, station)
    yield from agreed(j)
    reason, detail = j.dice.one(REFUSED_AT_ONCE)
    if j.dice.often(0.15):
        j.self_cancel("entry_error", detail, "forbidden")
    else:
        j.request(reason, detail, **REFUSED)
    yield from repaired(j)


def sent_back(how: str) -> Begin:
    """A request that does not lead to a cancel: rejected, withdrawn, refused on the facts of the moment, not decided."""

    def story(p: Month, station: str) -> Story:
        j = dispatched(p, station)
        yield from agreed(j)
        request = j.request("complaint_refuse", "用户抱怨等待时间长")
        yield from next_morning(j)
        if how == "waits":
            return
        if how == "refused":
            j.contact("guided-solved")
            j.region(f"cancel approve {request}", **REFUSED)
            j.writeback("--phone-resolved software")
            later(j)
            return
        if how == "rejected":
            j.region(f"cancel reject {request} --why 用户仍愿维修，请继续联系")
        else:
            j.coordinator(f"cancel withdraw {request}")
        yield from repaired(j)

    return story


def called_800(who: str) -> Begin:
    """A call to 800: of the customer; of the station, or of a customer whom it sent, which is a violation."""

    def story(p: Month, station: str) -> Story:
        j = dispatched(p, station)
        yield by_day(j.p.now + j.dice.minutes(30, 900), j.dice)
        reason = j.dice.one(("self_resolved", "already_normal", "special_request"))
        agent = j.dice.one(AGENTS)

        def call(options: str = "", **expected: Unpack[Expected]) -> Data:
            line = f"cancel by-customer {{no}} --reason {reason} --detail 来电要求撤单 {options}"
            return j.by(agent, line.rstrip(), **expected)

        if who == "customer":
            call()
        elif who == "customer who moved":
            call(f"--to-station {j.others()}")
        elif who == "sent, and gives up":
            call("--station-induced --gives-up")
        elif who == "station":
            call("--caller station", **REFUSED)
        else:
            data = call("--station-induced", **REFUSED)
            yield from next_morning(j)
            j.region(f"cancel reject {data['request_id']} --why 引导用户拨打800，请继续维修")

    return story


STORIES: dict[Begin, int] = {
    visit: 300,
    put_off: 55,
    with_parts: 90,
    twice: 45,
    no_fault: 40,
    by_phone: 80,
    lost: 35,
    found_again: 25,
    special: 30,
    carried_in: 100,
    on_the_spot: 30,
    sent_in: 20,
    paid_visit: 20,
    moved("wrong_area", "用户地址不在本站服务区域", True): 12,
    moved("wrong_area_cross_region", "用户在外大区", False): 5,
    moved("capacity_exceeded", "今日已超出服务产能", True): 10,
    reported_twice: 6,
    asked_for("info_incomplete", "地址无门牌号，用户也说不清"): 7,
    asked_for("self_resolved", "用户自行更换插座后正常"): 12,
    asked_for("already_normal", "机器自行恢复正常"): 6,
    asked_for("complaint_refuse", "用户投诉并拒绝维修"): 5,
    asked_for("fee_refused_to_carry_in", "用户不同意收费，改为自行送修"): 4,
    asked_for("special_request", "用户单位搬迁，要求本次不再派单"): 4,
    wrong_phone: 8,
    postponed: 8,
    plan_refused: 6,
    paying_refused: 5,
    wait_refused: 5,
    slip: 7,
    slip_seen_late: 3,
    not_cancelled: 22,
    sent_back("rejected"): 7,
    sent_back("withdrawn"): 5,
    sent_back("refused"): 4,
    sent_back("waits"): 3,
    called_800("customer"): 14,
    called_800("customer who moved"): 4,
    called_800("sent, and gives up"): 3,
    called_800("sent"): 5,
    called_800("station"): 5,
}
"""What becomes of an order, and how often."""


def moments(p: Month, orders: int) -> list[datetime]:
    """When orders come in: by day, few at weekends and on holidays, none at night."""
    days = p.days()
    weights = {day: 10 if CALENDAR.is_working(day) else 3 for day in days}
    found = [
        datetime.combine(p.dice.weighted(weights), time(8, 0)) + timedelta(seconds=p.dice.between(0, 41_400))
        for _ in range(orders)
    ]
    return sorted(found)


def fill(p: Month, orders: int) -> None:
    """Makes the network and plans the stories of the month: each of them once, then as often as they are."""
    network(p, orders)
    on_line(p)
    p.plan(datetime.combine(p.first + 7 * DAY, time(9, 0)), became_branch(p))
    volumes = {no: int(row["月维修量"]) for no, row in p.stations.items()}
    each = list(STORIES)
    for number, at in enumerate(moments(p, orders)):
        story = each[number] if number < len(each) else p.dice.weighted(STORIES)
        station = p.dice.weighted(volumes)
        p.plan(at, story(p, station))


def make(db: str, month: date, orders: int, seed: int) -> Month:
    """Plays `orders` orders of the month that begins with `month` into the new database `db`.

    Raises Unexpected at the first command that gives an unexpected result.
    """
    before = dict(os.environ)
    after = (month + 31 * DAY).replace(day=1)
    p = Month(db, month, after, seed)
    os.environ["REPAIRCLI_TZ"] = "Asia/Shanghai"
    try:
        with transaction.kept():
            fill(p, orders)
            p.play(until=p.end)
    finally:
        os.environ.clear()
        os.environ.update(before)
    return p


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("db", metavar="FILE.db", help="the new training database")
    parser.add_argument("--month", default="2026-06", help="default: 2026-06")
    parser.add_argument("--orders", type=int, default=600, help="how many come in; default: 600")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(argv)
    try:
        p = make(given.db, date.fromisoformat(f"{given.month}-01"), given.orders, given.seed)
    except Unexpected as error:
        print(tr(error.message), file=sys.stderr)
        return 1
    counts = Counter(step.exit for step in p.steps)
    print(", ".join(f"exit {code}: {count}" for code, count in sorted(counts.items())))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
