"""The demonstration: a training database with the sample, several days played on it, and what came of them."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from repaircli.demo import scenes
from repaircli.demo.stage import Data, Main, OrderRow, Stage, Step
from repaircli.demo.stories import cancels, repairs
from repaircli.files.sample import TAKEN_OVER
from repaircli.platform import machine
from repaircli.platform.answers import Answer
from repaircli.platform.codes import Status
from repaircli.platform.errors import Conflict
from repaircli.platform.text import Msg, command_line, msg
from repaircli.rules.cancelling.matrix import ROWS
from repaircli.rules.policy.decision import Outcome

STORIES = (*repairs.STORIES, *cancels.STORIES)

STEP = timedelta(seconds=30)
"""How long a command takes on the moved clock."""


def run(main: Main, keep: str | None, zone: str, every_step: bool = False) -> Answer:
    """Plays all stories in a new training database at `keep`, a path or URL, or in a temporary folder.

    `main` runs a command line, `zone` is the time zone of the stories; `every_step` makes the answer one that shows them all.
    Raises Unexpected at the first step with a wrong result, and Conflict if something is at `keep` already.
    """
    target = _place(keep)
    began = datetime.fromisoformat(TAKEN_OVER)
    stage = Stage(main, target, began, pause=STEP, zone=zone)
    made = stage.run(None, "init --training --sample")
    for _, story in STORIES:
        stage.plan(began, story(stage))
    stage.play()
    orders = stage.every()
    stage.run("admin", "audit verify")
    notices = stage.rows("admin", "notify list")
    _all_played(stage)
    return Answer(
        "demo.all" if every_step else "demo.run",
        {
            "database": made["database"],
            "sample": made["sample"],
            "steps": len(stage.steps),
            "days": _days(stage),
            "scenes": scenes.scenes(stage),
            "unreachable": stage.highlights["unreachable"],
            "cancels": _cancels(stage, orders),
            "batch": stage.highlights["batch"],
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
            msg("{file} already exists; the demonstration creates a new database", file=keep),
            command_line("demo", "--keep ANOTHER.db"),
            code="exists",
        )
    return keep


def _all_played(stage: Stage) -> None:
    """The stories are a check of the rule: each reason of group A was carried out, each outcome came up."""
    carried_out = {row["reason"] for row in stage.cancels.values() if row["allowed"]}
    missing = [code for code, row in ROWS.items() if row.group in "AC" and code not in carried_out]
    stage.expect(not missing, msg("reasons that no story covers: {codes}", codes=tuple(missing)))
    seen = {row["outcome"] for row in stage.cancels.values()}
    unseen = tuple(str(o) for o in Outcome if o not in seen)
    stage.expect(not unseen, msg("outcomes that no story covers: {codes}", codes=unseen))


def _days(stage: Stage) -> list[Data]:
    """The steps that say something, by day, within a day story by story."""
    played = sorted(stage.steps, key=lambda step: (step.at.date(), step.story, step.at))
    return [
        {
            "day": day,
            "played": len(steps := list(group)),
            "steps": [step._asdict() | {"story": _title(step)} for step in steps if step.text],
        }
        for day, group in groupby(played, key=lambda step: step.at.date())
    ]


def _title(step: Step) -> Msg:
    return STORIES[step.story - 1][0]


def _cancels(stage: Stage, orders: Sequence[OrderRow]) -> list[Data]:
    """The decisions in the order of the policy's table, with the remark of those that were carried out."""
    by_no = {order["order_no"]: order for order in orders}
    places = {code: number for number, code in enumerate(ROWS)}
    found = sorted(stage.cancels.values(), key=lambda row: (places[row["reason"]], row["order_no"]))
    for row in found:
        order = by_no[row["order_no"]]
        if row["allowed"] and order["cancel_reason"] == row["reason"]:
            row["remark"] = order["cancel_remark"]
    return found


def _figures(orders: Sequence[OrderRow]) -> Data:
    return {
        "orders": len(orders),
        "status": _counts([o["status"] for o in orders], list(map(str, Status))),
        "close_basis": _counts([o["close_basis"] for o in orders]),
        "cancel_reason": _counts([o["cancel_reason"] for o in orders], list(ROWS)),
        "reassigned": sum(1 for o in orders if o["reassigned_to"]),
        "late_contact": sum(1 for o in orders if o["late_contact"]),
    }


def _counts(codes_found: Sequence[str | None], known: Sequence[str] = ()) -> list[Data]:
    counted = Counter(str(code) for code in codes_found if code)
    codes = [code for code in known if code in counted] or sorted(counted)
    return [{"code": code, "count": counted[code]} for code in codes]


def _notices(notices: Sequence[Data]) -> list[Data]:
    counted = Counter((n["code"], n["to_kind"], n["medium"]) for n in notices)
    about = {n["code"]: n["about"] for n in notices}
    ordered = sorted(counted.items(), key=lambda item: (int(item[0][0][1:]), item[0][1]))
    return [
        {"code": code, "about": about[code], "to_kind": kind, "medium": medium, "count": count}
        for (code, kind, medium), count in ordered
    ]


def _next(target: str, stage: Stage) -> list[str]:
    """Three commands that work on this database, to be pasted."""
    program = f"repaircli --db {machine.quoted(target)}"
    lost, still_open = stage.highlights["unreachable"], stage.highlights["open"]
    return [
        f"{program} --as {still_open['login']} cancel check {still_open['order_no']} --reason self_resolved",
        f"{program} --as coord-{lost['station']} order history {lost['order_no']}",
        f"{program} --as liaison-hb cancel list --status approved",
    ]
