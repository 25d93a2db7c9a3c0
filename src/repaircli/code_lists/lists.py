"""The codes of a list: add, change and retire them; find the one that somebody typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from repaircli.code_lists.tables import ListCode
from repaircli.platform import codes
from repaircli.platform.answers import Answer, refusal
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.inputs import chosen, code, optional, required
from repaircli.platform.text import CommandLine, Msg, Word, command_line, msg
from repaircli.platform.transaction import Transaction, reads, writes
from repaircli.rules import code_lists as rules

MAX_CODE = 40
_CODE = re.compile(rf"[^\W_](?:[^\W_]|-){{0,{MAX_CODE - 1}}}")

CODE_FORM = msg("up to {most} letters, digits and hyphens, such as power-supply", most=MAX_CODE)


@dataclass(frozen=True, slots=True)
class CodeInput:
    """What a person gives for a code; None where nothing was given."""

    name: str | None = None
    name_en: str | None = None
    fault_class: str | None = None
    object: str | None = None
    answer: str | None = None
    choices: Sequence[str] | None = None
    weight: int | None = None
    required: bool | None = None
    subjects: Sequence[str] | None = None
    free: Sequence[str] | None = None


@writes
def add(tx: Transaction, kind: str, code_: str, given: CodeInput) -> Answer:
    """Adds a code to a list (003-3.1.1, 3.1.9, 4.1.1).

    Raises UsageProblem for what is wrong or missing, and for a code or a name that the list has already.
    """
    kind = list_of(kind)
    wanted = typed_code(code_)
    required(given.name, "--name", hint=command_line("codes add", "--help"))
    values = blank() | read(given)
    _refuse_flaws(kind, values)
    _refuse_twice(tx, kind, wanted, values["name"])
    row = tx.add(ListCode, kind=kind, code=wanted, **values, added_by=tx.acting.login, added_at=tx.now)
    tx.event("code.added", after={"list": kind, "code": wanted, **{k: v for k, v in values.items() if v}})
    return Answer("codes.saved", data(tx, row))


@writes
def edit(tx: Transaction, kind: str, code_: str, given: CodeInput) -> Answer:
    """Changes what is given of a code. Raises as `add`, and where nothing is given."""
    row = known(tx, list_of(kind), code_)
    changes = {name: value for name, value in read(given).items() if getattr(row, name) != value}
    if given == CodeInput():
        raise UsageProblem(
            msg("nothing to change was given"), command_line("codes edit", "--help"), code="nothing_given"
        )
    _refuse_flaws(row.kind, {field.name: getattr(row, field.name) for field in fields(CodeInput)} | changes)
    if "name" in changes:
        _refuse_twice(tx, row.kind, None, changes["name"])
    if changes:
        tx.update(ListCode, {"id": row.id}, **changes)
        before = {name: getattr(row, name) for name in changes}
        tx.event("code.changed", before=before, after={"list": row.kind, "code": row.code, **changes})
    return Answer("codes.saved", data(tx, tx.one_row(ListCode, id=row.id)))


@writes
def retire(tx: Transaction, kind: str, code_: str, undo: bool = False) -> Answer:
    """Retires a code: new entries may not have it, old ones keep it. `undo` lets it be used again."""
    row = known(tx, list_of(kind), code_)
    if (row.retired_at is None) == undo:
        return Answer("codes.saved", {**data(tx, row), "already": True})
    checks = [] if undo else rules.retire(row.kind, row.code)
    if checks:
        hint = command_line("codes list", "{list}", list=row.kind)
        return refusal([(c.code, c.clause, c.text) for c in checks], hint)
    by, at = (None, None) if undo else (tx.acting.login, tx.now)
    tx.update(ListCode, {"id": row.id}, retired_by=by, retired_at=at)
    tx.event("code.restored" if undo else "code.retired", after={"list": row.kind, "code": row.code})
    return Answer("codes.saved", {**data(tx, tx.one_row(ListCode, id=row.id)), "already": False})


@reads
def listing(tx: Transaction, kind: str | None = None, all_: bool = False) -> Answer:
    """The codes of one list or of all, in the order of list and code; with `all_` the retired ones too."""
    wanted = None if kind is None else list_of(kind)
    rows = tx.find(ListCode, order_by=("kind", "code"))
    chosen = (row for row in rows if wanted in (None, row.kind) and (all_ or row.retired_at is None))
    return Answer("codes.list", [data(tx, row) for row in chosen])


def data(tx: Transaction, row: ListCode) -> dict[str, Any]:
    """The JSON object of a code, with the columns that its list has."""
    own = rules.OPTIONS[row.kind]
    others = {column for options in rules.OPTIONS.values() for column in options if column not in own}
    return {**tx.as_json(ListCode, row, "id", *sorted(others)), "retired": row.retired_at is not None}


def list_of(text: str) -> str:
    """The list that `text` names, by its code or Chinese word. Raises UsageProblem."""
    return code("code_kind", text, "KIND")


def typed_code(text: str) -> str:
    """`text` as the code of a list: letters, digits and hyphens in their plain form. Raises UsageProblem."""
    found = unicodedata.normalize("NFKC", text).strip().casefold()
    if not _CODE.fullmatch(found):
        raise UsageProblem(
            msg("CODE: {text} is not a valid code", text=text),
            CODE_FORM,
        )
    return found


def known(tx: Transaction, kind: str, text: str) -> ListCode:
    """The code of the list, by code or name, retired or not. Raises NotFound."""
    plain = codes.plain(text)
    rows = tx.find(ListCode, kind=kind)
    row = next((r for r in rows if plain in (codes.plain(r.code), codes.plain(r.name))), None)
    if row is None:
        raise NotFound(
            msg("{list} has no code {code}", list=codes.named("code_kind", kind), code=text),
            command_line("codes list", "{list} --all", list=kind),
            code="no_code",
        )
    return row


def meant(tx: Transaction, kind: str, text: str, option: str) -> ListCode:
    """The code in use that a person means by code, name, or a part of one. Raises UsageProblem with the nearest."""
    rows = {row.code: row for row in tx.find(ListCode, kind=kind) if row.retired_at is None}
    also = {row.code: row.name_en for row in rows.values() if row.name_en}
    words = {row.code: row.name for row in rows.values()}
    if not words:
        raise UsageProblem(
            msg("{option}: the list {list} is empty", option=option, list=codes.named("code_kind", kind)),
            command_line("codes add", "{list} CODE --name NAME", list=kind),
            code="no_code",
        )
    listing_: CommandLine = command_line("codes list", "{list}", list=kind)
    return rows[chosen(words, text, option, also=also, unknown="no_code", listing=listing_)]


def blank() -> dict[str, Any]:
    """The columns of a code that has nothing but its name."""
    return {field.name: None for field in fields(CodeInput)} | {
        "choices": [],
        "required": False,
        "subjects": [],
        "free": [],
    }


def read(given: CodeInput) -> dict[str, Any]:
    """What was given, as the columns hold it. Raises UsageProblem."""
    found: dict[str, Any] = {
        "name": optional(given.name),
        "name_en": optional(given.name_en),
        "fault_class": _chosen("fault_class", given.fault_class, "--class"),
        "object": _chosen("complaint_object", given.object, "--object"),
        "answer": _chosen("answer_type", given.answer, "--type"),
        "choices": given.choices and list(dict.fromkeys(required(c, "--choice") for c in given.choices)),
        "weight": given.weight,
        "required": given.required,
        "subjects": _several("visit_subject", given.subjects, "--for"),
        "free": _several("charged", given.free, "--free"),
    }
    return {name: value for name, value in found.items() if value not in (None, ())}


def _chosen(area: str, text: str | None, option: str) -> str | None:
    return None if text is None else code(area, text, option)


def _several(area: str, texts: Sequence[str] | None, option: str) -> list[str] | None:
    """Codes of the area, each once; a comma divides several."""
    if not texts:
        return None
    return list(dict.fromkeys(code(area, part, option) for text in texts for part in text.split(",")))


def _refuse_flaws(kind: str, values: Mapping[str, Any]) -> None:
    for column, text in rules.flaws(kind, values).items():
        options = {c: option for own in rules.OPTIONS.values() for c, option in own.items()}
        raise UsageProblem(
            msg("{option}: {problem}", option=options[column], problem=text),
            command_line("codes add", "--help"),
        )


def _refuse_twice(tx: Transaction, kind: str, wanted: str | None, name: str) -> None:
    taken = {text for text in (wanted, codes.plain(name)) if text is not None}
    for row in tx.find(ListCode, kind=kind):
        if taken & {row.code, codes.plain(row.name)}:
            hint: Msg = command_line("codes edit", "{list} {code} --name NAME", list=kind, code=row.code)
            raise UsageProblem(
                msg(
                    "{list} already has {code} ({name})",
                    list=Word(kind, codes.ZH["code_kind"][kind]),
                    code=row.code,
                    name=row.name,
                ),
                hint,
                code="exists",
            )
