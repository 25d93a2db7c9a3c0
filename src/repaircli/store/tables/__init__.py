"""SQLModel tables, one file an area, so that a command imports only the areas it needs."""
