"""The codes of the lists that a company makes itself."""

from datetime import datetime

from sqlalchemy import UniqueConstraint

from repaircli.platform.db.columns import Stored, column, flag, number


class ListCode(Stored):
    """A code of one list (003-3.1.1, 3.1.9, 4.1.1). It is never deleted; a retired one is refused for new entries.

    `fault_class` belongs to fault causes, `object` to complaint reasons, `free` to order types. A visit element has
    `answer`, its `choices`, `weight`, `required` and the `subjects` that it is asked about; none means all.
    """

    __tablename__ = "codes"
    __travels__ = "new"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    id: int = number()
    kind: str = column("list", "清单", codes="code_kind")
    code: str = column("code", "代码", kind="digits")
    name: str = column("name", "名称")
    name_en: str | None = column("English name", "英文名称")
    fault_class: str | None = column("class", "故障类别", codes="fault_class", json="class")
    object: str | None = column("about", "投诉对象", codes="complaint_object")
    answer: str | None = column("answer", "回答方式", codes="answer_type", json="type")
    choices: list[str] = column("choices", "选项", kind="texts", filled=True, default_factory=list)
    weight: int | None = column("weight", "权重")
    required: bool = flag("required", "必填")
    subjects: list[str] = column(
        "asked about", "适用对象", kind="texts", filled=True, default_factory=list, json="for"
    )
    free: list[str] = column("free of charge", "免费项目", kind="texts", filled=True, default_factory=list)
    added_by: str = column("added by", "新增人", kind="number", travels="never")
    added_at: datetime = column("added", "新增时间", travels="never")
    retired_by: str | None = column("retired by", "停用人", kind="number", travels="never")
    retired_at: datetime | None = column("retired", "停用时间", travels="never")
