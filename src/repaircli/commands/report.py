"""`report`: the figures of a month."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()

_MONTH = typer.Option(
    "--month", metavar="M", help=N_("the month, such as 2026-06; by default the last one that is over")
)
_REGION = typer.Option("--region", metavar="R", help=N_("only orders of this region"))
_STATION = typer.Option("--station", metavar="NO", help=N_("only orders of this station or branch point"))
_HTML = typer.Option(
    "--html", metavar="FILE", help=N_("write a page with charts there as well, which needs nothing else")
)

Month = Annotated[str | None, _MONTH]
Station = Annotated[str | None, _STATION]
Region = Annotated[str | None, _REGION]
Html = Annotated[str | None, _HTML]


@app.command("sla", help=N_("promises kept, first and last; late contacts; time to contact and to close"))
def sla(month: Month = None, station: Station = None, region: Region = None, html: Html = None) -> None:
    _report("sla", month, station, region, html)


@app.command("cancels", help=N_("cancels by reason and station, requests, refusals by clause, violations"))
def cancels(month: Month = None, station: Station = None, region: Region = None, html: Html = None) -> None:
    _report("cancels", month, station, region, html)


@app.command("capacity", help=N_("load and capacity of each day, by station, and where it was too much"))
def capacity(month: Month = None, station: Station = None, region: Region = None, html: Html = None) -> None:
    _report("capacity", month, station, region, html)


@app.command("polls", help=N_("days on which stations were on line as they must be, and by which rule not"))
def polls(month: Month = None, station: Station = None, region: Region = None, html: Html = None) -> None:
    _report("polls", month, station, region, html)


@app.command("visits", help=N_("return visits: made and due, satisfied customers, scores"))
def visits(month: Month = None, station: Station = None, region: Region = None, html: Html = None) -> None:
    _report("visits", month, station, region, html)


def _report(kind: str, month: str | None, station: str | None, region: str | None, html: str | None) -> None:
    from repaircli.reports import figures as reports_figures

    wanted = reports_figures.ReportFilter(month, station, region)
    asked = call()
    if html is None:
        finish(reports_figures.report(asked, kind, wanted))
        return
    from repaircli.platform import invocation
    from repaircli.reports import page as reports_page

    lang = invocation.current().lang
    finish(
        reports_figures.report(asked, kind, wanted, html, lambda data: reports_page.page(data, lang).encode())
    )
