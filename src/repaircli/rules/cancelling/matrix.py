"""The table of reason, origin and requester of the cancel rule, in the layout of the policy (requirements 1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from repaircli.platform.codes import exact
from repaircli.platform.text import N_, Word
from repaircli.rules.policy.decision import Outcome

ORIGINS = ("cc", "region", "station")
ASKERS = ("station", "region", "customer")

# One line a reason; then, for orders of the call centre, of the region and of the station, what the station, the
# region and the customer get who ask. ° marks what no document writes out.
#
#   CX call centre cancels    RX region cancels            RR region cancels and reassigns   RF region cancels, form first
#   SS station cancels itself CL close normally, no cancel CO go on with the repair          ED correct the order
#   NA reason cannot apply to this order
TABLE = """
                          |                                                | cc                          | region                      | station
                          |                                                | station | region  | customer| station | region  | customer| station | region  | customer
A  may be cancelled
wrong_area                | 区域派错                                      | RR      | RR°     | CX      | RR      | RR°     | CX      | NA°     | NA°     | CX°
wrong_area_cross_region   | 跨大区派错单                                  | RR      | RR°     | CX      | RR      | RR°     | CX      | NA°     | NA°     | CX°
dispatch_error            | 派单错误                                      | RX/RR   | RX/RR°  | CX      | RX/RR°  | RX/RR°  | CX      | NA°     | NA°     | CX°
branch_received           | 分点接到800派单                               | RR      | RR°     | CX      | RR°     | RR°     | CX      | NA°     | NA°     | CX°
capacity_exceeded         | 产能错（超出服务产能）                        | RR      | RR°     | CX      | RR°     | RR°     | CX      | NA°     | NA°     | CX°
info_incomplete           | 信息不全                                      | RX      | RX°     | CX      | RX°     | RX°     | CX      | ED°     | ED°     | CX°
wrong_phone               | 用户电话错误                                  | RX      | RX°     | CX      | RX      | RX°     | CX      | ED°     | ED°     | CX°
unreachable               | 5日以上联系不到用户                           | RX      | RX°     | CX      | RX      | RX°     | CX      | RX°     | RX°     | CX°
reschedule_rereport       | 用户改约15天以上且同意再次报修                | RX      | RX°     | CX      | RX      | RX°     | CX      | RX°     | RX°     | CX°
self_resolved             | 用户自行解决（非站端电话指导）                | RX      | RX°     | CX      | RX      | RX°     | CX      | RX°     | RX°     | CX°
already_normal            | 已正常                                        | RX      | RX°     | CX      | RX°     | RX°     | CX      | RX°     | RX°     | CX°
complaint_refuse          | 用户投诉不同意维修                            | RX      | RX°     | CX      | RX      | RX°     | CX      | RF°     | RF°     | CX°
fee_refused_to_carry_in   | 用户不同意付费标准改为送修                    | RX      | RX°     | CX      | RX      | RX°     | CX      | ED°     | ED°     | CX°
plan_refused_onsite       | 上门后用户不同意服务方案                      | RF      | RF°     | CX      | RF      | RF°     | CX      | RF°     | RF°     | CX°
service_refused_carry_in  | 送修未完成，用户不同意继续服务                | RF°     | RF°     | CX      | RF°     | RF°     | CX      | RF      | RF      | CX°
soft_oow_refused          | 座席生成的软件/保外/大区委派单，用户不同意维修 | RF      | RF°     | CX      | RF°     | RF°     | CX      | NA°     | NA°     | CX°
special_request           | 特殊（专门）要求                              | RX      | RX°     | CX      | RX°     | RX°     | CX      | RX°     | RX°     | CX°
B  must be closed normally
phone_resolved            | 电话解决（软件或其他）                        | CL      | CL      | CL      | CL      | CL      | CL      | CL°     | CL°     | CL°
software                  | 软件                                          | CL      | CL°     | CX/CL°  | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
reseat                    | 上门插拔解决                                  | CL      | CL°     | CX/CL°  | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
complaint_repaired        | 投诉用户维修                                  | CL      | CL°     | CX/CL°  | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
nff_power                 | 无故障单-电源                                 | CL      | CL°     | CX/CL°  | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
nff_switch                | 无故障单-开关                                 | CL      | CL°     | CX/CL°  | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
nff_wiring                | 无故障单-连线                                 | CL      | CL°     | CX/CL°  | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
nff_inherent              | 无故障单-属于机器本身特性                     | CL      | CL°     | CX/CL°  | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
oow_second_level          | 上门检测过保，需二级维修                      | CL      | CL°     | CX/CL°  | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
human_damage_second_level | 上门检测人为损坏，需二级维修                  | CL      | CL°     | CX/CL°  | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
soft_oow_agreed           | 座席生成的软件/保外单，用户同意维修           | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
region_commissioned       | 座席生成的大区委派投诉/批量单                 | CL      | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°  | CL°     | CL°     | CX/CL°
repaired                  | 已修复（用户签字/已取机）                     | CL      | CL      | CL°     | CL      | CL      | CL°     | CL      | CL      | CL°
C  the station cancels by itself
entry_error               | 站内生成单填写错误                            | NA°     | NA°     | CX      | NA°     | NA°     | CX      | SS      | RX°     | CX°
clerical_other            | 站内生成单“等情况”（重复录入等）              | NA°     | NA°     | CX      | NA°     | NA°     | CX      | SS      | RX°     | CX°
D  the repair goes on
other_unlisted            | 其他（未列明）                                | CO      | CO°     | CX      | CO      | CO°     | CX      | CO°     | CO°     | CX°
unreachable_early         | 联系不上，未满5个工作日或联系次数不足         | CO      | CO°     | CX      | CO      | CO°     | CX      | CO°     | CO°     | CX°
reschedule_short          | 改约不足15天，或不同意再次报修                | CO      | CO°     | CX      | CO      | CO°     | CX      | CO      | CO°     | CX°
parts_late                | 备件未按时配送                                | CO      | CO°     | CX      | CO      | CO°     | CX      | CO      | CO°     | CX°
not_fixed_once            | 一次服务未修好                                | CO      | CO°     | CX      | CO      | CO°     | CX      | CO      | CO°     | CX°
pickup_change             | 故障复现/客户改取机时间                       | CO°     | CO°     | CX      | CO°     | CO°     | CX      | CO      | CO°     | CX°
"""

SHORT: Mapping[str, Outcome] = MappingProxyType(
    {
        "CX": Outcome.CC_CANCEL,
        "RX": Outcome.REGION_CANCEL,
        "RR": Outcome.REGION_CANCEL_REASSIGN,
        "RF": Outcome.REGION_CANCEL_WITH_FORM,
        "SS": Outcome.STATION_SELF_CANCEL,
        "CL": Outcome.MUST_CLOSE,
        "CO": Outcome.CONTINUE_REPAIR,
        "ED": Outcome.EDIT_ORDER,
        "NA": Outcome.INVALID_REASON,
        "FX": Outcome.FORWARD_TO_REGION,
        "XX": Outcome.FORBIDDEN,
    }
)

CLAUSES: Mapping[str, tuple[str, ...]] = {
    "wrong_area": ("000-4.3", "000-5.2", "001-3.4.3", "001-3.5.2"),
    "wrong_area_cross_region": ("000-5.2", "001-3.5.2"),
    "dispatch_error": ("000-4.3", "001-3.4.3"),
    "branch_received": ("001-6.3.8",),
    "capacity_exceeded": ("000-5.2", "000-6.3"),
    "info_incomplete": ("000-5.2", "000-6.3"),
    "wrong_phone": ("000-5.2", "001-1.5.2", "001-3.5.2"),
    "unreachable": ("000-5.2", "001-1.5.2", "001-3.5.2"),
    "reschedule_rereport": ("000-5.2", "001-3.5.2"),
    "self_resolved": ("000-5.2", "001-3.5.2"),
    "already_normal": ("000-5.2", "000-6.3"),
    "complaint_refuse": ("000-5.2", "001-3.5.2"),
    "fee_refused_to_carry_in": ("001-3.5.2",),
    "plan_refused_onsite": ("001-1.5.7",),
    "service_refused_carry_in": ("001-2.5.6",),
    "soft_oow_refused": ("001-6.3.6",),
    "special_request": ("000-5.2", "000-6.3"),
    "phone_resolved": ("000-5.2", "001-1.5.3", "001-3.5.2"),
    "software": ("000-5.2", "001-3.5.2", "001-6.3.6"),
    "reseat": ("000-5.2", "001-3.5.2"),
    "complaint_repaired": ("000-5.2", "001-3.5.2"),
    "nff_power": ("000-5.2", "001-3.5.2"),
    "nff_switch": ("000-5.2", "001-3.5.2"),
    "nff_wiring": ("000-5.2", "001-3.5.2"),
    "nff_inherent": ("001-3.5.2",),
    "oow_second_level": ("001-3.5.2",),
    "human_damage_second_level": ("001-3.5.2",),
    "soft_oow_agreed": ("001-6.3.6",),
    "region_commissioned": ("001-6.3.5", "001-6.3.6"),
    "repaired": ("001-1.5.8", "001-2.5.8"),
    "other_unlisted": ("001-3.6.1", "001-3.5.2"),
    "entry_error": ("000-5.3", "001-3.5.3"),
    "clerical_other": ("000-5.3", "001-3.5.3"),
    "unreachable_early": ("001-1.5.2",),
    "reschedule_short": ("001-3.5.2", "001-2.5.7"),
    "parts_late": ("001-1.5.6",),
    "not_fixed_once": ("001-1.5.8",),
    "pickup_change": ("001-2.5.7",),
}
"""The clauses of both documents that each row stands on (requirements 1.3)."""

REMARK_WORDS: Mapping[str, str] = {
    "wrong_area": "区域错",
    "wrong_area_cross_region": "区域错",
    "dispatch_error": "区域错",
    "branch_received": "区域错",
    "capacity_exceeded": "产能错",
    "wrong_phone": "信息不全",
    "unreachable": "信息不全",
    "info_incomplete": "信息不全",
    "entry_error": "信息不全",
    "clerical_other": "信息不全",
    "self_resolved": "已正常",
    "already_normal": "已正常",
    "reschedule_rereport": "特殊要求",
    "complaint_refuse": "特殊要求",
    "fee_refused_to_carry_in": "特殊要求",
    "plan_refused_onsite": "特殊要求",
    "service_refused_carry_in": "特殊要求",
    "soft_oow_refused": "特殊要求",
    "special_request": "特殊要求",
}
"""The reason word of the cancel remark (000-6.3; requirements A10)."""

ENGLISH: Mapping[str, str] = {
    "wrong_area": N_("dispatched to the wrong area"),
    "wrong_area_cross_region": N_("dispatched to the wrong region"),
    "dispatch_error": N_("dispatched wrongly"),
    "branch_received": N_("a branch point got a call-centre order"),
    "capacity_exceeded": N_("beyond the station's capacity"),
    "info_incomplete": N_("information incomplete"),
    "wrong_phone": N_("customer's phone number wrong"),
    "unreachable": N_("customer not reached for 5 days or more"),
    "reschedule_rereport": N_("customer postpones by 15 days or more and agrees to report again"),
    "self_resolved": N_("customer solved it without the station's guidance"),
    "already_normal": N_("machine works again without repair"),
    "complaint_refuse": N_("customer complains and refuses the repair"),
    "fee_refused_to_carry_in": N_("customer refuses the charge and brings the machine to the station"),
    "plan_refused_onsite": N_("customer refuses the service plan on site"),
    "service_refused_carry_in": N_("carry-in not finished, customer wants no further service"),
    "soft_oow_refused": N_("software, out-of-warranty or commissioned order, customer refuses"),
    "special_request": N_("special request"),
    "phone_resolved": N_("solved by telephone"),
    "software": N_("software"),
    "reseat": N_("fixed on site by reseating"),
    "complaint_repaired": N_("machine of a complaining customer repaired"),
    "nff_power": N_("no fault: power"),
    "nff_switch": N_("no fault: switch"),
    "nff_wiring": N_("no fault: wiring"),
    "nff_inherent": N_("no fault: inherent in the machine"),
    "oow_second_level": N_("tested on site: out of warranty, second-level repair"),
    "human_damage_second_level": N_("tested on site: man-made damage, second-level repair"),
    "soft_oow_agreed": N_("software or out-of-warranty order, customer agrees"),
    "region_commissioned": N_("complaint or batch order commissioned by the region"),
    "repaired": N_("repaired"),
    "entry_error": N_("entry error in a station's own order"),
    "clerical_other": N_("other clerical error in a station's own order"),
    "other_unlisted": N_("other, not listed"),
    "unreachable_early": N_("not reached, but days or calls are missing"),
    "reschedule_short": N_("postponed by less than 15 days, or without agreement to report again"),
    "parts_late": N_("parts not delivered in time"),
    "not_fixed_once": N_("not fixed by one service"),
    "pickup_change": N_("fault recurs, or the customer changes the pick-up time"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """The answer to one requester for one reason on orders of one origin.

    `outcomes` has a second entry where the table prints two; `inferred` where it prints °.
    """

    outcomes: tuple[Outcome, ...]
    inferred: bool
    printed: str


@dataclass(frozen=True, slots=True)
class Row:
    """One reason: its code, its Chinese words, its group (A to D), its cells by (origin, asker)."""

    code: str
    zh: str
    group: str
    cells: Mapping[tuple[str, str], Cell]


def _read(table: str) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    group = ""
    for line in table.strip("\n").splitlines():
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 1:
            group = fields[0][0]
        elif fields[0]:
            cells = zip(((o, a) for o in ORIGINS for a in ASKERS), fields[2:], strict=True)
            rows[fields[0]] = Row(
                fields[0], fields[1], group, MappingProxyType({key: _cell(text) for key, text in cells})
            )
    return rows


def _cell(text: str) -> Cell:
    return Cell(tuple(SHORT[code] for code in text.rstrip("°").split("/")), text.endswith("°"), text)


ROWS: Mapping[str, Row] = MappingProxyType(_read(TABLE))
"""Every reason code with its row, in the order of the policy."""

CELLS: Mapping[tuple[str, str, str], Cell] = MappingProxyType(
    {(origin, asker, row.code): cell for row in ROWS.values() for (origin, asker), cell in row.cells.items()}
)
"""The whole table by (origin, asker, reason)."""


WORDS: Mapping[str, str] = MappingProxyType({row.code: row.zh for row in ROWS.values()})
"""The Chinese words of each reason."""

OTHER_WORDS: Mapping[str, str] = MappingProxyType({**REMARK_WORDS, "unreachable": "联系不上 信息不全"})
"""What people also call a reason: the word of its remark, and what they say."""


def named(code: str, *, typed: bool = False) -> Word:
    """A reason or close fact as an argument of a sentence; `typed` where the reader may have to type it."""
    return Word(code, ROWS[code].zh if code in ROWS else code, typed)


def reason_word(code: str, lang: str) -> str:
    """A reason or close fact as a person reads it: the Chinese words of its row, in English its code."""
    return ROWS[code].zh if lang == "zh" and code in ROWS else code


def reason_code(text: str) -> str | None:
    """The code that `text` names: the code itself, or the Chinese words of its row with or without what stands in
    brackets there; None when it is neither."""
    return exact(WORDS, text)
