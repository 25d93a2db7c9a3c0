"""How steps with a special user's order look to a person."""

from __future__ import annotations

from repaircli.render.views.order import written
from repaircli.text import N_

VIEWS = {"notified": written(N_("the region is told of order {no}"))}
