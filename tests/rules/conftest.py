"""What a rule says is checked wherever a test makes it say it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import repaircli
from repaircli.platform.text import Msg
from repaircli.rules.policy.citations import citations
from repaircli.rules.policy.decision import Check, Missing
from repaircli.rules.policy.editions import EDITIONS, clause_in

CATALOGUE = Path(repaircli.__file__).parent / "locale" / "zh" / "LC_MESSAGES" / "repaircli.mo"


@pytest.fixture(scope="module", autouse=True)
def sound_sentences() -> Iterator[None]:
    """Fails where a rule makes a sentence that no catalogue has, leaves a gap empty, or cites what no table has."""
    known, cited = _told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Msg, "__init__", _checked(Msg.__init__, lambda made: _sentence(made, known)))
        patch.setattr(Missing, "__init__", _checked(Missing.__init__, lambda made: _cited(made, cited)))
        patch.setattr(Check, "__new__", _made(Check.__new__, cited))
        yield


@cache
def _told() -> tuple[set[str], set[tuple[str, str, str]]]:
    with CATALOGUE.open("rb") as file:
        known = set(vars(GNUTranslations(file))["_catalog"])
    cited = {
        (c.code, clause_in(edition, c.clause), c.text) for c in citations() for edition in EDITIONS.values()
    }
    return known, cited


def _checked(init: Callable[..., None], check: Callable[[Any], None]) -> Callable[..., None]:
    def __init__(self: Any, *args: Any, **named: Any) -> None:
        init(self, *args, **named)
        check(self)

    return __init__


def _made(new: Callable[..., Check], cited: set[tuple[str, str, str]]) -> Callable[..., Check]:
    def __new__(cls: type[Check], *args: Any, **named: Any) -> Check:
        made = new(cls, *args, **named)
        _cited(made, cited)
        return made

    return __new__


@cache
def _gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def _sentence(made: Msg, known: set[str]) -> None:
    assert made.id in known, made.id
    assert _gaps(made.id) == set(made.args) and all(
        value not in (None, "") for value in made.args.values()
    ), made


def _cited(made: Check | Missing, cited: set[tuple[str, str, str]]) -> None:
    assert isinstance(made.text, Msg) and (made.code, made.clause, made.text.id) in cited, made
