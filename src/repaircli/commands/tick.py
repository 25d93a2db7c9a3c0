"""`tick`: what time alone brings."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, call, finish, noun

app = noun()


@app.command("tick", help=N_("queue the reminders that are due, each once; for cron"))
def tick() -> None:
    from repaircli.deadlines import tick as actions

    finish(actions.tick(call()))
