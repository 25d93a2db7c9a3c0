"""Writes what is told about the rules from the rules themselves: docs/rules.md and rules/citations.py.

python scripts/rules_doc.py            writes both files
python scripts/rules_doc.py --check    exit 1 when one of them is not what it would write
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from inspect import getsource, isfunction
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from repaircli.rules.cancelling import decide
from repaircli.rules.cancelling.matrix import ASKERS, CLAUSES, ENGLISH, ORIGINS, REMARK_WORDS, ROWS
from repaircli.rules.orders.close_facts import ATTRIBUTES, CLOSE_FACTS, VISIT_ONLY
from repaircli.rules.policy.clauses import DOCUMENTS, clause, clauses
from repaircli.rules.policy.editions import DIFFERENCES, EDITIONS, MANUAL, V2, Edition
from repaircli.rules.policy.explain import CODES, GATES, conditions, printed, rows_of
from repaircli.rules.policy.limits import SETTINGS, expected, typed

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "src" / "repaircli" / "rules"
DOCUMENT = ROOT / "docs" / "rules.md"
CITATIONS = RULES / "policy" / "citations.py"

AREAS = {
    "cancelling.decide": ("cancel", "What may be missing for a cancel"),
    "orders.writeback": ("write-back", "Write-back of T3 (T-1 to T-11)"),
    "orders.closing": ("closing", "Closing (A6)"),
    "orders.steps": ("step", "Steps between creation and end (A5)"),
    "orders.create": ("generating", "Generating an order"),
    "cancelling.remark": ("remark", "The cancel remark"),
}
"""By module of the rules: the area that its checks belong to, and its title. Others follow under their own name."""


class Found(NamedTuple):
    """One check as the code makes it."""

    area: str
    code: str
    clause: str
    text: str


# ---------------------------------------------------------------------------------------------- what the code checks


@cache
def checks() -> tuple[Found, ...]:
    """Every check of the rules with its code, clause and sentence, in the order of the code, each once."""
    names = [*AREAS, *(name for name in _modules() if name not in AREAS)]
    found = [check for name in names for check in _made_in(name)]
    return tuple(dict.fromkeys(found))


def _modules() -> list[str]:
    return sorted(".".join(p.relative_to(RULES).with_suffix("").parts) for p in RULES.rglob("[a-z]*.py"))


def _area(module: str) -> tuple[str, str]:
    if module in AREAS:
        return AREAS[module]
    told = importlib.import_module(f"repaircli.rules.{module}").__doc__ or module
    return module.rpartition(".")[2], told.partition(":")[0].partition(";")[0].rstrip(".")


_POSITIONS = {"Check": (0, 1, 2), "Missing": (0, 1, 2), "_missing": (1, 2, 3), "_forbidden": (2, 1, 3)}
"""By the call that makes a check: where its code, its clause and its sentence stand among the arguments."""


def _made_in(name: str) -> Iterator[Found]:
    tree = ast.parse((RULES / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and list(_calls(n))]
    if not functions:
        return
    module, area = importlib.import_module(f"repaircli.rules.{name}"), _area(name)[0]
    for function in functions:
        names = _Names(function, tree, module)
        for call in _calls(function):
            code, clause_, text = (call.args[at] for at in _POSITIONS[_called(call)])
            if not isinstance(code, ast.Constant):
                continue  # a helper that passes on what it was given
            sentences = names.sentences(text, call.lineno)
            for cited in names.clauses(clause_):
                for sentence in sentences:
                    yield Found(area, str(code.value), cited, sentence)


def _calls(function: ast.FunctionDef) -> list[ast.Call]:
    calls = [n for n in ast.walk(function) if isinstance(n, ast.Call) and _called(n) in _POSITIONS]
    return sorted(calls, key=lambda c: c.lineno)


class _Names:
    """What the names within one function stand for, as far as sentences and clauses go."""

    def __init__(self, function: ast.FunctionDef, tree: ast.Module, module: ModuleType) -> None:
        self.module = module
        self.tree = tree
        self.assigned = [n for n in ast.walk(function) if isinstance(n, ast.Assign)]
        self.used: dict[str, int] = {}

    def clauses(self, node: ast.expr) -> tuple[str, ...]:
        """The clauses that the argument may be; of a tuple the first, which is what an answer cites."""
        if isinstance(node, ast.Constant):
            return (str(node.value),)
        if isinstance(node, ast.Name):
            for assigned in self.assigned:
                if _target(assigned) == node.id:
                    return self.clauses(assigned.value)
        try:
            value = eval(ast.unparse(node), vars(self.module))
        except NameError:
            if not isinstance(node, ast.Subscript):
                # Handed in by the caller: any that the module names.
                named = [n.value for n in ast.walk(self.tree) if isinstance(n, ast.Constant)]
                return tuple(dict.fromkeys(v for v in named if isinstance(v, str) and v in clauses()))
            # A table looked up by what is only known when it is asked: any of its values.
            return tuple(dict.fromkeys(eval(ast.unparse(node.value), vars(self.module)).values()))
        return (value,) if isinstance(value, str) else value[:1]

    def sentences(self, node: ast.expr, line: int) -> list[str]:
        """The originals that the argument may be: of a name, those given to it since it was last passed on."""
        here = self._said(node)
        if here:
            return here
        if isinstance(node, ast.Call):
            made = vars(self.module)[_called(node)]
            body = ast.parse(getsource(made)).body[:1] if isfunction(made) else []
            return [s for f in body if isinstance(f, ast.FunctionDef) for n in f.body for s in self._said(n)]
        for name in [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]:
            since = self.used.get(name, 0)
            given = [a for a in self.assigned if _target(a) == name and since < a.lineno <= line]
            given = given or [a for a in self.tree.body if isinstance(a, ast.Assign) and _target(a) == name]
            found = [s for a in given for s in self.sentences(a.value, line)]
            if found:
                self.used[name] = line
                return found
        raise LookupError(f"{self.module.__name__}:{line}: no sentence found for {ast.unparse(node)}")

    def _said(self, node: ast.AST) -> list[str]:
        calls = [n for n in ast.walk(node) if isinstance(n, ast.Call) and _called(n) == "msg"]
        return [str(n.args[0].value) for n in calls if isinstance(n.args[0], ast.Constant)]


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "id", ""))


def _target(assigned: ast.Assign) -> str:
    return str(getattr(assigned.targets[0], "id", ""))


# ------------------------------------------------------------------------------------------------- rules/citations.py

_MODULE = '''\
"""Every check of the rules with its code, its clause and its sentence. Written by scripts/rules_doc.py."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Citation(NamedTuple):
    """One check: the area of the rules that makes it, its code, its clause, its sentence with gaps in English."""

    area: str
    code: str
    clause: str
    text: str


_TEXT = """
{table}
"""


@cache
def citations() -> tuple[Citation, ...]:
    """Every check, in the order of the rules."""
    rows = (line.split(" | ", 3) for line in _TEXT.strip().splitlines())
    return tuple(Citation(*(cell.strip() for cell in row)) for row in rows)


def citing(clause: str) -> tuple[Citation, ...]:
    """The checks that stand on the clause."""
    return tuple(c for c in citations() if c.clause == clause)
'''


def citations_module() -> str:
    """The text of rules/citations.py."""
    return _MODULE.format(table="\n".join(f"{c.area} | {c.code} | {c.clause} | {c.text}" for c in checks()))


# -------------------------------------------------------------------------------------------------------- docs/rules.md

_HEAD = """\
# The rules

The decisions of the program, with the clause for each. `make docs` generates this page from the rules, and a test fails when
it is out of date. `repaircli rules list`, `rules show` and `rules matrix` show the same. `000` and `001` are the documents listed
at the end; A and T numbers are those of the requirements.

A cancel is decided in three steps. First come the **gates**, in order, with G3 and G8 last; the first gate that applies gives the
answer. Then the **table** is read by reason, origin and requester. Then the **stage** of the row is checked (if it does not fit,
the reason does not apply) and all of its **conditions**, so that everything missing is named at once. A request by the customer
through the call centre needs no stage and no condition.
"""


def document() -> str:
    """The text of docs/rules.md."""
    parts = [
        _HEAD,
        *_gates(),
        *_matrix(MANUAL),
        *_rows(),
        *_facts(),
        *_editions(),
        *_limits(),
        *_checks(),
        *_clauses(),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _gates() -> Iterator[str]:
    rows = [(g.id, str(g.when), _outcomes(g.outcomes), _list(g.clauses)) for g in GATES]
    yield from _section("Gates", _table(("", "when", "answer", "clauses"), rows))


def _matrix(edition: Edition) -> Iterator[str]:
    yield "## The table\n"
    yield f"The table of the edition `{edition.name}`. ° marks cells that are not stated in any document.\n"
    yield ", ".join(f"{code} `{outcome}`" for outcome, code in CODES.items()) + "\n"
    head = ("reason", "", *(f"{origin}·{asker}" for origin in ORIGINS for asker in ASKERS))
    groups = {
        "A": "may be cancelled",
        "B": "closed normally",
        "C": "the station cancels the order itself",
        "D": "the repair goes on",
    }
    rows: list[Sequence[str]] = []
    for group, members in groupby(ROWS.values(), key=lambda r: r.group):
        rows.append((f"**{group} – {groups[group]}**", *[""] * 10))
        for row in members:
            cells = [printed(o, a, row.code, edition) for o in ORIGINS for a in ASKERS]
            rows.append((f"`{row.code}`", row.zh, *cells))
    yield from _table(head, rows)


def _rows() -> Iterator[str]:
    rows = []
    for code in ROWS:
        stage = decide.stage_of(code)
        told = [f"stage: {stage}"] if stage is not None else []
        told += [str(c) for c in conditions(code)]
        rows.append(
            (
                f"`{code}`",
                ENGLISH[code],
                "<br>".join(told) or "–",
                _list(CLAUSES[code]),
                REMARK_WORDS.get(code, "–"),
            )
        )
    head = ("reason", "meaning", "stage and conditions", "clauses", "remark word")
    yield from _section("Stages, conditions, clauses", _table(head, rows))


def _facts() -> Iterator[str]:
    yield "## Close facts\n"
    yield "Work or a test that took place. An order with a valid close fact can no longer be cancelled (G8).\n"
    for code in CLOSE_FACTS:
        notes = ["on a visit only"] * (code in VISIT_ONLY) + ["counts beside `repaired` only"] * (
            code in ATTRIBUTES
        )
        yield f"- `{code}` {ENGLISH[code]}" + (f" ({', '.join(notes)})" if notes else "")
    yield ""


def _editions() -> Iterator[str]:
    yield "## Editions\n"
    yield "`manual` is document 001, with 000 where 001 says nothing; `v2` is 000 alone. These are all differences:\n"
    rows = [
        (d.topic, d.clause, _value(d.manual), _value(d.v2), _list(f"`{r}`" for r in rows_of(d)) or "gate G3")
        for d in DIFFERENCES
    ]
    yield from _table(("", "clause", *EDITIONS, "rows"), rows)
    yield "Cells with another value in `v2`:\n"
    changed = [
        (
            f"`{reason}`",
            f"{origin}·{asker}",
            printed(origin, asker, reason),
            printed(origin, asker, reason, V2),
        )
        for reason in ROWS
        for origin in ORIGINS
        for asker in ASKERS
        if printed(origin, asker, reason) != printed(origin, asker, reason, V2)
    ]
    cells_of = [
        (reason, ", ".join(c[1] for c in cells), ", ".join(dict.fromkeys(c[2] for c in cells)), cells[0][3])
        for reason, group in groupby(changed, key=lambda c: c[0])
        if (cells := list(group))
    ]
    yield from _table(("reason", "cells", *EDITIONS), cells_of)


def _limits() -> Iterator[str]:
    yield "## Settings\n"
    yield (
        "Numbers and readings that can be changed in a database from a day on, with `repaircli rules limit set`. A decision"
        " names the changed ones in `policy`. A reading is a choice between named values; the A number refers to the"
        " ambiguity of the requirements that it settles.\n"
    )
    rows = [
        (
            f"`{known.key}`",
            _list(f"`{typed(getattr(e.limits, known.field))}`" for e in EDITIONS.values())
            if known.field in {d.key for d in DIFFERENCES}
            else f"`{typed(known.default)}`",
            "<br>".join(f"`{value}` {means}" for value, means in known.choices.items())
            or str(expected(known)),
            ", ".join(filter(None, (known.clause, known.reading))),
            known.title,
            _list(f"`{row}`" for row in known.rows) or "–",
        )
        for known in SETTINGS.values()
    ]
    head = ("setting", "default", "may be", "clause, reading", "meaning", "rows of the cancel rule")
    yield from _table(head, rows)
    yield "If there are two defaults, the first is that of the edition `manual`, the second that of `v2`.\n"


def _checks() -> Iterator[str]:
    yield "## Checks\n"
    yield "A refusal names every violated check with its code, its clause and a sentence; … marks a value that is filled in.\n"
    titles = dict(_area(name) for name in _modules())
    for area, found in groupby(checks(), key=lambda c: c.area):
        yield f"### {titles[area]}\n"
        rows = [(f"`{c.code}`", c.clause, re.sub(r"\{\w+\}", "…", c.text)) for c in found]
        yield from _table(("code", "clause", "sentence"), rows)


def _clauses() -> Iterator[str]:
    cited = {c for row in CLAUSES.values() for c in row} | {c.clause for c in checks()}
    cited |= {c for g in GATES for c in g.clauses} | {d.clause for d in DIFFERENCES}
    yield "## Clauses behind the rules\n"
    for number, (zh, en) in DOCUMENTS.items():
        yield f"{number}: {zh} ({en})\n"
        rows = [
            (c.id, c.title_zh, c.title_en, c.summary_en)
            for c in map(clause, clauses())
            if c.id in cited and c.document == number
        ]
        yield from _table(("clause", "", "title", "requirement"), rows)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"## {title}\n"
    yield from lines


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
    yield ""


def _outcomes(outcomes: Iterable[Any]) -> str:
    return " or ".join(f"`{o}`" for o in outcomes) or "–"


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def main(args: list[str]) -> int:
    """Writes or checks the files; gives the exit code."""
    wanted = {CITATIONS: citations_module(), DOCUMENT: document()}
    if args == ["--check"]:
        stale = [
            path
            for path, text in wanted.items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        ]
        for path in stale:
            print(f"stale: {path.relative_to(ROOT)}; run python scripts/rules_doc.py", file=sys.stderr)
        return 1 if stale else 0
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
