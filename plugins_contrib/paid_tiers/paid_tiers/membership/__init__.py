"""A member's paid membership: its spans, its status, and what a purchase changes."""
