"""Who works with the tool: logins, their roles, the station or region they belong to."""

from datetime import datetime

from repaircli.platform.db.columns import Stored, column, flag, number


class User(Stored):
    """An identity. `roles` are codes with commas between; a login is never used again for another person."""

    __tablename__ = "users"

    id: int = number()
    login: str = column("login", "账号", unique=True)
    name: str = column("person's name", "姓名")
    roles: str = column("roles", "角色", codes="role")
    region: str | None = column("region", "大区")
    station: str | None = column("station", "维修站")
    disabled: bool = flag("disabled", "已停用")
    created_at: datetime = column()
