"""A migration that breaks halfway."""
