"""What some tests need of the machine beside Python, and what it means that it is missing."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skips the test; where CI=true, fails it, because nobody sees what a build server skips."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed; .ci/run installs it where it may", pytrace=False)
    pytest.skip(f"{what} is not installed")


def needed(what: str, *names: str) -> str:
    """The path of the program `what`, found under the first of `names` that is on the path, else as `missing`."""
    for name in names:
        if (found := shutil.which(name)) is not None:
            return found
    missing(what)
