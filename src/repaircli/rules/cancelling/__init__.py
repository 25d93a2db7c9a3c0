"""When an order may be cancelled, by whom and how."""
