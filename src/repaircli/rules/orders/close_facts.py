"""Close facts: work or a test that took place, and which kind of order each can belong to (requirements 1.2 group B)."""

from __future__ import annotations

from collections.abc import Iterable

CLOSE_FACTS = (
    "phone_resolved",
    "software",
    "reseat",
    "complaint_repaired",
    "nff_power",
    "nff_switch",
    "nff_wiring",
    "nff_inherent",
    "oow_second_level",
    "human_damage_second_level",
    "soft_oow_agreed",
    "region_commissioned",
    "repaired",
)
"""In the order of the policy's table."""

ATTRIBUTES = frozenset({"soft_oow_agreed", "region_commissioned"})
"""May be logged any time, but are close facts only once `repaired` is (001-6.3.6)."""

VISIT_ONLY = frozenset({"reseat", "oow_second_level", "human_damage_second_level"})
"""Need an order with a visit (requirements 1.3)."""

TESTED_ON_SITE = frozenset({"oow_second_level", "human_damage_second_level"})
"""Are found by a test on site, so that the visit has begun (001-3.5.2 “上门检测”)."""

FINDINGS = frozenset(
    {"nff_power", "nff_switch", "nff_wiring", "nff_inherent", "oow_second_level", "human_damage_second_level"}
)
"""A visit's or test's finding without a repair."""


def standing(logged: Iterable[str]) -> tuple[str, ...]:
    """The close facts among `logged`, in the order of the table; attributes count only beside `repaired`."""
    have = frozenset(logged)
    return tuple(
        code for code in CLOSE_FACTS if code in have and (code not in ATTRIBUTES or "repaired" in have)
    )
