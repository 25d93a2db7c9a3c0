"""What a running command must say on the side: that its database is a training database."""

from __future__ import annotations

_training: list[str] = []


def training(database: str) -> None:
    """Remembers that the command at hand works on a training database."""
    if database not in _training:
        _training.append(database)


def taken() -> bool:
    """Whether a training database was used since the last call; forgets it."""
    used = bool(_training)
    _training.clear()
    return used
