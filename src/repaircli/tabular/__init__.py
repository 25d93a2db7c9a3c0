"""Reads and writes tables as files: CSV, JSON lines, workbooks; judges rows and tells what became of them."""
