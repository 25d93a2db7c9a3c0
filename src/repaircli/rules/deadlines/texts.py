"""The texts of a clock: its name, the task, the command for it, and how the deadline is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from repaircli.platform.codes import ReferralKind, Status, T3Kind
from repaircli.platform.text import N_, CommandLine, Msg, command_line, msg
from repaircli.rules.deadlines.due import TICKET, Case, DeadlineCalendar, Found
from repaircli.rules.orders.state import OrderState
from repaircli.rules.orders.writeback import CUSTOMER, PARTS_LATE, PARTS_REASON, RECURRED
from repaircli.rules.policy.limits import length

TITLES: Mapping[str, str] = {
    "first_contact": N_("first contact"),
    "special_report": N_("special user reported"),
    "unreachable_calls": N_("calls to an unreachable customer"),
    "unreachable_cancel": N_("cancel of an unreachable customer"),
    "appointment": N_("visit to be agreed"),
    "promise": N_("promised visit"),
    "late_parts": N_("parts delivery"),
    "after_visit": N_("result of the visit"),
    "arrival": N_("machine to be carried in"),
    "taken_in": N_("machine taken in"),
    "recontact": N_("promised call"),
    "repair": N_("repair in the station"),
    "pickup_notice": N_("pick-up notice"),
    "pickup": N_("pick-up"),
    "signature": N_("signature"),
    "close": N_("closing"),
    "return_machine": N_("machine still in the station"),
    "form": N_("special-case statement"),
    "cancel_request": N_("cancel request"),
}
"""The clocks by code, in the order of an order's life."""


CASE_TITLES: Mapping[str, str] = {"referral": N_("referral"), "pending_ticket": N_("pending ticket")}
"""What is no order yet, by code."""

KINDS: Mapping[str, str] = {
    **TITLES,
    **CASE_TITLES,
    "change": N_("application"),
    "shipment": N_("parts to ship"),
}
"""Everything that can be due, by code."""


def title(code: str) -> Msg:
    """The name of the clock."""
    return Msg(TITLES[code])


def text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    """The task, in one sentence."""
    return _WORDS[found.code].text(order, found, calendar)


def command(order: OrderState, found: Found, calendar: DeadlineCalendar) -> CommandLine:
    """The command for the task; words in capitals are placeholders."""
    return _WORDS[found.code].command(order, found, calendar)


def how(found: Found, calendar: DeadlineCalendar) -> Msg:
    """How the deadline is computed."""
    return _WORDS[found.code].how(found, calendar)


# ------------------------------------------------------------------------------------------------- what is to be done


def _contact_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    if order.status == Status.DISPATCHED:
        return msg("not downloaded yet: download it and call the customer")
    if order.phone_solved:
        return _SOLVED
    if order.contacts:
        return msg("the customer was reached: agree a time and write T31")
    if not order.attempts:
        return msg("call the customer")
    if order.every_number_wrong:
        return msg("every number of the customer is wrong: ask the region to cancel")
    if not order.is_too_early(order.now, calendar.limits.unreachable_gap):
        return msg("the customer was not reached: write the special T31, or keep calling")
    return msg(
        "the customer is not reached yet (calls so far: {calls}); keep calling", calls=len(order.attempts)
    )


def _contact_command(order: OrderState, found: Found, calendar: DeadlineCalendar) -> CommandLine:
    if order.status == Status.DISPATCHED:
        return command_line("order download", "{no}", no=order.order_no)
    if order.phone_solved:
        return _solved_command(order)
    if order.contacts:
        return command_line("order writeback-t3", "{no} --at TIME", no=order.order_no)
    if order.attempts and order.every_number_wrong:
        return command_line("cancel request", "{no} --reason wrong_phone --detail TEXT", no=order.order_no)
    if order.attempts and not order.is_too_early(order.now, calendar.limits.unreachable_gap):
        return command_line("order writeback-t3", "{no} --unreachable", no=order.order_no)
    return _call(order)


def _call(order: OrderState, *_: object) -> CommandLine:
    """How the call went is for the person to say: a result that stood there would be logged for a call not made."""
    return command_line("contact log", "{no} --result RESULT", no=order.order_no)


def _calls_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    search, limits = found.search, calendar.limits
    assert search is not None and found.opens is not None
    made = next((d.calls for d in search.days if d.day == found.opens.date()), 0)
    return msg(
        "unreachable customer: {calls} of {all} calls on {day}; {full} of {days} days are done",
        calls=made,
        all=search.wanted(limits),
        day=found.opens.date().isoformat(),
        full=search.full,
        days=limits.call_days,
    )


def _cancel_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    search, limits = found.search, calendar.limits
    assert search is not None
    if found.deadline is None:
        return msg(
            "the days are over; days with {calls} calls still to do: {left}",
            left=limits.call_days - search.full if search.full < limits.call_days else search.untried(limits),
            calls=search.wanted(limits),
        )
    if order.now < found.deadline:
        return msg(
            "still unreachable: ask the region to cancel from {time} on", time=_time(order, found.deadline)
        )
    return msg("unreachable for {days} days: ask the region to cancel", days=limits.unreachable_days)


def _cancel_command(order: OrderState, found: Found, calendar: DeadlineCalendar) -> CommandLine:
    if found.deadline is None:
        return _call(order)
    return command_line("cancel request", "{no} --reason unreachable --detail TEXT", no=order.order_no)


def _promise_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    assert found.deadline is not None and order.last_slot is not None
    time, which = _time(order, found.deadline), msg("T3{slot}", slot=order.last_slot.slot)
    if order.agreed_at is not None:
        which = msg("agreed after T3{slot}", slot=order.last_slot.slot)
    if order.now > found.deadline:
        return msg(
            "the visit promised for {time} ({which}) has lapsed: agree a new time", time=time, which=which
        )
    return msg("visit the customer, promised for {time} ({which})", time=time, which=which)


def _promise_command(order: OrderState, found: Found, calendar: DeadlineCalendar) -> CommandLine:
    assert found.deadline is not None
    if order.now > found.deadline:
        return _next_t3(order, calendar, "TYPE")
    if not order.printed:
        return command_line("order print", "{no}", no=order.order_no)
    return command_line("order start", "{no}", no=order.order_no)


def _next_t3(order: OrderState, calendar: DeadlineCalendar, type_: str) -> CommandLine:
    """The next write-back; where all slots are written, the call that agrees a further time (A-12, R-07)."""
    slot = 0 if order.last_slot is None else order.last_slot.slot
    if slot >= calendar.limits.slots:
        return command_line("contact log", "{no} --result reached --agreed TIME", no=order.order_no)
    if slot == 0:
        return command_line("order writeback-t3", "{no} --at TIME", no=order.order_no)
    return command_line(
        "order writeback-t3", "{no} --at TIME --type {type} --reason TEXT", no=order.order_no, type=type_
    )


def _parts_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    part = found.part
    assert part is not None and part.eta is not None and found.deadline is not None
    if order.now <= found.deadline:
        return msg(
            "part {code} of {po} is promised for {day}", code=part.code, po=part.po, day=part.eta.isoformat()
        )
    if order.visit:
        reason = PARTS_REASON.format(order=part.po, code=part.code)
        return msg(
            "part {code} of {po} is late: explain, agree a new time and write it as {type}: {reason}",
            code=part.code,
            po=part.po,
            type=PARTS_LATE,
            reason=reason,
        )
    return msg(
        "part {code} of {po} is late: call the customer and promise a time for the next call",
        code=part.code,
        po=part.po,
    )


def _parts_command(order: OrderState, found: Found, calendar: DeadlineCalendar) -> CommandLine:
    part = found.part
    assert part is not None and found.deadline is not None
    if order.now <= found.deadline:
        return command_line("parts receive", "{po}", po=part.po)
    if not order.visit:
        return command_line("order edit", "{no} --recontact TIME", no=order.order_no)
    if order.last_slot is not None and order.last_slot.slot >= calendar.limits.slots:
        return _next_t3(order, calendar, PARTS_LATE)
    return command_line(
        "order writeback-t3",
        "{no} --at TIME --parts-order {po} --part-code {code}",
        no=order.order_no,
        po=part.po,
        code=part.code,
    )


def _taken_in_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    if not order.printed:
        return msg("carried in: print the order, and promise the customer a time for your call")
    return msg("carried in: promise the customer a time for your call")


def _taken_in_command(order: OrderState, found: Found, calendar: DeadlineCalendar) -> CommandLine:
    if not order.printed:
        return command_line("order print", "{no}", no=order.order_no)
    return command_line("order edit", "{no} --recontact TIME", no=order.order_no)


def _recontact_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    assert found.deadline is not None
    return msg("call the customer again, promised for {time}", time=_time(order, found.deadline))


def _notice_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    if order.must_deliver_back:
        return msg("repaired after a failed check: agree when it is brought back and write the next T3")
    return msg("service is finished: tell the customer, agree the pick-up and write it back")


def _notice_command(order: OrderState, found: Found, calendar: DeadlineCalendar) -> CommandLine:
    voided = order.last_slot is not None and order.last_slot.kind == T3Kind.NORMAL
    return _next_t3(order, calendar, RECURRED if voided else CUSTOMER)


def _machine_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    if order.cancelled_at is None:
        return msg(
            "the order is closed and its machine is still in the station: record its pick-up or delivery"
        )
    return msg("the order is cancelled: give the machine back to the customer")


def _machine_command(order: OrderState, found: Found, calendar: DeadlineCalendar) -> CommandLine:
    step = "order picked-up" if order.cancelled_at is None else "order delivered"
    return command_line(step, "{no}", no=order.order_no)


def _pickup_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    assert found.deadline is not None
    time = _time(order, found.deadline)
    if order.must_deliver_back:
        return msg("bring the machine back to the customer, agreed for {time}", time=time)
    if order.now > found.deadline:
        return msg("not picked up as agreed for {time}: call the customer and agree a new time", time=time)
    return msg("the customer picks the machine up, agreed for {time}", time=time)


def _pickup_command(order: OrderState, found: Found, calendar: DeadlineCalendar) -> CommandLine:
    assert found.deadline is not None
    if order.must_deliver_back:
        return command_line("order delivered", "{no}", no=order.order_no)
    if order.now > found.deadline:
        return _next_t3(order, calendar, CUSTOMER)
    return command_line("order picked-up", "{no}", no=order.order_no)


_SOLVED = msg("solved by phone: write back the phone solution, which closes the order")


def _solved_command(order: OrderState) -> CommandLine:
    return command_line("order writeback-t3", "{no} --phone-resolved software", no=order.order_no)


def _close_text(order: OrderState, found: Found, calendar: DeadlineCalendar) -> Msg:
    if order.phone_solved:
        return _SOLVED
    if order.last_slot is None:
        return msg("T31 is not written: write it, then close")
    if not order.signed:
        return msg("the machine is handed over: record the signature, then close")
    return msg("signed: close the order")


def _close_command(order: OrderState, found: Found, calendar: DeadlineCalendar) -> CommandLine:
    if order.phone_solved:
        return _solved_command(order)
    if order.last_slot is None:
        return command_line("order writeback-t3", "{no} --at TIME", no=order.order_no)
    if not order.signed:
        return command_line("order sign", "{no}", no=order.order_no)
    if order.must_deliver_back and order.fetched:
        return command_line(
            "order close", "{no} --basis pickup --solution TEXT --why TEXT", no=order.order_no
        )
    return command_line("order close", "{no} --solution TEXT", no=order.order_no)


def _time(order: OrderState, moment: datetime) -> str:
    return f"{order.local(moment):%Y-%m-%d %H:%M}"


_CASES: Mapping[str, tuple[Msg, CommandLine]] = {
    ReferralKind.PROXY: (
        msg("the station reports for a customer: generate the on-site order"),
        command_line("referral take", "{id}"),
    ),
    ReferralKind.CARRIED_IN: (
        msg("the machine is in the station and is brought back: generate the on-site order for that station"),
        command_line("referral take", "{id}"),
    ),
    ReferralKind.OUT_OF_AREA: (
        msg(
            "a customer outside the service area wants a visit: dispatch the order to the station that serves the area"
        ),
        command_line("referral take", "{id} --station STATION"),
    ),
    ReferralKind.PENDING_CASE: (
        msg("a pending case wants a visit: generate the on-site order"),
        command_line("referral take", "{id}"),
    ),
    TICKET: (
        msg("machines with the same fault: judge whether they are a batch"),
        command_line("pending judge", "{id} --not-batch"),
    ),
}


def case(c: Case) -> tuple[Msg, CommandLine]:
    """The task for a referral or pending ticket, and its command."""
    sentence, template = _CASES[c.kind]
    return sentence, template.filled(id=str(c.id))


# --------------------------------------------------------------------------------------------- how it is reckoned


def _contact_how(found: Found, calendar: DeadlineCalendar) -> Msg:
    assert found.deadline is not None
    return msg("{time} by the clock from T1, to the second", time=length(found.deadline - found.started))


def _special_how(found: Found, calendar: DeadlineCalendar) -> Msg:
    assert found.work is not None
    return msg("{time} of working time", time=length(found.work))


def _calls_how(found: Found, calendar: DeadlineCalendar) -> Msg:
    limits = calendar.limits
    text = N_(
        "{calls} calls a day on {days} working days after the day on which the clock started; a short day is made up"
    )
    if limits.unreachable_day0 == "included":
        text = N_(
            "{calls} calls a day on {days} working days, that on which the clock started included; a short day is made up"
        )
    return Msg(text, {"calls": limits.daily_calls, "days": limits.call_days})


def _cancel_how(found: Found, calendar: DeadlineCalendar) -> Msg:
    limits = calendar.limits
    text = N_(
        "the close of business of working day {days} after the day on which the clock started, and the calls made"
    )
    if not limits.unreachable_days_are_working:
        text = N_("{days} days after the moment at which the clock started, and the calls made")
    elif limits.unreachable_day_ends == "midnight":
        text = N_(
            "the end of working day {days} after the day on which the clock started, and the calls made"
        )
    return Msg(text, {"days": limits.unreachable_days})


def _agreed_how(found: Found, calendar: DeadlineCalendar) -> Msg:
    return msg("the time that was agreed with the customer")


def _parts_how(found: Found, calendar: DeadlineCalendar) -> Msg:
    return msg("the day on which the part was promised, to its end")


def _at_once_how(found: Found, calendar: DeadlineCalendar) -> Msg:
    minutes = int(calendar.limits.at_once.total_seconds() // 60)
    return msg("at once: within {minutes} minutes", minutes=minutes)


def _prompt_how(found: Found, calendar: DeadlineCalendar) -> Msg:
    return msg(
        "promptly: by the close of business of working day {days} after that",
        days=calendar.limits.prompt_days,
    )


def _decision_how(found: Found, calendar: DeadlineCalendar) -> Msg:
    if not found.days:
        return msg("at once, as the text says")
    return msg(
        "no time is stated; overdue after the close of business of working day {days}",
        days=calendar.limits.decision_days,
    )


_Say = Callable[[OrderState, Found, DeadlineCalendar], Msg]
_Type = Callable[[OrderState, Found, DeadlineCalendar], CommandLine]


class _Words(NamedTuple):
    text: _Say
    command: _Type
    how: Callable[[Found, DeadlineCalendar], Msg]


def _sentence(text: Msg) -> _Say:
    return lambda order, found, calendar: text


def _typed(template: CommandLine) -> _Type:
    """The command `template`, whose gaps are the order's number and what the clock is about."""
    return lambda order, found, calendar: template.filled(no=order.order_no, ref=found.ref or "")


_WORDS: Mapping[str, _Words] = {
    "first_contact": _Words(_contact_text, _contact_command, _contact_how),
    "special_report": _Words(
        _sentence(msg("special user: inform the region, which decides how to proceed")),
        _typed(command_line("special notify", "{no}")),
        _special_how,
    ),
    "unreachable_calls": _Words(_calls_text, _call, _calls_how),
    "unreachable_cancel": _Words(_cancel_text, _cancel_command, _cancel_how),
    "appointment": _Words(
        _sentence(msg("the customer was reached after all: agree a visit and write the next T3")),
        lambda order, found, calendar: _next_t3(order, calendar, CUSTOMER),
        _prompt_how,
    ),
    "promise": _Words(_promise_text, _promise_command, _agreed_how),
    "late_parts": _Words(_parts_text, _parts_command, _parts_how),
    "after_visit": _Words(
        _sentence(msg("service started: record the repair, or agree the next time")),
        _typed(command_line("order repaired", "{no}")),
        _prompt_how,
    ),
    "arrival": _Words(
        _sentence(
            msg(
                "the customer brings the machine: record its arrival, or call the customer and record the time of the next call"
            )
        ),
        _typed(command_line("order arrived", "{no}")),
        _prompt_how,
    ),
    "taken_in": _Words(_taken_in_text, _taken_in_command, _at_once_how),
    "recontact": _Words(_recontact_text, _call, _agreed_how),
    "repair": _Words(
        _sentence(
            msg(
                "the machine is still under repair: record the repair, or promise the customer a time for your call"
            )
        ),
        _typed(command_line("order repaired", "{no}")),
        _prompt_how,
    ),
    "pickup_notice": _Words(_notice_text, _notice_command, _prompt_how),
    "pickup": _Words(_pickup_text, _pickup_command, _agreed_how),
    "signature": _Words(
        _sentence(msg("the work is done: have the customer sign the order")),
        _typed(command_line("order sign", "{no}")),
        _prompt_how,
    ),
    "close": _Words(_close_text, _close_command, _prompt_how),
    "return_machine": _Words(
        _machine_text,
        _machine_command,
        _prompt_how,
    ),
    "form": _Words(
        _sentence(msg("a special-case statement awaits the region's decision")),
        _typed(command_line("form decide", "{ref} --agree")),
        _decision_how,
    ),
    "cancel_request": _Words(
        _sentence(msg("a cancel request awaits the region's decision")),
        _typed(command_line("cancel approve", "{ref}")),
        _decision_how,
    ),
}
