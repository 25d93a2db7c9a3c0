"""Text that cannot harm where it is shown: what does not print becomes a visible escape."""

from __future__ import annotations

import re

_JSON_HARM = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` for a terminal: printable characters and U+3000 stay, all others show as an escape, newlines too."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\u3000" else _escape(c) for c in text)


def clean_json(text: str) -> str:
    """JSON text with C1, DEL, bidirectional and line-separating characters written as `\\uXXXX`; the value stays."""
    return _JSON_HARM.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
