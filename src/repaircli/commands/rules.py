"""`rules`: the policy itself, reason by reason and clause by clause."""

from __future__ import annotations

from typing import Literal, get_args

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun, call, finish

app = Noun()
limit = app.noun("limit", N_("show and set the numbers and interpretations of the policy"))
edition_ = app.noun("edition", N_("choose the edition of the policy in force"))

Edition = Literal["manual", "v2"]
"""The editions of the policy, so that a wrong name is answered before anything is loaded."""

_OF_EDITION = opt.Param(
    "--edition",
    N_("manual: document 001, and 000 where 001 says nothing; v2: document 000 only"),
    Edition,
    get_args(Edition)[0],
)


@app.command(
    "list",
    N_("list every cancel reason and close fact with its clauses"),
    edition=_OF_EDITION,
    editions=opt.flag("--editions", N_("list the editions and their differences instead")),
)
def list_(edition: Edition, editions: bool) -> None:
    from repaircli.system import rules

    finish(rules.editions() if editions else rules.listed(edition))


@app.command(
    "show",
    N_("show one cancel reason, one clause or one setting, with everything that belongs to it"),
    target=opt.argument(
        "CLAUSE|REASON|SETTING",
        N_("such as 001-1.5.2, §3.5.2, unreachable, a reason in Chinese, or reschedule.from"),
    ),
    edition=_OF_EDITION,
)
def show(target: str, edition: Edition) -> None:
    from repaircli.system import rules

    finish(rules.shown(target, edition))


@app.command("matrix", N_("show the table of reason, origin and asker from the policy"), edition=_OF_EDITION)
def matrix(edition: Edition) -> None:
    from repaircli.system import rules

    finish(rules.matrix(edition))


app.action(
    "replay",
    N_("decide past requests again under another edition or setting, and list the differences"),
    "cancelling.replay.replay",
    wanted=Into("cancelling.replay.ReplayFilter"),
    since=opt.text("--since TIME", N_("only decisions made at or after this time")),
    until=opt.text("--until TIME", N_("only decisions made up to this time; a day includes the whole day")),
    edition=opt.Param(
        "--edition", N_("another edition; default: the edition in force at each decision"), Edition
    ),
    changed_to=opt.texts(
        "--set KEY=VALUE",
        N_("another setting, such as reschedule.min_days=10"),
    ),
    region=opt.ONLY_REGION,
    station=opt.ONLY_STATION,
)

_SETTING = {
    "since": opt.text("--from DAY", N_("first day on which it applies; not before today")).needed(),
    "why": opt.text("--why TEXT", N_("the reason; it is stored with the setting")).needed(),
    "dry_run": opt.flag(
        "--dry-run", N_("change nothing; show which pending requests would get another answer")
    ),
}

limit.action(
    "list",
    N_("list every setting: value, default, clause, since when, by whom and why"),
    "policy.settings.listed",
    day=opt.DAY,
)


@limit.command(
    "set",
    N_("set a number or interpretation of the policy from a given day"),
    key=opt.argument("KEY", N_("name of a setting; see `rules limit list`")),
    value=opt.argument(
        "VALUE", N_("such as 10, 3h30m, yes or promise; the word default restores the value of the edition")
    ),
    **_SETTING,
)
def set_limit(key: str, value: str, since: str, why: str, dry_run: bool) -> None:
    from repaircli.cancelling import replay as cancelling_replay
    from repaircli.policy import settings

    do = cancelling_replay.preview if dry_run else settings.set_
    finish(do(call(), key, value, since, why))


@edition_.command(
    "use",
    N_("put an edition of the policy in force from a given day"),
    name=opt.argument("manual|v2", N_("the edition"), Edition),
    **_SETTING,
)
def use(name: Edition, since: str, why: str, dry_run: bool) -> None:
    from repaircli.cancelling import replay as cancelling_replay
    from repaircli.policy import settings
    from repaircli.rules.policy.limits import EDITION

    if dry_run:
        finish(cancelling_replay.preview(call(), EDITION, name, since, why))
    else:
        finish(settings.use(call(), name, since, why))
