"""What may stand as the value of an option or argument: words of the program at once, else what the database holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from repaircli.commands.framework.typer_names import CompletionItem, Parameter, TyperArgument
from repaircli.platform import invocation
from repaircli.platform.codes import T3_TYPES, ZH, Role, Status, word
from repaircli.platform.i18n import tr

if TYPE_CHECKING:
    from repaircli.system.completion_values import Offer

Source = Callable[[str], list[CompletionItem]]
"""Offers values for what is typed so far."""

_WORD = re.compile(r"[a-z0-9][a-z0-9_-]*")


def source(command: str, param: Parameter) -> Source | None:
    """What offers values of `param` of `command` (`order show`); None where nothing is known of them."""
    words = (param.metavar or "").split("|")
    if len(words) > 1 and all(map(_WORD.fullmatch, words)):
        return _among(words, next((area for area, zh in ZH.items() if set(words) <= zh.keys()), None))
    name = (
        (param.metavar or "").strip("[].") if isinstance(param, TyperArgument) else max(param.opts, key=len)
    )
    noun = command.partition(" ")[0]
    return _BY_NAME.get(f"{command} {name}") or _BY_NAME.get(f"{noun} {name}") or _BY_NAME.get(name)


def is_file(param: Parameter) -> bool:
    """Whether a file may be meant."""
    return any(word in (param.metavar or "") for word in ("FILE", "PATH"))


def _among(words: Iterable[str], area: str | None = None) -> Source:
    """Codes that begin with what is typed, with their Chinese words of that area."""

    def found(text: str) -> list[CompletionItem]:
        told = ZH[area] if area else {}
        return [CompletionItem(w, help=told.get(w)) for w in words if w.startswith(text)]

    return found


def _said(name: str) -> Source:
    """What `actions.offers` knows by itself under that name."""

    def found(text: str) -> list[CompletionItem]:
        from repaircli.system import completion_values

        return [_item(offer) for offer in getattr(completion_values, name)(text)]

    return found


def _held(name: str, *more: str) -> Source:
    """What `actions.offers` finds under that name in the database."""

    def found(text: str) -> list[CompletionItem]:
        from repaircli.commands.framework.bridge import call
        from repaircli.system import completion_values

        return [_item(offer) for offer in getattr(completion_values, name)(call(), text, *more)]

    return found


def _item(offer: Offer) -> CompletionItem:
    lang = invocation.current().lang
    told = [*offer.meaning, tr(offer.english) if lang != "zh" else "", word("status", offer.status, lang)]
    return CompletionItem(offer.value, help=", ".join(filter(None, told)) or None)


def _values_of_setting(text: str) -> list[CompletionItem]:
    """The values of the setting that is typed before."""
    from repaircli.system import completion_values

    key = str(invocation.current().given.get("key") or "")
    return [_item(offer) for offer in completion_values.limit_values(text, key)]


def _values_of_config(text: str) -> list[CompletionItem]:
    """The values of the setting of the program that is typed before."""
    words = {"lang": invocation.LANGUAGES, "format": invocation.FORMATS}
    key = str(invocation.current().given.get("key") or "")
    return _held("logins")(text) if key == "as" else _among(words.get(key, ()))(text)


_NOTHING = _among(())
_ORDERS, _STATIONS, _PEOPLE, _REASONS = _held("orders"), _held("stations"), _held("people"), _said("reasons")

_BY_NAME: dict[str, Source] = {
    "--as": _held("logins"),
    "--branch": _STATIONS,
    "--by": _PEOPLE,
    "--engineer": _held("people", Role.ENGINEER),
    "--head": _STATIONS,
    "--order": _ORDERS,
    "--region": _held("regions"),
    "--role": _among(Role, "role"),
    "--station": _STATIONS,
    "--status": _among(Status, "status"),
    "--to-station": _STATIONS,
    "LOGIN": _PEOPLE,
    "NO": _ORDERS,
    "audit verify --head": _NOTHING,
    "cancel --reason": _REASONS,
    "cancel REQUEST": _held("requests"),
    "capacity STATION": _STATIONS,
    "change ID": _held("changes"),
    "change apply STATION": _STATIONS,
    "codes KIND": _among(ZH["code_kind"], "code_kind"),
    "codes add CODE": _NOTHING,
    "coverage STATION": _STATIONS,
    "due --kind": _said("clock_kinds"),
    "form ID": _held("forms"),
    "machine --product": _among(ZH["product"], "product"),
    "machine --station": _STATIONS,
    "notify list --status": _among(ZH["notification"], "notification"),
    "order download NO": _held("orders", Status.DISPATCHED),
    "order fact CODE": _said("facts"),
    "order writeback-t3 --type": _among(T3_TYPES),
    "parts PO": _held("parts_orders"),
    "pending judge ID": _held("tickets"),
    "referral take ID": _held("referrals"),
    "referral withdraw ID": _held("referrals"),
    "rules limit set KEY": _said("limits"),
    "rules limit set VALUE": _values_of_setting,
    "rules replay --set": _said("changes_of"),
    "rules show CLAUSE|REASON|SETTING": _said("told_by_rules"),
    "station STATION": _STATIONS,
    "station add STATION": _NOTHING,
    "user add LOGIN": _NOTHING,
    "visit record NO": _held("orders", Status.RESOLVED),
}
"""By the name of an option or the word that stands for an argument; with command or noun before it, for these alone."""
