"""Lists of codes that a company makes itself: fault causes, complaint reasons, order types and others."""
