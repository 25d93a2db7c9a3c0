"""The documents that come with the program."""

from __future__ import annotations

from pathlib import Path

from repaircli.platform.answers import Answer
from repaircli.platform.errors import NotFound, Unusable
from repaircli.platform.i18n import tr
from repaircli.platform.near import nearest
from repaircli.platform.text import N_, command_line, msg

ABOUT = {
    "tour": N_("a tour of the main commands, with their output"),
    "glossary": N_("the words of the field, in English and Chinese"),
    "operations": N_("exit codes, scripts, cron, notices, backup, several users at once"),
    "rules": N_("the cancel table, its conditions and their clauses"),
    "cli": N_("every command with its options and examples"),
    "performance": N_("the speed that was measured"),
    "reliability": N_("how the rules are tested, and faults that the tests would not find"),
    "architecture": N_("the packages, and the path of one command"),
}
"""What each document has, in the order in which they are read."""

_IN_ENGLISH = msg("this document is in English only; the help of every command is in your language")


def listed(lang: str) -> Answer:
    """The name of every document, and what it has. Raises Unusable as `page` does."""
    found = [{"name": name, "about": _about(name, lang)} for name in names()]
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
    file = _file(wanted, lang)
    notes = () if lang == "en" or file.stem != wanted else (_IN_ENGLISH,)
    return Answer("docs.page", {"name": wanted, "text": file.read_text(encoding="utf-8")}, notes=notes)


def names() -> list[str]:
    """The names of the documents. Raises Unusable when they are not installed."""
    there = {path.name.partition(".")[0] for path in _folder().glob("*.md")}
    return [name for name in ABOUT if name in there]


def _folder() -> Path:
    """Where the documents are: in the installed package, or beside the source tree."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "docs", package.parent.parent / "docs"):
        if (place / "cli.md").is_file():
            return place
    raise Unusable(msg("the documents are not installed with the program"), code="no_documents")


def _file(name: str, lang: str) -> Path:
    """The document in the language `lang`, `NAME.zh.md` for Chinese, or the English one where there is no other."""
    own = _folder() / f"{name}.{lang}.md"
    return own if own.is_file() else _folder() / f"{name}.md"


def _about(name: str, lang: str) -> str:
    about = tr(ABOUT[name], lang)
    english = lang != "en" and _file(name, lang).stem == name
    return tr(msg("{about} (in English)", about=about), lang) if english else about
