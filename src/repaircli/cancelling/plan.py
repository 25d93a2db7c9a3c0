"""Deciding by plan: write what would happen to each request into a file, then carry out the lines left in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from repaircli.calendar.working import calendar_of, hours_of
from repaircli.cancelling import decide as cancelling_decide
from repaircli.cancelling import plan_file
from repaircli.cancelling.decide import Case, Picked, Policy, Verdict, approve_case, decide_requests
from repaircli.cancelling.endings import rejected
from repaircli.cancelling.gathered import question_of
from repaircli.cancelling.plan_file import APPROVE, LEAVE, REJECT
from repaircli.cancelling.write import Notice
from repaircli.notices.letter import ABOUT, WORDS
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import RequestStatus, named
from repaircli.platform.errors import EXIT_OK, EXIT_PARTIAL, EXIT_REFUSED, BeyondCalendar, UsageProblem
from repaircli.platform.text import Msg, command_line, msg
from repaircli.platform.transaction import Chunks, Transaction, reads, tried, writes_in_chunks
from repaircli.policy.in_force import in_force
from repaircli.rules.cancelling import plan_facts
from repaircli.rules.cancelling.decide import decide
from repaircli.rules.cancelling.evidence import sentences
from repaircli.rules.cancelling.matrix import ENGLISH
from repaircli.rules.cancelling.plan_facts import OUTCOME, TARGET, Change
from repaircli.tabular import output_files


def make(call: Call, picked: Picked, policy: Policy, file: str, lang: str, *, replace_file: bool) -> Answer:
    """Writes into `file` what approving by `policy` would do to each request, in `lang`; nothing into the database.

    A request that would not be approved is in the plan to be left alone. One that cannot be decided is only in the
    answer, with exit 7; one that was approved before is so too, with exit 0. One alone raises what approving raises. Raises UsageProblem where the file is there already and `replace_file` does not allow to write over it.
    """
    if file == "-":
        raise UsageProblem(
            msg("--plan needs a file to write into"), command_line("cancel approve", "--all --plan FILE")
        )
    output_files.keep_apart(call, file)
    if not replace_file:
        output_files.keep_there(file)
    verdicts, planned = _planned(call, picked, policy)
    lines = plan_file.write(Path(file), planned.values(), lang)
    approved = sum(line["decision"] == APPROVE for line in planned.values())
    results = [{**v.result, "planned": v.result["id"] in planned} for v in verdicts]
    data = {
        "results": results,
        "approved": approved,
        "refused": lines - approved,
        "plan": file,
        "lines": lines,
    }
    left_out = sum(not r["planned"] and r["exit"] != EXIT_OK for r in results)
    complaint = msg("requests not in the plan: {n}", n=left_out) if left_out else None
    hint = command_line("cancel approve", "--apply {file}", file=file) if lines else None
    exit = EXIT_PARTIAL if left_out else EXIT_OK
    return Answer("cancel.planned", data, exit=exit, notes=picked.notes, complaint=complaint, hint=hint)


@reads
def _planned(
    tx: Transaction, picked: Picked, policy: Policy
) -> tuple[list[Verdict], dict[int, dict[str, Any]]]:
    """The verdict on each request, and the lines of the plan by request; both are read in one transaction."""
    ids = cancelling_decide.listed(tx, picked, policy)
    verdicts = decide_requests(tx, ids, replace(policy, dry_run=True))
    if picked.alone:
        cancelling_decide.raise_alone(verdicts[0].result)
    return verdicts, {v.case.request.id: _line(tx, v, v.case) for v in verdicts if v.case is not None}


def _line(tx: Transaction, verdict: Verdict, case: Case) -> dict[str, Any]:
    """The line of a plan, by the keys of `plan_file.COLUMNS`."""
    request, order, decision, writes = case.request, case.order, verdict.result["decision"], verdict.writes
    because = decision["because"]
    facts = plan_facts.texts(case.state, order.station)
    return {
        "id": request.id,
        "order_no": request.order_no,
        "station": order.station,
        "customer": order.customer,
        "reason": request.reason,
        "outcome": decision["outcome"],
        "status": request.status,
        "to_station": case.named,
        "decision": APPROVE if verdict.result["exit"] == EXIT_OK else LEAVE,
        "clauses": [*decision["clauses"], *decision["parallel_clauses"]],
        "because": [
            because,
            *(m["text"] for m in decision["missing"] if m["text"] != because),
            *decision["notes"],
        ],
        "remark": writes.cancel["cancel_remark"] if writes is not None and writes.cancel else "",
        "notices": [_notice(n) for n in writes.notices] if writes is not None else [],
        "evidence": [*sentences(decision["evidence"])] if decision["evidence"] else [],
        "facts": {**facts, OUTCOME: decision["outcome"], TARGET: case.named or ""},
    }


def _notice(notice: Notice) -> Msg:
    return msg("{code} {about} → {to}", code=notice.code, about=ABOUT[notice.code], to=notice.to)


def apply_plan(call: Call, plan: plan_file.Plan, *, dry_run: bool = False) -> Answer:
    """Decides every request of `plan` as it says; refuses those whose facts have changed since, by name."""
    call = replace(call, content={**call.content, "sha256": plan.sha256})
    return (_tried if dry_run else _applied)(call, plan, dry_run)


@writes_in_chunks
def _applied(plan: plan_file.Plan, dry_run: bool) -> Chunks[dict[str, Any], dict[str, Any]]:
    items = [{**asdict(line), "facts": dict(line.facts)} for line in plan.lines]
    return Chunks(
        prepare=lambda tx: items,
        each=lambda tx, lines: [verdict.result for verdict in decided(tx, lines, dry_run=dry_run)],
        finish=lambda results: _answer(plan, results, dry_run=dry_run),
    )


@reads
def _tried(tx: Transaction, plan: plan_file.Plan, dry_run: bool) -> Answer:
    return tried(_applied.within(tx, plan, dry_run))


def _answer(plan: plan_file.Plan, results: list[dict[str, Any]], *, dry_run: bool) -> Answer:
    notes = []
    if plan.repaired:
        notes.append(
            msg("restored leading zeros that a spreadsheet removed: {stations}", stations=plan.repaired)
        )
    if not plan.lines:
        notes.append(msg("the plan has no lines"))
    new = [r for r in results if r["exit"] == EXIT_OK and not r["already"]]
    did = Counter(line.decision for line in plan.lines if line.id in {r["id"] for r in new})
    data = {
        "results": results,
        "approved": did[APPROVE],
        "rejected": did[REJECT],
        "left": did[LEAVE],
        **cancelling_decide.counted(results),
        **({"dry_run": True} if dry_run else {}),
    }
    answer = cancelling_decide.answer_of("cancel.plan_applied", data)
    if any(r.get("changes") for r in results):
        answer = replace(answer, hint=command_line("cancel approve", "--all --plan FILE"))
    return replace(answer, notes=tuple(notes))


def decided(tx: Transaction, lines: Sequence[Mapping[str, Any]], *, dry_run: bool) -> list[Verdict]:
    """The verdicts on a chunk of lines, in their order: each as its line decides, with the station that it names."""
    found: dict[int, Verdict] = {}
    for decision, status in ((APPROVE, RequestStatus.APPROVED), (REJECT, RequestStatus.REJECTED)):
        by_id = {line["id"]: line for line in lines if line["decision"] == decision}
        if by_id:
            verdicts = decide_requests(tx, list(by_id), _policy(by_id, status, dry_run))
            found |= zip(by_id, verdicts, strict=True)
    return [found.get(line["id"]) or _left(line) for line in lines]


def _policy(by_id: Mapping[int, Mapping[str, Any]], status: RequestStatus, dry_run: bool) -> Policy:
    return Policy(
        lambda tx, case: _line_verdict(tx, case, by_id[case.request.id]),
        status,
        target=lambda gathered, request: by_id[request.id]["to_station"] or None,
        dry_run=dry_run,
    )


def _left(line: Mapping[str, Any]) -> Verdict:
    """What is said of a request that the plan leaves alone; it is not even read."""
    return Verdict(
        {
            "id": line["id"],
            "order_no": line["order_no"],
            "status": None,
            "exit": EXIT_OK,
            "already": False,
            "decision": None,
            "new_order_no": None,
            "text": msg("left undecided, as the plan says"),
        }
    )


def _line_verdict(tx: Transaction, case: Case, line: Mapping[str, Any]) -> Verdict:
    """Decides as the line says, if the facts of the line are still those of the order."""
    try:
        changes = _changes(tx, case, line["facts"])
    except BeyondCalendar:
        changes = []  # the approval itself says so
    if not changes and line["decision"] == REJECT:
        return rejected(tx, case, why=line["why"])
    if not changes:
        return approve_case(tx, case)
    text = msg(
        "line {line}: changed since the plan: {changes}",
        line=line["line"],
        changes=tuple(_told(c) for c in changes),
    )
    result = cancelling_decide.result_of(case.request, EXIT_REFUSED, None, text=text)
    return Verdict({**result, "line": line["line"], "changes": [c._asdict() for c in changes]})


def _changes(tx: Transaction, case: Case, before: Mapping[str, str]) -> list[Change]:
    facts = case.state
    now = plan_facts.texts(facts, case.order.station)
    changes = plan_facts.changes({k: v for k, v in before.items() if k not in (OUTCOME, TARGET)}, now)
    if changes:
        return changes
    # the same facts can be answered otherwise: days have passed, or the working calendar was imported anew
    question = question_of(tx, case.request, before.get(TARGET) or None)
    decision = decide(facts, question, calendar_of(tx), in_force(tx), hours_of(tx))
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
    "reached": msg("customer reached last"),
    "calls": msg("calls logged"),
    "phones": msg("telephone numbers"),
    "facts": msg("close facts"),
    "parts_under_way": msg("parts on their way"),
    "marked": msg("marked as software, out of warranty or commissioned"),
    "form": msg("special-case statement"),
    OUTCOME: msg("the answer to the same facts at a later time"),
}
_AREAS = {"status": "status", OUTCOME: "outcome"}


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


def _value(fact: str, text: str | None) -> Msg | str | tuple[Msg, ...]:
    """The text of a fact as a person reads it."""
    if not text:
        return msg("none")
    if text in ("true", "false"):
        return msg("yes") if text == "true" else msg("no")
    if fact == "facts":
        return tuple(Msg(ENGLISH.get(code, code)) for code in text.split(";"))
    if fact == "calls":
        return _calls(text)
    if fact == "form":
        return tuple(_statement(each) for each in text.split(";"))
    return WORDS.get(_AREAS.get(fact, ""), {}).get(text, text)


def _statement(text: str) -> Msg:
    """What a special-case statement is about, and what became of it."""
    subject, _, state = text.partition(" ")
    word = msg("lapsed") if state == "lapsed" else WORDS["form_state"].get(state, state)
    return msg("{subject}: {state}", subject=WORDS["subject"].get(subject, subject), state=word)


def _calls(text: str) -> Msg:
    """How many calls, and when and with what result the last one ended."""
    if text == "0":
        return msg("none")
    number, _, last = text.partition(" #")[0].partition(", ")
    at, _, result = last.rpartition(" ")
    return msg("{n}, the last at {at}: {result}", n=number, at=at, result=named("contact", result))
