"""Ctrl-C while the program is still being loaded: exit 130 and nothing said."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROBE = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == NAME:
            os.kill(os.getpid(), signal.SIGINT)
from repaircli.__main__ import run
sys.meta_path.insert(0, Finder())
sys.argv = ["repaircli", "--version"]
run()
"""


@pytest.mark.parametrize(
    "module", ["repaircli.cli", "typer", "repaircli.commands.framework.help", "repaircli.platform.i18n"]
)
def test_an_interrupt_while_a_module_is_loaded_ends_with_130(module: str) -> None:
    probe = PROBE.replace("NAME", repr(module))
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")


def test_what_runs_in_the_background_goes_on() -> None:
    probe = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + PROBE.replace("NAME", "'typer'")
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert ran.returncode == 0 and ran.stdout.startswith("repaircli ")
