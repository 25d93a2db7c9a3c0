"""Who the identity is and with which role it acts."""

from __future__ import annotations

from repaircli.platform.answers import Answer
from repaircli.platform.codes import Role
from repaircli.platform.transaction import Transaction, reads
from repaircli.platform.user_tables import User


@reads
def whoami(tx: Transaction) -> Answer:
    """The identity of the call, its roles and bounds. Raises Denied where there is none."""
    who = tx.acting
    return Answer(
        "whoami.show",
        {
            "login": who.login,
            "name": who.name,
            "role": str(who.role),
            "roles": [str(role) for role in Role if role in who.roles],
            "identities": [
                {
                    "login": user.login,
                    "name": user.name,
                    "roles": user.roles.split(","),
                    "station": user.station,
                    "region": user.region,
                }
                for user in [tx.one_row(User, login=login) for login in who.logins]
            ],
            "region": who.region,
            "station": who.station,
            "training": tx.training,
            "database": str(tx.db.path) if tx.db.path else tx.db.dialect,
            "now": tx.now,
        },
    )
