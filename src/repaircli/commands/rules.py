"""`rules`: the policy itself, reason by reason and clause by clause."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from repaircli.commands._seam import N_, finish, noun

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
    from repaircli.actions import rules

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
    from repaircli.actions import rules

    finish(rules.shown(target, edition))


@app.command("matrix", help=N_("the table reason × origin × asker, as the policy prints it"))
def matrix(edition: Annotated[EditionName, EDITION] = EditionName.MANUAL) -> None:
    from repaircli.actions import rules

    finish(rules.matrix(edition))
