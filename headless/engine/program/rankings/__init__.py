"""Rankings of members: which lists there are, and how they are named."""
