"""The policy itself: clauses, editions, limits, who may run which command."""
