"""Fixtures that many rooms share."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import network as networks
import pytest
import sentences
from browser import Browser
from hypothesis import settings

# A shell that starts a run in the background has it ignore Ctrl-C, and so every program that the tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A red run speaks of the change at hand: examples are the same every time, and a slow machine is no failure.
settings.register_profile("same", deadline=None, derandomize=True, database=None)
settings.register_profile("searching", deadline=None)
settings.load_profile("searching" if os.environ.get("REPAIRCLI_RELIABILITY") == "full" else "same")


# Every command waits until the disk has what it wrote; a file system in memory has it at once.
_MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 4 * 2**30:
    tempfile.tempdir = os.environ["TMPDIR"] = str(_MEMORY)


@pytest.fixture(scope="module", autouse=True)
def sound_checks() -> Iterator[None]:
    """Whatever a test plays, each check and finding that the rules make has a known sentence and clause."""
    with sentences.sound():
        yield


@pytest.fixture(scope="session")
def network_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return networks.make(tmp_path_factory.mktemp("network") / "template.db")


@pytest.fixture
def network(network_template: Path, tmp_path: Path) -> networks.Network:
    """A training database with a few stations and people, and a clock at 2026-06-03 09:00."""
    return networks.copied(network_template, tmp_path / "network.db")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The browser that looks at pages."""
    with contextlib.closing(Browser(tmp_path_factory.mktemp("browser"))) as started:
        yield started
