"""The rules of the policy as pure functions: facts in, decision out, without clock, database or files."""
