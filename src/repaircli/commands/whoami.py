"""`whoami`: the identity that acts."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


@app.command("whoami", help=N_("who is acting, and as what"))
def whoami() -> None:
    from repaircli.system import whoami as actions

    finish(actions.whoami(call()))
