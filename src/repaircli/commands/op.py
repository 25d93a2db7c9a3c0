"""`op`: what became of a request id."""

from __future__ import annotations

from repaircli.commands.framework import options as opt
from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action(
    "show",
    N_("show the answer to the command with this request id"),
    "system.operations.show",
    request_id=opt.argument("REQUEST-ID", N_("the request id given by --request-id, or shown in the answer")),
)
