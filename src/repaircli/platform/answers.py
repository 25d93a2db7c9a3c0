"""What a command was asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from repaircli.platform.text import Msg


@dataclass(frozen=True, slots=True)
class Call:
    """One invocation as the shell gave it, before anything was looked up.

    `command` is its name as typed (`cancel request`), `content` every parameter that makes up what is asked
    (it is compared when a request id comes again), `now` the text of REPAIRCLI_NOW, `zone` the configured one.
    `to_person`: the answer is drawn for a person, who is also told what is next.
    `dry_run`: a command that writes does everything in its transaction, which is rolled back.
    """

    command: str
    database: str
    content: Mapping[str, Any] = field(default_factory=dict)
    login: str | None = None
    role: str | None = None
    request_id: str | None = None
    now: str | None = None
    zone: str = "Asia/Shanghai"
    dry_run: bool = False
    to_person: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answers: the same object as table or JSON, so that the two can never differ.

    `kind` names the view (`order.show`); `data` is the JSON of the contract with `Msg` where a sentence stands;
    `notes` are warnings for stderr; `complaint` is the one line on stderr that goes with exit 3 and 7.
    """

    kind: str
    data: Any
    exit: int = 0
    notes: Sequence[Msg] = ()
    complaint: Msg | None = None
    hint: Msg | None = None


def refusal(checks: Sequence[tuple[str, str, Msg]], hint: Msg | None = None, kind: str = "refusal") -> Answer:
    """A refusal by a rule that has no decision object. `checks` are (code, clause, text), every violated one."""
    data = {
        "refused": True,
        "checks": [{"code": c, "clause": clause, "text": text} for c, clause, text in checks],
        "hint": hint,
    }
    return Answer(kind, data, exit=3, complaint=checks[0][2] if checks else None, hint=hint)
