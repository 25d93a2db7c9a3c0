"""`db`: the database itself."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


@app.command("info", help=N_("what the database is, and what it holds"))
def info() -> None:
    from repaircli.system import database

    finish(database.info(call()))


@app.command("check", help=N_("whether file, references, schema and audit chain are sound"))
def check() -> None:
    from repaircli.system import database

    finish(database.check(call()))


@app.command("backup", help=N_("copy the database into a new file while others go on working"))
def backup(
    file: Annotated[str, typer.Argument(metavar="FILE", help=N_("the new file; it must not be there yet"))],
) -> None:
    from repaircli.system import database

    finish(database.backup(call(), file))


@app.command("migrate", help=N_("bring an older database up to this program; a copy is kept beside it"))
def migrate() -> None:
    from repaircli.system import database

    finish(database.migrate(call()))
