"""Shows orders with what other areas know of them: one order, lists, history, chains of reassigned orders."""
