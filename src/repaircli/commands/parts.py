"""`parts`: applied for, shipped, taken in, replaced, given back."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, NO, call, finish, from_options, noun

app = noun()

_CODE = typer.Option("--part", metavar="CODE", help=N_("code of the part"))
_ONE = typer.Option("--part", metavar="CODE", help=N_("only this part of the parts order"))
_PO = typer.Argument(metavar="PO", help=N_("number of the parts order"))


@app.command("request", help=N_("apply to CSSD for a part; the order then waits for it"))
def request(
    no: Annotated[str, NO],
    part: Annotated[str, _CODE],
    name: Annotated[str | None, typer.Option("--name", metavar="N", help=N_("name of the part"))] = None,
    parts_order: Annotated[
        str | None,
        typer.Option(
            "--parts-order", metavar="PO", help=N_("number of the parts order; generated if not given")
        ),
    ] = None,
    eta: Annotated[
        str | None, typer.Option("--eta", metavar="D", help=N_("day of the promised delivery"))
    ] = None,
) -> None:
    from repaircli.parts import steps

    content = call()
    finish(steps.request(content, no, part, name=name, parts_order=parts_order, eta=eta))


@app.command("ship", help=N_("CSSD ships a parts order"))
def ship(po: Annotated[str, _PO], part: Annotated[str | None, _ONE] = None) -> None:
    from repaircli.parts import steps

    finish(steps.ship(call(), po, part))


@app.command(
    "receive", help=N_("record the arrival of a parts order; after the last part the repair goes on")
)
def receive(po: Annotated[str, _PO], part: Annotated[str | None, _ONE] = None) -> None:
    from repaircli.parts import steps

    finish(steps.receive(call(), po, part))


@app.command("replace", help=N_("record a replaced part with its barcodes"))
def replace(
    no: Annotated[str, NO],
    part: Annotated[str, _CODE],
    name: Annotated[str, typer.Option("--name", metavar="N", help=N_("name of the part"))],
    old: Annotated[str, typer.Option("--old", metavar="BARCODE", help=N_("barcode of the failed part"))],
    new: Annotated[str, typer.Option("--new", metavar="BARCODE", help=N_("barcode of the part built in"))],
    monitor: Annotated[
        bool, typer.Option("--monitor", help=N_("the part is a monitor, which is settled separately"))
    ] = False,
    fee: Annotated[
        str | None, typer.Option("--fee", metavar="F", help=N_("repair fee in yuan, such as 120.50"))
    ] = None,
) -> None:
    from repaircli.parts import steps

    content = call()
    finish(steps.replace_part(content, no, part, name, old, new, monitor=monitor, fee=fee))


@app.command("return", help=N_("record that a failed or unused part went back to CSSD"))
def return_(no: Annotated[str, NO], part: Annotated[str, _CODE]) -> None:
    from repaircli.parts import steps

    finish(steps.give_back(call(), no, part))


@app.command("list", help=N_("list parts applied for, late parts, or parts that have not gone back"))
def list_(
    order: Annotated[
        str | None, typer.Option("--order", metavar="NO", help=N_("only parts of this order"))
    ] = None,
    station: Annotated[
        str | None,
        typer.Option("--station", metavar="NO", help=N_("only orders of this station or branch point")),
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="R", help=N_("only orders of this region"))
    ] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", metavar="requested|shipped|received", help=N_("only parts of this status")),
    ] = None,
    late: Annotated[
        bool,
        typer.Option("--late", help=N_("only parts that were promised before today and have not arrived")),
    ] = False,
    unreturned: Annotated[
        bool, typer.Option("--unreturned", help=N_("failed or unused parts without a return record"))
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 50,
) -> None:
    from repaircli.parts import steps

    finish(steps.listing(call(), from_options(steps.PartsFilter), limit))
