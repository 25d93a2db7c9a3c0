"""Approving by plan: what would happen to each request goes into a file, and what is left in it is carried out."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from repaircli.cancelling import decide as cancelling_decide
from repaircli.cancelling.decide import Approval
from repaircli.cancelling.facts import Gathered, facts_for, question_of
from repaircli.cancelling.requests import Listing
from repaircli.cancelling.write import Effects
from repaircli.files import plan as exchange
from repaircli.notices.letter import ABOUT, WORDS
from repaircli.platform import output_files
from repaircli.platform.codes import Answer, Call, RequestStatus, named
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, EXIT_REFUSED, BeyondCalendar, UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Chunks, Transaction, reading, writes_in_chunks
from repaircli.rules.cancelling import plan_facts
from repaircli.rules.cancelling.decide import decide
from repaircli.rules.cancelling.matrix import ENGLISH
from repaircli.rules.cancelling.plan_facts import OUTCOME, TARGET, Change


def make(
    call: Call,
    ids: Sequence[int] | None,
    wanted: Listing,
    file: str,
    lang: str,
    *,
    to_station: str | None = None,
) -> Answer:
    """Writes into `file` what approving would do to each pending request, in `lang`; nothing into the database.

    `ids`, `wanted` and `to_station` as `cancel_decide.approve` takes them. Requests that cannot be decided are not
    in the plan but in the answer, with exit 7; one alone raises what `approve` raises.
    """
    if file == "-":
        raise UsageProblem(
            msg("--plan needs a file to write into"), msg("repaircli cancel approve --all --plan FILE")
        )
    output_files.keep_apart(call, file)
    each = _Planning(to_station)

    def work(tx: Transaction) -> Answer:
        results = each.results(tx, cancelling_decide.listed(tx, ids, wanted))
        if ids is not None and len(results) == 1:
            cancelling_decide.raise_alone(results[0])
        return Answer("cancel.planned", results)

    answer = reading(call, work)
    lines = exchange.write(Path(file), each.lines, lang)
    in_plan = {line["id"] for line in each.lines}
    approved = sum(line["status"] == RequestStatus.APPROVED for line in each.lines)
    results = [{**r, "planned": r["id"] in in_plan} for r in answer.data]
    left_out = sum(not r["planned"] for r in results)
    data = {
        "results": results,
        "approved": approved,
        "refused": lines - approved,
        "plan": file,
        "lines": lines,
    }
    complaint = msg("{n} requests are not in the plan", n=left_out) if left_out else None
    hint = msg("repaircli cancel approve --apply {file}", file=shlex.quote(file))
    exit = EXIT_PARTIAL if left_out else EXIT_OK
    return replace(answer, data=data, exit=exit, complaint=complaint, hint=hint)


def carry_out(call: Call, file: str, *, dry_run: bool = False) -> Answer:
    """Decides every request of the plan `file` as planned; refuses those whose facts have changed since, by name.

    Raises UsageProblem where the file is no plan or was changed beyond the stations of new orders.
    """
    plan = exchange.read(file)
    call = replace(call, content={**call.content, "sha256": plan.sha256})
    items = [
        {"id": line.id, "line": line.line, "to_station": line.to_station, "facts": dict(line.facts)}
        for line in plan.lines
    ]
    each = _CarryingOut(dry_run)
    notes = []
    if plan.repaired:
        notes.append(
            msg("zeros that a spreadsheet dropped were put back: {stations}", stations=plan.repaired)
        )
    if not items:
        notes.append(msg("the plan has no lines"))

    def finish(results: list[Any]) -> Answer:
        answer = cancelling_decide.answered("cancel.approved", "approved", results)
        if any(r.get("changes") for r in results):
            answer = replace(answer, hint=msg("repaircli cancel approve --all --plan FILE"))
        return replace(answer, notes=tuple(notes))

    if dry_run:
        return reading(call, lambda tx: finish(each.results(tx, items)))
    return _several(call, items, each, finish)


@writes_in_chunks
def _several(
    items: Sequence[dict[str, Any]], each: _CarryingOut, finish: Callable[[list[Any]], Answer]
) -> Chunks[dict[str, Any], Any]:
    return Chunks(prepare=lambda tx: items, each=each.results, finish=finish)


class _Planning(Approval):
    """Decides as an approval does, writes nothing, and keeps a line of the plan for each."""

    def __init__(self, to_station: str | None) -> None:
        super().__init__(to_station, dry_run=True)
        self.lines: list[dict[str, Any]] = []

    def decided(
        self, tx: Transaction, g: Gathered, row: Any, order: Any
    ) -> tuple[dict[str, Any], Effects | None]:
        result, effects = super().decided(tx, g, row, order)
        decision = result["decision"]
        if decision is None:
            return result, effects
        target, because = self.target(g, row), decision["because"]
        status = RequestStatus.APPROVED if result["exit"] == EXIT_OK else RequestStatus.REFUSED
        cancelled = effects.cancel if effects is not None else None
        facts = plan_facts.texts(facts_for(tx, g, row), order.station)
        self.lines.append(
            {
                "id": row.id,
                "order_no": row.order_no,
                "station": order.station,
                "customer": order.customer,
                "reason": row.reason,
                "outcome": decision["outcome"],
                "status": str(status if effects is not None else RequestStatus.PENDING),
                "to_station": target,
                "clauses": decision["clauses"],
                "why": [because, *(m["text"] for m in decision["missing"] if m["text"] != because)],
                "remark": cancelled["cancel_remark"] if cancelled is not None else "",
                "notices": [_notice(n) for n in effects.notices] if effects is not None else [],
                "facts": {**facts, OUTCOME: decision["outcome"], TARGET: target or ""},
            }
        )
        return result, effects


def _notice(notice: Mapping[str, Any]) -> Msg:
    code = notice["code"]
    return msg("{code} {about} → {to}", code=code, about=ABOUT[code], to=notice["to"])


class _CarryingOut(Approval):
    """Decides the lines of a plan, each with the station that stands there, where its facts are still those."""

    def __init__(self, dry_run: bool) -> None:
        super().__init__(None, dry_run)
        self._lines: Mapping[int, Mapping[str, Any]] = {}

    def results(self, tx: Transaction, ids: Sequence[Any]) -> list[dict[str, Any]]:
        """As `Approval.results`, for lines of a plan."""
        self._lines = {line["id"]: line for line in ids}
        return super().results(tx, list(self._lines))

    def target(self, g: Gathered, row: Any) -> str | None:
        found = self._lines[row.id]["to_station"]
        return str(found) if found else None

    def decided(
        self, tx: Transaction, g: Gathered, row: Any, order: Any
    ) -> tuple[dict[str, Any], Effects | None]:
        line = self._lines[row.id]
        try:
            changes = self._changes(tx, g, row, order, line["facts"])
        except BeyondCalendar:
            changes = []  # the approval itself tells it
        if not changes:
            return super().decided(tx, g, row, order)
        text = msg(
            "line {line}: changed since the plan: {changes}",
            line=line["line"],
            changes=tuple(_told(c) for c in changes),
        )
        result = cancelling_decide.result_of(row, row.status, EXIT_REFUSED, None, text=text)
        return {**result, "line": line["line"], "changes": [c._asdict() for c in changes]}, None

    def _changes(
        self, tx: Transaction, g: Gathered, row: Any, order: Any, before: Mapping[str, str]
    ) -> list[Change]:
        facts = facts_for(tx, g, row)
        now = plan_facts.texts(facts, order.station)
        changes = plan_facts.changes({k: v for k, v in before.items() if k not in (OUTCOME, TARGET)}, now)
        if changes:
            return changes
        # the same facts can be answered otherwise: days have passed, or the working calendar was imported anew
        decision = decide(
            facts, question_of(row, before.get(TARGET) or None), tx.calendar(), hours=tx.hours()
        )
        return plan_facts.changes({OUTCOME: before.get(OUTCOME, "")}, {OUTCOME: str(decision.outcome)})


_FACTS: Mapping[str, Msg] = {
    "station": msg("station"),
    "status": msg("order status"),
    "visit": msg("order with a visit"),
    "started": msg("service has started"),
    "in_custody": msg("machine in the station"),
    "held_by_branch": msg("held by a branch point"),
    "parts_issued": msg("part issued"),
    "unreachable_since": msg("special T31 written"),
    "calls": msg("calls logged"),
    "phones": msg("telephone numbers"),
    "facts": msg("close facts"),
    "form": msg("special-case statement"),
    OUTCOME: msg("the answer on the same facts, as time passed"),
}
_AREAS = {"status": "status", "form": "form_state", OUTCOME: "outcome"}


def _told(change: Change) -> Msg:
    before, after = (_value(change.fact, text) for text in (change.before, change.after))
    if before == after:
        after = msg("as many, but not the same")
    return msg(
        "{fact}: {before} → {after}",
        fact=_FACTS.get(change.fact, change.fact),
        before=before,
        after=after,
    )


def _value(fact: str, text: str | None) -> Any:
    """The text of a fact as a person reads it."""
    if not text:
        return msg("none")
    if text in ("true", "false"):
        return msg("yes") if text == "true" else msg("no")
    if fact == "facts":
        return tuple(Msg(ENGLISH.get(code, code)) for code in text.split(";"))
    if fact == "calls":
        return _calls(text)
    return WORDS.get(_AREAS.get(fact, ""), {}).get(text, text)


def _calls(text: str) -> Any:
    """How many calls, and when and with what result the last one ended."""
    if text == "0":
        return msg("none")
    number, _, last = text.partition(" #")[0].partition(", ")
    at, _, result = last.rpartition(" ")
    return msg("{n}, the last at {at}: {result}", n=number, at=at, result=named("contact", result))
