"""`calendar`: the working days that deadlines count."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, finish

app = Noun()

YEAR = opt.argument("YEAR", N_("a year such as 2026"), int)

app.action("show", N_("show the days off and make-up days of a year"), "calendar.days.show", year=YEAR)
app.action(
    "check",
    N_("show the covered years; exit 6 if a deadline may soon fall outside them"),
    "calendar.days.check",
)
app.action(
    "import",
    N_("import days off and make-up days from a file"),
    "calendar.days.import_",
    file=opt.FILE._replace(help=N_("columns day, working, name; - reads standard input")),
    check=opt.CHECK,
    encoding=opt.ENCODING,
    sheet=opt.SHEET,
)


@app.command(
    "add-working-days",
    N_("count working days from a day, and list each day"),
    # a negative number is no option
    {"ignore_unknown_options": True},
    date=opt.argument("DAY", N_("such as 2026-06-04, 06-04, today, tomorrow, +2d")),
    n=opt.argument("N", N_("how many working days; a negative number counts back"), int),
)
def add_working_days(date: str, n: int) -> None:
    from repaircli.calendar import days

    finish(days.count(call(), date, n))


app.action(
    "hours",
    N_("show or set the working hours; the end of the last span is the close of business"),
    "calendar.days.hours",
    typed=opt.arguments(
        "SPAN", N_("hours such as 08:30-12:00 13:00-17:30; default: show the hours in force")
    ),
    since=opt.text("--from DAY", N_("first day on which they apply; default: today")),
)
app.action(
    "confirm",
    N_("mark a year as covered: the days imported for it are complete"),
    "calendar.days.confirm",
    year=YEAR,
)
app.action(
    "drop",
    N_("mark a year as not covered"),
    "calendar.days.drop",
    year=YEAR,
    undo=opt.flag("--undo", N_("mark it as covered again")),
)
