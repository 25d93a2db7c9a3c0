"""Requests that end without a cancel: rejected by the region, or withdrawn by the side that asked."""

from __future__ import annotations

from functools import partial
from typing import Any

from repaircli.cancelling import write as cancelling_write
from repaircli.cancelling.decide import Case, Policy, Verdict, became, ended, result_of
from repaircli.platform.codes import RequestStatus
from repaircli.platform.db import codec
from repaircli.platform.errors import EXIT_OK, UsageProblem
from repaircli.platform.text import command_line, msg
from repaircli.platform.transaction import Transaction


def rejection(why: str) -> Policy:
    """Rejects for the liaison's own reason; the repairs go on (000-6.2, 001-3.6.2). Raises UsageProblem."""
    if not why.strip():
        raise UsageProblem(
            msg("--why is empty; the station must be told the reason"),
            command_line("cancel reject", "ID --why TEXT"),
        )
    return Policy(partial(rejected, why=why.strip()), RequestStatus.REJECTED)


def withdrawal() -> Policy:
    """The station takes its requests back, or a liaison those that the region asked itself; the orders are free again."""
    return Policy(_withdrawn, RequestStatus.WITHDRAWN, by_asker=True)


def rejected(tx: Transaction, case: Case, *, why: str) -> Verdict:
    """The verdict of a rejection; the station is told why (N6)."""
    request, order = case.request, case.order
    writes = ended(case, cancelling_write.decided(tx, request, RequestStatus.REJECTED, why=why))
    writes.event("cancel.rejected", {"request": request.id, "why": why})
    writes.queue_notice("N6", "station", order.station, {"reason": request.reason, "why": why}, request.id)
    return Verdict({**_result(case, RequestStatus.REJECTED), "why": why}, writes, case)


def _withdrawn(tx: Transaction, case: Case) -> Verdict:
    writes = ended(case, cancelling_write.decided(tx, case.request, RequestStatus.WITHDRAWN))
    writes.event("cancel.withdrawn", {"request": case.request.id})
    return Verdict(_result(case, RequestStatus.WITHDRAWN), writes, case)


def _result(case: Case, status: RequestStatus) -> dict[str, Any]:
    result = result_of(case.request, EXIT_OK, codec.rich(case.request.decision))
    return {**result, **became(case, status)}
