"""The settings of the policy, each from a day on."""

from datetime import date, datetime

from sqlalchemy import Index

from repaircli.platform.db.columns import Stored, column, number


class PolicySetting(Stored):
    """One setting from `from_day` on until another entry begins; `value` None is that of the edition.

    `key` is a setting of `rules.policy.limits` or `edition`. Rows are only added; the last one of a day counts.
    """

    __tablename__ = "policy_settings"
    __table_args__ = (Index("policy_settings_key", "key", "from_day"),)

    id: int = number()
    key: str = column()
    value: str | None = column()
    from_day: date = column()
    why: str = column()
    set_by: str = column()
    set_at: datetime = column()
