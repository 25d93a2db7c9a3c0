"""How options and arguments are declared, and those that several nouns have in common."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import typer

from repaircli.platform.text import N_

NEEDED = ...
"""The default of what must be given."""


class Param(NamedTuple):
    """An option or an argument of a command, before its command is built.

    `spec` reads as in help: the option's names and what its value is called, `--output, -o FILE`; of an argument only
    the latter. `low` is the least number. `content` is False for the name of a file whose content is what counts: a
    request id given again is not compared by it.
    """

    spec: str
    help: str
    kind: object = str
    default: object = None
    low: int | None = None
    content: bool = True

    def needed(self) -> Param:
        """The same, but it must be given."""
        return self._replace(default=NEEDED)

    def optional(self) -> Param:
        """The same, but it may be left out."""
        return self._replace(default=None)

    @property
    def is_limit(self) -> bool:
        """Whether it says how long a list may be, by a number or `all`."""
        return self.spec == "--limit N|all"

    def annotation(self) -> object:
        """As Typer reads it in a signature."""
        if self.kind is typer.Context:
            return self.kind
        kind = self.kind | None if self.default is None else self.kind  # type: ignore[operator]
        if not self.spec.startswith("-"):
            return Annotated[kind, typer.Argument(metavar=self.spec, help=self.help, min=self.low)]
        *names, last = self.spec.replace(",", "").split()
        metavar = None if last.startswith("-") else last
        names += [last] if metavar is None else []
        return Annotated[kind, typer.Option(*names, metavar=metavar, help=self.help, min=self.low)]


CONTEXT = Param("", "", typer.Context, NEEDED)
"""For a command that runs others: Typer's context, whose `obj` is the program."""


def text(spec: str, help: str, default: str | None = None) -> Param:
    """An option with a text."""
    return Param(spec, help, default=default)


def texts(spec: str, help: str) -> Param:
    """An option with a text that may be given several times."""
    return Param(spec, help, list[str], ())


def number(spec: str, help: str, default: int | None = None, low: int | None = None) -> Param:
    """An option with a whole number."""
    return Param(spec, help, int, default, low)


def flag(spec: str, help: str) -> Param:
    """An option without a value."""
    return Param(spec, help, bool, False)


def switch(spec: str, help: str) -> Param:
    """Two options, one for yes and one for no, of which neither need be given: `--closed/--open`."""
    return Param(spec, help, bool)


def argument(spec: str, help: str, kind: object = str, low: int | None = None) -> Param:
    """An argument that must be given."""
    return Param(spec, help, kind, NEEDED, low)


def arguments(spec: str, help: str, kind: object = list[str]) -> Param:
    """Arguments of which there may be any number, also none."""
    return Param(spec, help, kind, ())


def row_id(help: str) -> Param:
    """The number under which the database keeps something."""
    return argument("ID", help, int, low=1)


PAGE = 50
"""Rows of a list on a terminal; a script gets every one, since nothing tells it that some were left off."""

EVERY = 2**31 - 1
"""The number of `--limit all`."""

LIMIT = Param("--limit N|all", N_("show at most this many; default: 50 on a terminal, else all"), int)
"""How long a list may be. The action takes one more than are shown, so that rows left off can be told."""
LIMIT_LATEST = LIMIT._replace(
    help=N_("show at most this many, the latest; default: 50 on a terminal, else all")
)
"""The same of a list whose last rows count."""
LIMIT_TOLD = LIMIT._replace(kind=int)
"""The same where the action itself tells what is left off."""
LIMIT_SHOWN = LIMIT._replace(kind=int)
"""The same of a short list, which the action makes whole."""


SORT = text("--sort FIELD", N_("sort by this key of the JSON; a minus before it sorts in descending order"))
"""Of every list that the action does not sort itself: all rows are read, sorted, and then cut off."""


NO = argument("NO", N_("order number, or a unique part of it"))
OF_ORDER = argument("NO", N_("only this order")).optional()
STATION_NO = argument("STATION", N_("station number of 6 digits"))

ORDERS_OF_STATION = text("--station STATION", N_("only orders of this station or branch point"))
ORDERS_OF_REGION = text("--region REGION", N_("only orders of this region"))
ORDERS_OF_ENGINEER = text("--engineer LOGIN", N_("only orders assigned to this engineer"))
ONLY_STATION = text("--station STATION", N_("only this station"))
ONLY_REGION = text("--region REGION", N_("only this region"))
STATIONS_OF_REGION = text("--region REGION", N_("only stations of this region"))
STATIONS_OF_AREA = text("--area CODE", N_("only stations that serve it"))

LIST_FILTERS = {
    "station": ONLY_STATION,
    "region": ONLY_REGION,
    "since": text("--since TIME", N_("only what was written at or after this time")),
    "until": text("--until TIME", N_("only what was written up to this time; a day includes the whole day")),
}
"""Which rows a list shows; the action takes them as a `network.scope.ListFilter`."""

ORDER_FILTERS = {
    "statuses": texts("--status STATUS", N_("only orders of this status")),
    "station": ORDERS_OF_STATION,
    "region": ORDERS_OF_REGION,
    "engineer": ORDERS_OF_ENGINEER,
    "since": text("--since TIME", N_("only orders dispatched at or after this time (T1)")),
    "until": text(
        "--until TIME", N_("only orders dispatched up to this time (T1); a day includes the whole day")
    ),
    "customer": text("--customer NAME", N_("part of the customer's name")),
    "phone": text("--phone PHONE", N_("part of any number of the order")),
    "text": text(
        "--text TEXT",
        N_(
            "words to find in order number, customer, phone, address, fault, serial number and notes; every word must occur"
        ),
    ),
    "in_custody": flag("--in-custody", N_("only orders whose machine is at the station")),
    "due": flag("--due", N_("only orders with something to do now")),
}
"""Which orders are listed or exported."""

CUSTOMER = text("--customer NAME", N_("the customer's name"))
PHONES = texts("--phone PHONE", N_("a telephone number of the customer; the first one is called first"))
ADDRESS = text("--address ADDRESS", N_("the address of the machine"))
FAULT = text("--fault TEXT", N_("the fault that the customer describes"))
TIME_NEED = text("--time-need TEXT", N_("when the customer needs it; added to the fault text"))
SERIAL = text("--serial SERIAL", N_("serial number of the machine"))
AREA = text("--area CODE", N_("area code"))
CALLER_NO = text("--caller-no PHONE", N_("the number that the call came from"))
PRODUCT = text("--product desktop|notebook|server", N_("kind of machine"))
MODEL = text("--model MODEL", N_("model of the machine"))
ONSITE_UNTIL = text("--onsite-until DAY", N_("last day of the free on-site period"))
WARRANTY_UNTIL = text("--warranty-until DAY", N_("last day of the warranty"))
SERVICE = text("--service onsite|carry-in|mail-in", N_("how the machine is served"))

STATION_DATA = {
    "phone": text("--phone PHONE", N_("the telephone")),
    "address": text("--address ADDRESS", N_("the address")),
    "principal": text("--principal NAME", N_("the person in charge")),
}
"""What a station tells of itself."""

MONTH = text("--month MONTH", N_("the month, such as 2026-06; default: the last complete month"))
WHY = text("--why TEXT", N_("the reason; it is kept in the log"))
DAY = text("--on DAY", N_("the day; default: today"))
LAST_DAY = text("--to DAY", N_("last day on which it applies; default: no end"))

FILE = argument("FILE", N_("CSV, TSV, JSONL or XLSX; - reads standard input"))._replace(content=False)
CHECK = flag("--dry-run", N_("read and check every row, write nothing"))
TRIAL = flag("--dry-run", N_("check everything and show the answer, write nothing"))
"""Of a command that is one transaction: it runs, and the transaction is rolled back."""
SKIP_INVALID = flag("--skip-invalid", N_("import the valid rows and skip the others"))
ERRORS = text("--errors FILE", N_("file for the invalid rows; correct them and import them again"))
ENCODING = text("--encoding NAME", N_("encoding of the file; default: detected"))
SHEET = text("--sheet NAME|N", N_("sheet of a workbook, by name or number; default: the first visible one"))
"""Read where the file is read; no action takes it."""
EXCEL = flag(
    "--excel",
    N_(
        "write CSV for spreadsheets: protected against formulas, with headers and words in your language, as in workbooks and in files written on a terminal; otherwise a script gets keys and codes"
    ),
)
