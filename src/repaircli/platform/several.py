"""Several values in one cell of a file: read and written."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence


def several(text: str) -> list[str]:
    """The values of a cell that may hold several: separated by ; ； or 、, or a JSON list of texts."""
    if text.startswith("["):
        try:
            listed = json.loads(text)
        except ValueError:
            listed = None
        if isinstance(listed, list) and all(isinstance(v, str) for v in listed):
            return listed
    return [part.strip() for part in re.split("[;；、]", text) if part.strip()]


def one_cell(values: Sequence[str]) -> str:
    """Several values as one cell, so that `several` gives them back: with semicolons, as a JSON list where one holds a separator."""
    text = ";".join(values)
    if several(text) == list(values):
        return text
    return json.dumps(list(values), ensure_ascii=False)
