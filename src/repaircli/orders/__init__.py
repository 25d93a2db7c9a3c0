"""Repair orders: create, read, and every step from dispatch to closing."""
