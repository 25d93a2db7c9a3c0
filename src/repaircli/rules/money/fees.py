"""The fee table: the row that applies to a service, conflicts between rows, and the entrustment fee."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from repaircli.platform.codes import FeeProduct, FeeService
from repaircli.platform.text import Msg, msg

FIRST_STEP = 1
"""第一台阶, by which the entrustment fee goes (001-4.5.3)."""


WORDS: Mapping[str, Msg] = {
    "onsite": msg("on-site"),
    "carry-in": msg("carry-in"),
    "mail-in": msg("mail-in"),
    "visit": msg("visit paid by the fund"),
}
"""The services of the fee table inside a sentence."""


FeeKey = tuple[str, str, str, int, date]
"""What names a row of the fee table: tier, service, product, step and first day."""


@dataclass(frozen=True, slots=True)
class FeeRow:
    """A tier's `fee` in fen for a service, at a step: a month's volume from `volume_from` to `volume_to`, both included.

    `product` is `any` or one of them. It is valid from `valid_from` to `valid_to`, both included, None without end.
    """

    tier: str
    service: str
    product: str
    step: int
    volume_from: int
    volume_to: int | None
    fee: int
    valid_from: date
    valid_to: date | None

    @property
    def key(self) -> FeeKey:
        """The key of the row: a row with the same key replaces it."""
        return (self.tier, self.service, self.product, self.step, self.valid_from)

    def is_valid(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Span(NamedTuple):
    """Days from the first to the last, both included; None without end."""

    first: date
    last: date | None

    def meets(self, other: Span) -> bool:
        return (other.last is None or self.first <= other.last) and (
            self.last is None or other.first <= self.last
        )


class FeeTable:
    """Fee rows without conflicts, with lookups."""

    def __init__(self, rows: Iterable[FeeRow]) -> None:
        self._rows: dict[tuple[str, str, str], list[FeeRow]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.key):
            self._rows[row.tier, row.service, row.product].append(row)

    def at_volume(
        self, tier: str, service: str, product: str | None, day: date, volume: int
    ) -> FeeRow | None:
        """The row of the step that a month's `volume` reaches; a row for the product takes precedence over
        one for all products.
        """
        for row in self._valid(tier, service, product, day):
            if row.volume_from <= volume and (row.volume_to is None or volume <= row.volume_to):
                return row
        return None

    def first_step(self, tier: str, service: str, product: str | None, day: date) -> FeeRow | None:
        """The row of the first step, whatever the volume."""
        return next((r for r in self._valid(tier, service, product, day) if r.step == FIRST_STEP), None)

    def _valid(self, tier: str, service: str, product: str | None, day: date) -> list[FeeRow]:
        found: list[FeeRow] = []
        for whose in (product, str(FeeProduct.ANY)):
            if whose is not None:
                found += [r for r in self._rows.get((tier, service, whose), ()) if r.is_valid(day)]
        return found


def clash(one: FeeRow, other: FeeRow) -> Msg | None:
    """The conflict between two rows of the table; None if there is none.

    Rows of one tier, service and product that are valid on the same day have different steps, whose volumes
    do not overlap and rise with the step.
    """
    if (one.tier, one.service, one.product) != (other.tier, other.service, other.product):
        return None
    if not Span(one.valid_from, one.valid_to).meets(Span(other.valid_from, other.valid_to)):
        return None
    low, high = sorted((one, other), key=lambda row: (row.step, row.volume_from))
    about = {"tier": other.tier, "step": other.step, "day": other.valid_from.isoformat()}
    if low.step == high.step:
        return msg("overlaps step {step} of tier {tier} valid from {day}", **about)
    if low.volume_to is None or low.volume_to >= high.volume_from:
        return msg("its volumes do not fit step {step} of tier {tier} valid from {day}", **about)
    return None


def touched(before: FeeRow | None, after: FeeRow) -> list[Span]:
    """The days on which the table changes if `after` replaces `before`."""
    if before is None:
        return [Span(after.valid_from, after.valid_to)]
    same = (before.fee, before.volume_from, before.volume_to) == (
        after.fee,
        after.volume_from,
        after.volume_to,
    )
    if not same:
        last = None if None in (before.valid_to, after.valid_to) else _later(before.valid_to, after.valid_to)
        return [Span(after.valid_from, last)]
    if before.valid_to == after.valid_to:
        return []
    ends = [end for end in (before.valid_to, after.valid_to) if end is not None]
    return [Span(min(ends) + timedelta(days=1), max(ends) if len(ends) > 1 else None)]


def _later(one: date | None, other: date | None) -> date | None:
    return max(d for d in (one, other) if d is not None)


@dataclass(frozen=True, slots=True)
class EntrustFee:
    """The fees of the first step in fen and their difference, which is never negative (001-4.5.3, A-53).

    `fee` is None where the table has no row for a service; `missing` names these.
    """

    onsite: int | None
    carry_in: int | None
    missing: Sequence[str]

    @property
    def fee(self) -> int | None:
        if self.onsite is None or self.carry_in is None:
            return None
        return max(0, self.onsite - self.carry_in)


def entrust_fee(table: FeeTable, tier: str | None, product: str | None, day: date) -> EntrustFee:
    """The entrustment fee in principle: on-site fee less carry-in fee at the first step of the station's tier."""
    services = (str(FeeService.ONSITE), str(FeeService.CARRY_IN))
    rows = [None if tier is None else table.first_step(tier, s, product, day) for s in services]
    onsite, carry_in = (None if row is None else row.fee for row in rows)
    return EntrustFee(onsite, carry_in, [s for s, row in zip(services, rows, strict=True) if row is None])
