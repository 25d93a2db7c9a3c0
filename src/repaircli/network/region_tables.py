"""Regions of the network."""

from datetime import datetime

from repaircli.platform.db.columns import Stored, UtcTime, column, key


class Region(Stored, table=True):
    """A region of the network, known by its name."""

    __tablename__ = "regions"

    name: str = key()
    created_at: datetime = column(UtcTime)
