"""Special users: the solutions of their region."""

from datetime import datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Stored, column, number


class SpecialAdvice(Stored):
    """What the region told the station to do for a special user (001-4.5.3); an order may have several."""

    __tablename__ = "special_advices"
    __travels__ = "new"
    __table_args__ = (Index("special_advices_order", "order_no"),)

    id: int = number()
    order_no: str = column("order", "维修单号", kind="number")
    solution: str = column("region's solution", "解决方案")
    given_by: str = column("by", "大区接口人", kind="number", filled=True)
    given_at: datetime = column("given", "时间")
