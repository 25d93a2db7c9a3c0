"""A new database: its tables, its mark, the identity `admin`, and the sample where it is wanted."""

from __future__ import annotations

from dataclasses import replace

from repaircli.network import users
from repaircli.platform.answers import Answer, Call
from repaircli.platform.codes import Role
from repaircli.platform.db.migrations import runner
from repaircli.platform.errors import Conflict
from repaircli.platform.transaction import Transaction, writes
from repaircli.platform.user_tables import User

ADMIN = "admin"


def create(call: Call, *, training: bool = False, sample: bool = False) -> Answer:
    """Makes the database that `call` names, with the identity `admin`; `sample` loads the sample data too.

    The tables come first and their rows in a second transaction: where that one did not happen, the same command
    finishes the work. Raises Conflict where there is a database with identities, Unusable where none can be made.
    """
    # REPAIRCLI_AS may already name the identity that is made here
    call = replace(call, login=None, role=None)
    there: Conflict | None = None
    try:
        runner.create(call.database, training).close()
    except Conflict as conflict:
        there = conflict
    return _fill(call, training, sample, there)


@writes
def _fill(tx: Transaction, training: bool, sample: bool, there: Conflict | None) -> Answer:
    if there is not None and (tx.training is not training or tx.find(User, limit=1)):
        raise there
    tx.event("database.made", after={"training": training, "sample": sample})
    users.create(tx, ADMIN, ADMIN, [Role.ADMIN], None, None)
    loaded = None
    if sample:
        from repaircli.files import sample as samples

        loaded = samples.load(tx)
    return Answer(
        "init.create", {"database": tx.db.name, "training": training, "admin": ADMIN, "sample": loaded}
    )
