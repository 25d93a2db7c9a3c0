"""Areas, what each station serves and can take, when it was on line, and the applications to change it."""

from datetime import date, datetime

from sqlalchemy import Index, text

from repaircli.platform.db.columns import Stored, column, flag, key, number


class ImportedArea(Stored):
    """An area that was imported, over the list that is shipped."""

    __tablename__ = "areas"

    code: str = key()
    name: str = column()
    parent: str | None = column()
    imported_by: str = column()
    imported_at: datetime = column()


class No800Area(Stored):
    """An area without the 800 number, filed for a station (001 form 1)."""

    __tablename__ = "no800_areas"
    __table_args__ = (Index("no800_areas_once", "area", "station", unique=True),)

    id: int = number()
    area: str = column()
    station: str = column()
    region: str = column()
    reason: str | None = column()
    filed_by: str = column()
    filed_at: datetime = column()


class Capacity(Stored):
    """Orders a day that a station can take from `from_day` on, or from `from_day` to `to_day`, both included."""

    __tablename__ = "capacity"
    __table_args__ = (Index("capacity_station", "station", "from_day"),)

    id: int = number()
    station: str = column()
    daily: int = column("orders a day", "日产能", filled=True)
    from_day: date = column()
    to_day: date | None = column()
    cause: str = column()
    note: str | None = column()
    set_by: str = column()
    set_at: datetime = column()


class Change(Stored):
    """One application with its way from station over region to the CSSD.

    `before` holds areas, capacity or data as they were when it was made. `effective_from` is the day from which it
    counts, once approved.
    """

    __tablename__ = "changes"
    __table_args__ = (Index("changes_state", "state", "region"), Index("changes_station", "station"))

    id: int = number()
    station: str = column()
    region: str = column()
    cause: str = column()
    form: int | None = column()
    daily: int | None = column()
    add_areas: list[str] = column()
    remove_areas: list[str] = column()
    product: str | None = column()
    service: str | None = column()
    data: dict[str, str] = column()
    before: dict[str, object] = column()
    from_day: date = column()
    to_day: date | None = column()
    effective_from: date | None = column()
    reason: str = column()
    state: str = column()
    applied_by: str = column()
    applied_as: str = column()
    applied_at: datetime = column()
    agreed_by: str | None = column()
    agreed_at: datetime | None = column()
    region_opinion: str | None = column()
    decided_by: str | None = column()
    decided_at: datetime | None = column()
    cssd_opinion: str | None = column()


class Coverage(Stored):
    """From `from_day` on, or until `to_day`, a station serves an area, or with `covers` false no longer does.

    `product` and `service` limit it to one line of products or one way of service; `change` is the application that
    brought it.
    """

    __tablename__ = "coverage"
    __table_args__ = (Index("coverage_station", "station", "from_day"),)

    id: int = number()
    station: str = column()
    area: str = column()
    covers: bool = flag()
    product: str | None = column()
    service: str | None = column()
    from_day: date = column()
    to_day: date | None = column()
    cause: str = column()
    change: int | None = column()
    set_by: str = column()
    set_at: datetime = column()


class Poll(Stored):
    """One visit of a station to its orders (001-6.2.1); `kind` is poll or download."""

    __tablename__ = "polls"
    __travels__ = "new"
    __table_args__ = (
        Index("polls_station", "station", "at"),
        Index("polls_at", "at"),
        Index("polls_batch", "batch_id", sqlite_where=text("batch_id IS NOT NULL")),
    )

    id: int = number()
    station: str = column("station", "维修站", header="维修站编号", kind="station")
    at: datetime = column("on line", "时间")
    login: str = column("by", "登录名", kind="number")
    role: str = column("role", "角色", codes="role")
    kind: str = column("kind", "种类", codes="poll")
    batch_id: int | None = column(internal=True)
