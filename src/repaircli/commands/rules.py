"""`rules`: the policy itself, reason by reason and clause by clause."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


class EditionName(StrEnum):
    """The editions of the policy, so that a wrong name is answered before anything is loaded."""

    MANUAL = "manual"
    V2 = "v2"


EDITION = typer.Option("--edition", help=N_("manual: 001 with 000 where 001 is silent; v2: 000 alone"))


@app.command("list", help=N_("every cancel reason and close fact, with its words and clauses"))
def list_(
    edition: Annotated[EditionName, EDITION] = EditionName.MANUAL,
    editions: Annotated[
        bool, typer.Option("--editions", help=N_("list the editions instead, and what differs between them"))
    ] = False,
) -> None:
    from repaircli.system import rules

    finish(rules.editions() if editions else rules.listed(edition))


@app.command(
    "show", help=N_("one reason with its row, conditions and clauses, or one clause with what stands on it")
)
def show(
    target: Annotated[
        str,
        typer.Argument(
            metavar="CLAUSE|REASON",
            help=N_("such as 001-1.5.2, §3.5.2, unreachable, or the Chinese words of a row"),
        ),
    ],
    edition: Annotated[EditionName, EDITION] = EditionName.MANUAL,
) -> None:
    from repaircli.system import rules

    finish(rules.shown(target, edition))


@app.command("matrix", help=N_("the table reason × origin × asker, as the policy prints it"))
def matrix(edition: Annotated[EditionName, EDITION] = EditionName.MANUAL) -> None:
    from repaircli.system import rules

    finish(rules.matrix(edition))


@app.command(
    "replay", help=N_("decide past requests again under another edition or limit, and list what changes")
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
        EditionName,
        typer.Option("--policy", help=N_("manual: 001 with 000 where 001 is silent; v2: 000 alone")),
    ] = EditionName.MANUAL,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="LIMIT=VALUE",
            help=N_("another limit, such as reschedule_days=10; may be given several times"),
        ),
    ] = None,
    region: Annotated[str | None, typer.Option("--region", help=N_("only this region"))] = None,
    station: Annotated[str | None, typer.Option("--station", help=N_("only this station"))] = None,
) -> None:
    from repaircli.cancelling import replay as cancelling_replay

    wanted = cancelling_replay.ReplayFilter(since, until, region, station)
    finish(cancelling_replay.replay(call(), wanted, policy, tuple(set_ or ())))
