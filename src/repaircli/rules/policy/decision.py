"""The types shared by all rules: outcome, decision, missing condition, violated check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from repaircli.platform.text import Msg


class Outcome(StrEnum):
    """The outcomes of the cancel rule; `short` is the code in the table of the requirements."""

    CC_CANCEL = "cc_cancel"
    REGION_CANCEL = "region_cancel"
    REGION_CANCEL_REASSIGN = "region_cancel_reassign"
    REGION_CANCEL_WITH_FORM = "region_cancel_with_form"
    STATION_SELF_CANCEL = "station_self_cancel"
    MUST_CLOSE = "must_close"
    CONTINUE_REPAIR = "continue_repair"
    FORWARD_TO_REGION = "forward_to_region"
    EDIT_ORDER = "edit_order"
    INVALID_REASON = "invalid_reason"
    FORBIDDEN = "forbidden"


CANCELLING = frozenset(
    {
        Outcome.CC_CANCEL,
        Outcome.REGION_CANCEL,
        Outcome.REGION_CANCEL_REASSIGN,
        Outcome.REGION_CANCEL_WITH_FORM,
        Outcome.STATION_SELF_CANCEL,
    }
)


class Check(NamedTuple):
    """One violated rule: its error code, its clause, and the sentence for a person."""

    code: str
    clause: str
    text: Msg


@dataclass(frozen=True, slots=True)
class Missing:
    """One unmet condition. `only_time` says that waiting alone will meet it."""

    code: str
    clause: str
    text: Msg
    only_time: bool = False


class DayLine(NamedTuple):
    """One day of the derivation of an unreachable customer's clock.

    `kind` is weekday, weekend, holiday or makeup; `counted` the number of the working day, None for a day that does
    not count; `calls` how many calls were logged that day.
    """

    day: date
    kind: str
    counted: int | None
    calls: int


class NumberChange(NamedTuple):
    """A telephone number that somebody took out of the order or put in later, on which day, in which role (R-11)."""

    number: str
    on: date
    by: str | None
    role: str | None
    put_in: bool = False


class Evidence(NamedTuple):
    """The number of calls behind a decision, and the facts that make them doubtful (001-1.5.2).

    `entered_late`: entered on a later day than the call, on the days `entered_on`. `same_minute`: in the
    minute of another call to the same number, so that they do not count. `outside_hours`: before 08:00, or at
    22:00 or later. `numbers_changed`: the numbers that were taken out of the order or put in after it was
    dispatched.
    """

    calls: int
    entered_late: int
    entered_on: tuple[date, ...]
    same_minute: int
    outside_hours: int
    numbers_changed: tuple[NumberChange, ...] = ()

    def data(self) -> dict[str, Any]:
        """The evidence as JSON has it."""
        return {**self._asdict(), "numbers_changed": [change._asdict() for change in self.numbers_changed]}


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to "may this order be cancelled": outcome, clauses, what is missing, from when.

    `allowed` is true only where the identity that asks may go on now. `allowed_from` is set where time alone is
    missing. `inferred` marks a cell that no document writes out. `notify` names who must be told when it is done.
    `notes` are warnings that bar nothing. `evidence` stands beside a decision that rests on calls.
    `parallel`: the clauses of the other document that say the same as `clauses`.
    """

    order_no: str
    reason: str
    asked_by: str
    outcome: Outcome
    allowed: bool
    clauses: tuple[str, ...]
    because: Msg
    missing: tuple[Missing, ...] = ()
    allowed_from: datetime | None = None
    remark_word: str | None = None
    notify: tuple[str, ...] = ()
    policy: str = "manual"
    inferred: bool = False
    hint: Msg | None = None
    use_reason: str | None = None
    days: tuple[DayLine, ...] = ()
    notes: tuple[Msg, ...] = ()
    evidence: Evidence | None = None
    parallel: tuple[str, ...] = ()

    def as_data(self) -> Mapping[str, Any]:
        """The JSON object of the contract, sentences still as `Msg`."""
        return {
            "order_no": self.order_no,
            "reason": self.reason,
            "asked_by": self.asked_by,
            "outcome": str(self.outcome),
            "allowed": self.allowed,
            "clauses": list(self.clauses),
            "because": self.because,
            "missing": [{"code": m.code, "clause": m.clause, "text": m.text} for m in self.missing],
            "allowed_from": self.allowed_from,
            "remark_word": self.remark_word,
            "notify": list(self.notify),
            "policy": self.policy,
            "inferred": self.inferred,
            "use_reason": self.use_reason,
            "hint": self.hint,
            "days": [
                {"day": d.day, "kind": d.kind, "counted": d.counted, "calls": d.calls} for d in self.days
            ],
            "notes": list(self.notes),
            "parallel_clauses": list(self.parallel),
            "evidence": None if self.evidence is None else self.evidence.data(),
        }
