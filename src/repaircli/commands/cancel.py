"""The commands of cancelling: ask, request, decide."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import (
    N_,
    Into,
    Noun,
    asks,
    call,
    confirm,
    cut,
    finish,
    from_options,
    given_options,
    rows_wanted,
    sorted_by,
)
from repaircli.platform import invocation
from repaircli.platform.text import command_line, msg

if TYPE_CHECKING:
    from repaircli.cancelling.decide import Picked, Policy
    from repaircli.platform.answers import Call

app = Noun()

_INPUT = Into("cancelling.check.CancelInput")
_REASON = opt.text("--reason REASON", N_("reason code, or its Chinese words; see rules list")).needed()
_DETAIL = opt.text("--detail", N_("the details; they go into the cancel remark"))
_WISHES = {
    "wished": opt.text("--wished DAY", N_("the customer's new date")),
    "agrees_rereport": opt.flag("--agrees-rereport", N_("the customer agrees to report again")),
    "asked_on": opt.text(
        "--asked-on DAY", N_("the day on which the customer asked; a contact must be logged on it")
    ),
}
_CALL = {
    "station_induced": opt.flag(
        "--station-induced", N_("the customer says that the station told them to call")
    ),
    "gives_up": opt.flag(
        "--gives-up", N_("the customer confirmed to the agent that they no longer want the repair")
    ),
}
_TARGET = opt.text("--to-station STATION", N_("head station that gets the new order"))
_ID = opt.argument("REQUEST", N_("number of the request"), int)
_FILTERS = {
    "order": opt.text("--order NO", N_("only those of this order")),
    "region": opt.ONLY_REGION,
    "station": opt.ONLY_STATION,
    "reason": opt.text("--reason REASON", N_("only this reason")),
    "older_than": opt.number(
        "--older-than DAYS", N_("only requests pending for more than this many working days")
    ),
}
_SELECTION = {
    "ids": opt.arguments("REQUEST", N_("numbers of the requests"), list[int]),
    "all_": opt.flag("--all", N_("every pending request that you may decide and that matches the filters")),
    "from_": opt.text(
        "--from FILE|-", N_("read the numbers from a file: one a line, or JSON lines with an id")
    ),
    **_FILTERS,
    "dry_run": opt.flag("--dry-run", N_("show the result without writing anything")),
}
"""Which requests are decided, and whether only for trial."""

app.action(
    "check",
    N_("check whether an order may be cancelled; writes nothing"),
    "cancelling.check.check",
    no=opt.NO,
    given=_INPUT,
    reason=_REASON,
    detail=_DETAIL,
    asked_by=opt.text("--asked-by station|region|customer", N_("who asks; default: according to your role")),
    **_WISHES,
    **_CALL,
    to_station=_TARGET,
)
app.action(
    "request",
    N_("request a cancel from the region"),
    "cancelling.requests.request",
    "cancelling.confirm.request",
    no=opt.NO,
    given=_INPUT,
    reason=_REASON,
    detail=_DETAIL.needed(),
    **_WISHES,
    to_station=_TARGET,
)


@app.command(
    "list",
    N_("list cancel requests, oldest first"),
    statuses=opt.texts(
        "--status pending|approved|rejected|withdrawn|refused",
        N_("only this status"),
    ),
    **_FILTERS,
    limit=opt.LIMIT,
    sort=opt.SORT,
    ids=opt.flag("--ids", N_("print only the numbers, one a line, for cancel approve --from")),
)
def list_(limit: int | None, sort: str | None, ids: bool, **_: object) -> None:
    from repaircli.cancelling import requests

    wanted = from_options(requests.RequestFilter)
    if sort is not None and not ids:
        answer = sorted_by(requests.list_(call(), wanted, opt.EVERY), sort)
        finish(cut(answer, rows_wanted(limit), opt.LIMIT))
        return
    finish((requests.ids if ids else requests.list_)(call(), wanted, rows_wanted(limit)))


app.action("show", N_("show one cancel request"), "cancelling.requests.show", request_id=_ID)


@app.command(
    "approve",
    N_("approve pending requests; each is checked again against the current facts"),
    **_SELECTION,
    to_station=_TARGET,
    plan=opt.text(
        "--plan FILE",
        N_("write a plan for review, as CSV or .xlsx, and change nothing; --apply carries it out"),
    ),
    apply=opt.text(
        "--apply FILE|-",
        N_("carry out a plan: approve, reject or leave each request as its line says"),
    ),
    sheet=opt.SHEET,
)
def approve(to_station: str | None, dry_run: bool, plan: str | None, apply: str | None, **_: object) -> None:
    from repaircli.cancelling import decide

    if apply is not None:
        _alone_with_apply()
        _apply(apply, dry_run)
    elif plan is not None:
        _plan(plan, decide.approval(to_station))
    else:
        _decide(decide.approval(to_station), dry_run)


@app.command(
    "reject",
    N_("reject pending requests and state the reason; the repairs continue"),
    **_SELECTION,
    why=opt.text("--why", N_("reason given to the stations")).needed(),
)
def reject(why: str, dry_run: bool, **_: object) -> None:
    from repaircli.cancelling import endings

    _decide(endings.rejection(why), dry_run)


@app.command("withdraw", N_("withdraw pending requests; the repairs continue"), **_SELECTION)
def withdraw(dry_run: bool, **_: object) -> None:
    from repaircli.cancelling import endings

    _decide(endings.withdrawal(), dry_run)


def _picked() -> tuple[Call, Picked]:
    """The requests that were typed or are in a file, and the call that has them as its content."""
    from collections import Counter

    from repaircli.cancelling import ids
    from repaircli.cancelling.decide import Picked
    from repaircli.cancelling.requests import RequestFilter

    said, wanted = invocation.current(), from_options(RequestFilter)
    given = said.given
    picked = ids.chosen(
        said.command,
        given.get("ids") or [],
        bool(given.get("all_")),
        given.get("from_"),
        filtered=wanted != RequestFilter(),
    )
    once = None if picked is None else list(dict.fromkeys(picked))
    repeated = [id for id, n in Counter(picked or ()).items() if n > 1]
    return call(ids=once), Picked(once, wanted, listed=bool(given.get("from_")), repeated=repeated)


def _decide(policy: Policy, dry_run: bool) -> None:
    """Decides the requests that were picked; on a terminal a person is asked first how many would end how."""
    from repaircli.cancelling import decide

    asked, picked = _picked()
    if asks() and not dry_run:
        from repaircli.cancelling import confirm as cancelling_confirm

        foreseen = cancelling_confirm.many(asked, picked, policy)
        confirm(foreseen.question)
        picked = replace(picked, only=foreseen.ids)
    finish(decide.carry_out(asked, picked, replace(policy, dry_run=dry_run)))


def _plan(file: str, policy: Policy) -> None:
    from repaircli.cancelling import plan

    said = invocation.current()
    asked, picked = _picked()
    over = os.path.lexists(file)
    if over:
        confirm(msg("replace the file {file}?", file=file))
    finish(plan.make(asked, picked, policy, file, said.lang, replace_file=said.yes or (over and asks())))


def _apply(file: str, dry_run: bool) -> None:
    from repaircli.cancelling import confirm as cancelling_confirm
    from repaircli.cancelling import plan, plan_file

    asked, read = call(apply=True), plan_file.read(file)
    if not dry_run:
        confirm(lambda: cancelling_confirm.planned(asked, read))
    finish(plan.apply_plan(asked, read, dry_run=dry_run))


def _alone_with_apply() -> None:
    """A plan says itself which requests are decided and where the new orders go."""
    from repaircli.platform.errors import UsageProblem

    said = given_options(("ids", "all_", "from_", *_FILTERS, "to_station", "plan"))
    if any(value not in (False, None) for value in said.values()):
        raise UsageProblem(
            msg(
                "--apply takes its requests and stations from the plan; remove ids, filters and --to-station"
            ),
            command_line("cancel approve", "--apply FILE"),
        )


app.action(
    "self",
    N_("cancel an order that your station created by mistake"),
    "cancelling.direct.self_cancel",
    "cancelling.confirm.self_cancel",
    no=opt.NO,
    given=_INPUT,
    reason=opt.text("--reason entry_error|clerical_other", N_("the mistake that was made")).needed(),
    detail=_DETAIL.needed(),
)


@app.command(
    "by-customer",
    N_("cancel an order because the customer called (for agents)"),
    no=opt.NO,
    reason=_REASON,
    detail=_DETAIL.needed(),
    **_CALL,
    to_station=_TARGET,
    caller=opt.text("--caller customer|station", N_("who is calling"), "customer"),
)
def by_customer(no: str, caller: str, **_: object) -> None:
    from repaircli.cancelling import confirm as cancelling_confirm
    from repaircli.cancelling import direct as cancelling_direct
    from repaircli.cancelling.check import CancelInput
    from repaircli.platform import inputs
    from repaircli.platform.codes import ZH

    callers = {code: ZH["asked_by"][code] for code in ("customer", "station")}
    caller = inputs.chosen(callers, caller, "--caller")
    asked, given = call(), from_options(CancelInput)
    confirm(lambda: cancelling_confirm.by_customer(asked, no, given, caller))
    finish(cancelling_direct.by_customer(asked, no, given, caller))
