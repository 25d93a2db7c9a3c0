"""Deadlines of orders: what is due, each clock of an order, reminders."""
