"""How the rules look to a person: the list of reasons, one reason, one clause, the table as the policy prints it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from repaircli.platform.i18n import after_colon, aside, listed
from repaircli.platform.output.view import Column, Data, Pen, Rows, Section, Styled, View, semicolons
from repaircli.platform.output.width import pad, width
from repaircli.platform.text import N_, Msg, msg
from repaircli.rules.cancelling.matrix import ASKERS, ORIGINS, SHORT, reason_word
from repaircli.rules.policy.limits import Value, typed

_GROUPS = {
    "A": N_("may be cancelled"),
    "B": N_("must be closed normally"),
    "C": N_("the station cancels the order itself"),
    "D": N_("the repair goes on"),
}
AREAS = {
    "cancel": N_("cancel"),
    "write-back": N_("write-back of T3"),
    "closing": N_("closing"),
    "step": N_("step"),
    "generating": N_("generating"),
    "remark": N_("remark"),
    "statements": N_("special-case statements"),
    "code_lists": N_("code lists"),
    "settlement": N_("settlement"),
    "changes": N_("changes of areas and capacity"),
    "polls": N_("online rule"),
    "visits": N_("return visits"),
    "parts": N_("parts"),
    "special_users": N_("special users"),
    "hotline": N_("hotline"),
    "knowledge": N_("knowledge base"),
    "shipments": N_("shipments"),
    "assignment": N_("assignment"),
    "prices": N_("prices"),
    "quotations": N_("quotations"),
    "exchanges": N_("exchanges"),
    "escalations": N_("escalations"),
}
"""By the name that its checks carry: an area of the rules in words; one that is not here shows its name."""
_STYLES = {"CL": "yellow", "CO": "yellow", "ED": "yellow", "NA": "dim", "XX": "red"}


def _in_language(value: Data | None, pen: Pen) -> str:
    """A text that is given in both languages."""
    return str(value[pen.lang] if pen.lang in value else value["en"]) if value else ""


def _typed(value: Value | None, pen: Pen) -> str:
    return typed(value)


def _next(value: Data | None, pen: Pen) -> str:
    return f"{value['from']}: {typed(value['value'])}" if value else ""


def _group(value: str, pen: Pen) -> str:
    return f"{value} {pen.tr(_GROUPS[str(value)])}"


def _groups(data: Rows) -> Msg:
    titles = tuple(Msg("{group} {title}", {"group": g, "title": Msg(title)}) for g, title in _GROUPS.items())
    absent = sum(not row["listed"] for row in data)
    if absent:
        return msg("{groups}; not listed in this edition: {n}", groups=titles, n=absent)
    return Msg("{groups}", {"groups": titles})


def _area(value: str, pen: Pen) -> str:
    return pen.tr(AREAS.get(str(value), str(value)))


def _styled(text: str, pen: Pen) -> str | Styled:
    style = _STYLES.get(str(text).rstrip("°").split("/")[0])
    return Styled(str(text), style) if style else str(text)


_DIFFERENCES = [
    Column("topic", N_("what")),
    Column("clause", N_("clause"), keep=True),
    Column("manual", "manual", keep=True),
    Column("v2", "v2", keep=True),
]


def _draw_reason(data: Data, pen: Pen) -> None:
    words = data["words"]
    title = words["zh"] if pen.lang == "zh" else aside(words["en"], words["zh"], pen.lang)
    pen.say(Styled(f"{data['reason']}  {title}", "bold"), hang=2)
    pen.say(
        msg(
            "group {group}, edition {edition}", group=_group(data["group"], pen), edition=str(data["edition"])
        )
    )
    pen.line()
    rows = [{"origin": origin, **data["cells"][origin]} for origin in ORIGINS]
    pen.table(_ROW_OF_CELLS, rows)
    pen.say(Styled(_legend([cell for row in rows for cell in list(row.values())[1:]], pen), "dim"))
    if data["stage"] is not None or data["conditions"]:
        pen.heading(N_("if a station or the region asks"))
        for told in [*([data["stage"]] if data["stage"] is not None else []), *data["conditions"]]:
            pen.say(f"- {pen.text(told)}", indent=2, hang=2)
    pen.heading(N_("clauses"))
    pen.table(_CLAUSES, list(data["clauses"]), indent=2)
    if data["remark_word"]:
        pen.line()
        pen.say(msg("remark word: {word}", word=str(data["remark_word"])))
    if data["settings"]:
        pen.heading(N_("settings"))
        pen.table(_SETTINGS, list(data["settings"]), indent=2)
    if data["differences"]:
        pen.heading(N_("differences between the editions"))
        pen.table(_DIFFERENCES, list(data["differences"]), indent=2)


def _draw_clause(data: Data, pen: Pen) -> None:
    pen.say(Styled(f"{data['clause']}  {_in_language(data['title'], pen)}", "bold"), hang=2)
    pen.say(Styled(_in_language(data["document"], pen), "dim"))
    pen.say(_in_language(data["summary"], pen))
    for key, title, columns in (
        ("reasons", N_("reasons based on it"), _REASONS),
        ("gates", N_("gates before any reason"), _GATES),
        ("checks", N_("checks"), _CHECKS),
        ("settings", N_("settings"), _SETTINGS),
        ("differences", N_("differences between the editions"), _DIFFERENCES),
    ):
        if data[key]:
            pen.heading(title)
            pen.table(columns, list(data[key]), indent=2)


@dataclass(frozen=True, slots=True)
class _MatrixLayout:
    """The widths of the table of cancels in columns, and what fits into the terminal: words, all origins abreast."""

    code: int
    words: int
    cell: int
    with_words: bool
    together: bool

    @property
    def left(self) -> int:
        return self.code + (self.words if self.with_words else 0)

    @property
    def block(self) -> int:
        """The cells of one origin."""
        return len(ASKERS) * self.cell


def _matrix_layout(rows: Rows, columns: int | None, pen: Pen) -> _MatrixLayout:
    code = max(width(str(row["reason"])) for row in rows)
    words = max(width(_in_language(row["words"], pen)) for row in rows) + 2
    cell = max(6, *(width(pen.text(asker, "asked_by")) for asker in ASKERS)) + 1
    needed = code + len(ORIGINS) * (len(ASKERS) * cell + 2)
    return _MatrixLayout(
        code,
        words,
        cell,
        with_words=columns is None or needed + words <= columns,
        together=columns is None or needed <= columns,
    )


def _draw_matrix(data: Data, pen: Pen) -> None:
    rows: Rows = data["results"]
    layout = _matrix_layout(rows, pen.columns, pen)
    pen.line(pen.tr(msg("edition {edition}", edition=str(data["edition"]))))
    for origins in [ORIGINS] if layout.together else [(origin,) for origin in ORIGINS]:
        _draw_matrix_head(origins, layout, pen)
        for group, members in groupby(rows, key=lambda row: str(row["group"])):
            pen.line(Styled(_group(group, pen), "bold"))
            for row in members:
                pen.line(*_matrix_line(row, origins, layout, pen))
    pen.line()
    cells = [str(cell) for row in rows for origin in ORIGINS for cell in row[origin].values()]
    pen.say(Styled(_legend(cells, pen), "dim"))


def _draw_matrix_head(origins: Sequence[str], layout: _MatrixLayout, pen: Pen) -> None:
    left = " " * layout.left
    askers = "".join(pad(pen.text(asker, "asked_by"), layout.cell) for asker in ASKERS)
    pen.line()
    pen.line(left, *(f"  {pad(pen.text(origin, 'origin'), layout.block)}" for origin in origins))
    pen.line(left, *(f"  {askers}" for _ in origins))


def _matrix_line(row: Data, origins: Sequence[str], layout: _MatrixLayout, pen: Pen) -> list[str | Styled]:
    parts: list[str | Styled] = [pad(str(row["reason"]), layout.code)]
    if layout.with_words:
        parts.append("  " + pad(_in_language(row["words"], pen), layout.words - 2))
    for origin in origins:
        parts.append("  ")
        for asker in ASKERS:
            text = str(row[origin][asker])
            style = _STYLES.get(text.rstrip("°"))
            cell = pad(text, layout.cell)
            parts.append(Styled(cell, style) if style else cell)
    return parts


def _legend(cells: Sequence[Any], pen: Pen) -> str:
    """What the codes among the cells mean."""
    seen = {code for cell in cells for code in str(cell).rstrip("°").split("/")}
    told = [f"{code} {pen.text(outcome, 'outcome')}" for code, outcome in SHORT.items() if code in seen]
    return listed([*told, pen.tr(N_("° inferred; not stated in any document"))], pen.lang)


def _side(side: Data, pen: Pen) -> str:
    """Why, what is missing, and by which clauses."""
    because = pen.text(side["because"])
    missing = [text for m in side["missing"] or () if (text := pen.text(m["text"])) != because]
    told = after_colon(because, semicolons(missing, pen), pen.lang) if missing else because
    return aside(told, listed(side["clauses"], pen.lang), pen.lang)


def _draw_replay(data: Data, pen: Pen) -> None:
    for row in data["results"]:
        before, after = (pen.text(row[key]["outcome"], "outcome") for key in ("before", "after"))
        pen.say(
            f"{row['id']}  {row['order_no']}  {row['station']}  {pen.text(row['reason'], reason_word)}  "
            f"{pen.text(row['decided_at'])}"
        )
        pen.say(Styled(f"{before} → {after}", "yellow"), indent=3, hang=2)
        pen.say(msg("before: {why}", why=_side(row["before"], pen)), indent=3, hang=2)
        pen.say(msg("after: {why}", why=_side(row["after"], pen)), indent=3, hang=2)
    if data["results"]:
        pen.line()
    for way in data["ways"]:
        before, after = (pen.text(way[key], "outcome") for key in ("before", "after"))
        pen.line(f"{way['count']} × {before} → {after}")
    for why, count in Counter(pen.text(row["why"]) for row in data["left_out"]).items():
        pen.say(msg("{n} cannot be replayed: {why}", n=count, why=why))
    pen.say(
        msg(
            "{decided} decided again under {edition}: {same} the same, {changed} changed; {left} cannot be replayed",
            decided=data["decided"],
            edition=listed([data["edition"], *(f"{k}={typed(v)}" for k, v in data["set"].items())], pen.lang),
            same=data["same"],
            changed=data["changed"],
            left=data["not_replayed"],
        )
    )


_REPLAYED = (
    "id", "order_no", "region", "station", "reason", "status", "decided_at", "before.outcome", "before.clauses",
    "before.because", "after.outcome", "after.clauses", "after.because",
)  # fmt: skip

_ROW_OF_CELLS = [
    Column("origin", N_("order of"), words="origin", keep=True),
    Column("station", N_("station asks"), show=_styled, keep=True),
    Column("region", N_("region asks"), show=_styled, keep=True),
    Column("customer", N_("customer asks"), show=_styled, keep=True),
]
_CLAUSES = [
    Column("clause", N_("clause"), keep=True),
    Column("title", N_("title"), show=_in_language),
    Column("summary", N_("requirement"), show=_in_language),
]
_REASONS = [Column("reason", N_("reason"), keep=True), Column("words", N_("meaning"), show=_in_language)]
_GATES = [
    Column("gate", N_("gate"), keep=True),
    Column("when", N_("when")),
    Column("outcomes", N_("answer"), words="outcome"),
]
_CHECKS = [
    Column("area", N_("rule"), show=_area),
    Column("code", N_("code")),
    Column("text", N_("sentence")),
]
_VALUE = Column("value", N_("value"), show=_typed, keep=True)
_SETTINGS = [
    Column("setting", N_("setting"), keep=True),
    _VALUE,
    Column("title", N_("what")),
    Column("expected", N_("may be")),
]
_LIMITS = [
    Column("setting", N_("setting"), keep=True),
    _VALUE,
    Column("default", N_("default"), show=_typed, keep=True),
    Column("since", N_("since")),
    Column("set_by", N_("by")),
    Column("why", N_("why")),
    Column("clause", N_("clause"), keep=True),
    Column("reading", N_("reading")),
    Column("title", N_("what")),
    Column("next", N_("from then on"), show=_next),
]
_EDITIONS = [
    Column("edition", N_("edition"), keep=True),
    Column("documents", N_("documents"), keep=True),
    Column("absent", N_("reasons that it does not list")),
]

VIEWS = {
    "list": View(
        columns=[
            Column("group", N_("group"), keep=True),
            Column("reason", N_("reason"), keep=True),
            Column("words", N_("meaning"), show=_in_language),
            Column("clauses", N_("clauses")),
            Column("remark_word", N_("remark word"), keep=True),
        ],
        summary=_groups,
        csv=["reason", "group", "words.zh", "words.en", "clauses", "remark_word", "edition", "listed"],
    ),
    "editions": View(
        sections=[
            Section("editions", N_("editions"), columns=_EDITIONS),
            Section(
                "differences",
                N_("differences between the editions"),
                columns=[*_DIFFERENCES, Column("reasons", N_("reasons"))],
            ),
        ]
    ),
    "limits": View(
        columns=_LIMITS,
        csv=[*(c.key for c in _LIMITS[:6]), "next.from", "next.value", *(c.key for c in _LIMITS[6:-1])],
    ),
    "limit": View(fields=_LIMITS),
    "setting": View(
        fields=[
            Column("setting", N_("setting")),
            Column("title", N_("what")),
            Column("clause.clause", N_("clause")),
            Column("reading", N_("reading")),
            Column("expected", N_("may be")),
            Column("rows", N_("rows of the cancel rule that use it")),
        ],
        sections=[
            Section(
                "choices",
                N_("readings"),
                columns=[Column("value", N_("value"), keep=True), Column("means", N_("means"))],
            ),
            Section("editions", N_("value of each edition"), columns=[_EDITIONS[0], _VALUE]),
        ],
    ),
    "reason": View(draw=_draw_reason),
    "clause": View(draw=_draw_clause),
    "replay": View(draw=_draw_replay, columns=[Column("id", N_("request"))], csv=_REPLAYED),
    "matrix": View(
        draw=_draw_matrix,
        columns=[Column("reason", N_("reason"))],
        csv=["reason", "words.zh", "words.en", "group", *(f"{o}.{a}" for o in ORIGINS for a in ASKERS)],
    ),
}
