"""`settle`: what stations are paid for a month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, chinese_file, confirm, finish
from repaircli.platform import invocation
from repaircli.platform.text import msg

app = Noun()


@app.command(
    "station",
    N_("show the settlement of a month, line by line; --lock makes it final"),
    month=opt.MONTH,
    station=opt.ONLY_STATION,
    region=opt.STATIONS_OF_REGION,
    lock=opt.flag("--lock", N_("make it final; later changes become adjustments")),
    dry_run=opt.flag("--dry-run", N_("with --lock: check everything and show the answer, write nothing")),
    output=opt.text("--output, -o FILE", N_("file for the lines: .csv, .tsv, .jsonl or .xlsx")),
    html=opt.text("--html FILE", N_("file for statements to print and sign")),
)
def station(
    month: str | None,
    station: str | None,
    region: str | None,
    lock: bool,
    dry_run: bool,
    output: str | None,
    html: str | None,
) -> None:
    from repaircli.money import settlement
    from repaircli.platform.errors import UsageProblem

    if dry_run and not lock:
        raise UsageProblem(msg("--dry-run can only be used with --lock; without --lock nothing is written"))
    month = settlement.asked_month(call(), month)
    files = settlement.Files(output, html, None if html is None else _paper(), chinese=chinese_file(output))
    asked = replace(call(month=month), dry_run=dry_run)
    if lock and not dry_run:
        confirm(lambda: settlement.ask_lock(asked, month, station, region))
    finish(settlement.station(asked, month, station=station, region=region, lock=lock, files=files))


app.action(
    "list",
    N_("list settled and locked months, latest first"),
    "money.settlement.listing",
    station=opt.ONLY_STATION,
    region=opt.STATIONS_OF_REGION,
    limit=opt.LIMIT,
)


def _paper() -> Callable[[Mapping[str, Any]], str]:  # data of an answer
    from repaircli.money import statement_page

    lang = invocation.current().lang
    return lambda data: statement_page.html(data, lang)
