"""Rankings of members, as they are stored and read."""
