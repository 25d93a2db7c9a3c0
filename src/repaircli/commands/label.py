"""`label`: the fault labels of an order's replaced parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, call, finish

app = Noun()


@app.command(
    "print",
    N_("print one label for each replaced part, with the order number"),
    no=opt.NO,
    output=opt.text("--output, -o FILE", N_("write an HTML page to print")),
)
def print_(no: str, output: str | None) -> None:
    from repaircli.parts import labels

    finish(labels.print_labels(call(), no, output, None if output is None else _paper(output)))


def _paper(output: str) -> Callable[[Sequence[Mapping[str, Any]]], str]:  # data of an answer
    from repaircli.parts import label_page
    from repaircli.platform import invocation
    from repaircli.tabular.writer import ending

    lang = invocation.current().lang

    def made(found: Sequence[Mapping[str, Any]]) -> str:
        ending(output, (".html", ".htm"))
        return label_page.html(found, lang)

    return made
