"""`rules`: the policy itself, reason by reason and clause by clause."""

from __future__ import annotations

from typing import Literal, get_args

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Into, Noun, call, finish

app = Noun()
limit = app.noun("limit", N_("numbers and readings of the policy, and from which day they count"))
edition_ = app.noun("edition", N_("the edition of the policy in force"))

Edition = Literal["manual", "v2"]
"""The editions of the policy, so that a wrong name is answered before anything is loaded."""

_OF_EDITION = opt.Param(
    "--edition", N_("manual: 001 with 000 where 001 is silent; v2: 000 alone"), Edition, get_args(Edition)[0]
)


@app.command(
    "list",
    N_("every cancel reason and close fact, with its words and clauses"),
    edition=_OF_EDITION,
    editions=opt.flag("--editions", N_("list the editions instead, and what differs between them")),
)
def list_(edition: Edition, editions: bool) -> None:
    from repaircli.system import rules

    finish(rules.editions() if editions else rules.listed(edition))


@app.command(
    "show",
    N_("one reason with its row, conditions and clauses; one clause with what stands on it; or one setting"),
    target=opt.argument(
        "CLAUSE|REASON|SETTING",
        N_("such as 001-1.5.2, §3.5.2, unreachable, the Chinese words of a row, or reschedule.from"),
    ),
    edition=_OF_EDITION,
)
def show(target: str, edition: Edition) -> None:
    from repaircli.system import rules

    finish(rules.shown(target, edition))


@app.command("matrix", N_("the table reason × origin × asker, as the policy prints it"), edition=_OF_EDITION)
def matrix(edition: Edition) -> None:
    from repaircli.system import rules

    finish(rules.matrix(edition))


app.action(
    "replay",
    N_("decide past requests again under another edition or setting, and list what changes"),
    "cancelling.replay.replay",
    wanted=Into("cancelling.replay.ReplayFilter"),
    since=opt.text("--since", N_("only decisions made at or after this time")),
    until=opt.text("--until", N_("only decisions made until this time; a day means all of it")),
    edition=opt.Param("--edition", N_("another edition; without it that in force at each decision"), Edition),
    changed_to=opt.texts(
        "--set KEY=VALUE",
        N_("another setting, such as reschedule.min_days=10; may be given several times"),
    ),
    region=opt.ONLY_REGION,
    station=opt.ONLY_STATION,
)

_SETTING = {
    "since": opt.text("--from DATE", N_("the day from which it counts; today at the earliest")).needed(),
    "why": opt.text("--why T", N_("why it is set; kept with it")).needed(),
    "dry_run": opt.flag(
        "--dry-run", N_("set nothing; show which pending requests would be answered otherwise")
    ),
}

limit.action(
    "list",
    N_("every setting as in force, with default, clause, since when, by whom and why"),
    "policy.settings.listed",
    day=opt.DAY,
)


@limit.command(
    "set",
    N_("set a number or reading of the policy from a day on"),
    key=opt.argument("KEY", N_("a setting of rules limit list")),
    value=opt.argument("VALUE", N_("such as 10, 3h30m, yes, promise; default is that of the edition")),
    **_SETTING,
)
def set_limit(key: str, value: str, since: str, why: str, dry_run: bool) -> None:
    from repaircli.cancelling import replay as cancelling_replay
    from repaircli.policy import settings

    do = cancelling_replay.preview if dry_run else settings.set_
    finish(do(call(), key, value, since, why))


@edition_.command(
    "use",
    N_("put an edition of the policy in force from a day on"),
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
