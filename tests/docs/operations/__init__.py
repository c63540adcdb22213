"""Pages on running it."""
