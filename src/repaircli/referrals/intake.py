"""Creates what a report becomes: an order, a group of orders, or a pending ticket for the region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from repaircli.network import dispatch, scope
from repaircli.network.tables import Station
from repaircli.orders import generate, groups, inputs
from repaircli.orders.generate import Line
from repaircli.orders.inputs import NewOrder, Report
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.codes import Origin, Product, Role, Service
from repaircli.platform.codes import named as word_of
from repaircli.platform.errors import Denied, NotFound, UsageProblem
from repaircli.platform.inputs import code, optional, require_filled
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction, writes
from repaircli.policy.in_force import limits_of
from repaircli.referrals import pending
from repaircli.rules.orders import create as orders_create
from repaircli.rules.orders import several
from repaircli.rules.orders.several import Later, Reported

ORIGINS: Mapping[Role, Origin] = {
    Role.AGENT: Origin.CC,
    Role.CISD: Origin.CC,
    Role.LIAISON: Origin.REGION,
    Role.COORDINATOR: Origin.STATION,
}
"""The origin follows the role that creates (interface 4)."""

_AREA_SHOWN = 5


@writes
def create(tx: Transaction, given: NewOrder) -> Answer:
    """Creates the order of `given`; several machines become one visit and carry-ins, linked (001-6.8.2).

    So many machines with one fault that the region must judge become a pending ticket. Refused by the generating
    rules (001-2.5.1, 001-6.3.1 to 6.3.8). Raises UsageProblem for a value that cannot be read, NotFound for an
    unknown station.
    """
    role = tx.acting.role
    require_filled({"--service": given.service, **inputs.needed_of(given)})
    service = Service(code("service", given.service or "", "--service"))
    if given.special is not None and role not in (Role.AGENT, Role.CISD):
        raise Denied(
            msg(
                "a special user's order comes from the call centre (agent or cisd), not from {role}",
                role=word_of("role", role),
            )
        )
    report, units = inputs.report(tx, given), inputs.units(given)
    # a station registers the machines that stand on its counter at once, whatever the region makes of them
    asks_region = role is not Role.COORDINATOR and several.is_pending(units, given.same_fault, limits_of(tx))
    named = _station(tx, given, report, service, units, asks_region)
    if isinstance(named, Answer):
        return named
    station, branch = named
    origin = ORIGINS[role]
    at_counter = origin is Origin.STATION and service is not Service.ONSITE
    line = Line(
        str(service),
        paid_visit=given.paid_visit,
        compensation_fund=given.compensation_fund,
        arrived_at=tx.now if at_counter and not given.paid_visit and not given.compensation_fund else None,
    )
    facts = generate.facts(tx, report, line, station, branch)
    checks = orders_create.check(facts)
    if checks:
        return generate.refused(checks, facts)
    if asks_region:
        return pending.opened(tx, report, line, units, station)
    earlier = groups.of_day(tx, report.address, report.phones, tx.now)
    later = several.later(
        Reported(str(service), units, report.serials, report.fault, given.same_fault), earlier
    )
    if later.carry_in:
        line = replace(line, service=str(Service.CARRY_IN))
    made = generate.make(
        tx,
        report,
        generate.split(several.services(line.service, units), line),
        origin=origin,
        station=station,
        branch=branch,
        group_no=later.joins,
        overload=optional(given.overload),
    )
    if later.joins is not None:
        groups.join(tx, later.joins, earlier)
    _advise(tx, report, line, origin)
    if origin is Origin.STATION and line.service == Service.ONSITE and station.notebook:
        _warn_other_product(tx, report.product)
    _tell_later(tx, made[0], later, line, origin)
    answer = generate.answer(tx, "order.created", made[0])
    if origin is Origin.STATION:
        # its own orders are printed when they are generated (001-2.5.4, 001-2.5.5)
        return replace(answer, hint=command_line("order print", "{numbers}", numbers=tuple(made)))
    return answer


def _station(
    tx: Transaction, given: NewOrder, report: Report, service: Service, units: int, full_too: bool
) -> tuple[Station, str | None] | Answer:
    """The station in whose name the order is made, and the branch point that it is for."""
    if tx.acting.role is Role.COORDINATOR:
        return generate.own_place(tx, given.station)
    if given.station is not None:
        return scope.station(tx, given.station), None
    if report.area is not None:
        return _by_area(tx, report, service, units, full_too, optional(given.overload))
    raise UsageProblem(
        msg("name a station with --station, or an area with --area"), command_line("station list")
    )


def _by_area(
    tx: Transaction, report: Report, service: Service, units: int, full_too: bool, overload: str | None
) -> tuple[Station, str | None] | Answer:
    """The station that `dispatch suggest` puts first; a full one only for a reason (interface 7).

    `full_too`: nothing is dispatched yet, so that a full station counts as well.
    """
    area = report.area or ""
    choice = dispatch.choose(
        tx,
        area,
        tx.today,
        product=report.product,
        service=str(service),
        region=dispatch.own_region(tx),
        units=units,
        binds=not full_too,
    )
    if not choice.free and not choice.full:
        raise NotFound(
            msg("no station covers area {area}", area=area),
            command_line("dispatch suggest", "--area {area}", area=area),
            code="no_station",
        )
    if not choice.free and overload is None:
        return _all_full(area, choice)
    best = (choice.free or choice.full)[0][0].station.no
    if not full_too:
        tx.note(
            msg("dispatched to {station}, the first of those that cover area {area}", station=best, area=area)
        )
    return scope.station(tx, best), None


def _all_full(area: str, choice: dispatch.Choice) -> Answer:
    text = msg(
        "every station that covers area {area} has reached its capacity of today: {stations}",
        area=area,
        stations=tuple(dispatch.load_summary(load) for _, load in choice.full[:_AREA_SHOWN]),
    )
    hint = command_line("order create", "--area {area} --overload REASON …", area=area)
    answer = refusal([("capacity_full", "001-1.4.3", text)], hint)
    return replace(answer, data={**answer.data, "candidates": dispatch.candidates(choice, choice.full)})


# ------------------------------------------------------------------------------------------------- several machines


def _tell_later(tx: Transaction, no: str, later: Later, line: Line, origin: Origin) -> None:
    if later.carry_in and later.visit:
        tx.note(
            msg(
                "order {no} already has a visit to this customer and place today: this order becomes carry-in (001-6.8.2)",
                no=later.visit,
            )
        )
    elif later.same_machine:
        tx.note(
            msg(
                "order {no} of today is for the same machine: write several faulty parts of one machine into one order (001-6.8.3)",
                no=later.same_machine,
            )
        )
    elif later.visit and line.service == Service.ONSITE:
        tx.note(
            msg(
                "order {no} already has a visit to this customer and place today: create a carry-in order for a further machine (001-6.8.2)",
                no=later.visit,
            )
        )
    if later.same_fault < limits_of(tx).pending_units:
        return
    if origin is Origin.STATION:
        text = msg(
            "{units} machines of this customer and place have this fault today: tell the region, which judges whether it is a batch problem (001-6.8.2)",
            units=later.same_fault,
        )
    else:
        text = msg(
            "{units} machines of this customer and place have this fault today: repaircli pending create {no} has the region judge whether it is a batch problem (001-6.8.2)",
            units=later.same_fault,
            no=no,
        )
    tx.note(text)


# ------------------------------------------------------------------------------------------------------------ advice


def _warn_other_product(tx: Transaction, product: str | None) -> None:
    """The exception for on-site orders of notebook stations is for notebooks."""
    if product not in (None, Product.NOTEBOOK):
        tx.note(
            msg(
                "a notebook station generates on-site orders for notebooks; this order is for a {product} (001-6.3.1)",
                product=word_of("product", product),
            )
        )


def _advise(tx: Transaction, report: Report, line: Line, origin: Origin) -> None:
    """What a person should know of the customer's entitlement; it bars nothing."""
    today = tx.today
    until = report.onsite_until
    onsite = line.service == Service.ONSITE
    if origin is Origin.STATION and report.reported_at is not None:
        waited = tx.now - report.reported_at
        if waited > limits_of(tx).at_once:
            tx.note(
                msg(
                    "the customer reported {minutes} minutes ago: an order is generated at once (001-2.5.1), and service starts only with an order (001-1.5.6)",
                    minutes=int(waited.total_seconds() // 60),
                )
            )
    if onsite and until is not None and until < today:
        tx.note(
            msg(
                "the on-site period ended on {day}: a visit is paid, agree that with the customer first (001-2.5.1)",
                day=until.isoformat(),
            )
        )
    if origin is not Origin.STATION or onsite:
        return
    if until is None and (line.paid_visit or line.compensation_fund):
        tx.note(
            msg(
                "the end of the on-site period is not stated; within it the visit is not the station's (001-2.5.1)"
            )
        )
    if until is not None and until >= today:
        tx.note(
            msg(
                "the machine is in its on-site period until {day}: if it is to be brought back to the customer, have the region generate the on-site order at once (001-6.3.2): repaircli referral create --kind carried-in …",
                day=until.isoformat(),
            )
        )
    over = report.warranty_until is not None and report.warranty_until < today
    if line.arrived_at is not None and (over or "软件" in report.fault):
        tx.note(
            msg(
                "software or out of warranty at the counter: explain the charge first (001-2.5.2); the order is optional (001-6.3.5)"
            )
        )
