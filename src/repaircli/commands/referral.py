"""`referral`: customers whom a station passes on, and the orders that the call centre or the region makes of them."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework import report_options
from repaircli.commands.framework.bridge import N_, call, finish, from_options, noun

app = noun()

_ID = typer.Argument(metavar="ID", min=1, help=N_("number of the referral"))
_KINDS = "proxy|carried-in|out-of-area|pending-case"


@app.command("create", help=N_("report a customer to the call centre (proxy) or to the region (the others)"))
def create(
    kind: Annotated[
        str,
        typer.Option("--kind", metavar=_KINDS, help=N_("why the station does not generate the order itself")),
    ],
    customer: Annotated[str, report_options.CUSTOMER],
    phone: Annotated[list[str], report_options.PHONE],
    address: Annotated[str, report_options.ADDRESS],
    fault: Annotated[str, report_options.FAULT],
    said_first: Annotated[
        bool,
        typer.Option(
            "--said-first",
            help=N_("proxy: the station said first that it reports for the customer (维修站代用户报修)"),
        ),
    ] = False,
    station: Annotated[
        str | None,
        typer.Option("--station", metavar="NO", help=N_("the station or branch point; your own by default")),
    ] = None,
    area: Annotated[str | None, typer.Option("--area", metavar="CODE", help=N_("area code"))] = None,
    caller_no: Annotated[str | None, report_options.CALLER] = None,
    product: Annotated[str | None, report_options.PRODUCT] = None,
    model: Annotated[str | None, report_options.MODEL] = None,
    serial: Annotated[str | None, report_options.SERIAL] = None,
    onsite_until: Annotated[str | None, report_options.ONSITE] = None,
    warranty_until: Annotated[str | None, report_options.WARRANTY] = None,
    time_need: Annotated[str | None, report_options.TIME_NEED] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help=N_("what else the taker should know"))
    ] = None,
    ticket: Annotated[
        int | None,
        typer.Option("--ticket", metavar="ID", min=1, help=N_("pending-case: the region's pending ticket")),
    ] = None,
) -> None:
    from repaircli.orders.inputs import NewOrder
    from repaircli.referrals import refer

    given = from_options(NewOrder, phones=tuple(phone), serials=() if serial is None else (serial,))
    finish(refer.create(call(), kind, given, said_first=said_first, note=note, ticket=ticket))


@app.command("take", help=N_("generate the on-site order that a referral asks for"))
def take(
    id: Annotated[int, _ID],
    station: Annotated[
        str | None,
        typer.Option(
            "--station",
            metavar="NO",
            help=N_("the station that gets the order; the one that reported by default"),
        ),
    ] = None,
) -> None:
    from repaircli.referrals import refer

    finish(refer.take(call(), id, station))


@app.command("withdraw", help=N_("take a referral back before its order is generated"))
def withdraw(id: Annotated[int, _ID]) -> None:
    from repaircli.referrals import refer

    finish(refer.withdraw(call(), id))


@app.command("show", help=N_("show one referral with everything that was reported"))
def show(id: Annotated[int, _ID]) -> None:
    from repaircli.referrals import refer

    finish(refer.show(call(), id))


@app.command("list", help=N_("list referrals, newest first"))
def list_(
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="open|taken|withdrawn", help=N_("only those in this state")),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar=_KINDS, help=N_("only those of this kind"))
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 50,
) -> None:
    from repaircli.referrals import refer

    finish(refer.listing(call(), state, kind, limit))
