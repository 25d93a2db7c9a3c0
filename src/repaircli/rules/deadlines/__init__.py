"""Every deadline of an order, its texts and reminders."""
