"""What is searched of an order, as one text; triggers of the database keep it up to date."""

from repaircli.platform.db.columns import Stored, column, key


class OrderText(Stored):
    """Number, customer, telephone numbers, address, fault, serial number and notes of an order, one below the other.

    One short row for each order is read much faster than the orders themselves.
    """

    __tablename__ = "order_texts"

    order_no: str = key("order", "维修单号", internal=True)
    text: str = column(internal=True)
