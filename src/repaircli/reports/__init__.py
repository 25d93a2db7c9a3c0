"""The figures of a month, as tables and as a page."""
