"""How decisions, requests and special-case statements look to a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from repaircli.calendar.views import COUNTED
from repaircli.cancelling.tables import CancelRequest, SpecialForm
from repaircli.orders.tables import Order
from repaircli.platform.codes import named
from repaircli.platform.i18n import after_colon, aside, listed
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import Column, Pen, Styled, View, joined, semicolons
from repaircli.platform.text import N_, Msg, msg
from repaircli.rules.cancelling.evidence import sentences
from repaircli.rules.cancelling.matrix import ENGLISH, reason_word

_Rows = Sequence[Mapping[str, Any]]

_OUTCOME_STYLE = {
    "must_close": "yellow",
    "continue_repair": "yellow",
    "edit_order": "yellow",
    "forward_to_region": "yellow",
    "invalid_reason": "red",
    "forbidden": "red",
}
_STATUS_STYLE = {"approved": "green", "rejected": "red", "refused": "red", "withdrawn": "dim"}


def _outcome(value: object, pen: Pen) -> str | Styled:
    return Styled(pen.text(value, "outcome"), _OUTCOME_STYLE.get(str(value), "green")) if value else ""


def _status(value: object, pen: Pen) -> str | Styled:
    text = pen.text(value, "request_status")
    style = _STATUS_STYLE.get(str(value))
    return Styled(text, style) if style else text


def _clauses(value: Sequence[str] | None, pen: Pen) -> str:
    return listed(value or (), pen.lang)


_USUAL = "manual"
"""The policy of a decision to which no setting applied; it is not shown."""


def draw_decision(data: Mapping[str, Any], pen: Pen) -> None:
    """The decision as a person reads it: the answer first, then why, what is missing, and from when."""
    reason = str(data["reason"])
    what = reason_word(reason, pen.lang)
    if pen.lang != "zh" and reason in ENGLISH:
        what = aside(reason, pen.tr(ENGLISH[reason]), pen.lang)
    pen.title(_outcome(data["outcome"], pen), "  ", str(data["order_no"]), "  ", what)
    pen.say(pen.text(data["because"]))
    if data["clauses"]:
        every = _clauses([*data["clauses"], *data.get("parallel_clauses", ())], pen)
        pen.line(Styled(pen.tr(msg("clauses: {clauses}", clauses=every)), "dim"))
    if data.get("policy", _USUAL) != _USUAL:
        pen.say(Styled(pen.tr(msg("policy: {policy}", policy=str(data["policy"]))), "dim"), hang=2)
    if data["missing"]:
        pen.heading(N_("missing"))
        for m in data["missing"]:
            pen.say("- " + aside(pen.text(m["text"]), m["clause"], pen.lang), indent=2, hang=2)
    if data["days"]:
        pen.heading(N_("days since the clock started"))
        pen.table(COUNTED, list(data["days"]), indent=2)
    if told := _evidence_lines(data, pen):
        pen.heading(N_("evidence"))
        for line in told:
            pen.say(f"- {line}", indent=2, hang=2)
    if data["allowed_from"] is not None:
        pen.line(pen.tr(msg("allowed from {time}", time=pen.text(data["allowed_from"]))))
    if data["allowed"] and data.get("remark_word"):
        pen.line(Styled(pen.tr(msg("remark word: {word}", word=str(data["remark_word"]))), "dim"))


def _evidence_lines(decision: Mapping[str, Any] | None, pen: Pen) -> list[str]:
    """The evidence beside a decision, a line each; none where it has none, as one from before version 4."""
    found = (decision or {}).get("evidence")
    return [pen.tr(text) for text in sentences(found)] if found else []


def _evidence(decision: Mapping[str, Any] | None, pen: Pen) -> str:
    return semicolons(_evidence_lines(decision, pen), pen)


_REQUEST = [
    *several(CancelRequest, "id", "order_no"),
    of(CancelRequest, "status", show=_status),
    of(CancelRequest, "reason", words=reason_word),
    *several(CancelRequest, "detail", "asked_by"),
    of(CancelRequest, "requested_login", key="requested_by"),
    *several(CancelRequest, "requested_at", "to_station", "wished"),
    of(CancelRequest, "decided_login", key="decided_by"),
    *several(CancelRequest, "decided_at", "why", "remark", "new_order_no"),
]


def _draw_request(data: Mapping[str, Any], pen: Pen) -> None:
    pen.fields(_REQUEST, data)
    if data.get("decision"):
        pen.line()
        draw_decision(data["decision"], pen)
        for note in data["decision"].get("notes", ()):
            pen.say(f"- {pen.text(note)}", indent=2, hang=2)


def _draw_done(data: Mapping[str, Any], pen: Pen) -> None:
    decision = data["decision"]
    pen.line(_outcome(decision["outcome"], pen), "  ", str(data["order_no"]))
    pen.say(pen.text(decision["because"]))
    pen.fields(
        [
            *several(Order, "cancel_remark", "reassigned_to", "cancelled_at"),
        ],
        data,
    )


def _draw_ids(data: Sequence[int], pen: Pen) -> None:
    for value in data:
        pen.line(str(value))


_WITHOUT_CANCEL = ("rejected", "withdrawn")
"""How a request ends that the rule did not decide; the decision that it carries is that of its asking."""


def _end(row: Mapping[str, Any]) -> object:
    """What became of the request, or would become of it."""
    return row.get("would_be") or row["status"]


def _why(row: Mapping[str, Any], pen: Pen) -> str:
    if row["already"]:
        return pen.tr(msg("already {status}", status=named("request_status", row["status"])))
    if row.get("why") or row.get("text"):
        return pen.text(row.get("why") or row["text"])
    decision = row.get("decision")
    if not decision or _end(row) in _WITHOUT_CANCEL:
        return ""
    missing = joined(decision["missing"], pen)
    because = pen.text(decision["because"])
    if row["exit"] == 0 or not missing or missing == because:
        return semicolons((because, *map(pen.text, decision.get("notes", ()))), pen)
    return after_colon(because, missing, pen.lang)


_WIDE_LIST = 170
"""The same for the list, which has more columns."""
WIDE = 110
"""Terminal columns from which requests stand in a table; in fewer each is a block of two or three lines."""

_Parts = list[str | Styled | Msg]


def _draw_blocks(rows: _Rows, block: Callable[[Mapping[str, Any], Pen], list[_Parts]], pen: Pen) -> None:
    """Each row under its number: the first of its lines beside it, the others beneath."""
    left = max((len(str(row["id"])) for row in rows), default=0)
    for row in rows:
        head, *others = block(row, pen)
        number = str(row["id"]).rjust(left)
        pen.line(Styled(number, "bold"), "  ", *_spaced(head))
        for parts in others:
            if len(parts) == 1 and isinstance(parts[0], str):
                pen.say(parts[0], indent=left + 2)
            else:
                pen.line(*_spaced(parts), indent=left + 2)


def _spaced(parts: _Parts) -> _Parts:
    found = [part for part in parts if part]
    return [gap for part in found for gap in ("  ", part)][1:]


def _result_block(row: Mapping[str, Any], pen: Pen) -> list[_Parts]:
    clauses = _clauses(row["clauses"], pen)
    why = aside(row["why"], clauses, pen.lang) if row["why"] else row["why"]
    lines: list[_Parts] = [
        [
            str(row.get("order_no") or ""),
            _status(row.get("status"), pen),
            _outcome(row["outcome"], pen),
            pen.text(row["reason"], reason_word),
        ]
    ]
    lines += [[why]] if why else []
    lines += [[told]] if (told := _evidence(row["decision"], pen)) else []
    if row.get("new_order_no"):
        lines.append([pen.tr(msg("new order {no}", no=str(row["new_order_no"])))])
    return lines


def _request_block(row: Mapping[str, Any], pen: Pen) -> list[_Parts]:
    asked = {"asker": named("asked_by", row["asked_by"]), "time": pen.text(row["requested_at"])}
    text = msg("asked by the {asker} at {time}")
    if waited := _waited(row, pen):
        text, asked["waited"] = msg("asked by the {asker} at {time}, waiting {waited}"), waited
    asking = (
        pen.tr(replace(text, args=asked)),
        pen.tr(msg("station {no}", no=str(row["station"]))),
    )
    told = _evidence(row["decision_now"] or row["decision"], pen)
    lines: list[_Parts] = [
        [
            str(row["order_no"]),
            _status(row["status"], pen),
            _outcome(row["outcome"], pen),
            pen.text(row["reason"], reason_word),
        ],
        ["  ".join(asking)],
        ["  ".join((str(row["customer"]), str(row["detail"])))],
    ]
    return lines + ([[told]] if told else [])


def _waited(row: Mapping[str, Any], pen: Pen) -> str:
    """Working time in working days and hours."""
    if row["waited_seconds"] is None:
        return ""
    minutes, full = row["waited_seconds"] // 60, row["working_day_seconds"] // 60
    days, hours = minutes // full, minutes % full // 60
    if days:
        return pen.tr(msg("{d} wd {h} h", d=days, h=hours))
    return pen.tr(msg("{h} h {m} min", h=hours, m=minutes % 60) if hours else msg("{m} min", m=minutes))


def _draw_list(data: _Rows, pen: Pen) -> None:
    if pen.columns is not None and pen.columns < _WIDE_LIST:
        _draw_blocks(data, _request_block, pen)
    elif data:
        rows = [
            {**row, "waited": row, "evidence": _evidence(row["decision_now"] or row["decision"], pen)}
            for row in data
        ]
        pen.table(_told(_LIST, rows), rows)


def _told(columns: list[Column], rows: _Rows) -> list[Column]:
    """`columns`, without that of the evidence where no row has one."""
    return [c for c in columns if c is not _EVIDENCE or any(row["evidence"] for row in rows)]


def _draw_results(data: Mapping[str, Any], pen: Pen) -> None:
    from repaircli.cancelling.decide import summary

    rows = [
        {
            **r,
            "reason": (r["decision"] or {}).get("reason"),
            **_judged({} if _end(r) in _WITHOUT_CANCEL else r["decision"] or {}),
            "status": _end(r),
            "why": _why(r, pen),
            "evidence": _evidence(r["decision"], pen),
        }
        for r in data["results"]
    ]
    if pen.columns is not None and pen.columns < WIDE:
        _draw_blocks(rows, _result_block, pen)
    elif rows:
        pen.table(_told(_RESULTS, rows), rows)
    # where some were refused the complaint on stderr says it
    if not data["refused"]:
        pen.say(summary(data))


def _judged(decision: Mapping[str, Any]) -> dict[str, Any]:
    """Outcome and clauses of a decision, those of the other document too; nothing of one that was not taken."""
    clauses = (*decision.get("clauses", ()), *decision.get("parallel_clauses", ()))
    return {"outcome": decision.get("outcome"), "clauses": clauses}


def _draw_planned(data: Mapping[str, Any], pen: Pen) -> None:
    """How often the plan says what, and the requests that are not in it; the rest stands in the file."""
    outcomes = Counter(str(r["decision"]["outcome"]) for r in data["results"] if r["planned"])
    for outcome, count in outcomes.most_common():
        pen.line(f"{count} × ", _outcome(outcome, pen))
    for row in data["results"]:
        if not row["planned"]:
            told = (str(row["id"]), pen.text(row["status"], "request_status"), _why(row, pen))
            pen.say("  ".join(filter(None, told)), hang=2)
    pen.say(
        msg(
            "{file}: {approved} of {lines} lines would be approved, {refused} would not",
            lines=data["lines"],
            file=data["plan"],
            approved=data["approved"],
            refused=data["refused"],
        )
    )


_ROW = [
    of(CancelRequest, "id", keep=True),
    of(CancelRequest, "order_no", keep=True),
    of(CancelRequest, "status", show=_status),
    of(CancelRequest, "reason", words=reason_word),
]
_OUTCOME = Column("outcome", N_("outcome"), show=_outcome)
_EVIDENCE = Column("evidence", N_("evidence"))
_RESULTS = [
    *_ROW,
    _OUTCOME,
    of(CancelRequest, "why"),
    _EVIDENCE,
    Column("clauses", N_("clauses"), show=_clauses),
    of(CancelRequest, "new_order_no"),
]

_RESULTS_CSV = (
    "id", "order_no", "status", "exit", "already", "new_order_no", "would_be", "why", "text",
)  # fmt: skip

_LIST = [
    *_ROW,
    of(CancelRequest, "station"),
    of(Order, "customer"),
    *several(CancelRequest, "asked_by", "requested_at"),
    Column("waited", N_("waited"), show=_waited),
    _OUTCOME,
    of(CancelRequest, "detail"),
    _EVIDENCE,
]
_LIST_CSV = (
    "id", "order_no", "status", "reason", "detail", "asked_by", "requested_by", "requested_at", "decided_by",
    "decided_at", "remark", "new_order_no", "why", "region", "station", "channel", "to_station", "wished", "asked_on",
    "agrees_rereport", "station_induced", "customer", "waited_seconds", "working_day_seconds", "outcome",
)  # fmt: skip

_FORM = (
    Column("id", N_("statement")),
    *several(
        SpecialForm, "order_no", "state", "subject", "station", "region", "proposal", "refusal", "submitted_by",
        "submitted_at", "opinion", "decided_by", "decided_at", "withdrawn_by", "withdrawn_at", "withdraw_why",
    ),
)  # fmt: skip
_LAPSED = Column("lapsed_at", N_("lapsed"))


VIEWS = {
    "cancel.decision": View(draw=draw_decision),
    "cancel.request": View(draw=_draw_request),
    "cancel.done": View(draw=_draw_done),
    "cancel.ids": View(draw=_draw_ids),
    "cancel.list": View(columns=_LIST, draw=_draw_list, empty=N_("no cancel requests"), csv=_LIST_CSV),
    "cancel.planned": View(draw=_draw_planned, columns=[of(CancelRequest, "id")], csv=_RESULTS_CSV),
    **dict.fromkeys(
        ("cancel.approved", "cancel.rejected", "cancel.withdrawn", "cancel.plan_applied"),
        View(draw=_draw_results, csv=_RESULTS_CSV),
    ),
    **dict.fromkeys(("form.submitted", "form.decided", "form.withdrawn"), View(fields=_FORM)),
    "form.list": View(
        columns=(
            Column("id", N_("no."), right=True),
            of(SpecialForm, "order_no", keep=True),
            *several(SpecialForm, "state", "subject"),
            _LAPSED,
            of(SpecialForm, "station", keep=True),
            of(SpecialForm, "submitted_at", keep=True),
            *several(SpecialForm, "proposal", "refusal", "opinion"),
        ),
        csv=[c.key for c in (*_FORM, _LAPSED)],
        empty=N_("no statements"),
    ),
}
