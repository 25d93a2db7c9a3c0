"""The policy, pure: facts in, decision out. No clock, no database, no input or output."""
