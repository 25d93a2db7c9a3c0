"""What a rule says is checked wherever a test of the rules makes it say it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sentences


@pytest.fixture(scope="module", autouse=True)
def sound_sentences() -> Iterator[None]:
    """Every sentence is in the catalogue, its gaps are filled, and each check is in the table of citations."""
    with sentences.sound_and_cited():
        yield
