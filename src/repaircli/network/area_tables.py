"""Administrative areas that were imported."""

from datetime import datetime

from repaircli.platform.db.columns import Stored, UtcTime, column, key


class ImportedArea(Stored, table=True):
    """An area that was imported, over the list that is shipped."""

    __tablename__ = "areas"

    code: str = key()
    name: str = column()
    parent: str | None = column()
    imported_by: str = column()
    imported_at: datetime = column(UtcTime)
