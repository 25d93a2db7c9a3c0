"""One file a noun: the command line's words in, one action, one renderer. No logic and no SQL."""
