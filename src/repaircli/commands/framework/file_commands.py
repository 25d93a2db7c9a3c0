"""The import and export commands of orders and stations, registered under their nouns."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from repaircli.commands.framework.bridge import call, finish
from repaircli.platform import invocation
from repaircli.platform.text import N_

FILE = typer.Argument(metavar="FILE", help=N_("CSV, TSV, JSONL or XLSX; - reads standard input"))
CHECK = typer.Option("--check", help=N_("read and check every row, write nothing"))
SKIP_INVALID = typer.Option("--skip-invalid", help=N_("import the good rows and leave out the bad ones"))
ERRORS = typer.Option(
    "--errors", metavar="FILE", help=N_("write the bad rows there, to be corrected and imported again")
)
ENCODING = typer.Option("--encoding", metavar="NAME", help=N_("encoding of the file; else it is found out"))
OUTPUT = typer.Option(
    "--output", "-o", metavar="FILE", help=N_("file to replace; .tsv, .jsonl and .xlsx choose that format")
)
EXCEL = typer.Option("--excel", help=N_("write CSV the way a spreadsheet opens it, guarded against formulas"))


def order_import(
    file: Annotated[str, FILE],
    history: Annotated[
        bool, typer.Option("--history", help=N_("records with their past, as `order export` wrote them"))
    ] = False,
    check: Annotated[bool, CHECK] = False,
    skip_invalid: Annotated[bool, SKIP_INVALID] = False,
    errors: Annotated[str | None, ERRORS] = None,
    encoding: Annotated[str | None, ENCODING] = None,
) -> None:
    from repaircli.files import imports

    finish(
        imports.orders(
            call(file=None),
            file,
            history=history,
            check=check,
            skip_invalid=skip_invalid,
            errors=errors,
            encoding=encoding,
        )
    )


def station_import(
    file: Annotated[str, FILE],
    check: Annotated[bool, CHECK] = False,
    skip_invalid: Annotated[bool, SKIP_INVALID] = False,
    errors: Annotated[str | None, ERRORS] = None,
    encoding: Annotated[str | None, ENCODING] = None,
) -> None:
    from repaircli.files import import_stations

    finish(
        import_stations.stations(
            call(file=None),
            file,
            check=check,
            skip_invalid=skip_invalid,
            errors=errors,
            encoding=encoding,
        )
    )


def order_export(
    status: Annotated[
        list[str] | None, typer.Option("--status", help=N_("only orders of this status"))
    ] = None,
    station: Annotated[str | None, typer.Option("--station", help=N_("only orders of this station"))] = None,
    region: Annotated[str | None, typer.Option("--region", help=N_("only orders of this region"))] = None,
    since: Annotated[str | None, typer.Option("--since", help=N_("dispatched at or after this time"))] = None,
    until: Annotated[str | None, typer.Option("--until", help=N_("dispatched before this time"))] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", help=N_("part of the customer's name"))
    ] = None,
    phone: Annotated[str | None, typer.Option("--phone", help=N_("part of a phone number"))] = None,
    engineer: Annotated[
        str | None, typer.Option("--engineer", help=N_("only orders of this engineer"))
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help=N_("only orders that wait for something to be done"))
    ] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|DIR/",
            help=N_(
                "file to replace (.tsv, .jsonl and .xlsx choose that format), or a folder for everything"
            ),
        ),
    ] = None,
    excel: Annotated[bool, EXCEL] = False,
) -> None:
    from repaircli.files import exports
    from repaircli.overview.orders import Filters

    wanted = Filters(
        statuses=tuple(status or ()),
        station=station,
        region=region,
        engineer=engineer,
        since=since,
        until=until,
        customer=customer,
        phone=phone,
        due=due,
    )
    answer = exports.orders(
        call(),
        wanted,
        output=output,
        excel=excel,
        chinese=_chinese(excel),
        safe=_safe(),
    )
    if answer is not None:
        finish(answer)


def station_export(
    output: Annotated[str | None, OUTPUT] = None,
    excel: Annotated[bool, EXCEL] = False,
) -> None:
    from repaircli.files import exports

    answer = exports.stations(call(), output=output, excel=excel, chinese=_chinese(excel), safe=_safe())
    if answer is not None:
        finish(answer)


def _chinese(excel: bool) -> bool:
    """A spreadsheet is for a person, in his language; other files keep the keys that scripts know."""
    return excel and invocation.current().lang == "zh"


def _safe() -> Callable[[str], str] | None:
    """On a terminal cells could harm; in a pipe or a file they are data and exact."""
    from repaircli.platform.output.aside import is_terminal
    from repaircli.platform.output.clean import clean

    return clean if is_terminal(sys.stdout) else None
