"""`settle`: what stations are paid for a month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun
from repaircli.platform import invocation

app = noun()


@app.command("station", help=N_("the settlement of a month, line by line; --lock makes it final"))
def station(
    month: Annotated[str, typer.Option("--month", metavar="M", help=N_("month, such as 2026-06"))],
    station: Annotated[
        str | None, typer.Option("--station", metavar="NO", help=N_("only this station"))
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="R", help=N_("only stations of this region"))
    ] = None,
    lock: Annotated[
        bool, typer.Option("--lock", help=N_("keep it as it is for ever; what comes later is an adjustment"))
    ] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help=N_("write the lines there: .csv, .tsv, .jsonl or .xlsx")
        ),
    ] = None,
    html: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE", help=N_("write statements to print and sign there")),
    ] = None,
) -> None:
    from repaircli.commands.framework.bridge import confirm
    from repaircli.money import settlement
    from repaircli.platform.text import msg

    if lock:
        confirm(msg("Lock the settlement of {month}? It cannot be opened again.", month=month))
    files = settlement.Files(
        output, html, None if html is None else _paper(), chinese=invocation.current().lang == "zh"
    )
    finish(settlement.station(call(), month, station=station, region=region, lock=lock, files=files))


@app.command("list", help=N_("months with what is settled and locked, the latest first"))
def list_(
    station: Annotated[
        str | None, typer.Option("--station", metavar="NO", help=N_("only this station"))
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="R", help=N_("only stations of this region"))
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 12,
) -> None:
    from repaircli.money import settlement

    finish(settlement.listing(call(), station, region, limit))


def _paper() -> Callable[[Mapping[str, Any]], str]:
    from repaircli.money import statement_page

    lang = invocation.current().lang
    return lambda data: statement_page.html(data, lang)
