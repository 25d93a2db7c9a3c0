"""Machines by serial number, and the service policy: how long a product has its warranty and its on-site service."""
