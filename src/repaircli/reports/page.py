"""A month's report as one page that needs nothing else: charts, tables, what each figure means; for any screen."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

import pygal
from pygal.graph.graph import Graph
from pygal.style import Style

from repaircli.platform.codes import printed
from repaircli.platform.i18n import listed, tr
from repaircli.platform.output.clean import clean
from repaircli.platform.output.page import page as render
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
_LABEL = 28
"""Columns of a label in a chart; a longer one is cut, the table beneath has it in full."""


@dataclass(frozen=True, slots=True)
class Body:
    """The parts of a page that the report itself determines. A chart or a table without any row is left out."""

    tiles: Sequence[tuple[str, str]]
    charts: Sequence[Mapping[str, object] | None]
    tables: Sequence[Mapping[str, object]]
    heat: Mapping[str, object] = field(default_factory=dict)


def page(data: Data, lang: str) -> str:
    """The report as HTML in the language `lang`; nothing in it is fetched from anywhere."""
    made = msg(
        "{first} to {last}; created {made}",
        first=data["from"].isoformat(),
        last=data["to"].isoformat(),
        made=f"{Reader(lang).local(data['made_at']):%Y-%m-%d %H:%M}",
    )
    body = _BODIES[data["report"]](data, lang)
    return render(
        "reports/page.html",
        lang=lang,
        title=tr(view.title(data), lang),
        made=tr(made, lang),
        tiles=[(tr(name, lang), value) for name, value in body.tiles],
        charts=body.charts,
        tables=body.tables,
        heat=body.heat,
        counted=tr(N_("definitions"), lang),
        definitions=[
            (tr(d["figure"], lang), tr(d["text"], lang), listed(d["clauses"], lang))
            for d in data["definitions"]
        ],
    )


def _chart(
    lang: str, heading: str, labels: Sequence[str], *series: Series, stacked: bool = False
) -> Mapping[str, object] | None:
    """Horizontal bars, one group a label; labels without any value are left out, and so is an empty chart."""
    some = [number for number in range(len(labels)) if any(of[number] is not None for _, of in series)]
    if not some:
        return None
    shown = [_cut(clean(labels[number])) for number in some]
    series = tuple((name, [of[number] for number in some]) for name, of in series)
    bars = 1 if stacked else len(series)
    lengths = [[of[place] or 0 for _, of in series] for place in range(len(some))]
    chart = (pygal.HorizontalStackedBar if stacked else pygal.HorizontalBar)(
        width=_WIDE,
        height=max(46, len(some) * (20 if bars == 1 else 16 * bars + 6)) + 12,
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
    return {
        "ends": not stacked,
        "heading": tr(heading, lang),
        "legend": [tr(name, lang) for name, _ in series],
        "picture": _svg(chart),
    }


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


def _svg(chart: Graph) -> str:
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


Columns = Sequence[str | tuple[str, str]]
"""Keys of the figures that a table shows, with a title where it is not the one of `_TITLES`."""

_TITLES: Mapping[str, str] = {
    "approved": N_("approved"),
    "broken": N_("days broken"),
    "busiest": N_("at most a day"),
    "busiest_day": N_("busiest day"),
    "by_customer": N_("by customer"),
    "by_region": N_("by liaison"),
    "by_station": N_("by coordinator"),
    "cancelled": N_("cancelled"),
    "capacity": N_("capacity"),
    "clauses": N_("clauses"),
    "close_mean_seconds": N_("closing, mean, h"),
    "close_median_seconds": N_("closing, median, h"),
    "closed": N_("closed"),
    "contact_late": N_("late"),
    "contact_late_rate": N_("late contact"),
    "contact_measured": N_("contacts"),
    "contact_mean_seconds": N_("contact, mean, min"),
    "contact_median_seconds": N_("contact, median, min"),
    "date": N_("day"),
    "days": N_("days"),
    "due": N_("due"),
    "duty": N_("duty"),
    "first_kept": N_("kept"),
    "first_missed": N_("missed"),
    "first_rate": N_("first promise kept"),
    "first_waiting": N_("waiting"),
    "gap": N_("gap over 2 h"),
    "kept": N_("on time"),
    "kind": N_("kind"),
    "last_kept": N_("kept"),
    "last_missed": N_("missed"),
    "last_rate": N_("last promise kept"),
    "last_waiting": N_("waiting"),
    "load": N_("load"),
    "mean_score": N_("mean score"),
    "name": N_("name"),
    "open": N_("still open"),
    "orders": N_("orders"),
    "overloads": N_("overloads"),
    "pending": N_("pending"),
    "phone_solved": N_("solved by phone"),
    "rate": N_("days kept"),
    "reason": N_("reason"),
    "reassigned": N_("reassigned"),
    "refusals": N_("refusals"),
    "refused": N_("refused on the facts"),
    "refused_by_rule": N_("refused by rule"),
    "region": N_("region"),
    "rejected": N_("rejected"),
    "requests": N_("requests"),
    "satisfaction_rate": N_("satisfied share"),
    "satisfied": N_("satisfied"),
    "station": N_("station"),
    "too_few": N_("too few checks"),
    "unreachable": N_("unreachable"),
    "unsatisfied": N_("not satisfied"),
    "used": N_("capacity used"),
    "unprinted": N_("served without a printed order"),
    "violations": N_("violations"),
    "visited": N_("visited orders"),
    "visits": N_("visits"),
    "waited": N_("order waited"),
    "what": N_("what"),
    "withdrawn": N_("withdrawn"),
}
_TEXTS = {
    "order_no",
    "customer",
    "status",
    "by",
    "deadline",
    "phone",
    "station",
    "name",
    "region",
    "reason",
    "clauses",
    "kind",
    "duty",
    "what",
    "type",
    "date",
}
"""Columns that stand to the left."""


def _table(
    lang: str, heading: str, columns: Columns, rows: Sequence[Data], total: Data | None = None
) -> Mapping[str, object]:
    named = [(c, _TITLES[c]) if isinstance(c, str) else c for c in columns]
    lines = [(row, "") for row in rows] + ([] if total is None else [(total, ' class="sum"')])
    return {
        "heading": tr(heading, lang),
        "groups": _groups(named, lang),
        "head": [(_place(key), tr(title, lang)) for key, title in named],
        "rows": [(mark, [_text(key, row.get(key), lang) for key, _ in named]) for row, mark in lines],
    }


_GROUPS = {"first_": N_("first promise"), "last_": N_("last promise")}
"""What figures of one beginning are about, written above their columns where titles occur twice."""


def _groups(named: Sequence[tuple[str, str]], lang: str) -> list[tuple[int, str]]:
    """How many columns each title above them spans; nothing where every title tells its column alone."""
    if len({title for _, title in named}) == len(named):
        return []
    about = [next((start for start in _GROUPS if key.startswith(start)), "") for key, _ in named]
    spans = [(start, len(list(columns))) for start, columns in groupby(about)]
    return [(span, tr(_GROUPS[start], lang) if start else "") for start, span in spans]


def _place(key: str) -> str:
    if key not in _TEXTS:
        return ""
    return f' class="text{" long" if key in ("reason", "clauses", "what") else ""}"'


def _text(key: str, value: object, lang: str) -> str:
    """The figure `key` as a person reads it; a rate, a mean or a median that nothing gives is a dash."""
    figure = value if isinstance(value, (int, float)) else None
    if key.endswith("rate") or key == "used":
        return view.percent(figure) or "–"
    if key.endswith("_seconds"):
        return _number(figure, 60 if key.startswith("contact") else 3600)
    if key == "mean_score":
        return _score(figure)
    if key == "duty":
        return printed("duty", None if value is None else str(value), lang)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _number(seconds: float | None, unit: int) -> str:
    return "–" if seconds is None else f"{seconds / unit:.1f}"


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _places(data: Data, lang: str, columns: Columns, key: str = "results") -> list[Mapping[str, object]]:
    """The table by region, where there are several, and the one by station."""
    total = {"region": tr(N_("all"), lang), "station": tr(N_("all"), lang)} | data["total"]
    summed = [c for c in columns if (c if isinstance(c, str) else c[0]) in data["total"]]
    regions = [_table(lang, N_("by region"), ("region", *summed), data["regions"], total)]
    own = ("station", "name", "region", *columns)
    stations = _table(lang, N_("by station"), own, data[key], total | {"region": ""})
    return [*(regions if len(data["regions"]) > 1 else []), stations]


def _names(rows: Sequence[Data]) -> list[str]:
    """Short names of stations: what all have in common at the end is left out."""
    return [str(row["name"]).removesuffix("维修站") for row in rows]


def _of(rows: Sequence[Data], key: str, factor: float = 1) -> list[float | None]:
    return [None if row[key] is None else round(row[key] * factor, 1) for row in rows]


# --------------------------------------------------------------------------------------------------------------- pages


def _sla(data: Data, lang: str) -> Body:
    total, rows = data["total"], [row for row in data["results"] if row["orders"]]
    names = _names(rows)
    return Body(
        tiles=(
            (N_("orders"), str(total["orders"])),
            (N_("first promise kept"), view.percent(total["first_rate"])),
            (N_("last promise kept"), view.percent(total["last_rate"])),
            (N_("late contact"), view.percent(total["contact_late_rate"])),
            (N_("contact, median, min"), _number(total["contact_median_seconds"], 60)),
            (N_("closing, median, h"), _number(total["close_median_seconds"], 3600)),
        ),
        # in this order three columns are about equally high: two series, then twice a long chart above a short one
        charts=(
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
                N_("closing, median, h"),
                names,
                (N_("hours"), _of(rows, "close_median_seconds", 1 / 3600)),
            ),
            _chart(
                lang,
                N_("promised again, by type"),
                [row["type"] for row in data["promise_types"]],
                (N_("promises"), [row["promises"] for row in data["promise_types"]]),
            ),
        ),
        tables=[
            *_places(
                data,
                lang,
                [
                    "orders",
                    "closed",
                    "cancelled",
                    "open",
                    "first_rate",
                    "first_kept",
                    "first_missed",
                    "first_waiting",
                    "last_rate",
                    "last_kept",
                    "last_missed",
                    "last_waiting",
                    "contact_measured",
                    "contact_late",
                    "contact_late_rate",
                    "contact_mean_seconds",
                    "contact_median_seconds",
                    "close_mean_seconds",
                    "close_median_seconds",
                    "unreachable",
                    "phone_solved",
                    "unprinted",
                ],
            )
        ],
    )


def _cancels(data: Data, lang: str) -> Body:
    total = data["total"]
    rows = [row for row in data["results"] if row["cancelled"]]
    reasons = [
        {**row, "reason": reason_word(row["reason"], lang).replace("_", " ")} for row in data["reasons"]
    ]
    refused = [
        {
            "what": printed("outcome", row["outcome"], lang),
            "clauses": listed(row["clauses"], lang),
            "refusals": row["refusals"],
        }
        for row in data["rules"]
    ]
    kinds = [
        {"kind": printed("violation", row["kind"], lang), "violations": row["violations"]}
        for row in data["violation_kinds"]
    ]
    return Body(
        tiles=(
            (N_("cancelled"), str(total["cancelled"])),
            (N_("reassigned"), str(total["reassigned"])),
            (N_("requests"), str(total["requests"])),
            (N_("refused by rule"), str(total["refused_by_rule"])),
            (N_("violations"), str(total["violations"])),
        ),
        charts=(
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
                [f"{r['what']} {r['clauses'].replace('001-', '')}" for r in refused],
                (N_("refusals"), _of(refused, "refusals")),
            ),
            _chart(
                lang,
                N_("requests"),
                [printed("request_status", status, lang) for status in _STATUSES],
                (N_("requests"), [total[status] for status in _STATUSES]),
            ),
        ),
        tables=[
            _table(
                lang,
                N_("cancelled, by reason"),
                ["reason", "cancelled", "by_region", "by_customer", "by_station", "reassigned"],
                reasons,
            ),
            _table(
                lang,
                N_("refused by rule"),
                (("what", N_("outcome")), "clauses", "refusals"),
                refused,
            ),
            _table(lang, N_("violations"), ("kind", ("violations", N_("count"))), kinds),
            *_places(
                data,
                lang,
                [
                    "cancelled",
                    "by_region",
                    "by_customer",
                    "by_station",
                    "reassigned",
                    "requests",
                    "approved",
                    "rejected",
                    "withdrawn",
                    "refused",
                    "pending",
                    "refused_by_rule",
                    "violations",
                ],
            ),
        ],
    )


_STATUSES = ("approved", "rejected", "withdrawn", "refused", "pending")


def _capacity(data: Data, lang: str) -> Body:
    total, rows = data["total"], [row for row in data["stations"] if row["load"] or row["capacity"]]
    names = _names(rows)
    return Body(
        tiles=(
            (N_("load"), str(total["load"])),
            (N_("capacity"), str(total["capacity"])),
            (N_("capacity used"), view.percent(total["used"])),
            (N_("overloads"), str(total["overloads"])),
        ),
        charts=(
            _chart(
                lang,
                N_("load and capacity"),
                names,
                (N_("load"), _of(rows, "load")),
                (N_("capacity"), _of(rows, "capacity")),
            ),
            _chart(lang, N_("capacity used, %"), names, (N_("capacity used"), _of(rows, "used", 100))),
            _chart(lang, N_("overloads"), names, (N_("days"), _of(rows, "overloads"))),
        ),
        heat=_heat(data, lang),
        tables=[
            *_places(
                data,
                lang,
                ["load", "capacity", "used", "busiest", "busiest_day", "overloads"],
                "stations",
            )
        ],
    )


def _heat(data: Data, lang: str) -> Mapping[str, object]:
    """Every day of every station, with its load and capacity."""
    by_station = groupby(data["results"], key=lambda row: (row["station"], row["name"]))
    return {
        "heading": tr(N_("load of each day, framed where beyond the capacity"), lang),
        "station": tr(N_("station"), lang),
        "stations": [(name, list(days)) for (_, name), days in by_station],
    }


def _polls(data: Data, lang: str) -> Body:
    total, rows = data["total"], [row for row in data["results"] if row["days"]]
    rules = [
        {
            "what": f"{printed('duty', row['duty'], lang)}: {printed('poll_rule', row['rule'], lang)}",
            "short": printed("poll_rule", row["rule"], lang),
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
            "what": ("；" if lang == "zh" else "; ").join(
                tr(warning["text"], lang) for warning in row["warnings"]
            ),
            "clauses": listed(dict.fromkeys(warning["clause"] for warning in row["warnings"]), lang),
        }
        for row in data["broken_days"]
    ]
    return Body(
        tiles=(
            (N_("days"), str(total["days"])),
            (N_("days kept"), view.percent(total["rate"])),
            (N_("days broken"), str(total["broken"])),
        ),
        charts=(
            _chart(
                lang,
                N_("days kept and broken"),
                _names(rows),
                (N_("on time"), _of(rows, "kept")),
                (N_("broken"), _of(rows, "broken")),
                stacked=True,
            ),
            _chart(
                lang,
                N_("days broken, by rule"),
                [f"{r['short']} {r['clauses'].removeprefix('001-')}" for r in rules],
                (N_("days"), _of(rules, "days")),
            ),
        ),
        tables=[
            *_places(
                data,
                lang,
                ["duty", "days", "kept", "rate", "broken", "too_few", "gap", "waited"],
            ),
            _table(
                lang,
                N_("days broken, by rule"),
                ("what", "clauses", "days"),
                rules,
            ),
            _table(
                lang,
                N_("every broken day"),
                ["date", "station", "name", "what", "clauses"],
                broken,
            ),
        ],
    )


def _visits(data: Data, lang: str) -> Body:
    total, rows = data["total"], [row for row in data["results"] if row["visits"] or row["closed"]]
    names = _names(rows)
    scores = tuple(range(5, 0, -1))
    return Body(
        tiles=(
            (N_("closed"), str(total["closed"])),
            (N_("visited share"), view.percent(total["visited_rate"])),
            (N_("due"), str(total["due"])),
            (N_("visits"), str(total["visits"])),
            (N_("mean score"), _score(total["mean_score"])),
            (N_("satisfied share"), view.percent(total["satisfaction_rate"])),
        ),
        charts=(
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
        ),
        tables=[
            *_places(
                data,
                lang,
                (
                    "closed",
                    "visited",
                    "due",
                    "visits",
                    "satisfied",
                    "unsatisfied",
                    ("unreachable", N_("not reached")),
                    "mean_score",
                    "satisfaction_rate",
                    *((f"score_{score}", str(score)) for score in range(1, 6)),
                ),
            )
        ],
    )


def _day(data: Data, lang: str) -> Body:
    done = [
        {
            **row,
            "what": view.done(row["what"], lang),
            "status": printed("status", row["status"], lang),
            "by": listed(row["by"], lang),
        }
        for row in data["results"]
    ]
    left = [
        {
            **row,
            "deadline": f"{Reader(lang).local(row['deadline']):%m-%d %H:%M}",
            "what": tr(row["text"], lang),
            "order_no": row["order_no"] or row["ref"],
        }
        for row in data["left"]
    ]
    order, customer = ("order_no", N_("order")), ("customer", N_("customer"))
    return Body(
        tiles=tuple((title, str(count)) for title, count in view.day_counts(data)),
        charts=(),
        tables=[
            _table(
                lang,
                N_("done"),
                (order, customer, ("status", N_("status")), ("what", N_("done")), ("by", N_("by"))),
                done,
            ),
            _table(
                lang,
                N_("left"),
                (
                    ("deadline", N_("deadline")),
                    order,
                    customer,
                    ("phone", N_("phone")),
                    ("what", N_("task")),
                ),
                left,
            ),
        ],
    )


_BODIES: Mapping[str, Callable[[Data, str], Body]] = {
    "day": _day,
    "sla": _sla,
    "cancels": _cancels,
    "capacity": _capacity,
    "polls": _polls,
    "visits": _visits,
}
