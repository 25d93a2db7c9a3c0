"""Every check of the rules with its code, its clause and its sentence. Written by scripts/rules_doc.py."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Citation(NamedTuple):
    """One check: the area of the rules that makes it, its code, its clause, its sentence with gaps in English."""

    area: str
    code: str
    clause: str
    text: str


_TEXT = """
cancel | order_closed | 001-1.3.4 | the order is resolved; that is final
cancel | order_closed | 001-3.3.1 | the order is cancelled already; that is final
cancel | station_phones_800 | 001-3.5.1 | a station may not phone the call centre to cancel or reassign; it must ask the region
cancel | agent_without_customer | 001-3.5.1 | the call centre cancels only on the customer's own request
cancel | dispatched_order | 001-3.5.2 | the call centre or the region dispatched this order; the station must ask the region to cancel it
cancel | reason_empty | 001-3.6.4 | a cancel reason must be filled in
cancel | detail_empty | 001-3.6.4 | the details of the cancel reason must be filled in
cancel | request_pending | own-1 | cancel request {id} is already pending on this order
cancel | number_invalid | 001-1.5.2 | no call has proved {number} wrong
cancel | number_invalid | 001-1.5.2 | no call has proved {number} wrong; {login} of the station removed it from the order on {day}
cancel | number_invalid | 001-1.5.2 | the order has no number to prove wrong
cancel | in_custody | 001-3.5.2 | the customer's machine is in the station
cancel | no_clock | 001-1.5.2 | the clock has not started: neither the special T31 nor a failed call after an earlier contact is recorded
cancel | no_clock | 001-1.5.2 | the clock has not started: no failed call is recorded
cancel | was_reached | 001-1.5.2 | the customer was reached on {time}
cancel | late_calls | 001-1.5.2 | {done} of {all} working days with {calls} calls; {left} still to do
cancel | working_days | 001-1.5.2 | {done} of {all} working days
cancel | working_days | 001-1.5.2 | {done} of {all} days
cancel | calls | 001-1.5.2 | {day}: {done} of {all} calls
cancel | call_days | 001-1.5.2 | {done} of {all} working days with {calls} calls; {left} still to do
cancel | agrees_rereport | 001-3.5.2 | the customer has not agreed to report again
cancel | wished | 001-3.5.2 | the customer's new date is not stated
cancel | reschedule_days | 001-3.5.2 | {days} of {all} days, from {asked} to {wished}
cancel | asked_on | 001-3.5.2 | no contact with the customer is logged on {day}, so the day of the request counts
cancel | form | 001-1.5.7 | no special-case statement about {subject} is submitted
cancel | form | 001-1.5.7 | the special-case statement was withdrawn
cancel | form | 001-1.5.7 | the special-case statement lapsed: a call reached the customer on {time}
cancel | form | 001-1.5.7 | the special-case statement lapsed: a new time was agreed on {time}
cancel | form | 001-1.5.7 | the special-case statement lapsed: service started on {time}
cancel | form | 001-1.5.7 | the special-case statement lapsed: the machine came to the station on {time}
cancel | form | 001-1.5.7 | the special-case statement awaits the region's decision
cancel | form | 001-1.5.7 | the region did not agree to the special-case statement
cancel | form | 001-2.5.6 | no special-case statement about {subject} is submitted
cancel | form | 001-2.5.6 | the special-case statement was withdrawn
cancel | form | 001-2.5.6 | the special-case statement lapsed: a call reached the customer on {time}
cancel | form | 001-2.5.6 | the special-case statement lapsed: a new time was agreed on {time}
cancel | form | 001-2.5.6 | the special-case statement lapsed: service started on {time}
cancel | form | 001-2.5.6 | the special-case statement lapsed: the machine came to the station on {time}
cancel | form | 001-2.5.6 | the special-case statement awaits the region's decision
cancel | form | 001-2.5.6 | the region did not agree to the special-case statement
cancel | form | 001-6.3.6 | no special-case statement about {subject} is submitted
cancel | form | 001-6.3.6 | the special-case statement was withdrawn
cancel | form | 001-6.3.6 | the special-case statement lapsed: a call reached the customer on {time}
cancel | form | 001-6.3.6 | the special-case statement lapsed: a new time was agreed on {time}
cancel | form | 001-6.3.6 | the special-case statement lapsed: service started on {time}
cancel | form | 001-6.3.6 | the special-case statement lapsed: the machine came to the station on {time}
cancel | form | 001-6.3.6 | the special-case statement awaits the region's decision
cancel | form | 001-6.3.6 | the region did not agree to the special-case statement
cancel | other_reason | 000-6.3 | the recorded facts meet another reason: {reason}; request the cancel with that reason
cancel | detail | 000-6.3 | a special request needs at least one sentence of detail
cancel | part_under_way | 001-1.5.6 | part {code} of parts order {po} has not arrived
cancel | service_started | 001-3.5.3 | service has started
cancel | parts_issued | 001-3.5.3 | a part was issued for this order
cancel | other_reason | 001-1.5.2 | the recorded facts meet another reason: {reason}; request the cancel with that reason
cancel | other_reason | 001-3.5.2 | the stated facts meet another reason: {reason}; request the cancel with that reason
write-back | t3_free | 001-1.3.6 | a T3 slot is free: write the agreed time back as T3
write-back | t3_none | 001-1.3.6 | no T3 is written
write-back | not_the_writer | own-4 | T3{slot} was written by {login}, who alone may take it back
write-back | undo_too_late | own-4 | T3{slot} was written at {time}; it can be taken back within {limit}
write-back | notice_sent | own-4 | a notice of this T3 was sent
write-back | asked_since | own-4 | a cancel request or a special-case statement was made since this T3, and was judged by it
write-back | repair_reopened | own-4 | this T3 reopened the finished repair, so it cannot be taken back; agree a new time
write-back | later_step | own-4 | a later step is recorded on the order
write-back | request_pending | own-1 | a cancel request is pending; T3 is frozen until it is decided or withdrawn
write-back | not_downloaded | 001-1.3.2 | the order has not been downloaded by the station
write-back | t3_slots_full | 001-1.3.6 | T31, T32 and T33 are all written; a fourth time is not possible
write-back | t3_slots_full | 001-1.3.6 | T3 is written {n} times, and the policy in force allows no more
write-back | t3_slot_order | 001-1.3.6 | T3{slot} cannot be written now; the next free one is T3{next}
write-back | service_started | 001-1.5.3 | service has started, so it cannot be a phone solution; close the order with the signature
write-back | part_issued | 001-1.5.3 | a part was issued or replaced, so it cannot be a phone solution
write-back | was_in_custody | 001-1.5.3 | the machine is or was in the station, so it cannot be a phone solution
write-back | work_recorded | 001-1.3.4 | work is recorded, so it cannot be a phone solution: {facts}
write-back | numbers_wrong | 001-1.5.2 | every number of the order is proved wrong, and no call reached the customer
write-back | unreachable_not_first | 001-1.5.2 | the time for an unreachable customer can only be T31, and T31 is written
write-back | was_reached | 001-1.5.2 | the customer was reached since T1
write-back | no_attempt | 001-1.5.2 | no call to the customer is logged since T1
write-back | in_custody | 001-2.5.5 | the machine is in the station; its T31 is the agreed pick-up time, after the repair
write-back | unreachable_too_early | 001-1.5.2 | an unreachable customer can be recorded from {time} ({gap} after T1), and by {until} to be in time
write-back | phone_reason | 001-1.5.3 | the reason of a phone solution is {a} or {b}
write-back | phone_type | 001-1.5.3 | the promise type of a phone solution is {type}
write-back | phone_reason | 001-1.5.3 | the reason of this phone solution is fixed: {text}
write-back | t3_type | 001-1.5.6 | unknown promise type {type}; possible types: {known}
write-back | parts_reason | 001-1.5.6 | the reason for late parts must read {text}, with the parts order and the part code filled in
write-back | parts_reason | 001-1.5.6 | the parts order and the part code are still XX or empty; fill both in
write-back | no_service_yet | 001-1.5.8 | no service is recorded yet, so it cannot be a repeated repair
write-back | phone_text | 001-1.5.3 | this reason is that of a phone solution; write the phone solution itself
write-back | no_time | 001-1.3.6 | the promised time is missing
write-back | promise_in_past | 001-1.5.3 | the promised time {at} is before now
write-back | under_repair | 001-2.5.5 | service is not recorded as finished; the first agreed pick-up time comes after it
write-back | before_t1 | 001-2.5.4 | the pick-up time {at} is before T1
write-back | type_missing | 001-1.5.6 | T32 and T33 need a promise type
write-back | type_missing | 001-2.5.7 | T32 and T33 need a promise type
write-back | reason_missing | 001-1.5.6 | T32 and T33 need a reason
write-back | reason_missing | 001-2.5.7 | T32 and T33 need a reason
closing | request_pending | own-1 | a cancel request is pending; closing is frozen until it is decided or withdrawn
closing | not_downloaded | 001-1.3.2 | the order has not been downloaded by the station
closing | t31_missing | 001-1.3.6 | T31 is not written
closing | engineer_closes | 001-1.3.4 | closing is done as engineer; the region closes only on basis region_confirmed
closing | not_signed | 001-1.3.4 | the customer has not signed the order
closing | nothing_done | 001-1.3.4 | neither a repair nor a finding is recorded
closing | liaison_confirms | own-2 | basis region_confirmed is for the region's liaison
closing | nothing_done | own-2 | neither a repair nor a finding is recorded
closing | why_missing | own-2 | the region's reason is missing
closing | basis_carry_in | 001-2.5.8 | basis {basis} is for carry-in orders
closing | in_custody | 001-2.5.8 | the machine is still in the station; record its pick-up or delivery first
closing | basis_handover | 001-2.5.8 | a carry-in order is closed with --basis pickup or --basis delivered; a signature alone is not enough
closing | not_delivered | 001-2.5.8 | no delivery to the customer is recorded
closing | not_picked_up | 001-2.5.8 | the customer's pick-up is not recorded
closing | must_deliver_back | 001-2.5.7 | the check at pick-up failed, so the machine is delivered back; a pick-up by the customer's wish needs a remark
closing | solution_missing | 001-6.3.6 | the actual fault and solution is empty
closing | solution_words | 001-6.3.6 | the actual fault and solution must contain {a}
closing | solution_words | 001-6.3.6 | the actual fault and solution must contain {a} or {b}
step | not_dispatched | 001-1.3.2 | the order is already downloaded
step | not_downloaded | 001-1.3.2 | the order has not been downloaded by the station
step | request_pending | own-1 | a cancel request is pending; the order is frozen until it is decided or withdrawn
step | order_closed | 001-3.3.1 | the order is cancelled already; that is final
step | order_closed | 001-1.3.4 | the order is resolved; that is final
step | not_printed | 001-1.5.6 | the order must be printed before service; only a system failure excuses it
step | not_carry_in | 001-2.5.5 | the engineer visits the customer; no machine comes to the station
step | already_in_custody | 001-2.5.5 | the machine is already in the station
step | already_repaired | 001-1.5.8 | the repair is already recorded
step | already_signed | 001-1.3.4 | the customer's signature is already recorded
step | nothing_to_sign | 001-1.3.4 | record the repair or a finding before the customer's signature
step | served_unprinted | 001-1.3.4 | the order was not printed before service, and no system failure is recorded
step | served_unprinted | 001-3.3.1 | the order was not printed before service, and no system failure is recorded
step | served_unprinted | 001-1.5.6 | the order was not printed before service, and no system failure is recorded
step | served_unprinted | 001-1.3.2 | the order was not printed before service, and no system failure is recorded
step | served_unprinted | own-1 | the order was not printed before service, and no system failure is recorded
step | served_unprinted | 001-2.5.5 | the order was not printed before service, and no system failure is recorded
step | served_unprinted | 001-1.5.8 | the order was not printed before service, and no system failure is recorded
step | served_unprinted | 001-2.5.4 | the order was not printed before service, and no system failure is recorded
step | served_unprinted | 001-2.5.8 | the order was not printed before service, and no system failure is recorded
step | served_unprinted | 001-2.5.7 | the order was not printed before service, and no system failure is recorded
step | served_unprinted | 001-3.5.2 | the order was not printed before service, and no system failure is recorded
step | not_carry_in | 001-2.5.8 | the engineer visits the customer; there is no machine to hand back
step | not_in_custody | 001-2.5.8 | the machine is not in the station
step | not_repaired | 001-2.5.7 | the repair is not recorded as finished, so the customer's check cannot fail yet
step | visit_only | 001-3.5.2 | {fact} can only be found on a visit, and this order has no visit
step | not_tested | 001-3.5.2 | {fact} can only be found by a test on site, and service has not started
generating | station_closed | 001-5.6.4 | station {station} is closed
generating | branch_station | 001-6.3.8 | {station} is a branch point; orders go to its head station {head}
generating | fund_not_station | 001-6.3.7 | the compensation fund pays the visit of an order that the station itself generates
generating | foreign_region | 001-3.4.2 | station {station} belongs to another region
generating | paid_visit_type | 001-6.3.1 | a paid visit is a carry-in order with a visit; use carry-in
generating | foreign_station | 001-2.4.1 | station {station} is not yours
generating | proxy_by_station | 001-2.5.1 | report on behalf of a customer to 800 or to the region, which generate the order
generating | out_of_area | 001-6.3.4 | area {area} is outside the service area: refer the customer to the region, which dispatches
generating | filed_too_late | 001-6.3.3 | area {area} was filed on {time}, after the customer reported; it must be filed beforehand
generating | station_onsite | 001-6.3.1 | a station generates carry-in orders only; a notebook station, or an area without 800 filed beforehand, is the exception
generating | station_onsite | 001-6.3.1 | a station generates carry-in orders only; area {area} was not filed as an area without 800 beforehand
generating | commissioned_in_period | 001-6.3.7 | the machine is in its on-site period until {day}: the region generates the on-site order
generating | in_onsite_period | 001-2.5.1 | the machine is in its on-site period until {day}: generate an on-site order
generating | in_onsite_period | 001-2.5.1 | the machine is in its on-site period until {day}: guide the customer to 800, or report on the customer's behalf
generating | said_first | 001-2.5.1 | the station must say first that it reports for the customer: {text}
generating | within_area | 001-6.3.4 | area {area} is within the service area of the station
generating | period_over | 001-2.5.1 | the on-site period ended on {day}: guide the customer to carry-in, or agree a paid visit, which the station generates itself
generating | period_over | 001-6.3.2 | the on-site period ended on {day}: the station generates a carry-in order
generating | period_over | 001-6.3.7 | the on-site period ended on {day}: the station generates a carry-in order whose visit the compensation fund pays
generating | machine_elsewhere | 001-6.3.2 | the machine is in station {station}; dispatch the order to this station
remark | remark_fields | 000-6.3 | the cancel remark has {n} fields; it needs five: region/station no./reason/details/person cancelling
statements | form_pending | 001-1.5.7 | a special-case statement for this order already awaits the region's decision
statements | form_pending | 001-2.5.6 | a special-case statement for this order already awaits the region's decision
statements | form_pending | 001-6.3.6 | a special-case statement for this order already awaits the region's decision
statements | form_subject | 001-1.5.7 | this reason is for orders with a visit, where the customer refuses the service plan; this order has no visit
statements | form_subject | 001-2.5.6 | this reason is for orders whose machine is in the station; this machine is not
statements | form_subject | 001-6.3.6 | this subject is for orders of the call centre or the region; the station generated this one
code_lists | in_use | 003-3.1.7 | new orders get the type {code} automatically; it cannot be retired
settlement | month_not_over | 001-1.4.4 | month {month} is not over; until then its settlement is provisional
settlement | month_left_out | 001-1.4.4 | month {month} of station {station} comes first; it is not locked
settlement | no_tier | 001-1.4.4 | station {station} has no settlement tier; lines without a fee: {count}
settlement | no_fee | 001-1.4.4 | the fee table lacks rows for station {station}; lines without a fee: {count}, the first is order {no}
changes | capacity_only | 001-5.5.1 | a change of capacity alone is maintained by the region itself and filed by e-mail
changes | not_applicant | 001-5.6.1 | the station applies for it, and the region agrees
changes | not_applicant | 001-5.6.2 | the station applies for it, and the region agrees
changes | not_applicant | 001-5.5.2 | the region applies for a change of areas; tell it what changes (001-5.4.1)
changes | capacity_only | 001-5.5.1 | form 2 is for areas; the capacity is maintained by the region itself
changes | station_closed | 001-5.6.4 | station {station} is closed
changes | branch_station | 001-6.3.8 | {station} is a branch point; areas and capacity are those of its head station {head}
changes | from_past | 001-5.5.3 | {day} is past; a change counts from today at the earliest
changes | over | 001-5.5.3 | its last day {day} is past
changes | not_yet | 001-5.6.4 | the data changes on {day}: approve it on that day
changes | too_late | 001-5.6.2 | a short event is applied for until {time} (working days ahead: {lead}); orders beyond the capacity are cancelled as capacity_exceeded instead
changes | already_covered | 001-5.5.2 | station {station} covers area {area} already
changes | not_covered | 001-5.5.2 | station {station} does not cover area {area}
changes | unchanged | 001-5.5.1 | station {station} can take {daily} a day already
changes | overlap | 001-5.5.3 | application {id} changes the same from {first} on
changes | overlap | 001-5.5.3 | application {id} changes the same from {first} to {last}
changes | overlap | 001-5.5.3 | within these days the region has set a capacity from {day} on
changes | decided | 001-5.5.3 | it is already decided: {state}
changes | agreed | 001-5.5.3 | the region has agreed already
changes | not_agreed | 001-5.5.3 | the region has not agreed yet
polls | waited | 001-6.2.1 | orders downloaded later than {limit} after dispatch: {count}, the longest wait {no}: {waited}
polls | waited | 001-6.3.8 | orders downloaded later than {limit} after dispatch: {count}, the longest wait {no}: {waited}
polls | too_few | 001-6.2.1 | online {done} times, {all} required
polls | gap | 001-6.2.1 | not online from {since} to {until}: {gap}
visits | order_cancelled | 001-1.5.9 | the order is cancelled; only closed orders are visited
visits | not_closed | 001-1.5.9 | the order is not closed yet; only closed orders are visited
visits | already_visited | 001-1.5.9 | the customer of this order was already visited
parts | t31_missing | 001-1.5.5 | no visit is promised yet; T31 is agreed by the delivery of the part, then it is applied for
parts | pickup_agreed | 001-2.5.5 | a pick-up time is agreed with the customer; parts are applied for while the repair goes on
parts | not_in_service | 001-1.5.5 | the customer has not been contacted and the machine is not in the station
parts | already_shipped | 001-1.4.4 | the parts of this parts order are already shipped
parts | already_received | 001-1.5.6 | the parts of this parts order have already arrived
parts | late_not_promised | 001-1.5.6 | part {code} was promised for {eta} and is late; agree a new time with the customer first
special_users | order_cancelled | 001-3.5.2 | the order is cancelled and carries no fee
special_users | already_entrusted | 001-4.5.3 | the order has entrustment form {paper} already
special_users | not_special | 001-4.5.3 | the customer is not a special user; this is for special users only
"""


@cache
def citations() -> tuple[Citation, ...]:
    """Every check, in the order of the rules."""
    rows = (line.split(" | ", 3) for line in _TEXT.strip().splitlines())
    return tuple(Citation(*(cell.strip() for cell in row)) for row in rows)


def citing(clause: str) -> tuple[Citation, ...]:
    """The checks that stand on the clause."""
    return tuple(c for c in citations() if c.clause == clause)
