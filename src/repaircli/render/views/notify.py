"""How notices look."""

from __future__ import annotations

from repaircli.render.view import Column, View
from repaircli.text import N_

_MEDIA = {"email": "邮件", "web": "网页", "form": "表单", "phone": "电话"}
_KINDS = {
    "region": "大区",
    "station": "维修站",
    "hq": "本部接口人",
    "cssd": "客户服务支持部",
    "visitors": "回访",
    "customer": "用户",
}


def _medium(code: str, lang: str) -> str:
    return _MEDIA.get(code, code) if lang == "zh" else code


def _receiver(code: str, lang: str) -> str:
    return _KINDS.get(code, code) if lang == "zh" else code


VIEWS = {
    "list": View(
        columns=[
            Column("id", N_("id"), right=True),
            Column("code", N_("notice"), keep=True),
            Column("about", N_("about")),
            Column("order_no", N_("order"), keep=True),
            Column("to_kind", N_("receiver"), words=_receiver),
            Column("to", N_("to")),
            Column("medium", N_("medium"), words=_medium),
            Column("status", N_("status"), words="notification"),
            Column("created_at", N_("queued at")),
        ],
        empty=N_("no notices"),
        csv=(
            "id", "code", "order_no", "request_id", "to_kind", "to", "medium", "status", "created_at", "sent_at",
            "tries", "error", "args",
        ),
    )
}  # fmt: skip
