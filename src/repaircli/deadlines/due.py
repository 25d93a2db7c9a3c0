"""What must be done now, most urgent first, for a station, a region or a person; and every clock of one order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from repaircli.calendar.working import calendar_of, hours_of, texts
from repaircli.deadlines import order_states
from repaircli.deadlines.queries import Scope
from repaircli.network.scope import bounds, region_filter, station_filter
from repaircli.orders import lookup, record_json
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import Role
from repaircli.platform.db.rows import grouped
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, UsageProblem
from repaircli.platform.text import CommandLine, command_line, msg
from repaircli.platform.transaction import Transaction, reading
from repaircli.rules.deadlines import clocks as rules
from repaircli.rules.deadlines import due as waiting
from repaircli.rules.deadlines import texts as deadlines_texts
from repaircli.rules.deadlines.clocks import Clock, State
from repaircli.rules.deadlines.due import Case, DeadlineCalendar, Found
from repaircli.rules.network import changes as network_changes
from repaircli.rules.policy.authority import AUTHORITY, STATION

if TYPE_CHECKING:
    from repaircli.orders.part_tables import PartsRequest
    from repaircli.parts.queries import OfOrder

DEFAULT_LIMIT = 50


class Candidate(NamedTuple):
    """One thing to be done, without its words: on an order, or a referral or ticket (`case`) that is no order yet."""

    deadline: datetime
    order_no: str
    found: Found
    case: tuple[Case, Any] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters as typed. `mine`: the orders assigned to who asks."""

    station: str | None = None
    region: str | None = None
    engineer: str | None = None
    mine: bool = False


def due(
    call: Call,
    wanted: Wanted,
    within: int | None = None,
    limit: int = DEFAULT_LIMIT,
    exit_code: bool = False,
) -> Answer:
    """What must be done now or within so many hours, by default today; the most urgent first.

    Who is at no station has his own first, and what stations have to do after it, for information.
    With `exit_code` the answer's exit is 7 when something is overdue. Raises UsageProblem for `mine` with `engineer`.
    """
    if wanted.mine and wanted.engineer is not None:
        raise UsageProblem(msg("give one of --mine and --engineer"))

    def work(tx: Transaction) -> Answer:
        of, by = scope(tx, wanted), horizon(tx.now, within)
        found = [c for c in (*candidates(tx, of, by), *cases(tx, of, by)) if _concerns(tx, c)]
        found.sort(key=lambda c: (_for_information(tx, c), _urgency(c)))
        # these are the identity's own to do: no number of late orders hides them
        others = [*_applications(tx, of), *_shipments(tx, of)]
        deadlines = sorted([*(c.deadline for c in found), *(line["deadline"] for line in others)])
        late = sum(1 for deadline in deadlines if deadline < tx.now)
        if len(deadlines) > limit:
            tx.note(
                msg(
                    "{more} more are due and not shown, {late} are overdue in all; --limit or a filter shows others",
                    more=len(deadlines) - limit,
                    late=late,
                )
            )
        partial = exit_code and late > 0
        return Answer(
            "due.list",
            _in_order(tx, [*_lines(tx, found[: max(limit - len(others), 0)]), *others[:limit]]),
            EXIT_PARTIAL if partial else EXIT_OK,
            complaint=msg("{n} overdue", n=late) if partial else None,
        )

    return reading(call, work)


def clock(call: Call, no: str, explain: bool = False) -> Answer:
    """Every clock of the order with its derivation; `explain` has a person see that too."""

    def work(tx: Transaction) -> Answer:
        order = lookup.order(tx, no)
        found = rules.clocks(order_states.full_state(tx, order), calendar_of(tx), hours_of(tx))
        return Answer(
            "due.clock",
            {
                "order_no": order.order_no,
                "status": order.status,
                "now": tx.now,
                "hours": texts(hours_of(tx).on(tx.now.date())),
                "explain": explain,
                "clocks": [_clock(tx, c) for c in found],
            },
        )

    return reading(call, work)


def scope(tx: Transaction, wanted: Wanted) -> Scope:
    """The orders meant, within the identity's own."""
    engineer = tx.acting.login if wanted.mine else wanted.engineer
    station, region = (
        station_filter(tx, wanted.station),
        region_filter(tx, wanted.region),
    )
    return Scope(bounds(tx), station, region, engineer)


def horizon(now: datetime, within: int | None = None) -> datetime:
    """Until when things count as due: so many hours from now, by default to the end of today."""
    return now.replace(hour=23, minute=59, second=59) if within is None else now + timedelta(hours=within)


def candidates(tx: Transaction, scope: Scope, by: datetime) -> list[Candidate]:
    """Everything to be done by `by`, the most urgent first.

    What waits for the region's decision is left out for a station and for an engineer, who can do nothing about it.
    """
    calendar = DeadlineCalendar(calendar_of(tx), hours_of(tx))
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
    calendar = DeadlineCalendar(calendar_of(tx), hours_of(tx))
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
    """Who sends parts is told of parts alone; everybody else of everything that he may see."""
    return frozenset(tx.acting.eligible) != {Role.PARTS} or c.found.code == "late_parts"


def _for_information(tx: Transaction, c: Candidate) -> bool:
    """Whether others have to do it: it comes after one's own. A station's own people have one list together."""
    side = waiting.side(c.found, None if c.case is None else c.case[0].kind)
    return not _at_a_station(tx) and frozenset(side).isdisjoint(tx.acting.eligible)


def _in_order(tx: Transaction, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(lines, key=lambda line: (not (_at_a_station(tx) or line["yours"]), _deadline(line)))


def _hands(tx: Transaction, typed: CommandLine | None, side: Sequence[Role]) -> dict[str, Any]:
    """Who of `side` may run the command `typed`, and whether the identity may."""
    may = () if typed is None else AUTHORITY[typed.name].roles
    who = [role for role in may if role in side]
    return {"who": [str(role) for role in who], "yours": not frozenset(who).isdisjoint(tx.acting.eligible)}


def _shipments(tx: Transaction, scope: Scope) -> list[dict[str, Any]]:
    """The parts orders that wait to be shipped, for who ships them (001-1.4.4)."""
    if Role.PARTS not in tx.acting.eligible or scope.engineer is not None:
        return []
    from repaircli.parts import queries as parts_queries

    calendar = DeadlineCalendar(calendar_of(tx), hours_of(tx))
    wanted = parts_queries.conditions(tx, scope.bounds, station=scope.station, region=scope.region)
    waits = grouped(parts_queries.to_ship(tx, wanted), lambda found: found[0].po)
    return [_shipment(tx, po, found, calendar) for po, found in waits.items()]


def _shipment(
    tx: Transaction, po: str, found: Sequence[tuple[PartsRequest, OfOrder]], calendar: DeadlineCalendar
) -> dict[str, Any]:
    first, order = found[0]
    since = tx.local(first.requested_at)
    deadline = calendar.closes(since, calendar.limits.prompt_days)
    typed = command_line("parts ship", "{po}", po=po)
    return dict.fromkeys(("engineer", "phone", "special")) | {
        "order_no": first.order_no,
        "code": "shipment",
        "clause": "001-1.4.4",
        "started": since,
        "deadline": deadline,
        "overdue": deadline < tx.now,
        "left_seconds": _seconds(deadline - tx.now),
        "text": msg(
            "ship parts order {po} to station {station}: {parts}",
            po=po,
            station=order.branch or order.station,
            parts=tuple(part.part_code for part, _ in found),
        ),
        "next": typed,
        "ref": po,
        "provisional": calendar.guessed(since, deadline),
        "station": order.station,
        "branch": order.branch,
        "region": order.region,
        "customer": order.customer,
        **_hands(tx, typed, (Role.PARTS,)),
    }


def _applications(tx: Transaction, scope: Scope) -> list[dict[str, Any]]:
    """The applications to change the network that wait for the identity: for a liaison its region's, for the CSSD."""
    states = {str(state): role for state, role in network_changes.NEXT.items() if role in tx.acting.eligible}
    if not states or scope.engineer is not None:
        return []
    from repaircli.network import change_queries

    asked = change_queries.ChangeFilter(scope.bounds, tuple(states), scope.station, scope.region)
    calendar = DeadlineCalendar(calendar_of(tx), hours_of(tx))
    found = [
        _application(tx, row, states[row.state], calendar) for row in change_queries.listed(tx, asked, None)
    ]
    return sorted(found, key=_deadline)


def _deadline(line: Mapping[str, Any]) -> datetime:
    return cast(datetime, line["deadline"])


def _application(tx: Transaction, row: Any, role: Role, calendar: DeadlineCalendar) -> dict[str, Any]:
    since = tx.local(row.agreed_at or row.applied_at)
    closes = calendar.closes(since, calendar.limits.decision_days)
    deadline = network_changes.decide_by(since, row.from_day, closes)
    typed = command_line("change agree" if role is Role.LIAISON else "change approve", "{id}", id=str(row.id))
    return dict.fromkeys(("order_no", "branch", "engineer", "customer", "phone", "special")) | {
        "code": "change",
        "clause": network_changes.WAYS[row.cause].clause,
        "started": since,
        "deadline": deadline,
        "overdue": deadline < tx.now,
        "left_seconds": _seconds(deadline - tx.now),
        "text": msg(
            "decide on application {id} of station {station}, which is to count from {day}",
            id=row.id,
            station=row.station,
            day=row.from_day.isoformat(),
        ),
        "next": typed,
        "ref": str(row.id),
        "provisional": calendar.guessed(since, closes),
        "station": row.station,
        "region": row.region,
        "who": [str(role)],
        "yours": True,
    }


def _lines(tx: Transaction, found: Iterable[Candidate]) -> list[dict[str, Any]]:
    """The candidates as a person reads them; what only the words need is read now, for these alone."""
    found = list(found)
    orders = order_states.order_states(tx, list(dict.fromkeys(c.order_no for c in found if c.case is None)))
    calendar = DeadlineCalendar(calendar_of(tx), hours_of(tx))
    lines = []
    for candidate in found:
        if candidate.case is not None:
            lines.append(_case_line(tx, candidate.found, *candidate.case, calendar))
            continue
        order, state = orders[candidate.order_no]
        one = rules.with_text(state, candidate.found, calendar)
        lines.append(
            {
                "order_no": candidate.order_no,
                "code": one.code,
                "clause": one.clause,
                "started": one.started,
                "deadline": one.deadline,
                "overdue": one.state is State.OVERDUE,
                "left_seconds": _seconds(candidate.deadline - tx.now),
                "text": one.text,
                "next": one.next,
                "ref": one.ref,
                "provisional": one.provisional,
                "station": order.station,
                "branch": order.branch,
                "region": order.region,
                "engineer": order.engineer,
                "customer": order.customer,
                "phone": next(iter(record_json.numbers(order)), None),
                "special": order.special,
                **_hands(tx, one.next, waiting.side(candidate.found)),
            }
        )
    return lines


def _case_line(
    tx: Transaction, found: Found, case: Case, row: Any, calendar: DeadlineCalendar
) -> dict[str, Any]:
    assert found.deadline is not None
    text, command = deadlines_texts.case(case)
    return {
        "order_no": None,
        "code": found.code,
        "clause": found.clause,
        "started": found.started,
        "deadline": found.deadline,
        "overdue": found.deadline < tx.now,
        "left_seconds": _seconds(found.deadline - tx.now),
        "text": text,
        "next": command,
        "ref": found.ref,
        "provisional": bool(found.days) and calendar.guessed(found.started, found.deadline),
        "station": row.station,
        "branch": row.branch,
        "region": row.region,
        "engineer": None,
        "customer": row.customer,
        "phone": next(iter(json.loads(row.phones)), None),
        "special": None,
        **_hands(tx, command, waiting.side(found, case.kind)),
    }


def _clock(tx: Transaction, c: Clock) -> dict[str, Any]:
    left = None if c.deadline is None else _seconds(c.deadline - (c.done_at or tx.now))
    return {
        "code": c.code,
        "clause": c.clause,
        "state": str(c.state),
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
