"""`whoami`: the identity that acts."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action("whoami", N_("show who is acting, and in which role"), "system.whoami.whoami")
