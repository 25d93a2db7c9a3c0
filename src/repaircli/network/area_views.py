"""How areas look."""

from __future__ import annotations

from repaircli.platform.output.view import FILE_ERRORS, Column, Data, Section, View
from repaircli.platform.text import N_, Msg, msg

_AREA = [
    Column("code", N_("area"), keep=True),
    Column("name", N_("name")),
    Column("parent", N_("lies in")),
    Column("full_name", N_("full name")),
]


def _imported(data: Data) -> Msg:
    return msg(
        "areas imported: {imported}, changed: {changed}, good: {good}, bad: {bad}",
        imported=data["imported"],
        changed=data["changed"],
        good=data["good"],
        bad=data["bad"],
    )


VIEWS = {
    "list": View(columns=_AREA, empty=N_("no areas")),
    "show": View(
        fields=_AREA,
        sections=[
            Section(
                "stations",
                N_("stations that serve it today"),
                columns=[
                    Column("station", N_("station"), keep=True),
                    Column("name", N_("name")),
                    Column("region", N_("region")),
                    Column("by", N_("by area")),
                ],
            ),
            Section(
                "areas",
                N_("what lies in it"),
                columns=[Column("code", N_("area"), keep=True), Column("name", N_("name"))],
            ),
        ],
    ),
    "import": View(
        rows="errors",
        columns=FILE_ERRORS,
        summary=_imported,
    ),
}
