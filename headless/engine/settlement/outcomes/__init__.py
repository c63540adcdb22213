"""What comes of an event: its result, and what is noted of what it wrote."""
