"""`db`: the database itself."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action("info", N_("show the database, its version and its contents"), "system.database.info")
app.action("check", N_("check file, references, schema and audit log for damage"), "system.database.check")
app.action(
    "backup",
    N_("copy the database to a new file; others can keep working"),
    "system.database.backup",
    file=opt.argument("FILE", N_("the new file; it must not exist yet")),
)
app.action(
    "migrate",
    N_("upgrade an older database to this version; a copy is kept beside it"),
    "system.database.migrate",
)
