"""The scenes by which the demonstration introduces the program: moments of the stories, each with its rule."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from repaircli.demo.stage import Data, Shown, Stage
from repaircli.platform.errors import EXIT_REFUSED
from repaircli.platform.output.view import Pen, draw, view_of
from repaircli.platform.text import Msg, msg


class Scene(NamedTuple):
    """What a newcomer is told about the commands that stories mark with `key`.

    `without` names parts of the answers that are left out when they are shown.
    """

    key: str
    title: Msg
    situation: Msg
    why: Msg
    clauses: tuple[str, ...]
    without: tuple[str, ...] = ()


SCENES = (
    Scene(
        "t31",
        msg("One second too early"),
        msg(
            "A customer does not answer. 3.5 hours after the order was dispatched, the engineer may record that nobody"
            " was reached; here they try one second before, and again at the exact time."
        ),
        msg(
            "Until then the station must go on calling. The record, the special T31, starts the count of working days."
        ),
        ("001-1.5.2",),
    ),
    Scene(
        "monday",
        msg("Five working days, to the second"),
        msg(
            "The same customer was called for days, over a weekend and a holiday. The fifth working day ends on Monday"
            " at 18:00. The station asks twice."
        ),
        msg("The order may be cancelled after six calls a day on three days, and five whole working days."),
        ("001-1.5.2",),
        ("days",),
    ),
    Scene(
        "numbers",
        msg("A wrong number must be proved"),
        msg(
            "The customer's first number does not exist, so the station requests a cancel. Then it calls the other"
            " number as well and requests again."
        ),
        msg(
            "Every number on the order must be proved wrong by a recorded call. The refusal names the one that is not."
        ),
        ("001-1.5.2",),
    ),
    Scene(
        "put_off",
        msg("Everything that is missing, and what to do instead"),
        msg(
            "A customer travels and wants the repair ten days later. The station does not want to wait and asks for a cancel."
        ),
        msg(
            "Ten days are an ordinary change of date. A cancel needs fifteen days and the customer's promise to report"
            " again. The hint is the command that changes the date."
        ),
        ("001-3.5.2",),
    ),
    Scene(
        "solved",
        msg("The customer solved the problem alone"),
        msg(
            "Before anybody came, the machine worked again. The customer calls 800, and the agent cancels while they"
            " are on the line."
        ),
        msg(
            "Customers may cancel a repair that has not been done. The remark has the five fields of the policy."
        ),
        ("001-3.6.1",),
    ),
    Scene(
        "phoned",
        msg("The station may not do the same"),
        msg("This time the caller is the station, which is short of engineers and wants to lose an order."),
        msg("A station must ask its region. The attempt is refused and stays on record."),
        ("001-3.6.1",),
    ),
    Scene(
        "done",
        msg("Close, do not cancel"),
        msg(
            "The engineer has repaired the machine on site by reseating the memory. Afterwards the customer complains,"
            " and the station requests a cancel."
        ),
        msg("Work was done and recorded, so the order is closed and counted, whatever reason is stated."),
        ("001-3.5.2",),
    ),
    Scene(
        "reassign",
        msg("Wrong station: cancel and reassign in one step"),
        msg(
            "The address is in the area of another station. The region approves the request and names the right station; the chain of orders shows both orders and how long the customer has waited."
        ),
        msg(
            "The old order is cancelled and the new one dispatched in the same moment, so that neither is lost."
        ),
        ("001-3.4.3",),
    ),
    Scene(
        "batch",
        msg("Many requests in one command"),
        msg(
            "The liaison of a region approves nine numbers at once. Since the requests were made, some orders have"
            " changed, one belongs to another region, and one number does not exist."
        ),
        msg("Each request is checked again against the current facts and gets its own result."),
        ("001-3.5.2",),
    ),
    Scene(
        "settled",
        msg("What the station is paid"),
        msg("On 1 July the region looks at the settlement of June for one station, line by line."),
        msg("Only closed orders are paid. Each line names its clause; a cancelled order earns nothing."),
        ("001-3.5.2",),
    ),
)


def scenes(stage: Stage) -> list[Data]:
    """The scenes as data, with the commands that were played in them."""
    return [
        {
            "title": scene.title,
            "situation": scene.situation,
            "commands": [_command(shown, scene.without) for shown in stage.scenes[scene.key]],
            "clauses": list(scene.clauses),
            "why": scene.why,
        }
        for scene in SCENES
    ]


def _command(shown: Shown, without: Sequence[str]) -> Data:
    answer = shown.answer
    return {
        "at": shown.at,
        "command": shown.line,
        "exit": answer.exit,
        "kind": answer.kind,
        "answer": answer.data,
        "complaint": answer.complaint,
        "hint": answer.hint,
        "without": list(without),
    }


def printed(command: Mapping[str, Any], pen: Pen) -> tuple[list[str], int]:
    """The lines that the command printed, without the parts that the scene leaves out, and how many lines those had."""
    answer = command["answer"]
    whole = _drawn(command["kind"], answer, pen)
    empty: Data = {key: [] for key in command["without"] if key in answer}
    lines = _drawn(command["kind"], {**answer, **empty}, pen) if empty else whole
    return lines, len(whole) - len(lines)


def aside(command: Mapping[str, Any], lines: Sequence[str], pen: Pen) -> list[Msg]:
    """What the command printed beside its answer: why it was refused unless the answer says so, and the hint."""
    told = []
    complaint, hint = command["complaint"], command["hint"]
    said = " ".join(" ".join(lines).split())
    if complaint is not None and pen.tr(complaint) not in said:
        refused = command["exit"] == EXIT_REFUSED
        told.append(msg("refused: {text}", text=complaint) if refused else complaint)
    if hint is not None:
        told.append(msg("hint: {text}", text=hint))
    return told


def _drawn(kind: str, answer: Any, pen: Pen) -> list[str]:  # data of an answer
    out = io.StringIO()
    draw(view_of(kind, answer), answer, pen.like(out, pen.columns or 80))
    lines = out.getvalue().splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    return [
        line for line, before in zip(lines, ["x", *lines], strict=False) if line.strip() or before.strip()
    ]
