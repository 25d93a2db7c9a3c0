"""A month's report as one page that needs nothing else: charts, tables, what each figure means; for any screen."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from html import escape
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

import pygal
from pygal.style import Style

from repaircli.platform.codes import word
from repaircli.platform.i18n import tr
from repaircli.platform.output.clean import clean
from repaircli.platform.output.resolve import Reader
from repaircli.platform.output.width import width
from repaircli.platform.text import N_, msg
from repaircli.reports import views as view
from repaircli.rules.cancelling.matrix import reason_word

# pygal puts a finder of the old kind on the path, which every later import would be asked of and warn about
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

Data = Mapping[str, Any]
Series = tuple[str, Sequence[float | None]]

_FONT = 11
_WIDE = 360
"""Units of a chart's width: those of a telephone's screen, so that its text is read as it is written."""
_LABEL = 20
"""Columns of a label in a chart; a longer one is cut, the table beneath has it in full."""

_CSS = """
:root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #1c2430; --soft: #5d6878; --line: #dde2e9;
  --c0: #2f6fb5; --c1: #d97a1f; --c2: #3c9464; --c3: #8a5cb0; --heat: 47 111 181; --over: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161c; --card: #1b212a; --ink: #e6eaf0; --soft: #9aa6b6; --line: #323b48;
  --c0: #6ea8e6; --c1: #f0a35e; --c2: #6fc496; --c3: #bd97e0; --heat: 110 168 230; --over: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 80rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: .2rem 0; }
h2 { font-size: 1rem; margin: 0 0 .6rem; }
p.made { color: var(--soft); margin: 0 0 1rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: .6rem; margin-bottom: 1rem; }
.tile, section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .9rem; min-width: 0; }
.tile b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.tile span { color: var(--soft); font-size: .85rem; }
.charts { columns: 21rem; column-gap: .8rem; margin-bottom: .8rem; }
.charts section { padding: .7rem .4rem; margin-bottom: .8rem; break-inside: avoid; }
.charts h2 { padding: 0 .5rem; }
svg { display: block; width: 100%; height: auto; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: 0; padding: 0 .5rem; font-size: .85rem; color: var(--soft); }
.legend i { display: inline-block; width: .7em; height: .7em; margin-right: .35em; opacity: .85; }
.ends .text-overlay text { text-anchor: start !important; transform: translateX(4px); }
section.full { margin-bottom: .8rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .3rem .55rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--soft); font-weight: 600; }
th.text, td.text { text-align: left; }
td.long { white-space: normal; min-width: 12rem; }
th:first-child, td:first-child { position: sticky; left: 0; background: var(--card); }
tr.sum td { font-weight: 600; border-top: 2px solid var(--line); }
.heat td.day { padding: .1rem .2rem; text-align: center; min-width: 1.5rem; border: 1px solid var(--card); }
.heat td.over { outline: 2px solid var(--over); outline-offset: -2px; font-weight: 700; }
.heat th.day { padding: .1rem; text-align: center; font-weight: 400; }
dt { font-weight: 600; margin-top: .6rem; }
dd { margin: 0; color: var(--soft); }
dd code { white-space: nowrap; }
"""


def page(data: Data, lang: str) -> str:
    """The report as HTML in the language `lang`; nothing in it is fetched from anywhere."""
    title = clean(tr(view.title(data), lang))
    reader = Reader(lang)
    made = msg(
        "{first} to {last}; made {made}",
        first=data["from"].isoformat(),
        last=data["to"].isoformat(),
        made=f"{reader.local(data['made_at']):%Y-%m-%d %H:%M}",
    )
    body = _BODIES[data["report"]](data, lang)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(lang)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_CSS}</style></head><body><main>\n"
        f'<h1>{escape(title)}</h1><p class="made">{escape(tr(made, lang))}</p>\n'
        f"{body}\n{_definitions(data, lang)}</main></body></html>\n"
    )


# -------------------------------------------------------------------------------------------------------------- pieces


def _tiles(lang: str, *tiles: tuple[str, str]) -> str:
    shown = "".join(
        f'<div class="tile"><b>{escape(value or "–")}</b><span>{escape(tr(name, lang))}</span></div>'
        for name, value in tiles
    )
    return f'<div class="tiles">{shown}</div>'


def _charts(*charts: str) -> str:
    return f'<div class="charts">{"".join(charts)}</div>'


def _chart(lang: str, heading: str, labels: Sequence[str], *series: Series, stacked: bool = False) -> str:
    """Horizontal bars, one group a label; labels without any value are left out, and so is an empty chart."""
    some = [number for number in range(len(labels)) if any(of[number] is not None for _, of in series)]
    if not some:
        return ""
    shown = [_cut(clean(labels[number])) for number in some]
    series = tuple((name, [of[number] for number in some]) for name, of in series)
    bars = 1 if stacked else len(series)
    lengths = [[of[place] or 0 for _, of in series] for place in range(len(some))]
    chart = (pygal.HorizontalStackedBar if stacked else pygal.HorizontalBar)(
        width=_WIDE,
        height=max(46, len(some) * (20 if bars == 1 else 20 * bars + 10)) + 12,
        style=_style(len(series)),
        js=[],
        show_legend=False,
        truncate_label=-1,
        print_values=True,
        print_values_position="center" if stacked else "top",
        value_formatter=lambda value: "" if value is None or (stacked and not value) else f"{value:g}",
        show_x_guides=False,
        show_y_guides=False,
        show_x_labels=False,
        margin=4,
        # the library takes every character for a Latin one
        margin_left=4 + round(max(map(_wider, shown))),
        margin_right=36,
        range=(0, max(1, *(sum(of) if stacked else max(of) for of in lengths))),
        spacing=4,
    )
    chart.x_labels = shown[::-1]
    for name, of in series:
        chart.add(tr(name, lang), list(of)[::-1])
    ends = "" if stacked else ' class="ends"'
    legend = "".join(
        f'<span><i style="background:var(--c{number})"></i>{escape(tr(name, lang))}</span>'
        for number, (name, _) in enumerate(series)
    )
    told = f'<p class="legend">{legend}</p>' if len(series) > 1 else ""
    return f"<section{ends}><h2>{escape(tr(heading, lang))}</h2>{told}{_svg(chart)}</section>"


def _style(series: int) -> Style:
    size = _FONT
    return Style(
        background="transparent",
        plot_background="transparent",
        foreground="var(--ink)",
        foreground_strong="var(--ink)",
        foreground_subtle="var(--line)",
        colors=tuple(f"var(--c{number})" for number in range(series)),
        value_colors=("var(--ink)",) * series,
        font_family="inherit",
        label_font_size=size,
        major_label_font_size=size,
        value_font_size=size,
        value_label_font_size=size,
        opacity=".85",
        transition="none",
    )


def _svg(chart: Any) -> str:
    """The chart's picture without what belongs to a file of its own: scripts, namespaces."""
    tree = chart.render_tree()
    for parent in list(tree.iter()):
        for child in list(parent):
            if str(child.tag).endswith("script"):
                parent.remove(child)
    tree.attrib.pop("width", None)
    tree.attrib.pop("height", None)
    text = ElementTree.tostring(tree, encoding="unicode")
    return re.sub(r"<!--.*?-->| xmlns(:\w+)?=\"[^\"]*\"", "", text, flags=re.S)


def _cut(label: str) -> str:
    if width(label) <= _LABEL:
        return label
    kept = ""
    for sign in label:
        if width(kept + sign) > _LABEL - 1:
            break
        kept += sign
    return kept + "…"


def _wider(label: str) -> float:
    """By how much the label is wider than a line of as many Latin characters."""
    return (width(label) - len(label)) * _FONT * 0.45


def _table(
    lang: str,
    heading: str,
    columns: Sequence[tuple[str, str, Callable[[Any], str]]],
    rows: Sequence[Data],
    total: Data | None = None,
) -> str:
    """`columns` are key, title and what makes the text; those whose key is in _TEXT stand to the left."""
    if not rows:
        return ""
    head = "".join(f"<th{_left(key)}>{escape(tr(name, lang))}</th>" for key, name, _ in columns)
    shown = [*((row, "") for row in rows), *([(total, ' class="sum"')] if total is not None else [])]
    body = "".join(
        f"<tr{mark}>"
        + "".join(f"<td{_left(key)}>{escape(clean(show(row.get(key))))}</td>" for key, _, show in columns)
        + "</tr>"
        for row, mark in shown
    )
    return (
        f'<section class="full"><h2>{escape(tr(heading, lang))}</h2><div class="scroll"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></section>"
    )


_TEXT = {"station", "name", "region", "reason", "clauses", "kind", "duty", "what", "type", "date"}


def _left(key: str) -> str:
    return f' class="text{" long" if key in ("reason", "clauses", "what") else ""}"' if key in _TEXT else ""


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _rate(value: float | None) -> str:
    return view.percent(value) or "–"


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else ""


_Columns = tuple[tuple[str, str, Callable[[Any], str]], ...]
_PLACE: _Columns = (
    ("station", N_("station"), _plain),
    ("name", N_("name"), _plain),
    ("region", N_("region"), _plain),
)


def _places(data: Data, lang: str, columns: _Columns, key: str = "results") -> str:
    """The table by region, where there are several, and the one by station."""
    total = {"region": tr(N_("all"), lang), "station": tr(N_("all"), lang)} | data["total"]
    summed = [column for column in columns if column[0] in data["total"]]
    regions = _table(lang, N_("by region"), (_PLACE[2], *summed), data["regions"], total)
    stations = _table(lang, N_("by station"), (*_PLACE, *columns), data[key], total | {"region": ""})
    return (regions if len(data["regions"]) > 1 else "") + stations


def _definitions(data: Data, lang: str) -> str:
    listed = "".join(
        f"<dt>{escape(tr(d['figure'], lang))}</dt><dd>{escape(tr(d['text'], lang))} <code>{escape(', '.join(d['clauses']))}</code></dd>"
        for d in data["definitions"]
    )
    return f'<section class="full"><h2>{escape(tr(N_("what is counted"), lang))}</h2><dl>{listed}</dl></section>\n'


def _names(rows: Sequence[Data]) -> list[str]:
    """Short names of stations: what all have in common at the end is left out."""
    return [str(row["name"]).removesuffix("维修站") for row in rows]


def _of(rows: Sequence[Data], key: str, factor: int = 1) -> list[float | None]:
    return [None if row[key] is None else round(row[key] * factor, 1) for row in rows]


# --------------------------------------------------------------------------------------------------------------- pages


def _sla(data: Data, lang: str) -> str:
    total, rows = data["total"], [row for row in data["results"] if row["orders"]]
    names = _names(rows)
    return (
        _tiles(
            lang,
            (N_("orders"), str(total["orders"])),
            (N_("first promise kept"), view.percent(total["first_rate"])),
            (N_("last promise kept"), view.percent(total["last_rate"])),
            (N_("late contact"), view.percent(total["contact_late_rate"])),
            (N_("contact, median, min"), _number(total["contact_minutes_median"])),
            (N_("closing, median, h"), _number(total["close_hours_median"])),
        )
        + _charts(
            _chart(
                lang,
                N_("promises kept, %"),
                names,
                (N_("first"), _of(rows, "first_rate", 100)),
                (N_("last"), _of(rows, "last_rate", 100)),
            ),
            _chart(
                lang, N_("late contact, %"), names, (N_("late contact"), _of(rows, "contact_late_rate", 100))
            ),
            _chart(
                lang,
                N_("time to contact"),
                [tr(name, lang) for name in view.step_names(data)],
                (N_("orders"), [step["orders"] for step in data["contact_steps"]]),
            ),
            _chart(
                lang,
                N_("promised again, by type"),
                [row["type"] for row in data["promise_types"]],
                (N_("promises"), [row["promises"] for row in data["promise_types"]]),
            ),
            _chart(lang, N_("closing, median, h"), names, (N_("hours"), _of(rows, "close_hours_median"))),
        )
        + _places(
            data,
            lang,
            (
                ("orders", N_("orders"), _plain),
                ("closed", N_("closed"), _plain),
                ("cancelled", N_("cancelled"), _plain),
                ("open", N_("still open"), _plain),
                ("first_rate", N_("first promise kept"), _rate),
                ("first_kept", N_("kept"), _plain),
                ("first_missed", N_("missed"), _plain),
                ("first_waiting", N_("waiting"), _plain),
                ("last_rate", N_("last promise kept"), _rate),
                ("last_kept", N_("kept"), _plain),
                ("last_missed", N_("missed"), _plain),
                ("last_waiting", N_("waiting"), _plain),
                ("contact_measured", N_("contacts"), _plain),
                ("contact_late", N_("late"), _plain),
                ("contact_late_rate", N_("late contact"), _rate),
                ("contact_minutes_mean", N_("contact, mean, min"), _number),
                ("contact_minutes_median", N_("contact, median, min"), _number),
                ("close_hours_mean", N_("closing, mean, h"), _number),
                ("close_hours_median", N_("closing, median, h"), _number),
                ("unreachable", N_("unreachable"), _plain),
                ("phone_solved", N_("solved by phone"), _plain),
            ),
        )
    )


def _cancels(data: Data, lang: str) -> str:
    total = data["total"]
    rows = [row for row in data["results"] if row["cancelled"]]
    reasons = [{**row, "reason": reason_word(row["reason"], lang)} for row in data["reasons"]]
    refused = [
        {
            "what": word("outcome", row["outcome"], lang),
            "clauses": ", ".join(row["clauses"]),
            "refusals": row["refusals"],
        }
        for row in data["rules"]
    ]
    kinds = [
        {"kind": word("violation", row["kind"], lang), "violations": row["violations"]}
        for row in data["violation_kinds"]
    ]
    return (
        _tiles(
            lang,
            (N_("cancelled"), str(total["cancelled"])),
            (N_("reassigned"), str(total["reassigned"])),
            (N_("requests"), str(total["requests"])),
            (N_("refused by rule"), str(total["refused_by_rule"])),
            (N_("violations"), str(total["violations"])),
        )
        + _charts(
            _chart(
                lang,
                N_("cancelled, by reason"),
                [r["reason"] for r in reasons],
                (N_("orders"), _of(reasons, "cancelled")),
            ),
            _chart(
                lang,
                N_("cancelled, by station"),
                _names(rows),
                (N_("by liaison"), _of(rows, "by_region")),
                (N_("by customer"), _of(rows, "by_customer")),
                (N_("by coordinator"), _of(rows, "by_station")),
                stacked=True,
            ),
            _chart(
                lang,
                N_("refused by rule"),
                [f"{r['clauses'].replace('001-', '')} {r['what']}" for r in refused],
                (N_("refusals"), _of(refused, "refusals")),
            ),
            _chart(
                lang,
                N_("requests"),
                [word("request_status", status, lang) for status in _STATUSES],
                (N_("requests"), [total[status] for status in _STATUSES]),
            ),
        )
        + _table(
            lang,
            N_("cancelled, by reason"),
            (
                ("reason", N_("reason"), _plain),
                ("cancelled", N_("cancelled"), _plain),
                ("by_region", N_("by liaison"), _plain),
                ("by_customer", N_("by customer"), _plain),
                ("by_station", N_("by coordinator"), _plain),
                ("reassigned", N_("reassigned"), _plain),
            ),
            reasons,
        )
        + _table(
            lang,
            N_("refused by rule"),
            (
                ("what", N_("outcome"), _plain),
                ("clauses", N_("clauses"), _plain),
                ("refusals", N_("refusals"), _plain),
            ),
            refused,
        )
        + _table(
            lang, N_("violations"), (("kind", N_("kind"), _plain), ("violations", N_("count"), _plain)), kinds
        )
        + _places(
            data,
            lang,
            (
                ("cancelled", N_("cancelled"), _plain),
                ("by_region", N_("by liaison"), _plain),
                ("by_customer", N_("by customer"), _plain),
                ("by_station", N_("by coordinator"), _plain),
                ("reassigned", N_("reassigned"), _plain),
                ("requests", N_("requests"), _plain),
                ("approved", N_("approved"), _plain),
                ("rejected", N_("rejected"), _plain),
                ("withdrawn", N_("withdrawn"), _plain),
                ("refused", N_("refused on the facts"), _plain),
                ("pending", N_("pending"), _plain),
                ("refused_by_rule", N_("refused by rule"), _plain),
                ("violations", N_("violations"), _plain),
            ),
        )
    )


_STATUSES = ("approved", "rejected", "withdrawn", "refused", "pending")


def _capacity(data: Data, lang: str) -> str:
    total, rows = data["total"], [row for row in data["stations"] if row["load"] or row["capacity"]]
    names = _names(rows)
    return (
        _tiles(
            lang,
            (N_("load"), str(total["load"])),
            (N_("capacity"), str(total["capacity"])),
            (N_("capacity used"), view.percent(total["used"])),
            (N_("overloads"), str(total["overloads"])),
        )
        + _charts(
            _chart(
                lang,
                N_("load and capacity"),
                names,
                (N_("load"), _of(rows, "load")),
                (N_("capacity"), _of(rows, "capacity")),
            ),
            _chart(lang, N_("capacity used, %"), names, (N_("capacity used"), _of(rows, "used", 100))),
            _chart(lang, N_("overloads"), names, (N_("days"), _of(rows, "overloads"))),
        )
        + _heat(data, lang)
        + _places(
            data,
            lang,
            (
                ("load", N_("load"), _plain),
                ("capacity", N_("capacity"), _plain),
                ("used", N_("capacity used"), _rate),
                ("busiest", N_("at most a day"), _plain),
                ("busiest_day", N_("busiest day"), _day),
                ("overloads", N_("overloads"), _plain),
            ),
            "stations",
        )
    )


def _heat(data: Data, lang: str) -> str:
    """Every day of every station: its load, the darker the nearer to the capacity, framed where beyond it."""
    listed = [
        (key, list(rows))
        for key, rows in groupby(data["results"], key=lambda row: (row["station"], row["name"]))
    ]
    if not listed:
        return ""
    head = "".join(f'<th class="day">{row["date"].day}</th>' for row in listed[0][1])
    body = ""
    for (_, name), rows in listed:
        cells = ""
        for row in rows:
            share = min(row["load"] / row["capacity"], 1) if row["capacity"] else 0
            text = f"{row['date'].isoformat()}: {row['load']} / {row['capacity'] if row['capacity'] is not None else '–'}"
            cells += (
                f'<td class="day{" over" if row["over"] else ""}" title="{escape(text)}"'
                f' style="background:rgb(var(--heat) / {share * 0.7:.2f})">{row["load"] or ""}</td>'
            )
        body += f'<tr><td class="text">{escape(clean(str(name)))}</td>{cells}</tr>'
    title = tr(N_("load of each day, framed where beyond the capacity"), lang)
    return (
        f'<section class="full heat"><h2>{escape(title)}</h2>'
        f'<div class="scroll"><table><thead><tr><th class="text">{escape(tr(N_("station"), lang))}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></section>"
    )


def _polls(data: Data, lang: str) -> str:
    total, rows = data["total"], [row for row in data["results"] if row["days"]]
    rules = [
        {
            "what": f"{word('duty', row['duty'], lang)}: {word('poll_rule', row['rule'], lang)}",
            "short": word("poll_rule", row["rule"], lang),
            "clauses": row["clause"],
            "days": row["days"],
        }
        for row in data["rules"]
    ]
    broken = [
        {
            "date": row["date"],
            "station": row["station"],
            "name": row["name"],
            "what": "; ".join(tr(warning["text"], lang) for warning in row["warnings"]),
            "clauses": ", ".join(dict.fromkeys(warning["clause"] for warning in row["warnings"])),
        }
        for row in data["broken_days"]
    ]
    return (
        _tiles(
            lang,
            (N_("days"), str(total["days"])),
            (N_("days kept"), view.percent(total["rate"])),
            (N_("days broken"), str(total["broken"])),
        )
        + _charts(
            _chart(
                lang,
                N_("days kept and broken"),
                _names(rows),
                (N_("as due"), _of(rows, "kept")),
                (N_("broken"), _of(rows, "broken")),
                stacked=True,
            ),
            _chart(
                lang,
                N_("days broken, by rule"),
                [f"{r['short']} {r['clauses'].removeprefix('001-')}" for r in rules],
                (N_("days"), _of(rules, "days")),
            ),
        )
        + _places(
            data,
            lang,
            (
                ("duty", N_("duty"), lambda value: word("duty", value, lang)),
                ("days", N_("days"), _plain),
                ("kept", N_("as due"), _plain),
                ("rate", N_("days kept"), _rate),
                ("broken", N_("days broken"), _plain),
                ("too_few", N_("too few looks"), _plain),
                ("gap", N_("gap over 2 h"), _plain),
                ("waited", N_("order waited"), _plain),
            ),
        )
        + _table(
            lang,
            N_("days broken, by rule"),
            (("what", N_("what"), _plain), ("clauses", N_("clauses"), _plain), ("days", N_("days"), _plain)),
            rules,
        )
        + _table(
            lang,
            N_("every broken day"),
            (
                ("date", N_("day"), _day),
                ("station", N_("station"), _plain),
                ("name", N_("name"), _plain),
                ("what", N_("what"), _plain),
                ("clauses", N_("clauses"), _plain),
            ),
            broken,
        )
    )


def _visits(data: Data, lang: str) -> str:
    total, rows = data["total"], [row for row in data["results"] if row["visits"] or row["closed"]]
    names = _names(rows)
    scores = tuple(range(5, 0, -1))
    return (
        _tiles(
            lang,
            (N_("closed"), str(total["closed"])),
            (N_("visited share"), view.percent(total["visited_rate"])),
            (N_("due"), str(total["due"])),
            (N_("visits"), str(total["visits"])),
            (N_("mean score"), _score(total["mean_score"])),
            (N_("satisfied share"), view.percent(total["satisfaction_rate"])),
        )
        + _charts(
            _chart(
                lang,
                N_("closed orders: visited and due"),
                names,
                (N_("visited orders"), _of(rows, "visited")),
                (N_("due"), _of(rows, "due")),
                stacked=True,
            ),
            _chart(
                lang,
                N_("satisfied share, %"),
                names,
                (N_("satisfied share"), _of(rows, "satisfaction_rate", 100)),
            ),
            _chart(
                lang,
                N_("scores"),
                [str(score) for score in scores],
                (N_("visits"), [total[f"score_{score}"] for score in scores]),
            ),
        )
        + _places(
            data,
            lang,
            (
                ("closed", N_("closed"), _plain),
                ("visited", N_("visited orders"), _plain),
                ("due", N_("due"), _plain),
                ("visits", N_("visits"), _plain),
                ("satisfied", N_("satisfied"), _plain),
                ("unsatisfied", N_("not satisfied"), _plain),
                ("unreachable", N_("not reached"), _plain),
                ("mean_score", N_("mean score"), _score),
                ("satisfaction_rate", N_("satisfied share"), _rate),
                *((f"score_{score}", str(score), _plain) for score in range(1, 6)),
            ),
        )
    )


_BODIES: Mapping[str, Callable[[Data, str], str]] = {
    "sla": _sla,
    "cancels": _cancels,
    "capacity": _capacity,
    "polls": _polls,
    "visits": _visits,
}
