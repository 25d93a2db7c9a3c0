"""Who the identity is and with which role it acts."""

from __future__ import annotations

from repaircli.platform.codes import Answer, Call, Role
from repaircli.platform.transaction import Transaction, reading


def whoami(call: Call) -> Answer:
    """The identity of the call, its roles and bounds. Raises Denied where there is none."""
    return reading(call, _whoami)


def _whoami(tx: Transaction) -> Answer:
    who = tx.acting
    return Answer(
        "whoami.show",
        {
            "login": who.login,
            "name": who.name,
            "role": str(who.role),
            "roles": [str(role) for role in Role if role in who.roles],
            "region": who.region,
            "station": who.station,
            "training": tx.training,
            "database": str(tx.db.path) if tx.db.path else tx.db.dialect,
            "now": tx.now,
        },
    )
