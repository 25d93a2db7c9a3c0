"""`report`: the figures of a month."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, finish, from_options

app = Noun()

_HTML = opt.text("--html, --output, -o FILE", N_("also write a web page with charts to this file"))


def _report(kind: str, html: str | None, **_: object) -> None:
    from repaircli.reports import figures as reports_figures

    wanted = from_options(reports_figures.ReportFilter)
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


@app.command(
    "day",
    N_("show the work of a day and the open work, for the hand-over"),
    day=opt.DAY,
    mine=opt.flag("--mine", N_("only your own steps, and orders assigned to you")),
    station=opt.ORDERS_OF_STATION,
    region=opt.ORDERS_OF_REGION,
    html=_HTML,
)
def day(html: str | None, **_: object) -> None:
    from repaircli.platform import invocation
    from repaircli.reports import day as reports_day

    def page(data: Mapping[str, object]) -> bytes:
        from repaircli.reports import page as reports_page

        return reports_page.page(data, invocation.current().lang).encode()

    finish(reports_day.report(call(), from_options(reports_day.DayFilter), html, page))


for _kind, _help in (
    ("sla", N_("report kept promises, late contacts, and times to contact and to close")),
    ("cancels", N_("report cancels by reason and station, requests, refusals by clause, and violations")),
    ("capacity", N_("report load and capacity of each station and day, and overloads")),
    ("polls", N_("report on how many days stations were online as required, and which rules they missed")),
    ("visits", N_("report follow-up calls: made, due, satisfied customers, and scores")),
):
    app.command(
        _kind, _help, month=opt.MONTH, station=opt.ORDERS_OF_STATION, region=opt.ORDERS_OF_REGION, html=_HTML
    )(partial(_report, _kind))
