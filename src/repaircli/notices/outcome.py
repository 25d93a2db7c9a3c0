"""The outcome of handing over a letter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from repaircli.platform.text import N_

LOST = N_("the program was interrupted while sending; it is unknown whether the notice arrived")
UNKNOWN = N_("the connection broke after the message was handed over; it is unknown whether it arrived")
UNKNOWN_PROGRAM = N_("the sending program was stopped; it is unknown whether the notice arrived")


class Fate(StrEnum):
    """The outcome for a letter: taken, to be tried later, refused permanently, or unknown."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of a letter, and what the server or program answered; on `sent` it names receivers that were refused."""

    fate: Fate
    error: str | None = None


UNSURE = (LOST, UNKNOWN, UNKNOWN_PROGRAM)
"""Errors of notices that may have arrived nevertheless."""
