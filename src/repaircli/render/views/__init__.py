"""How each kind of answer looks as a table: one file a noun."""
