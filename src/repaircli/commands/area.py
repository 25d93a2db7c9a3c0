"""`area`: administrative areas by their codes."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "list",
    N_("the provinces, what lies in an area, or areas by name"),
    "network.areas.list_",
    parent=opt.text("--parent CODE", N_("only what lies in this area")),
    name=opt.text("--name TEXT", N_("part of the full name")),
    limit=opt.limit(200),
)
app.action(
    "show",
    N_("an area with what lies in it and the stations that serve it today"),
    "network.areas.show",
    code=opt.argument("CODE", N_("area code")),
)
app.action(
    "import",
    N_("import areas from a file, over the list that is shipped"),
    "files.import_areas.areas",
    file=opt.FILE._replace(help=N_("columns code, name, parent; - reads standard input")),
    check=opt.CHECK,
    encoding=opt.ENCODING,
)
