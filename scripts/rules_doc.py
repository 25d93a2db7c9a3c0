"""Writes what is told about the rules from the rules themselves: docs/rules.md, rules.zh.md, rules/citations.py.

python scripts/rules_doc.py            writes the files
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

from repaircli.platform.codes import word
from repaircli.platform.i18n import tr
from repaircli.platform.text import Msg
from repaircli.rules.cancelling import decide
from repaircli.rules.cancelling.matrix import ASKERS, CLAUSES, ENGLISH, ORIGINS, REMARK_WORDS, ROWS
from repaircli.rules.orders.close_facts import ATTRIBUTES, CLOSE_FACTS, VISIT_ONLY
from repaircli.rules.policy.clauses import DOCUMENTS, clause, clauses
from repaircli.rules.policy.editions import DIFFERENCES, EDITIONS, MANUAL, V2, Edition
from repaircli.rules.policy.explain import CODES, GATES, conditions, printed, rows_of
from repaircli.rules.policy.limits import SETTINGS, expected, typed
from repaircli.system.rules_views import AREAS as IN_WORDS

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "src" / "repaircli" / "rules"
DOCUMENT = ROOT / "docs" / "rules.md"
CHINESE = ROOT / "docs" / "rules.zh.md"
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


# -------------------------------------------------------------------------------------- docs/rules.md and rules.zh.md

_HEAD = {
    "en": """\
# The rules

The decisions of the program, with the clause for each. `make docs` generates this page from the rules, and a test fails when
it is out of date. `repaircli rules list`, `rules show` and `rules matrix` show the same. `000` and `001` are the documents listed
at the end; A and T numbers are those of the requirements.

A cancel is decided in three steps. First come the **gates**, in order, with G3 and G8 last; the first gate that applies gives the
answer. Then the **table** is read by reason, origin and requester. Then the **stage** of the row is checked (if it does not fit,
the reason does not apply) and all of its **conditions**, so that everything missing is named at once. A request by the customer
through the call centre needs no stage and no condition.
""",
    "zh": """\
# 规则

程序怎样判定，依据哪一条。本页由规则自动生成（`make docs`），过期时测试会报错。`repaircli rules list`、`rules show`、`rules matrix`
显示的是同样的内容。`000`、`001` 是文末所列的文件；A 和 T 开头的编号是需求说明中的编号。

撤单分三步判定。先看**前置条件**：按顺序看，G3 和 G8 最后看，先符合的一条就是结论。再查**判定表**：按撤单原因、派单来源、提出人
查一格。最后看该原因适用的**阶段**（阶段不符，原因就不适用）和全部**条件**：缺什么一次说全。用户通过座席提出的撤单不看阶段，也不看
条件。
""",
}

_ZH = {
    "Gates": "前置条件",
    "when": "情形",
    "answer": "结论",
    "clauses": "条款",
    "clause": "条款",
    "The table": "判定表",
    "The table of the edition {name}. ° marks cells that are not stated in any document.": "版本 {name} 的判定表。带 ° 的格子各文件都没有写明。",
    "reason": "撤单原因",
    "may be cancelled": "可以撤单",
    "closed normally": "正常关单",
    "the station cancels the order itself": "维修站自行撤单",
    "the repair goes on": "继续维修",
    "stage: {stage}": "阶段：{stage}",
    "meaning": "含义",
    "stage and conditions": "阶段和条件",
    "remark word": "撤单备注用语",
    "Stages, conditions, clauses": "阶段、条件、条款",
    "Close facts": "关单事实",
    "Work or a test that took place. An order with a valid close fact can no longer be cancelled (G8).": "已经做过的维修或检测。有有效关单事实的维修单不能再撤（G8）。",
    "on a visit only": "仅限上门",
    "counts beside `repaired` only": "登记修复以后才算",
    "Editions": "版本",
    "{manual} is document 001, with 000 where 001 says nothing; {v2} is 000 alone. These are all differences:": "{manual} 依据 001，001 没有写的依据 000；{v2} 只依据 000。全部差别如下：",
    "rows": "涉及的原因",
    "gate G3": "前置条件 G3",
    "Cells with another value in {v2}:": "{v2} 中取值不同的格子：",
    "cells": "格子",
    "Settings": "可调整的设置",
    "Numbers and readings that can be changed in a database from a day on, with {command}. A decision names the changed ones in {policy}. A reading is a choice between named values; the A number refers to the ambiguity of the requirements that it settles.": "这些数值和解读可以用 {command} 从某一天起改变；判定结果的 {policy} 会写明改过哪些。解读是在几种写明的做法中选一种；A 编号指它所解决的需求疑义。",
    "setting": "设置",
    "default": "默认值",
    "may be": "可取值",
    "clause, reading": "条款、解读",
    "rows of the cancel rule": "用到它的撤单原因和前置条件",
    "If there are two defaults, the first is that of the edition {manual}, the second that of {v2}.": "有两个默认值的，前一个属于版本 {manual}，后一个属于 {v2}。",
    "Checks": "检查项",
    "A refusal names every violated check with its code, its clause and a sentence; … marks a value that is filled in.": "不予受理时，会逐条列出不符合的检查项：代码、条款和说明；… 处填入具体的值。",
    "code": "代码",
    "sentence": "说明",
    "Clauses behind the rules": "规则所依据的条款",
    "title": "标题",
    "requirement": "要求",
    " or ": "或",
    "yes": "是",
    "no": "否",
}
"""What this page says beside the rules. The rules' own sentences are in the catalogue."""


class _Page:
    """The document in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.chinese = lang == "zh"

    def say(self, text: Msg | str, **gaps: str) -> str:
        """The sentence in the language of the page. Raises LookupError for one that has no Chinese."""
        if isinstance(text, Msg) or not self.chinese:
            return tr(text, self.lang) if isinstance(text, Msg) else text.format(**gaps) if gaps else text
        found = _ZH.get(text) or tr(text, "zh")
        if found == text and re.search("[a-z]{2}", text):
            raise LookupError(f"no Chinese for: {text}")
        return found.format(**gaps) if gaps else found

    def document(self) -> str:
        """The text of docs/rules.md or docs/rules.zh.md."""
        parts = [
            _HEAD[self.lang],
            *self.gates(),
            *self.matrix(MANUAL),
            *self.rows(),
            *self.facts(),
            *self.editions(),
            *self.limits(),
            *self.checks(),
            *self.clauses(),
        ]
        return "\n".join(parts).rstrip() + "\n"

    def gates(self) -> Iterator[str]:
        rows = [(g.id, self.say(g.when), self.outcomes(g.outcomes), self.list(g.clauses)) for g in GATES]
        yield from self.section("Gates", self.table(("", "when", "answer", "clauses"), rows))

    def matrix(self, edition: Edition) -> Iterator[str]:
        text = "The table of the edition {name}. ° marks cells that are not stated in any document."
        yield from self.section("The table", [self.say(text, name=f"`{edition.name}`") + "\n"])
        yield self.list(f"{code} {self.outcome(outcome)}" for outcome, code in CODES.items()) + "\n"
        head = ("reason", "", *(self.cell(origin, asker) for origin in ORIGINS for asker in ASKERS))
        groups = {
            "A": "may be cancelled",
            "B": "closed normally",
            "C": "the station cancels the order itself",
            "D": "the repair goes on",
        }
        rows: list[Sequence[str]] = []
        for group, members in groupby(ROWS.values(), key=lambda r: r.group):
            rows.append((f"**{group} – {self.say(groups[group])}**", *[""] * 10))
            for row in members:
                cells = [printed(o, a, row.code, edition) for o in ORIGINS for a in ASKERS]
                rows.append((f"`{row.code}`", row.zh, *cells))
        yield from self.table(head, rows)

    def cell(self, origin: str, asker: str) -> str:
        """The name of a cell of the table: who made the order, and who asks."""
        if not self.chinese:
            return f"{origin}·{asker}"
        return f"{word('origin', origin, 'zh')}·{word('asked_by', asker, 'zh')}提出"

    def rows(self) -> Iterator[str]:
        rows = []
        for code in ROWS:
            stage = decide.stage_of(code)
            told = [self.say("stage: {stage}", stage=self.say(stage))] if stage is not None else []
            told += [self.say(c) for c in conditions(code)]
            meaning = ROWS[code].zh if self.chinese else ENGLISH[code]
            remark = REMARK_WORDS.get(code, "–")
            rows.append((f"`{code}`", meaning, "<br>".join(told) or "–", self.list(CLAUSES[code]), remark))
        head = ("reason", "meaning", "stage and conditions", "clauses", "remark word")
        yield from self.section("Stages, conditions, clauses", self.table(head, rows))

    def facts(self) -> Iterator[str]:
        text = "Work or a test that took place. An order with a valid close fact can no longer be cancelled (G8)."
        yield from self.section("Close facts", [self.say(text) + "\n"])
        for code in CLOSE_FACTS:
            notes = ["on a visit only"] * (code in VISIT_ONLY)
            notes += ["counts beside `repaired` only"] * (code in ATTRIBUTES)
            marks = "（{}）" if self.chinese else " ({})"
            note = marks.format(self.list(map(self.say, notes))) if notes else ""
            yield f"- `{code}` {ROWS[code].zh if self.chinese else ENGLISH[code]}{note}"
        yield ""

    def editions(self) -> Iterator[str]:
        names = {name: f"`{name}`" for name in ("manual", "v2")}
        text = "{manual} is document 001, with 000 where 001 says nothing; {v2} is 000 alone. These are all differences:"
        yield from self.section("Editions", [self.say(text, **names) + "\n"])
        rows = [
            (
                self.say(d.topic),
                d.clause,
                self.value(d.manual),
                self.value(d.v2),
                self.list(f"`{r}`" for r in rows_of(d)) or self.say("gate G3"),
            )
            for d in DIFFERENCES
        ]
        yield from self.table(("", "clause", *names.values(), "rows"), rows)
        yield self.say("Cells with another value in {v2}:", v2="`v2`") + "\n"
        changed = [
            (
                f"`{reason}`",
                self.cell(origin, asker),
                printed(origin, asker, reason),
                printed(origin, asker, reason, V2),
            )
            for reason in ROWS
            for origin in ORIGINS
            for asker in ASKERS
            if printed(origin, asker, reason) != printed(origin, asker, reason, V2)
        ]
        cells_of = [
            (
                reason,
                self.list(c[1] for c in cells),
                self.list(dict.fromkeys(c[2] for c in cells)),
                cells[0][3],
            )
            for reason, group in groupby(changed, key=lambda c: c[0])
            if (cells := list(group))
        ]
        yield from self.table(("reason", "cells", *names.values()), cells_of)

    def limits(self) -> Iterator[str]:
        text = (
            "Numbers and readings that can be changed in a database from a day on, with {command}. A decision names the"
            " changed ones in {policy}. A reading is a choice between named values; the A number refers to the ambiguity"
            " of the requirements that it settles."
        )
        told = self.say(text, command="`repaircli rules limit set`", policy="`policy`")
        yield from self.section("Settings", [told + "\n"])
        rows = [
            (
                f"`{known.key}`",
                self.list(f"`{typed(getattr(e.limits, known.field))}`" for e in EDITIONS.values())
                if known.field in {d.key for d in DIFFERENCES}
                else f"`{typed(known.default)}`",
                "<br>".join(f"`{value}` {self.say(means)}" for value, means in known.choices.items())
                or self.say(expected(known)),
                self.list(filter(None, (known.clause, known.reading))),
                self.say(known.title),
                self.list(f"`{row}`" for row in known.rows) or "–",
            )
            for known in SETTINGS.values()
        ]
        head = ("setting", "default", "may be", "clause, reading", "meaning", "rows of the cancel rule")
        yield from self.table(head, rows)
        text = (
            "If there are two defaults, the first is that of the edition {manual}, the second that of {v2}."
        )
        yield self.say(text, manual="`manual`", v2="`v2`") + "\n"

    def checks(self) -> Iterator[str]:
        text = (
            "A refusal names every violated check with its code, its clause and a sentence; … marks a value that is"
            " filled in."
        )
        yield from self.section("Checks", [self.say(text) + "\n"])
        titles = dict(_area(name) for name in _modules())
        for area, found in groupby(checks(), key=lambda c: c.area):
            # what a module says of itself is not translated
            yield f"### {self.say(IN_WORDS[area]) if self.chinese else titles[area]}\n"
            rows = [(f"`{c.code}`", c.clause, re.sub(r"\{\w+\}", "…", self.say(c.text))) for c in found]
            yield from self.table(("code", "clause", "sentence"), rows)

    def clauses(self) -> Iterator[str]:
        cited = {c for row in CLAUSES.values() for c in row} | {c.clause for c in checks()}
        cited |= {c for g in GATES for c in g.clauses} | {d.clause for d in DIFFERENCES}
        yield from self.section("Clauses behind the rules", [])
        for number, (zh, en) in DOCUMENTS.items():
            found = [c for c in map(clause, clauses()) if c.id in cited and c.document == number]
            if self.chinese:
                yield f"{number}：{zh}\n"
                rows = [(c.id, c.title_zh, c.summary_zh) for c in found]
                yield from self.table(("clause", "title", "requirement"), rows)
            else:
                yield f"{number}: {zh} ({en})\n"
                told = [(c.id, c.title_zh, c.title_en, c.summary_en) for c in found]
                yield from self.table(("clause", "", "title", "requirement"), told)

    def section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        yield f"## {self.say(title)}\n"
        yield from lines

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
        named = [self.say(name) if name in _ZH else name for name in head]
        yield "| " + " | ".join(named) + " |"
        yield "|" + "---|" * len(head)
        for row in rows:
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
        yield ""

    def outcome(self, outcome: str) -> str:
        return f"{word('outcome', outcome, 'zh')} `{outcome}`" if self.chinese else f"`{outcome}`"

    def outcomes(self, outcomes: Iterable[str]) -> str:
        return self.say(" or ").join(map(self.outcome, outcomes)) or "–"

    def list(self, words: Iterable[str]) -> str:
        return ("、" if self.chinese else ", ").join(words)

    def value(self, value: Any) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, timedelta):
            seconds = int(value.total_seconds())
            return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        return str(value)


def document(lang: str = "en") -> str:
    """The text of docs/rules.md, or of docs/rules.zh.md."""
    return _Page(lang).document()


def main(args: list[str]) -> int:
    """Writes or checks the files; gives the exit code."""
    wanted = {CITATIONS: citations_module(), DOCUMENT: document(), CHINESE: document("zh")}
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
