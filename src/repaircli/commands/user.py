"""`user`: identities and their roles. No option ever takes a password."""

from __future__ import annotations

from typing import Annotated

import typer

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()

LOGIN = typer.Argument(metavar="LOGIN", help=N_("the name to act under"))
ROLE = typer.Option("--role", metavar="R", help=N_("a role, as code or Chinese word; may be repeated"))
REGION = typer.Option("--region", metavar="R", help=N_("the region of a liaison"))
STATION = typer.Option("--station", metavar="NO", help=N_("the station of a coordinator or engineer"))


@app.command("add", help=N_("add an identity"))
def add(
    login: Annotated[str, LOGIN],
    name: Annotated[str, typer.Option("--name", metavar="N", help=N_("the person's name"))],
    role: Annotated[list[str], ROLE],
    region: Annotated[str | None, REGION] = None,
    station: Annotated[str | None, STATION] = None,
) -> None:
    from repaircli.network import users

    finish(users.add(call(), login, users.UserInput(name, role, region, station)))


@app.command("edit", help=N_("change what is given of an identity; roles given replace the old ones"))
def edit(
    login: Annotated[str, LOGIN],
    name: Annotated[str | None, typer.Option("--name", metavar="N", help=N_("the person's name"))] = None,
    role: Annotated[list[str] | None, ROLE] = None,
    region: Annotated[str | None, REGION] = None,
    station: Annotated[str | None, STATION] = None,
    enable: Annotated[bool, typer.Option("--enable", help=N_("let a disabled identity act again"))] = False,
) -> None:
    from repaircli.network import users

    finish(users.edit(call(), login, users.UserInput(name, role or None, region, station), enable=enable))


@app.command("disable", help=N_("keep an identity from acting"))
def disable(login: Annotated[str, LOGIN]) -> None:
    from repaircli.network import users

    finish(users.disable(call(), login))


@app.command("list", help=N_("the identities of one's own station or region, or all"))
def list_(
    role: Annotated[
        str | None, typer.Option("--role", metavar="R", help=N_("only those with this role"))
    ] = None,
    disabled: Annotated[bool, typer.Option("--disabled", help=N_("disabled ones too"))] = False,
) -> None:
    from repaircli.network import users

    finish(users.list_(call(), role=role, disabled=disabled))
