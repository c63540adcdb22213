"""The schema joined, measured and executed."""
