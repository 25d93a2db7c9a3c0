"""What the search finds is what the commands do: ways to an end are played, and each state is compared with its order.

For each kind of order: the shortest way to each kind of end, and of some walks the longest that ends resolved and the
longest that ends cancelled.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from endings import KINDS, LOST, NEEDS, Step, ends, told_once, true_steps
from network import Network

from repaircli.orders.tables import Order
from repaircli.platform.codes import Origin, Service
from repaircli.rules.orders import writeback
from repaircli.rules.orders.state import OrderState

NEAR = 400
"""States in which the shortest ways are looked for."""
WALKS = 12
"""Walks for each need of the machine, of which the longest are taken."""
LOSING = frozenset({"lost", "invalid", "guided"})
"""Steps after which little can happen any more: a walk takes them last."""


class Way(NamedTuple):
    """Steps of one order, each with the state before it, and how the order ends then."""

    steps: tuple[tuple[OrderState, Step], ...]
    last: OrderState
    end: str


def shortest(start: OrderState, work: str) -> dict[str, Way]:
    """The shortest way to each kind of end."""
    found: dict[str, Way] = {}
    came: dict[OrderState, tuple[tuple[OrderState, Step], ...]] = {start: ()}
    for order in (nearest := [start]):  # grows meanwhile
        for end in ends(order, work):
            found.setdefault(end, Way(came[order], order, end))
        for step in true_steps(order, work):
            to = told_once(step.to)
            if to not in came and len(came) < NEAR:
                came[to] = (*came[order], (order, step))
                nearest.append(to)
    return found


def longest(start: OrderState, work: str) -> dict[str, Way]:
    """The longest way to each status among some walks that never come back to a state."""
    chance, found = random.Random(work), dict[str, Way]()
    for _ in range(WALKS):
        steps: tuple[tuple[OrderState, Step], ...] = ()
        order, seen = start, {start}
        while ahead := [s for s in true_steps(order, work) if told_once(s.to) not in seen]:
            step = chance.choice([s for s in ahead if s.name not in LOSING] or ahead)
            steps = (*steps, (order, step))
            order = told_once(step.to)
            seen.add(order)
        for end in ends(order, work):
            status = status_of(end)
            if status not in found or len(found[status].steps) < len(steps):
                found[status] = Way(steps, order, end)
    return found


def status_of(end: str) -> str:
    """The status of an order that ended that way."""
    return "resolved" if end.startswith("closed") or end == "guided" else "cancelled"


def ways(kind: str) -> list[Way]:
    """The ways that are played for a kind of order."""
    near: dict[str, Way] = {}
    far: dict[str, Way] = {}
    for work in NEEDS.get(kind, ("phone_resolved",)):
        near = shortest(KINDS[kind], work) | near
        for status, way in longest(KINDS[kind], work).items():
            far[status] = max(far.get(status, way), way, key=lambda found: len(found.steps))
    return list(dict.fromkeys((*near.values(), *far.values())))


class Played:
    """One order, driven by commands along a way."""

    def __init__(self, network: Network, kind: OrderState) -> None:
        self.network, self.kind = network, kind
        self.clock = datetime(2026, 6, 1, 9)
        self.station = "3" if kind.origin == Origin.STATION and kind.service == Service.ONSITE else "1"
        self.handed_over = self.clock
        network.at(self.clock.isoformat())
        who = {Origin.STATION: f"co{self.station}", Origin.REGION: "north"}.get(Origin(kind.origin), "agent")
        more = ("--paid-visit", "--onsite-until", "2026-05-01") if kind.paid_visit else ()
        self.no = network.create(who, *more, service=kind.service)
        if kind.origin == Origin.PLAN:
            with network.writing() as tx:  # such an order is only imported
                tx.update(Order, {"order_no": self.no}, origin=kind.origin)

    def run(self, who: str, line: str) -> object:
        """Runs a command some minutes after the last one, which must succeed."""
        self.clock += timedelta(minutes=10)
        self.network.at(self.clock.isoformat())
        who += self.station if who in ("co", "eng") else ""
        return self.network.ok(who, line.format(no=self.no))

    def take(self, before: OrderState, step: Step) -> None:
        """Takes `step` by a command."""
        getattr(self, "_" + step.name.replace("-", "_").replace(" ", "_"))(before, step.to)

    def compare(self, order: OrderState) -> None:
        """The order is as the search says."""
        assert self._of(told := self.network.show(self.no)) == self._expected(order), told

    @staticmethod
    def _of(told: dict[str, object]) -> tuple[object, ...]:
        t3, parts = told["t3"], told["parts_requests"]
        assert isinstance(t3, list) and isinstance(parts, list) and isinstance(told["facts"], list)
        return (
            told["status"],
            told["in_custody"],
            *(told[name] is not None for name in TIMES),
            [slot["kind"] for slot in t3],
            sorted(told["facts"]),
            [part["status"] for part in parts if part["status"] != "received"],
        )

    @staticmethod
    def _expected(order: OrderState) -> tuple[object, ...]:
        return (
            order.status,
            order.in_custody,
            *(getattr(order, name) is not None for name in TIMES),
            [slot.kind for slot in order.slots],
            sorted(order.codes),
            ["requested" for _ in order.parts],
        )

    def _call(self, result: str) -> None:
        self.run("co", f"contact log {{no}} --result {result}")

    def _download(self, *_: OrderState) -> None:
        self.run("co", "order download {no}")

    def _missed(self, *_: OrderState) -> None:
        self._call("no-answer")

    _lost = _missed

    def _reached(self, *_: OrderState) -> None:
        self._call("reached")

    def _invalid(self, *_: OrderState) -> None:
        self._call("number-invalid --prompt 空号")

    def _guided(self, *_: OrderState) -> None:
        self._call("guided-solved")

    def _calls(self, *_: OrderState) -> None:
        """Six calls on each of three working days; then the fifth is over."""
        day = self.clock.replace(hour=9, minute=0)
        for _n in range(3):
            day += timedelta(days=3 if day.weekday() == 4 else 1)
            self.clock = day
            for _call in range(len(LOST[1:]) // 3):
                self._missed()
        self.clock += timedelta(days=7)

    def _print(self, *_: OrderState) -> None:
        self.run("co", "order print {no}")

    def _start(self, _before: OrderState, to: OrderState) -> None:
        self.run("eng", "order start {no}" + (" --system-failure 停电" if to.print_exception else ""))

    def _arrived(self, *_: OrderState) -> None:
        self.run("co", "order arrived {no}")

    def _work(self, before: OrderState, to: OrderState) -> None:
        (code,) = to.codes - before.codes
        self.run("eng", "order repaired {no}" if code == "repaired" else f"order fact {{no}} {code}")

    def _part_ordered(self, *_: OrderState) -> None:
        self.run("co", "parts request {no} --part P1")

    def _part_arrived(self, *_: OrderState) -> None:
        (part,) = self.network.show(self.no)["parts_requests"]
        self.run("parts", f"parts ship {part['parts_order']}")
        self.run("eng", f"parts receive {part['parts_order']}")

    def _form(self, _before: OrderState, to: OrderState) -> None:
        told = self.run("co", "form submit {no} --proposal 换主板 --refusal 不同意")
        (made,) = to.statements
        assert isinstance(told, dict) and told["subject"] == made.subject

    def _decision(self, _before: OrderState, to: OrderState) -> None:
        form = self.network.show(self.no)["forms"][-1]["id"]
        self.run(
            "north", f"form decide {form} " + ("--agree" if to.statements else "--refuse --why 请再沟通")
        )

    def _sign(self, before: OrderState, to: OrderState) -> None:
        self.run(
            "eng",
            "order sign {no}" + (" --unprinted 忘了" if to.unprinted_why != before.unprinted_why else ""),
        )

    def _picked_up(self, *_: OrderState) -> None:
        self.run("co", "order picked-up {no}")
        self.handed_over = self.clock

    def _delivered(self, *_: OrderState) -> None:
        self.run("co", "order delivered {no}")
        self.handed_over = self.clock

    def _check_failed(self, *_: OrderState) -> None:
        self.run("co", "order check-failed {no}")

    def _promise(self, before: OrderState, to: OrderState) -> None:
        self._write(self.clock + timedelta(days=1), before, to)

    def _pick_up_time(self, before: OrderState, to: OrderState) -> None:
        self._write(self.handed_over, before, to)

    def _write(self, at: datetime, before: OrderState, to: OrderState) -> None:
        type_ = writeback.CUSTOMER
        if before.visit and before.started:
            type_ = writeback.MULTI_REPAIR
        elif before.finished and not to.finished:
            type_ = writeback.RECURRED
        why = f" --type {type_} --reason 约定" if before.slots else ""
        self.run("eng", f"order writeback-t3 {{no}} --at {at:%Y-%m-%dT%H:%M}{why}")

    def _sentinel(self, *_: OrderState) -> None:
        self.clock = max(self.clock, datetime(2026, 6, 1, 12, 35))
        self.run("eng", "order writeback-t3 {no} --unreachable")

    def ended(self, order: OrderState, end: str) -> str:
        """Ends the order that way; the status that it has then."""
        if end.startswith("closed, "):
            late = order.served_unprinted and order.unprinted_why is None
            line = "order close {no} --solution 软件保外投诉" + (" --unprinted 忘了" if late else "")
            basis = end.removeprefix("closed, ")
            more = "" if basis == "signed" else f" --basis {basis} --why 用户要求"
            self.run("north" if basis == "region_confirmed" else "eng", line + more)
        elif end in ("closed by phone", "guided"):
            self.run("eng", "order writeback-t3 {no} --phone-resolved other")
        elif end == "asks":
            self.run("agent", "cancel by-customer {no} --reason self_resolved --detail 自行解决")
        else:
            asked = self.run("co", f"cancel request {{no}} --reason {end} --detail 具体情况")
            assert isinstance(asked, dict)
            self.run("north", f"cancel approve {asked['id']}")
        return str(self.network.show(self.no)["status"])


TIMES = (
    "printed_at",
    "print_exception",
    "started_at",
    "repaired_at",
    "signed_at",
    "arrived_at",
    "picked_up_at",
    "delivered_at",
    "unprinted_why",
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_ways_that_the_search_finds_end_by_the_commands_too(
    network: Network, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    played, steps = Counter[str](), 0
    for way in ways(kind):
        order = Played(network, KINDS[kind])
        for before, step in way.steps:
            order.take(before, step)
        order.compare(way.last)
        assert order.ended(way.last, way.end) == status_of(way.end), way
        played[way.end] += 1
        steps += len(way.steps)
    with capsys.disabled():
        print(f"{kind}: {played.total()} ways of {steps} steps played {dict(played)}")
    assert {status_of(end) for end in played} == {"cancelled", "resolved"}
