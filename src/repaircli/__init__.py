"""repaircli runs a computer-repair service network from the shell."""

__version__ = "0.1.0"
