"""When an order may be set to resolved, and on which basis (requirements A6)."""

from __future__ import annotations

from dataclasses import dataclass

from repaircli.platform.codes import CloseBasis, Mark, Origin, Role, named
from repaircli.platform.text import Msg, msg
from repaircli.rules.orders.state import OrderState
from repaircli.rules.orders.steps import over, unprinted
from repaircli.rules.orders.writeback import plain
from repaircli.rules.policy.decision import Check

AT_HANDOVER = (CloseBasis.PICKUP, CloseBasis.DELIVERED)
"""The bases on which a carry-in order closes; an order with a visit has neither."""


NOTHING_DONE = msg("neither a repair nor a finding is recorded")


@dataclass(frozen=True, slots=True)
class Closing:
    """The data of a closing: the role, the actual fault and solution, and the basis.

    `basis`: as asked, None for the usual one. `why`: the liaison's reason, or the remark for a pick-up where
    the machine had to be delivered. `unprinted`: why the order was not printed before service.
    """

    role: str
    solution: str
    basis: str | None = None
    why: str | None = None
    unprinted: str | None = None


@dataclass(frozen=True, slots=True)
class CloseVerdict:
    """Every violated check, and the basis on which the order closes."""

    checks: tuple[Check, ...]
    basis: str


def check(order: OrderState, asked: Closing) -> CloseVerdict:
    """Decides whether the order may be closed, with everything that is missing."""
    basis = asked.basis or _usual(order)
    found: list[Check] = []
    if not order.open:
        return CloseVerdict((over(order),), basis)
    if order.pending:
        text = msg("a cancel request is pending; closing is frozen until it is decided or withdrawn")
        found.append(Check("request_pending", "own-1", text))
    if not order.downloaded:
        found.append(
            Check("not_downloaded", "001-1.3.2", msg("the order has not been downloaded by the station"))
        )
    if not order.t31_written and not (basis == CloseBasis.REGION_CONFIRMED and _too_late_to_agree(order)):
        found.append(Check("t31_missing", "001-1.3.6", msg("T31 is not written")))
    if basis == CloseBasis.REGION_CONFIRMED:
        found += _confirmed(order, asked)
    else:
        found += _signed(order, asked)
    found += _handed_over(order, asked, basis)
    found += _solution(order, asked)
    found += unprinted(order, asked.unprinted is not None)
    return CloseVerdict(tuple(found), basis)


def _too_late_to_agree(order: OrderState) -> bool:
    """Whether no T31 can be agreed any more: the customer does not collect the machine, or the visit is over."""
    return order.in_custody or (order.visit and order.served_at is not None)


def _usual(order: OrderState) -> str:
    if order.visit:
        return CloseBasis.SIGNED
    return CloseBasis.DELIVERED if order.delivered else CloseBasis.PICKUP


def _signed(order: OrderState, asked: Closing) -> list[Check]:
    if asked.role != Role.ENGINEER:
        text = msg("closing is done as engineer; the region closes only on basis region_confirmed")
        return [Check("engineer_closes", "001-1.3.4", text)]
    found = []
    if not order.signed:
        found.append(Check("not_signed", "001-1.3.4", msg("the customer has not signed the order")))
    if not order.close_facts:
        found.append(Check("nothing_done", "001-1.3.4", NOTHING_DONE))
    return found


def _confirmed(order: OrderState, asked: Closing) -> list[Check]:
    found = []
    if asked.role != Role.LIAISON:
        found.append(
            Check("liaison_confirms", "own-2", msg("basis region_confirmed is for the region's liaison"))
        )
    if not order.close_facts:
        found.append(Check("nothing_done", "own-2", NOTHING_DONE))
    if not (asked.why or "").strip():
        found.append(Check("why_missing", "own-2", msg("the region's reason is missing")))
    return found


def _handed_over(order: OrderState, asked: Closing, basis: str) -> list[Check]:
    if order.visit and basis in AT_HANDOVER:
        text = msg("basis {basis} is for carry-in orders", basis=named("close_basis", basis))
        return [Check("basis_carry_in", "001-2.5.8", text)]
    if basis == CloseBasis.REGION_CONFIRMED:
        # a machine that nobody collects stays in custody, and is handed over later
        return []
    if order.in_custody:
        # an on-site order too: the machine that was carried in and is brought back (001-6.3.2)
        text = msg("the machine is still in the station; record its pick-up or delivery first")
        return [Check("in_custody", "001-2.5.8", text)]
    if order.visit:
        return []
    found = []
    if basis == CloseBasis.SIGNED:
        text = msg(
            "a carry-in order is closed with --basis pickup or --basis delivered; a signature alone is not enough"
        )
        found.append(Check("basis_handover", "001-2.5.8", text))
    if basis == CloseBasis.DELIVERED and not order.delivered:
        found.append(Check("not_delivered", "001-2.5.8", msg("no delivery to the customer is recorded")))
    if basis == CloseBasis.PICKUP and not order.picked_up:
        found.append(Check("not_picked_up", "001-2.5.8", msg("the customer's pick-up is not recorded")))
    if basis == CloseBasis.PICKUP and order.must_deliver_back and not (asked.why or "").strip():
        text = msg(
            "the check at pick-up failed, so the machine is delivered back; a pick-up by the customer's wish needs a remark"
        )
        found.append(Check("must_deliver_back", "001-2.5.7", text))
    return found


def _solution(order: OrderState, asked: Closing) -> list[Check]:
    text = plain(asked.solution)
    if not text:
        return [Check("solution_missing", "001-6.3.6", msg("the actual fault and solution is empty"))]
    if order.origin == Origin.STATION:
        return []
    return [
        Check("solution_words", "001-6.3.6", _words_missing(words))
        for applies, words in (
            (order.mark == Mark.SOFTWARE or order.codes & {"soft_oow_agreed", "software"}, ("软件", "保外")),
            (order.mark == Mark.OUT_OF_WARRANTY or order.out_of_warranty, ("保外",)),
            (
                order.mark in (Mark.COMPLAINT, Mark.BATCH) or "region_commissioned" in order.codes,
                ("投诉", "批量"),
            ),
        )
        if applies and not any(word in text for word in words)
    ]


def _words_missing(words: tuple[str, ...]) -> Msg:
    """Which of `words` the solution of an order of the call centre or region must contain (001-6.3.6, A-63)."""
    if len(words) == 1:
        return msg("the actual fault and solution must contain {a}", a=words[0])
    return msg("the actual fault and solution must contain {a} or {b}", a=words[0], b=words[1])
