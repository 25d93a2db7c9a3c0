"""`calendar`: the working days that deadlines count."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()

YEAR = typer.Argument(metavar="YEAR", help=N_("a year such as 2026"))


@app.command("show", help=N_("a year's days off and make-up days"))
def show(year: Annotated[int, YEAR]) -> None:
    from repaircli.calendar import days

    finish(days.show(call(), year))


@app.command("check", help=N_("which years are covered; exit 6 where a deadline may soon be beyond them"))
def check() -> None:
    from repaircli.calendar import days

    finish(days.check(call()))


@app.command("import", help=N_("import days off and make-up days from a file"))
def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help=N_("columns day, working, name; - reads standard input"))
    ],
    check: Annotated[
        bool, typer.Option("--check", help=N_("read and check every line, write nothing"))
    ] = False,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help=N_("encoding of the file; else it is found out")),
    ] = None,
) -> None:
    from repaircli.calendar import days

    finish(days.import_(call(file=None), file, check=check, encoding=encoding))


@app.command(
    "add-working-days",
    help=N_("count working days from a day on, day by day"),
    # a negative number is no option
    context_settings={"ignore_unknown_options": True},
)
def add_working_days(
    date: Annotated[str, typer.Argument(metavar="DATE", help=N_("2026-06-04, 06-04, today, tomorrow, +2d"))],
    n: Annotated[int, typer.Argument(metavar="N", help=N_("how many working days; negative goes back"))],
) -> None:
    from repaircli.calendar import days

    finish(days.count(call(), date, n))


@app.command("hours", help=N_("the working hours; the end of the last span is the close of business"))
def hours(
    spans: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SPAN", help=N_("hours such as 08:30-12:00 13:00-17:30; without any they are shown")
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help=N_("the day from which they count; today"))
    ] = None,
) -> None:
    from repaircli.calendar import days

    finish(days.hours(call(), spans or (), since))


@app.command("drop", help=N_("make a year count as not covered"))
def drop(
    year: Annotated[int, YEAR],
    undo: Annotated[bool, typer.Option("--undo", help=N_("count it as covered again"))] = False,
) -> None:
    from repaircli.calendar import days

    finish(days.drop(call(), year, undo=undo))
