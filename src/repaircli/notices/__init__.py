"""The outbox's way out: who gets a notice at which address, what it says, and how it is handed over."""
