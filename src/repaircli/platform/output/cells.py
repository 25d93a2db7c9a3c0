"""Short forms of values that columns of several lists share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from repaircli.platform.amounts import yuan
from repaircli.platform.output.table import Pen, Styled


def short_day(value: object, pen: Pen) -> str:
    """A day, or the day of a moment, without its year; nothing for any other value."""
    if isinstance(value, datetime):
        value = pen.reader.local(value)
    return value.strftime("%m-%d") if isinstance(value, date) else ""


def short_time(value: object, pen: Pen) -> str:
    """A moment to the minute, without its year; nothing for any other value."""
    return pen.reader.local(value).strftime("%m-%d %H:%M") if isinstance(value, datetime) else ""


def money(value: object, pen: Pen) -> str:
    """An amount in fen as yuan; nothing for any other value."""
    return yuan(value) if isinstance(value, int) else ""


def coloured(area: str, styles: Mapping[str, str]) -> Callable[[object, Pen], str | Styled]:
    """Shows a code of `area` in words, with the style that `styles` has for the code."""

    def show(value: object, pen: Pen) -> str | Styled:
        text, style = pen.text(value, area), styles.get(str(value))
        return Styled(text, style) if style else text

    return show
