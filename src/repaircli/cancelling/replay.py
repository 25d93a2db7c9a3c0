"""`rules replay`: past decisions made again under another edition or setting; and pending ones before it is set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repaircli.calendar.working import calendar_of, hours_of
from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling.gathered import Gathered, gather, question_of, target_of
from repaircli.cancelling.queries import Decided
from repaircli.cancelling.tables import CancelRequest
from repaircli.network import scope
from repaircli.platform.answers import Answer
from repaircli.platform.codes import RequestStatus
from repaircli.platform.db import codec
from repaircli.platform.db.rows import chunks
from repaircli.platform.errors import BeyondCalendar, UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.policy import settings
from repaircli.policy.in_force import policy_of
from repaircli.rules.cancelling import snapshot
from repaircli.rules.cancelling.decide import decide
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.policy.editions import EDITIONS, Edition, edition_with
from repaircli.rules.policy.limits import EDITION, SETTINGS, BadLimit, as_json, parsed, typed


@dataclass(frozen=True, slots=True)
class ReplayFilter:
    """Which decisions, as typed."""

    since: str | None = None
    until: str | None = None
    region: str | None = None
    station: str | None = None


@reads
def replay(
    tx: Transaction, wanted: ReplayFilter, edition: str | None = None, changed_to: Sequence[str] = ()
) -> Answer:
    """Decides again every request of `wanted` whose facts were kept; lists the answers that change.

    Each is decided by what was in force at its decision, with `edition` where one is named, and with
    `changed_to`, which are KEY=VALUE. An answer changes where outcome or permission do. Writes nothing, exit 0 whatever
    changes. Raises UsageProblem for a setting or time that cannot be read, NotFound for an unknown region or station.
    """
    changes = _changes(changed_to)
    in_force = policy_of(tx)
    changed, left_out, decided = [], [], 0
    for row, made_at in _decided(tx, wanted):
        at = tx.local(made_at)
        again = _again(tx, row, _edition(in_force.on(at.date(), made_at), edition, changes))
        if isinstance(again, Msg):
            left_out.append({"id": row.id, "order_no": row.order_no, "why": again})
            continue
        decided += 1
        before = codec.rich(row.decision)
        if _differ(before, again):
            changed.append(_change(row, at, before, again))
    for key in changes:
        if not SETTINGS[key].rows:
            tx.note(msg("no cancel decision depends on {key}", key=key))
    found = _found(decided, changed, left_out)
    return Answer(
        "rules.replay", {"edition": edition or in_force.on(tx.today).name, "set": _json(changes), **found}
    )


@reads
def preview(tx: Transaction, key: str, value: str, since: str, why: str | None = None) -> Answer:
    """What a setting would change for the requests that are pending, decided now by the policy of today and of `since`.

    Writes nothing. Raises UsageProblem as `settings.set_`.
    """
    new = settings.entry(tx, key, value, since, why)
    policy = policy_of(tx)
    today, then = policy.on(tx.today), policy.with_entry(new).on(max(new.from_day, tx.today))
    if key in SETTINGS and not SETTINGS[key].rows:
        tx.note(msg("no cancel decision depends on {key}", key=key))
    pending = cancelling_queries.conditions(tx, scope.bounds(tx), statuses=(str(RequestStatus.PENDING),))
    changed, left_out, decided = [], [], 0
    for part in chunks(cancelling_queries.ids(tx, pending)):
        rows = list(cancelling_queries.by_id(tx, part).values())
        gathered = gather(tx, [row.order_no for row in rows], deciding=True)
        for row in rows:
            try:
                before, after = (_now(tx, gathered, row, edition) for edition in (today, then))
            except BeyondCalendar as error:
                left_out.append({"id": row.id, "order_no": row.order_no, "why": error.message})
                continue
            decided += 1
            if _differ(before, after):
                changed.append(_change(row, tx.now, before, after))
    found = _found(decided, changed, left_out)
    told = {} if key == EDITION else {key: as_json(getattr(then.limits, SETTINGS[key].field))}
    return Answer("rules.replay", {"edition": then.name, "set": told, **found})


def _now(tx: Transaction, gathered: Gathered, row: CancelRequest, edition: Edition) -> Mapping[str, Any]:
    question = question_of(tx, row, target_of(gathered, row))
    return decide(gathered.states[row.order_no], question, calendar_of(tx), edition, hours_of(tx)).as_data()


def _differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return (before.get("outcome"), before.get("allowed")) != (after["outcome"], after["allowed"])


def _found(
    decided: int, changed: Sequence[Mapping[str, Any]], left_out: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "decided": decided,
        "same": decided - len(changed),
        "changed": len(changed),
        "not_replayed": len(left_out),
        "ways": _ways(changed),
        "results": changed,
        "left_out": left_out,
    }


def _edition(base: Edition, name: str | None, changes: Mapping[str, str]) -> Edition:
    """`base` with another name, its own settings and the changes over them."""
    own = {key: typed(value) for key, value in base.differing(EDITIONS[base.name]).items()}
    return edition_with(name or base.name, tuple(sorted({**own, **changes}.items())))


def _json(changes: Mapping[str, str]) -> dict[str, Any]:
    return {key: as_json(parsed(key, text)) for key, text in changes.items()}


def _changes(given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals:
            raise UsageProblem(
                msg("--set: expected KEY=VALUE, got {text}", text=text),
                msg("for example --set reschedule.min_days=10"),
            )
        if key in found:
            raise UsageProblem(msg("--set: {key} is given twice", key=key))
        try:
            found[key] = typed(parsed(key, value))
        except BadLimit as error:
            raise UsageProblem(msg("--set: {problem}", problem=error.text), error.hint) from None
    return found


def _decided(tx: Transaction, wanted: ReplayFilter) -> Iterator[Decided]:
    since = tx.when(wanted.since, "--since") if wanted.since is not None else None
    until = tx.through(wanted.until, "--until") if wanted.until is not None else None
    if since is not None and until is not None and until < since:
        raise UsageProblem(msg("--until is before --since"))
    conditions = cancelling_queries.conditions(
        tx,
        scope.bounds(tx),
        region=scope.region_filter(tx, wanted.region),
        station=scope.station_filter(tx, wanted.station),
    )
    return cancelling_queries.decided_between(tx, conditions, since, until)


def _again(tx: Transaction, row: CancelRequest, edition: Edition) -> Mapping[str, Any] | Msg:
    """The decision of `row` under `edition`, or why it cannot be made again."""
    if row.facts is None:
        return msg("decided before facts were kept, or imported without them")
    try:
        kept = snapshot.restored(row.facts, tx.zone)
        calendar = snapshot.RecordingCalendar(calendar_of(tx), kept.days)
        if not isinstance(row.decision, Mapping) or kept.question.reason not in ROWS:
            return _UNREADABLE
        return decide(kept.order, kept.question, calendar, edition, hours_of(tx)).as_data()
    except BeyondCalendar as error:
        return error.message
    except (ValueError, TypeError, AttributeError, KeyError):
        # an import stores facts and decision as its file has them
        return _UNREADABLE


_UNREADABLE = msg("its decision or facts cannot be read")


def _change(
    row: CancelRequest, made_at: datetime, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    shown = ("outcome", "allowed", "clauses", "because", "missing", "allowed_from")
    return {
        "id": row.id,
        "order_no": row.order_no,
        "region": row.region,
        "station": row.station,
        "reason": row.reason,
        "status": row.status,
        "decided_at": made_at,
        "before": {key: before.get(key) for key in shown},
        "after": {key: after[key] for key in shown},
    }


def _ways(changed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How many answers changed from what to what, the most frequent first."""
    counts = Counter((str(c["before"]["outcome"]), c["after"]["outcome"]) for c in changed)
    return [{"before": a, "after": b, "count": n} for (a, b), n in counts.most_common()]
