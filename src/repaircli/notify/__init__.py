"""The outbox: who must be told what, queued in the change's own transaction."""
