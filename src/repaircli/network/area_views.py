"""How areas look."""

from __future__ import annotations

from repaircli.network.coverage_tables import ImportedArea
from repaircli.network.tables import Station
from repaircli.platform.output.described import of, several
from repaircli.platform.output.view import FILE_ERRORS, Column, Data, Section, View
from repaircli.platform.text import N_, Msg, msg

_CODE = of(ImportedArea, "code", keep=True)
_AREA = (_CODE, *several(ImportedArea, "name", "parent"), Column("full_name", N_("full name")))


def _imported(data: Data) -> Msg:
    counts = {name: data[name] for name in ("imported", "changed", "good", "bad")}
    return msg("areas imported: {imported}, changed: {changed}, good: {good}, bad: {bad}", **counts)


VIEWS = {
    "list": View(columns=_AREA, empty=N_("no areas")),
    "show": View(
        fields=_AREA,
        sections=[
            Section(
                "stations",
                N_("stations that serve it today"),
                columns=[
                    of(Station, "no", key="station", keep=True),
                    *several(Station, "name", "region"),
                    Column("by", N_("by area")),
                ],
            ),
            Section("areas", N_("what lies in it"), columns=_AREA[:2]),
        ],
    ),
    "import": View(rows="errors", columns=FILE_ERRORS, summary=_imported),
}
