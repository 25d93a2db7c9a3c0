"""The stories that the demonstration plays."""
