"""The program and its database: init, checks, backup, audit log, rules as data."""
