"""Entrustment forms for special users: the number and fee of the paper form, which is the original (001-4.5.3)."""

from __future__ import annotations

from typing import Any

from repaircli.money import fee_table
from repaircli.money.entrustment_tables import Entrustment
from repaircli.network import scope
from repaircli.network.tables import Station
from repaircli.orders import lookup, record
from repaircli.orders.lookup_queries import newest
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.errors import Denied, NotFound, UsageProblem
from repaircli.platform.inputs import amount, optional, required
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules import special_users as rules
from repaircli.rules.money.fees import WORDS, EntrustFee, entrust_fee
from repaircli.rules.policy.decision import Check


@writes
def issue(tx: Transaction, no: str, paper_no: str, fee: str | None = None, why: str | None = None) -> Answer:
    """Records the entrustment form `paper_no` of a special user's order, with its fee.

    The fee in principle is the on-site fee less the carry-in fee at the first step of the station's tier, today.
    Another one is given as `fee` in yuan with the reason `why`, and both are kept (A-53). Raises UsageProblem for an
    amount that cannot be read and for one without a reason.
    """
    paper, why = required(" ".join(paper_no.split()), "--paper-no", hint=None), optional(why)
    given = None if fee is None else amount(fee, "--fee")
    if given is not None and why is None:
        raise UsageProblem(
            msg("a fee other than the computed one needs its reason: --why TEXT"),
            command_line(
                "entrust issue",
                "{no} --paper-no {paper} --fee {fee} --why TEXT",
                no=no,
                paper=paper,
                fee=fee or "",
            ),
        )
    d = record.find(tx, no)
    order = d.order
    standing = tx.get(Entrustment, order_no=d.no, voided_at=None)
    checks = list(rules.entrust(d.state, None if standing is None else standing.paper_no))
    other = tx.get(Entrustment, paper_no=paper, voided_at=None)
    if other is not None and other.order_no != d.no:
        text = msg("paper form {paper} is already used for order {no}", paper=paper, no=other.order_no)
        checks.append(Check("paper_taken", "001-4.5.3", text))
    if checks:
        hint: Msg | None = (
            None if standing is None else command_line("entrust show", "{id}", id=str(standing.id))
        )
        return record.refused(d, checks, hint=hint)
    station = scope.station(tx, order.station)
    found = entrust_fee(fee_table.table(tx), station.tier, order.product, tx.today)
    charged = found.fee if given is None else given
    if charged is None:
        check, hint = _missing(tx, station, order.product, found)
        return record.refused(d, [check], hint=hint)
    if given is not None and given == found.fee:
        tx.note(msg("the fee equals the computed one"))
    values = {
        "station": order.station,
        "region": order.region,
        "paper_no": paper,
        "tier": station.tier,
        "onsite_fee": found.onsite,
        "carry_in_fee": found.carry_in,
        "computed": found.fee,
        "fee": charged,
        "why": why,
    }
    made = tx.add(Entrustment, order_no=d.no, **values, issued_by=tx.acting.login, issued_at=tx.now)
    told = {name: values[name] for name in ("paper_no", "fee", "computed", "why") if values[name] is not None}
    tx.event("entrust.issued", order_no=d.no, after={"id": made.id, **told})
    return Answer("entrust.issued", _data(tx, made))


def _missing(tx: Transaction, station: Station, product: str | None, found: EntrustFee) -> tuple[Check, Msg]:
    """What the fee table lacks for the fee, and the command that brings it."""
    if station.tier is None:
        text = msg(
            "station {station} has no settlement tier, so that no fee can be computed", station=station.no
        )
        return Check("no_tier", "001-4.5.3", text), command_line(
            "station edit", "{no} --tier TIER", no=station.no
        )
    text = msg(
        "the fee table has no row for the first step of tier {tier}, {services}, valid on {day}",
        tier=station.tier,
        services=tuple(WORDS[service] for service in found.missing),
        day=tx.today.isoformat(),
    )
    return Check("no_fee", "001-4.5.3", text), command_line("fee import", "FILE")


@writes
def void(tx: Transaction, number: int, why: str) -> Answer:
    """Takes back a form that was recorded wrongly; its order may then get another. Refused for one taken back before.

    Raises UsageProblem for an empty reason, NotFound and Denied.
    """
    why, row = required(why, "--why", hint=None), _find(tx, number)
    if row.voided_at is not None:
        text = msg(
            "entrustment form {id} was already taken back, by {login}",
            id=str(number),
            login=row.voided_by or "",
        )
        return refusal([("already_voided", "001-4.5.3", text)], hint=command_line("entrust list", "--all"))
    tx.update(
        Entrustment,
        {"id": number, "voided_at": None},
        voided_at=tx.now,
        voided_by=tx.acting.login,
        void_why=why,
    )
    tx.event(
        "entrust.voided", order_no=row.order_no, after={"id": number, "paper_no": row.paper_no, "why": why}
    )
    return Answer("entrust.voided", _data(tx, _find(tx, number)))


@reads
def show(tx: Transaction, number: int) -> Answer:
    """One form with the fees that its own was computed from. Raises NotFound and Denied."""
    return Answer("entrust.show", _data(tx, _find(tx, number)))


@reads
def listing(
    tx: Transaction,
    wanted: scope.ListFilter,
    no: str | None = None,
    voided: bool = False,
    limit: int = 50,
) -> Answer:
    """The forms of `wanted` within the identity's scope, newest first; those taken back too with `voided`."""
    table = Entrustment.__table__
    found = newest(
        tx,
        Entrustment,
        scope.bounds(tx),
        *(() if voided else (table.c.voided_at.is_(None),)),
        *scope.chosen(tx, wanted, table, table.c.issued_at),
        points=False,
        limit=limit,
        order_no=None if no is None else lookup.order(tx, no).order_no,
    )
    return Answer("entrust.list", [_data(tx, row) for row in found])


def _find(tx: Transaction, number: int) -> Entrustment:
    """The form within the identity's scope. Raises NotFound or Denied."""
    id_ = str(number)
    return lookup.numbered(
        tx,
        Entrustment,
        number,
        foreign=Denied(
            msg("entrustment form {id} belongs to another station or region", id=id_), code="foreign_form"
        ),
        unknown=NotFound(
            msg("no such entrustment form: {id}", id=id_), command_line("entrust list"), code="no_form"
        ),
        points=False,
    )


def _data(tx: Transaction, row: Entrustment) -> dict[str, Any]:
    """The JSON object of a form."""
    return {
        "id": row.id,
        "order_no": row.order_no,
        "paper_no": row.paper_no,
        "station": row.station,
        "region": row.region,
        "tier": row.tier,
        "onsite_fen": row.onsite_fee,
        "carry_in_fen": row.carry_in_fee,
        "computed_fen": row.computed,
        "fee_fen": row.fee,
        "why": row.why,
        "issued_by": row.issued_by,
        "issued_at": tx.local(row.issued_at),
        "voided_by": row.voided_by,
        "voided_at": tx.local(row.voided_at),
        "void_why": row.void_why,
    }
