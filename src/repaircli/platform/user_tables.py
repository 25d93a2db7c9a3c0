"""Who works with the tool: logins, their roles, the station or region they belong to."""

from datetime import datetime

from repaircli.platform.db.columns import Stored, column, flag, number


class User(Stored):
    """An identity. `roles` are codes with commas between; a login is never used again for another person."""

    __tablename__ = "users"

    id: int = number()
    login: str = column(unique=True)
    name: str = column()
    roles: str = column()
    region: str | None = column()
    station: str | None = column()
    disabled: bool = flag()
    created_at: datetime = column()
