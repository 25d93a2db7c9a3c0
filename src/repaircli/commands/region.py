"""`region`: the regions of the network."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


@app.command("add", help=N_("add a region"))
def add(name: Annotated[str, typer.Argument(metavar="NAME", help=N_("its name"))]) -> None:
    from repaircli.network import regions

    finish(regions.add(call(), name))


@app.command("list", help=N_("every region and how many stations it has"))
def list_() -> None:
    from repaircli.network import regions

    finish(regions.list_(call()))
