"""Plays stories command by command on a moved clock and checks the result of every command."""

from __future__ import annotations

import heapq
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypedDict, Unpack, cast

from repaircli.platform import clock, invocation
from repaircli.platform.answers import Answer
from repaircli.platform.errors import EXIT_BUG, EXIT_OK, EXIT_REFUSED, RepairError
from repaircli.platform.output import progress
from repaircli.platform.text import Msg, command_line, msg
from repaircli.rules.policy.decision import CANCELLING

AGENT = "agent1"
LIAISONS = {"华北区": "liaison-hb", "华东区": "liaison-hd", "华南区": "liaison-hn"}

_ABOUT_ORDERS = ("order", "contact", "cancel", "form")

Main = Callable[[list[str]], int]
"""Runs the words of a command line and returns its exit code, as `cli.main` does."""

Data = dict[str, Any]
"""The JSON object that a command answers."""

Story = Iterator[datetime | str]
"""A story yields the local time at which it continues, for example `2026-06-12 09:00`."""


class OrderRow(TypedDict):
    """The columns of `order list` that stories read."""

    order_no: str
    station: str
    region: str
    service: str
    status: str
    area: str | None
    special: str | None
    phones: list[str]
    caller_no: str | None
    serial: str | None
    fault: str
    onsite_until: date
    t1: datetime
    close_basis: str | None
    cancel_reason: str | None
    cancel_remark: str | None
    reassigned_to: str | None
    late_contact: bool
    in_custody: bool
    voucher_no: str | None


class Expected(TypedDict, total=False):
    """What a command must come to, and where it is shown.

    `exit` is its exit code (0 unless given), `note` tells a person what happened, `scene` names the scene that shows it.
    """

    exit: int
    note: Msg | None
    scene: str | None


class Step(NamedTuple):
    """One command that was run, with the story it belongs to."""

    at: datetime
    story: int
    by: str | None
    command: str
    order_no: str | None
    exit: int
    clauses: list[str]
    text: Msg | None


class Shown(NamedTuple):
    """A command of a scene: the line as a person types it, and its whole answer."""

    at: datetime
    line: str
    answer: Answer


class Unexpected(RepairError, exit=EXIT_BUG, code="unexpected"):
    """A step gave an unexpected result: a bug in the program or in the story."""


@dataclass
class _Heard:
    """Receives the answer or the error of one command."""

    command: str = ""
    given: Answer | None = None

    def answer(self, answer: Answer) -> None:
        self.command, self.given = invocation.current().command, answer

    def error(self, code: str, exit: int, message: Msg, hint: Msg | None) -> None:
        self.command = invocation.current().command
        self.given = Answer("error", {}, exit=exit, complaint=message, hint=hint)


class Stage:
    """Plays stories on the database `target`: each command runs through `main` as one person at one time.

    `pause` is how long a command takes on the moved clock.
    """

    def __init__(
        self,
        main: Main,
        target: str,
        now: datetime,
        *,
        pause: timedelta = timedelta(0),
        zone: str = "Asia/Shanghai",
    ) -> None:
        self.target = target
        self.now = now
        self.steps: list[Step] = []
        self.ended = 0
        self.planned = 0
        self.cancels: dict[tuple[str, str, str], Data] = {}
        self.scenes: dict[str, list[Shown]] = {}
        self.highlights: Data = {}
        self.orders: Sequence[OrderRow] = ()
        self._main = main
        self._pause = pause
        self._zone = clock.zone(zone)
        self._story = 0
        self._queue: list[tuple[datetime, int, Story]] = []
        self._free: list[OrderRow] = []

    # the clock and the stories

    def plan(self, at: datetime | str, story: Story) -> None:
        """Begins the story at `at`. Of two stories at the same time, the one planned first goes first."""
        self.planned += 1
        heapq.heappush(self._queue, (_time(at), self.planned, story))

    def play(self, until: datetime = datetime.max) -> None:
        """Plays all stories to their ends, or up to `until`. Raises Unexpected at the first wrong result."""
        while self._queue and self._queue[0][0] < until:
            began, self._story, story = heapq.heappop(self._queue)
            self.now = began
            wake = next(story, None)
            if wake is None:
                self.ended += 1
            else:
                wake = max(_time(wake), began + timedelta(seconds=1))
                heapq.heappush(self._queue, (wake, self._story, story))

    @property
    def moment(self) -> datetime:
        """The time of the stage, with its zone."""
        return self.now.replace(tzinfo=self._zone)

    def local(self, moment: datetime) -> datetime:
        """The moment as the clock on the wall shows it."""
        return moment.astimezone(self._zone).replace(tzinfo=None)

    # commands

    def run(self, login: str | None, line: str, **expected: Unpack[Expected]) -> Data:
        """Runs the command line as `login` and returns the object that it answers.

        Raises Unexpected if its exit code is another one than expected.
        """
        return cast(Data, self._answer(login, line, expected).data)

    def rows(self, login: str | None, line: str) -> list[Data]:
        """Runs a command that lists something and returns its rows. Raises Unexpected if it does not end with 0."""
        return cast(list[Data], self._answer(login, line, {}).data)

    def expect(self, holds: bool, what: Msg) -> None:
        """Raises Unexpected with `what` unless it holds."""
        if not holds:
            raise Unexpected(
                msg("{time}: {what}", time=f"{self.now:%Y-%m-%d %H:%M:%S}", what=what), self._look()
            )

    def _answer(self, login: str | None, line: str, expected: Expected) -> Answer:
        heard = _Heard()
        start = replace(
            invocation.current(),
            db=self.target,
            login=login,
            role=None,
            request_id=None,
            yes=True,
            now=self.now.isoformat(timespec="seconds"),
            ear=heard,
            within="demo",
        )
        with invocation.invoked(invocation.Invocation(lines=start)):
            code = self._main(shlex.split(line))
        answer = replace(heard.given or Answer("", {}), exit=code)
        text = expected.get("note")
        about = _only(answer.data)
        step = Step(
            at=self.moment,
            story=self._story,
            by=login,
            command=heard.command,
            order_no=about.get("order_no") or _order_no(line),
            exit=code,
            clauses=_clauses(about),
            text=text or (None if "outcome" in about else answer.complaint),
        )
        if code != expected.get("exit", EXIT_OK):
            raise Unexpected(
                msg(
                    "{time} {command} as {login}: exit {exit} was expected, not {found}: {why}",
                    time=f"{self.now:%Y-%m-%d %H:%M:%S}",
                    command=line,
                    login=str(login),
                    exit=expected.get("exit", EXIT_OK),
                    found=code,
                    why=answer.complaint or msg("no reason given"),
                ),
                self._look(),
            )
        self.steps.append(step)
        if scene := expected.get("scene"):
            as_login = f"--as {login} " if login else ""
            self.scenes.setdefault(scene, []).append(Shown(step.at, f"repaircli {as_login}{line}", answer))
        self.now += self._pause
        progress.count(self.ended, self.planned or None)
        return answer

    def _look(self) -> Msg:
        return command_line("audit log", "--db {db} --as admin", db=self.target)

    # orders to play with

    def every(self) -> list[OrderRow]:
        """All orders as they are now, earliest first."""
        return cast(list[OrderRow], self.rows("admin", "order list --sort t1 --limit 10000"))

    def stock(self, orders: Sequence[OrderRow]) -> None:
        """Makes these the orders from which `case` takes."""
        self.orders = tuple(orders)
        self._free = list(orders)

    def case(
        self,
        station: str | None = None,
        service: str | None = "onsite",
        *,
        fits: Callable[[OrderRow], bool] = lambda order: True,
        today: bool = False,
    ) -> Case:
        """The first order that no story has taken: of this station and service, dispatched `today` if wanted.

        Orders of special users are left out. Raises Unexpected if there is none.
        """
        for order in self._free:
            if (
                station in (None, order["station"])
                and service in (None, order["service"])
                and order["special"] is None
                and (not today or self.local(order["t1"]).date() == self.now.date())
                and fits(order)
            ):
                self._free.remove(order)
                return Case(self, order)
        wanted = f"{station or ''} {service or ''}".strip()
        raise Unexpected(msg("the sample data has no more orders with {wanted}", wanted=wanted), self._look())

    def created(self, login: str, line: str, **expected: Unpack[Expected]) -> Case:
        """The new order that `login` creates by the command line."""
        return Case(self, cast(OrderRow, self.run(login, line, **expected)))

    # decisions

    def record(self, decision: Mapping[str, Any], by: str) -> None:
        """Keeps a decision for the table of cancel cases; a later one of the same kind on an order replaces it."""
        kept = ("order_no", "reason", "asked_by", "allowed", "because", "allowed_from")
        row = {key: decision[key] for key in kept} | {
            "by": by,
            "outcome": str(decision["outcome"]),
            "clauses": list(decision["clauses"]),
            "missing": [m["text"] for m in decision["missing"]],
            "remark": None,
        }
        self.cancels[row["order_no"], row["reason"], row["outcome"]] = row

    def approve(
        self, login: str, requests: Sequence[int], options: str = "", **expected: Unpack[Expected]
    ) -> Data:
        """The liaison `login` approves the requests; the whole answer."""
        line = f"cancel approve {' '.join(map(str, requests))} {options}".rstrip()
        data = self.run(login, line, **expected)
        for result in data["results"]:
            if result["decision"] is not None:
                self.record(result["decision"], login)
        return data


class Case:
    """One order on its way, with the people whose work it is. In their command lines {no} is its number."""

    def __init__(self, stage: Stage, order: OrderRow) -> None:
        self.stage = stage
        self.order = order
        self.no = order["order_no"]
        self.station = order["station"]
        self.t1 = stage.local(order["t1"])
        self.liaison = LIAISONS[order["region"]]

    @property
    def numbers(self) -> list[str]:
        """Every known number, the caller's included."""
        caller = self.order["caller_no"]
        return list(dict.fromkeys([*self.order["phones"], *([caller] if caller else [])]))

    def by(self, login: str, line: str, **expected: Unpack[Expected]) -> Data:
        """Runs the command line as `login`."""
        return self.stage.run(login, line.replace("{no}", self.no), **expected)

    def coordinator(self, line: str, **expected: Unpack[Expected]) -> Data:
        """Runs the command line as the coordinator of the station."""
        return self.by(coordinator(self.station), line, **expected)

    def engineer(self, line: str, **expected: Unpack[Expected]) -> Data:
        """Runs the command line as the station's engineer."""
        return self.by(f"eng-{self.station}", line, **expected)

    def region(self, line: str, **expected: Unpack[Expected]) -> Data:
        """Runs the command line as the region's liaison."""
        return self.by(self.liaison, line, **expected)

    # the steps of a repair

    def contact(self, result: str, options: str = "", **expected: Unpack[Expected]) -> None:
        """The coordinator records a call to the customer."""
        self.coordinator(f"contact log {{no}} --result {result} {options}".rstrip(), **expected)

    def writeback(self, options: str, **expected: Unpack[Expected]) -> Data:
        """The engineer writes the next T3."""
        return self.engineer(f"order writeback-t3 {{no}} {options}", **expected)

    def order_steps(self, *steps: str) -> None:
        """Takes the steps one after the other, each by the person whose work it is, such as print, start, sign."""
        for step in steps:
            self.step(step)

    def step(self, step: str, **expected: Unpack[Expected]) -> Data:
        """Takes one step of `order`, by the person whose work it is."""
        who = self.engineer if step in ("start", "repaired", "sign") else self.coordinator
        return who(f"order {step} {{no}}", **expected)

    def close(self, solution: str, options: str = "", **expected: Unpack[Expected]) -> Data:
        """The engineer closes the order."""
        return self.engineer(f"order close {{no}} --solution {solution} {options}".rstrip(), **expected)

    # cancelling

    def check(self, reason: str, outcome: str, **expected: Unpack[Expected]) -> Data:
        """The station asks whether it may cancel; the decision, which must be `outcome`."""
        return self._decided(
            coordinator(self.station), f"cancel check {{no}} --reason {reason}", outcome, (), expected
        )

    def ask(
        self,
        reason: str,
        detail: str,
        outcome: str,
        options: str = "",
        *,
        login: str | None = None,
        **expected: Unpack[Expected],
    ) -> int:
        """The station, or the liaison `login`, requests the cancel; the number of the request, 0 if refused."""
        line = f"cancel request {{no}} --reason {reason} --detail {shlex.quote(detail)} {options}".rstrip()
        data = self._decided(login or coordinator(self.station), line, outcome, (), expected)
        return int(data.get("id", 0))

    def approve(self, request: int, options: str = "", **expected: Unpack[Expected]) -> Data:
        """The region's liaison approves; the result of this request."""
        result: Data = self.stage.approve(self.liaison, [request], options, **expected)["results"][0]
        return result

    def self_cancel(self, reason: str, detail: str, outcome: str, **expected: Unpack[Expected]) -> None:
        """The station cancels without the region."""
        line = f"cancel self {{no}} --reason {reason} --detail {detail}"
        self._decided(coordinator(self.station), line, outcome, ("station_self_cancel",), expected)

    def by_customer(
        self, reason: str, detail: str, outcome: str, options: str = "", **expected: Unpack[Expected]
    ) -> Data:
        """An agent cancels on a call of the customer, or of the caller that `options` names; returns the answer."""
        line = f"cancel by-customer {{no}} --reason {reason} --detail {detail} {options}".rstrip()
        return self._decided(AGENT, line, outcome, ("cc_cancel",), expected)

    def form(self, proposal: str, refusal: str, **expected: Unpack[Expected]) -> int:
        """The station submits a special-case statement; its number."""
        line = f"form submit {{no}} --proposal {proposal} --refusal {refusal}"
        return int(self.coordinator(line, **expected)["id"])

    def _decided(
        self, login: str, line: str, outcome: str, allowing: Sequence[str], expected: Expected
    ) -> Data:
        """Runs a cancel command that must come to `outcome`; `allowing` are the outcomes with which it succeeds."""
        succeeds = outcome in (allowing or CANCELLING)
        expected = {"exit": EXIT_OK if succeeds else EXIT_REFUSED, **expected}
        data = self.by(login, line, **expected)
        decision = data.get("decision", data)
        found = str(decision.get("outcome"))
        self.stage.expect(
            found == outcome,
            msg(
                "{no}: outcome {outcome} was expected, not {found}", no=self.no, outcome=outcome, found=found
            ),
        )
        self.stage.record(decision, login)
        return data


def coordinator(station: str) -> str:
    """The sample's coordinator of the station."""
    return "duo-000009" if station == "000009" else f"coord-{station}"


def _time(moment: datetime | str) -> datetime:
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment


def _order_no(line: str) -> str | None:
    """The number of the order that a command line is about."""
    noun, _, number, *_ = [*line.split(), "", "", ""]
    return number if noun in _ABOUT_ORDERS and number[:1] in ("W", "R") else None


def _only(data: object) -> Mapping[str, Any]:
    """The single result of an answer with results, or else the answer itself."""
    if not isinstance(data, Mapping):
        return {}
    results = data.get("results", ())
    return results[0] if len(results) == 1 else data


def _clauses(data: Mapping[str, Any]) -> list[str]:
    """The clauses that a refusal or a decision cites."""
    if "checks" in data:
        return list(dict.fromkeys(check["clause"] for check in data["checks"]))
    decision = data if "outcome" in data else data.get("decision")
    return list(decision["clauses"]) if decision else []
