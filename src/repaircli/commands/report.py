"""`report`: the figures of a month."""

from __future__ import annotations

from functools import partial

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, finish, from_options

app = Noun()

_HTML = opt.text("--html FILE", N_("write a page with charts there as well, which needs nothing else"))


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


for _kind, _help in (
    ("sla", N_("promises kept, first and last; late contacts; time to contact and to close")),
    ("cancels", N_("cancels by reason and station, requests, refusals by clause, violations")),
    ("capacity", N_("load and capacity of each day, by station, and where it was too much")),
    ("polls", N_("days on which stations were on line as they must be, and by which rule not")),
    ("visits", N_("return visits: made and due, satisfied customers, scores")),
):
    app.command(
        _kind, _help, month=opt.MONTH, station=opt.ORDERS_OF_STATION, region=opt.ORDERS_OF_REGION, html=_HTML
    )(partial(_report, _kind))
