"""`area`: administrative areas by their codes."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "list",
    N_("list the provinces, the areas below an area, or areas by name"),
    "network.areas.list_",
    parent=opt.text("--parent CODE", N_("only areas directly below this area")),
    name=opt.text("--name NAME", N_("part of the full name")),
    limit=opt.LIMIT,
)
app.action(
    "show",
    N_("show an area, the areas below it, and the stations that serve it today"),
    "network.areas.show",
    code=opt.argument("CODE", N_("area code")),
)
app.action(
    "import",
    N_("import areas from a file, in addition to the built-in list; rows with the same code are replaced"),
    "files.import_areas.areas",
    file=opt.FILE._replace(help=N_("columns code, name, parent; - reads standard input")),
    check=opt.CHECK,
    encoding=opt.ENCODING,
    sheet=opt.SHEET,
)
