"""Notices: the outbox, their texts, their receivers and addresses, and their delivery."""
