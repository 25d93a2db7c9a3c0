"""The rules as data: every reason; one reason, clause or setting in full; the table of an edition. Needs no database."""

from __future__ import annotations

import re
from typing import Any

from repaircli.platform.answers import Answer
from repaircli.platform.errors import NotFound, UsageProblem
from repaircli.platform.near import nearest
from repaircli.platform.text import Msg, command_line, msg
from repaircli.rules.cancelling.decide import stage_of
from repaircli.rules.cancelling.matrix import (
    ASKERS,
    CLAUSES,
    ENGLISH,
    ORIGINS,
    REMARK_WORDS,
    ROWS,
    Row,
    reason_code,
)
from repaircli.rules.policy import explain, readings
from repaircli.rules.policy.citations import citing
from repaircli.rules.policy.clauses import DOCUMENTS, Clause, clauses, find
from repaircli.rules.policy.editions import DIFFERENCES, EDITIONS, MANUAL, Difference, Edition, cited
from repaircli.rules.policy.limits import SETTINGS, Setting, as_json, expected


def listed(edition: str | None = None) -> Answer:
    """Every reason with its group, words and clauses, as the edition has them. Raises UsageProblem for an unknown one."""
    policy = _edition(edition)
    return Answer("rules.list", [_reason(row, policy) for row in ROWS.values()])


def editions() -> Answer:
    """The editions of the policy, and everything in which they differ."""
    known = [
        {"edition": e.name, "documents": list(e.documents), "absent": sorted(e.absent)}
        for e in EDITIONS.values()
    ]
    return Answer("rules.editions", {"editions": known, "differences": [_difference(d) for d in DIFFERENCES]})


def shown(target: str, edition: str | None = None) -> Answer:
    """One reason, by code or Chinese words, one clause, by number, or one setting. Raises NotFound, with a hint at similar
    names."""
    policy = _edition(edition)
    known = SETTINGS.get(target.strip())
    if known is not None:
        return Answer("rules.setting", _setting_in_full(known))
    reason = reason_code(target.strip())
    if reason is not None:
        return Answer("rules.reason", _reason_in_full(ROWS[reason], policy))
    clause = find(target) or readings.find(target)
    if clause is not None:
        return Answer("rules.clause", _clause_in_full(clause))
    near = nearest(target, [*ROWS, *clauses(), *SETTINGS, *readings.readings()])
    hint = msg("did you mean {near}?", near=near) if near else command_line("rules list")
    raise NotFound(msg("no such clause, reason or setting: {text}", text=target), hint, code="no_rule")


def matrix(edition: str | None = None) -> Answer:
    """The table reason × origin × asker, as the edition would print it."""
    policy = _edition(edition)
    rows = [
        {"reason": row.code, "words": _words(row), "group": row.group, **_cells(row.code, policy)}
        for row in ROWS.values()
    ]
    codes = [{"code": code, "outcome": str(outcome)} for outcome, code in explain.CODES.items()]
    return Answer("rules.matrix", {"edition": policy.name, "results": rows, "codes": codes})


def _edition(name: str | None) -> Edition:
    found = EDITIONS.get(name or "manual")
    if found is None:
        raise UsageProblem(
            msg("--edition: unknown value {text}", text=str(name)),
            msg("possible values: {known}", known=tuple(EDITIONS)),
        )
    return found


def _words(row: Row) -> dict[str, Any]:
    return {"zh": row.zh, "en": ENGLISH[row.code]}


def _cells(reason: str, policy: Edition) -> dict[str, dict[str, str]]:
    return {o: {a: explain.printed(o, a, reason, policy) for a in ASKERS} for o in ORIGINS}


def _reason(row: Row, policy: Edition) -> dict[str, Any]:
    return {
        "reason": row.code,
        "group": row.group,
        "words": _words(row),
        "clauses": list(cited(policy, CLAUSES[row.code])) if row.code not in policy.absent else [],
        "remark_word": REMARK_WORDS.get(row.code),
        "edition": policy.name,
        "listed": row.code not in policy.absent,
    }


def _reason_in_full(row: Row, policy: Edition) -> dict[str, Any]:
    stage = stage_of(row.code, policy)
    return {
        **_reason(row, policy),
        "cells": _cells(row.code, policy),
        "stage": stage,
        "conditions": list(explain.conditions(row.code, policy)),
        "clauses": [_clause(clauses()[c]) for c in CLAUSES[row.code]],
        "settings": [_setting(known, policy) for known in explain.settings_of(row.code)],
        "differences": [_difference(d) for d in explain.differences(row.code)],
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "clause": clause.id,
        "title": {"zh": clause.title_zh, "en": clause.title_en},
        "summary": {"zh": clause.summary_zh, "en": clause.summary_en},
    }


def _clause_in_full(clause: Clause) -> dict[str, Any]:
    zh, en = DOCUMENTS.get(clause.document, readings.TITLES)
    return {
        **_clause(clause),
        "document": {"number": clause.document, "zh": zh, "en": en},
        "reasons": [{"reason": r, "words": _words(ROWS[r])} for r in explain.reasons_citing(clause.id)],
        "gates": [
            {"gate": g.id, "when": g.when, "outcomes": [str(o) for o in g.outcomes]}
            for g in explain.gates_citing(clause.id)
        ],
        "checks": [{"area": c.area, "code": c.code, "text": _with_gaps(c.text)} for c in citing(clause.id)],
        "settings": [
            _setting(known, MANUAL)
            for known in SETTINGS.values()
            if clause.id in (known.clause, *known.reading.split(", "))
        ],
        "differences": [_difference(d) for d in DIFFERENCES if d.clause == clause.id],
    }


def _setting(known: Setting, policy: Edition) -> dict[str, Any]:
    return {
        "setting": known.key,
        "title": Msg(known.title),
        "value": as_json(getattr(policy.limits, known.field)),
        "expected": expected(known),
    }


def _setting_in_full(known: Setting) -> dict[str, Any]:
    return {
        "setting": known.key,
        "title": Msg(known.title),
        "clause": _clause(clauses()[known.clause]),
        "reading": known.reading or None,
        "expected": expected(known),
        "choices": [{"value": value, "means": Msg(means)} for value, means in known.choices.items()],
        "editions": [
            {"edition": e.name, "value": as_json(getattr(e.limits, known.field))} for e in EDITIONS.values()
        ],
        "rows": list(known.rows),
    }


def _difference(d: Difference) -> dict[str, Any]:
    return {
        "topic": Msg(d.topic),
        "clause": d.clause,
        "manual": d.manual,
        "v2": d.v2,
        "reasons": list(explain.rows_of(d)),
    }


_GAP = re.compile(r"\{(\w+)\}")


def _with_gaps(text: str) -> Msg:
    """The sentence with … wherever the check fills in a value."""
    return Msg(text, dict.fromkeys(_GAP.findall(text), "…"))
