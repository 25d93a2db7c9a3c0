"""Fees, and what stations are paid for a month."""
