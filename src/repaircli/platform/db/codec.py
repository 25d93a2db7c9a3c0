"""An answer as JSON text and back, so that a repeated request id gives the first answer again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from repaircli.platform.answers import Answer
from repaircli.platform.text import CommandLine, Msg, Word

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_AS_IT_IS = frozenset((str, int, float, bool, type(None)))


def dump(value: object) -> str:
    """`value` as compact JSON; `Msg`, datetime and date are kept apart from plain text."""
    return _encode(plain(value))


def load(text: str) -> Any:  # JSON
    """What `dump` was given."""
    return rich(json.loads(text))


def dump_answer(answer: Answer) -> str:
    return dump(
        {
            "kind": answer.kind,
            "data": answer.data,
            "exit": answer.exit,
            "notes": list(answer.notes),
            "complaint": answer.complaint,
            "hint": answer.hint,
        }
    )


def load_answer(text: str) -> Answer:
    data = load(text)
    return Answer(
        data["kind"], data["data"], data["exit"], tuple(data["notes"]), data["complaint"], data["hint"]
    )


def plain(value: Any) -> object:  # data of an answer
    """`value` in what JSON knows, so that `rich` finds sentences and times again."""
    # nearly all of an answer is of these types themselves, and a batch asks it a million times
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is dict:
        return {k if type(k) is str else str(k): plain(v) for k, v in value.items()}
    if isinstance(value, CommandLine):
        args = {k: plain(v) for k, v in value.args.items()}
        return {"$command": value.name, "line": value.id, "args": args}
    if isinstance(value, Msg):
        return {"$msg": value.id, "args": {k: plain(v) for k, v in value.args.items()}}
    if isinstance(value, Word):
        return {"$word": value.code, "zh": value.zh, "typed": value.typed}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    if isinstance(value, str):
        return str(value)
    return value


def rich(value: object) -> Any:  # JSON
    """The other way round."""
    if isinstance(value, dict):
        if "$msg" in value:
            return Msg(value["$msg"], {k: rich(v) for k, v in value["args"].items()})
        if "$command" in value:
            return CommandLine(
                value["line"], {k: rich(v) for k, v in value["args"].items()}, value["$command"]
            )
        if "$word" in value:
            return Word(value["$word"], value["zh"], value["typed"])
        if "$time" in value:
            return datetime.fromisoformat(value["$time"])
        if "$day" in value:
            return date.fromisoformat(value["$day"])
        return {k: rich(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rich(v) for v in value]
    return value
