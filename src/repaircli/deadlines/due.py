"""What must be done now, first what can still be done in time, for a station, a region or a person; and every clock of one order."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from repaircli.calendar.working import hours_of, texts
from repaircli.deadlines import order_states
from repaircli.deadlines.queries import CaseRow, Scope
from repaircli.network import engineers
from repaircli.network.scope import bounds, region_filter, station_filter
from repaircli.network.tables import Station
from repaircli.orders import lookup, record_json
from repaircli.orders.next_step import deadline_calendar
from repaircli.orders.tables import Order
from repaircli.platform.answers import Answer
from repaircli.platform.codes import ChangeCause, Role
from repaircli.platform.db.rows import grouped
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, UsageProblem
from repaircli.platform.i18n import tr
from repaircli.platform.identity import who_may
from repaircli.platform.inputs import chosen
from repaircli.platform.text import CommandLine, Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.rules.deadlines import clocks as rules
from repaircli.rules.deadlines import due as waiting
from repaircli.rules.deadlines import texts as deadlines_texts
from repaircli.rules.deadlines.clocks import Clock, State
from repaircli.rules.deadlines.due import Case, DeadlineCalendar, Found
from repaircli.rules.network import changes as network_changes
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.authority import AUTHORITY, STATION

if TYPE_CHECKING:
    from repaircli.network.coverage_tables import Change
    from repaircli.orders.part_tables import PartsRequest
    from repaircli.parts.queries import OfOrder

DEFAULT_LIMIT = 50


class Candidate(NamedTuple):
    """One thing to be done, without its text: on an order, or a referral or ticket (`case`) that is no order yet."""

    deadline: datetime
    order_no: str
    found: Found
    case: tuple[Case, CaseRow] | None = None


@dataclass(frozen=True, slots=True)
class DueFilter:
    """The filters as typed. `mine`: the orders assigned to the identity; `kinds`: only these clocks, by code or word."""

    station: str | None = None
    region: str | None = None
    engineer: str | None = None
    mine: bool = False
    kinds: Sequence[str] = ()
    not_overdue: bool = False


class DueList(list[dict[str, Any]]):
    """The lines that are shown, JSON's bare array; `counts` says to a person how many there are in all.

    Its keys: `overdue`, `today` (still in time), `tomorrow`, shown or not.
    """

    counts: Mapping[str, int]


@reads
def due(
    tx: Transaction,
    wanted: DueFilter,
    within: int | None = None,
    limit: int = DEFAULT_LIMIT,
    exit_code: bool = False,
) -> Answer:
    """What must be done now or within so many hours, by default today: what can still be done in time, then the rest.

    An identity outside the stations sees its own tasks first, then those of stations for information. With `exit_code`
    the answer's exit is 7 when something is overdue. Raises UsageProblem for `mine` with `engineer`, and for an unknown
    kind.
    """
    if wanted.mine and wanted.engineer is not None:
        raise UsageProblem(msg("expected one of --mine and --engineer"))
    of, by = scope(tx, wanted), horizon(tx.now, within)
    soon = max(by, horizon(tx.now) + timedelta(days=1))
    asked = _wanted(tx, wanted)
    ahead = [c for c in (*candidates(tx, of, soon), *cases(tx, of, soon)) if asked(c.found.code, c.deadline)]
    ahead = [c for c in ahead if _concerns(tx, c)]
    found = [c for c in ahead if waiting.is_due(c.found, tx.now, by)]
    found.sort(key=lambda c: (_for_information(tx, c), c.deadline < tx.now, _urgency(c)))
    # these are the identity's own to do: no number of late orders hides them
    others = [
        line
        for line in (*_applications(tx, of), *_shipments(tx, of))
        if asked(line["code"], line["deadline"])
    ]
    deadlines = [*(c.deadline for c in found), *(line["deadline"] for line in others)]
    late = sum(1 for deadline in deadlines if deadline < tx.now)
    if len(deadlines) > limit:
        tx.note(
            msg(
                "{more} more due and not shown, {late} overdue in all; use --limit all to show everything",
                more=len(deadlines) - limit,
                late=late,
            )
        )
    partial = exit_code and late > 0
    shown = DueList(
        _in_order(tx, [*_lines(tx, found[: max(limit - len(others), 0)]), *others[:limit]]),
    )
    every = [*(c.deadline for c in ahead), *(line["deadline"] for line in others)]
    shown.counts = {
        "overdue": late,
        **{
            name: sum(1 for at in every if at >= tx.now and tx.local(at).date() == day)
            for name, day in (("today", tx.today), ("tomorrow", tx.today + timedelta(days=1)))
        },
    }
    return Answer(
        "due.list",
        shown,
        EXIT_PARTIAL if partial else EXIT_OK,
        complaint=msg("{n} overdue", n=late) if partial else None,
    )


def _wanted(tx: Transaction, given: DueFilter) -> Callable[[str, datetime], bool]:
    """Whether a clock of that code and deadline is asked for. Raises UsageProblem for an unknown kind."""
    words = {code: tr(Msg(title), "zh") for code, title in deadlines_texts.KINDS.items()}
    also = {code: str(title) for code, title in deadlines_texts.KINDS.items()}
    kinds = {chosen(words, kind, "--kind", also=also) for kind in given.kinds}
    return lambda code, deadline: (
        (not kinds or code in kinds) and not (given.not_overdue and deadline < tx.now)
    )


@reads
def clock(tx: Transaction, no: str, explain: bool = False) -> Answer:
    """Every clock of the order with its derivation; with `explain` a person sees the derivation too."""
    order = lookup.order(tx, no)
    found = rules.clocks(order_states.full_state(tx, order), deadline_calendar(tx))
    return Answer(
        "due.clock",
        {
            "order_no": order.order_no,
            "status": order.status,
            "now": tx.now,
            "hours": texts(hours_of(tx).on(tx.today)),
            "explain": explain,
            "clocks": [_clock(tx, c) for c in found],
        },
    )


def scope(tx: Transaction, wanted: DueFilter) -> Scope:
    """The orders meant, within the identity's own."""
    engineer = tx.acting.login if wanted.mine else engineers.filtered(tx, wanted.engineer)
    return Scope(bounds(tx), station_filter(tx, wanted.station), region_filter(tx, wanted.region), engineer)


def horizon(now: datetime, within: int | None = None) -> datetime:
    """Until when things count as due: so many hours from now, by default to the end of today."""
    return now.replace(hour=23, minute=59, second=59) if within is None else now + timedelta(hours=within)


def candidates(tx: Transaction, scope: Scope, by: datetime) -> list[Candidate]:
    """Everything to be done by `by`, first what can still be done in time.

    What waits for the region's decision is left out for a station and for an engineer, who can do nothing about it.
    """
    calendar = deadline_calendar(tx)
    found = [
        Candidate(one.deadline, order.order_no, one)
        for order in order_states.open_order_states(tx, scope, by)
        for one in waiting.due(order, calendar, by)
        if one.deadline is not None
    ]
    if scope.engineer is None and (scope.bounds.everywhere or scope.bounds.region is not None):
        for table, of in (("forms", waiting.form), ("requests", waiting.cancel_request)):
            for no, one_waiting in order_states.waiting(tx, scope, table):
                decision = of(one_waiting, tx.now, calendar)
                if decision.deadline is not None:
                    found.append(Candidate(decision.deadline, no, decision))
    return sorted(found, key=_urgency)


def cases(tx: Transaction, scope: Scope, by: datetime) -> list[Candidate]:
    """The referrals and pending tickets that wait; a station and an engineer can do nothing about them."""
    if scope.engineer is not None or not (scope.bounds.everywhere or scope.bounds.region is not None):
        return []
    calendar = deadline_calendar(tx)
    found = []
    for one, row in order_states.cases(tx, scope):
        clock = waiting.case(one, tx.now, calendar)
        if clock.deadline is not None and waiting.is_due(clock, tx.now, by):
            found.append(Candidate(clock.deadline, "", clock, (one, row)))
    return found


def _urgency(c: Candidate) -> tuple[datetime, str, str, str]:
    return c.deadline, c.order_no, c.found.code, c.found.ref or ""


def numbers(tx: Transaction, scope: Scope) -> frozenset[str]:
    """The orders on which something is to be done now, or should have been."""
    return frozenset(c.order_no for c in candidates(tx, scope, tx.now))


def _at_a_station(tx: Transaction) -> bool:
    return not frozenset(STATION).isdisjoint(tx.acting.eligible)


def _concerns(tx: Transaction, c: Candidate) -> bool:
    """Whether the candidate is shown: parts alone to an identity that only sends parts, everything to any other."""
    return frozenset(tx.acting.eligible) != {Role.PARTS} or c.found.code == "late_parts"


def _for_information(tx: Transaction, c: Candidate) -> bool:
    """Whether others have to do it, so that it comes after the identity's own; the people of a station share a list."""
    side = waiting.side(c.found, None if c.case is None else c.case[0].kind)
    return not _at_a_station(tx) and frozenset(side).isdisjoint(tx.acting.eligible)


def _in_order(tx: Transaction, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(
        lines,
        key=lambda line: (not (_at_a_station(tx) or line["yours"]), line["overdue"], _deadline(line)),
    )


_Login = Callable[[Role, str | None, str | None, str | None, str | None], str | None]
"""Who can act in a role for a station, branch, region and engineer."""


def _logins(tx: Transaction) -> _Login:
    """Looks a login up, once for each place."""

    @cache
    def found(
        role: Role, station: str | None, branch: str | None, region: str | None, engineer: str | None
    ) -> str | None:
        of = None if station is None else tx.get(Station, no=station)
        places = {station, branch, None if of is None else of.head} - {None}
        return who_may(tx, (role,), stations=places, region=region, rather=engineer)

    return found


def _hands(
    tx: Transaction,
    typed: CommandLine | None,
    side: Sequence[Role],
    logins: _Login,
    *place: str | None,
) -> dict[str, Any]:
    """Who of `side` may run the command `typed`, whether the identity may, and a login that may where it may not."""
    may = () if typed is None else AUTHORITY[typed.name].roles
    who = [role for role in may if role in side]
    yours = not frozenset(who).isdisjoint({*tx.acting.eligible, *tx.acting.also})
    station, branch, region, engineer = place
    found = () if yours else (logins(role, station, branch, region, engineer) for role in who)
    return {
        "who": [str(role) for role in who],
        "yours": yours,
        "login": next(filter(None, found), None),
    }


def _shipments(tx: Transaction, scope: Scope) -> list[dict[str, Any]]:
    """The parts orders that wait to be shipped, for an identity that ships them (001-1.4.4)."""
    if Role.PARTS not in tx.acting.eligible or scope.engineer is not None:
        return []
    from repaircli.orders.lookup_queries import within
    from repaircli.parts import queries as parts_queries

    calendar = deadline_calendar(tx)
    wanted = within(tx, scope.bounds, station=scope.station, region=scope.region)
    waits = grouped(parts_queries.to_ship(tx, wanted), lambda found: found[0].po)
    return [_shipment(tx, po, found, calendar) for po, found in waits.items()]


def _line(
    tx: Transaction,
    code: str,
    deadline: datetime,
    *,
    clause: str,
    started: datetime,
    text: Msg,
    next: CommandLine | None,
    hands: Mapping[str, Any],
    ref: str | None = None,
    provisional: bool = False,
    **place: str | None,
) -> dict[str, Any]:
    """One line of the answer; `place` says which of _PLACE are known, `hands` who may do it."""
    return {
        "order_no": place.get("order_no"),
        "code": code,
        "clause": clause,
        "started": started,
        "deadline": deadline,
        "overdue": deadline < tx.now,
        "left_seconds": _seconds(deadline - tx.now),
        "text": text,
        "next": next,
        "ref": ref,
        "provisional": provisional,
        **{name: place.get(name) for name in _PLACE},
        **hands,
    }


_PLACE = ("station", "branch", "region", "engineer", "customer", "phone", "special")


def _shipment(
    tx: Transaction, po: str, found: Sequence[tuple[PartsRequest, OfOrder]], calendar: DeadlineCalendar
) -> dict[str, Any]:
    first, order = found[0]
    since = tx.local(first.requested_at)
    deadline = calendar.closes(since, calendar.limits.prompt_days)
    typed = command_line("parts ship", "{po}", po=po)
    return _line(
        tx,
        "shipment",
        deadline,
        clause="001-1.4.4",
        started=since,
        text=msg(
            "ship parts order {po} to station {station}: {parts}",
            po=po,
            station=order.branch or order.station,
            parts=tuple(part.part_code for part, _ in found),
        ),
        next=typed,
        hands={"who": [str(Role.PARTS)], "yours": True, "login": None},
        ref=po,
        provisional=calendar.guessed(since, deadline),
        order_no=first.order_no,
        station=order.station,
        branch=order.branch,
        region=order.region,
        customer=order.customer,
    )


def _applications(tx: Transaction, scope: Scope) -> list[dict[str, Any]]:
    """The applications to change the network that wait for the identity: for a liaison its region's, for the CSSD."""
    states = {str(state): role for state, role in network_changes.NEXT.items() if role in tx.acting.eligible}
    if not states or scope.engineer is not None:
        return []
    from repaircli.network import change_queries

    asked = change_queries.ChangeFilter(scope.bounds, tuple(states), scope.station, scope.region)
    calendar = deadline_calendar(tx)
    found = [
        _application(tx, row, states[row.state], calendar) for row in change_queries.listed(tx, asked, None)
    ]
    return sorted(found, key=_deadline)


def _deadline(line: Mapping[str, Any]) -> datetime:
    return cast(datetime, line["deadline"])


def _application(tx: Transaction, row: Change, role: Role, calendar: DeadlineCalendar) -> dict[str, Any]:
    since = tx.local(row.agreed_at or row.applied_at)
    closes = calendar.closes(since, calendar.limits.decision_days)
    return _line(
        tx,
        "change",
        network_changes.decide_by(since, row.from_day, closes),
        clause=network_changes.WAYS[ChangeCause(row.cause)].clause,
        started=since,
        text=msg(
            "decide on application {id} of station {station}, which is to count from {day}",
            id=row.id,
            station=row.station,
            day=row.from_day.isoformat(),
        ),
        next=command_line(
            "change agree" if role is Role.LIAISON else "change approve", "{id}", id=str(row.id)
        ),
        hands={"who": [str(role)], "yours": True, "login": None},
        ref=str(row.id),
        provisional=calendar.guessed(since, closes),
        station=row.station,
        region=row.region,
    )


def _lines(tx: Transaction, found: Sequence[Candidate]) -> list[dict[str, Any]]:
    """The candidates as a person reads them; only these orders are read in full, for the texts."""
    orders = order_states.order_states(tx, list(dict.fromkeys(c.order_no for c in found if c.case is None)))
    calendar, logins = deadline_calendar(tx), _logins(tx)
    return [
        _order_line(tx, c, *orders[c.order_no], calendar, logins)
        if c.case is None
        else _case_line(tx, c, *c.case, calendar, logins)
        for c in found
    ]


def _order_line(
    tx: Transaction,
    candidate: Candidate,
    order: Order,
    state: OrderState,
    calendar: DeadlineCalendar,
    logins: _Login,
) -> dict[str, Any]:
    one = rules.with_text(state, candidate.found, calendar)
    return _line(
        tx,
        one.code,
        one.deadline or candidate.deadline,
        clause=one.clause,
        started=one.started,
        text=one.text,
        next=one.next,
        hands=_hands(
            tx,
            one.next,
            waiting.side(candidate.found),
            logins,
            order.station,
            order.branch,
            order.region,
            order.engineer,
        ),
        ref=one.ref,
        provisional=one.provisional,
        order_no=candidate.order_no,
        station=order.station,
        branch=order.branch,
        region=order.region,
        engineer=order.engineer,
        customer=order.customer,
        phone=next(iter(record_json.numbers(order)), None),
        special=order.special,
    )


def _case_line(
    tx: Transaction,
    candidate: Candidate,
    case: Case,
    row: CaseRow,
    calendar: DeadlineCalendar,
    logins: _Login,
) -> dict[str, Any]:
    found = candidate.found
    text, command = deadlines_texts.case(case)
    return _line(
        tx,
        found.code,
        candidate.deadline,
        clause=found.clause,
        started=found.started,
        text=text,
        next=command,
        hands=_hands(
            tx, command, waiting.side(found, case.kind), logins, row.station, row.branch, row.region, None
        ),
        ref=found.ref,
        provisional=bool(found.days) and calendar.guessed(found.started, found.deadline),
        station=row.station,
        branch=row.branch,
        region=row.region,
        customer=row.customer,
        phone=next(iter(json.loads(row.phones)), None),
    )


def _clock(tx: Transaction, c: Clock) -> dict[str, Any]:
    left = None if c.deadline is None else _seconds(c.deadline - (c.done_at or tx.now))
    return {
        "code": c.code,
        "clause": c.clause,
        "status": str(c.state),
        "started": c.started,
        "deadline": c.deadline,
        "done_at": c.done_at,
        "overdue": c.state is State.OVERDUE and c.done_at is None,
        "left_seconds": left,
        "working_used_seconds": None if c.used is None else _seconds(c.used),
        "working_left_seconds": None if c.left is None else _seconds(c.left),
        "text": c.text,
        "next": c.next,
        "how": c.how,
        "ref": c.ref,
        "provisional": c.provisional,
        "days": [
            {
                "day": line.day,
                "kind": line.kind,
                "counted": line.counted,
                "used_seconds": None if line.used is None else _seconds(line.used),
                "calls": line.calls,
            }
            for line in c.derivation
        ],
    }


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
