"""Gather, decide, apply: one file a noun, one function a verb, one transaction each."""
