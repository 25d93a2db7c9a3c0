"""A Code 128 barcode as inline SVG, for paper that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

_QUIET = 10
"""Empty modules on either side, without which a reader does not find the code."""


def modules(text: str) -> str:
    """The bars of `text` as ones and zeros, a digit a module; empty where Code 128 has no sign for one of its letters."""
    from barcode import Code128
    from barcode.errors import BarcodeError

    try:
        return str(Code128(text).build()[0])
    except (BarcodeError, ValueError, KeyError, IndexError):
        return ""


def bars(text: str) -> Iterator[tuple[int, int]]:
    """Where each bar starts and how many modules it is wide, the quiet zone before the first one counted."""
    at = _QUIET
    for bit, run in groupby(modules(text)):
        width = len(list(run))
        if bit == "1":
            yield at, width
        at += width


def total(text: str) -> int:
    """How many modules the barcode is wide, quiet zones included; 0 where there is none."""
    found = modules(text)
    return len(found) + 2 * _QUIET if found else 0


def svg(text: str, *, height_mm: float = 10, module_mm: float = 0.3) -> str:
    """The barcode of `text` as an SVG element; empty where it has none. `module_mm` is the width of a thin bar."""
    wide = total(text)
    if not wide:
        return ""
    path = "".join(f"M{x} 0h{w}v1h-{w}z" for x, w in bars(text))
    return (
        f'<svg class="barcode" width="{wide * module_mm:.1f}mm" height="{height_mm:g}mm" '
        f'viewBox="0 0 {wide} 1" preserveAspectRatio="none" shape-rendering="crispEdges"><path d="{path}"/></svg>'
    )
