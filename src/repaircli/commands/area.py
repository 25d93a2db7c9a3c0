"""`area`: administrative areas by their codes."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


@app.command("list", help=N_("the provinces, what lies in an area, or areas by name"))
def list_(
    parent: Annotated[
        str | None, typer.Option("--parent", metavar="CODE", help=N_("only what lies in this area"))
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help=N_("part of the full name"))
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=N_("how many at most"), show_default=True)
    ] = 200,
) -> None:
    from repaircli.network import areas

    finish(areas.list_(call(), parent=parent, name=name, limit=limit))


@app.command("show", help=N_("an area with what lies in it and the stations that serve it today"))
def show(code: Annotated[str, typer.Argument(metavar="CODE", help=N_("area code"))]) -> None:
    from repaircli.network import areas

    finish(areas.show(call(), code))


@app.command("import", help=N_("import areas from a file, over the list that is shipped"))
def import_(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help=N_("columns code, name, parent; - reads standard input"))
    ],
    check: Annotated[
        bool, typer.Option("--check", help=N_("read and check every line, write nothing"))
    ] = False,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help=N_("encoding of the file; else it is found out")),
    ] = None,
) -> None:
    from repaircli.files import import_areas

    finish(import_areas.areas(call(file=None), file, check=check, encoding=encoding))
