"""`python -m repaircli` is the same as the script `repaircli`."""

from repaircli.cli import run

run()
