"""Referrals and pending tickets."""
