"""`docs`: the documents of the program."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun, finish
from repaircli.platform import invocation

app = Noun()


@app.command(
    "docs",
    N_("read the manual: tour, glossary, operations and more"),
    name=opt.argument("NAME", N_("name of a document; default: list all")).optional(),
)
def docs(name: str | None) -> None:
    from repaircli.system import docs

    lang = invocation.current().lang
    finish(docs.listed(lang) if name is None else docs.page(name, lang))
