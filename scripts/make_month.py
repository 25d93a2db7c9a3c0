"""Plays a month of three regions into a new training database, step by step through the program's own commands.

python scripts/make_month.py FILE.db                        June 2026, 600 orders
python scripts/make_month.py FILE.db --orders 3000 --seed 7 --month 2026-03

Every step is a command line, run as somebody of the sample's people at a moment of the month (REPAIRCLI_NOW). The same
arguments make the same orders. A step that does not come out as it must ends the play. What is not finished when the
month ends stays open, as it would. Needs a month that the calendar knows.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import heapq
import io
import json
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from repaircli import cli
from repaircli.calendar.national import NationalCalendar
from repaircli.platform import transaction

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
T = TypeVar("T")
Story = Iterator[datetime]
"""A story yields the moment at which it goes on; what it does between two yields happens at the moment before."""

HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
FOUR_LOOKS = (time(9, 5), time(10, 55), time(12, 50), time(14, 45), time(16, 35), time(18, 25))
CALLS = (time(9, 12), time(10, 34), time(11, 48), time(14, 15), time(16, 2), time(17, 31))
OK, REFUSED, PARTIAL = 0, 3, 7


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


class Unexpected(Exception):
    """A command came out otherwise than the story needs."""


@dataclass
class Play:
    """The month on the stage: the clock, the network, what waits to be played, what was counted."""

    db: str
    first: date
    after: date
    dice: Dice
    now: datetime = field(init=False)
    stations: dict[str, dict[str, str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    looks: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    slack: set[str] = field(default_factory=set)
    """Stations that are not on line as they should be."""
    end: datetime = field(init=False)
    _waiting: list[tuple[datetime, int, Story]] = field(default_factory=list)
    _number: int = 0

    def __post_init__(self) -> None:
        self.now = datetime.combine(self.first, time(7, 0))
        self.end = datetime.combine(self.after, time())

    def run(self, who: str | None, *words: str) -> tuple[int, Any]:
        """The exit of a command and its JSON answer."""
        os.environ["REPAIRCLI_NOW"] = self.now.isoformat(timespec="seconds")
        out, err = io.StringIO(), io.StringIO()
        argv = [*words, "--db", self.db, "-f", "json", "--lang", "en"] + (["--as", who] if who else [])
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main(argv)
        self.counts[f"exit {code}"] += 1
        text = out.getvalue() or err.getvalue()
        return code, json.loads(text) if text.strip() else None

    def do(self, who: str | None, *words: str, exit: int = OK) -> Any:
        """The answer of a command that must end with `exit`."""
        code, data = self.run(who, *words)
        if code != exit:
            raise Unexpected(f"{self.now} {who}: {' '.join(words)}: exit {code}, not {exit}: {data}")
        return data

    def plan(self, at: datetime, story: Story) -> None:
        """The story begins at `at`; equal moments are played in the order in which they were planned."""
        self._number += 1
        heapq.heappush(self._waiting, (at, self._number, story))

    def play(self) -> None:
        """Plays everything up to the end of the month."""
        while self._waiting:
            self.now, number, story = heapq.heappop(self._waiting)
            if self.now >= self.end:
                return
            wake = next(story, None)
            if wake is not None:
                heapq.heappush(self._waiting, (max(wake, self.now + timedelta(seconds=1)), number, story))

    def works(self, day: date) -> bool:
        return CALENDAR.is_working(day)

    def month(self) -> list[date]:
        return [self.first + DAY * n for n in range((self.after - self.first).days)]


CALENDAR = NationalCalendar()

# ------------------------------------------------------------------------------------------------------------ network

LIAISONS = {"华北区": "liaison-hb", "华东区": "liaison-hd", "华南区": "liaison-hn"}
QUALITY = (96, 93, 88, 80, 97, 90, 85, 92, 94, 75, 89, 95, 83, 91, 87)
"""Of a hundred promised visits, how many begin in time; one figure a station."""


def network(p: Play, orders: int) -> None:
    """The sample's stations and people, and what each station can take a day for a month of so many orders."""
    p.do(None, "init", "--training")
    p.do("admin", "station", "import", str(SAMPLE / "stations.csv"))
    with (SAMPLE / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = [tx for role in row["角色"].split(";") for tx in ("--role", role)]
            words += ["--region", row["大区"]] if row["大区"] else []
            words += ["--station", row["维修站编号"]] if row["维修站编号"] else []
            p.do("admin", "user", "add", row["登录名"], "--name", row["姓名"], *words)
    with (SAMPLE / "stations.csv").open(encoding="utf-8", newline="") as file:
        p.stations = {row["维修站编号"]: row for row in csv.DictReader(file) if not row["总站编号"]}
    volume = sum(int(row["月维修量"]) for row in p.stations.values())
    for no, row in p.stations.items():
        usual = orders * int(row["月维修量"]) / volume / 22
        room = max(2, round(usual * 1.5))
        p.do(LIAISONS[row["大区"]], "capacity", "set", no, str(room), "--from", p.first.isoformat())
    short = p.first + 9 * DAY
    days = ("--from", short.isoformat(), "--to", (short + 4 * DAY).isoformat())
    p.do("liaison-hb", "capacity", "set", "000002", "1", *days, "--note", "两名工程师培训")


def on_line(p: Play) -> None:
    """Stations of a small volume look four times a day and more; the slack ones leave looks out."""
    p.slack = {no for n, no in enumerate(p.stations) if n % 3 == 1}
    heads = {"000003", "000004", "000103"}
    for no, row in p.stations.items():
        if int(row["月维修量"]) >= 100 or no in heads:
            continue
        for day in p.month():
            kept = [at for at in FOUR_LOOKS if not (no in p.slack and p.dice.often(0.35))]
            for at in kept:
                p.looks[no].append(datetime.combine(day, at) + p.dice.minutes(0, 4))
        for moment in p.looks[no]:
            p.plan(moment, look(p, no))


def look(p: Play, no: str) -> Story:
    p.do(coordinator(no), "order", "download")
    yield from ()


def coordinator(no: str) -> str:
    return "duo-000009" if no == "000009" else f"coord-{no}"


# -------------------------------------------------------------------------------------------------------------- orders

SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗",
    (
        "伟",
        "芳",
        "娜",
        "敏",
        "静",
        "强",
        "磊",
        "洋",
        "勇",
        "艳",
        "杰",
        "涛",
        "明哲",
        "秀兰",
        "桂英",
        "建华",
        "文博",
        "若曦",
    ),
)
FAULTS = (
    "开机无显示",
    "开机后蓝屏",
    "无法进入系统",
    "主机噪音很大",
    "显示器黑屏",
    "键盘部分按键无反应",
    "上网时频繁断线",
    "开机半小时后自动重启",
    "硬盘有异响",
    "电源灯不亮",
)
PARTS = (
    ("HDD500S", "硬盘", "80", False),
    ("MB-B560", "主板", "120.50", False),
    ("PSU300", "电源", "60", False),
    ("RAM8G", "内存", "45", False),
    ("FAN-CPU", "风扇", "30", False),
    ("ODD-SATA", "光驱", "35.80", False),
    ("LCD23", "显示器", "100", True),
)


@dataclass
class Job:
    """An order of a station on its way."""

    p: Play
    no: str
    station: str
    t1: datetime
    numbers: tuple[str, ...]

    @property
    def dice(self) -> Dice:
        return self.p.dice

    @property
    def liaison(self) -> str:
        return LIAISONS[self.p.stations[self.station]["大区"]]

    @property
    def quality(self) -> float:
        return QUALITY[list(self.p.stations).index(self.station) % len(QUALITY)] / 100

    def coord(self, *words: str, exit: int = OK) -> Any:
        return self.p.do(coordinator(self.station), *words, exit=exit)

    def eng(self, *words: str, exit: int = OK) -> Any:
        return self.p.do(f"eng-{self.station}", *words, exit=exit)

    def region(self, *words: str, exit: int = OK) -> Any:
        return self.p.do(self.liaison, *words, exit=exit)

    def contact(self, result: str, *more: str) -> None:
        self.coord("contact", "log", self.no, "--result", result, *more)

    def promise(self, at: datetime, type: str = "", reason: str = "") -> None:
        more = ("--type", type, "--reason", reason) if type else ()
        self.eng("order", "writeback-t3", self.no, "--at", at.isoformat(timespec="minutes"), *more)

    def ask(self, reason: str, detail: str, *more: str) -> int:
        """A cancel request that the rule lets through; its number."""
        return int(
            self.coord("cancel", "request", self.no, "--reason", reason, "--detail", detail, *more)["id"]
        )

    def approve(self, request: int, *more: str, exit: int = OK) -> None:
        self.region("cancel", "approve", str(request), *more, exit=exit)

    def others(self, same_region: bool = True) -> str:
        """Another head station, of the same region or of another one."""
        own = self.p.stations[self.station]["大区"]
        fits = [
            no
            for no, row in self.p.stations.items()
            if no != self.station and (row["大区"] == own) == same_region
        ]
        return self.dice.one(fits)


def create(p: Play, who: str, station: str, service: str, *more: str) -> Job:
    """A new order of `station`, now."""
    d = p.dice
    numbers = tuple(f"1{d.between(30, 89)}0000{d.between(0, 9999):04}" for _ in range(1 + d.often(0.1)))
    row = p.stations[station]
    words = [tx for number in numbers for tx in ("--phone", number)]
    words += ["--customer", d.one(SURNAMES) + d.one(GIVEN), "--fault", d.one(FAULTS)]
    words += ["--address", row["地址"].split("路")[0] + f"路{d.between(1, 400)}号{d.between(1, 18)}栋"]
    words += ["--serial", f"DT{d.between(10**7, 10**8 - 1)}"]
    data = p.do(who, "order", "create", "--service", service, "--station", station, *words, *more)
    return Job(p, str(data["order_no"]), station, p.now, numbers)


def dispatched(p: Play, station: str, service: str = "onsite", *more: str) -> Job:
    """An order that the call centre, now and then the region, dispatches."""
    region = LIAISONS[p.stations[station]["大区"]]
    who = region if p.dice.often(0.06) else p.dice.one(("agent1", "agent2", "agent3"))
    free = ("--onsite-until", "2027-06-30", "--warranty-until", "2028-06-30")
    return create(p, who, station, service, "--product", "desktop", *free, *more)


def received(j: Job) -> Story:
    """The station downloads the order: at its next look, or soon where it is on line all day."""
    p = j.p
    if j.station in p.looks:
        at = next((look for look in p.looks[j.station] if look >= j.t1), p.end)
        yield at + MINUTE
        return
    late = j.station in p.slack and p.dice.often(0.15)
    yield j.t1 + (p.dice.minutes(17, 150) if late else p.dice.minutes(1, 12))
    j.coord("order", "download", j.no)


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
    j.coord("order", "print", j.no)
    yield at
    j.eng("order", "start", j.no)


def work_done(j: Job, solution: str = "更换备件后正常", parts: float = 0.5) -> Story:
    """Repaired, signed, the parts given back, closed; then it waits for its return visit."""
    yield j.p.now + j.dice.minutes(20, 110)
    replaced = replace(j) if j.dice.often(parts) else []
    j.eng("order", "repaired", j.no)
    j.eng("order", "sign", j.no)
    yield from closed(j, solution, replaced)


def replace(j: Job) -> list[str]:
    wanted = j.dice.weighted({1: 70, 2: 22, 3: 8})
    codes = list(dict.fromkeys(j.dice.below(len(PARTS)) for _ in range(wanted)))
    for n, index in enumerate(codes):
        code, name, fee, monitor = PARTS[index]
        mark = ["--monitor"] if monitor else []
        old, new = f"O{j.no[1:]}{n}", f"N{j.no[1:]}{n}"
        j.eng(
            "parts",
            "replace",
            j.no,
            "--part",
            code,
            "--name",
            name,
            "--old",
            old,
            "--new",
            new,
            "--fee",
            fee,
            *mark,
        )
    return [PARTS[index][0] for index in codes]


def closed(j: Job, solution: str, replaced: Sequence[str], *more: str) -> Story:
    yield by_day(j.p.now + (j.dice.minutes(5, 90) if j.dice.often(0.8) else 16 * HOUR), j.dice)
    for code in replaced:
        if j.dice.often(0.9):
            j.eng("parts", "return", j.no, "--part", code)
    j.eng("order", "close", j.no, "--solution", solution, *more)
    later(j)


def later(j: Job) -> None:
    """Four of five customers are asked in the days after."""
    if j.dice.often(0.8):
        day = (j.p.now + DAY * j.dice.between(1, 4)).date()
        j.p.plan(datetime.combine(day, time(9, 30)) + j.dice.minutes(0, 480), asked(j))


def asked(j: Job) -> Story:
    if j.dice.often(0.12):
        j.p.do("visitor1", "visit", "record", j.no, "--result", "unreachable")
        yield j.p.now + DAY
    good = j.dice.often(j.quality)
    score = j.dice.weighted({5: 6, 4: 3, 3: 1} if good else {1: 2, 2: 3, 3: 4, 4: 2})
    j.p.do("visitor1", "visit", "record", j.no, "--score", str(score))


# ------------------------------------------------------------------------------------------------------------- repairs


def visit(p: Play, station: str) -> Story:
    j = dispatched(p, station)
    yield from agreed(j)
    promised = some_day(j)
    j.promise(promised)
    yield from visit_begins(j, promised)
    yield from work_done(j)


def put_off(p: Play, station: str) -> Story:
    """The customer changes the day before the first promise is over, or after it."""
    j = dispatched(p, station)
    yield from agreed(j)
    first = some_day(j, 6, 30)
    j.promise(first)
    yield first - 2 * HOUR if j.dice.often(0.7) else first + 30 * MINUTE
    j.contact("reached")
    again = some_day(j, 20, 70)
    j.promise(again, "客户原因", "用户临时外出，改约")
    yield from visit_begins(j, again)
    yield from work_done(j)


def with_parts(p: Play, station: str) -> Story:
    """A part is applied for; now and then it comes late, and the customer hears of it."""
    j = dispatched(p, station)
    yield from agreed(j)
    code = PARTS[j.dice.below(4)][0]
    eta = j.p.now.date() + DAY * j.dice.between(2, 4)
    promised = datetime.combine(eta, time(14, 0))
    j.promise(promised)
    po = f"PO-{j.no}"
    j.coord("parts", "request", j.no, "--part", code, "--parts-order", po, "--eta", eta.isoformat())
    yield datetime.combine(eta - DAY, time(15, 0)) + j.dice.minutes(0, 100)
    p.do("parts1", "parts", "ship", po)
    if j.dice.often(0.45):
        yield datetime.combine(eta, time(9, 5)) + j.dice.minutes(0, 150)
        j.contact("reached")
        promised = datetime.combine(eta + DAY * j.dice.between(1, 2), time(15, 0))
        late = ("--parts-order", po, "--part-code", code)
        j.eng("order", "writeback-t3", j.no, "--at", promised.isoformat(timespec="minutes"), *late)
    yield promised - 4 * HOUR - j.dice.minutes(0, 30)
    j.coord("parts", "receive", po)
    yield from visit_begins(j, promised)
    yield j.p.now + j.dice.minutes(20, 90)
    name, fee = next((n, f) for c, n, f, _ in PARTS if c == code)
    bars = ("--old", f"O{j.no[1:]}P", "--new", f"N{j.no[1:]}P")
    j.eng("parts", "replace", j.no, "--part", code, "--name", name, "--fee", fee, *bars)
    j.eng("order", "repaired", j.no)
    j.eng("order", "sign", j.no)
    yield from closed(j, f"更换{name}后正常", [code])


def twice(p: Play, station: str) -> Story:
    """Not fixed by the first visit."""
    j = dispatched(p, station)
    yield from agreed(j)
    promised = some_day(j)
    j.promise(promised)
    yield from visit_begins(j, promised)
    yield j.p.now + j.dice.minutes(40, 90)
    again = some_day(j, 18, 60)
    j.promise(again, "多次维修", "更换后仍有故障，需再次上门")
    yield arrival(j, again)
    j.eng("order", "start", j.no)
    yield from work_done(j, parts=1)


def no_fault(p: Play, station: str) -> Story:
    """Tested without a fault, or out of warranty; a customer who will not sign leaves it to the region."""
    j = dispatched(p, station)
    yield from agreed(j)
    promised = some_day(j)
    j.promise(promised)
    yield from visit_begins(j, promised)
    yield j.p.now + j.dice.minutes(15, 40)
    facts = ("nff_power", "nff_switch", "nff_wiring", "nff_inherent", "reseat", "oow_second_level")
    found = j.dice.one(facts)
    j.eng("order", "fact", j.no, found, "--note", "现场检测")
    if found == "reseat" or j.dice.often(0.8):
        j.eng("order", "sign", j.no)
        yield from closed(j, "现场检测无故障", ())
        return
    yield by_day(j.p.now + 20 * HOUR, j.dice)
    why = ("--basis", "region_confirmed", "--why", "用户拒绝在检测结果上签字")
    j.region("order", "close", j.no, "--solution", "现场检测无故障", *why)
    later(j)


def by_phone(p: Play, station: str) -> Story:
    j = dispatched(p, station)
    yield from called(j)
    if j.dice.often(0.2):
        j.contact("reached")
        promised = some_day(j, 20, 40)
        j.promise(promised)
        yield promised - 2 * HOUR
    j.contact("guided-solved")
    j.eng("order", "writeback-t3", j.no, "--phone-resolved", j.dice.one(("software", "software", "other")))
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
    j.eng("order", "writeback-t3", j.no, "--unreachable")


def lost(p: Play, station: str) -> Story:
    """Six calls on three working days, five working days: cancelled. A first try is made too early."""
    j = dispatched(p, station)
    yield from not_reached(j)
    days = 0
    day = j.p.now.date()
    while days < 5:
        day += DAY
        if not p.works(day):
            continue
        days += 1
        for call in CALLS if days <= 3 else CALLS[:2]:
            yield datetime.combine(day, call) + j.dice.minutes(0, 9)
            j.contact("no-answer")
        if days == 3 and j.dice.often(0.3):
            yield datetime.combine(day, time(18, 10))
            early = ("--reason", "unreachable", "--detail", "三天联系不上用户")
            j.coord("cancel", "request", j.no, *early, exit=REFUSED)
    yield datetime.combine(day, time(18, 0)) + j.dice.minutes(1, 40)
    request = j.ask("unreachable", "五个工作日联系不上用户")
    yield from next_morning(j)
    j.approve(request)


def found_again(p: Play, station: str) -> Story:
    """Not reached at first, reached a day later: the first real promise is T32."""
    j = dispatched(p, station)
    yield from not_reached(j)
    yield by_day(j.p.now + j.dice.minutes(900, 1500), j.dice)
    j.contact("reached")
    promised = some_day(j)
    j.promise(promised, "客户原因", "首次联系不上，重新约定")
    yield from visit_begins(j, promised)
    yield from work_done(j)


def next_morning(j: Job) -> Story:
    """The region reads its requests within a day."""
    wait = j.dice.minutes(20, 240) if j.dice.often(0.5) else j.dice.minutes(700, 1500)
    yield by_day(j.p.now + wait, j.dice)


def special(p: Play, station: str) -> Story:
    kind = p.dice.one(("ministry", "media", "key-account", "related"))
    j = create(
        p,
        "cisd1",
        station,
        "onsite",
        "--product",
        "desktop",
        "--special",
        kind,
        "--onsite-until",
        "2027-06-30",
    )
    yield from received(j)
    yield by_day(j.p.now + (j.dice.minutes(5, 120) if j.dice.often(0.8) else 20 * HOUR), j.dice)
    j.coord("special", "notify", j.no)
    j.contact("reached")
    promised = some_day(j, 2, 20)
    j.promise(promised)
    yield from visit_begins(j, promised)
    yield from work_done(j)


# ------------------------------------------------------------------------------------------------------ at the station


def counter(p: Play, station: str, *more: str) -> Job:
    return create(p, coordinator(station), station, "carry-in", "--onsite-until", "2025-03-01", *more)


def carried_in(p: Play, station: str) -> Story:
    """A machine left for repair: the pick-up is agreed once it is done; some come late, some find it not in order."""
    j = counter(p, station)
    j.coord("order", "print", j.no)
    yield by_day(j.p.now + j.dice.minutes(60, 2000), j.dice)
    j.eng("order", "start", j.no)
    yield by_day(j.p.now + j.dice.minutes(40, 400), j.dice)
    replaced = replace(j) if j.dice.often(0.6) else []
    j.eng("order", "repaired", j.no)
    j.contact("reached")
    pickup = some_day(j, 3, 40)
    j.promise(pickup)
    if j.dice.often(0.15):
        yield pickup - 10 * MINUTE
        j.coord("order", "check-failed", j.no)
        yield by_day(j.p.now + j.dice.minutes(100, 900), j.dice)
        j.eng("order", "repaired", j.no)
        j.contact("reached")
        again = some_day(j, 3, 20)
        j.promise(again, "故障复现", "取机验机时故障复现")
        yield arrival(j, again)
        j.coord("order", "delivered", j.no)
    else:
        yield pickup - j.dice.minutes(0, 90) if j.dice.often(0.8) else pickup + j.dice.minutes(10, 600)
        j.coord("order", "picked-up", j.no)
    j.eng("order", "sign", j.no)
    yield from closed(j, "维修后正常", replaced)


def on_the_spot(p: Play, station: str) -> Story:
    j = counter(p, station)
    j.coord("order", "print", j.no)
    j.eng("order", "start", j.no)
    yield j.p.now + j.dice.minutes(15, 60)
    j.eng("order", "repaired", j.no)
    j.promise(j.p.now.replace(second=0) + 2 * MINUTE)
    yield j.p.now.replace(second=0) + 2 * MINUTE + timedelta(seconds=20)
    j.coord("order", "picked-up", j.no)
    j.eng("order", "sign", j.no)
    yield from closed(j, "清洁内存后正常", ())


def sent_in(p: Play, station: str) -> Story:
    """Dispatched as a carry-in order: the customer is called and brings the machine."""
    j = dispatched(p, station, "carry-in")
    yield from agreed(j)
    yield by_day(j.p.now + j.dice.minutes(400, 2500), j.dice)
    j.coord("order", "arrived", j.no)
    j.coord("order", "print", j.no)
    j.eng("order", "start", j.no)
    yield by_day(j.p.now + j.dice.minutes(60, 1500), j.dice)
    j.eng("order", "repaired", j.no)
    j.contact("reached")
    pickup = some_day(j, 3, 30)
    j.promise(pickup)
    yield pickup - j.dice.minutes(0, 60) if j.dice.often(0.85) else pickup + j.dice.minutes(5, 300)
    j.coord("order", "picked-up", j.no)
    j.eng("order", "sign", j.no)
    yield from closed(j, "维修后正常", ())


def paid_visit(p: Play, station: str) -> Story:
    j = counter(p, station, "--paid-visit")
    yield j.p.now + j.dice.minutes(2, 30)
    j.contact("reached")
    promised = some_day(j, 2, 30)
    j.promise(promised)
    yield from visit_begins(j, promised)
    yield from work_done(j)


# ------------------------------------------------------------------------------------------------------------- cancels


def asked_for(reason: str, detail: str, *more: str) -> Callable[[Play, str], Story]:
    """The customer is reached, the station asks for the cancel, the region approves."""

    def story(p: Play, station: str) -> Story:
        j = dispatched(p, station)
        yield from agreed(j)
        request = j.ask(reason, detail, *more)
        yield from next_morning(j)
        j.approve(request)

    return story


def moved(reason: str, detail: str, same_region: bool) -> Callable[[Play, str], Story]:
    """Cancelled and reassigned; the new order is repaired by the other station."""

    def story(p: Play, station: str) -> Story:
        j = dispatched(p, station)
        yield from received(j)
        target = j.others(same_region)
        request = j.ask(reason, detail, "--to-station", target)
        yield from next_morning(j)
        data = p.do(j.liaison, "cancel", "approve", str(request))
        new = Job(p, str(data["results"][0]["new_order_no"]), target, p.now, j.numbers)
        yield from agreed(new)
        promised = some_day(new)
        new.promise(promised)
        yield from visit_begins(new, promised)
        yield from work_done(new)

    return story


def reported_twice(p: Play, station: str) -> Story:
    j = dispatched(p, station)
    yield from received(j)
    request = j.ask("dispatch_error", "与前一张维修单重复派单")
    yield from next_morning(j)
    j.approve(request)


def wrong_phone(p: Play, station: str) -> Story:
    j = dispatched(p, station)
    yield from received(j)
    yield by_day(j.p.now + j.dice.minutes(2, 60), j.dice)
    first = ("--reason", "wrong_phone", "--detail", "号码为空号")
    if len(j.numbers) > 1:
        j.contact("number-invalid", "--number", j.numbers[0], "--prompt", "您拨打的号码是空号")
        j.coord("cancel", "request", j.no, *first, exit=REFUSED)
    for number in j.numbers[1:] or j.numbers:
        j.contact("number-invalid", "--number", number, "--prompt", "您拨打的号码已停机")
    request = j.ask("wrong_phone", "全部号码均不正确")
    yield from next_morning(j)
    j.approve(request)


def postponed(p: Play, station: str) -> Story:
    j = dispatched(p, station)
    yield from agreed(j)
    early, far = ((p.now + DAY * days).date().isoformat() for days in (9, 20))
    words = ("--reason", "reschedule_rereport", "--detail", "用户出差，同意届时重新报修", "--agrees-rereport")
    if j.dice.often(0.4):
        j.coord("cancel", "request", j.no, *words, "--wished", early, exit=REFUSED)
    request = j.ask(*words[1:2], words[3], *words[4:], "--wished", far)
    yield from next_morning(j)
    j.approve(request)


def plan_refused(p: Play, station: str) -> Story:
    """Refused on site: without the region's agreed statement no cancel."""
    j = dispatched(p, station)
    yield from agreed(j)
    promised = some_day(j)
    j.promise(promised)
    yield from visit_begins(j, promised)
    yield j.p.now + j.dice.minutes(10, 40)
    words = ("--reason", "plan_refused_onsite", "--detail", "用户不同意更换主板")
    j.coord("cancel", "request", j.no, *words, exit=REFUSED)
    form = j.coord("form", "submit", j.no, "--proposal", "更换主板", "--refusal", "用户要求换整机")["id"]
    yield from next_morning(j)
    j.region("form", "decide", str(form), "--agree", "--opinion", "情况属实")
    yield j.p.now + j.dice.minutes(5, 60)
    request = j.ask("plan_refused_onsite", "用户不同意更换主板")
    yield from next_morning(j)
    j.approve(request)


def paying_refused(p: Play, station: str) -> Story:
    """A software fault that the customer will not pay for: the region agrees to the statement, then to the cancel."""
    j = dispatched(p, station)
    yield from agreed(j)
    form = j.coord("form", "submit", j.no, "--proposal", "收费重装系统", "--refusal", "用户不同意付费")["id"]
    yield from next_morning(j)
    j.region("form", "decide", str(form), "--agree", "--opinion", "同意")
    request = j.ask("soft_oow_refused", "软件问题，用户不同意付费维修")
    yield from next_morning(j)
    j.approve(request)


def became_branch(p: Play) -> Story:
    """A station becomes a branch point: what it holds goes to its head station."""
    words = ("--name", "北京通州维修站", "--region", "华北区", "--monthly-volume", "20")
    p.do("cssd1", "station", "add", "000006", *words, "--phone", "010-11100006")
    person = ("--name", "周敏", "--role", "coordinator", "--station", "000006")
    p.do("admin", "user", "add", "coord-000006", *person)
    yield p.now + 90 * MINUTE
    free = ("--phone", "13900000006", "--onsite-until", "2027-06-30", "--product", "desktop")
    who = ("--customer", "吴建华", "--address", "北京市通州区新华大街9号", "--fault", "开机无显示")
    no = p.do("agent1", "order", "create", "--service", "onsite", "--station", "000006", *who, *free)[
        "order_no"
    ]
    yield p.now + 5 * MINUTE
    p.do("coord-000006", "order", "download", no)
    yield p.now + HOUR
    p.do("cssd1", "station", "edit", "000006", "--head", "000001")
    yield p.now + HOUR
    why = ("--reason", "branch_received", "--detail", "分点收到800派单，请改派总站")
    request = p.do("coord-000006", "cancel", "request", no, *why)["id"]
    yield p.now + HOUR
    p.do("liaison-hb", "cancel", "approve", str(request))


def wait_refused(p: Play, station: str) -> Story:
    """A carried-in machine whose owner does not want to wait any more."""
    j = counter(p, station)
    j.coord("order", "print", j.no)
    j.eng("order", "start", j.no)
    yield by_day(j.p.now + j.dice.minutes(900, 2500), j.dice)
    form = j.coord("form", "submit", j.no, "--proposal", "等待主板到货", "--refusal", "用户急用，不愿再等")[
        "id"
    ]
    yield from next_morning(j)
    j.region("form", "decide", str(form), "--agree", "--opinion", "同意，请退还机器")
    request = j.ask("service_refused_carry_in", "用户坚持取回机器")
    yield from next_morning(j)
    j.approve(request)
    yield by_day(j.p.now + 3 * HOUR, j.dice)
    j.coord("order", "picked-up", j.no)


def slip(p: Play, station: str) -> Story:
    """A station's own order, entered wrongly: it cancels itself."""
    j = counter(p, station)
    yield j.p.now + j.dice.minutes(3, 40)
    reason = j.dice.one(("entry_error", "entry_error", "clerical_other"))
    j.coord("cancel", "self", j.no, "--reason", reason, "--detail", "录入有误，重新生成")


def slip_seen_late(p: Play, station: str) -> Story:
    """Transaction has begun, so the station may not any more, and asks its region."""
    j = counter(p, station)
    j.coord("order", "print", j.no)
    j.eng("order", "start", j.no)
    yield j.p.now + j.dice.minutes(20, 90)
    words = ("cancel", "self", j.no, "--reason", "clerical_other", "--detail", "与另一单重复录入")
    j.coord(*words, exit=REFUSED)
    request = j.ask("clerical_other", "与另一单重复录入")
    yield from next_morning(j)
    j.approve(request)
    j.coord("order", "picked-up", j.no)


REFUSED_AT_ONCE: tuple[tuple[str, ...], ...] = (
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


def not_cancelled(p: Play, station: str) -> Story:
    """Refused by the rule; the repair goes on."""
    j = dispatched(p, station)
    yield from agreed(j)
    reason, detail = j.dice.one(REFUSED_AT_ONCE)
    if j.dice.often(0.15):
        words = ("cancel", "self", j.no, "--reason", "entry_error", "--detail", detail)
        j.coord(*words, exit=REFUSED)
    else:
        j.coord("cancel", "request", j.no, "--reason", reason, "--detail", detail, exit=REFUSED)
    promised = some_day(j)
    j.promise(promised)
    yield from visit_begins(j, promised)
    yield from work_done(j)


def sent_back(how: str) -> Callable[[Play, str], Story]:
    """A request that does not lead to a cancel: rejected, withdrawn, refused on the facts of the moment, not decided."""

    def story(p: Play, station: str) -> Story:
        j = dispatched(p, station)
        yield from agreed(j)
        request = j.ask("complaint_refuse", "用户抱怨等待时间长")
        yield from next_morning(j)
        if how == "waits":
            return
        if how == "refused":
            j.contact("guided-solved")
            j.approve(request, exit=REFUSED)
            j.eng("order", "writeback-t3", j.no, "--phone-resolved", "software")
            later(j)
            return
        if how == "rejected":
            j.region("cancel", "reject", str(request), "--why", "用户仍愿维修，请继续联系")
        else:
            j.coord("cancel", "withdraw", str(request))
        promised = some_day(j)
        j.promise(promised)
        yield from visit_begins(j, promised)
        yield from work_done(j)

    return story


def called_800(who: str) -> Callable[[Play, str], Story]:
    """A call to 800: of the customer; of the station, or of a customer whom it sent, which is a violation."""

    def story(p: Play, station: str) -> Story:
        j = dispatched(p, station)
        yield by_day(j.p.now + j.dice.minutes(30, 900), j.dice)
        reason = j.dice.one(("self_resolved", "already_normal", "special_request"))
        words = ("cancel", "by-customer", j.no, "--reason", reason, "--detail", "来电要求撤单")
        agent = j.dice.one(("agent1", "agent2", "agent3"))
        if who == "customer":
            p.do(agent, *words)
        elif who == "customer who moved":
            p.do(agent, *words, "--to-station", j.others())
        elif who == "sent, and gives up":
            p.do(agent, *words, "--station-induced", "--gives-up")
        elif who == "station":
            p.do(agent, *words, "--caller", "station", exit=REFUSED)
        else:
            data = p.do(agent, *words, "--station-induced", exit=REFUSED)
            yield from next_morning(j)
            why = ("--why", "引导用户拨打800，请继续维修")
            j.region("cancel", "reject", str(data["request_id"]), *why)

    return story


STORIES: dict[Callable[[Play, str], Story], int] = {
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


def moments(p: Play, orders: int) -> list[datetime]:
    """When orders come in: by day, few at weekends and on holidays, none at night."""
    days = p.month()
    weights = {day: 10 if p.works(day) else 3 for day in days}
    found = [
        datetime.combine(p.dice.weighted(weights), time(8, 0)) + timedelta(seconds=p.dice.between(0, 41_400))
        for _ in range(orders)
    ]
    return sorted(found)


def fill(p: Play, orders: int) -> None:
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


def make(db: str, month: date, orders: int, seed: int) -> Play:
    """Plays `orders` orders of the month that begins with `month` into the new database `db`.

    Raises Unexpected at the first command that does not come out as its story needs.
    """
    before = dict(os.environ)
    after = (month + 31 * DAY).replace(day=1)
    p = Play(db, month, after, Dice(seed))
    os.environ["REPAIRCLI_TZ"] = "Asia/Shanghai"
    try:
        with transaction.kept():
            fill(p, orders)
            p.play()
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
        print(error, file=sys.stderr)
        return 1
    print(", ".join(f"{name}: {count}" for name, count in sorted(p.counts.items())))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
