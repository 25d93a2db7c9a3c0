"""Decides whether an order may be cancelled, by whom and how, must be closed, or stays in repair (requirements part 1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import NamedTuple

from repaircli.platform.codes import AskedBy, FormState, Origin, Role, Status, Subject
from repaircli.platform.codes import named as code_word
from repaircli.platform.text import CommandLine, Msg, Word, command_line, msg
from repaircli.rules.calendar.working_time import HOURS, Calendar, Schedule
from repaircli.rules.cancelling.evidence import REASONS as EVIDENCE_REASONS
from repaircli.rules.cancelling.evidence import evidence
from repaircli.rules.cancelling.matrix import CELLS, CLAUSES, ENGLISH, REMARK_WORDS, ROWS, named
from repaircli.rules.cancelling.statements import CLAUSES as STATEMENT_CLAUSES
from repaircli.rules.cancelling.statements import SUBJECTS, SUPPORTED, lapse, usual
from repaircli.rules.cancelling.unreachable import Clock, anchor, follow
from repaircli.rules.orders.close_facts import FINDINGS, TESTED_ON_SITE, VISIT_ONLY
from repaircli.rules.orders.state import OrderState
from repaircli.rules.policy.decision import CANCELLING, DayLine, Decision, Missing, Outcome
from repaircli.rules.policy.editions import MANUAL, OWN, Edition, cited_by_all, clause_in
from repaircli.rules.policy.limits import Limits


@dataclass(frozen=True, slots=True)
class Question:
    """The question to the cancel rule: who asks, and what they state.

    `actor`: the role that asks. `way`: `check`, `request`, `self` (the station cancels by itself), `customer`
    (the agent cancels on a call), `approve`. `detail` is None where none is asked for yet. `wished`: the
    customer's new date; `asked_on`: the day on which the customer asked for it. `target`: a target station is
    named. `requested_on`: the day of the request that is decided, None for a question asked now.
    """

    reason: str
    asked_by: str
    actor: str
    way: str = "check"
    detail: str | None = None
    wished: date | None = None
    asked_on: date | None = None
    agrees_rereport: bool = False
    station_induced: bool = False
    gives_up: bool = False
    target: bool = False
    requested_on: date | None = None


# ---------------------------------------------------------------------------------------------------------- decide


def decide(
    order: OrderState,
    question: Question,
    calendar: Calendar,
    edition: Edition = MANUAL,
    hours: Schedule = HOURS,
) -> Decision:
    """The decision of `edition` on `question`: gates, then the table, then the stage and the conditions of the row.

    Raises BeyondCalendar where a condition needs a day that the calendar does not cover, and KeyError for a reason
    code that is not in the table.
    """
    case = _Case(order, question, calendar, edition, hours)
    for gate in GATES:
        if (stopped := gate(case)) is not None:
            return stopped
    plan = _plan(edition)[_origin(order), question.asked_by, question.reason]
    if question.asked_by == AskedBy.CUSTOMER:
        allowed = plan.outcome is not Outcome.MUST_CLOSE
        outcome = Outcome.CC_CANCEL if allowed else Outcome.MUST_CLOSE
        return _answer(case, outcome, plan.clauses, plan.because, inferred=plan.inferred, allowed=allowed)
    if plan.stage is not None and not plan.stage(order):
        found = _Found(hint=_MARK) if plan.stage is _marked else _MET
        return _answer(case, Outcome.INVALID_REASON, plan.clauses, plan.wrong_stage, found)
    return _weighed(case, plan)


def _weighed(case: _Case, plan: _Plan) -> Decision:
    """The answer of a row whose stage the order has reached, to a station or a region."""
    outcome, because = plan.outcome, plan.because
    if plan.reassigns and case.question.target:
        outcome, because = Outcome.REGION_CANCEL_REASSIGN, _BECAUSE[Outcome.REGION_CANCEL_REASSIGN]
    found = _MET if plan.condition is None else plan.condition(case)
    outcome = found.outcome or outcome
    if outcome is Outcome.EDIT_ORDER:
        found = _Found(hint=_CORRECT.get(case.question.reason))
    allowed = outcome in CANCELLING
    if case.question.way == "self":
        if plan.outcome is not Outcome.STATION_SELF_CANCEL:
            found = found._replace(allowed_from=None)
        if allowed and outcome is not Outcome.STATION_SELF_CANCEL:
            allowed, found = False, found._replace(hint=_ASK_REGION)
    because = _NOT_IN_EDITION if plan.absent else found.because or because
    return _answer(case, outcome, plan.clauses, because, found, inferred=plan.inferred, allowed=allowed)


# ----------------------------------------------------------------------------------------------------------- gates
# In the order of requirements 1.1; the first that applies answers.

_G1 = {Status.RESOLVED: ("001-1.3.4",), Status.CANCELLED: ("001-3.3.1", "000-3.1")}
_G2 = ("001-3.5.1", "001-3.6.1", "000-5.1", "000-6.1")
_G3 = ("001-3.6.1",)
_G4 = ("001-3.5.1", "000-5.1")
_G5 = ("001-3.5.2", "000-5.2")
_G7 = ("001-3.6.4", "000-6.3")
_G10 = ("own-1",)
_FORWARDED = msg(
    "the station told the customer to phone, and the customer does not give up the repair: this counts as a request of the station to the region"
)
_ASK_REGION = command_line("cancel request", "{no} --reason {reason} --detail TEXT")
_NOT_IN_EDITION = msg("this edition of the policy does not list the reason, so the repair goes on")


def _closed(case: _Case) -> Decision | None:
    """G1."""
    if case.order.open:
        return None
    if case.order.status == Status.RESOLVED:
        text = msg("the order is resolved; that is final")
        return _forbidden(case, _G1[Status.RESOLVED], "order_closed", text)
    text = msg("the order is cancelled already; that is final")
    return _forbidden(case, _G1[Status.CANCELLED], "order_closed", text)


def _agent_without_customer(case: _Case) -> Decision | None:
    """G2 for a station that phones, G4 for anything else without a customer."""
    question = case.question
    if question.actor != Role.AGENT or question.asked_by == AskedBy.CUSTOMER:
        return None
    if question.asked_by == AskedBy.STATION:
        text = msg("a station may not phone the call centre to cancel or reassign; it must ask the region")
        return _forbidden(case, _G2, "station_phones_800", text, hint=_ASK_REGION)
    text = msg("the call centre cancels only on the customer's own request")
    return _forbidden(case, _G4, "agent_without_customer", text)


def _station_cancels_dispatch(case: _Case) -> Decision | None:
    """G5."""
    if case.question.way != "self" or _origin(case.order) == Origin.STATION:
        return None
    text = msg(
        "the call centre or the region dispatched this order; the station must ask the region to cancel it"
    )
    return _forbidden(case, _G5, "dispatched_order", text, hint=_ASK_REGION)


def _nothing_filled_in(case: _Case) -> Decision | None:
    """G7."""
    question = case.question
    if not question.reason.strip():
        return _forbidden(case, _G7, "reason_empty", msg("a cancel reason must be filled in"))
    if question.detail is not None and not question.detail.strip() and question.way != "check":
        text = msg("the details of the cancel reason must be filled in")
        return _forbidden(case, _G7, "detail_empty", text)
    return None


def _already_pending(case: _Case) -> Decision | None:
    """G10."""
    if not case.order.pending or case.question.asked_by == AskedBy.CUSTOMER:
        return None
    id = str(case.order.pending_request)
    text = msg("cancel request {id} is already pending on this order", id=id)
    hint = (
        command_line("cancel withdraw", "{id}", id=id) if case.question.asked_by == AskedBy.STATION else None
    )
    return _forbidden(case, _G10, "request_pending", text, hint=hint)


def _led_to_phone(case: _Case) -> Decision | None:
    """G3."""
    question = case.question
    if not question.station_induced or question.gives_up or question.asked_by != AskedBy.CUSTOMER:
        return None
    if not case.edition.induced_forbidden:
        return None
    return _answer(case, Outcome.FORWARD_TO_REGION, _G3, _FORWARDED)


def _work_took_place(case: _Case) -> Decision | None:
    """G8: an order with work or a test that took place is closed normally, for every reason and every role."""
    if not case.order.facts:
        return None
    done = [code for code in case.order.close_facts if code not in case.edition.absent]
    if case.question.asked_by == AskedBy.CUSTOMER:
        done = [code for code in done if _bars_customer(code, case)]
    if not done:
        return None
    clauses = tuple(dict.fromkeys(c for code in done for c in cited_by_all(case.edition, CLAUSES[code])))
    facts = tuple(Msg(ENGLISH[code]) for code in done)
    text = msg("recorded on the order: {facts}; such an order is closed normally, not cancelled", facts=facts)
    if case.question.asked_by == AskedBy.CUSTOMER and done != ["phone_resolved"]:
        # 001-1.5.3 bars every cancel after a phone solution; 001-3.5.2 speaks to stations only
        clauses = (*clauses, "own-3")
        text = msg(
            "recorded on the order: {facts}; by a rule of this program such an order is closed normally, not cancelled, when the customer asks too",
            facts=facts,
        )
    hint = _SOLVED_BY_PHONE if done == ["phone_resolved"] else _CLOSE
    return _answer(case, Outcome.MUST_CLOSE, clauses, text, _Found(hint=hint))


def _bars_customer(fact: str, case: _Case) -> bool:
    """Whether a close fact bars the customer's own cancel too (001-3.6.3, A-18)."""
    limits = case.edition.limits
    if limits.barred_by == "any_fact" or fact == "phone_resolved":
        return True
    return limits.barred_by == "finished_work" and (fact not in FINDINGS or case.order.signed)


GATES = (
    _closed,
    _agent_without_customer,
    _station_cancels_dispatch,
    _nothing_filled_in,
    _already_pending,
    _led_to_phone,
    _work_took_place,
)
"""Asked in this order. G6 is a matter of identity, G9 of one reason a question."""


# ----------------------------------------------------------------------------------------------- conditions of rows


@dataclass(slots=True)
class _Case:
    order: OrderState
    question: Question
    calendar: Calendar
    edition: Edition
    hours: Schedule


class _Found(NamedTuple):
    """What a row's conditions come to: nothing set means that they are met and the cell stands."""

    outcome: Outcome | None = None
    because: Msg | None = None
    missing: tuple[Missing, ...] = ()
    allowed_from: datetime | None = None
    use_reason: str | None = None
    hint: CommandLine | None = None
    days: tuple[DayLine, ...] = ()
    notes: tuple[Msg, ...] = ()


_MET = _Found()
_GO_ON = Outcome.CONTINUE_REPAIR


def _missing(case: _Case, code: str, clause: str, text: Msg, only_time: bool = False) -> Missing:
    return Missing(code, clause_in(case.edition, clause), text, only_time)


def _every_number_wrong(case: _Case) -> _Found:
    order = case.order
    missing = tuple(
        _missing(case, "number_invalid", "001-1.5.2", _not_proved(order, number))
        for number in order.numbers_to_prove
        if not order.proved_wrong(number)
    )
    if not missing and order.numbers:
        return _MET
    hint = None
    if any(not order.proved_wrong(entry.number) for entry in order.replaced_numbers):
        # only a call on a number that the order has counts, so it has to come back first
        phones = tuple(word for number in order.numbers_to_prove for word in ("--phone", number))
        hint = command_line("order edit", "{no} {phones}", phones=phones)
    if not order.numbers:
        text = msg("the order has no number to prove wrong")
        missing = (_missing(case, "number_invalid", "001-1.5.2", text),)
    return _Found(
        _GO_ON,
        msg("not every number of the customer is proved wrong; go on with the repair"),
        missing,
        hint=hint,
    )


def _not_proved(order: OrderState, number: str) -> Msg:
    replaced = next((entry for entry in order.replaced_numbers if entry.number == number), None)
    if replaced is None or replaced.until is None:
        return msg("no call has proved {number} wrong", number=number)
    return msg(
        "no call has proved {number} wrong; {login} of the station removed it from the order on {day}",
        number=number,
        login=replaced.ended_by or "",
        day=order.local(replaced.until).date().isoformat(),
    )


_UNREACHED = msg(
    "the customer counts as unreachable only after the calls and working days of the policy; keep calling"
)
_IN_CUSTODY = msg("the customer's machine is in the station")
_KEEP_CALLING = command_line("contact log", "{no} --result no-answer")


def _not_reached(case: _Case) -> _Found:
    """Anchor, calls and days of an unreachable customer, with the derivation (001-1.5.2, A-07, A-08, A-11)."""
    order, limits = case.order, case.edition.limits
    missing: list[Missing] = []
    if order.in_custody:
        missing.append(_missing(case, "in_custody", "001-3.5.2", _IN_CUSTODY))
    started, reached = _anchor(order, case.edition)
    if started is None:
        text = msg(
            "the clock has not started: neither the special T31 nor a failed call after an earlier contact is recorded"
        )
        if not case.edition.needs_sentinel:
            text = msg("the clock has not started: no failed call is recorded")
        found = (*missing, _missing(case, "no_clock", "001-1.5.2", text))
        hint = _KEEP_CALLING if case.question.asked_by == AskedBy.STATION else None
        return _Found(_GO_ON, _UNREACHED, found, hint=hint)
    if reached is not None:
        text = msg("the customer was reached on {time}", time=f"{reached:%Y-%m-%d %H:%M}")
        return _Found(_GO_ON, _UNREACHED, (*missing, _missing(case, "was_reached", "001-1.5.2", text)))
    clock = follow(started, order.tally.counted, order.now, case.calendar, limits, case.hours)
    today, days = order.now.date(), clock.days
    if clock.full < limits.call_days:
        missing += _short_days(clock, today, case)
    elif left := clock.untried(limits):
        text = msg(
            "{done} of {all} working days with {calls} calls; {left} still to do",
            done=clock.tried,
            all=limits.unreachable_days,
            calls=limits.late_calls,
            left=left,
        )
        missing.append(_missing(case, "late_calls", "001-1.5.2", text))
    if order.now < clock.end:
        text = msg(
            "{done} of {all} working days",
            done=min(clock.complete, limits.unreachable_days),
            all=limits.unreachable_days,
        )
        if not limits.unreachable_days_are_working:
            text = msg("{done} of {all} days", done=clock.complete, all=limits.unreachable_days)
        missing.append(_missing(case, "working_days", "001-1.5.2", text, only_time=True))
    notes = _quiet_days(days, today, limits)
    if not missing:
        return _Found(days=days, notes=notes)
    waits = all(m.only_time for m in missing)
    return _Found(
        _GO_ON, _UNREACHED, tuple(missing), allowed_from=clock.end if waits else None, days=days, notes=notes
    )


def _anchor(order: OrderState, edition: Edition) -> tuple[datetime | None, datetime | None]:
    """When the clock started and the last contact after that; an old record's sentinel may have come too early."""
    t2 = order.unreachable_since
    if t2 is not None and order.is_too_early(t2, edition.limits.unreachable_gap):
        t2 = None
    return anchor(order, t2, edition)


def _quiet_days(days: tuple[DayLine, ...], today: date, limits: Limits) -> tuple[Msg, ...]:
    """Warns of the last of the five days where nobody called at all; no number is stated for them (A-11)."""
    quiet = tuple(
        d.day.isoformat()
        for d in days
        if d.counted is not None
        and limits.call_days < d.counted <= limits.unreachable_days
        and not d.calls
        and d.day < today
    )
    return (msg("no call is logged on {days}", days=quiet),) if quiet else ()


def _short_days(clock: Clock, today: date, case: _Case) -> list[Missing]:
    """The working days on which the calls can still be made, and how many days are still to do."""
    limits = case.edition.limits
    found = [
        _missing(
            case,
            "calls",
            "001-1.5.2",
            msg("{day}: {done} of {all} calls", day=d.day.isoformat(), done=d.calls, all=limits.daily_calls),
        )
        for d in clock.to_do(today, limits)
    ]
    found.append(
        _missing(
            case,
            "call_days",
            "001-1.5.2",
            msg(
                "{done} of {all} working days with {calls} calls; {left} still to do",
                done=clock.full,
                all=limits.call_days,
                calls=limits.daily_calls,
                left=limits.call_days - clock.full,
            ),
        )
    )
    return found


def _put_off_long_enough(case: _Case) -> _Found:
    order, question, limits = case.order, case.question, case.edition.limits
    missing: list[Missing] = []
    if order.in_custody and _origin(order) == Origin.STATION:
        missing.append(_missing(case, "in_custody", "001-3.5.2", _IN_CUSTODY))
    if not question.agrees_rereport:
        text = msg("the customer has not agreed to report again")
        missing.append(_missing(case, "agrees_rereport", "001-3.5.2", text))
    if limits.reschedule_days:
        if question.wished is None:
            text = msg("the customer's new date is not stated")
            missing.append(_missing(case, "wished", "001-3.5.2", text))
        else:
            asked, proved = _counted_from(case)
            days = (question.wished - asked).days
            if days < limits.reschedule_days:
                text = msg(
                    "{days} of {all} days, from {asked} to {wished}",
                    days=days,
                    all=limits.reschedule_days,
                    asked=asked.isoformat(),
                    wished=question.wished.isoformat(),
                )
                missing.append(_missing(case, "reschedule_days", "001-3.5.2", text))
                if not proved:
                    text = msg(
                        "no contact with the customer is logged on {day}, so the day of the request counts",
                        day=question.asked_on.isoformat() if question.asked_on else "",
                    )
                    missing.append(_missing(case, "asked_on", "001-3.5.2", text))
    if not missing:
        return _MET
    return _Found(
        _GO_ON,
        msg("this is an ordinary change of date: write it into the next free T3"),
        tuple(missing),
        hint=_WRITE_T3,
    )


_WRITE_T3 = command_line("order writeback-t3", "{no} --at TIME --type 客户原因 --reason TEXT")


def _asked_on(order: OrderState, question: Question) -> tuple[date, bool]:
    """The day on which the customer asked, and whether the stated one could be used (A-10)."""
    requested_on = question.requested_on or order.now.date()
    if question.asked_on is None:
        return requested_on, True
    if any(contact.date() == question.asked_on for contact in order.contacts):
        return question.asked_on, True
    return requested_on, False


def _counted_from(case: _Case) -> tuple[date, bool]:
    """The day from which the days to the new date count, and whether the stated one could be used (A-10)."""
    order, limits = case.order, case.edition.limits
    if limits.reschedule_from == "promise" and order.promised_at is not None:
        return order.local(order.promised_at).date(), True
    return _asked_on(order, case.question)


def _form_agreed(case: _Case) -> _Found:
    order, reason = case.order, case.question.reason
    subjects = SUBJECTS[reason]
    subject = subjects[0] if len(subjects) == 1 else usual(order, order.now)
    statement = order.statement(*subjects)
    if statement is not None and statement.agreed:
        return _MET
    if statement is None:
        text = msg("no special-case statement about {subject} is submitted", subject=_about(subject))
    elif statement.state == FormState.WITHDRAWN:
        text = msg("the special-case statement was withdrawn")
    elif statement.lapsed_at is not None:
        text = lapse(order, statement)
    elif statement.pending:
        text = msg("the special-case statement awaits the region's decision")
    else:
        text = msg("the region did not agree to the special-case statement")
    missing = Missing("form", STATEMENT_CLAUSES[subject], text)
    submit = command_line("form submit", f"{{no}} --subject {subject} --proposal TEXT --refusal TEXT")
    waits = statement is not None and statement.pending
    return _Found(
        _GO_ON,
        msg("the region must first agree to a special-case statement"),
        (missing,),
        hint=None if waits else submit,
    )


def _about(subject: str) -> Word:
    return code_word("subject", subject, typed=True)


def _region_judges(case: _Case) -> _Found:
    """A special request: barred while recorded facts show another row's case, complete or not (requirements 1.3, R-09).

    The region sees beside it what is recorded.
    """
    other = _met_by_facts(case)
    if other is not None:
        text = msg(
            "the recorded facts meet another reason: {reason}; request the cancel with that reason",
            reason=named(other, typed=True),
        )
        return _Found(_GO_ON, text, (Missing("other_reason", "000-6.3", text),), use_reason=other)
    running = _running(case)
    if running is not None:
        return running
    if not (case.question.detail or "").strip():
        missing = Missing("detail", "000-6.3", msg("a special request needs at least one sentence of detail"))
        return _Found(_GO_ON, msg("the region judges a special request by its details"), (missing,))
    return _Found(notes=_recorded(case.order))


def _met_by_facts(case: _Case) -> str | None:
    """The reason whose conditions recorded facts alone meet."""
    order = case.order
    agreed = _agreed_reason(case)
    if agreed is not None:
        return agreed
    if order.every_number_wrong and _origin(order) != Origin.STATION:
        return "wrong_phone"
    if _may_be_unreachable(order, case.edition) and not _not_reached(case).missing:
        return "unreachable"
    return None


def _agreed_reason(case: _Case) -> str | None:
    """The reason that an agreed statement supports at this stage of the order."""
    for subject, reason in SUPPORTED.items():
        statement = case.order.statement(subject)
        if statement is not None and statement.agreed and _asks_statement(case, reason):
            return reason
    return None


def _asks_statement(case: _Case, reason: str) -> bool:
    """Whether `reason` is cancelled with a statement in this edition, and the order is at its stage."""
    plan = _plan(case.edition)[_origin(case.order), AskedBy.STATION, reason]
    return plan.condition is _form_agreed and (plan.stage is None or plan.stage(case.order))


def _running(case: _Case) -> _Found | None:
    """The first row whose case recorded facts show to be under way and not complete, with what it lacks (R-09)."""
    for reason, found in _RUNNING.items():
        missing = found(case)
        if missing:
            text = msg(
                "the recorded facts belong to another reason, whose conditions are not yet met: {reason}",
                reason=named(reason, typed=True),
            )
            asked = case.question.asked_by == AskedBy.STATION
            hint = _RUNNING_HINTS.get(reason) if asked else None
            return _Found(_GO_ON, text, missing, use_reason=reason, hint=hint)
    return None


def _number_running(case: _Case) -> tuple[Missing, ...]:
    """One of several numbers is proved wrong, and nobody reached the customer since."""
    order = case.order
    wrong = any(order.proved_wrong(number) for number in order.numbers)
    own = _origin(order) == Origin.STATION
    return _every_number_wrong(case).missing if wrong and not own and _lost(case) else ()


def _contact_running(case: _Case) -> tuple[Missing, ...]:
    """Failed calls or the special T31 without a contact after them; a machine in the station bars that row itself."""
    order = case.order
    return (
        () if order.in_custody or order.every_number_wrong or not _lost(case) else _not_reached(case).missing
    )


def _lost(case: _Case) -> bool:
    started, reached = _anchor(case.order, case.edition)
    return reached is None and (started is not None or bool(case.order.attempts))


def _statement_running(case: _Case, subject: str) -> tuple[Missing, ...]:
    """A statement about `subject` awaits the region's decision."""
    statement = case.order.statement(subject)
    if statement is None or not statement.pending or not case.edition.needs_form:
        return ()
    text = msg("the special-case statement awaits the region's decision")
    return (Missing("form", STATEMENT_CLAUSES[subject], text),)


def _parts_running(case: _Case) -> tuple[Missing, ...]:
    """Parts that were applied for and have not arrived."""
    if "parts_late" in case.edition.absent:
        return ()
    return tuple(
        _missing(
            case,
            "part_under_way",
            "001-1.5.6",
            msg("part {code} of parts order {po} has not arrived", code=part.code, po=part.po),
        )
        for part in case.order.parts
        if part.received_at is None
    )


_RUNNING: dict[str, Callable[[_Case], tuple[Missing, ...]]] = {
    "wrong_phone": _number_running,
    "unreachable": _contact_running,
    **{reason: partial(_statement_running, subject=subject) for subject, reason in SUPPORTED.items()},
    "parts_late": _parts_running,
}
"""By reason, what a case of it that is under way still lacks; empty where none is."""

_RUNNING_HINTS = {
    "wrong_phone": command_line("contact log", "{no} --result number-invalid --number NUMBER --prompt TEXT"),
    "unreachable": _KEEP_CALLING,
    "parts_late": command_line("parts list", "--order {no}"),
}
"""What the station does next in such a case; a statement waits for the region."""


def _recorded(order: OrderState) -> tuple[Msg, ...]:
    """What is recorded about the order, for the region that judges a special request."""
    found: list[Msg] = []
    if order.attempts:
        last = order.attempts[-1]
        found.append(
            msg(
                "calls recorded: {count}, the last on {time}: {result}",
                count=len(order.attempts),
                time=f"{last.at:%Y-%m-%d %H:%M}",
                result=code_word("contact", last.result),
            )
        )
    else:
        found.append(msg("recorded: no call to the customer"))
    if order.started:
        found.append(msg("recorded: service has started"))
    if order.in_custody:
        found.append(msg("recorded: the machine is in the station"))
    if order.parts_issued:
        found.append(msg("recorded: a part was issued"))
    found += [
        msg(
            "recorded: special-case statement about {subject}: {state}",
            subject=code_word("subject", s.subject),
            state=code_word("form_state", s.state),
        )
        for s in order.statements
    ]
    return tuple(found)


def _may_be_unreachable(order: OrderState, edition: Edition) -> bool:
    """Whether enough calls are logged at all; spares the calendar where the answer is plain."""
    started, reached = _anchor(order, edition)
    if started is None or reached is not None:
        return False
    needed = edition.limits.daily_calls * edition.limits.call_days
    return len([at for at in order.tally.counted if at > started]) >= needed


def _only_a_slip(case: _Case) -> _Found:
    """A station cancels its own order by itself while nothing was done on it; else it asks the region (A-32)."""
    order = case.order
    if case.question.asked_by != AskedBy.STATION:
        return _MET
    missing: list[Missing] = []
    if order.started:
        missing.append(_missing(case, "service_started", "001-3.5.3", msg("service has started")))
    if order.parts_issued:
        text = msg("a part was issued for this order")
        missing.append(_missing(case, "parts_issued", "001-3.5.3", text))
    if not missing:
        return _MET
    if case.question.way == "self":
        return _Found(
            Outcome.REGION_CANCEL, msg("work has begun, so the region cancels this order"), tuple(missing)
        )
    return _Found(Outcome.REGION_CANCEL, msg("work has begun, so the region cancels this order"))


def _still_early(case: _Case) -> _Found:
    found = _not_reached(case)
    if found.missing:
        # Waiting opens the row `unreachable`, never this one.
        return found._replace(allowed_from=None)
    text = msg(
        "the recorded facts meet another reason: {reason}; request the cancel with that reason",
        reason=named("unreachable", typed=True),
    )
    return found._replace(
        outcome=_GO_ON,
        because=text,
        use_reason="unreachable",
        missing=(_missing(case, "other_reason", "001-1.5.2", text),),
    )


def _still_short(case: _Case) -> _Found:
    if case.question.wished is None and not case.question.agrees_rereport:
        return _Found(_GO_ON, hint=_WRITE_T3)
    found = _put_off_long_enough(case)
    if found.missing:
        return found
    text = msg(
        "the stated facts meet another reason: {reason}; request the cancel with that reason",
        reason=named("reschedule_rereport", typed=True),
    )
    missing = (_missing(case, "other_reason", "001-3.5.2", text),)
    return _Found(_GO_ON, text, missing, use_reason="reschedule_rereport")


_CONDITIONS: dict[str, Callable[[_Case], _Found]] = {
    "wrong_phone": _every_number_wrong,
    "unreachable": _not_reached,
    "reschedule_rereport": _put_off_long_enough,
    "special_request": _region_judges,
    "entry_error": _only_a_slip,
    "clerical_other": _only_a_slip,
    "unreachable_early": _still_early,
    "reschedule_short": _still_short,
}
"""Conditions by reason; a cell that needs the form asks for it besides (requirements 1.3)."""


# ---------------------------------------------------------------------------------------------------------- stages


def _has_visit(order: OrderState) -> bool:
    return order.visit


def _visit_started(order: OrderState) -> bool:
    return order.visit and order.started


def _machine_in_custody(order: OrderState) -> bool:
    """Whether the machine is in the station, or was when the customer refused further service (2.5.6)."""
    statement = order.statement(Subject.SERVICE)
    stands = statement is not None and statement.in_custody and (statement.agreed or statement.pending)
    return order.in_custody or stands


def _marked(order: OrderState) -> bool:
    return order.marked


def _held_by_branch(order: OrderState) -> bool:
    return order.held_by_branch


_NEEDS_VISIT = msg("this reason is for orders with a visit")
_NEEDS_START = msg("this reason is for orders with a visit whose service has started")
_STAGES: dict[str, tuple[Callable[[OrderState], bool], Msg]] = {
    "fee_refused_to_carry_in": (_has_visit, _NEEDS_VISIT),
    **dict.fromkeys(VISIT_ONLY, (_has_visit, _NEEDS_VISIT)),
    **dict.fromkeys((*TESTED_ON_SITE, "plan_refused_onsite"), (_visit_started, _NEEDS_START)),
    "service_refused_carry_in": (
        _machine_in_custody,
        msg(
            "this reason is for orders whose machine is in the station, or was when the special-case statement was submitted"
        ),
    ),
    "soft_oow_refused": (
        _marked,
        msg(
            "this reason is for orders of the call centre or the region that are marked as software, out of warranty or commissioned"
        ),
    ),
    "branch_received": (_held_by_branch, msg("this reason is for orders held by a branch point")),
}
"""Stage and kind of order that a row is for, else it does not apply (requirements 1.3)."""


def stage_of(reason: str, edition: Edition = MANUAL) -> Msg | None:
    """The stage or kind of order to which the row of `reason` applies, in words; None if it applies to
    every order.
    """
    if reason in edition.absent:
        return None
    return _STAGES[reason][1] if reason in _STAGES else None


# ----------------------------------------------------------------------------------------- the table made into plans


class _Plan(NamedTuple):
    """One cell of one edition, ready to be answered."""

    outcome: Outcome
    clauses: tuple[str, ...]
    because: Msg
    stage: Callable[[OrderState], bool] | None
    wrong_stage: Msg
    condition: Callable[[_Case], _Found] | None
    inferred: bool
    reassigns: bool
    absent: bool


_CUSTOMER = ("001-3.6.3", "000-4.1")
_BECAUSE: dict[Outcome, Msg] = {
    Outcome.CC_CANCEL: msg(
        "the customer asks in person, and no finished work is recorded: the call centre cancels"
    ),
    Outcome.REGION_CANCEL: msg("the region may cancel this order"),
    Outcome.REGION_CANCEL_REASSIGN: msg(
        "the region may cancel this order and reassign it to another station"
    ),
    Outcome.REGION_CANCEL_WITH_FORM: msg(
        "the region agreed to the special-case statement and may cancel this order"
    ),
    Outcome.STATION_SELF_CANCEL: msg(
        "an entry error in the station's own order: the station may cancel it itself"
    ),
    Outcome.MUST_CLOSE: msg("close such an order normally; it cannot be cancelled"),
    Outcome.CONTINUE_REPAIR: msg("this reason does not justify a cancel; go on with the repair"),
    Outcome.EDIT_ORDER: msg(
        "nothing needs to be cancelled; correct the order, or cancel it as {reason} if the whole order is an entry error",
        reason=named("entry_error", typed=True),
    ),
    Outcome.INVALID_REASON: msg("the reason cannot apply to an order of this origin"),
}
_BECAUSE_OF: dict[str, Msg] = {
    "other_unlisted": msg(
        "the reason is not listed, so the repair goes on; only for a special request may the region decide otherwise"
    ),
    "parts_late": msg(
        "parts are late: agree a new time and write it into the next free T3 with type 备件原因"
    ),
    "not_fixed_once": msg("not fixed by one service: agree a new time and write it into the next free T3"),
    "pickup_change": msg(
        "agree a new pick-up time and write it into the next free T3; deliver back if the check failed"
    ),
}


@cache
def _plan(edition: Edition) -> dict[tuple[str, str, str], _Plan]:
    plans: dict[tuple[str, str, str], _Plan] = {}
    for (origin, asker, reason), cell in CELLS.items():
        absent = reason in edition.absent
        outcome = cell.outcomes[0]
        condition = _CONDITIONS.get(reason)
        stage, wrong_stage = _STAGES.get(reason, (None, _NEEDS_VISIT))
        if asker == AskedBy.CUSTOMER:
            clauses = _CUSTOMER if outcome is Outcome.CC_CANCEL else CLAUSES[reason]
        else:
            clauses = CLAUSES[reason]
            if absent:
                outcome, condition, stage, clauses = _GO_ON, None, None, ("000-6.1", "000-5.2")
            elif outcome is Outcome.REGION_CANCEL_WITH_FORM:
                if edition.needs_form:
                    condition = _form_agreed
                else:
                    outcome = Outcome.REGION_CANCEL
            elif outcome in (Outcome.INVALID_REASON, Outcome.EDIT_ORDER):
                condition = None
                stage = None if outcome is Outcome.INVALID_REASON else stage
        because = _BECAUSE_OF.get(reason, _BECAUSE[outcome]) if outcome is _GO_ON else _BECAUSE[outcome]
        plans[origin, asker, reason] = _Plan(
            outcome,
            cited_by_all(edition, clauses),
            because,
            stage,
            wrong_stage,
            condition,
            cell.inferred,
            len(cell.outcomes) == 2 and Outcome.REGION_CANCEL_REASSIGN in cell.outcomes,
            absent and asker != AskedBy.CUSTOMER,
        )
    return plans


def outcome_of(origin: str, asked_by: str, reason: str, edition: Edition = MANUAL) -> Outcome:
    """The outcome of the cell in `edition` if stage and conditions are met; the first if there are two."""
    return _plan(edition)[origin, asked_by, reason].outcome


# ---------------------------------------------------------------------------------------------------------- answers

_NOTICES: dict[str, tuple[str, ...]] = {
    "wrong_phone": ("hq_email", "station"),
    "unreachable": ("hq_email", "station"),
    "wrong_area_cross_region": ("station", "target_region"),
}


_NEVER_DONE = frozenset(
    {
        Outcome.MUST_CLOSE,
        Outcome.INVALID_REASON,
        Outcome.EDIT_ORDER,
        Outcome.FORBIDDEN,
        Outcome.STATION_SELF_CANCEL,
    }
)


def _notify(case: _Case, outcome: Outcome) -> tuple[str, ...]:
    """Who is to be told once the cancel is done; stated before it is allowed too, where it may still become so."""
    question, edition = case.question, case.edition
    if outcome in _NEVER_DONE:
        return ()
    if outcome is Outcome.FORWARD_TO_REGION:
        return ("region",)
    if question.asked_by == AskedBy.CUSTOMER:
        told: tuple[str, ...] = ("station", "region")
    elif outcome is _GO_ON and (ROWS[question.reason].group != "A" or question.reason in edition.absent):
        return ()
    else:
        told = _NOTICES.get(question.reason, ("station",))
        if not edition.hq_email:
            told = tuple(t for t in told if t != "hq_email")
    return (*told, "return_machine") if case.order.in_custody else told


def _answer(
    case: _Case,
    outcome: Outcome,
    clauses: tuple[str, ...],
    because: Msg,
    found: _Found = _MET,
    *,
    inferred: bool = False,
    allowed: bool = False,
) -> Decision:
    order, question, hint = case.order, case.question, found.hint
    first = tuple(c for c in clauses if c[:3] in (clauses[0][:3], OWN))
    return Decision(
        order.order_no,
        question.reason,
        question.asked_by,
        outcome,
        allowed,
        first,
        because,
        found.missing,
        found.allowed_from,
        REMARK_WORDS.get(question.reason),
        _notify(case, outcome),
        case.edition.label,
        inferred,
        None if hint is None else hint.filled(no=order.order_no, reason=question.reason),
        found.use_reason,
        found.days,
        found.notes,
        evidence(order) if question.reason in EVIDENCE_REASONS else None,
        tuple(c for c in clauses if c not in first),
    )


def _forbidden(
    case: _Case, clauses: tuple[str, ...], code: str, text: Msg, hint: CommandLine | None = None
) -> Decision:
    cites = cited_by_all(case.edition, clauses)
    missing = (Missing(code, cites[0] if cites else "", text),)
    return _answer(case, Outcome.FORBIDDEN, cites, text, _Found(missing=missing, hint=hint))


_MARK = command_line("order edit", "{no} --mark software")
_CORRECT = {
    "wrong_phone": command_line("order edit", "{no} --phone NUMBER"),
    "fee_refused_to_carry_in": command_line("order edit", "{no} --no-paid-visit"),
}
"""The command that corrects an order where nothing needs to be cancelled."""
_CLOSE = command_line("order close", "{no} --solution TEXT")
_SOLVED_BY_PHONE = command_line("order writeback-t3", "{no} --phone-resolved software")


def _origin(order: OrderState) -> str:
    return Origin.CC if order.origin == Origin.PLAN else order.origin
