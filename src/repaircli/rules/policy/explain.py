"""The rules as text: gates and conditions in words, the table of an edition, and the rules that cite a clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from repaircli.platform.text import N_, Msg, msg
from repaircli.rules.cancelling.decide import outcome_of
from repaircli.rules.cancelling.matrix import CELLS, CLAUSES, ROWS, SHORT
from repaircli.rules.policy.decision import Outcome
from repaircli.rules.policy.editions import DIFFERENCES, MANUAL, Difference, Edition
from repaircli.rules.policy.limits import SETTINGS, Setting

CODES = {outcome: code for code, outcome in SHORT.items()}


class Gate(NamedTuple):
    """What is asked before any reason: its number in requirements 1.1, when it applies, its clauses, what it answers."""

    id: str
    when: Msg
    clauses: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


GATES = (
    Gate(
        "G1",
        msg("the order is resolved or cancelled; both are final"),
        ("001-1.3.4", "001-3.3.1", "000-3.1", "000-5.2"),
        (Outcome.FORBIDDEN,),
    ),
    Gate(
        "G2",
        msg("a station phones the call centre to cancel or reassign; it must ask the region"),
        ("001-3.5.1", "001-3.6.1", "000-5.1", "000-6.1"),
        (Outcome.FORBIDDEN,),
    ),
    Gate(
        "G3",
        msg(
            "the station told the customer to phone; if the customer no longer wants the repair, the call centre cancels, otherwise the region decides"
        ),
        ("001-3.6.1",),
        (Outcome.FORWARD_TO_REGION, Outcome.CC_CANCEL),
    ),
    Gate(
        "G4",
        msg("an agent cancels without a customer's request"),
        ("001-3.5.1", "000-5.1"),
        (Outcome.FORBIDDEN,),
    ),
    Gate(
        "G5",
        msg("a station tries to cancel a dispatched order itself; it must ask the region"),
        ("001-3.5.2", "000-5.2"),
        (Outcome.FORBIDDEN,),
    ),
    Gate(
        "G6",
        msg("an engineer asks, or a liaison of another region decides"),
        ("001-3.4.3",),
        (Outcome.FORBIDDEN,),
    ),
    Gate(
        "G7",
        msg("the reason or its details are empty, or the remark has not its five fields"),
        ("001-3.6.4", "000-6.3"),
        (Outcome.FORBIDDEN,),
    ),
    Gate(
        "G8",
        msg(
            "a close fact (work or a test that took place) is logged; this applies to every reason and every requester"
        ),
        ("001-1.5.3", "001-3.5.2", "000-5.2", "own-3"),
        (Outcome.MUST_CLOSE,),
    ),
    Gate(
        "G9",
        msg("one request has one reason; a refused one may be followed by another"),
        (),
        (),
    ),
    Gate(
        "G10",
        msg(
            "a request of the station or region is pending; a cancel by the customer is allowed and ends that request"
        ),
        ("own-1",),
        (Outcome.FORBIDDEN,),
    ),
)
"""In the order of requirements 1.1, which is that in which they are asked, but for G3 and G8: those come last."""


def printed(origin: str, asked_by: str, reason: str, edition: Edition = MANUAL) -> str:
    """The cell as `edition` would print it."""
    cell = CELLS[origin, asked_by, reason]
    outcome = outcome_of(origin, asked_by, reason, edition)
    if outcome is cell.outcomes[0]:
        return cell.printed
    return CODES[outcome] + "°"


def conditions(reason: str, edition: Edition = MANUAL) -> tuple[Msg, ...]:
    """What must hold besides the stage where a station or the region asks, in words. A customer is asked for none of it."""
    if reason in edition.absent:
        return (msg("this edition does not list the reason, so the repair goes on"),)
    told = list(_OF_REASON[reason](edition)) if reason in _OF_REASON else []
    if edition.needs_form and _has(reason, Outcome.REGION_CANCEL_WITH_FORM):
        everywhere = not _has(reason, Outcome.REGION_CANCEL)
        told.append(
            msg(
                "the region agreed to a special-case statement about this, and no contact or promise came after it"
            )
            if everywhere
            else msg(
                "a station's own order: the region agreed to a special-case statement about the plan or further service, and no contact or promise came after it"
            )
        )
    if reason == "dispatch_error":
        told.append(msg("with a target station the order is reassigned; without one it is cancelled"))
    elif _has(reason, Outcome.REGION_CANCEL_REASSIGN):
        told.append(msg("the target station is named when the request is approved"))
    return tuple(told)


def _unreachable(edition: Edition) -> Iterator[Msg]:
    limits = edition.limits
    if edition.needs_sentinel and limits.unreachable_from != "sentinel":
        yield msg(
            "once the special T31 is written, the clock of a customer who was never reached starts: {when}",
            when=Msg(SETTINGS["unreachable.from"].choices[limits.unreachable_from]),
        )
    yield (
        msg(
            "the clock starts at T2 of the special T31 or, if later, at the first failed call after the last contact"
        )
        if edition.needs_sentinel
        else msg("the clock starts at the first failed call after the last contact, if there was one")
    )
    yield msg(
        "nobody reached the customer since: no call, ordinary T3, start of service, arrival, signature or hand-over"
    )
    yield msg("a call entered on a later day starts the clock only when it is entered")
    if limits.daily_calls:
        yield msg(
            "from the day after it starts: {calls} calls a day on {days} working days; calls to one number in the same minute count once, and a day with too few calls is made up by a later day",
            calls=limits.daily_calls,
            days=limits.call_days,
        )
    if limits.unreachable_day0 == "included":
        yield msg("the day on which the clock starts is one of these days, where it is a working day")
    if limits.late_calls:
        yield msg(
            "{calls} calls on each of {days} working days",
            calls=limits.late_calls,
            days=limits.unreachable_days,
        )
    days = N_("{days} working days are complete, each at close of business")
    if not limits.unreachable_days_are_working:
        days = N_("{days} days have passed")
    elif limits.unreachable_day_ends == "midnight":
        days = N_("{days} working days are over")
    yield Msg(days, {"days": limits.unreachable_days})
    yield msg("no machine is in the station")


def _unreachable_early(edition: Edition) -> Iterator[Msg]:
    yield from _unreachable(edition)
    yield msg("if all conditions are met, use the reason {reason}", reason="unreachable")


def _wrong_phone(edition: Edition) -> Iterator[Msg]:
    yield msg("a call found every known number wrong, the caller's number included")
    yield msg("a number that the station removed from the order must also be proved wrong")


def _reschedule(edition: Edition) -> Iterator[Msg]:
    limits = edition.limits
    if limits.reschedule_days and limits.reschedule_from == "promise":
        yield msg(
            "the new date is {days} calendar days or more after the promised day that is moved",
            days=limits.reschedule_days,
        )
    elif limits.reschedule_days:
        yield msg(
            "the new date is {days} calendar days or more after the day on which the customer asked: the stated day if a contact is logged on it, otherwise the day of the request",
            days=limits.reschedule_days,
        )
    yield msg("the customer agrees to report again")
    yield _NOT_HELD


def _reschedule_short(edition: Edition) -> Iterator[Msg]:
    yield msg(
        "if there are enough days and the customer agrees, use the reason {reason}",
        reason="reschedule_rereport",
    )


def _special_request(edition: Edition) -> Iterator[Msg]:
    yield msg("state the special request in the details, in at least one sentence")
    yield msg(
        "the recorded facts do not show {reasons}, not even in part: there is no failed call or special T31 without a later contact, and no number proved wrong",
        reasons=("wrong_phone", "unreachable"),
    )
    if edition.needs_form:
        yield msg("no special-case statement is agreed or undecided")
    if "parts_late" not in edition.absent:
        yield msg("no part is on its way")


def _slip(edition: Edition) -> Iterator[Msg]:
    yield msg("service has not started and no part is issued; else the region cancels")


_OF_REASON: Mapping[str, Callable[[Edition], Iterator[Msg]]] = {
    "unreachable": _unreachable,
    "unreachable_early": _unreachable_early,
    "wrong_phone": _wrong_phone,
    "reschedule_rereport": _reschedule,
    "reschedule_short": _reschedule_short,
    "special_request": _special_request,
    "entry_error": _slip,
    "clerical_other": _slip,
}

_NOT_HELD = msg("a station's own order: only while no machine is in the station")


def _asked(reason: str) -> list[Outcome]:
    cells = (cell for (_, asked_by), cell in ROWS[reason].cells.items() if asked_by != "customer")
    return [outcome for cell in cells for outcome in cell.outcomes]


def _has(reason: str, outcome: Outcome) -> bool:
    return outcome in _asked(reason)


_CONCERNS = {
    **{known.field: known.rows for known in SETTINGS.values()},
    "needs_sentinel": ("unreachable", "unreachable_early"),
    "needs_form": ("complaint_refuse", "plan_refused_onsite", "service_refused_carry_in", "soft_oow_refused"),
    "hq_email": ("wrong_phone", "unreachable"),
    "induced_forbidden": (),
}


def rows_of(difference: Difference) -> tuple[str, ...]:
    """The reasons whose rows the difference changes; none where it is about a gate."""
    if difference.key.startswith("row:"):
        return (difference.key.removeprefix("row:"),)
    return _CONCERNS[difference.key]


def differences(reason: str) -> tuple[Difference, ...]:
    """What differs between the editions in the row of `reason`."""
    return tuple(d for d in DIFFERENCES if reason in rows_of(d))


def settings_of(row: str) -> tuple[Setting, ...]:
    """The settings that the row of a reason, or a gate, looks at."""
    return tuple(known for known in SETTINGS.values() if row in known.rows)


def reasons_citing(clause: str) -> tuple[str, ...]:
    """The reasons whose rows stand on the clause."""
    return tuple(reason for reason, cites in CLAUSES.items() if clause in cites)


def gates_citing(clause: str) -> tuple[Gate, ...]:
    """The gates that stand on the clause."""
    return tuple(gate for gate in GATES if clause in gate.clauses)
