"""Working days and hours: the national calendar under what a database imported."""
