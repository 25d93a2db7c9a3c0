"""The documents that come with the program."""

from __future__ import annotations

from pathlib import Path

from repaircli.platform.answers import Answer
from repaircli.platform.errors import NotFound, Unusable
from repaircli.platform.near import nearest
from repaircli.platform.text import command_line, msg

_FIRST = ("tour", "glossary", "operations", "rules", "cli")
"""The documents that a new user reads first, in this order."""


def listed(lang: str) -> Answer:
    """The name and title of every document. Raises Unusable as `page` does."""
    found = [{"name": name, "title": _title(_text(name, lang))} for name in names()]
    return Answer("docs.list", found, hint=command_line("docs", "tour"))


def page(name: str, lang: str) -> Answer:
    """One document, in the language `lang` where it is there, else in English.

    Raises NotFound with the nearest names, and Unusable when the documents are not installed.
    """
    known = names()
    wanted = name.strip().removesuffix(".md").removeprefix("docs/")
    if wanted not in known:
        near = nearest(wanted, known)
        hint = msg("did you mean {near}?", near=near) if near else command_line("docs")
        raise NotFound(msg("no such document: {name}", name=name), hint, code="no_document")
    text = _text(wanted, lang)
    return Answer("docs.page", {"name": wanted, "title": _title(text), "text": text})


def names() -> list[str]:
    """The names of the documents. Raises Unusable when they are not installed."""
    found = {path.name.partition(".")[0] for path in _folder().glob("*.md")}
    return sorted(found, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))


def _folder() -> Path:
    """Where the documents are: in the installed package, or beside the source tree."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "docs", package.parent.parent / "docs"):
        if (place / "cli.md").is_file():
            return place
    raise Unusable(msg("the documents are not installed with the program"), code="no_documents")


def _text(name: str, lang: str) -> str:
    own = _folder() / f"{name}.{lang}.md"
    return (own if own.is_file() else _folder() / f"{name}.md").read_text(encoding="utf-8")


def _title(text: str) -> str:
    return text.partition("\n")[0].lstrip("# ")
