"""`db`: the database itself."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action("info", N_("what the database is, and what it holds"), "system.database.info")
app.action("check", N_("whether file, references, schema and audit chain are sound"), "system.database.check")
app.action(
    "backup",
    N_("copy the database into a new file while others go on working"),
    "system.database.backup",
    file=opt.argument("FILE", N_("the new file; it must not be there yet")),
)
app.action(
    "migrate",
    N_("bring an older database up to this program; a copy is kept beside it"),
    "system.database.migrate",
)
