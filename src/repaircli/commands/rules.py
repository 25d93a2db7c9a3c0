"""`rules`: the policy itself, reason by reason and clause by clause."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()
limit = noun()
edition_ = noun()
app.add_typer(
    limit, name="limit", help=N_("numbers and readings of the policy, and from which day they count")
)
app.add_typer(edition_, name="edition", help=N_("the edition of the policy in force"))


class EditionName(StrEnum):
    """The editions of the policy, so that a wrong name is answered before anything is loaded."""

    MANUAL = "manual"
    V2 = "v2"


OF_EDITION = typer.Option("--edition", help=N_("manual: 001 with 000 where 001 is silent; v2: 000 alone"))


@app.command("list", help=N_("every cancel reason and close fact, with its words and clauses"))
def list_(
    edition: Annotated[EditionName, OF_EDITION] = EditionName.MANUAL,
    editions: Annotated[
        bool, typer.Option("--editions", help=N_("list the editions instead, and what differs between them"))
    ] = False,
) -> None:
    from repaircli.system import rules

    finish(rules.editions() if editions else rules.listed(edition))


@app.command(
    "show",
    help=N_(
        "one reason with its row, conditions and clauses; one clause with what stands on it; or one setting"
    ),
)
def show(
    target: Annotated[
        str,
        typer.Argument(
            metavar="CLAUSE|REASON|SETTING",
            help=N_("such as 001-1.5.2, §3.5.2, unreachable, the Chinese words of a row, or reschedule.from"),
        ),
    ],
    edition: Annotated[EditionName, OF_EDITION] = EditionName.MANUAL,
) -> None:
    from repaircli.system import rules

    finish(rules.shown(target, edition))


@app.command("matrix", help=N_("the table reason × origin × asker, as the policy prints it"))
def matrix(edition: Annotated[EditionName, OF_EDITION] = EditionName.MANUAL) -> None:
    from repaircli.system import rules

    finish(rules.matrix(edition))


@app.command(
    "replay", help=N_("decide past requests again under another edition or setting, and list what changes")
)
def replay(
    since: Annotated[
        str | None, typer.Option("--since", help=N_("only decisions made at or after this time"))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", help=N_("only decisions made until this time; a day means all of it")),
    ] = None,
    policy: Annotated[
        EditionName | None,
        typer.Option("--policy", help=N_("another edition; without it that in force at each decision")),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help=N_("another setting, such as reschedule.min_days=10; may be given several times"),
        ),
    ] = None,
    region: Annotated[str | None, typer.Option("--region", help=N_("only this region"))] = None,
    station: Annotated[str | None, typer.Option("--station", help=N_("only this station"))] = None,
) -> None:
    from repaircli.cancelling import replay as cancelling_replay

    wanted = cancelling_replay.ReplayFilter(since, until, region, station)
    finish(cancelling_replay.replay(call(), wanted, policy, tuple(set_ or ())))


FROM = typer.Option("--from", metavar="DATE", help=N_("the day from which it counts; today at the earliest"))
WHY = typer.Option("--why", metavar="T", help=N_("why it is set; kept with it"))
DRY_RUN = typer.Option(
    "--dry-run", help=N_("set nothing; show which pending requests would be answered otherwise")
)


@limit.command(
    "list", help=N_("every setting as in force, with default, clause, since when, by whom and why")
)
def limits(
    date: Annotated[
        str | None, typer.Option("--date", metavar="D", help=N_("the day; today where not given"))
    ] = None,
) -> None:
    from repaircli.policy import settings

    finish(settings.listed(call(), date))


@limit.command("set", help=N_("set a number or reading of the policy from a day on"))
def set_limit(
    key: Annotated[str, typer.Argument(metavar="KEY", help=N_("a setting of rules limit list"))],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", help=N_("such as 10, 3h30m, yes, promise; default is that of the edition")
        ),
    ],
    since: Annotated[str, FROM],
    why: Annotated[str, WHY],
    dry_run: Annotated[bool, DRY_RUN] = False,
) -> None:
    from repaircli.cancelling import replay as cancelling_replay
    from repaircli.policy import settings

    do = cancelling_replay.preview if dry_run else settings.set_
    finish(do(call(), key, value, since, why))


@edition_.command("use", help=N_("put an edition of the policy in force from a day on"))
def use(
    name: Annotated[EditionName, typer.Argument(metavar="manual|v2", help=N_("the edition"))],
    since: Annotated[str, FROM],
    why: Annotated[str, WHY],
    dry_run: Annotated[bool, DRY_RUN] = False,
) -> None:
    from repaircli.cancelling import replay as cancelling_replay
    from repaircli.policy import settings
    from repaircli.rules.policy.limits import EDITION

    if dry_run:
        finish(cancelling_replay.preview(call(), EDITION, name, since, why))
    else:
        finish(settings.use(call(), name, since, why))
