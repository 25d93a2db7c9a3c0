"""How notices look to a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repaircli.platform.output.view import Column, Pen, Styled, View
from repaircli.platform.text import N_, Msg, msg

_MEDIA = {"email": "邮件", "web": "网页", "form": "表单", "phone": "电话"}
_KINDS = {
    "region": "大区",
    "station": "维修站",
    "hq": "本部接口人",
    "cssd": "客户服务支持部",
    "visitors": "回访",
    "cc": "电话中心",
    "customer": "用户",
}
_WAYS = {"mail": "邮件", "command": "程序"}
_STATUS_STYLE = {"sent": "green", "failed": "red", "sending": "yellow"}


def _medium(code: str, lang: str) -> str:
    return _MEDIA.get(code, code) if lang == "zh" else code


def receiver(code: str, lang: str) -> str:
    """The kind of receiver as a person reads it."""
    return _KINDS.get(code, code) if lang == "zh" else code


def _way(code: str, lang: str) -> str:
    return _WAYS.get(code, code) if lang == "zh" else code


def _status(value: object, pen: Pen) -> str | Styled:
    text = pen.text(value, "notification")
    style = _STATUS_STYLE.get(str(value))
    return Styled(text, style) if style else text


def _place(code: str, lang: str) -> str:
    """The receiver within its kind; empty for a kind with one receiver only."""
    return "" if code in _KINDS else code


_WHICH = [
    Column("id", N_("id"), right=True),
    Column("code", N_("notice"), keep=True),
    Column("about", N_("about")),
    Column("order_no", N_("order"), keep=True),
    Column("to_kind", N_("receiver"), words=receiver),
    Column("to", N_("to"), words=_place),
]


def _show(data: Mapping[str, Any], pen: Pen) -> None:
    pen.fields(
        [
            Column("id", N_("notice")),
            Column("code", N_("code")),
            Column("to_kind", N_("receiver"), words=receiver),
            Column("to", N_("to"), words=_place),
            Column("medium", N_("medium"), words=_medium),
            Column("status", N_("status"), show=_status),
            Column("created_at", N_("queued at")),
            Column("sent_at", N_("sent at")),
            Column("tries", N_("tries")),
            Column("next_try_at", N_("next try at")),
            Column("error", N_("error")),
        ],
        data,
    )
    pen.line()
    pen.line(Styled(pen.text(data["subject"]), "bold"))
    for line in pen.text(data["text"]).split("\n"):
        pen.say(line) if line else pen.line()


def _send(data: Mapping[str, Any], pen: Pen) -> None:
    rows = [{**row, "addresses": row["addresses"] or pen.text(row["by"], _way)} for row in data["results"]]
    if rows:
        pen.table(_SENT, rows)
    pen.say(_sums(data))


def _sums(data: Mapping[str, Any]) -> Msg:
    left = {"waiting": data["waiting"], "unaddressed": data["unaddressed"]}
    if "would_send" in data:
        return msg(
            "{count} would be sent; {waiting} queued for a later try, {unaddressed} without a configured receiver",
            count=data["would_send"],
            **left,
        )
    return msg(
        "{sent} sent, {put_off} postponed, {failed} failed; {waiting} queued for a later try, {unaddressed} without a configured receiver",
        sent=data["sent"],
        put_off=data["put_off"],
        failed=data["failed"],
        **left,
    )


_SENT = [
    *_WHICH,
    Column("addresses", N_("by")),
    Column("status", N_("status"), show=_status),
    Column("next_try_at", N_("next try at")),
    Column("error", N_("error")),
]
_SENT_CSV = (
    "id", "code", "order_no", "to_kind", "to", "medium", "by", "addresses", "status", "tries", "next_try_at", "error",
)  # fmt: skip

VIEWS = {
    "list": View(
        columns=[
            *_WHICH,
            Column("medium", N_("medium"), words=_medium),
            Column("status", N_("status"), show=_status),
            Column("created_at", N_("queued at")),
        ],
        empty=N_("no notices"),
        csv=(
            "id", "code", "about", "order_no", "cancel_request", "to_kind", "to", "medium", "args", "status", "created_at",
            "sent_at", "tries", "next_try_at", "error",
        ),
    ),
    "show": View(draw=_show),
    "send": View(draw=_send, csv=_SENT_CSV),
    "changed": View(
        columns=[
            *_WHICH,
            Column("status", N_("status"), show=_status),
            Column("text", N_("why not")),
        ],
    ),
}  # fmt: skip
