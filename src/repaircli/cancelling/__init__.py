"""Cancelling orders: ask, request, decide, write, replay."""
