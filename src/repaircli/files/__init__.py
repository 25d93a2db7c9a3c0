"""CSV and Excel in and out: encodings, headers, row errors, formula guard."""
