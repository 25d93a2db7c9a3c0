"""Which engineer could come, and why: their products, their open orders, and what they promised (003-3.1.1, -3.1.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from repaircli.platform.codes import Platform, named
from repaircli.platform.text import Msg, counted, msg
from repaircli.rules.network.absences import Absence


@dataclass(frozen=True, slots=True)
class Engineer:
    """An engineer with the work that they have.

    `platform` and `products`: what they repair, empty where nobody recorded it. `open`: the open orders that are theirs,
    `overdue` what is late on these, `promised` the visits and pick-ups that they promised for the day. `absence`: where
    they are away on that day.
    """

    login: str
    station: str
    platform: str | None = None
    products: Collection[str] = ()
    open: int = 0
    overdue: int = 0
    promised: int = 0
    absence: Absence | None = None


def fits(one: Engineer, product: str | None) -> bool:
    """Whether they repair the product; where nobody recorded what they repair, they do."""
    return product is None or one.platform == Platform.MULTI or not one.products or product in one.products


def ranked(engineers: Iterable[Engineer], product: str | None) -> list[Engineer]:
    """The engineers who are there, best first: who fits, has the fewest open orders, the least overdue and promised."""
    return sorted(
        (one for one in engineers if one.absence is None),
        key=lambda one: (not fits(one, product), one.open, one.overdue, one.promised, one.login),
    )


def reasons(one: Engineer, product: str | None) -> list[Msg]:
    """Why an engineer stands where they do, each reason a sentence."""
    if one.absence is not None:
        return [
            msg(
                "away from {first} to {last}",
                first=one.absence.first.isoformat(),
                last=one.absence.last.isoformat(),
            )
        ]
    open_ = counted(one.open, msg("1 open order"), msg("{count} open orders", count=one.open))
    found = [*_fit(one, product), open_]
    if one.overdue:
        found.append(
            counted(one.overdue, msg("1 task overdue"), msg("{count} tasks overdue", count=one.overdue))
        )
    if one.promised:
        found.append(
            counted(
                one.promised,
                msg("1 visit or pick-up promised that day"),
                msg("{count} visits or pick-ups promised that day", count=one.promised),
            )
        )
    return found


def _fit(one: Engineer, product: str | None) -> list[Msg]:
    if product is None:
        return []
    if one.platform == Platform.MULTI:
        return [msg("repairs every product")]
    if not one.products:
        return [msg("what they repair is not recorded")]
    repaired = tuple(named("product", each) for each in one.products)
    if product in one.products:
        return [msg("repairs {products}", products=repaired)]
    return [msg("repairs {products} only", products=repaired)]
