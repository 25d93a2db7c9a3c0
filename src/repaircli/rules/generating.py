"""Who may generate which order for which station (001-2.5.1, 001-6.3.1 to 6.3.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from repaircli.domain import Role, Service
from repaircli.rules.decision import Check
from repaircli.text import msg


@dataclass(frozen=True, slots=True)
class GenerateFacts:
    """An order about to be generated.

    `role`: who creates. `head`: number of the station's head station, None when it is one itself.
    `same_station`: the creating coordinator belongs to this station or one of its branches.
    `same_region`: the creating liaison's region is the station's. `no800`: the order's area was filed for this
    station before now. `onsite_until`: end of the machine's on-site period, None when not stated.
    """

    role: str
    service: str
    station: str
    head: str | None
    station_closed: bool
    notebook_station: bool
    same_station: bool
    same_region: bool
    paid_visit: bool
    no800: bool
    area: str | None
    onsite_until: date | None
    special: bool
    today: date


def check(facts: GenerateFacts) -> tuple[Check, ...]:
    """Every rule that the order would break; empty when it may be generated."""
    found = []
    if facts.station_closed:
        found.append(
            Check("station_closed", "001-5.6.4", msg("station {station} is closed", station=facts.station))
        )
    if facts.head is not None and facts.role != Role.COORDINATOR:
        found.append(
            Check(
                "branch_station",
                "001-6.3.8",
                msg(
                    "{station} is a branch point; orders go to its head station {head}",
                    station=facts.station,
                    head=facts.head,
                ),
            )
        )
    if facts.role == Role.COORDINATOR:
        found += _by_station(facts)
    if facts.role == Role.LIAISON and not facts.same_region:
        found.append(
            Check(
                "foreign_region",
                "001-3.4.2",
                msg("station {station} belongs to another region", station=facts.station),
            )
        )
    if facts.paid_visit and facts.service != Service.CARRY_IN:
        found.append(
            Check(
                "paid_visit_type",
                "001-6.3.1",
                msg("a paid visit is a carry-in order with a visit; use carry-in"),
            )
        )
    return tuple(found)


def _by_station(facts: GenerateFacts) -> list[Check]:
    found = []
    if not facts.same_station:
        found.append(
            Check(
                "foreign_station", "001-2.4.1", msg("station {station} is not yours", station=facts.station)
            )
        )
    if facts.service == Service.ONSITE and not facts.notebook_station and not facts.no800:
        if facts.area is None:
            text = msg(
                "a station generates carry-in orders only; a notebook station, or an area without 800 filed beforehand, is the exception"
            )
        else:
            text = msg(
                "a station generates carry-in orders only; area {area} was not filed as an area without 800 beforehand",
                area=facts.area,
            )
        found.append(Check("station_onsite", "001-6.3.1", text))
    if facts.paid_visit and facts.onsite_until is not None and facts.onsite_until >= facts.today:
        found.append(
            Check(
                "in_onsite_period",
                "001-2.5.1",
                msg(
                    "the machine is in its on-site period until {day}: lead the customer to 800, or report for him",
                    day=facts.onsite_until.isoformat(),
                ),
            )
        )
    return found
