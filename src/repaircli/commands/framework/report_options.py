"""Options that say what a customer reports: who he is, where the machine stands, which one it is."""

from __future__ import annotations

import typer

from repaircli.platform.text import N_

CUSTOMER = typer.Option("--customer", metavar="NAME", help=N_("the customer's name"))
PHONE = typer.Option(
    "--phone", metavar="P", help=N_("a number of the customer; the first is the one to call")
)
CALLER = typer.Option("--caller-no", metavar="P", help=N_("the number that the call came from"))
ADDRESS = typer.Option("--address", metavar="A", help=N_("where the machine is"))
FAULT = typer.Option("--fault", metavar="TEXT", help=N_("what the customer sees"))
TIME_NEED = typer.Option(
    "--time-need", metavar="TEXT", help=N_("when the customer needs it; goes into the fault text")
)
PRODUCT = typer.Option("--product", metavar="desktop|notebook|server", help=N_("kind of machine"))
MODEL = typer.Option("--model", metavar="M", help=N_("model of the machine"))
SERIAL = typer.Option("--serial", metavar="S", help=N_("serial number of the machine"))
ONSITE = typer.Option("--onsite-until", metavar="D", help=N_("last day of the free on-site period"))
WARRANTY = typer.Option("--warranty-until", metavar="D", help=N_("last day of the warranty"))
