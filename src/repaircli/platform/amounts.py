"""Money: yuan as people type them, kept as whole fen."""

from __future__ import annotations

import re
import unicodedata

from repaircli.platform.text import msg

_YUAN = re.compile(r"(?P<yuan>[0-9]{1,9})(?:\.(?P<fen>[0-9]{1,2}))?", re.A)
_EXPECTED = msg("expected an amount in yuan such as 120 or 120.50")


def fen(text: str) -> int:
    """The amount `text` in yuan, not negative, as whole fen. Raises ValueError whose only argument is a Msg."""
    found = _YUAN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise ValueError(_EXPECTED)
    return int(found["yuan"]) * 100 + int((found["fen"] or "0").ljust(2, "0"))


def yuan(fen: int) -> str:
    """The amount in yuan with two decimals."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
