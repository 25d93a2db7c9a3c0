"""Who works with the tool: logins, their roles, the station or region they belong to."""

from datetime import datetime

from repaircli.platform.db.columns import Stored, column, flag, number


class User(Stored):
    """An identity. `roles` are codes with commas between; a login is never used again for another person.

    `level`, `tier`, `platform`, `products` and `abilities` say what an engineer can do (002-1.3). `away` are the days on
    which they do not work, each with its `from` and `to`, the earliest first.
    """

    __tablename__ = "users"

    id: int = number()
    login: str = column("login", "账号", unique=True)
    name: str = column("person's name", "姓名")
    roles: str = column("roles", "角色", codes="role")
    region: str | None = column("region", "大区")
    station: str | None = column("station", "维修站")
    disabled: bool = flag("disabled", "已停用")
    created_at: datetime = column()
    level: str | None = column("level", "技术级别", codes="level")
    tier: str | None = column("tier", "技术层级", codes="tier")
    platform: str | None = column("platform", "平台", codes="platform")
    products: list[str] = column("repairs", "可修产品", codes="product", default_factory=list)
    abilities: list[str] = column("abilities", "特长", kind="texts", default_factory=list)
    email: str | None = column("e-mail", "电子邮箱")
    mobile: str | None = column("mobile", "手机", kind="phone")
    away: list[dict[str, str]] = column("away", "不在岗", default_factory=list)
