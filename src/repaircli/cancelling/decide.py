"""The region decides cancel requests: approve and reject, one id or thousands, each whole or untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling import reassign
from repaircli.cancelling import write as cancelling_write
from repaircli.cancelling.facts import Gathered, facts_for, gather, judged, question_of, target_of
from repaircli.cancelling.requests import Listing, no_request, request_filter
from repaircli.cancelling.write import Effects
from repaircli.files.ids import chosen
from repaircli.platform.codes import Answer, AskedBy, Call, RequestStatus, named
from repaircli.platform.db import codec
from repaircli.platform.errors import (
    EXIT_BEYOND_CALENDAR,
    EXIT_DENIED,
    EXIT_NOT_FOUND,
    EXIT_OK,
    EXIT_PARTIAL,
    EXIT_REFUSED,
    BeyondCalendar,
    Conflict,
    Denied,
    RepairError,
    UsageProblem,
)
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Chunks, Transaction, reading, writes_in_chunks, writing
from repaircli.rules.cancelling.matrix import named as reason_named
from repaircli.rules.policy.decision import Decision, Outcome

_REASSIGNS = Outcome.REGION_CANCEL_REASSIGN
_NO_NUMBER = "-"
"""Stands for the number of an order that a trial does not make."""

__all__ = ["approve", "chosen", "reject"]


def approve(
    call: Call,
    ids: Sequence[int] | None,
    wanted: Listing | None = None,
    *,
    to_station: str | None = None,
    dry_run: bool = False,
) -> Answer:
    """Decides each request again on the facts of this moment, and cancels where the rule allows it (000-6.2).

    `ids` in the order in which they are answered; None with `wanted` for every pending request of a filter.
    `to_station` gets the new order of a cancel-and-reassign; without it the one that the request names.
    One id alone raises NotFound, Denied or BeyondCalendar; among several each is a result of its own.
    """
    each = Approval(to_station, dry_run)
    return _run(call, ids, wanted, each, "cancel.approved", "approved", dry_run=dry_run)


def reject(call: Call, ids: Sequence[int], why: str) -> Answer:
    """Refuses requests for the liaison's own reason; the orders go on (000-6.2, 001-3.6.2)."""
    if not why.strip():
        raise UsageProblem(
            msg("--why is empty; the station must learn why"), msg("repaircli cancel reject ID --why TEXT")
        )
    return _run(call, ids, None, _Rejection(why.strip()), "cancel.rejected", "rejected")


def _run(
    call: Call,
    ids: Sequence[int] | None,
    wanted: Listing | None,
    each: _Verdicts,
    kind: str,
    count: str,
    *,
    dry_run: bool = False,
) -> Answer:
    def finish(results: list[Any]) -> Answer:
        return answered(kind, count, results)

    if ids is not None and len(ids) == 1:
        run = reading if dry_run else writing
        return run(call, lambda tx: _alone(kind, count, each.results(tx, list(ids))))
    if dry_run:
        return reading(call, lambda tx: finish(each.results(tx, listed(tx, ids, wanted))))
    return _several(call, ids, wanted, each, finish)


@writes_in_chunks
def _several(
    ids: Sequence[int] | None,
    wanted: Listing | None,
    each: _Verdicts,
    finish: Callable[[list[Any]], Answer],
) -> Chunks[int, Any]:
    return Chunks(prepare=lambda tx: listed(tx, ids, wanted), each=each.results, finish=finish)


def listed(tx: Transaction, ids: Sequence[int] | None, wanted: Listing | None) -> list[int]:
    """The requests that are meant: `ids`, or every pending one that the filter leaves."""
    if ids is not None:
        return list(ids)
    assert wanted is not None
    return cancelling_queries.ids(
        tx, request_filter(tx, replace(wanted, statuses=(str(RequestStatus.PENDING),)))
    )


def raise_alone(result: Mapping[str, Any]) -> None:
    """Raises the error that a result among several merely tells."""
    error = result.get("error")
    if error is None:
        return
    if result["exit"] == EXIT_NOT_FOUND:
        raise no_request(result["id"])
    code = {e.exit: e for e in (Denied, BeyondCalendar)}.get(result["exit"])
    if code is not None:
        raise code(error)


def _alone(kind: str, count: str, results: list[dict[str, Any]]) -> Answer:
    raise_alone(results[0])
    return replace(answered(kind, count, results), exit=results[0]["exit"])


def said(data: Mapping[str, Any]) -> Msg:
    """The one line that sums up a batch."""
    if "approved" in data:
        return msg(
            "{approved} approved, {refused} refused", approved=data["approved"], refused=data["refused"]
        )
    return msg(
        "{rejected} rejected, {refused} could not be", rejected=data["rejected"], refused=data["refused"]
    )


def answered(kind: str, count: str, results: list[dict[str, Any]]) -> Answer:
    """The answer of a batch, `count` being the key of how many were done; exit 7 where any was refused."""
    done = sum(1 for r in results if r["exit"] == EXIT_OK)
    refused = len(results) - done
    data = {"results": results, count: done, "refused": refused}
    complaint = said(data) if refused else None
    if len(results) == 1 and refused:
        alone = results[0]
        complaint = alone.get("text") or (alone["decision"]["because"] if alone["decision"] else complaint)
    hint = next((r["decision"]["hint"] for r in results if r["exit"] and r["decision"] is not None), None)
    return Answer(kind, data, exit=EXIT_PARTIAL if refused else EXIT_OK, complaint=complaint, hint=hint)


class _Verdicts:
    """Decides a chunk of requests: reads everything in a few queries, decides in memory, writes in bulk."""

    def results(self, tx: Transaction, ids: Sequence[int]) -> list[dict[str, Any]]:
        """One result for each id, in order. What it writes is in this transaction."""
        rows = cancelling_queries.by_id(tx, sorted(set(ids)))
        g = gather(tx, list(dict.fromkeys(r.order_no for r in rows.values())))
        g.stations.update(cancelling_queries.stations(tx, self.targets(g, rows.values()) - g.stations.keys()))
        found: dict[int, tuple[dict[str, Any], Effects | None]] = {}
        results = []
        for request_id in ids:
            if request_id in found:
                results.append(self.again(found[request_id][0]))
                continue
            found[request_id] = self._one(tx, g, rows.get(request_id), request_id)
            results.append(found[request_id][0])
        self._write(tx, found)
        return results

    def targets(self, g: Gathered, rows: Iterable[Any]) -> set[str]:
        """The stations that are named for new orders."""
        return set()

    def decided(
        self, tx: Transaction, g: Gathered, row: Any, order: Any
    ) -> tuple[dict[str, Any], Effects | None]:
        raise NotImplementedError

    status_when_done: RequestStatus
    dry_run = False

    def again(self, first: dict[str, Any]) -> dict[str, Any]:
        """The result of an id that came before in the same chunk."""
        return {**first, "already": first["exit"] == EXIT_OK}

    def _one(
        self, tx: Transaction, g: Gathered, row: Any, request_id: int
    ) -> tuple[dict[str, Any], Effects | None]:
        if row is None:
            return _failed(
                request_id, None, EXIT_NOT_FOUND, msg("no such request: {id}", id=request_id)
            ), None
        if row.region != tx.acting.region:
            return _failed(
                request_id, None, EXIT_DENIED, msg("request {id} belongs to another region", id=request_id)
            ), None
        if row.status == self.status_when_done:
            return result_of(row, row.status, EXIT_OK, codec.rich(row.decision), already=True), None
        if row.status != RequestStatus.PENDING:
            text = msg(
                "request {id} is {status}, no longer pending",
                id=row.id,
                status=named("request_status", row.status),
            )
            return result_of(row, row.status, EXIT_REFUSED, codec.rich(row.decision), text=text), None
        if row.asked_by == AskedBy.STATION and row.requested_by == tx.acting.user_id:
            text = msg("nobody decides a station's request that he made himself (request {id})", id=row.id)
            return _failed(row.id, row, EXIT_DENIED, text), None
        return self.decided(tx, g, row, g.orders[row.order_no])

    def _write(self, tx: Transaction, found: Mapping[int, tuple[dict[str, Any], Effects | None]]) -> None:
        """All effects of the chunk at once; where that fails, each in a savepoint of its own."""
        effects = [e for _, e in found.values() if e is not None]
        if not effects or self.dry_run:
            return
        mark = tx.mark()
        try:
            with tx.savepoint():
                cancelling_write.apply(tx, effects)
            return
        except (Conflict, RepairError):
            tx.rewind(mark)
        for result, effect in found.values():
            if effect is None:
                continue
            mark = tx.mark()
            try:
                with tx.savepoint():
                    cancelling_write.apply(tx, [effect])
            except RepairError as error:
                tx.rewind(mark)
                result.update(
                    status=str(RequestStatus.PENDING),
                    exit=error.exit,
                    text=error.message,
                    error=error.message,
                    new_order_no=None,
                )


class Approval(_Verdicts):
    status_when_done = RequestStatus.APPROVED

    def __init__(self, to_station: str | None, dry_run: bool) -> None:
        self.to_station = to_station
        self.dry_run = dry_run
        self._urges: Mapping[str, list[Any]] | None = None

    def results(self, tx: Transaction, ids: Sequence[int]) -> list[dict[str, Any]]:
        self._urges = None
        return super().results(tx, ids)

    def targets(self, g: Gathered, rows: Iterable[Any]) -> set[str]:
        return {no for row in rows if (no := self.target(g, row)) is not None}

    def target(self, g: Gathered, row: Any) -> str | None:
        """The station named for the new order of the request `row`."""
        return self.to_station or target_of(g, row)

    def decided(
        self, tx: Transaction, g: Gathered, row: Any, order: Any
    ) -> tuple[dict[str, Any], Effects | None]:
        named = self.target(g, row)
        try:
            decision, stood_on = judged(tx, facts_for(tx, g, row), question_of(row, named))
        except BeyondCalendar as error:
            return _failed(row.id, row, EXIT_BEYOND_CALENDAR, error.message), None
        if not decision.allowed:
            return self._refused(tx, row, order, decision, stood_on)
        target = None
        if decision.outcome is _REASSIGNS:
            target = g.stations.get(named) if named else None
            head = reassign.only_target(g.stations.get(order.station), row.reason)
            problem = reassign.target_problem(order, target, named, tx.local(tx.now).date(), head)
            if problem is not None:
                # the liaison's own input: the request stays pending and he names another station
                lacking = replace(
                    decision,
                    allowed=False,
                    missing=(problem,),
                    because=problem.text,
                    hint=msg("repaircli cancel approve {id} --to-station NO", id=row.id),
                )
                return result_of(row, row.status, EXIT_REFUSED, dict(lacking.as_data())), None
        elif self.to_station is not None:
            tx.note(
                msg(
                    "reason {reason} is cancelled without a new order, so --to-station does not apply to it",
                    reason=reason_named(row.reason),
                )
            )
        return self._approved(tx, g, row, order, decision, stood_on, target)

    def _approved(
        self,
        tx: Transaction,
        g: Gathered,
        row: Any,
        order: Any,
        decision: Decision,
        stood_on: Mapping[str, Any],
        target: Any,
    ) -> tuple[dict[str, Any], Effects | None]:
        new = urges = None
        if target is not None:
            no = _NO_NUMBER if self.dry_run else None
            new = reassign.new_order(tx, order, target, cancelling_write.origin_of(tx.acting.role), no)
            if self._urges is None:
                self._urges = reassign.urges_of(tx, list(g.orders))
            urges = self._urges.get(order.order_no)
        effects = cancelling_write.cancel(
            tx,
            order,
            decision,
            row.detail,
            request=row,
            stood_on=stood_on,
            new_order=new,
            urges=urges or (),
        )
        effects.events.insert(
            0, ("cancel.approved", order.order_no, {"request": row.id, "reason": row.reason})
        )
        cancelling_write.tell_region_cancel(effects, order, decision, row, target)
        if self.dry_run:
            return result_of(row, row.status, EXIT_OK, dict(decision.as_data())), effects
        new_no = new["order_no"] if new else None
        return result_of(
            row, RequestStatus.APPROVED, EXIT_OK, dict(decision.as_data()), new_order_no=new_no
        ), effects

    def _refused(
        self, tx: Transaction, row: Any, order: Any, decision: Decision, stood_on: Mapping[str, Any]
    ) -> tuple[dict[str, Any], Effects | None]:
        effects = _ended(tx, row, order, RequestStatus.REFUSED, decision, stood_on)
        effects.events.append(
            (
                "cancel.refused",
                order.order_no,
                {"request": row.id, "outcome": str(decision.outcome), "clauses": list(decision.clauses)},
            )
        )
        told = {"reason": row.reason, "outcome": str(decision.outcome)}
        cancelling_write.tell(effects, "N6", "station", order.station, told, row.id)
        status = row.status if self.dry_run else RequestStatus.REFUSED
        return result_of(row, status, EXIT_REFUSED, dict(decision.as_data())), effects


class _Rejection(_Verdicts):
    status_when_done = RequestStatus.REJECTED

    def __init__(self, why: str) -> None:
        self.why = why

    def decided(
        self, tx: Transaction, g: Gathered, row: Any, order: Any
    ) -> tuple[dict[str, Any], Effects | None]:
        effects = _ended(tx, row, order, RequestStatus.REJECTED, why=self.why)
        effects.events.append(("cancel.rejected", order.order_no, {"request": row.id, "why": self.why}))
        cancelling_write.tell(
            effects, "N6", "station", order.station, {"reason": row.reason, "why": self.why}, row.id
        )
        result = result_of(row, RequestStatus.REJECTED, EXIT_OK, codec.rich(row.decision))
        return {**result, "why": self.why}, effects


def _ended(
    tx: Transaction,
    row: Any,
    order: Any,
    status: RequestStatus,
    decision: Decision | None = None,
    stood_on: Mapping[str, Any] | None = None,
    *,
    why: str | None = None,
) -> Effects:
    """The effects of ending a request without a cancel: the order is free and the repair goes on."""
    effects = Effects(order.order_no)
    if order.pending_request == row.id:
        effects.free = {"at_no": order.order_no, "at_request": row.id}
    effects.decide = cancelling_write.decided(tx, row, status, decision, stood_on, why=why)
    return effects


def result_of(
    row: Any,
    status: str,
    exit: int,
    decision: Any,
    *,
    already: bool = False,
    new_order_no: str | None = None,
    text: Msg | None = None,
) -> dict[str, Any]:
    found = {
        "id": row.id,
        "order_no": row.order_no,
        "status": str(status),
        "exit": exit,
        "already": already,
        "decision": decision,
        "new_order_no": new_order_no if new_order_no is not None else row.new_order_no,
    }
    return found if text is None else {**found, "text": text}


def _failed(request_id: int, row: Any, exit: int, text: Msg) -> dict[str, Any]:
    return {
        "id": request_id,
        "order_no": row.order_no if row is not None else None,
        "status": row.status if row is not None else None,
        "exit": exit,
        "already": False,
        "decision": None,
        "new_order_no": None,
        "text": text,
        "error": text,
    }
