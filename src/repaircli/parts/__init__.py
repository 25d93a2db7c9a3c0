"""Parts of an order: applied for, shipped, replaced, returned."""
