"""The demonstration: a training database with the sample, several days played on it, and what came of them."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from repaircli.demo.stage import Stage, every
from repaircli.demo.stories import cancels, repairs
from repaircli.files.sample import TAKEN_OVER
from repaircli.notices import outbox
from repaircli.platform.codes import Answer, Call, Status
from repaircli.platform.errors import Conflict
from repaircli.platform.text import Msg, msg
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.policy.decision import Outcome
from repaircli.system import audit, init

STORIES = (*repairs.STORIES, *cancels.STORIES)


def run(call: Call, keep: str | None, tell: Callable[[Msg], None]) -> Answer:
    """Plays all stories in a new training database at `keep`, a path or URL, or in a temporary folder.

    `tell` hears each day as it begins. Raises Unexpected at the first step that does not come out as it must, and
    Conflict where something is at `keep` already.
    """
    target = _place(keep)
    stage = Stage(target, call.zone, tell)
    stage.now = stage.time(TAKEN_OVER)
    made = stage.do(None, "init", init.create, training=True, sample=True)
    stage.play(STORIES, TAKEN_OVER)
    orders = every(stage)
    stage.do("admin", "audit verify", audit.verify)
    notices = stage.do("admin", "notify list", outbox.list_)
    _all_played(stage)
    return Answer(
        "demo.run",
        {
            "database": made["database"],
            "sample": made["sample"],
            "steps": len(stage.steps),
            "days": _days(stage),
            "unreachable": stage.shown["unreachable"],
            "cancels": _cancels(stage, orders),
            "batch": stage.shown["batch"],
            "figures": _figures(orders),
            "notifications": _notices(notices),
            "next": _next(target, stage),
        },
    )


def _place(keep: str | None) -> str:
    if keep is None:
        return str(Path(tempfile.mkdtemp(prefix="repaircli-demo-")) / "demo.db")
    if "://" not in keep and os.path.lexists(keep):
        raise Conflict(
            msg("{file} is there already; the demonstration makes a new database", file=keep),
            msg("repaircli demo --keep ANOTHER.db"),
            code="exists",
        )
    return keep


def _all_played(stage: Stage) -> None:
    """The stories are a check of the rule: each reason of group A was carried out, each outcome came up."""
    carried_out = {row["reason"] for row in stage.cancels.values() if row["allowed"]}
    missing = [code for code, row in ROWS.items() if row.group in "AC" and code not in carried_out]
    stage.must(not missing, msg("reasons that no story has carried out: {codes}", codes=tuple(missing)))
    seen = {row["outcome"] for row in stage.cancels.values()}
    unseen = tuple(str(o) for o in Outcome if o not in seen)
    stage.must(not unseen, msg("outcomes that no story has come to: {codes}", codes=unseen))


def _days(stage: Stage) -> list[dict[str, Any]]:
    """The steps that say something, by day, within a day story by story."""
    played = sorted(stage.steps, key=lambda step: (step["at"].date(), step["story"], step["at"]))
    return [
        {
            "day": day,
            "played": len(steps := list(group)),
            "steps": [step | {"story": stage.titles[step["story"]]} for step in steps if step["text"]],
        }
        for day, group in groupby(played, key=lambda step: step["at"].date())
    ]


def _cancels(stage: Stage, orders: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The decisions in the order of the policy's table, with the remark of those that were carried out."""
    by_no = {order["order_no"]: order for order in orders}
    places = {code: number for number, code in enumerate(ROWS)}
    found = sorted(stage.cancels.values(), key=lambda row: (places[row["reason"]], row["order_no"]))
    for row in found:
        order = by_no[row["order_no"]]
        if row["allowed"] and order["cancel_reason"] == row["reason"]:
            row["remark"] = order["cancel_remark"]
    return found


def _figures(orders: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "orders": len(orders),
        "status": _counts(orders, "status", [str(s) for s in Status]),
        "close_basis": _counts([o for o in orders if o["close_basis"]], "close_basis"),
        "cancel_reason": _counts([o for o in orders if o["cancel_reason"]], "cancel_reason", list(ROWS)),
        "reassigned": sum(1 for o in orders if o["reassigned_to"]),
        "late_contact": sum(1 for o in orders if o["late_contact"]),
    }


def _counts(orders: Sequence[Mapping[str, Any]], key: str, known: Sequence[str] = ()) -> list[dict[str, Any]]:
    counted = Counter(str(order[key]) for order in orders)
    codes = [code for code in known if code in counted] or sorted(counted)
    return [{"code": code, "count": counted[code]} for code in codes]


def _notices(notices: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    counted = Counter((n["code"], n["to_kind"], n["medium"]) for n in notices)
    about = {n["code"]: n["about"] for n in notices}
    ordered = sorted(counted.items(), key=lambda item: (int(item[0][0][1:]), item[0][1]))
    return [
        {"code": code, "about": about[code], "to_kind": kind, "medium": medium, "count": count}
        for (code, kind, medium), count in ordered
    ]


def _next(target: str, stage: Stage) -> list[str]:
    """Commands that work on this database, to be pasted."""
    program = f"repaircli --db {shlex.quote(target)}"
    lost, station = (stage.shown["unreachable"][key] for key in ("order_no", "station"))
    moved, region = stage.shown["reassigned"]
    lively, at = stage.shown["lively"]
    return [
        f"{program} --as {at} cancel check {lively} --reason self_resolved",
        f"{program} --as {at} order show {lively}",
        f"{program} --as liaison-hb cancel list --status approved",
        f"{program} --as coord-{station} order history {lost}",
        f"{program} --as {region} order lineage {moved}",
        f"{program} --as coord-000001 order list --status downloaded --limit 10",
        f"{program} --as liaison-hb notify list --code N34",
        f"{program} --as admin audit verify",
        f"{program} rules show unreachable",
    ]
