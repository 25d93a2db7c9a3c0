"""Steps of an application to change a station: the region agrees, the CSSD approves, or it is rejected or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from repaircli.network import scope
from repaircli.network.change_data import answer, find_change, queue_notice, refused
from repaircli.network.changes import Content, change_facts, require_reach
from repaircli.network.coverage_tables import Capacity, Change, Coverage
from repaircli.network.tables import Station
from repaircli.platform.answers import Answer
from repaircli.platform.codes import ChangeState, Role
from repaircli.platform.errors import Denied, UsageProblem
from repaircli.platform.inputs import optional
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, writes
from repaircli.rules.network import changes as rules
from repaircli.rules.network.changes import Window


@writes
def agree(tx: Transaction, number: int, why: str | None = None) -> Answer:
    """The region agrees to its station's application, which goes on to the CSSD."""
    row, done = _step(tx, number, "agree", Role.LIAISON)
    if done is not None:
        return done
    after = {"agreed_by": tx.acting.login, "agreed_at": tx.now, "region_opinion": optional(why)}
    row = _moved(tx, row, ChangeState.AGREED, after)
    queue_notice(tx, row, scope.station(tx, row.station), "cssd", "cssd")
    return answer(tx, "change.agreed", row)


@writes
def approve(tx: Transaction, number: int, why: str | None = None) -> Answer:
    """The CSSD approves: from its first day on, today at the earliest, the change counts (001-5.5.3)."""
    row, done = _step(tx, number, "approve", Role.CSSD)
    if done is not None:
        return done
    station = scope.station(tx, row.station)
    days = rules.effective(Window(row.from_day, row.to_day), tx.today)
    checks = rules.again(change_facts(tx, station, Content.of(row, days), row.id))
    if checks:
        return refused(checks, command_line("change reject", "{id} --why TEXT", id=row.id))
    if days.from_day > row.from_day:
        tx.note(
            msg(
                "it was applied for from {first}; what is past stays as it was, it counts from {today}",
                first=row.from_day.isoformat(),
                today=tx.today.isoformat(),
            )
        )
    after = _decision(tx) | {"cssd_opinion": optional(why), "effective_from": days.from_day}
    row = _moved(tx, row, ChangeState.APPROVED, after)
    _carry_out(tx, row, station, days)
    queue_notice(tx, row, station, "station", station.no)
    queue_notice(tx, row, station, "region", row.region)
    return answer(tx, "change.approved", row)


def _carry_out(tx: Transaction, row: Change, station: Station, days: Window) -> None:
    """Writes the changes of an approved application with its days; they overrule earlier rows, which stay."""
    stamp = {**days._asdict(), "cause": row.cause, "set_by": tx.acting.login, "set_at": tx.now}
    if row.daily is not None:
        tx.insert(Capacity, station=row.station, daily=row.daily, note=row.reason, **stamp)
    limits = {"product": row.product, "service": row.service, "change": row.id}
    for covers, codes in ((False, row.remove_areas), (True, row.add_areas)):
        for area in codes:
            tx.insert(Coverage, station=row.station, area=area, covers=covers, **limits, **stamp)
    if row.data:
        tx.update(Station, {"no": row.station}, **row.data)
        before = {name: getattr(station, name) for name in row.data}
        tx.event(
            "station.changed", before={"no": row.station, **before}, after={"no": row.station, **row.data}
        )


@writes
def reject(tx: Transaction, number: int, why: str) -> Answer:
    """Rejects an application, the region while it waits for the region, else the CSSD; those who waited are told why."""
    if not (reason := why.strip()):
        raise UsageProblem(msg("{option} is missing", option="--why"))
    role = rules.NEXT.get(ChangeState(find_change(tx, number).state), tx.acting.role)
    row, done = _step(tx, number, "reject", role)
    if done is not None:
        return done
    by_region = row.state == ChangeState.APPLIED
    after = _decision(tx) | {"region_opinion" if by_region else "cssd_opinion": reason}
    row = _moved(tx, row, ChangeState.REJECTED, after)
    station = scope.station(tx, row.station)
    queue_notice(tx, row, station, "station", station.no)
    if not by_region:
        queue_notice(tx, row, station, "region", row.region)
    return answer(tx, "change.rejected", row)


@writes
def withdraw(tx: Transaction, number: int) -> Answer:
    """Withdraws a pending application; only the identity that applied may do it."""
    row = find_change(tx, number)
    require_reach(tx, row)
    if row.applied_by != tx.acting.login:
        raise Denied(msg("application {id} was made by {login}", id=number, login=row.applied_by))
    if row.state == ChangeState.WITHDRAWN:
        return answer(tx, "change.withdrawn", row, already=True)
    check = rules.may_step(ChangeState(row.state), "withdraw")
    if check is not None:
        return refused([check])
    return answer(tx, "change.withdrawn", _moved(tx, row, ChangeState.WITHDRAWN, _decision(tx)))


_STEPS = {
    "agree": ChangeState.AGREED,
    "approve": ChangeState.APPROVED,
    "reject": ChangeState.REJECTED,
}
"""The state to which each step leads."""


def _step(tx: Transaction, number: int, step: str, role: Role) -> tuple[Change, Answer | None]:
    """The application that the step is to be done with; with the answer, where it is done already or refused.

    Raises NotFound, and Denied for a foreign region, the wrong role, and the person who applied or took the step before.
    """
    row = find_change(tx, number)
    if role not in tx.acting.eligible:
        text = msg(
            "{login} may not do this; required role: {roles}", login=tx.acting.login, roles=(str(role),)
        )
        raise Denied(text)
    tx.act_as(replace(tx.acting, role=role))
    if tx.acting.role is Role.LIAISON and row.region != tx.acting.region:
        raise Denied(msg("application {id} belongs to another region", id=number), code="foreign_change")
    state = ChangeState(row.state)
    if state is _STEPS[step]:
        tx.note(msg("application {id} was already decided this way", id=number))
        return row, answer(tx, f"change.{state}", row, already=True)
    if tx.acting.login in (row.applied_by, row.agreed_by):
        raise Denied(msg("you cannot decide on an application that you made or agreed to"), code="four_eyes")
    check = rules.may_step(state, step)
    if check is not None:
        return row, refused([check], command_line("change show", "{id}", id=number))
    return row, None


def _decision(tx: Transaction) -> dict[str, Any]:
    return {"decided_by": tx.acting.login, "decided_at": tx.now}


def _moved(tx: Transaction, row: Change, to: ChangeState, after: Mapping[str, Any]) -> Change:
    tx.update(Change, {"id": row.id, "state": row.state}, state=str(to), **after)
    after = {"id": row.id, "state": str(to), **after}
    tx.event(f"change.{to}", before={"state": row.state}, after=after)
    return tx.one_row(Change, id=row.id)
