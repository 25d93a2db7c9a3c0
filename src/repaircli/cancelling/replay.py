"""`rules replay`: past decisions made again under another edition or other limits, on the facts of their moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from repaircli.calendar.working import calendar_of, hours_of
from repaircli.cancelling import queries as cancelling_queries
from repaircli.cancelling.queries import Decided
from repaircli.cancelling.tables import CancelRequest
from repaircli.network import scope
from repaircli.platform.answers import Answer
from repaircli.platform.db import codec
from repaircli.platform.errors import BeyondCalendar, UsageProblem
from repaircli.platform.text import Msg, msg
from repaircli.platform.transaction import Transaction, reads
from repaircli.rules.cancelling import snapshot
from repaircli.rules.cancelling.decide import decide
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.policy.editions import EDITIONS, Edition
from repaircli.rules.policy.limits import DECIDING, BadLimit, parsed


@dataclass(frozen=True, slots=True)
class ReplayFilter:
    """Which decisions, as typed."""

    since: str | None = None
    until: str | None = None
    region: str | None = None
    station: str | None = None


@reads
def replay(
    tx: Transaction, wanted: ReplayFilter, policy: str = "manual", settings: Sequence[str] = ()
) -> Answer:
    """Decides again every request of `wanted` whose facts were kept; lists the answers that change.

    An answer changes where outcome or permission do. `settings` are LIMIT=VALUE. Writes nothing, exit 0 whatever
    changes. Raises UsageProblem for a limit or time that cannot be read, NotFound for an unknown region or station.
    """
    limits = _limits(settings)
    edition = EDITIONS[policy]
    if limits:
        edition = replace(edition, limits=replace(edition.limits, **limits))
    changed, left_out, decided = [], [], 0
    for row, made_at in _decided(tx, wanted):
        again = _again(tx, row, edition)
        if isinstance(again, Msg):
            left_out.append({"id": row.id, "order_no": row.order_no, "why": again})
            continue
        decided += 1
        before = codec.rich(row.decision)
        if (before.get("outcome"), before.get("allowed")) != (again["outcome"], again["allowed"]):
            changed.append(_change(row, tx.local(made_at), before, again))
    for key in limits:
        if key not in DECIDING:
            tx.note(msg("no cancel decision depends on {key}", key=key))
    data = {
        "edition": edition.name,
        "set": {key: _json_limit(value) for key, value in limits.items()},
        "decided": decided,
        "same": decided - len(changed),
        "changed": len(changed),
        "not_replayed": len(left_out),
        "ways": _ways(changed),
        "results": changed,
        "left_out": left_out,
    }
    return Answer("rules.replay", data)


def _limits(settings: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for text in settings:
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals:
            raise UsageProblem(
                msg("--set: {text} is not LIMIT=VALUE", text=text),
                msg("for example --set reschedule_days=10"),
            )
        if key in found:
            raise UsageProblem(msg("--set: {key} is given twice", key=key))
        try:
            found[key] = parsed(key, value)
        except BadLimit as error:
            raise UsageProblem(msg("--set: {problem}", problem=error.text), error.fix) from None
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


def _json_limit(value: object) -> object:
    """A limit as JSON; a length of time in whole seconds."""
    return int(value.total_seconds()) if isinstance(value, timedelta) else value
