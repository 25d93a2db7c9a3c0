"""The rules of orders: creation, write-back, steps, closing, imported history."""
