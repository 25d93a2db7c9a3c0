"""What every area stands on: database, identity, answers, output, language."""
