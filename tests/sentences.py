"""What a rule says is checked wherever a test makes it say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import repaircli
from repaircli.files import records
from repaircli.platform.text import Msg
from repaircli.rules.orders.history import Finding
from repaircli.rules.policy.citations import citations
from repaircli.rules.policy.clauses import clauses
from repaircli.rules.policy.decision import Check, Missing
from repaircli.rules.policy.editions import EDITIONS, clause_in

CATALOGUE = Path(repaircli.__file__).parent / "locale" / "zh" / "LC_MESSAGES" / "repaircli.mo"
CODE = re.compile(r"[a-z][a-z0-9_]*")


@contextmanager
def sound() -> Iterator[None]:
    """Fails where a check or a finding has a sentence that no catalogue has, an empty gap, or an unknown clause or column."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Finding, "__init__", _after(Finding.__init__, _finding))
        patch.setattr(Missing, "__init__", _after(Missing.__init__, _check))
        patch.setattr(Check, "__new__", _made(Check.__new__, _check))
        yield


@contextmanager
def sound_and_cited() -> Iterator[None]:
    """As `sound`, of every sentence at all; each check is one of the table of citations."""
    with sound(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Msg, "__init__", _after(Msg.__init__, _sentence))
        patch.setattr(Missing, "__init__", _after(Missing.__init__, _cited))
        patch.setattr(Check, "__new__", _made(Check.__new__, _cited))
        yield


def _after(init: Callable[..., None], check: Callable[[Any], None]) -> Callable[..., None]:
    def __init__(self: Any, *args: Any, **named: Any) -> None:
        init(self, *args, **named)
        check(self)

    return __init__


def _made(new: Callable[..., Check], check: Callable[[Check], None]) -> Callable[..., Check]:
    def __new__(cls: type[Check], *args: Any, **named: Any) -> Check:
        made = new(cls, *args, **named)
        check(made)
        return made

    return __new__


@cache
def _known() -> set[str]:
    with CATALOGUE.open("rb") as file:
        return set(vars(GNUTranslations(file))["_catalog"])


@cache
def _citations() -> set[tuple[str, str, str]]:
    return {(c.code, clause_in(e, c.clause), c.text) for c in citations() for e in EDITIONS.values()}


@cache
def _columns() -> set[str]:
    return {column.key for name in records.FILES for column in records.columns_of(name)}


@cache
def _gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def _sentence(made: Msg) -> None:
    assert made.id in _known(), made.id
    filled = all(value not in (None, "") for value in made.args.values())
    assert _gaps(made.id) == set(made.args) and filled, made


def _check(made: Check | Missing | Finding) -> None:
    _sentence(made.text)
    assert CODE.fullmatch(made.code) and made.clause in clauses(), made


def _finding(made: Finding) -> None:
    _check(made)
    _sentence(made.fix)
    assert made.column in _columns(), made


def _cited(made: Check | Missing) -> None:
    assert (made.code, made.clause, made.text.id) in _citations(), made
