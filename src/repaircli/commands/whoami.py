"""`whoami`: the identity that acts."""

from __future__ import annotations

from repaircli.commands.framework.bridge import N_, Noun

app = Noun()

app.action("whoami", N_("who is acting, and as what"), "system.whoami.whoami")
