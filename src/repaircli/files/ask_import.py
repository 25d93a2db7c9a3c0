"""What a person on a terminal is asked before orders are imported, which nothing takes back."""

from __future__ import annotations

from dataclasses import replace

from repaircli.files import imports
from repaircli.platform.answers import Call
from repaircli.platform.text import Msg, counted, msg


def orders(
    call: Call,
    file: str,
    *,
    history: bool = False,
    check: bool = False,
    skip_invalid: bool = False,
    errors: str | None = None,
    encoding: str | None = None,
) -> Msg | None:
    """The question before `imports.orders`, which checks the file for it and raises the same errors.

    None where no order would be added, because rows are bad or all are there already.
    """
    if check:
        return None
    trial = replace(call, request_id=None)
    found = imports.orders(
        trial, file, history=history, check=True, skip_invalid=skip_invalid, encoding=encoding
    )
    data = found.data
    new = data.get("importable")
    if not new or (data["bad"] and not skip_invalid):
        return None
    one = msg("import 1 order from {file}? It cannot be removed again.", file=file)
    return counted(
        new, one, msg("import {n} orders from {file}? They cannot be removed again.", n=new, file=file)
    )
