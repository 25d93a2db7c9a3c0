"""`label`: the fault labels of an order's replaced parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import typer

from repaircli.commands.framework.bridge import N_, NO, call, finish, noun

app = noun()


@app.command("print", help=N_("one label for each replaced part, all with the order's number"))
def print_(
    no: Annotated[str, NO],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help=N_("write them as HTML for the printer")),
    ] = None,
) -> None:
    from repaircli.parts import labels

    paper = None if output is None else _paper()
    finish(labels.print_labels(call(), no, output, paper))


def _paper() -> Callable[[Sequence[Mapping[str, Any]]], str]:
    from repaircli.parts import label_page
    from repaircli.platform import invocation

    lang = invocation.current().lang
    return lambda found: label_page.html(found, lang)
