"""`repaircli import`: imports of files, finished or not."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, confirm, finish, noun
from repaircli.platform.text import msg

app = noun()

ID = typer.Argument(metavar="ID", help=N_("number of the import, as `import list` shows it"))


@app.command("list", help=N_("the latest imports, those under way too"))
def list_() -> None:
    from repaircli.files import imports

    finish(imports.batches(call()))


@app.command("resume", help=N_("go on with an unfinished import where it stopped"))
def resume(number: Annotated[int, ID]) -> None:
    from repaircli.files import imports

    finish(imports.resume(call(), number))


@app.command("discard", help=N_("give up an unfinished import and remove its rows"))
def discard(number: Annotated[int, ID]) -> None:
    from repaircli.files import imports

    confirm(msg("discard import {id} and remove the rows it has written?", id=number))
    finish(imports.discard(call(), number))
