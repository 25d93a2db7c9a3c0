"""Where a story is played: the clock, the acting person, every step checked against what it must come to."""

from __future__ import annotations

import heapq
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from repaircli.cancelling import decide as cancelling_decide
from repaircli.cancelling import forms
from repaircli.cancelling import requests as cancelling_requests
from repaircli.cancelling.requests import Asked
from repaircli.orders import close as orders_close
from repaircli.orders import contacts, printing
from repaircli.orders import read as orders_read
from repaircli.orders import steps as orders_steps
from repaircli.orders import writeback as orders_writeback
from repaircli.orders.inputs import NewOrder
from repaircli.orders.read import Filters
from repaircli.platform import clock
from repaircli.platform.codes import Answer, Call
from repaircli.platform.errors import EXIT_OK, EXIT_REFUSED, RepairError
from repaircli.platform.text import Msg, msg
from repaircli.rules.policy.decision import CANCELLING

_ABOUT_ORDERS = ("order", "contact", "cancel", "form")
STEP = timedelta(seconds=30)
"""How long a step takes on the played clock."""

AGENT = "agent1"
LIAISONS = {"华北区": "liaison-hb", "华东区": "liaison-hd", "华南区": "liaison-hn"}
"""The sample's people whose station does not tell their login."""

_SOFTWARE = ("怀疑中毒", "需要重装")
"""What the sample's customers say of a software fault."""

Story = Iterator[str]
"""A story yields the time at which it goes on; stories are played in the order of their times."""


class Unexpected(RepairError):
    """A step came out otherwise than it must: a bug, of the program or of the story."""

    code = "unexpected"


class Stage:
    """Plays stories on the database `target`. `tell` hears each day as it begins."""

    def __init__(self, target: str, zone: str, tell: Callable[[Msg], None]) -> None:
        self.target = target
        self.zone = clock.zone(zone)
        self.steps: list[dict[str, Any]] = []
        self.cancels: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.now = datetime.min.replace(tzinfo=self.zone)
        self._tell = tell
        self.titles: Sequence[Msg] = ()
        """What the stories are about, in their order."""
        self._story = 0
        self.shown: dict[str, Any] = {}
        """What a story leaves to be shown at the end, by name."""
        self.loaded: Sequence[Mapping[str, Any]] = ()
        self._left: list[Mapping[str, Any]] = []

    def play(self, stories: Sequence[tuple[Msg, Callable[[Stage], Story]]], start: str) -> None:
        """Plays all stories from `start` to their ends. Raises Unexpected at the first step that is."""
        self.titles = [title for title, _ in stories]
        waiting = [(self.time(start), number, story(self)) for number, (_, story) in enumerate(stories)]
        today: date | None = None
        while waiting:
            self.now, self._story, story = heapq.heappop(waiting)
            if self.now.date() != today:
                today = self.now.date()
                self._tell(msg("playing {day}", day=today.isoformat()))
            wake = next(story, None)
            if wake is not None:
                heapq.heappush(waiting, (self.time(wake), self._story, story))

    def time(self, text: str) -> datetime:
        """A time such as `2026-06-12 09:00` on the played clock."""
        return clock.parse_iso(text, self.zone)

    def do(
        self,
        login: str | None,
        command: str,
        action: Callable[..., Answer],
        *args: Any,
        exit: int = EXIT_OK,
        said: Msg | None = None,
        **options: Any,
    ) -> Any:
        """Runs one action as `login` and gives its data; `said` tells a person what it was.

        Raises Unexpected where it does not end with `exit`.
        """
        content = {"no": args[0]} if args and isinstance(args[0], str) else {}
        call = Call(command, self.target, content, login, now=self.now.isoformat(), zone=self.zone.key)
        try:
            answer = action(call, *args, **options)
        except RepairError as error:
            answer = Answer("error", {}, exit=error.exit, complaint=error.message)
        data = answer.data
        about = _only(data)
        no = about.get("order_no") or (
            content.get("no") if command.partition(" ")[0] in _ABOUT_ORDERS else None
        )
        if answer.exit != exit:
            raise Unexpected(
                msg(
                    "{time} {command} {no} as {login}: exit {exit} was expected, not {found}: {why}",
                    time=f"{self.now:%Y-%m-%d %H:%M:%S}",
                    command=command,
                    no=str(no or ""),
                    login=str(login),
                    exit=exit,
                    found=answer.exit,
                    why=answer.complaint or msg("no reason given"),
                ),
                self._look(),
            )
        self.steps.append(
            {
                "at": self.now,
                "story": self._story,
                "by": login,
                "command": command,
                "order_no": no,
                "exit": answer.exit,
                "clauses": _clauses(about),
                "text": said or (None if "outcome" in about else answer.complaint),
            }
        )
        self.now += STEP
        return data

    def must(self, holds: bool, what: Msg) -> None:
        """Raises Unexpected with `what` where it does not hold."""
        if not holds:
            raise Unexpected(
                msg("{time}: {what}", time=f"{self.now:%Y-%m-%d %H:%M:%S}", what=what), self._look()
            )

    def _look(self) -> Msg:
        return msg("repaircli --db {db} --as admin audit log", db=shlex.quote(self.target))

    def stock(self, orders: Sequence[Mapping[str, Any]]) -> None:
        """The orders from which `case` takes."""
        self.loaded = tuple(orders)
        self._left = list(orders)

    def case(
        self, fits: Callable[[Mapping[str, Any]], bool] | None = None, *, today: bool = True, **equal: Any
    ) -> Case:
        """The first order that no story has taken yet, with these values; `today` of this morning only.

        Raises Unexpected where there is none.
        """
        for order in self._left:
            fresh = not today or order["t1"].date() == self.now.date()
            same = all(order[key] == value for key, value in equal.items())
            if fresh and same and (fits is None or fits(order)):
                self._left.remove(order)
                return Case(self, order)
        raise Unexpected(msg("the sample has no order left with {wanted}", wanted=str(equal)), self._look())

    def record(self, decision: Mapping[str, Any], by: str) -> None:
        """Keeps a decision for the table of cancel cases; the last of the same kind on an order stands."""
        row = {
            "order_no": decision["order_no"],
            "reason": decision["reason"],
            "asked_by": decision["asked_by"],
            "by": by,
            "outcome": str(decision["outcome"]),
            "allowed": decision["allowed"],
            "clauses": list(decision["clauses"]),
            "because": decision["because"],
            "missing": [m["text"] for m in decision["missing"]],
            "allowed_from": decision["allowed_from"],
            "remark": None,
        }
        self.cancels[row["order_no"], row["reason"], row["outcome"]] = row

    def approve(self, login: str, requests: Sequence[int] | None, **options: Any) -> Any:
        """The liaison `login` approves those requests, or with None all that wait; the whole answer."""
        wanted = cancelling_requests.Listing() if requests is None else None
        data = self.do(login, "cancel approve", cancelling_decide.approve, requests, wanted, **options)
        for result in data["results"]:
            if result["decision"] is not None:
                self.record(result["decision"], login)
        return data


class Case:
    """One order on its way, with the people whose work it is."""

    def __init__(self, stage: Stage, order: Mapping[str, Any]) -> None:
        self.stage = stage
        self.order = order
        self.no = str(order["order_no"])
        self.coordinator = f"coord-{order['station']}"
        self.engineer = f"eng-{order['station']}"
        self.liaison = LIAISONS[str(order["region"])]

    @property
    def numbers(self) -> list[str]:
        """Every known number, the caller's included."""
        caller = self.order["caller_no"]
        return list(dict.fromkeys([*self.order["phones"], *([caller] if caller else [])]))

    def __call__(
        self, login: str, command: str, action: Callable[..., Answer], *args: Any, **options: Any
    ) -> Any:
        return self.stage.do(login, command, action, self.no, *args, **options)

    # the steps of a repair

    def contact(self, result: str, **options: Any) -> Any:
        return self(self.coordinator, "contact log", contacts.log, result, **options)

    def promise(self, at: str | None = None, **options: Any) -> Any:
        return self(self.engineer, "order writeback-t3", orders_writeback.writeback_t3, at=at, **options)

    def print(self, **options: Any) -> Any:
        return self(self.coordinator, "order print", _print, **options)

    def start(self, **options: Any) -> Any:
        return self(self.engineer, "order start", orders_steps.start, **options)

    def fact(self, code: str, note: str, **options: Any) -> Any:
        return self(self.engineer, "order fact", orders_steps.fact, code, note, **options)

    def repaired(self, **options: Any) -> Any:
        return self(self.engineer, "order repaired", orders_steps.repaired, **options)

    def sign(self, **options: Any) -> Any:
        return self(self.engineer, "order sign", orders_steps.sign, **options)

    def close(self, solution: str, **options: Any) -> Any:
        return self(self.engineer, "order close", orders_close.close, solution, **options)

    # cancelling

    def check(self, reason: str, outcome: str, *, said: Msg | None = None, **asked: Any) -> Any:
        """The station asks whether it may; the decision, which must be `outcome`."""
        exit = _exit(outcome)
        question = Asked(reason, **asked)
        data = self(
            self.coordinator, "cancel check", cancelling_requests.check, question, exit=exit, said=said
        )
        return self._decided(data, outcome, self.coordinator)

    def ask(
        self,
        reason: str,
        detail: str,
        outcome: str,
        *,
        login: str | None = None,
        said: Msg | None = None,
        **asked: Any,
    ) -> int:
        """The station, or the liaison `login`, asks for the cancel; the number of the request, 0 where refused."""
        by, exit = login or self.coordinator, _exit(outcome)
        question = Asked(reason, detail, **asked)
        data = self(by, "cancel request", cancelling_requests.request, question, exit=exit, said=said)
        self._decided(data.get("decision", data), outcome, by)
        return int(data.get("id", 0))

    def approve(self, request: int, **options: Any) -> Any:
        """The region's liaison approves; the result of this request."""
        return self.stage.approve(self.liaison, [request], **options)["results"][0]

    def self_cancel(self, reason: str, detail: str, outcome: str, **options: Any) -> None:
        """The station cancels by itself."""
        exit, question = _exit(outcome, "station_self_cancel"), Asked(reason, detail)
        data = self(
            self.coordinator, "cancel self", cancelling_requests.self_cancel, question, exit=exit, **options
        )
        self._decided(data.get("decision", data), outcome, self.coordinator)

    def by_customer(
        self,
        reason: str,
        detail: str,
        outcome: str,
        *,
        caller: str = "customer",
        said: Msg | None = None,
        **asked: Any,
    ) -> Any:
        """An agent has somebody on the telephone who wants the order cancelled."""
        exit, question = _exit(outcome, "cc_cancel"), Asked(reason, detail, **asked)
        data = self(
            AGENT,
            "cancel by-customer",
            cancelling_requests.by_customer,
            question,
            caller,
            exit=exit,
            said=said,
        )
        self._decided(data.get("decision", data), outcome, AGENT)
        return data

    def form(self, proposal: str, refusal: str, **options: Any) -> int:
        """A special-case statement; its number."""
        data = self(self.coordinator, "form submit", forms.submit, proposal, refusal, **options)
        return int(data["id"])

    def decide_form(self, number: int, agree: bool, opinion: str, **options: Any) -> None:
        """The region's opinion on a statement."""
        self.stage.do(self.liaison, "form decide", forms.decide, number, agree, opinion, **options)

    def _decided(self, decision: Mapping[str, Any], outcome: str, by: str) -> Mapping[str, Any]:
        found = str(decision.get("outcome"))
        text = msg(
            "{no}: outcome {outcome} was expected, not {found}", no=self.no, outcome=outcome, found=found
        )
        self.stage.must(found == outcome, text)
        self.stage.record(decision, by)
        return decision


def every(s: Stage) -> list[dict[str, Any]]:
    """All orders as they are now, earliest first."""
    found: list[dict[str, Any]] = s.do("admin", "order list", orders_read.listing, Filters(), "t1", 10_000)
    return found


def carried_in(station: str, customer: str, recontact: str | None = None) -> NewOrder:
    """A machine out of its on-site period that a customer brings to the counter."""
    return NewOrder(
        service="carry-in",
        customer=customer,
        phones=(f"13600000{station[-3:]}",),
        address="用户到站送修",
        fault="主机噪音很大，开机半小时后自动重启",
        product="desktop",
        model="启程D3100",
        serials=(f"DT77{station}",),
        onsite_until="2025-03-01",
        warranty_until="2027-03-01",
        station=station,
        recontact=recontact,
    )


def has_software_fault(order: Mapping[str, Any]) -> bool:
    return any(words in order["fault"] for words in _SOFTWARE)


def _exit(outcome: str, *allowing: str) -> int:
    """The exit of a cancel command that must come to `outcome`; `allowing` are those that let it go on."""
    return EXIT_OK if outcome in (allowing or CANCELLING) else EXIT_REFUSED


def _only(data: Any) -> Mapping[str, Any]:
    """What stands in an answer with results where it is about one thing: that result; else the answer itself."""
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


def _print(call: Call, no: str, **options: Any) -> Answer:
    return printing.print_orders(call, [no], **options)
