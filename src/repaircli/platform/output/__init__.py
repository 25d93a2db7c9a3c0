"""An answer as a table, json, jsonl, csv or tsv, in the reader's language."""
